"""Catena-X: parts and batches of several companies, and which was built into which.

Reads containers of aspect models (`https://catenax.io/schema/TestDataContainer/...`) and the
answers of an Item Relationship Service (`submodels`, `relationships`). A part or batch is a
batch, known by its Catena-X id alone: a bill of materials names parts of other companies that
only another file describes, so nothing else can be in the identity. Its names, part numbers
and local identifiers are described; a date of making that states no zone is not.

A relation as built is consumed material: the assembly of the parent consumed the child and
produced the parent. `SingleLevelUsageAsBuilt` says the same from the child's side, under the
same fact key, so that both are one fact. An item that is only a potential parent, or has
alternatives, is possible; how probable is not stated, and 0.5 stands for that. Relations as
planned are left out of traces. The maker of a part is its supplier: the manufacturer's business
partner number, else the one that registered the part. (Catena-X CX-0019, CX-0126, CX-0127.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

from genealogy.errors import FileRefused
from genealogy.facts import Consumption, Description, Production, Receipt, Shipment, Statement
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.formats import Format
from loaders.formats.json_values import (
    Object,
    as_object,
    flag_of,
    list_of,
    needed_text,
    object_of,
    quantity_of,
    read_json_file,
    shown,
    text_of,
    time_of,
    zoned_time_of,
)
from loaders.part import Outcome, Record, Rejection, Skipped
from loaders.values import RowRejected

_SOURCE = "Catena-X"
_PARTY = "catenax"
_CONTAINER = "https://catenax.io/schema/TestDataContainer/"
_KNOWN = re.compile(
    rb"catenax\.io/schema/TestDataContainer/|urn:[bs]amm:io\.catenax\.|"
    rb'"aspectType"\s*:\s*"SingleLevel'
)
_ASPECT = re.compile(r"urn:[bs]amm:io\.catenax\.[\w.]+:[\d.]+#(\w+)")

_PARTS = frozenset({"SerialPart", "SerialPartTypization", "Batch", "JustInSequencePart"})
_CHILDREN = frozenset({"SingleLevelBomAsBuilt", "AssemblyPartRelationship"})
_PARENTS = frozenset({"SingleLevelUsageAsBuilt"})
_BUILT = frozenset({"asbuilt", "asmaintained"})
_OWN_NUMBERS = ("partinstanceid", "batchid", "van")
_UNKNOWN_PROBABILITY = Decimal("0.5")


Told = Iterator[tuple[object, Outcome]]


def recognises(start: bytes) -> bool:
    """Whether the file speaks of Catena-X aspects."""
    return _KNOWN.search(start) is not None


def read(path: Path) -> Iterator[Record]:
    """A record for each relation, and one for each other aspect. Raises FileRefused."""
    document = read_json_file(path)
    if not isinstance(document, dict):
        raise FileRefused(path, "it is no object, so it holds no Catena-X aspects.")
    for number, (cells, outcome) in enumerate(_outcomes(document), start=1):
        yield Record(number, (shown(cells),), outcome)


def _outcomes(document: Object) -> Told:
    for key, value in document.items():
        if key.startswith(_CONTAINER):
            yield from _each(key, value, _entry)
        elif key == "submodels":
            yield from _each(key, value, _submodel)
        elif key == "relationships":
            yield from _each(key, value, _relationship)
        else:
            yield value, Skipped(f"{shown(key)[:100]}: no part and no relation")


def _each(key: str, value: object, tell: Callable[[Object], Told]) -> Told:
    """What each object of a list tells; one that cannot be understood is rejected alone."""
    if not isinstance(value, list):
        yield value, Rejection(shown(key), shown(value), "is not a list")
        return
    for each in value:
        try:
            yield from tell(as_object(each, key))
        except RowRejected as rejected:
            yield each, rejected.rejection


def _entry(entry: Object) -> Told:
    """A part of a container, with all that is said of it."""
    part, company = text_of(entry, "catenaXId"), text_of(entry, "bpnl")
    for key, value in entry.items():
        if key in ("catenaXId", "bpnl"):
            continue
        aspect = _ASPECT.fullmatch(key)
        if aspect is None:
            yield value, Skipped(f"{shown(key)[:100]}: no aspect of Catena-X")
        else:
            name = aspect.group(1)
            yield from _each(key, value, partial(_aspect, name=name, part=part, company=company))


def _submodel(submodel: Object) -> Told:
    kind = needed_text(submodel, "aspectType")
    aspect = _ASPECT.fullmatch(kind)
    if aspect is None:
        yield submodel, Skipped(f"{kind[:100]}: no aspect of Catena-X")
        return
    payload = object_of(submodel, "payload")
    yield from _aspect(payload, name=aspect.group(1), part="", company="")


def _aspect(payload: Object, *, name: str, part: str, company: str) -> Told:
    if name in _PARTS:
        yield payload, _part(payload, _own_id(payload, part), company)
    elif name in _CHILDREN:
        parent, items = _own_id(payload, part), _either(payload, "childItems", "childParts")
        yield from _relations(payload, items, lambda item: _child(item, parent, company))
    elif name in _PARENTS:
        child, items = _own_id(payload, part), _either(payload, "parentItems", "parentParts")
        yield from _relations(payload, items, lambda item: _parent(item, child))
        yield from _each(
            "customers",
            [{"customer": each} for each in list_of(payload, "customers")],
            lambda item: _customer(item, child, company),
        )
    elif name.endswith("AsPlanned"):
        yield payload, Skipped(f"{name}: what was to be built, not what was")
    else:
        yield payload, Skipped(f"{name}: states no material flow")


def _either(payload: Object, new: str, old: str) -> list[object]:
    """A list by its name, or by the one that it has in older versions."""
    return [*list_of(payload, new), *list_of(payload, old)]


def _own_id(payload: Object, part: str) -> str:
    """The id of the part that an aspect is about, which its container may state as well."""
    own = text_of(payload, "catenaXId")
    if own and part and own != part:
        raise RowRejected("catenaXId", own, f"is another part than the one it stands at, {part}")
    return own or part or needed_text(payload, "catenaXId")


def _relations(payload: Object, items: list[object], tell: Callable[[Object], Outcome]) -> Told:
    if not items:
        yield payload, Skipped("no items are listed")
    seen: set[str] = set()
    for each in items:
        try:
            item = as_object(each, "item")
            other = text_of(item, "catenaXId") or text_of(item, "childCatenaXId")
            if other in seen:
                reason = "stands twice in the list, so its quantities cannot be told apart"
                raise RowRejected("catenaXId", other, reason)
            seen.add(other)
            yield item, tell(item)
        except RowRejected as rejected:
            yield each, rejected.rejection


def _child(item: Object, parent: str, company: str) -> Outcome:
    context = text_of(item, "lifecycleContext") or "AsBuilt"
    if context.lower() not in _BUILT:
        return Skipped(f"a relation {context}, not as built")
    old = "childCatenaXId" in item and "catenaXId" not in item
    supplier = text_of(item, "businessPartner")
    alternatives = flag_of(item, "hasAlternatives")
    return _built(
        item,
        parent=parent,
        child=needed_text(item, "childCatenaXId" if old else "catenaXId"),
        supplier="" if supplier == company else supplier,
        certain=not alternatives,
    )


def _parent(item: Object, child: str) -> Outcome:
    return _built(
        item,
        parent=needed_text(item, "catenaXId"),
        child=child,
        supplier="",
        certain=not flag_of(item, "isOnlyPotentialParent"),
    )


def _relationship(relationship: Object) -> Told:
    """A relation as an Item Relationship Service answers it, always from the parent's side."""
    aspect = text_of(relationship, "aspectType")
    item = object_of(relationship, "linkedItem")
    context = text_of(item, "lifecycleContext")
    if aspect.endswith("AsPlanned") or context.lower() not in _BUILT:
        yield relationship, Skipped(f"a relation {context or aspect}, not as built")
        return
    from_parent = aspect == "SingleLevelBomAsBuilt"
    yield (
        relationship,
        _built(
            item,
            parent=needed_text(relationship, "catenaXId"),
            child=needed_text(item, "childCatenaXId"),
            supplier=text_of(relationship, "bpn") if from_parent else "",
            certain=not flag_of(item, "hasAlternatives"),
        ),
    )


