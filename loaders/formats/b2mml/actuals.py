"""What a B2MML response says that happened: material, equipment, personnel, data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from genealogy.facts import (
    Consumption,
    Description,
    Disposal,
    EquipmentUse,
    OperatorAssignment,
    ProcessValue,
    Production,
    Statement,
    StockCount,
)
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.cells import PLAIN, CellRejected, NumberFormat
from loaders.formats.b2mml.elements import (
    PARTY,
    SOURCE,
    Message,
    Told,
    amount,
    cells,
    children,
    fields,
    first_text,
    name_of,
    needed_id,
    texts_of,
    values,
)
from loaders.formats.json_values import zoned_time_of
from loaders.part import Outcome, Skipped
from loaders.values import RowRejected

RESPONSES = frozenset(
    {"ProductionResponse", "OperationsResponse", "JobResponse", "SegmentResponse"}
)
_REQUESTS = ("ProductionRequestID", "OperationsRequestID", "JobOrderID", "WorkRequestID")
_BY_NAME = {
    "MaterialConsumedActual": "Consumed",
    "MaterialProducedActual": "Produced",
    "ConsumableActual": "Consumable",
}
_PRODUCED = {
    "Produced": "main",
    "Material Produced": "main",
    "Yield Produced": "main",
    "By-product Produced": "by-product",
    "Co-product Produced": "co-product",
}
_CONSUMED = frozenset({"Consumed", "Material Consumed", "Consumable"})
_SAMPLES = frozenset({"Sample", "Destructive Sample", "Retained Sample"})
_NO_FLOW = {
    "Returned Sample": "a sample that was given back",
    "Replaced Asset": "an asset, no material",
    "Replacement Asset": "an asset, no material",
}
_PLAIN = NumberFormat(PLAIN)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Where in a response something stands: the order it is for, the segments, their time."""

    order: str
    path: tuple[str, ...]
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def operation(self) -> str:
        """All segments are one operation: material moves between them without being named."""
        return joined(PARTY, self.order)


def response(unit: Element, message: Message) -> Told:
    """A record for the response, and one for each actual in it, in their order."""
    try:
        whole = _whole(unit)
        yield unit, (_operation(whole, message),)
    except RowRejected as rejected:
        yield unit, rejected.rejection
        return
    waiting = [(child, whole) for child in reversed(unit)]
    while waiting:
        element, segment = waiting.pop()
        name = name_of(element)
        try:
            if name in RESPONSES:
                segment = _within(element, segment)
            elif name in _ACTUALS:
                yield element, _ACTUALS[name](element, segment, message)
            elif name.endswith("Actual"):
                yield element, Skipped(f"{name}: states no material flow")
        except RowRejected as rejected:
            yield element, rejected.rejection
        waiting += [(child, segment) for child in reversed(element) if len(child)]


def _whole(unit: Element) -> _Segment:
    own = needed_id(unit)
    order = first_text(unit, *_REQUESTS) or own
    return _times(unit, _Segment(order, (own,)))


def _within(element: Element, outer: _Segment) -> _Segment:
    own = first_text(element, "ID", "ProcessSegmentID", "OperationsSegmentID", "JobOrderID")
    return _times(element, replace(outer, path=(*outer.path, own)))


def _times(element: Element, segment: _Segment) -> _Segment:
    """The segment with its own times; those of the outer one where it states none."""
    found = fields(element)
    started = zoned_time_of(found, "ActualStartTime") or zoned_time_of(found, "StartTime")
    ended = zoned_time_of(found, "ActualEndTime") or zoned_time_of(found, "EndTime")
    return replace(
        segment,
        started_at=started or segment.started_at,
        ended_at=ended or segment.ended_at,
    )


def _operation(whole: _Segment, message: Message) -> Description:
    properties: dict[str, str | float] = {"kind": "make", "order": whole.order}
    if whole.started_at:
        properties["started_at"] = utc_text(whole.started_at)
    if whole.ended_at:
        properties["ended_at"] = utc_text(whole.ended_at)
    return Description(
        noun=Noun.OPERATION, id=whole.operation, properties=properties, stated_at=message.made_at
    )


def _material(element: Element, segment: _Segment, message: Message) -> Outcome:
    use = _BY_NAME.get(name_of(element)) or first_text(element, "MaterialUse")
    if use in _NO_FLOW:
        return Skipped(f"{use}: {_NO_FLOW[use]}")
    lots = texts_of(element, "MaterialLotID") or texts_of(element, "MaterialSubLotID")
    if not lots:
        raise RowRejected("MaterialLotID", "", "names no lot, so there is nothing to trace")
    item = first_text(element, "MaterialDefinitionID") or None
    quantity, unit = amount(element)
    together = len(lots) > 1
    common: dict[str, Any] = {
        "quantity": None if together else quantity,
        "at_most": quantity if together else None,
        "unit": unit,
        "document": "/".join(segment.path),
        "stated_at": message.made_at,
    }
    line = _line(element, segment, message)
    batches = [BatchName(PARTY, item, lot=lot).batch_id for lot in lots]
    return tuple(_of_batch(use, batch, segment, line, common, element) for batch in batches)


