"""Deliveries told by EPCIS events: who shipped what to whom, what arrived, who supplied it.

The destination is the location that the event names, since later events name it as their own;
else who holds the goods then, else who owns them. No event tells which parties are one's own, so
every destination is a customer. An arrival also tells who supplied, without a quantity: where the
supplier's own events are loaded, it would count twice. (CBV 2.0, sections 7.1 and 7.4)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from genealogy.facts import (
    Arrival,
    ContainerArrival,
    ContainerShipment,
    Fact,
    Receipt,
    Return,
    Shipment,
)
from loaders.formats.epcis.event import Event, Typed
from loaders.formats.epcis.facts import Common, Keys, Lot
from loaders.formats.gs1 import identify, place_id

LEAVING = frozenset({"shipping", "departing", "consigning", "retail_selling", "dispensing"})
COMING = frozenset({"receiving", "arriving", "accepting"})
COUNTING = frozenset({"cycle_counting", "stock_taking"})
NOT_SHIPPED = "void_shipping"
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

BY_PLACE = ("location", "possessing_party", "owning_party")
BY_OWNER = ("owning_party", "possessing_party", "location")
_DELIVERY = ("desadv", "bol", "recadv", "inv", "po")


def deliveries(keys: Keys, lots: list[Lot], containers: list[str]) -> Iterator[Fact]:
    """Shipments, arrivals and shipments taken back, by the step of the event."""
    event = keys.event
    customers = parties(event.destinations, BY_PLACE)
    if event.step in COMING:
        for customer in customers or places(event):
            yield from _arrivals(keys, lots, containers, customer)
    elif event.step == NOT_SHIPPED:
        for customer, lot in product(customers, lots):
            common = by_delivery(keys.common(Return, lot.id), event)
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
        parties(event.sources, ("location",)) or places(event) or parties(event.sources, BY_PLACE)
    )
    site = next((each for each in sites if each != customer), None)
    inside = next(iter(parents(event)), None)
    for lot in lots:
        common = by_delivery(keys.common(Shipment, lot.id), event)
        yield Shipment(
            **common, source=lot.id, target=customer, site=site, container=inside, **lot.amount
        )
    for container_id in dict.fromkeys(containers):
        common = by_delivery(keys.common(ContainerShipment, container_id), event)
        yield ContainerShipment(**common, source=container_id, target=customer, site=site)


def _arrivals(keys: Keys, lots: list[Lot], containers: list[str], customer: str) -> Iterator[Fact]:
    event = keys.event
    sources = parties(event.sources, BY_PLACE)
    site = next((each for each in sources if each != customer), None)
    for lot in lots:
        common = by_delivery(keys.common(Arrival, lot.id), event)
        yield Arrival(**common, source=lot.id, target=customer, site=site, **lot.amount)
    for container_id in dict.fromkeys(containers):
        common = by_delivery(keys.common(ContainerArrival, container_id), event)
        yield ContainerArrival(**common, source=container_id, target=customer, site=site)


def _supplier(event: Event) -> str:
    """Who gave it away: the source, where the destination of that kind is another."""
    for kind in BY_OWNER:
        if sources := parties(event.sources, (kind,)):
            others = set(sources) - set(parties(event.destinations, (kind,)))
            return min(others, default="")
    return ""


def by_delivery(common: Common, event: Event) -> Common:
    """The document by which a shipment and its arrival are one delivery, where both name it."""
    documents = dict(reversed(event.transactions))
    named = next((documents[kind] for kind in _DELIVERY if kind in documents), None)
    common["document"] = named
    return common


def parents(event: Event) -> list[str]:
    """The container that is the parent of the objects, where there is one."""
    return [identify(event.parent).container_id] if event.parent else []


def places(event: Event) -> list[str]:
    """Where the objects were: the place of the event, else where it was read."""
    text = event.place or event.read_point
    return [place_id(text)] if text else []


def parties(stated: Iterable[Typed], kinds: Iterable[str]) -> list[str]:
    """The parties or locations of the first of these types that is there, else of any other."""
    by_kind: dict[str, dict[str, None]] = {}
    for kind, text in stated:
        by_kind.setdefault(kind, {})[place_id(text)] = None
    chosen = next((kind for kind in kinds if kind in by_kind), None)
    if chosen is None and set(kinds) == set(BY_PLACE):
        chosen = next((kind for kind in by_kind), None)
    return list(by_kind.get(chosen, ())) if chosen is not None else []
