"""The history of InvenTree's stock items: what it states that nothing else does; test results."""

from __future__ import annotations

from collections.abc import Callable

from genealogy.facts import Disposal, Measurement, Move, Return, Shipment, StockCount
from genealogy.identity import fact_key
from loaders.formats.inventree.fixture import (
    CONSUMED,
    COUNTED,
    HISTORY,
    MERGED,
    MOVED,
    REMOVED,
    RETURNED,
    RETURNED_BY_ORDER,
    SENT,
    SOURCE,
    STOCK,
    Fixture,
    batch,
    company,
    location,
)
from loaders.formats.json_values import (
    Object,
    flag_of,
    needed_text,
    object_of,
    quantity_of,
    text_of,
    zoned_time_of,
)
from loaders.part import Outcome, Skipped
from loaders.values import RowRejected

_TESTS = "stock.stockitemtestresult"


def history(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """What an entry of a stock item's history states that the items themselves do not."""
    item_pk, item = fixture.referenced(fields, "item", STOCK)
    kind = needed_text(fields, "tracking_type")
    if kind not in _KINDS:
        return Skipped(f"history of type {kind}: stated by the stock items and orders themselves")
    return _KINDS[kind](fixture, pk, fields, item_pk, item)


def _removed(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    """Taken out by hand; unless it is what a stock item that was split off began with."""
    quantity = quantity_of(object_of(fields, "deltas"), "removed")
    if pk in fixture.removed_by_split:
        return Skipped("history of type 12: stated by the stock item that was split off")
    own = batch(item_pk, item)
    disposal = Disposal(
        key=fact_key(SOURCE, "disposal", (HISTORY, pk), own),
        source=own,
        target="adjustment",
        quantity=quantity,
        unit=fixture.unit(item),
        occurred_at=zoned_time_of(fields, "date"),
        reason=text_of(fields, "notes") or None,
    )
    return (disposal,)


def _counted(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    deltas, own = object_of(fields, "deltas"), batch(item_pk, item)
    counted = StockCount(
        key=fact_key(SOURCE, "stock_count", (HISTORY, pk), own),
        source=own,
        target=location(text_of(deltas, "location") or text_of(item, "location")),
        quantity=quantity_of(deltas, "quantity"),
        unit=fixture.unit(item),
        occurred_at=zoned_time_of(fields, "date"),
    )
    return (counted,)


def _moved(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    place = text_of(object_of(fields, "deltas"), "location")
    own = batch(item_pk, item)
    move = Move(
        key=fact_key(SOURCE, "move", (HISTORY, pk), own),
        source=own,
        target=location(place),
        occurred_at=zoned_time_of(fields, "date"),
    )
    return (move,)


def _consumed(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    build = text_of(object_of(fields, "deltas"), "buildorder") or text_of(item, "consumed_by")
    if build:
        return Skipped("history of type 57: stated by the stock item or its allocation")
    raise RowRejected("deltas", "", "a build consumed of the stock item, and it is not said which")


def _merged(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    raise RowRejected("deltas", "", "stock items were merged, and it is not said which")


def _sent(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    deltas = object_of(fields, "deltas")
    customer, _ = fixture.referenced(deltas, "customer", "company.company")
    if (item_pk, customer) in fixture.shipped:
        return Skipped("history of type 100: stated by the sales order's allocation")
    own = batch(item_pk, item)
    shipment = Shipment(
        key=fact_key(SOURCE, "shipment", (HISTORY, pk), own),
        source=own,
        target=company(customer),
        quantity=quantity_of(deltas, "quantity") or quantity_of(item, "quantity"),
        unit=fixture.unit(item),
        occurred_at=zoned_time_of(fields, "date"),
    )
    return (shipment,)


def _returned(fixture: Fixture, pk: str, fields: Object, item_pk: str, item: Object) -> Outcome:
    customer, _ = fixture.referenced(object_of(fields, "deltas"), "customer", "company.company")
    if (item_pk, customer) in fixture.returned:
        return Skipped("history of type 80: stated by the line of the return order")
    own = batch(item_pk, item)
    came_back = Return(
        key=fact_key(SOURCE, "return", (HISTORY, pk), own),
        source=company(customer),
        target=own,
        quantity=quantity_of(item, "quantity"),
        unit=fixture.unit(item),
        occurred_at=zoned_time_of(fields, "date"),
        reason=text_of(fields, "notes") or None,
    )
    return (came_back,)


_KINDS: dict[str, Callable[[Fixture, str, Object, str, Object], Outcome]] = {
    REMOVED: _removed,
    COUNTED: _counted,
    MOVED: _moved,
    CONSUMED: _consumed,
    MERGED: _merged,
    SENT: _sent,
    RETURNED_BY_ORDER: _returned,
    RETURNED: _returned,
}


def stock_test(fixture: Fixture, pk: str, fields: Object) -> Outcome:
    """A test of a stock item, with its verdict."""
    item_pk, item = fixture.referenced(fields, "stock_item", STOCK)
    own = batch(item_pk, item)
    if text_of(fields, "template"):
        _, template = fixture.referenced(fields, "template", "part.parttesttemplate")
        name = text_of(template, "test_name")
    else:
        name = text_of(fields, "test")
    key = fact_key(SOURCE, "measurement", (_TESTS, pk), own)
    measurement = Measurement(
        key=key,
        source=own,
        target=key,
        occurred_at=zoned_time_of(fields, "date"),
        characteristic=name or None,
        text=text_of(fields, "value") or None,
        verdict="passed" if flag_of(fields, "result") else "failed",
    )
    return (measurement,)