def _built(item: Object, *, parent: str, child: str, supplier: str, certain: bool) -> Outcome:
    amount = object_of(item, "quantity")
    unit = amount.get("measurementUnit", amount.get("unit"))
    if isinstance(unit, dict):
        unit = unit.get("lexicalValue")
    assembly = joined(_PARTY, "assembly", parent)
    statements: list[Statement] = [
        Consumption(
            key=fact_key(_SOURCE, "consumption", (parent,), _batch(child)),
            source=_batch(child),
            target=assembly,
            quantity=quantity_of(
                amount, "quantityNumber" if "quantityNumber" in amount else "value"
            ),
            unit=canonical_unit(text_of({"unit": unit}, "unit").removeprefix("unit:")) or None,
            occurred_at=time_of(item, "assembledOn") or time_of(item, "createdOn"),
            document=parent,
            changed_at=time_of(item, "lastModifiedOn"),
            probability=None if certain else _UNKNOWN_PROBABILITY,
        ),
        Production(
            key=fact_key(_SOURCE, "production", (parent,), _batch(parent)),
            source=assembly,
            target=_batch(parent),
            document=parent,
        ),
        Description(noun=Noun.OPERATION, id=assembly, properties={"kind": "make"}),
    ]
    if supplier:
        statements.append(_receipt(supplier, child))
    return tuple(statements)


