"""InvenTree: stock items, builds, orders and companies of an inventory, from a database dump.

The dump is Django's: a list of `{"model", "pk", "fields"}` (`manage.py dumpdata`, also
`invoke export-records`). It is read whole, since its objects refer to each other in any order;
see MOST_BYTES in json_values.py.

*Batch*: a stock item, known by its part and its primary key. Neither a batch code (one code of
the demonstration data covers 278 stock items) nor a serial number (unique only within a part,
and both can be edited) is an identity; they stand in the batch's name, where a search finds
them, and the batch code is described as such, so that it can be asked for. *Operation*: a
build; the splitting of a stock item off its parent; the installation of stock items into another
one, which is known by that one, so that a unit is traced to the very parts in it.

A build consumes what is allocated to it (`build.builditem`), or what says `consumed_by` where
no allocation is left. An item that is split off keeps a copy of its parent's build and supplier;
both are stated of the parent alone. A shipment is what is allocated to a shipment of a sales
order that has a date, so goods that came back since are still goods that the customer received;
a return is a line of a return order that was received. Quantities of origin are those with
which an item's history begins, since the item itself has what is left. Dates without a time
state no zone and are not taken as moments: times come from the histories.

What a build consumed by an entry that does not name the build is rejected with that reason:
the demonstration data has 97 such entries, and 5 builds with outputs and no inputs.
(InvenTree 0.14, models of the apps build, company, order, part and stock)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from genealogy.errors import FileRefused
from loaders.formats import Format
from loaders.formats.inventree.fixture import (
    ALLOCATION,
    BUILD,
    HISTORY,
    RETURNED_ITEM,
    SHIPPED_ITEM,
    SOURCE,
    STOCK,
    Fixture,
)
from loaders.formats.inventree.history import history, stock_test
from loaders.formats.inventree.orders import (
    address,
    allocation,
    build,
    company_of,
    contact,
    location_of,
    part,
    returned_item,
    shipped_item,
)
from loaders.formats.inventree.stock import stock_item
from loaders.formats.json_values import (
    Object,
    as_object,
    needed_text,
    object_of,
    read_json_file,
    shown,
)
from loaders.part import Outcome, Record, Skipped
from loaders.values import RowRejected

_KNOWN = re.compile(
    rb'"model"\s*:\s*"(?:stock\.stock|build\.build|company\.supplier|company\.manufacturer|'
    rb"part\.part|order\.(?:purchase|sales|return)order|common\.inventree|users\.(?:ruleset|owner))"
)
_READERS: dict[str, Callable[[Fixture, str, Object], Outcome]] = {
    STOCK: stock_item,
    HISTORY: history,
    "stock.stockitemtestresult": stock_test,
    "stock.stocklocation": location_of,
    "part.part": part,
    BUILD: build,
    ALLOCATION: allocation,
    SHIPPED_ITEM: shipped_item,
    RETURNED_ITEM: returned_item,
    "company.company": company_of,
    "company.contact": contact,
    "company.address": address,
}
_STATED_ELSEWHERE = {
    "build.buildline": "what a build needs; its allocations say what it has",
    "order.purchaseorder": "stated by the stock items that were received",
    "order.purchaseorderlineitem": "ordered; the stock items say what was received",
    "order.salesorder": "stated by the allocations of its shipments",
    "order.salesorderlineitem": "ordered; the allocations say what was shipped",
    "order.salesordershipment": "stated by its allocations",
    "order.returnorder": "stated by its lines",
    "company.supplierpart": "stated by the stock items that were supplied",
    "part.partstocktake": "counts a part, not a stock item",
}


def recognises(start: bytes) -> bool:
    """Whether the file is a list of objects of InvenTree's models."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") and bool(
        _KNOWN.search(start)
    )


def read(path: Path) -> Iterator[Record]:
    """A record for each object. Raises FileRefused."""
    document = read_json_file(path)
    if not isinstance(document, list):
        raise FileRefused(path, "it is no list of objects.")
    fixture = Fixture(_objects(document))
    for number, entry in enumerate(document, start=1):
        try:
            outcome = _outcome(fixture, as_object(entry, ""))
        except RowRejected as rejected:
            outcome = rejected.rejection
        yield Record(number, (shown(entry),), outcome)


def _objects(document: list[object]) -> dict[tuple[str, str], Object]:
    """The objects by model and key; of several with one key the first."""
    objects: dict[tuple[str, str], Object] = {}
    for entry in document:
        try:
            named = _name(as_object(entry, ""))
            objects.setdefault(named, object_of(as_object(entry, ""), "fields"))
        except RowRejected:
            continue  # rejected where it stands
    return objects


def _name(entry: Object) -> tuple[str, str]:
    return needed_text(entry, "model"), needed_text(entry, "pk")


def _outcome(fixture: Fixture, entry: Object) -> Outcome:
    model = needed_text(entry, "model")
    reader = _READERS.get(model)
    if reader is None:
        return Skipped(f"{model[:100]}: {_STATED_ELSEWHERE.get(model, 'states no material flow')}")
    pk, fields = needed_text(entry, "pk"), object_of(entry, "fields")
    first = fixture.objects[model, pk]
    if first is not fields:
        if first == fields:
            return Skipped("the same object stands earlier in the file")
        raise RowRejected("pk", pk, f"is the key of another {model} as well")
    return reader(fixture, pk, fields) or Skipped(f"{model}: says nothing")


FORMAT = Format(
    name="inventree",
    title="InvenTree database dumps",
    source=SOURCE,
    endings=(".json",),
    recognises=recognises,
    read=read,
)
