"""Status: what the graph holds, from which sources, up to when, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from queries.freshness import sources
from queries.loads import loads
from queries.one_state import fingerprint


@dataclass(frozen=True, slots=True)
class Total:
    """A number of nodes."""

    total: int


TOTALS = {
    noun: statement(f"status/{noun}", Total)
    for noun in ("batches", "operations", "suppliers", "customers")
}


@dataclass(frozen=True, slots=True)
class Status:
    """What the graph holds."""

    fingerprint: str
    totals: dict[str, int]
    as_of: dict[str, str]
    loads: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "fingerprint": self.fingerprint,
            "totals": self.totals,
            "as_of": self.as_of,
            "loads": self.loads,
        }


def status(database: Database) -> Status:
    """The numbers of nodes, how fresh each source is, and every load."""
    return Status(
        fingerprint=fingerprint(database),
        totals={noun: database.read(query)[0].total for noun, query in TOTALS.items()},
        as_of=dict(sorted(sources(database).items())),
        loads=loads(database),
    )
