"""Operation: what one run of a process is described as, and every fact that stands of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.nouns import Noun
from queries.batches import Hit
from queries.described import batches_of, operations_of
from queries.history import Facts, facts_of, measurements
from queries.nearest import nothing_called
from queries.one_state import of_one_state

FACTS = statement("operation/facts", Facts)


@dataclass(frozen=True, slots=True)
class Ran:
    """One operation: how it is described, the batches that it used or made, and its facts that
    stand, in the order in which they happened."""

    operation: dict[str, Any]
    fingerprint: str
    batches: list[dict[str, Any]]
    facts: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"operation": self.operation["operation_id"]},
            "fingerprint": self.fingerprint,
            "operation": self.operation,
            "batches": self.batches,
            "measurements": measurements(self.facts),
            "facts": self.facts,
        }


def operation(database: Database, operation_id: str) -> Ran:
    """All that stands of an operation: what it used and made, on which equipment, by whom, what
    was measured; each with the rows of files that state it. Complete, of one state of the graph.

    Raises NothingSelected where no operation has this id, with the nearest ones.
    """

    def answer() -> Ran:
        described = operations_of(database, {operation_id}).get(operation_id)
        if described is None:
            raise nothing_called(database, "operation", operation_id)
        (found,) = database.read(FACTS, operation_id=operation_id)
        every = facts_of(database, Noun.OPERATION, operation_id, found)
        standing = [fact for fact in every if fact["voided_at"] is None]
        return Ran(asdict(described), "", _batches(database, standing), standing)

    found, fingerprint = of_one_state(database, answer)
    return Ran(found.operation, fingerprint, found.batches, found.facts)


def _batches(database: Database, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the batches of these facts are called, in the order of their ids."""
    ids = {
        fact[end]
        for fact in facts
        for end in ("source", "target")
        if fact[f"{end}_noun"] == Noun.BATCH
    }
    found = batches_of(database, ids)
    return [Hit(each.batch_id, each.name or "").to_dict() for each in found.values()]
