"""Rejected rows: what could not be understood and waits to be settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.times import now_text


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file, the cell at fault, and why."""

    rejected_id: str
    file: str
    row: int
    column: str
    text: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Settled:
    """A rejected row that was settled."""

    rejected_id: str


OPEN = statement("rejected/open", RejectedRow)
DISCARD = statement("rejected/discard", Settled)


def rejected_rows(database: Database) -> list[RejectedRow]:
    """Every rejected row that nobody has settled, in the order of file and row."""
    return database.read(OPEN)


def discard(database: Database, rejected_ids: Sequence[str], reason: str, by: str) -> list[str]:
    """Settles rejected rows that state nothing worth keeping; the ids that were open.

    The rows stay, with the reason and the name. An answer counts them as missing no more.
    """

    def settle(transaction: Transaction) -> list[Settled]:
        return transaction.run(
            DISCARD,
            rejected_ids=list(rejected_ids),
            reason=reason,
            settled_by=by,
            settled_at=now_text(),
        )

    rows = database.retrying(lambda _: database.write(settle))
    return sorted(row.rejected_id for row in rows)
