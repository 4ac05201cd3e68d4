"""The graph database behind Bolt: opening, reading, writing, and what can go wrong there.

Neo4j and the embedded engine answer the same calls. Threads may share an object.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from random import random
from types import TracebackType
from typing import Any, Self, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from genealogy import errors
from genealogy.engine.driver import exceptions as failures
from genealogy.engine.driver import neo4j
from genealogy.engine.folder import DataFolder
from genealogy.engine.statement import Row, Statement

Result = TypeVar("Result")
Veil = Callable[[Statement[Any], Mapping[str, Any], list[Any]], list[Any]]
"""What somebody is shown of the rows of a statement that was asked with these parameters."""

# What the driver would print by itself is told as one of our errors instead.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_CONSTRAINT = "Neo.ClientError.Schema.ConstraintValidationFailed"
_WRITE_SECONDS = 300.0  # how long a writer stands in line behind others
_AWAY_SECONDS = 30.0  # how long a server may be away, as while it is started again


class ConflictingWrite(Exception):
    """Another writer made the same node or fact first; the work is to be looked at anew."""


class Transaction:
    """One transaction: statements run in it, all or nothing."""

    def __init__(self, transaction: neo4j.ManagedTransaction | neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(self, statement: Statement[Row], **params: Any) -> list[Row]:
        """The rows of the statement, as its row class."""
        # Errors pass as they are: the driver decides from them whether to try again.
        return rows_of(statement, self._transaction.run(statement.text, params))


class Database:
    """A graph database. Use it as a context manager, or `close()` it."""

    def __init__(
        self, driver: neo4j.Driver, name: str, timeout: float, folder: DataFolder | None
    ) -> None:
        self._driver = driver
        self._name = name
        self._timeout = timeout
        self._folder = folder
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._counting = threading.Lock()
        self._veils: tuple[Veil, ...] = ()
        self.statements_run = 0
        self.seconds = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._driver.close()

    def read(self, statement: Statement[Row], **params: Any) -> list[Row]:
        """The rows of a reading statement, ended by the time limit of the settings.

        Sees everything that this object has written (bookmarks). Raises QueryTimedOut,
        DatabaseLost or StatementFailed.
        """
        query = neo4j.unit_of_work(timeout=self._timeout)(
            lambda transaction: rows_of(statement, transaction.run(statement.text, params))
        )
        started = time.perf_counter()
        with told(statement, self._timeout), self._session(neo4j.READ_ACCESS) as session:
            rows = session.execute_read(query)
        self._count(started)
        return self._veiled(statement, params, rows)

    def _veiled(
        self, statement: Statement[Row], params: Mapping[str, Any], rows: list[Row]
    ) -> list[Row]:
        for veil in self._veils:
            rows = veil(statement, params, rows)
        return rows

    def seen_by(self, veil: Veil) -> Database:
        """The same graph over the same connections, of which this veil too keeps something back.
        It counts its own statements; what opened the graph closes it."""
        view = copy(self)
        view._veils = (*self._veils, veil)
        return view

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """What `work` returns, its statements committed together or not at all.

        Repeated by the driver while other writers are in the way. Raises ConflictingWrite
        where another writer has made the same fact or node first.
        """
        with told(None, 0, self._folder), self._session(neo4j.WRITE_ACCESS) as session:
            try:
                return session.execute_write(lambda inner: work(Transaction(inner)))
            except failures.ClientError as error:
                if error.code == _CONSTRAINT:
                    raise ConflictingWrite from None
                raise
            except failures.TransientError as error:
                if is_timeout(error):
                    raise
                raise ConflictingWrite from None

    def define(self, text: str) -> None:
        """Runs one schema statement, which cannot share a transaction with others."""
        with told(None, 0), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(text).consume()

    def retrying(self, work: Callable[[int], Result]) -> Result:
        """What `work` returns, given the number of the try; repeated after ConflictingWrite."""
        deadline = time.monotonic() + _WRITE_SECONDS
        attempt = 0
        while True:
            try:
                return work(attempt)
            except ConflictingWrite:
                if time.monotonic() > deadline:
                    raise errors.StatementFailed(
                        "write", "other writers were in the way for too long"
                    ) from None
            attempt += 1
            time.sleep(min(0.05 * attempt, 1.0) * (0.5 + random()))  # noqa: S311 (spreads writers)

    def _count(self, started: float) -> None:
        with self._counting:  # several threads ask through one object
            self.statements_run += 1
            self.seconds += time.perf_counter() - started

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._name,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
        )


@dataclass(frozen=True, slots=True)
class Door:
    """A Bolt address, who asks there, and for which database."""

    uri: str
    user: str
    password: str = field(repr=False)
    name: str


def open_bolt(
    uri: str,
    *,
    user: str,
    password: str,
    name: str,
    timeout: float,
    wait: float,
    folder: DataFolder | None = None,
) -> Database:
    """The database at a Bolt address, once it answers.

    Waits up to `wait` seconds for a server that is starting. Raises WrongPassword at once,
    DatabaseUnreachable where nobody answers in time.
    """
    driver = open_driver(Door(uri, user, password, name), wait)
    return Database(driver, name, timeout, folder)


def open_driver(door: Door, wait: float) -> neo4j.Driver:
    """Connections of their own to the door, once it answers; raises as `open_bolt`."""
    uri, user = door.uri, door.user
    if not uri.startswith(("bolt", "neo4j")):
        raise errors.DatabaseUnreachable(uri, "it is no bolt:// or neo4j:// address.")
    patience = max(1.0, min(wait, 30.0))
    try:
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=(user, door.password),
            max_transaction_retry_time=_AWAY_SECONDS,
            connection_acquisition_timeout=patience,  # also for a port that says nothing
            connection_timeout=patience,
            liveness_check_timeout=60,  # what lies idle for days is often cut on the way
            notifications_min_severity="OFF",
            user_agent="genealogy",
        )
    except (ValueError, failures.ConfigurationError) as error:
        raise errors.DatabaseUnreachable(uri, str(error)) from None
    starting = (failures.ServiceUnavailable, failures.TransientError, failures.SessionExpired)
    try:
        for attempt in Retrying(
            retry=retry_if_exception_type(starting),
            wait=wait_exponential(multiplier=0.1, max=2),
            stop=stop_after_delay(wait),
            reraise=True,
        ):
            with attempt, driver.session(database=door.name) as session:
                session.run("RETURN 1").consume()
    except failures.AuthError:
        driver.close()
        raise errors.WrongPassword(uri, user) from None
    except (failures.DriverError, failures.Neo4jError, ValueError) as error:
        driver.close()
        raise errors.DatabaseUnreachable(uri, first_line(error)) from None
    return driver


@contextmanager
def told(
    statement: Statement[Any] | None, limit: float, folder: DataFolder | None = None
) -> Iterator[None]:
    """Turns the driver's errors into ours, so that nothing foreign crosses this file."""
    name = statement.name if statement else "write"
    try:
        yield
    except failures.AuthError:  # another server has the address by now
        raise errors.DatabaseLost("it refuses a password that it took before.") from None
    except failures.ClientError as error:
        if error.code == _CONSTRAINT:
            raise
        if is_timeout(error):
            raise errors.QueryTimedOut(name, limit) from None
        raise _refusal(name, error, folder) from None
    except failures.TransientError as error:
        if is_timeout(error):
            raise errors.QueryTimedOut(name, limit) from None
        raise
    except failures.DatabaseError as error:
        raise _refusal(name, error, folder) from None
    except (failures.ServiceUnavailable, failures.SessionExpired) as error:
        raise errors.DatabaseLost(first_line(error)) from None


def _refusal(
    name: str, error: failures.Neo4jError, folder: DataFolder | None
) -> errors.DatabaseUnavailable:
    if folder:
        try:
            folder.check_room()  # the engine does not say that its disk is full
        except errors.DiskFull as full:
            return full
    return errors.StatementFailed(name, first_line(error))


def is_timeout(error: failures.Neo4jError) -> bool:
    text = f"{error.code} {error.message}".lower()
    return "timedout" in text or "timeout" in text


def first_line(error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    return str(message).splitlines()[0] if str(message) else type(error).__name__


def rows_of(statement: Statement[Row], result: neo4j.Result) -> list[Row]:
    names = statement.columns
    if not names:
        result.consume()
        return []
    return [statement.row(*record.values(*names)) for record in result]
