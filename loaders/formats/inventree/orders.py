"""What surrounds InvenTree's stock items: parts, places, companies, builds, sales and returns."""

from __future__ import annotations

from genealogy.facts import Consumption, Description, Return, Shipment, Statement
from genealogy.identity import fact_key, joined
from genealogy.nouns import Noun
from genealogy.units import canonical_unit
from loaders.formats.inventree.fixture import (
    ALLOCATION,
    PARTY,
    RETURNED_BY_ORDER,
    RETURNED_ITEM,
    SENT,
    SHIPPED,
    SHIPPED_ITEM,
    SOURCE,
    STOCK,
    Fixture,
    batch,
    company,
    location,
    operation,
)
from loaders.formats.json_values import Object, flag_of, quantity_of, text_of
from loaders.part import Outcome, Skipped

_CANCELLED = "30"
_ADDRESS = ("line1", "line2", "postal_code", "postal_city", "province", "country")


def part(_fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """A part is a material."""
    words = (text_of(fields, key) for key in ("IPN", "name", "revision"))
    if flag_of(fields, "assembly"):
        kind = "finished" if flag_of(fields, "salable") else "semi-finished"
    else:
        kind = "raw"
    return (
        Description(
            noun=Noun.MATERIAL,
            id=joined(PARTY, pk),
            properties={
                "name": ", ".join(filter(None, words)) or f"part {pk}",
                "kind": kind,
                "unit": canonical_unit(text_of(fields, "units") or "pcs"),
            },
        ),
    )


def location_of(_fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """A stock location, named by its whole path."""
    name = text_of(fields, "pathstring") or text_of(fields, "name") or f"location {pk}"
    return (Description(noun=Noun.LOCATION, id=location(pk), properties={"name": name}),)


def company_of(_fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """A company, as the supplier and the customer that it is."""
    return _of_company(pk, fields, {"name": text_of(fields, "name")})


def contact(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """The first contact of a company."""
    owner, described = fixture.referenced(fields, "company", "company.company")
    if fixture.first_contacts.get(owner) != pk:
        return Skipped("another contact of a company")
    words = (text_of(fields, key) for key in ("name", "email", "phone"))
    return _of_company(owner, described, {"contact": ", ".join(filter(None, words))})


def address(fixture: Fixture, _pk: str, fields: Object) -> Outcome:
    """The primary address of a company."""
    owner, described = fixture.referenced(fields, "company", "company.company")
    if not flag_of(fields, "primary"):
        return Skipped("another address of a company")
    words = (text_of(fields, key) for key in _ADDRESS)
    return _of_company(owner, described, {"address": ", ".join(filter(None, words))})


def _of_company(pk: str, fields: Object, properties: dict[str, str | float]) -> Outcome:
    stated = {name: text for name, text in properties.items() if text}
    roles = ((Noun.SUPPLIER, "is_supplier"), (Noun.CUSTOMER, "is_customer"))
    nouns = [noun for noun, flag in roles if flag_of(fields, flag)]
    if not nouns:
        return Skipped("a company that neither supplies nor buys")
    return tuple(
        Description(noun=noun, id=company(pk), properties=stated) for noun in nouns if stated
    )


def build(_fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """A build is an operation; its outputs and allocations say what it made of what."""
    stated = {"kind": "make", "order": text_of(fields, "reference")}
    properties: dict[str, str | float] = {name: text for name, text in stated.items() if text}
    return (Description(noun=Noun.OPERATION, id=operation("build", pk), properties=properties),)


def allocation(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """What is allocated to a build, which consumes it."""
    build_pk, build_fields = fixture.build_of(fields)
    item_pk, item = fixture.referenced(fields, "stock_item", STOCK)
    if text_of(build_fields, "status") == _CANCELLED:
        return Skipped("allocated to a build that was cancelled")
    own = batch(item_pk, item)
    consumption: Statement = Consumption(
        key=fact_key(SOURCE, "consumption", (ALLOCATION, pk), own),
        source=own,
        target=operation("build", build_pk),
        quantity=quantity_of(fields, "quantity"),
        unit=fixture.unit(item),
        document=text_of(build_fields, "reference") or None,
    )
    return (consumption,)


def shipped_item(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """What left with a shipment of a sales order."""
    item_pk, item = fixture.referenced(fields, "item", STOCK)
    found = fixture.shipment(fields)
    if found is None:
        return Skipped("allocated to a sales order, and not shipped")
    order, customer, shipment = found
    own = batch(item_pk, item)
    return (
        Shipment(
            key=fact_key(SOURCE, "shipment", (SHIPPED_ITEM, pk), own),
            source=own,
            target=company(customer),
            quantity=quantity_of(fields, "quantity"),
            unit=fixture.unit(item),
            occurred_at=fixture.when(item_pk, SENT, SHIPPED),
            document=f"{order} shipment {shipment}",
        ),
    )


def returned_item(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """What came back by a line of a return order."""
    item_pk, item = fixture.referenced(fields, "item", STOCK)
    _, order = fixture.referenced(fields, "order", "order.returnorder")
    if not text_of(fields, "received_date"):
        return Skipped("to be returned, and not received")
    customer, _ = fixture.referenced(order, "customer", "company.company")
    own = batch(item_pk, item)
    return (
        Return(
            key=fact_key(SOURCE, "return", (RETURNED_ITEM, pk), own),
            source=company(customer),
            target=own,
            quantity=quantity_of(fields, "quantity"),
            unit=fixture.unit(item),
            occurred_at=fixture.when(item_pk, RETURNED_BY_ORDER),
            document=text_of(order, "reference") or None,
            reason=text_of(fields, "notes") or None,
        ),
    )