def _of_batch(
    use: str,
    batch: str,
    segment: _Segment,
    line: tuple[str, ...],
    common: dict[str, Any],
    element: Element,
) -> Statement:
    """The fact of one batch; consumed from the segment's start on, produced at its end."""
    started = segment.started_at or segment.ended_at
    ended = segment.ended_at or segment.started_at
    operation = segment.operation
    if use in _CONSUMED:
        key = fact_key(SOURCE, "consumption", line, batch)
        return Consumption(key=key, source=batch, target=operation, occurred_at=started, **common)
    if use in _PRODUCED:
        key, role = fact_key(SOURCE, "production", line, batch), _PRODUCED[use]
        return Production(
            key=key, source=operation, target=batch, occurred_at=ended, role=role, **common
        )
    if use in _SAMPLES:
        key = fact_key(SOURCE, "disposal", line, batch)
        return Disposal(
            key=key, source=batch, target="sample", occurred_at=ended, reason=use, **common
        )
    if use == "Inventoried":
        key = fact_key(SOURCE, "stock_count", line, batch)
        place = place_of(element)
        return StockCount(key=key, source=batch, target=place, occurred_at=ended, **common)
    known = ", ".join((*sorted(_CONSUMED), *_PRODUCED, *sorted(_SAMPLES), "Inventoried", *_NO_FLOW))
    raise RowRejected("MaterialUse", use, f"is none of {known}")


def place_of(element: Element) -> str:
    """The location that an element names; stock may be at none."""
    for name in ("StorageLocation", "Location"):
        if text := first_text(element, name):
            return text
        for child in children(element, name):
            if text := first_text(child, "EquipmentID", "ID", "PropertyID"):
                return text
    return joined(PARTY, "no location")


def _equipment(element: Element, segment: _Segment, message: Message) -> Outcome:
    equipment = first_text(element, "EquipmentID")
    if not equipment:
        return Skipped("EquipmentActual: names no equipment")
    return (
        EquipmentUse(
            key=fact_key(SOURCE, "equipment_use", segment.path, equipment),
            source=segment.operation,
            target=equipment,
            occurred_at=segment.started_at,
            ended_at=segment.ended_at,
            document="/".join(segment.path),
            stated_at=message.made_at,
        ),
    )


def _personnel(element: Element, segment: _Segment, message: Message) -> Outcome:
    person = first_text(element, "PersonID")
    if not person:
        return Skipped("PersonnelActual: names no person")
    return (
        OperatorAssignment(
            key=fact_key(SOURCE, "operator_assignment", segment.path, person),
            source=segment.operation,
            target=person,
            occurred_at=segment.started_at,
            ended_at=segment.ended_at,
            document="/".join(segment.path),
            stated_at=message.made_at,
        ),
    )


def _data(element: Element, segment: _Segment, message: Message) -> Outcome:
    """Values that were recorded; a number where it reads as one."""
    name = needed_id(element)
    told = [text for value in children(element, "Value") for text in cells(value)]
    line = (*segment.path, *message.line(*segment.path, name, *told))
    statements = []
    for number, value in enumerate(children(element, "Value"), start=1):
        text = first_text(value, "ValueString")
        key = fact_key(SOURCE, "process_value", (*line, str(number)), segment.operation)
        try:
            quantity = _PLAIN.read(text)
        except CellRejected:
            quantity = None
        statements.append(
            ProcessValue(
                key=key,
                source=segment.operation,
                target=key,
                quantity=quantity,
                unit=canonical_unit(first_text(value, "UnitOfMeasure")) or None,
                occurred_at=segment.ended_at or segment.started_at,
                document="/".join(segment.path),
                stated_at=message.made_at,
                characteristic=name,
                text=None if quantity is not None else text or None,
            )
        )
    return tuple(statements) or Skipped(f"{name_of(element)}: has no value")


def _line(element: Element, segment: _Segment, message: Message) -> tuple[str, ...]:
    """The document line of an actual: its own id, else what it says. Either holds in any order."""
    if own := first_text(element, "ID"):
        return (*segment.path, own)
    quantities = [text for each in children(element, "Quantity") for text in cells(each)]
    properties = [text for each in values(element, f"{name_of(element)}Property") for text in each]
    return (*segment.path, *message.line(*segment.path, *cells(element), *quantities, *properties))


_ACTUALS: dict[str, Callable[[Element, _Segment, Message], Outcome]] = {
    "MaterialActual": _material,
    "OpMaterialActual": _material,
    "MaterialConsumedActual": _material,
    "MaterialProducedActual": _material,
    "ConsumableActual": _material,
    "AssemblyActual": _material,
    "EquipmentActual": _equipment,
    "PersonnelActual": _personnel,
    "SegmentData": _data,
    "ProductionData": _data,
    "JobResponseData": _data,
}
