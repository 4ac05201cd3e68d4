"""The objects of an InvenTree database, looked up by model and primary key.

Ids that are made of primary keys hold for one installation: two in one graph would mix.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from genealogy.identity import BatchName, joined
from genealogy.units import canonical_unit
from loaders.formats.json_values import (
    Object,
    object_of,
    quantity_of,
    shown,
    text_of,
    zoned_time_of,
)
from loaders.values import RowRejected

SOURCE = PARTY = "InvenTree"

STOCK = "stock.stockitem"
HISTORY = "stock.stockitemtracking"
BUILD = "build.build"
LINE = "build.buildline"
ALLOCATION = "build.builditem"
SHIPPED_ITEM = "order.salesorderallocation"
RETURNED_ITEM = "order.returnorderlineitem"

COUNTED, REMOVED, MOVED = "10", "12", "20"
MERGED, BUILT, CONSUMED = "45", "55", "57"
INSTALLED, SPLIT, SPLIT_OFF, CREATED = "30", "40", "42", "1"
RECEIVED, SHIPPED, SENT = "70", "60", "100"
RETURNED_BY_ORDER, RETURNED = "80", "105"


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a stock item's history."""

    pk: str
    type: str
    at: datetime | None
    deltas: Object


@dataclass(slots=True)
class Fixture:
    """Every object, and what is asked of several at once."""

    objects: dict[tuple[str, str], Object]
    events: dict[str, list[Event]] = field(init=False)
    shipped: set[tuple[str, str]] = field(init=False)
    returned: set[tuple[str, str]] = field(init=False)
    allocated: set[tuple[str, str]] = field(init=False)
    removed_by_split: set[str] = field(init=False)
    first_contacts: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.events = defaultdict(list)
        for pk, fields in sorted(self._all(HISTORY), key=lambda each: _order(each[0])):
            try:
                event = Event(
                    pk,
                    text_of(fields, "tracking_type"),
                    zoned_time_of(fields, "date"),
                    object_of(fields, "deltas"),
                )
                self.events[text_of(fields, "item")].append(event)
            except RowRejected:
                continue  # rejected where it stands, as below
        self.shipped = set(self._shipped())
        self.returned = set(self._returned())
        self.allocated = set(self._allocated())
        self.removed_by_split = set(self._removed_by_split())
        self.first_contacts = {}
        for pk, fields in sorted(self._all("company.contact"), key=lambda each: _order(each[0])):
            try:
                self.first_contacts.setdefault(text_of(fields, "company"), pk)
            except RowRejected:
                continue

    def referenced(self, fields: Object, key: str, model: str) -> tuple[str, Object]:
        """The key and fields of the object that a field refers to, which must be there."""
        pk = text_of(fields, key)
        found = self.objects.get((model, pk))
        if not pk or found is None:
            reason = f"names no {model} of this file" if pk else "is missing, and it is needed"
            raise RowRejected(key, pk, reason)
        return pk, found

    def first_quantity(self, pk: str, fields: Object) -> Decimal | None:
        """How much of a stock item there was at first, before anything was taken from it.

        The quantity that it has now says so only where its history states none. What was split
        off or serialised has a copy of its parent's history before its own.
        """
        if not text_of(fields, "serial"):
            events = self.events[pk]
            begins = [at for at, event in enumerate(events) if event.type == SPLIT]
            for event in events[begins[-1] if begins else 0 :]:
                quantity = quantity_of(event.deltas, "quantity")
                if quantity is not None and event.type != COUNTED:
                    return quantity + (quantity_of(event.deltas, "removed") or 0)
        return quantity_of(fields, "quantity")

    def when(self, pk: str, *types: str) -> datetime | None:
        """When an event of one of these types happened to a stock item, the last time."""
        times = [event.at for event in self.events[pk] if event.type in types and event.at]
        return max(times, default=None)

    def unit(self, fields: Object) -> str:
        """The unit that a stock item is counted in: pieces where its part states none."""
        part = self.objects.get(("part.part", text_of(fields, "part")), {})
        return canonical_unit(text_of(part, "units") or "pcs")

    def was_sent(self, pk: str, customer: str) -> bool:
        """Whether the history of a stock item says that this customer got it."""
        return any(
            event.type == SENT and shown(event.deltas.get("customer")) == customer
            for event in self.events[pk]
        )

    def _all(self, model: str) -> Iterator[tuple[str, Object]]:
        return ((pk, each) for (kind, pk), each in self.objects.items() if kind == model)

    def _shipped(self) -> Iterator[tuple[str, str]]:
        """Stock items that left with a shipment of a sales order, and the customer."""
        for _, fields in self._all(SHIPPED_ITEM):
            try:
                if found := self.shipment(fields):
                    yield text_of(fields, "item"), found[1]
            except RowRejected:
                continue

    def _removed_by_split(self) -> Iterator[str]:
        """Removals in the histories of stock items that are what another one began with."""
        begun: dict[str, Counter[Decimal | None]] = defaultdict(Counter)
        for pk, fields in self._all(STOCK):
            try:
                parent = text_of(fields, "parent")
                if parent and not any(
                    event.type == SPLIT_OFF and shown(event.deltas.get("stockitem")) == pk
                    for event in self.events[parent]
                ):
                    begun[parent][self.first_quantity(pk, fields)] += 1
            except RowRejected:
                continue
        for parent, quantities in begun.items():
            for event in self.events[parent]:
                removed = event.deltas.get("removed")
                if event.type == REMOVED and isinstance(removed, Decimal) and quantities[removed]:
                    quantities[removed] -= 1
                    yield event.pk

    def _returned(self) -> Iterator[tuple[str, str]]:
        """Stock items that came back by a return order, and the customer."""
        for _, fields in self._all(RETURNED_ITEM):
            try:
                if text_of(fields, "received_date"):
                    _, order = self.referenced(fields, "order", "order.returnorder")
                    yield text_of(fields, "item"), text_of(order, "customer")
            except RowRejected:
                continue

    def shipment(self, fields: Object) -> tuple[str, str, str] | None:
        """The order's reference, customer and shipment that an allocation left with; None where
        it has not left."""
        if not text_of(fields, "shipment"):
            return None
        number, shipment = self.referenced(fields, "shipment", "order.salesordershipment")
        _, order = self.referenced(shipment, "order", "order.salesorder")
        if not text_of(shipment, "shipment_date"):
            return None
        customer, _ = self.referenced(order, "customer", "company.company")
        return text_of(order, "reference"), customer, text_of(shipment, "reference") or number

    def _allocated(self) -> Iterator[tuple[str, str]]:
        """Stock items and the builds that they are allocated to."""
        for _, fields in self._all(ALLOCATION):
            try:
                yield text_of(fields, "stock_item"), self.build_of(fields)[0]
            except RowRejected:
                continue

    def build_of(self, allocation: Object) -> tuple[str, Object]:
        """The build that an allocation is for, by its line or, in older versions, directly."""
        if text_of(allocation, "build_line"):
            _, line = self.referenced(allocation, "build_line", LINE)
            return self.referenced(line, "build", BUILD)
        return self.referenced(allocation, "build", BUILD)


def batch(pk: str, fields: Object) -> str:
    """The batch id of a stock item."""
    return BatchName(PARTY, text_of(fields, "part"), lot=f"stock item {pk}").batch_id


def company(pk: str) -> str:
    """The id of a company, as supplier and as customer."""
    return joined(PARTY, pk)


def operation(kind: str, pk: str) -> str:
    """The id of a build, of a split, or of an installation."""
    return joined(PARTY, kind, pk)


def location(pk: str) -> str:
    """The id of a location; stock may be at none."""
    return joined(PARTY, pk or "no location")


def _order(pk: str) -> tuple[int, str]:
    """Keys in the order in which they were given."""
    return len(pk), pk
