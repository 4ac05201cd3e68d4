"""Loads: the receipt of every file that was ever loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One load's receipt, as the graph keeps it."""

    properties: dict[str, Any]


LOADS = statement("loads/all", LoadRow)


def loads(database: Database) -> list[dict[str, Any]]:
    """The receipt of every load, in the order of source and file."""
    return [row.properties for row in database.read(LOADS)]
