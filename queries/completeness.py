"""Completeness: of how much of a graph the origin is known all the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.gaps import Gap
from genealogy.identity import parse_batch_id
from genealogy.settings import Settings, load_settings
from genealogy.times import moment
from queries.extent import pages
from queries.freshness import missing_input
from queries.gaps import BATCH_KINDS, Ids, Part, parts
from queries.in_columns import in_columns
from queries.one_state import of_one_state

DIMENSIONS = ("material", "site", "month")
"""What the batches are counted by."""


@dataclass(frozen=True, slots=True)
class MakingColumns:
    """When and where batches were made, as parallel columns."""

    batch_ids: list[str]
    made_at: list[str]
    sites: list[str]


OPERATIONS_OF_BATCHES = statement("completeness/operations_of_batches", Ids)
BATCHES_BY_OPERATIONS = statement("completeness/batches_by_operations", Ids)
MAKINGS = statement("completeness/makings", MakingColumns)


@dataclass(slots=True)
class Count:
    """How many batches there are, and how many of them have a complete backward trace."""

    batches: int = 0
    complete: int = 0

    def add(self, *, complete: bool) -> None:
        """One more."""
        self.batches += 1
        self.complete += complete

    def to_dict(self) -> dict[str, Any]:
        """The count as JSON, the share in percent."""
        percent = round(100 * self.complete / self.batches, 2) if self.batches else None
        return {"batches": self.batches, "complete": self.complete, "percent": percent}


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many batches have a complete backward trace: in all, by material, site and month.

    `missing_input` makes every answer incomplete besides, and is not in the counts.
    """

    fingerprint: str
    total: Count
    counts: dict[tuple[str, str], Count]
    missing_input: tuple[Gap, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The counts as rows; '' is what is not known."""
        order = {name: at for at, name in enumerate(DIMENSIONS)}
        ordered = sorted(self.counts.items(), key=lambda each: (order[each[0][0]], each[0][1]))
        return [{"by": by, "value": value} | count.to_dict() for (by, value), count in ordered]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "fingerprint": self.fingerprint,
            "total": self.total.to_dict(),
            "by": self.rows(),
            "missing_input": [gap.to_dict() for gap in self.missing_input],
        }


def completeness(database: Database, settings: Settings | None = None) -> Completeness:
    """The share of batches whose backward trace has no gap that leaves their origin open.

    Each batch and each operation is looked at once: what a gap leaves open is left open in all
    that came of it, so one walk forward from all gaps tells what tracing every batch would.
    """
    settings = settings or load_settings()
    zone, tolerance = settings.timezone, Decimal(str(settings.tolerance))

    def answer() -> tuple[Count, dict[tuple[str, str], Count], tuple[Gap, ...]]:
        open_ = incomplete(database, tolerance)
        total, counts = Count(), dict[tuple[str, str], Count]()
        for after, upto in pages(database):
            (found,) = database.read(MAKINGS, after=after, upto=upto)
            for batch_id, made_at, site in zip(
                found.batch_ids, found.made_at, found.sites, strict=True
            ):
                complete = batch_id not in open_
                total.add(complete=complete)
                values = (parse_batch_id(batch_id).item or "", site, _month(made_at, zone))
                for key in zip(DIMENSIONS, values, strict=True):
                    counts.setdefault(key, Count()).add(complete=complete)
        return total, counts, tuple(missing_input(database))

    (total, counts, missing), fingerprint = of_one_state(database, answer)
    return Completeness(fingerprint, total, counts, missing)


def incomplete(database: Database, tolerance: Decimal) -> set[str]:
    """The batches whose backward trace has a gap that leaves their origin open."""
    batches: set[str] = set()
    operations: set[str] = set()
    for part in parts(database, tolerance):
        for gap in part.gaps:
            if gap.side == "forward":
                continue
            if gap.kind in BATCH_KINDS:
                batches.add(gap.subject)
            elif gap.kind == "operation without inputs":
                operations.add(gap.subject)
            elif gap.kind == "pending lot":
                made, used_by = _at_pending_lot(part, gap.subject)
                batches |= made
                operations |= used_by
    return _all_that_came_of(database, batches, operations)


def _at_pending_lot(part: Part, lot: str) -> tuple[set[str], set[str]]:
    """The batches that it may have been made into, and the operations that may have used it."""
    links = [link for link in part.genealogy.links if link.pending_lot == lot]
    made = {link.batch_id for link in links if not link.consumed}
    return made, {link.operation_id for link in links if link.consumed}


def _all_that_came_of(
    database: Database, batches: Iterable[str], operations: Iterable[str]
) -> set[str]:
    """The batches themselves and all that they and the operations went into; loops end."""
    seen, fresh = set(batches), set(batches)
    ran, waiting = set(operations), set(operations)
    while fresh or waiting:
        for used in in_columns(database, OPERATIONS_OF_BATCHES, "batch_ids", fresh):
            waiting |= set(used.ids) - ran
        ran |= waiting
        fresh = set()
        for made in in_columns(database, BATCHES_BY_OPERATIONS, "operation_ids", waiting):
            fresh |= set(made.ids) - seen
        seen |= fresh
        waiting = set()
    return seen


def _month(at: str, zone: ZoneInfo) -> str:
    if len(at) < len("2026-10-01T00:00"):
        return at[:7]  # a date has no zone
    stated: datetime = moment(at)
    try:
        return f"{stated.astimezone(zone):%Y-%m}"
    except OverflowError:  # at the ends of the calendar there is no other zone
        return at[:7]
