"""Lots, materials and batch records of B2MML and BatchML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from genealogy.facts import (
    Consumption,
    Description,
    EquipmentUse,
    OperatorAssignment,
    Production,
    Statement,
    StockCount,
)
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.units import canonical_unit
from loaders.cells import CellRejected, read_date
from loaders.formats.b2mml.actuals import place_of
from loaders.formats.b2mml.elements import (
    PARTY,
    SOURCE,
    Message,
    Told,
    amount,
    children,
    fields,
    first_text,
    needed_id,
    texts_of,
    values,
)
from loaders.formats.json_values import zoned_time_of
from loaders.part import Outcome, Skipped
from loaders.values import RowRejected

_EXPIRY = frozenset({"expirydate", "expirationdate"})


def material_lot(unit: Element, message: Message) -> Told:
    """A record for the lot, one for each sublot on hand, one for each lot that it was made of."""
    try:
        lot = needed_id(unit)
    except RowRejected as rejected:
        yield unit, rejected.rejection
        return
    item = first_text(unit, "MaterialDefinitionID") or message.noun_id or None
    batch = BatchName(PARTY, item, lot=lot).batch_id
    parts = children(unit, "MaterialSubLot")
    yield unit, _told(unit, batch, message, _whole_lot if parts else _lot_on_hand)
    for part in parts:
        yield part, _told(part, batch, message, _on_hand)
    for other in texts_of(unit, "AssemblyLotID"):
        yield unit, _assembled(batch, BatchName(PARTY, None, lot=other).batch_id, message)


def _told(
    element: Element, batch: str, message: Message, tell: Callable[[Element, str, Message], Outcome]
) -> Outcome:
    try:
        return tell(element, batch, message)
    except RowRejected as rejected:
        return rejected.rejection


def _whole_lot(unit: Element, batch: str, message: Message) -> Outcome:
    """The lot itself; its sublots say where how much of it is."""
    stated: dict[str, str | float] = {}
    quantity, unit_of_measure = amount(unit)
    if quantity is not None:
        stated["stated_quantity"] = float(quantity)
    if unit_of_measure:
        stated["unit"] = unit_of_measure
    for name, word in (("name", "Description"), ("status", "Status")):
        if text := first_text(unit, word):
            stated[name] = text
    if expires := _expiry(unit):
        stated["expires_on"] = expires
    if not stated:
        return Skipped("MaterialLot: nothing is said of the lot itself")
    described = Description(noun=Noun.BATCH, id=batch, properties=stated, stated_at=message.made_at)
    return (described,)


def _lot_on_hand(unit: Element, batch: str, message: Message) -> Outcome:
    described, counted = _whole_lot(unit, batch, message), _on_hand(unit, batch, message)
    if isinstance(described, tuple) and isinstance(counted, tuple):
        return (*described, *counted)
    return described


def _on_hand(element: Element, batch: str, message: Message) -> Outcome:
    quantity, unit = amount(element)
    if quantity is None:
        return Skipped("MaterialSubLot: states no quantity")
    part = first_text(element, "ID")
    return (
        StockCount(
            key=fact_key(SOURCE, "stock_count", (part, first_text(element, "Status")), batch),
            source=batch,
            target=place_of(element),
            quantity=quantity,
            unit=unit,
            occurred_at=message.made_at,
            document=part,
            stated_at=message.made_at,
            status=first_text(element, "Status") or None,
        ),
    )


def _expiry(unit: Element) -> str:
    for name, text, _ in values(unit, "MaterialLotProperty"):
        if name.lower() in _EXPIRY and text:
            try:
                return read_date(text, "iso")
            except CellRejected as error:
                raise RowRejected(name, text, str(error)) from None
    return ""


def _assembled(batch: str, part: str, message: Message) -> Outcome:
    """A lot that was put together of others, of which only the numbers are stated."""
    merge = joined(PARTY, "assembly", batch)
    return (
        Consumption(
            key=fact_key(SOURCE, "consumption", ("assembly", batch), part),
            source=part,
            target=merge,
            stated_at=message.made_at,
        ),
        Production(
            key=fact_key(SOURCE, "production", ("assembly", batch), batch),
            source=merge,
            target=batch,
            stated_at=message.made_at,
        ),
        Description(noun=Noun.OPERATION, id=merge, properties={"kind": "merge"}),
    )


def material_definition(unit: Element, message: Message) -> Told:
    """A record for the material: its name and base unit."""
    try:
        item = needed_id(unit)
    except RowRejected as rejected:
        yield unit, rejected.rejection
        return
    stated: dict[str, str | float] = {}
    if name := first_text(unit, "Description"):
        stated["name"] = name
    for name, text, _ in values(unit, "MaterialDefinitionProperty"):
        if name == "BaseUnitOfMeasure" and text:
            stated["unit"] = canonical_unit(text)
    if not stated:
        yield unit, Skipped("MaterialDefinition: nothing is said of it")
        return
    described = Description(
        noun=Noun.MATERIAL, id=joined(PARTY, item), properties=stated, stated_at=message.made_at
    )
    yield unit, (described,)


def control_recipe(unit: Element, message: Message) -> Told:
    """A record for the execution, which made the batch of its id, and one for each element that
    names who or what ran it. (ISA-88: a batch is what one execution makes.)"""
    try:
        batch_id = needed_id(unit, "BatchID")
    except RowRejected as rejected:
        yield unit, rejected.rejection
        return
    operation = joined(PARTY, batch_id)
    header = next(iter(children(unit, "Header")), unit)
    batch = BatchName(PARTY, first_text(header, "ProductID") or None, lot=batch_id).batch_id
    statements: list[Statement] = [
        Production(
            key=fact_key(SOURCE, "production", (batch_id,), batch),
            source=operation,
            target=batch,
            document=batch_id,
            stated_at=message.made_at,
            role="main",
        ),
        Description(
            noun=Noun.OPERATION,
            id=operation,
            properties={"kind": "make", "order": batch_id},
            stated_at=message.made_at,
        ),
    ]
    if name := first_text(header, "ProductName"):
        described = Description(
            noun=Noun.BATCH, id=batch, properties={"name": name}, stated_at=message.made_at
        )
        statements.append(described)
    yield unit, tuple(statements)
    waiting = list(reversed(children(unit, "RuntimeRecipeElement")))
    while waiting:
        element = waiting.pop()
        try:
            yield element, _recipe_element(element, batch_id, operation, message)
        except RowRejected as rejected:
            yield element, rejected.rejection
        waiting += reversed(children(element, "RuntimeRecipeElement"))


def _recipe_element(element: Element, batch_id: str, operation: str, message: Message) -> Outcome:
    document = (batch_id, first_text(element, "ID"))
    found = fields(element)
    started = zoned_time_of(found, "StartTime")
    ended = zoned_time_of(found, "CompletionTime") or zoned_time_of(found, "EndTime")
    statements: list[Statement] = [
        OperatorAssignment(
            key=fact_key(SOURCE, "operator_assignment", document, person),
            source=operation,
            target=person,
            occurred_at=started,
            ended_at=ended,
            document=document[1] or None,
            stated_at=message.made_at,
        )
        for person in texts_of(element, "Performer")
    ]
    statements += [
        EquipmentUse(
            key=fact_key(SOURCE, "equipment_use", document, equipment),
            source=operation,
            target=equipment,
            occurred_at=started,
            ended_at=ended,
            document=document[1] or None,
            stated_at=message.made_at,
        )
        for equipment in texts_of(element, "ActualEquipmentID")
    ]
    return tuple(statements) or Skipped("RuntimeRecipeElement: names nobody who ran it")
