"""InvenTree: an own small dump, and the demonstration data with its known answers."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import (
    Consumption,
    Description,
    Disposal,
    Fact,
    Measurement,
    Production,
    Receipt,
    Return,
    Shipment,
    StockCount,
)
from genealogy.nouns import Noun
from loaders.formats import formats
from loaders.formats.inventree import FORMAT, read
from loaders.part import Record
from tests.loaders.formats.json_mutations import (
    check_readable,
    edges,
    facts,
    mutated,
    rejections,
    skipped,
    statements,
    told,
    written,
)

AT = "2026-03-01T08:00:00Z"


def entry(model: str, pk: int, **fields: object) -> dict[str, Any]:
    return {"model": model, "pk": pk, "fields": fields}


def stock(pk: int, part: int = 1, **fields: object) -> dict[str, Any]:
    usual = {"part": part, "quantity": "10.00000", "status": 10, "location": 1, "updated": AT}
    return entry("stock.stockitem", pk, **(usual | fields))


def event(pk: int, item: int, kind: int, **deltas: object) -> dict[str, Any]:
    return entry(
        "stock.stockitemtracking", pk, item=item, tracking_type=kind, date=AT, deltas=deltas
    )


def item(pk: int, part: int = 1) -> str:
    return f"InvenTree/{part}/stock item {pk}"


MASTER = [
    entry("part.part", 1, name="Resistor", IPN="R-1", units="", assembly=False),
    entry("part.part", 2, name="Board", units="", assembly=True, salable=True),
    entry("stock.stocklocation", 1, name="Shelf", pathstring="Plant/Shelf"),
    entry("company.company", 7, name="Supplies", is_supplier=True, is_customer=False),
    entry("company.company", 8, name="Buyer", is_supplier=False, is_customer=True),
    entry("company.contact", 1, company=7, name="Ann", email="ann@example.org"),
    entry("company.address", 1, company=8, primary=True, line1="Street 1", country="NL"),
    entry("company.supplierpart", 3, part=1, supplier=7),
    entry("order.purchaseorder", 4, reference="PO-4", supplier=7),
    entry("build.build", 5, reference="BO-5", part=2, status=20),
    entry("build.buildline", 6, build=5),
]
PLANT = [
    *MASTER,
    stock(10, supplier_part=3, purchase_order=4, batch="B-1", quantity="60"),
    event(1, 10, 70, quantity=100, purchaseorder=4),
    stock(20, part=2, build=5, batch="B-1", serial="25", quantity="1"),
    stock(21, part=2, build=5, quantity="4"),
    event(2, 21, 12, removed=2, quantity=4),
    event(3, 21, 12, removed=3, quantity=1),
    stock(22, part=2, build=5, parent=21, quantity="2", location=None, customer=8),
    entry("build.builditem", 30, build_line=6, stock_item=10, quantity="40"),
    entry("order.salesorder", 40, reference="SO-40", customer=8, status=20),
    entry("order.salesordershipment", 41, order=40, reference="1", shipment_date="2026-03-02"),
    entry("order.salesorderallocation", 42, item=22, shipment=41, quantity="2"),
    entry("order.returnorder", 50, reference="RMA-50", customer=8),
    entry("order.returnorderlineitem", 51, order=50, item=22, quantity="1", received_date="2026"),
    entry("part.parttesttemplate", 60, part=2, test_name="Paint"),
    entry("stock.stockitemtestresult", 61, stock_item=20, template=60, result=True, date=AT),
    entry("users.owner", 1, owner="x"),
]  # fmt: skip


def plant(path: Path, *more: dict[str, Any], but: tuple[int, ...] = ()) -> list[Record]:
    return list(read(written(path, [each for each in PLANT if each["pk"] not in but] + [*more])))


def only(records: list[Record], kind: type[Fact]) -> Fact:
    (fact,) = [each for each in facts(records) if isinstance(each, kind)]
    return fact


def test_a_stock_item_came_from_its_supplier_with_the_quantity_that_it_had_then(
    tmp_path: Path,
) -> None:
    receipt = only(plant(tmp_path / "a.json"), Receipt)

    assert (receipt.source, receipt.target) == ("InvenTree/7", item(10))
    assert (receipt.quantity, receipt.unit, receipt.document) == (Decimal(100), "pcs", "PO-4")
    assert receipt.occurred_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_build_consumed_what_is_allocated_to_it_and_made_its_outputs(tmp_path: Path) -> None:
    records = plant(tmp_path / "a.json")

    assert (item(10), "InvenTree/build/5") in edges(records, Consumption)
    assert ("InvenTree/build/5", item(20, 2)) in edges(records, Production)
    described = [
        each.properties
        for each in statements(records)
        if isinstance(each, Description) and each.id == "InvenTree/build/5"
    ]
    assert described == [{"kind": "make", "order": "BO-5"}]


def test_what_is_split_off_came_from_its_parent_and_not_from_the_build_again(
    tmp_path: Path,
) -> None:
    records = plant(tmp_path / "a.json")

    split = "InvenTree/split/22"
    assert (item(21, 2), split) in edges(records, Consumption)
    assert {target for source, target in edges(records, Production) if source == split} == {
        item(22, 2)
    }
    assert ("InvenTree/build/5", item(22, 2)) not in edges(records, Production)
    made = {each.target: each.quantity for each in facts(records) if isinstance(each, Production)}
    assert made[item(21, 2)] == 6


def test_a_removal_that_is_no_split_is_an_adjustment(tmp_path: Path) -> None:
    removal = only(plant(tmp_path / "a.json"), Disposal)

    assert (removal.source, removal.target, removal.quantity) == (item(21, 2), "adjustment", 3)


def test_an_allocation_is_a_shipment_once_its_shipment_has_left(tmp_path: Path) -> None:
    left = plant(tmp_path / "a.json")
    waiting = plant(
        tmp_path / "b.json",
        entry("order.salesordershipment", 41, order=40, reference="1", shipment_date=None),
        but=(41,),
    )

    shipment = only(left, Shipment)
    assert (shipment.source, shipment.target) == (item(22, 2), "InvenTree/8")
    assert (shipment.quantity, shipment.document) == (2, "SO-40 shipment 1")
    assert "allocated to a sales order, and not shipped" in skipped(waiting)
    assert only(waiting, Shipment).key == f"InvenTree|shipment|stock.stockitem|22|{item(22, 2)}"


def test_a_line_of_a_return_order_that_was_received_is_a_return(tmp_path: Path) -> None:
    back = only(plant(tmp_path / "a.json"), Return)

    assert (back.source, back.target, back.document) == ("InvenTree/8", item(22, 2), "RMA-50")


def test_a_consumption_is_stated_by_the_allocation_or_by_the_stock_item_and_never_twice(
    tmp_path: Path,
) -> None:
    def inputs(records: list[Record]) -> Counter[str]:
        return Counter(
            each.key.split("|")[2]
            for each in facts(records)
            if isinstance(each, Consumption) and each.target == "InvenTree/build/5"
        )

    consumed = stock(10, supplier_part=3, quantity="40", consumed_by=5)
    both = plant(tmp_path / "a.json", consumed, but=(10,))
    later = plant(tmp_path / "b.json", consumed, but=(10, 30))

    assert inputs(both) == {"build.builditem": 1}
    assert inputs(later) == {"stock.stockitem": 1}


def test_what_is_installed_in_a_unit_is_traced_to_that_unit_alone(tmp_path: Path) -> None:
    records = plant(tmp_path / "a.json", stock(11, serial="1", quantity="1", belongs_to=20))

    flow = nx.DiGraph([*edges(records, Consumption), *edges(records, Production)])
    assert item(20, 2) in nx.descendants(flow, item(11))
    assert item(21, 2) not in nx.descendants(flow, item(11))
    assert item(11) not in {each.source for each in facts(records) if isinstance(each, StockCount)}


@pytest.mark.parametrize(
    ("status", "kind", "target"),
    [
        (10, StockCount, "InvenTree/1"),
        (65, StockCount, "InvenTree/1"),
        (60, Disposal, "scrap"),
        (70, Disposal, "adjustment"),
    ],
)
def test_stock_is_on_hand_in_its_state_or_gone(
    tmp_path: Path, status: int, kind: type[Fact], target: str
) -> None:
    records = plant(tmp_path / "a.json", stock(11, status=status))

    (found,) = [each for each in facts(records) if each.source == item(11)]
    assert (type(found), found.target) == (kind, target)


def test_what_is_in_production_is_an_output_and_not_on_hand(tmp_path: Path) -> None:
    records = plant(tmp_path / "a.json", stock(11, part=2, build=5, is_building=True))

    assert ("InvenTree/build/5", item(11, 2)) in edges(records, Production)
    assert item(11, 2) not in {source for source, _ in edges(records, StockCount)}


def test_one_batch_code_of_many_stock_items_stays_as_many_batches_that_a_search_finds(
    tmp_path: Path,
) -> None:
    found = {
        each.id: each.properties["name"]
        for each in statements(plant(tmp_path / "a.json"))
        if isinstance(each, Description) and each.noun is Noun.BATCH
    }

    assert found[item(10)] == "Resistor, batch B-1"
    assert found[item(20, 2)] == "Board, batch B-1, serial 25"


def test_a_test_result_is_a_measurement_with_its_verdict(tmp_path: Path) -> None:
    result = only(plant(tmp_path / "a.json"), Measurement)

    assert isinstance(result, Measurement)
    assert (result.source, result.characteristic, result.verdict) == (
        item(20, 2),
        "Paint",
        "passed",
    )


def test_consumption_by_a_build_that_is_not_named_is_rejected_and_never_lost(
    tmp_path: Path,
) -> None:
    records = plant(tmp_path / "a.json", event(99, 10, 57, removed=5))

    (why,) = rejections(records)
    assert why.reason == "a build consumed of the stock item, and it is not said which"


@pytest.mark.parametrize(
    ("broken", "column", "said"),
    [
        (stock(11, part=77), "part", "names no part.part of this file"),
        (stock(11, parent=77), "parent", "names no stock.stockitem of this file"),
        (stock(11, build=77), "build", "names no build.build of this file"),
        (stock(11, supplier_part=77), "supplier_part", "names no company.supplierpart"),
        (stock(11, quantity="many"), "quantity", "is not a number"),
        (stock(11, quantity="-1"), "quantity", "cannot be negative"),
        (stock(11, quantity=1e400), "quantity", "is not a number"),
        (stock(11, updated="whenever"), "updated", "is not an ISO 8601 date"),
        (stock(11, status={"a": 1}), "status", "is not a text"),
        (stock(10, part=2), "pk", "is the key of another stock.stockitem as well"),
        (entry("build.builditem", 31, build_line=6, stock_item=77), "stock_item", "names no"),
        (entry("build.builditem", 31, build_line=77, stock_item=10), "build_line", "names no"),
        ({"model": "stock.stockitem", "pk": None, "fields": {}}, "pk", "is missing"),
        ({"model": "stock.stockitem", "pk": 11, "fields": []}, "fields", "is not an object"),
    ],
)
def test_an_object_that_is_not_whole_is_rejected_and_the_others_are_loaded(
    tmp_path: Path, broken: dict[str, Any], column: str, said: str
) -> None:
    records = plant(tmp_path / "a.json", broken)

    (why,) = rejections(records)
    assert why.column == column
    assert said in why.reason
    assert told(records) == told(plant(tmp_path / "b.json"))


def test_an_object_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    records = plant(tmp_path / "a.json", PLANT[-4], PLANT[11])

    assert skipped(records).count("the same object stands earlier in the file") == 2
    assert told(records) == told(plant(tmp_path / "b.json"))


def test_the_order_of_objects_plays_no_part(tmp_path: Path) -> None:
    shuffled = list(PLANT)
    random.Random(7).shuffle(shuffled)

    assert told(read(written(tmp_path / "a.json", shuffled))) == told(plant(tmp_path / "b.json"))


@pytest.mark.parametrize("text", ["{}", '[{"model"', "[" * 100_000, "\ufeff"])
def test_a_damaged_dump_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileRefused):
        list(read(path))


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_values_never_break_the_reading(tmp_path: Path, data: st.DataObject) -> None:
    check_readable(FORMAT, written(tmp_path / "a.json", mutated(data, PLANT)))


@pytest.fixture(scope="module")
def demo(shared_data: Path) -> list[Record]:
    return list(read(shared_data / "inventree" / "inventree_data.json"))


def test_every_object_of_the_demonstration_data_is_accounted_for(
    demo: list[Record], shared_data: Path
) -> None:
    path = shared_data / "inventree" / "inventree_data.json"

    assert len(demo) == len(json.loads(path.read_text(encoding="utf-8")))
    assert Counter(each.reason for each in rejections(demo)) == {
        "a build consumed of the stock item, and it is not said which": 97
    }
    assert FORMAT.recognises(path.read_bytes()[:65536])


def test_what_a_customer_received_and_all_that_went_into_it(demo: list[Record]) -> None:
    flow = nx.DiGraph([*edges(demo, Consumption), *edges(demo, Production)])
    received = {batch for batch, customer in edges(demo, Shipment) if customer == "InvenTree/32"}
    reached = received.union(*(nx.ancestors(flow, batch) for batch in received if batch in flow))
    operations = {node for node in reached if node.split("/")[1] in ("build", "split")}
    items = reached - operations

    assert len(received) == 15
    assert len(items) == 140
    assert {node for node in operations if "/build/" in node} == {
        f"InvenTree/build/{number}" for number in (4, 11, 12, 15)
    }
    assert len({source for source, batch in edges(demo, Receipt) if batch in items}) == 6


def test_five_builds_of_the_demonstration_data_have_outputs_and_no_inputs(
    demo: list[Record],
) -> None:
    made = {source for source, _ in edges(demo, Production) if "/build/" in source}
    fed = {target for _, target in edges(demo, Consumption)}

    assert made - fed == {f"InvenTree/build/{number}" for number in (6, 8, 9, 12, 15)}


def test_completed_builds_of_the_demonstration_data_made_what_they_say(
    demo: list[Record], shared_data: Path
) -> None:
    made: Counter[str] = Counter()
    for each in facts(demo):
        if isinstance(each, Production) and each.quantity is not None:
            made[each.source] += each.quantity  # type: ignore[assignment]
    path = shared_data / "inventree" / "inventree_data.json"
    completed = {
        f"InvenTree/build/{each['pk']}": each["fields"]["completed"]
        for each in json.loads(path.read_text(encoding="utf-8"))
        if each["model"] == "build.build" and each["fields"]["status"] == 40
    }

    assert {build: made[build] for build in completed} == completed


def test_a_batch_code_of_the_demonstration_data_is_278_batches(demo: list[Record]) -> None:
    found = {
        each.id
        for each in statements(demo)
        if isinstance(each, Description)
        and each.noun is Noun.BATCH
        and "batch 2022-7-15" in str(each.properties["name"])
    }

    assert len(found) == 278


def test_the_format_is_one_of_those_that_are_known() -> None:
    assert FORMAT in formats()
    assert FORMAT.recognises(json.dumps(PLANT).encode())
    assert not FORMAT.recognises(b'[{"model": "auth.user", "pk": 1, "fields": {}}]')
    assert not FORMAT.recognises(b'{"context": []}')
