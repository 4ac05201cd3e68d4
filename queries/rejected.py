"""Rejected rows: what could not be understood and waits to be settled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement


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


OPEN = statement("rejected/open", RejectedRow)


def rejected_rows(database: Database) -> list[RejectedRow]:
    """Every rejected row that nobody has settled, in the order of file and row."""
    return database.read(OPEN)
