"""Gaps: what the data does not tell, how much it concerns, and which file would tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from genealogy.balance import Balance, deliveries, in_unit
from genealogy.graph import (
    Genealogy,
    Link,
    Movement,
    Use,
    in_process,
)
from genealogy.identity import is_pending
from genealogy.times import moment, utc_text
from genealogy.units import base_quantity, convert, quantity_text

Side = Literal["forward", "backward", "both"]

_MOST_LISTED = 10

_CAME = ("receipt", "production")
_WENT = ("stock_count", "consumption", "shipment", "disposal")


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
        }


def worst_first(gap: Gap) -> tuple[Any, ...]:
    """The order of gaps: by quantity within a dimension, by how much larger the scope can be."""
    dimension, amount = base_quantity(gap.quantity, gap.unit or "")
    return (dimension, -amount, -(gap.at_most_batches or 0), gap.kind, gap.subject)


def gaps_of_batches(
    genealogy: Genealogy, sheets: Mapping[str, Balance], tolerance: Decimal
) -> Iterator[Gap]:
    """The batches that came from nowhere, went nowhere, or do not balance."""
    came = {link.batch_id for link in genealogy.produced}
    came |= {each.batch_id for each in genealogy.of_type("SUPPLIED")}
    went = {link.batch_id for link in genealogy.consumed}
    went |= {use.batch_id for use in genealogy.uses}
    went |= {
        each.batch_id
        for each in genealogy.of_type("SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED")
    }
    open_ = [gap for gap in _returned_unsent(genealogy, tolerance) if gap.subject in sheets]
    for batch_id, sheet in sheets.items():
        if is_pending(batch_id):
            continue  # its own gap says that nobody knows which batch it is
        if batch_id not in came:
            open_.append(_no_origin(sheet))
        if batch_id not in went:
            open_.append(_no_whereabouts(sheet))
        elif batch_id in came and sheet.exceeds(tolerance):
            open_.append(_unaccounted(sheet))
    if open_:
        yield from _with_times(genealogy, open_)


def _no_origin(sheet: Balance) -> Gap:
    return Gap(
        "no origin",
        sheet.batch_id,
        "it was never received or produced",
        "a goods receipt, or the production that made it",
        sheet.left if sheet.checked else None,
        (sheet.unit or None) if sheet.checked else None,
        side="both",  # nobody knows how much of it there was, and where the rest went
        kinds=_CAME,
    )


def _no_whereabouts(sheet: Balance) -> Gap:
    return Gap(
        "no whereabouts",
        sheet.batch_id,
        "nothing is known of where it went",
        "a stock count, or where it was consumed, shipped or scrapped",
        sheet.came if sheet.checked else None,
        sheet.unit or None,
        side="forward",
        kinds=_WENT,
    )


def _returned_unsent(genealogy: Genealogy, tolerance: Decimal) -> Iterator[Gap]:
    """Where more came back from a customer than is known to have gone there, or more than is
    allowed: the customer may hold some still."""
    back: dict[tuple[str, str], list[Movement]] = {}
    for each in genealogy.of_type("RETURNED"):
        back.setdefault((each.batch_id, each.other), []).append(each)
    sent: dict[tuple[str, str], list[Movement]] = {}
    for each in deliveries(genealogy) if back else ():
        sent.setdefault((each.batch_id, each.other), []).append(each)
    for (batch_id, customer), returned in sorted(back.items()):
        unit = min((each.unit for each in returned if each.unit), default="")
        went = _in_all(sent.get((batch_id, customer), []), unit)
        came = _in_all(returned, unit)
        if came is None or went is None:
            beyond, amount = not sent.get((batch_id, customer)), "some"
        else:
            beyond, amount = came - went > tolerance * went, f"{quantity_text(came)} {unit}"
        if beyond:
            known = f"{quantity_text(went)} {unit}" if went else "nothing"
            yield Gap(
                "return without shipment",
                batch_id,
                f"{amount} came back from {customer}, where {known} is known to have gone",
                "the shipment to the customer, or a corrected return",
                None if came is None or went is None else came - went,
                unit or None,
                side="forward",
                kinds=("shipment",),
            )


def _in_all(moved: Iterable[Movement], unit: str) -> Decimal | None:
    """How much it is altogether, None where that cannot be told."""
    total = Decimal(0)
    for each in moved:
        amount = in_unit(each.quantity, each.unit, unit)
        if amount is None:
            return None
        total += amount
    return total


def _unaccounted(sheet: Balance) -> Gap:
    amount = f"{quantity_text(abs(sheet.unexplained))} {sheet.unit}"
    came = f"{quantity_text(sheet.came)} {sheet.unit}"
    lost = sheet.unexplained > 0
    if lost:
        why = f"{amount} of {came} are unaccounted for"
        closes = "a stock count, or where it was consumed, shipped or scrapped"
    else:
        why = f"{amount} more went out than the {came} that came in"
        closes = "the receipt or production that is missing, or a corrected quantity"
    return Gap(
        "unaccounted",
        sheet.batch_id,
        why,
        closes,
        abs(sheet.unexplained),
        sheet.unit,
        side="forward" if lost else "backward",
        kinds=_WENT if lost else _CAME,
    )


def _with_times(genealogy: Genealogy, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The gaps of batches with the time when the hidden flow can have been at the extreme."""
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    inward: list[Link | Movement] = [*genealogy.produced, *genealogy.of_type("SUPPLIED", "GAINED")]
    outward: list[Link | Movement | Use] = [
        *(each for each in genealogy.consumed if each.batch_id not in genealogy.summed),
        *genealogy.uses,
        *genealogy.of_type("SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED"),
    ]
    for each in inward:
        extreme(first, each.batch_id, each.occurred_at, latest=False)
    for use in outward:
        extreme(last, use.batch_id, use.occurred_at, latest=True)
    for gap in gaps:
        times = first if gap.side == "forward" else last
        yield _at(gap, times.get(gap.subject))


def extreme(times: dict[str, str | None], name: str, at: str | None, *, latest: bool) -> None:
    """Keeps the first or the last time of each; None where one has no time."""
    known = times.setdefault(name, at)
    if at is None or known is None:
        times[name] = None
    elif (moment(at) > moment(known)) == latest:
        times[name] = at


def _at(gap: Gap, at: str | None) -> Gap:
    # dataclasses.replace is slow where every batch of a large graph has a gap
    return Gap(
        gap.kind, gap.subject, gap.why, gap.closes, gap.quantity, gap.unit, gap.side, gap.kinds, at
    )


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