def _part(payload: Object, part: str, company: str) -> Outcome:
    local = {
        needed_text(each, "key").lower(): text_of(each, "value")
        for each in map(_identifier, list_of(payload, "localIdentifiers"))
    }
    kind = object_of(payload, "partTypeInformation")
    made = object_of(payload, "manufacturingInformation")
    number = text_of(kind, "manufacturerPartId") or local.get("manufacturerpartid", "")
    own = [local[key] for key in _OWN_NUMBERS if local.get(key)]
    name = ", ".join(filter(None, (text_of(kind, "nameAtManufacturer"), number, *own)))
    properties: dict[str, str | float] = {"name": name, "kind": text_of(kind, "classification")}
    if made_at := zoned_time_of(made, "date"):
        properties["made_at"] = utc_text(made_at)
    stated = {key: value for key, value in properties.items() if value}
    statements: list[Statement] = []
    if stated:
        statements.append(Description(noun=Noun.BATCH, id=_batch(part), properties=stated))
    if maker := local.get("manufacturerid") or company:
        statements.append(_receipt(maker, part))
    return tuple(statements) or Skipped("nothing is said of the part")


def _identifier(value: object) -> Object:
    return as_object(value, "localIdentifiers")


def _customer(item: Object, child: str, company: str) -> Told:
    customer = needed_text(item, "customer")
    if customer == company:
        yield item, Skipped("the maker's own use")
        return
    shipment = Shipment(
        key=fact_key(_SOURCE, "shipment", (customer,), _batch(child)),
        source=_batch(child),
        target=customer,
    )
    yield item, (shipment,)


def _receipt(supplier: str, part: str) -> Receipt:
    return Receipt(
        key=fact_key(_SOURCE, "receipt", (supplier,), _batch(part)),
        source=supplier,
        target=_batch(part),
    )


def _batch(part: str) -> str:
    return BatchName(_PARTY, "", serial=part).batch_id


FORMAT = Format(
    name="catenax",
    title="Catena-X aspects",
    source=_SOURCE,
    endings=(".json",),
    recognises=recognises,
    read=read,
)
