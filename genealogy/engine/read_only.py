"""Cypher of others, which reads the graph and nothing else.

Three locks, none of them a look at the text: the engine refuses writes by itself (a READ
transaction of Neo4j; a user of the embedded engine who has no other right), its EXPLAIN shows
what else a query would reach (`plans`), and what ran is rolled back.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Any, Literal, Self

from genealogy import errors
from genealogy.engine.bounded import bounded
from genealogy.engine.database import Door, first_line, is_timeout, open_driver
from genealogy.engine.driver import exceptions as failures
from genealogy.engine.driver import neo4j
from genealogy.engine.ending import Statements
from genealogy.engine.plain_values import plain
from genealogy.engine.plans import Judge

Cut = Literal["rows", "bytes", "seconds"]

_NAME = "cypher"  # of the statement, in errors
MOST_BYTES = 16 * 1024 * 1024  # that one answer may take on its way here
_AT_ONCE = 500  # rows that the server sends at a time
_ABOVE = re.compile(r"\bline (\d+)")  # what explains stands in a line above the text
_CLASS = re.compile(r"\b(?:(?:[a-z_]\w*\.)+[A-Z][\w$]*|[A-Z]\w*(?:Exception|Error)\b):?\s*")
"""The name of a class of the engine's program, with the colon behind it."""
_NOT_ALLOWED = ("Neo.ClientError.Security.", "Neo.ClientError.Statement.AccessMode")


@dataclass(frozen=True, slots=True)
class Found:
    """What a question has found: names of columns and rows of plain JSON values.

    `cut` says which limit ended it: the rows, the seconds, or the bytes of an answer. Then there
    is more than these rows.
    """

    columns: tuple[str, ...]
    rows: list[list[Any]]
    cut: Cut | None


class ReadOnly:
    """A graph that answers Cypher and changes nothing. Threads may share it."""

    def __init__(self, door: Door, wait: float, explaining: str, judge: Judge) -> None:
        self._driver = open_driver(door, wait)
        self._name = door.name
        self._explaining = explaining
        self._judge = judge

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

    def ask(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float, rows: int
    ) -> Found:
        """What a Cypher text finds, at most so many rows, in at most so many seconds.

        Raises CypherRefused where it would write or reach outside of the graph,
        CypherNotUnderstood, QueryTimedOut where no row came in time, DatabaseLost.
        """
        asking = _Asking(Statements(self._driver, self._name), time.monotonic() + seconds)
        timer = threading.Timer(seconds, asking.statements.end)
        timer.daemon = True
        timer.start()
        try:
            with (
                _told(asking, seconds),
                self._driver.session(
                    database=self._name,
                    default_access_mode=neo4j.READ_ACCESS,
                    fetch_size=min(rows + 1, _AT_ONCE),
                ) as session,
                asking.statements.transaction(session, seconds) as transaction,
            ):
                if asking.over:  # before it could be ended: whoever ends it has looked by now
                    raise errors.QueryTimedOut(_NAME, seconds)
                self._check(transaction, text)
                _fetch(transaction, text, dict(parameters or {}), rows, asking)
        finally:
            timer.cancel()
        return Found(asking.columns, asking.rows, asking.cut)

    def _check(self, transaction: neo4j.Transaction, text: str) -> None:
        """Raises CypherRefused for what the plan says is more than reading the graph."""
        summary = transaction.run(self._explaining + text).consume()
        if why := self._judge(str(summary.query_type), summary.plan):
            raise errors.CypherRefused(why)


@dataclass(slots=True)
class _Asking:
    """One question while it is asked, and what has come of it."""

    statements: Statements
    ends: float
    columns: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    cut: Cut | None = None

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.ends


def _fetch(
    transaction: neo4j.Transaction, text: str, params: dict[str, Any], most: int, asking: _Asking
) -> None:
    with bounded(transaction, MOST_BYTES) as bound:
        try:
            result = transaction.run(text, params)
            asking.columns = tuple(result.keys())
            for record in islice(result, most):
                asking.rows.append([plain(value) for value in record.values()])
            more = result.peek() is not None
            _refuse_writes(transaction, result)
            asking.cut = "rows" if more else None
        except (failures.Neo4jError, failures.DriverError, OSError):
            if bound.reached:
                asking.cut = "bytes"
            elif asking.over and asking.rows:
                asking.cut = "seconds"
            raise


def _refuse_writes(transaction: neo4j.Transaction, result: neo4j.Result) -> None:
    """Raises where something was written, of which nothing stays.

    The embedded engine writes in a transaction and asks for the right when it ends. It tells the
    kind of a question only where all rows were taken: for the others that asking has to do.
    """
    summary = result.consume()
    if summary.plan is not None:
        raise errors.CypherNotUnderstood("EXPLAIN and PROFILE tell of no batch")
    if summary.query_type is None:
        transaction.commit()
    elif summary.query_type != "r":
        raise errors.CypherRefused("it does more than read")


@contextmanager
def _told(asking: _Asking, seconds: float) -> Iterator[None]:
    """Turns the driver's errors into ours; what ended a question that was cut is none."""
    try:
        yield
    except failures.AuthError:
        raise errors.DatabaseLost("it refuses a password that it took before.") from None
    except failures.Neo4jError as error:
        if asking.cut is None:
            raise _of_engine(error, asking, seconds) from None
    except (failures.ServiceUnavailable, failures.SessionExpired) as error:
        if asking.cut is None:
            raise errors.DatabaseLost(first_line(error)) from None
    except (failures.DriverError, TypeError, ValueError, OverflowError) as error:
        if asking.cut is None:  # a parameter, mostly
            raise errors.CypherNotUnderstood(first_line(error)) from None


def _of_engine(
    error: failures.Neo4jError, asking: _Asking, seconds: float
) -> errors.GenealogyError:
    code, why = str(error.code), _CLASS.sub("", _ABOVE.sub(_one_less, first_line(error)))
    if code.endswith("SyntaxError"):  # which quotes the text, whatever that speaks of
        return errors.CypherNotUnderstood(why)
    if asking.over or is_timeout(error):
        return errors.QueryTimedOut(_NAME, seconds)
    if code.startswith(_NOT_ALLOWED):
        return errors.CypherRefused(why.rstrip("."))
    if code.startswith("Neo.TransientError"):
        return errors.StatementFailed(_NAME, why)
    return errors.CypherNotUnderstood(why)


def _one_less(line: re.Match[str]) -> str:
    return f"line {max(1, int(line[1]) - 1)}"
