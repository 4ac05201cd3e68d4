"""Stock items of InvenTree: what they are, where they came from and where they are now."""

from __future__ import annotations

from collections.abc import Iterator

from genealogy.facts import (
    Consumption,
    Description,
    Disposal,
    Production,
    Receipt,
    Shipment,
    Statement,
    StockCount,
)
from genealogy.identity import fact_key
from genealogy.nouns import Noun
from loaders.formats.inventree.fixture import (
    BUILD,
    BUILT,
    CREATED,
    INSTALLED,
    RECEIVED,
    SENT,
    SHIPPED,
    SOURCE,
    SPLIT,
    STOCK,
    Fixture,
    batch,
    company,
    location,
    operation,
)
from loaders.formats.json_values import (
    Object,
    flag_of,
    needed_text,
    quantity_of,
    text_of,
    zoned_time_of,
)
from loaders.part import Outcome

_STATUS = {
    "10": "ok",
    "50": "attention needed",
    "55": "damaged",
    "60": "destroyed",
    "65": "rejected",
    "70": "lost",
    "75": "quarantined",
    "85": "returned",
}
_GONE = {"60": "scrap", "70": "adjustment"}


def stock_item(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """What a stock item states."""
    fixture.referenced(fields, "part", "part.part")
    return (
        _description(fixture, pk, fields),
        *_origin(fixture, pk, fields),
        *_use(fixture, pk, fields),
        *_shipment(fixture, pk, fields),
        *_on_hand(fixture, pk, fields),
    )


def _description(fixture: Fixture, pk: str, fields: Object) -> Description:
    """Its name has its batch code and serial number: people know it by these, not by its key."""
    _, part = fixture.referenced(fields, "part", "part.part")
    words = [text_of(part, "name")]
    code = text_of(fields, "batch")
    if code:
        words.append(f"batch {code}")
    if serial := text_of(fields, "serial"):
        words.append(f"serial {serial}")
    status = "in production" if flag_of(fields, "is_building") else _status(fields)
    stated = {"name": ", ".join(filter(None, words)), "status": status}
    stated["code"] = code
    stated["expires_on"] = text_of(fields, "expiry_date")
    return Description(
        noun=Noun.BATCH,
        id=batch(pk, fields),
        properties={name: text for name, text in stated.items() if text},
        changed_at=zoned_time_of(fields, "updated"),
    )


def _status(fields: Object) -> str:
    code = text_of(fields, "status")
    return _STATUS.get(code, code)


def _origin(fixture: Fixture, pk: str, fields: Object) -> Iterator[Statement]:
    """What it was split off, which build made it, who supplied it.

    A part that is split off has its parent's build and supplier copied; they are stated of the
    parent alone.
    """
    parent: Object = {}
    if text_of(fields, "parent"):
        parent_pk, parent = fixture.referenced(fields, "parent", STOCK)
        yield from _split(fixture, pk, fields, batch(parent_pk, parent))
    build = text_of(fields, "build")
    if build and build != text_of(parent, "build"):
        fixture.referenced(fields, "build", BUILD)
        yield Production(
            key=fact_key(SOURCE, "production", (STOCK, pk), batch(pk, fields)),
            source=operation("build", build),
            target=batch(pk, fields),
            quantity=fixture.first_quantity(pk, fields),
            unit=fixture.unit(fields),
            occurred_at=fixture.when(pk, BUILT),
            changed_at=zoned_time_of(fields, "updated"),
        )
    supplier, order = _supplier(fixture, fields)
    if supplier and supplier != _supplier(fixture, parent)[0]:
        yield Receipt(
            key=fact_key(SOURCE, "receipt", (STOCK, pk), batch(pk, fields)),
            source=company(supplier),
            target=batch(pk, fields),
            quantity=fixture.first_quantity(pk, fields),
            unit=fixture.unit(fields),
            occurred_at=fixture.when(pk, RECEIVED) or fixture.when(pk, CREATED),
            document=order or None,
            changed_at=zoned_time_of(fields, "updated"),
        )


def _split(fixture: Fixture, pk: str, fields: Object, parent: str) -> Iterator[Statement]:
    split = operation("split", pk)
    quantity, unit = fixture.first_quantity(pk, fields), fixture.unit(fields)
    at, changed = fixture.when(pk, SPLIT), zoned_time_of(fields, "updated")
    yield Consumption(
        key=fact_key(SOURCE, "consumption", ("split", pk), parent),
        source=parent,
        target=split,
        quantity=quantity,
        unit=unit,
        occurred_at=at,
        changed_at=changed,
    )
    yield Production(
        key=fact_key(SOURCE, "production", ("split", pk), batch(pk, fields)),
        source=split,
        target=batch(pk, fields),
        quantity=quantity,
        unit=unit,
        occurred_at=at,
        changed_at=changed,
    )
    yield Description(noun=Noun.OPERATION, id=split, properties={"kind": "split"})


def _supplier(fixture: Fixture, fields: Object) -> tuple[str, str]:
    """The supplier, by the purchase order or by the supplier's part; and the order's number."""
    order, supplier = "", ""
    if text_of(fields, "supplier_part"):
        _, part = fixture.referenced(fields, "supplier_part", "company.supplierpart")
        supplier, _ = fixture.referenced(part, "supplier", "company.company")
    if text_of(fields, "purchase_order"):
        _, purchase = fixture.referenced(fields, "purchase_order", "order.purchaseorder")
        supplier, _ = fixture.referenced(purchase, "supplier", "company.company")
        order = text_of(purchase, "reference")
    return supplier, order


def _use(fixture: Fixture, pk: str, fields: Object) -> Iterator[Statement]:
    """What it was installed in, and the build that consumed it.

    A build's allocation says what it consumes; the stock item does where none is left.
    """
    own = batch(pk, fields)
    if text_of(fields, "belongs_to"):
        host_pk, host = fixture.referenced(fields, "belongs_to", STOCK)
        installation = operation("installation", host_pk)
        yield Consumption(
            key=fact_key(SOURCE, "consumption", ("installation", host_pk), own),
            source=own,
            target=installation,
            quantity=quantity_of(fields, "quantity"),
            unit=fixture.unit(fields),
            occurred_at=fixture.when(pk, INSTALLED),
            changed_at=zoned_time_of(fields, "updated"),
        )
        yield Production(
            key=fact_key(SOURCE, "production", ("installation", host_pk), batch(host_pk, host)),
            source=installation,
            target=batch(host_pk, host),
        )
        kind: dict[str, str | float] = {"kind": "make", "step": "installation"}
        yield Description(noun=Noun.OPERATION, id=installation, properties=kind)
    build = text_of(fields, "consumed_by")
    if build and (pk, build) not in fixture.allocated:
        fixture.referenced(fields, "consumed_by", BUILD)
        yield Consumption(
            key=fact_key(SOURCE, "consumption", (STOCK, pk), own),
            source=own,
            target=operation("build", build),
            quantity=quantity_of(fields, "quantity"),
            unit=fixture.unit(fields),
            changed_at=zoned_time_of(fields, "updated"),
        )


def _shipment(fixture: Fixture, pk: str, fields: Object) -> Iterator[Statement]:
    """A customer that has it without a shipment and without a history of how it got there."""
    customer = text_of(fields, "customer")
    if not customer or (pk, customer) in fixture.shipped or fixture.was_sent(pk, customer):
        return
    fixture.referenced(fields, "customer", "company.company")
    yield Shipment(
        key=fact_key(SOURCE, "shipment", (STOCK, pk), batch(pk, fields)),
        source=batch(pk, fields),
        target=company(customer),
        quantity=quantity_of(fields, "quantity"),
        unit=fixture.unit(fields),
        occurred_at=fixture.when(pk, SENT, SHIPPED),
        changed_at=zoned_time_of(fields, "updated"),
    )


def _on_hand(fixture: Fixture, pk: str, fields: Object) -> Iterator[Statement]:
    """That it is on hand, in whatever state; or destroyed, or lost."""
    elsewhere = ("customer", "belongs_to", "consumed_by")
    if any(text_of(fields, key) for key in elsewhere) or flag_of(fields, "is_building"):
        return
    own, unit, at = batch(pk, fields), fixture.unit(fields), zoned_time_of(fields, "updated")
    quantity = quantity_of(fields, "quantity")
    if gone := _GONE.get(needed_text(fields, "status")):
        yield Disposal(
            key=fact_key(SOURCE, "disposal", (STOCK, pk), own),
            source=own,
            target=gone,
            quantity=quantity,
            unit=unit,
            occurred_at=at,
            changed_at=at,
            reason=_status(fields),
        )
        return
    place = text_of(fields, "location")
    if place:
        fixture.referenced(fields, "location", "stock.stocklocation")
    counted = text_of(fields, "stocktake_date")
    yield StockCount(
        key=fact_key(SOURCE, "stock_count", (STOCK, pk), own),
        source=own,
        target=location(place),
        quantity=quantity,
        unit=unit,
        occurred_at=at,
        document=f"stocktake {counted}" if counted else None,
        changed_at=at,
        status=_status(fields),
    )
