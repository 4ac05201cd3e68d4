"""What an EPCIS event says of material: made, used, packed, delivered, counted, destroyed.

Pure: an event in, its statements out, or the reason why it states none.

- *Transformation*: an operation of kind `make` that consumed its inputs and produced its
  outputs. Events with one transformation id are one operation.
- *Object event with ADD* (commissioning, a catch, a harvest): the batch begins there. It is told
  as supplied by the source of the event, else by its place, not as made by an operation: nobody
  says that inputs were left out, and the trace ends at whoever gave it its number.
- *Delivered*: to the destination of the event: its location, as later events name that as their
  own, else who holds it, else who owns it. No event tells which parties are own, so every
  destination is a customer. An arrival also tells who supplied, without a quantity: where the
  supplier's own events are loaded, it would count twice.
- *Aggregation*: packed and unpacked, whatever identifies the parent. An observation tells that
  something was inside, so it is a packing without a quantity.
- *Destroyed*: a disposal. A number that was merely taken out of use (decommissioned) is no loss.
- *Association*: no containment and no flow; what its sensors tell is kept.
- *Error declaration*: the facts of the event are void.

(GS1 EPCIS 2.0, sections 7.4 and 7.6; CBV 2.0, section 7.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

from genealogy.facts import (
    Arrival,
    Consumption,
    ContainerArrival,
    ContainerShipment,
    Description,
    Disposal,
    Fact,
    Measurement,
    Nesting,
    Packing,
    Production,
    Receipt,
    Return,
    Shipment,
    Statement,
    StockCount,
    Unnesting,
    Unpacking,
    Void,
)
from genealogy.identity import joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from loaders.formats.epcis_event import Event, Typed
from loaders.formats.epcis_facts import (
    SOURCE,
    Common,
    Keys,
    Lot,
    containers_of,
    descriptions,
    lots_of,
    material_of,
    process_values,
    readings,
)
from loaders.formats.gs1 import identify, place_id
from loaders.part import Outcome, Skipped
from loaders.values import RowRejected

LEAVING = frozenset({"shipping", "departing", "consigning", "retail_selling", "dispensing"})
COMING = frozenset({"receiving", "arriving", "accepting"})
COUNTING = frozenset({"cycle_counting", "stock_taking"})
NOT_SHIPPED = "void_shipping"
DESTROYED = frozenset({"destroyed", "disposed"})
WITHOUT_FLOW = frozenset(
    {
        "assembling", "collecting", "commissioning", "creating_class_instance", "decommissioning",
        "destroying", "disassembling", "encoding", "entering_exiting", "holding", "inspecting",
        "installing", "killing", "loading", "packing", "picking", "removing",
        "repackaging", "repairing", "replacing", "reserving", "sampling", "sensor_reporting",
        "staging_outbound", "stocking", "storing", "transporting", "unloading", "unpacking",
    }
)  # fmt: skip
"""Steps of the CBV that deliver nothing, whatever destination the whole process has."""

_BY_PLACE = ("location", "possessing_party", "owning_party")
_BY_OWNER = ("owning_party", "possessing_party", "location")
_DELIVERY = ("desadv", "bol", "recadv", "inv", "po")


def outcome(event: Event) -> Outcome:
    """What the event states, or why it states nothing. Raises RowRejected."""
    keys = Keys(event)
    stated = list(_STATES[event.type](keys))
    if event.withdrawn is not None:
        stated = list(_voids(event, stated))
    return tuple(stated) or Skipped(_why_nothing(event))


def _transformation(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    used, made = material_of(event.inputs), material_of(event.outputs)
    if not used and not made:
        return
    operation_id = _operation_id(event)
    properties: dict[str, str | float] = {
        "kind": "make",
        "started_at": utc_text(event.at),
        "ended_at": utc_text(event.at),
    }
    if event.step:
        properties["step"] = event.step
    if event.place:
        properties["site"] = place_id(event.place)
    yield Description(noun=Noun.OPERATION, id=operation_id, properties=properties)
    for lot in used:
        common = keys.common(Consumption, lot.id)
        yield Consumption(**common, source=lot.id, target=operation_id, **lot.amount)
    for lot in made:
        common = keys.common(Production, lot.id)
        yield Production(**common, source=operation_id, target=lot.id, **lot.amount)
    yield from descriptions(event, made, made=False)
    yield from process_values(keys, operation_id)


def _operation_id(event: Event) -> str:
    if event.transformation:
        thing = identify(event.transformation)
        return joined(SOURCE, "transformation", thing.container_id)
    return joined(SOURCE, event.key)


def _object(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    lots = lots_of(event.objects)
    if event.action == "ADD":
        yield from _beginnings(keys, lots)
        yield from descriptions(event, lots, made=True)
    elif event.ilmd:
        yield from descriptions(event, lots, made=False)
    if event.step == "destroying" or event.disposition in DESTROYED:
        for lot in lots:
            common = keys.common(Disposal, lot.id)
            reason = event.disposition or event.step
            yield Disposal(**common, source=lot.id, target="scrap", reason=reason, **lot.amount)
    elif event.step in COUNTING and event.place:
        yield from _counts(keys, lots)
    else:
        yield from _deliveries(keys, lots, containers_of(event.objects))
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _beginnings(keys: Keys, lots: Iterable[Lot]) -> Iterator[Fact]:
    event = keys.event
    for supplier in [*_parties(event.sources, _BY_OWNER), *_places(event)][:1]:
        for lot in lots:
            common = keys.common(Receipt, lot.id)
            yield Receipt(**common, source=supplier, target=lot.id, **lot.amount)


def _counts(keys: Keys, lots: Iterable[Lot]) -> Iterator[Fact]:
    event = keys.event
    for lot in lots:
        common = _by_delivery(keys.common(StockCount, lot.id), event)
        location = place_id(event.place)
        status = event.disposition or None
        yield StockCount(**common, source=lot.id, target=location, status=status, **lot.amount)


def _transaction(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    lots = lots_of(event.objects)
    if event.action != "DELETE":  # else they no longer belong to the transaction
        yield from _deliveries(keys, lots, [*_parent(event), *containers_of(event.objects)])
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _aggregation(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    if not event.parent and event.action != "OBSERVE":
        raise RowRejected(
            "parentID", "", f"is missing, and an aggregation to {event.action} has it"
        )
    lots, inner = lots_of(event.objects), containers_of(event.objects)
    for outer in _parent(event):
        yield from _contents(keys, outer, lots, inner)
    yield from _deliveries(keys, lots, [*_parent(event), *inner])
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _contents(keys: Keys, outer: str, lots: Iterable[Lot], inner: Iterable[str]) -> Iterator[Fact]:
    action = keys.event.action
    packing: type[Packing | Unpacking] = Unpacking if action == "DELETE" else Packing
    nesting: type[Nesting | Unnesting] = Unnesting if action == "DELETE" else Nesting
    seen: set[str] = set()
    for lot in lots:
        if action != "OBSERVE":
            common = keys.common(packing, lot.id)
            yield packing(**common, source=lot.id, target=outer, **lot.amount)
        elif lot.id not in seen:
            seen.add(lot.id)
            yield packing(**keys.common(packing, lot.id), source=lot.id, target=outer)
    for container_id in inner:
        common = keys.common(nesting, container_id)
        yield nesting(**common, source=container_id, target=outer)


def _association(keys: Keys) -> Iterator[Statement]:
    lots = lots_of(keys.event.objects)
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _deliveries(keys: Keys, lots: list[Lot], containers: list[str]) -> Iterator[Fact]:
    """Shipments, arrivals and shipments taken back, by the step of the event."""
    event = keys.event
    customers = _parties(event.destinations, _BY_PLACE)
    if event.step in COMING:
        for customer in customers or _places(event):
            yield from _arrivals(keys, lots, containers, customer)
    elif event.step == NOT_SHIPPED:
        for customer, lot in product(customers, lots):
            common = _by_delivery(keys.common(Return, lot.id), event)
            yield Return(**common, source=customer, target=lot.id, reason=NOT_SHIPPED, **lot.amount)
    elif event.step not in WITHOUT_FLOW | COUNTING:
        for customer in customers:
            yield from _shipments(keys, lots, containers, customer)
    if event.step in COMING and event.action != "ADD" and (supplier := _supplier(event)):
        for lot_id in dict.fromkeys(lot.id for lot in lots):
            yield Receipt(**keys.common(Receipt, lot_id), source=supplier, target=lot_id)


def _shipments(keys: Keys, lots: list[Lot], containers: list[str], customer: str) -> Iterator[Fact]:
    event = keys.event
    sites = (
        _parties(event.sources, ("location",))
        or _places(event)
        or _parties(event.sources, _BY_PLACE)
    )
    site = next((each for each in sites if each != customer), None)
    inside = next(iter(_parent(event)), None)
    for lot in lots:
        common = _by_delivery(keys.common(Shipment, lot.id), event)
        yield Shipment(
            **common, source=lot.id, target=customer, site=site, container=inside, **lot.amount
        )
    for container_id in dict.fromkeys(containers):
        common = _by_delivery(keys.common(ContainerShipment, container_id), event)
        yield ContainerShipment(**common, source=container_id, target=customer, site=site)


def _arrivals(keys: Keys, lots: list[Lot], containers: list[str], customer: str) -> Iterator[Fact]:
    event = keys.event
    sources = _parties(event.sources, _BY_PLACE)
    site = next((each for each in sources if each != customer), None)
    for lot in lots:
        common = _by_delivery(keys.common(Arrival, lot.id), event)
        yield Arrival(**common, source=lot.id, target=customer, site=site, **lot.amount)
    for container_id in dict.fromkeys(containers):
        common = _by_delivery(keys.common(ContainerArrival, container_id), event)
        yield ContainerArrival(**common, source=container_id, target=customer, site=site)


def _supplier(event: Event) -> str:
    """Who gave it away: the source, where the destination of that kind is another."""
    for kind in _BY_OWNER:
        if sources := _parties(event.sources, (kind,)):
            others = set(sources) - set(_parties(event.destinations, (kind,)))
            return min(others, default="")
    return ""


def _by_delivery(common: Common, event: Event) -> Common:
    """The document by which a shipment and its arrival are one delivery, where both name it."""
    documents = dict(reversed(event.transactions))
    named = next((documents[kind] for kind in _DELIVERY if kind in documents), None)
    common["document"] = named
    return common


def _parent(event: Event) -> list[str]:
    return [identify(event.parent).container_id] if event.parent else []


def _places(event: Event) -> list[str]:
    """Where the objects were: the place of the event, else where it was read."""
    text = event.place or event.read_point
    return [place_id(text)] if text else []


def _parties(stated: Iterable[Typed], kinds: Iterable[str]) -> list[str]:
    """The parties or locations of the first of these types that is there, else of any other."""
    by_kind: dict[str, dict[str, None]] = {}
    for kind, text in stated:
        by_kind.setdefault(kind, {})[place_id(text)] = None
    chosen = next((kind for kind in kinds if kind in by_kind), None)
    if chosen is None and set(kinds) == set(_BY_PLACE):
        chosen = next((kind for kind in by_kind), None)
    return list(by_kind.get(chosen, ())) if chosen is not None else []


_STATES: dict[str, Callable[[Keys], Iterator[Statement]]] = {
    "ObjectEvent": _object,
    "AggregationEvent": _aggregation,
    "TransactionEvent": _transaction,
    "TransformationEvent": _transformation,
    "AssociationEvent": _association,
}


def _voids(event: Event, stated: Iterable[Statement]) -> Iterator[Void]:
    withdrawn = event.withdrawn
    assert withdrawn is not None
    reason = f"declared in error: {withdrawn.reason or 'no reason given'}"
    if withdrawn.corrective:
        reason += f"; corrected by {', '.join(withdrawn.corrective)}"
    for fact in stated:
        if isinstance(fact, Fact):
            yield Void(
                key=fact.key, kind=type(fact), source=fact.source, target=fact.target, reason=reason
            )


def _why_nothing(event: Event) -> str:
    """The reason for which an event states nothing."""
    if event.type == "AssociationEvent":
        return "an association is no containment and no flow"
    if event.type == "AggregationEvent" and event.action == "DELETE" and not event.objects:
        return "a container was emptied; of what, the event does not tell"
    if not (lots_of(event.objects) or containers_of(event.objects) or _parent(event)):
        return "names no batch and no container, at most classes without a lot"
    return f"{event.step or 'no business step'}: {_what_is_missing(event)}"


def _what_is_missing(event: Event) -> str:
    if event.step in LEAVING | {NOT_SHIPPED} and not event.destinations:
        return "the event does not tell to whom"
    if event.step in COMING | COUNTING and not _places(event):
        return "the event does not tell where"
    if event.step in COUNTING | {"destroying", NOT_SHIPPED} or event.disposition in DESTROYED:
        return "what is in the container, the event does not tell"
    return f"no material flows ({event.action})"
