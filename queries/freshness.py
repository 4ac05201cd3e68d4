"""Freshness: up to when each source has reported, and what input is not in the graph."""

from __future__ import annotations

from dataclasses import dataclass

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.times import moment
from genealogy.verdict import Gap


@dataclass(frozen=True, slots=True)
class Source:
    """A source system and the times of the latest facts of its loads."""

    source: str
    ends: list[str]


@dataclass(frozen=True, slots=True)
class OpenInput:
    """A load that did not end, or has rejected rows that nobody has settled."""

    file: str
    status: str
    rejected: int


SOURCES = statement("freshness/sources", Source)
OPEN_INPUT = statement("freshness/open_input", OpenInput)


def sources(database: Database) -> dict[str, str]:
    """For each source, the time of its latest fact."""
    return {row.source: max(row.ends, key=moment) for row in database.read(SOURCES)}


def missing_input(database: Database) -> list[Gap]:
    """Input that may hold links and is not in the graph: it makes every answer incomplete."""
    gaps = []
    for row in sorted(database.read(OPEN_INPUT), key=lambda each: each.file):
        if row.status not in ("done", "undone"):
            gaps.append(
                Gap("unfinished load", row.file, "its load did not end", "loading it again")
            )
        if row.rejected:
            gaps.append(
                Gap(
                    "rejected rows",
                    row.file,
                    f"{row.rejected} of its rows were rejected and may hold links",
                    "`genealogy rejected export`, and `replay` of what was corrected",
                )
            )
    return gaps
