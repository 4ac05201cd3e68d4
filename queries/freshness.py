"""Freshness: up to when each source has reported, and what input is not in the graph."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from genealogy.engine.statement import Reader, statement
from genealogy.gaps import Details, Gap
from genealogy.sources import latest, sources_of
from queries.as_known import also_then


@dataclass(frozen=True, slots=True)
class Source:
    """The sources of one load: the time of its latest fact, and that of each source."""

    source: str
    covers_to: str
    sources: list[str] | None


@dataclass(frozen=True, slots=True)
class OpenInput:
    """A load that did not end, or has rejected rows that nobody has settled."""

    file: str
    status: str
    rejected: int


@dataclass(frozen=True, slots=True)
class UnknownLots:
    """Pending lots that no batch is, as far as the graph knows."""

    batch_ids: list[str]


SOURCES = also_then(statement("freshness/sources", Source))
OPEN_INPUT = also_then(statement("freshness/open_input", OpenInput))
UNKNOWN_LOTS = also_then(statement("freshness/unknown_lots", UnknownLots))

_MOST_NAMED = 5


def sources(database: Reader) -> dict[str, str]:
    """For each source, the time of its latest fact."""
    return latest(sources_of(asdict(row)) for row in database.read(SOURCES))


def missing_input(database: Reader) -> list[Gap]:
    """Input that may hold links and is not in the graph: it makes every answer incomplete."""
    gaps = []
    for row in sorted(database.read(OPEN_INPUT), key=lambda each: each.file):
        if row.status not in ("done", "undone", "superseded"):
            gaps.append(
                Gap("unfinished load", row.file, "its load did not end", "loading it again")
            )
        if row.rejected:
            were = "was" if row.rejected == 1 else "were"
            gaps.append(
                Gap(
                    "rejected rows",
                    row.file,
                    f"{row.rejected} of its rows {were} rejected and may hold links",
                    "`genealogy rejected export`, and `replay` of what was corrected",
                    details=Details(count=row.rejected),
                )
            )
    return gaps + _unknown_lots(sorted(database.read(UNKNOWN_LOTS)[0].batch_ids))


def _unknown_lots(lots: list[str]) -> list[Gap]:
    """One gap for all of them: a mistyped number can be that of any batch."""
    if not lots:
        return []
    named = ", ".join(lots[:_MOST_NAMED])
    more = f" and {len(lots) - _MOST_NAMED} more" if len(lots) > _MOST_NAMED else ""
    return [
        Gap(
            "unknown lots",
            "1 lot" if len(lots) == 1 else f"{len(lots)} lots",
            f"records name lots without their item, and no batch has the number: {named}{more}",
            'the receipt or production of each, or a correction: `genealogy batches "/?/"`',
            details=Details(count=len(lots), named=tuple(lots[:_MOST_NAMED])),
        )
    ]
