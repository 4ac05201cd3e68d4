"""How a load changed the completeness of traces: the gaps that it opened and closed.

Worked out once at its end, of the batches and operations that it names: the facts that were
recorded before it began tell how each stood then. Those that it made itself need no asking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from genealogy.engine.database import Database
from genealogy.engine.statement import Statement, statement
from genealogy.nouns import Noun
from loaders.fresh import GAPS, Fresh

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
    database: Database, batches: Set[str], operations: Set[str], since: str, fresh: Fresh
) -> Completeness:
    """The gaps that were opened and closed at these batches and operations since a moment.

    `fresh` are those that were made since, by whoever asks.
    """
    changed = Completeness(opened=fresh.gaps())
    for noun, query, ids in (
        (Noun.BATCH, BATCHES, batches),
        (Noun.OPERATION, OPERATIONS, operations),
    ):
        for columns in _columns(database, query, ids - fresh.made[noun], since):
            changed.count(columns, *GAPS[noun])
    return changed


def _columns(
    database: Database, query: Statement[FlowColumns], ids: Iterable[str], since: str
) -> Iterator[FlowColumns]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_A_STATEMENT):
        yield database.read(query, ids=ordered[start : start + _IDS_A_STATEMENT], since=since)[0]
