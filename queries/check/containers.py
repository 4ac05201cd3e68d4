"""The check of containers: whether what left in one, or came out of it, had been packed into it.

A container is used again: what was in it at a time is what was packed since it last left or
was emptied.
(GS1 SSCC; EPCIS 2.0 AggregationEvent.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from genealogy.engine.statement import statement
from genealogy.units import convert, quantity_text
from queries.check.rule import Asked, Finding, Rule, stated

_IN_ORDER = ("PACKED_IN", "UNPACKED_FROM", "SHIPPED_TO", "LEFT", "EMPTIED")


@dataclass(frozen=True, slots=True)
class ContentColumns:
    """Facts of one container, as parallel columns."""

    container_id: str
    types: list[str]
    batch_ids: list[str]
    quantities: list[float]
    units: list[str]
    occurred: list[str]


@dataclass(frozen=True, slots=True)
class Handling:
    """One fact of a container. Without a time what goes in is taken as early, what goes out as
    late: then it contradicts nothing."""

    type: str
    batch_id: str
    quantity: Decimal | None
    unit: str
    at: str

    @property
    def order(self) -> tuple[str, int, str, Decimal]:
        """Where it stands in time; at one time packing comes first, emptying last."""
        at = self.at or ("" if self.type == "PACKED_IN" else "~")
        return (at, _IN_ORDER.index(self.type), self.batch_id, self.quantity or Decimal(0))


CONTENTS = statement("check/container_content_differs", ContentColumns)

Amount = tuple[Decimal | None, str]


@dataclass(slots=True)
class _Trip:
    """What is in a container since it was last empty, and what of it was shipped."""

    content: dict[str, Amount] = field(default_factory=dict)
    shipped: dict[str, Amount] = field(default_factory=dict)
    left: bool = False


def differing_contents(asked: Asked) -> Iterator[Finding]:
    """Containers out of which came, or in which was shipped, what had not been packed."""
    handled: dict[str, list[Handling]] = {}
    for row in asked.database.read(CONTENTS):
        columns = zip(
            row.types, row.batch_ids, row.quantities, row.units, row.occurred, strict=False
        )
        handled.setdefault(row.container_id, []).extend(
            Handling(type_, batch_id, stated(number), unit, at)
            for type_, batch_id, number, unit, at in columns
        )
    tolerance = Decimal(str(asked.settings.tolerance))
    for container_id, events in handled.items():
        for batch_id, why in differences(events, tolerance):
            yield Finding(container_id, f"{batch_id}: {why}", (container_id, batch_id))


def differences(events: Iterable[Handling], tolerance: Decimal) -> Iterator[tuple[str, str]]:
    """The batches of one container that differ from what was packed, and how."""
    events = sorted(events, key=lambda each: each.order)
    packed = any(each.type == "PACKED_IN" for each in events)
    trip = _Trip()
    for each in events:
        if each.type == "PACKED_IN":
            if trip.left:
                yield from _compared(trip, tolerance)
                trip = _Trip()
            _add(trip.content, each, 1)
        elif each.type == "UNPACKED_FROM":
            yield from _taken_out(trip, each, tolerance)
        elif each.type == "EMPTIED":
            if packed:
                yield from _compared(trip, tolerance)
            trip = _Trip()
        else:
            trip.left = True
            if each.type == "SHIPPED_TO":
                _add(trip.shipped, each, 1)
    if packed:
        yield from _compared(trip, tolerance)


def _add(amounts: dict[str, Amount], each: Handling, sign: int) -> None:
    """Adds a quantity; what is not stated or does not convert makes the sum unknown."""
    before, unit = amounts.get(each.batch_id, (Decimal(0), each.unit))
    more = None if each.quantity is None else convert(each.quantity, each.unit, unit)
    known = None if before is None or more is None else before + sign * more
    amounts[each.batch_id] = (known, unit)


def _taken_out(trip: _Trip, each: Handling, tolerance: Decimal) -> Iterator[tuple[str, str]]:
    inside, unit = trip.content.get(each.batch_id, (Decimal(0), each.unit))
    taken = None if each.quantity is None else convert(each.quantity, each.unit, unit)
    if each.batch_id not in trip.content:
        yield each.batch_id, f"taken out{_when(each.at)}, and it was not in it"
    elif inside is not None and taken is not None and taken - inside > tolerance * taken:
        yield (
            each.batch_id,
            f"{quantity_text(taken)} {unit} taken out{_when(each.at)}, "
            f"{quantity_text(inside)} {unit} were in it",
        )
    if each.batch_id in trip.content and not trip.left:
        _add(trip.content, each, -1)
        rest = trip.content[each.batch_id][0]
        if rest is not None and rest <= 0:
            del trip.content[each.batch_id]


def _compared(trip: _Trip, tolerance: Decimal) -> Iterator[tuple[str, str]]:
    """What was shipped in a container, held against what was in it. A shipment of the container
    itself takes all along."""
    if not trip.shipped:
        return
    for batch_id in sorted(trip.content.keys() | trip.shipped.keys()):
        if batch_id not in trip.content:
            yield batch_id, "shipped in it, and it was not in it"
        elif batch_id not in trip.shipped:
            yield batch_id, "in it when it left, and no shipment in it names this batch"
        else:
            (inside, unit), (shipped, other) = trip.content[batch_id], trip.shipped[batch_id]
            went = None if shipped is None else convert(shipped, other, unit)
            if inside is None or went is None:
                continue
            if abs(inside - went) > tolerance * max(inside, went):
                yield (
                    batch_id,
                    f"{quantity_text(went)} {unit} shipped in it, "
                    f"{quantity_text(inside)} {unit} were in it",
                )


def _when(at: str) -> str:
    return f" at {at}Z" if at else ""


RULES = (
    Rule(
        "container-content-differs",
        "warning",
        "What left in a container, or came out of it, is not what was packed into it.",
        "A batch may have gone to a customer under another number: whom to call may be wrong.",
        differing_contents,
    ),
)
