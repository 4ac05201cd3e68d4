"""A graph whose answers have a deadline: an answer is many statements, a request has one limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from genealogy import errors
from genealogy.engine.database import Database, rows_of, told
from genealogy.engine.driver import exceptions as failures
from genealogy.engine.driver import neo4j
from genealogy.engine.ending import Statements
from genealogy.engine.statement import Row, Statement

_PAUSE = 0.05  # seconds between tries where the server says that it may work another time


class Limited(Database):
    """The same graph over the same connections, for so many seconds in all.

    Counts its own statements and seconds. Several threads may read through it at once; one
    deadline is over them all.
    """

    def __init__(self, whole: Database, seconds: float) -> None:
        super().__init__(whole._driver, whole._name, whole._timeout, whole._folder)
        self._bookmarks = whole._bookmarks  # sees what the whole has written
        self._veils = whole._veils
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._cancelled = threading.Event()
        self._statements = Statements(self._driver, self._name)

    def close(self) -> None:
        """Nothing: the connections are those of the whole graph."""

    @property
    def left(self) -> float:
        """The seconds that are left; 0 when it is over."""
        return 0.0 if self._cancelled.is_set() else max(0.0, self._ends - time.monotonic())

    def cancel(self) -> None:
        """Ends what runs in the server, from any thread; whoever waits for it, and every later
        read, gets QueryTimedOut."""
        self._cancelled.set()
        self._statements.end()

    def read(self, statement: Statement[Row], **params: Any) -> list[Row]:
        """The rows of a reading statement, in what is left of the time.

        Not waited for where the server is away: raises DatabaseLost at once. Raises QueryTimedOut
        when the time is over, StatementFailed.
        """
        started = time.perf_counter()
        lost = False
        while True:
            if not self.left:
                raise errors.QueryTimedOut(statement.name, self._seconds)
            try:
                rows = self._read_once(statement, params)
                break
            except errors.DatabaseLost:
                if lost:
                    raise
                lost = True  # once more, on a new connection: the old one may have been idle long
            except errors.QueryTimedOut:
                raise
            except failures.TransientError:
                time.sleep(_PAUSE)
        self._count(started)
        return self._veiled(statement, params, rows)

    def _read_once(self, statement: Statement[Row], params: dict[str, Any]) -> list[Row]:
        limit = min(self.left, self._timeout)
        with told(statement, limit), self._session(neo4j.READ_ACCESS) as session:
            try:
                with self._statements.transaction(session, limit) as transaction:
                    if not self.left:  # `cancel` may have looked before this one was there
                        raise errors.QueryTimedOut(statement.name, self._seconds)
                    return rows_of(statement, transaction.run(statement.text, params))
            except failures.Neo4jError:
                if not self.left:  # however the engine calls it
                    raise errors.QueryTimedOut(statement.name, self._seconds) from None
                raise


@contextmanager
def within(whole: Database, seconds: float) -> Iterator[Limited]:
    """The graph for one answer, which is ended after so many seconds, in the server too.

    >>> with within(database, 30) as limited:
    ...     answer = trace(limited, ...)
    """
    limited = Limited(whole, seconds)
    timer = threading.Timer(seconds, limited.cancel)
    timer.daemon = True
    timer.start()
    try:
        yield limited
    finally:
        timer.cancel()
