"""How a load changed the completeness of traces: the gaps that it opened and closed.

Worked out once at its end, of the batches and operations that it names: the facts that were
recorded before it began tell how each stood then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from genealogy.engine.database import Database
from genealogy.engine.statement import Statement, statement

_IDS_A_STATEMENT = 5_000


@dataclass(frozen=True, slots=True)
class FlowColumns:
    """Numbers of flows into and out of nodes, before and now, as parallel columns."""

    came_before: list[int]
    came_now: list[int]
    went_before: list[int]
    went_now: list[int]


BATCHES = statement("load/completeness/batches", FlowColumns)
OPERATIONS = statement("load/completeness/operations", FlowColumns)


@dataclass(slots=True)
class Completeness:
    """Gaps by kind, in the words of the verdict."""

    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)

    def count(self, columns: FlowColumns, no_inflow: str, no_outflow: str) -> None:
        """Takes nodes in. One of which nothing is known has no gap."""
        nodes = zip(
            columns.came_before,
            columns.came_now,
            columns.went_before,
            columns.went_now,
            strict=True,
        )
        for came_before, came_now, went_before, went_now in nodes:
            for kind, before, now in (
                (no_inflow, went_before and not came_before, went_now and not came_now),
                (no_outflow, came_before and not went_before, came_now and not went_now),
            ):
                self.closed[kind] += bool(before and not now)
                self.opened[kind] += bool(now and not before)


def completeness(
    database: Database, batches: Iterable[str], operations: Iterable[str], since: str
) -> Completeness:
    """The gaps that were opened and closed at these batches and operations since a moment."""
    changed = Completeness()
    for columns in _columns(database, BATCHES, batches, since):
        changed.count(columns, "no origin", "no whereabouts")
    for columns in _columns(database, OPERATIONS, operations, since):
        changed.count(columns, "operation without inputs", "operation without outputs")
    return changed


def _columns(
    database: Database, query: Statement[FlowColumns], ids: Iterable[str], since: str
) -> Iterator[FlowColumns]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_A_STATEMENT):
        yield database.read(query, ids=ordered[start : start + _IDS_A_STATEMENT], since=since)[0]
