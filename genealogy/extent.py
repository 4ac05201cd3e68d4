"""Extent: by how much a scope could be larger than is known, and which extract would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from genealogy.gaps import Details, Extract, Side
from genealogy.graph import Genealogy
from genealogy.times import extreme

_WORDS = {
    "receipt": "goods receipts",
    "production": "productions",
    "consumption": "consumptions",
    "shipment": "shipments",
    "disposal": "disposals",
    "stock_count": "stock counts",
}


@lru_cache(maxsize=64)
def closing(plain: str, told_by: tuple[Extract, ...]) -> str:
    """What would settle a gap, with the extracts that tell such facts."""
    told: dict[str, list[str]] = {}
    for each in told_by:
        until = f", so far to {each.covers_to[:10]}" if each.covers_to else ""
        told.setdefault(each.kind, []).append(f"{each.source} ({each.profile}{until})")
    said = [f"the {_WORDS[kind]} of {' or '.join(sources)}" for kind, sources in told.items()]
    return f"{plain}: {'; '.join(said)}" if said else plain


@lru_cache(maxsize=64)
def telling(kinds: tuple[str, ...], extracts: tuple[Extract, ...]) -> tuple[Extract, ...]:
    """The extracts that tell facts of these kinds: of each source system the first."""
    found: dict[tuple[str, str], Extract] = {}
    for kind in kinds:
        for each in extracts:
            if each.kind == kind:
                found.setdefault((kind, each.source), each)
    return tuple(found.values())


@lru_cache(maxsize=64)
def detailed(details: Details, told_by: tuple[Extract, ...]) -> Details:
    """The details of a gap with these extracts."""
    return replace(details, extracts=told_by)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many batches a graph holds, and on which days they came: what could be hidden.

    `first` and `last` count batches by the day on which each first came to be, and was last
    made; '' counts those of which that is not known, which can have been at any time. `last`
    has no batches that were only received: nothing here went into them.
    """

    batches: int
    customers: int
    first: Mapping[str, int] | None = None
    last: Mapping[str, int] | None = None

    def later(self, day: str) -> int:
        """At most so many batches can hold material of one that came to be that day."""
        return sum(n for each, n in (self.last or {}).items() if not each or each >= day)

    def earlier(self, day: str) -> int:
        """At most so many batches can be in one that was last used that day."""
        return sum(n for each, n in (self.first or {}).items() if not each or each <= day)


@dataclass(frozen=True, slots=True)
class Reach:
    """An answer's scope, its batches by the same days as in the extent."""

    batches: int
    customers: int
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


def reach(genealogy: Genealogy, customers: int) -> Reach:
    """The scope of an answer, to be taken off what could be hidden."""
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    for link in genealogy.produced:
        extreme(first, link.batch_id, link.occurred_at, latest=False)
        extreme(last, link.batch_id, link.occurred_at, latest=True)
    for each in genealogy.of_type("SUPPLIED", "GAINED"):
        extreme(first, each.batch_id, each.occurred_at, latest=False)
    received = {each.batch_id for each in genealogy.of_type("SUPPLIED")} - last.keys()
    return Reach(
        len(genealogy.batches),
        customers,
        tuple((first.get(each) or "")[:10] for each in genealogy.batches),
        tuple((last.get(each) or "")[:10] for each in genealogy.batches if each not in received),
    )


def at_most(
    side: Side, day: str | None, direction: Side, extent: Extent, scope: Reach
) -> tuple[int, int]:
    """By how many batches and customers the scope could be larger, for what a gap hides.

    `side` is the direction that the gap leaves open, `day` that from which, or until which, what
    it hides can have come. Sound where the recorded times are right: what a missing flow has led
    to was made on the day when its batch came to be, or later; what it came from was there by the
    last use of it. A gap that leaves the other direction open hides nothing of this answer.
    """
    outside = max(extent.batches - scope.batches, 0)
    others = 0 if direction == "backward" else max(extent.customers - scope.customers, 0)
    if direction not in ("both", side) and side != "both":
        return 0, 0
    anywhere = direction == "both" or (side == "both" and direction == "forward")
    if anywhere or extent.last is None or day is None:
        return outside, others  # of what has no origin nobody knows when it began to go anywhere
    if direction == "forward":
        found = extent.later(day) - sum(not each or each >= day for each in scope.last)
    else:
        found = extent.earlier(day) - sum(not each or each <= day for each in scope.first)
    return max(min(outside, found), 0), others
