"""Extent: by how much a scope could be larger than is known, and which file would tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from genealogy.engine.statement import Reader, statement
from genealogy.extent import Extent, Reach, at_most, closing, detailed, reach, telling
from genealogy.gaps import Extract, Gap, Side, stated_of_lot
from genealogy.graph import Genealogy
from queries.as_known import also_then
from queries.columns import decimal


@dataclass(frozen=True, slots=True)
class Total:
    """A number of nodes."""

    total: int


@dataclass(frozen=True, slots=True)
class PageEnds:
    """The last id of each page, and of all."""

    ends: list[str]
    last: str | None


@dataclass(frozen=True, slots=True)
class DayColumns:
    """Numbers of batches by their first and last day, as parallel columns."""

    firsts: list[str]
    lasts: list[str]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class StatedColumns:
    """What is stated of pending lots, as parallel columns."""

    ids: list[str]
    types: list[str]
    quantities: list[float]
    units: list[str]


EXTRACTS = statement("gaps/extracts", Extract)
BATCHES = statement("gaps/total_batches", Total)
CUSTOMERS = statement("status/customers", Total)
PAGES = statement("gaps/pages", PageEnds)
DAYS = statement("gaps/days", DayColumns)
STATED_OF_LOTS = also_then(statement("gaps/quantities_of_pending_lots", StatedColumns))

NARROWED_UP_TO = 10_000
"""With no more batches, an answer asks for their days, too; beyond, that would cost more than the
answer. `genealogy gaps` always does."""
_PAGE = 5_000
_RECEIVED = "received"

Page = tuple[str, str]
"""A range of batch ids: behind the first, up to the last."""


def pages(database: Reader) -> Iterator[Page]:
    """All batches, some thousand at a time."""
    (found,) = database.read(PAGES, size=_PAGE)
    after = ""
    for end in dict.fromkeys((*found.ends, found.last)):
        if end is not None:
            yield after, end
            after = end


def extent(database: Reader, *, by_day: bool) -> Extent:
    """How many batches and customers there are; by day, also when they came and were made."""
    batches = database.read(BATCHES)[0].total
    customers = database.read(CUSTOMERS)[0].total
    if not by_day:
        return Extent(batches, customers)
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for after, upto in pages(database):
        for columns in database.read(DAYS, after=after, upto=upto):
            for came, made, number in zip(
                columns.firsts, columns.lasts, columns.numbers, strict=True
            ):
                first[came] += number
                if made != _RECEIVED:
                    last[made] += number
    return Extent(batches, customers, dict(first), dict(last))


def measured(database: Reader, gaps: list[Gap], direction: Side, genealogy: Genealogy) -> list[Gap]:
    """The gaps of an answer with what would settle each, and how much each could hide at most."""
    if not gaps:
        return gaps
    known = extent(database, by_day=False)
    if known.batches <= NARROWED_UP_TO:
        known = extent(database, by_day=True)
    arrivals = genealogy.of_type("SHIPPED_TO", "RECEIVED_BY")
    scope = reach(genealogy, len({each.other for each in arrivals}))
    extracts = told(database)
    gaps = with_quantities(database, gaps)

    @cache  # many gaps are of one day
    def bound(side: Side, day: str | None) -> tuple[int, int]:
        return at_most(side, day, direction, known, scope)

    return [_measured(gap, bound, extracts) for gap in gaps]


def with_quantities(database: Reader, gaps: list[Gap]) -> list[Gap]:
    """The gaps, those of pending lots with what the records state of these."""
    lots = [gap.subject for gap in gaps if gap.kind == "pending lot"]
    if not lots:
        return gaps
    stated: dict[str, list[tuple[str, Decimal | None, str]]] = {}
    for columns in database.read(STATED_OF_LOTS, ids=lots):
        for lot, kind, quantity, unit in zip(
            columns.ids, columns.types, columns.quantities, columns.units, strict=True
        ):
            stated.setdefault(lot, []).append((kind, decimal(quantity), unit))
    told_of = {lot: stated_of_lot(facts) for lot, facts in stated.items()}
    return [
        replace(gap, quantity=told_of[gap.subject][0], unit=told_of[gap.subject][1])
        if gap.kind == "pending lot" and gap.subject in told_of
        else gap
        for gap in gaps
    ]


def measured_alone(
    gaps: Iterable[Gap], known: Extent, extracts: tuple[Extract, ...]
) -> Iterator[Gap]:
    """The same of each gap by itself, where there is no answer that it is part of."""

    @cache
    def bound(side: Side, day: str | None) -> tuple[int, int]:
        return at_most(side, day, side, known, Reach(0, 0))

    for gap in gaps:
        yield _measured(gap, bound, extracts)


def told(database: Reader) -> tuple[Extract, ...]:
    """The extracts that state facts of each kind, the freshest first."""
    rows = database.read(EXTRACTS)
    ordered = sorted(rows, key=lambda each: (each.kind, each.source, each.profile))
    return tuple(sorted(ordered, key=lambda each: each.covers_to or "", reverse=True))


def _measured(
    gap: Gap,
    bound: Callable[[Side, str | None], tuple[int, int]],
    extracts: tuple[Extract, ...],
) -> Gap:
    batches, customers = bound(gap.side, gap.at[:10] if gap.at else None)
    told_by = telling(gap.kinds, extracts)
    return replace(
        gap,
        closes=closing(gap.closes, told_by),
        details=detailed(gap.details, told_by),
        at_most_batches=batches,
        at_most_customers=customers,
    )
