"""Gaps: what the data does not tell, how much it concerns, and which file would tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from genealogy.graph import Genealogy, Link, Movement, in_process
from genealogy.times import moment, utc_text
from genealogy.units import base_quantity, convert

Side = Literal["forward", "backward", "both"]

_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Extract:
    """Where facts of a kind have come from so far: source system, profile, latest time."""

    kind: str
    source: str
    profile: str
    covers_to: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """What the sentences of a gap name, for who tells them in another language.

    `came` and `went` are in the unit of the gap. `count` is how many batches a lot can be, lots
    are unknown or rows were rejected; `named` are the first of the batches or lots. `extracts`
    have told so far what would settle the gap.
    """

    came: Decimal | None = None
    went: Decimal | None = None
    customer_id: str | None = None
    count: int | None = None
    named: tuple[str, ...] = ()
    extracts: tuple[Extract, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The details as JSON."""
        return {
            "came": None if self.came is None else float(self.came),
            "went": None if self.went is None else float(self.went),
            "customer_id": self.customer_id,
            "count": self.count,
            "named": list(self.named),
            "extracts": [
                {
                    "kind": each.kind,
                    "source": each.source,
                    "profile": each.profile,
                    "covers_to": each.covers_to,
                }
                for each in self.extracts
            ],
        }


_NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the data does not tell. `closes` is what would settle it.

    `side` is the direction of a trace that it leaves open; `kinds` are the kinds of facts of
    which one is missing. What is hidden of a forward gap was made no earlier than `at`, of a
    backward gap it came no later; None where that cannot be told. `at_most_batches` and
    `at_most_customers` are by how many the scope could be larger.
    """

    kind: str
    subject: str
    why: str
    closes: str
    quantity: Decimal | None = None
    unit: str | None = None
    side: Side = "both"
    kinds: tuple[str, ...] = ()
    at: str | None = None
    at_most_batches: int | None = None
    at_most_customers: int | None = None
    details: Details = _NO_DETAILS

    def to_dict(self) -> dict[str, Any]:
        """The gap as JSON."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "why": self.why,
            "closes": self.closes,
            "quantity": None if self.quantity is None else float(self.quantity),
            "unit": self.unit,
            "side": self.side,
            "at_most_batches": self.at_most_batches,
            "at_most_customers": self.at_most_customers,
            "details": self.details.to_dict(),
        }


def worst_first(gap: Gap) -> tuple[Any, ...]:
    """The order of gaps: by quantity within a dimension, by how much larger the scope can be."""
    dimension, amount = base_quantity(gap.quantity, gap.unit or "")
    return (dimension, -amount, -(gap.at_most_batches or 0), gap.kind, gap.subject)


def gaps_of_operations(genealogy: Genealogy, direction: Side) -> Iterator[Gap]:
    """The operations that made nothing of what they consumed, or made something of nothing."""
    consuming, producing = genealogy.consuming, genealogy.producing
    silent = consuming - producing - set(in_process(genealogy))
    sourceless = producing - consuming
    by_operation: dict[str, list[Link]] = {}
    for link in genealogy.links:
        if link.operation_id in silent or link.operation_id in sourceless:
            by_operation.setdefault(link.operation_id, []).append(link)
    if direction != "backward":
        for operation_id in sorted(silent):
            described = genealogy.operations.get(operation_id)
            links = by_operation[operation_id]
            quantity, unit = _sum(links)
            yield Gap(
                "operation without outputs",
                operation_id,
                "it consumed material and produced no batch",
                "the production posted for it, or its scrap",
                quantity,
                unit,
                side="forward",
                kinds=("production",),
                at=_bound(links, described.started_at if described else None, latest=False),
            )
    if direction != "forward":
        for operation_id in sorted(sourceless):
            described = genealogy.operations.get(operation_id)
            links = by_operation[operation_id]
            quantity, unit = _sum(links)
            yield Gap(
                "operation without inputs",
                operation_id,
                "it produced a batch and consumed nothing",
                "the consumption posted for it",
                quantity,
                unit,
                side="backward",
                kinds=("consumption",),
                at=_bound(links, described.ended_at if described else None, latest=True),
            )


def _sum(links: Sequence[Link]) -> tuple[Decimal | None, str | None]:
    """How much went over the links in all, returns taken off, where one unit can say it."""
    unit = min((link.unit for link in links if link.unit), default="")
    total = Decimal(0)
    for link in links:
        amount = None if link.quantity is None else convert(link.quantity, link.unit or "", unit)
        if amount is None:
            return None, None
        total += -amount if link.role == "return" else amount
    return max(total, Decimal(0)), unit or None


def _bound(links: Iterable[Link], described: str | None, *, latest: bool) -> str | None:
    """The first or last time of an operation that anything tells; None where a link has none."""
    stated = [link.occurred_at for link in links] + ([described] if described else [])
    times = [moment(at) for at in stated if at is not None]
    if len(times) < len(stated):
        return None
    return utc_text(max(times) if latest else min(times))


def is_unsure(fact: Link | Movement) -> bool:
    """Whether a fact of a pending lot is not known to be of one batch."""
    return not fact.certain or fact.batch_id == fact.pending_lot


def pending_lots(genealogy: Genealogy) -> Iterator[Gap]:
    """Lots that were named without their item, and are not known to be one batch."""
    stated: list[Link | Movement] = [*genealogy.links, *genealogy.movements]
    found: dict[str, list[Link | Movement]] = {}
    for each in stated:
        if each.pending_lot and is_unsure(each):
            found.setdefault(each.pending_lot, []).append(each)
    for lot, facts in sorted(found.items()):
        stated_of = {each.batch_id for each in facts}
        can_be = sorted({*genealogy.candidates.get(lot, ()), *stated_of} - {lot})
        yield Gap(
            "pending lot",
            lot,
            f"a record names the lot without its item, and {_can_be(can_be)}",
            "the item of the lot in that record, or the receipt or production of the batch",
            side="both" if any(isinstance(each, Link) for each in facts) else "forward",
            details=Details(count=len(can_be), named=tuple(can_be[:_MOST_LISTED])),
        )


def _can_be(candidates: Sequence[str]) -> str:
    """Which batches a lot can be, also where one of them only is in the answer."""
    if not candidates:
        return "no batch has this number"
    if len(candidates) == 1:
        return f"it is possibly {candidates[0]}"
    listed = ", ".join(candidates[:_MOST_LISTED])
    if len(candidates) > _MOST_LISTED:
        return f"it can be any of {len(candidates)} batches, among them {listed}"
    return f"it can be any of {listed}"


def stated_of_lot(
    facts: Iterable[tuple[str, Decimal | None, str]],
) -> tuple[Decimal | None, str | None]:
    """How much records say of a lot, by kind, quantity and unit of each: the most that they say
    of one kind, since what came of it and what went is the same. None where that is not told."""
    sums: dict[str, Decimal] = {}
    units: set[str] = set()
    for kind, quantity, unit in facts:
        if quantity is None:
            return None, None
        sums[kind] = sums.get(kind, Decimal(0)) + quantity
        units.add(unit)
    if len(units) != 1:
        return None, None
    return max(sums.values()), units.pop() or None
