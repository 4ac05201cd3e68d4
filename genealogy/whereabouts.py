"""Where the batches of an answer ended outside of its operations: with customers, disposed of,
on hand.

A customer that uses, passes on or sends back some of what it received has so much less: it left
that place as a flow of its own. So all whereabouts of a batch and what operations used of it
add up to the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from genealogy.balance import Balance, deliveries
from genealogy.graph import Genealogy, Link, Movement
from genealogy.units import convert

CUSTOMER, DISPOSED, STOCK = "customer", "disposed", "stock"
_ZERO = Decimal(0)


class Whereabouts(NamedTuple):
    """How much of a batch is at one place, in the batch's unit; `at_most` where only a limit is
    known. None where neither is told."""

    kind: str
    other: str
    certain: bool
    quantity: Decimal | None
    at_most: Decimal | None


@dataclass(slots=True)
class _Held:
    """What came to one place, and what left it again."""

    came: Decimal | None = _ZERO
    gone: Decimal | None = _ZERO
    at_most: Decimal | None = _ZERO

    def whereabouts(self, kind: str, other: str, *, certain: bool) -> Whereabouts:
        if self.came is None or self.gone is None:
            return Whereabouts(kind, other, certain, None, self.at_most)
        left = max(self.came - self.gone, _ZERO)
        return Whereabouts(kind, other, certain, left, left)


_Key = tuple[str, str, str, bool]  # of batch, kind, other, certain


def whereabouts(
    genealogy: Genealogy, sheets: Mapping[str, Balance]
) -> dict[str, list[Whereabouts]]:
    """For each batch where it is, in the order of kind and place."""
    held: dict[_Key, _Held] = {}
    moved = deliveries(genealogy)
    for each in moved:
        _come(held, (each.batch_id, CUSTOMER, each.other, each.certain), each, sheets)
    for each in genealogy.of_type("DISPOSED"):
        _come(held, (each.batch_id, DISPOSED, each.other, True), each, sheets)
    _take_off(held, genealogy, moved, sheets)
    found: dict[str, list[Whereabouts]] = {}
    for (batch_id, kind, other, certain), place in sorted(held.items()):
        found.setdefault(batch_id, []).append(place.whereabouts(kind, other, certain=certain))
    for batch_id in sorted({each.batch_id for each in genealogy.of_type("COUNTED")}):
        sheet = sheets[batch_id]
        if sheet.on_hand > 0 or not sheet.checked:
            amount = sheet.on_hand if sheet.checked else None
            found.setdefault(batch_id, []).append(Whereabouts(STOCK, "", True, amount, amount))
    return found


def _come(
    held: dict[_Key, _Held], key: _Key, each: Movement, sheets: Mapping[str, Balance]
) -> None:
    place = held.setdefault(key, _Held())
    unit = sheets[each.batch_id].unit
    amount = _in_unit(each.quantity, each.unit, unit)
    place.came = _plus(place.came, amount)
    limit = _in_unit(each.at_most, each.unit, unit) if amount is None else amount
    place.at_most = _plus(place.at_most, limit)


def _take_off(
    held: dict[_Key, _Held],
    genealogy: Genealogy,
    moved: list[Movement],
    sheets: Mapping[str, Balance],
) -> None:
    """What customers sent back, passed on or used. What they only may have passed on is still
    counted there, in a batch whose bounds the possible flow opens."""
    for each in genealogy.of_type("RETURNED"):
        _go(held, each, each.other, 1, sheets)
    for each in moved:
        if each.site and each.certain:
            _go(held, each, each.site, 1, sheets)
    for link in genealogy.consumed:
        operation = genealogy.operations.get(link.operation_id)
        if operation and operation.site and link.certain:
            _go(held, link, operation.site, -1 if link.role == "return" else 1, sheets)


def _go(
    held: dict[_Key, _Held],
    each: Link | Movement,
    customer: str,
    sign: int,
    sheets: Mapping[str, Balance],
) -> None:
    place = held.get((each.batch_id, CUSTOMER, customer, True))
    if place is not None:
        amount = _in_unit(each.quantity, each.unit, sheets[each.batch_id].unit)
        place.gone = _plus(place.gone, None if amount is None else sign * amount)


def _in_unit(quantity: Decimal | None, unit: str | None, wanted: str) -> Decimal | None:
    """None also for a flow of zero: something moved, so its quantity was not stated."""
    if not quantity or unit == wanted:
        return quantity or None
    return convert(quantity, unit or "", wanted)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
