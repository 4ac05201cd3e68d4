"""Checks of links, numbers, routes and containers: silent on a sound plant, then with a fault."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import networkx
import pytest

from genealogy.engine.database import Database
from genealogy.facts import (
    ContainerEmptying,
    ContainerShipment,
    Description,
    Fact,
    Packing,
    Receipt,
    Unpacking,
)
from genealogy.identity import batch_id
from genealogy.nouns import Noun
from genealogy.walk import BATCH, OPERATION, Steps
from queries.check.links import loops_of
from tests.plants import rework_loop, state
from tests.queries.checking import batch, found, in_document, manned, silent
from tests.queries.flows import WHOLE, amount, came, day, made, operation, sent, used

# Links


def test_an_operation_that_made_something_of_nothing_is_found(database: Database) -> None:
    state(database, WHOLE)
    assert silent(database, "produced-from-nothing")

    state(database, [made("conjure", "pie"), made("conjure", "cake")])

    assert found(database, "produced-from-nothing") == {
        "conjure": "made own/item/cake, own/item/pie of nothing"
    }


def test_an_operation_that_made_nothing_is_found_unless_it_still_runs(database: Database) -> None:
    running = operation("ripen", started_at="2026-10-01T08:00:00Z")
    state(database, [*WHOLE, used("cheese", "ripen"), running])
    assert silent(database, "consumed-into-nothing")

    state(database, [used("milk", "spill"), operation("ripen", ended_at="2026-10-02T08:00:00Z")])

    assert found(database, "consumed-into-nothing") == {
        "ripen": "consumed own/item/cheese and made nothing",
        "spill": "consumed own/item/milk and made nothing",
    }


def test_material_in_circles_is_found(database: Database) -> None:
    state(database, WHOLE)
    assert silent(database, "loop")

    rework_loop(database)
    state(database, [used("whey", "top-up"), made("top-up", "whey")])  # into the very same batch

    assert found(database, "loop") == {
        "mix-1": "a loop of 2 batches: own/item/mix-1, own/item/rest-1",
        "whey": "a loop of 1 batch: own/item/whey",
    }


@pytest.mark.parametrize("seed", range(20))
def test_the_loops_of_any_plant_are_its_strongly_connected_parts(seed: int) -> None:
    random = Random(seed)
    graph = networkx.gnp_random_graph(40, 0.04, seed=seed, directed=True)
    kinds = {node: BATCH if node % 2 else OPERATION for node in graph}
    graph.remove_edges_from([(a, b) for a, b in graph.edges if kinds[a] == kinds[b]])
    ahead: Steps = {}
    for tail, head in sorted(graph.edges, key=lambda _: random.random()):
        ahead.setdefault((kinds[tail], f"{tail:02}"), []).append((kinds[head], f"{head:02}"))

    parts = (part for part in networkx.strongly_connected_components(graph) if len(part) > 1)
    wanted = sorted(sorted(f"{node:02}" for node in part if node % 2) for part in parts)

    assert loops_of(ahead) == wanted


def test_what_is_described_and_linked_to_nothing_is_found(database: Database) -> None:
    state(database, [*WHOLE, batch("milk", name="Milk"), operation("cook", kind="make")])
    assert silent(database, "orphan")

    state(database, [batch("ghost", name="Ghost"), operation("idle", kind="make")])

    assert found(database, "orphan") == {
        "ghost": "this batch is described and no fact names it",
        "idle": "this operation is described and no fact names it",
    }


# Numbers


def test_a_lot_number_of_two_suppliers_is_found(database: Database) -> None:
    state(database, [delivered("farm", "7"), delivered("farm", "8"), delivered("mill", "9")])
    assert silent(database, "same-lot-number-two-suppliers")

    state(database, [delivered("mill", "7")])

    assert found(database, "same-lot-number-two-suppliers") == {
        "7": "of suppliers farm, mill: farm/milk/7, mill/milk/7"
    }


def test_a_delivery_without_the_suppliers_lot_is_found(database: Database) -> None:
    # A traceability lot code names its lot alone, whoever supplies it.
    code = delivered("farm", "TLC-1", batch_id("TLC", "", "TLC-1"))
    state(database, [delivered("farm", "7"), code])
    assert silent(database, "supplier-lot-missing")

    state(database, [came("milk")])

    assert found(database, "supplier-lot-missing") == {"milk": "received from farm without its lot"}


def delivered(supplier: str, lot: str, target: str | None = None) -> Fact:
    target = target or batch_id(supplier, "milk", lot)
    return Receipt(key=f"{supplier} {lot}", source=supplier, target=target, quantity=Decimal(1))


def test_a_number_that_is_missing_in_a_series_is_found(database: Database) -> None:
    series = [came(f"L-{number:04}-A") for number in range(85, 107)]
    sparse = [came(f"D-26{number}") for number in range(1000, 1100, 7)]  # as dates are
    few = [came(f"F-{number}") for number in (1, 2, 4)]
    orders = [operation(f"own/PO-{number}", order=f"PO-{number}") for number in range(1, 12)]
    state(database, [*series, *sparse, *few, *orders])
    assert silent(database, "numbering-gap")

    late = in_document(sent("L-0095-A", "shop"), "SH-11")
    shipments = [in_document(sent("L-0096-A", "shop"), f"SH-{number}") for number in range(1, 10)]
    state(database, [came("L-0109-A"), operation("own/PO-13", order="PO-13"), late, *shipments])

    assert found(database, "numbering-gap") == {
        "lot own L-0107-A to L-0108-A": "missing in a series of 23 numbers",
        "order PO-12": "missing in a series of 12 numbers",
        "shipment of ERP SH-10": "missing in a series of 10 numbers",
    }


def test_a_line_that_is_missing_in_a_document_is_found(database: Database) -> None:
    lines = [
        in_document(used(f"milk-{line}", f"PO-{order}"), f"PO-{order}", line)
        for order in "ABCDEFGHI"
        for line in (1, 2, 3)
    ]
    tens = [in_document(made("x", f"tea-{n}"), "M-1", n, source="SAP") for n in (10, 20, 30)]
    state(database, [*lines, *tens])
    assert silent(database, "numbering-gap")

    late = [in_document(used(f"rye-{line}", "PO-J"), "PO-J", line) for line in (2, 3, 999999999)]
    state(database, late)

    assert found(database, "numbering-gap") == {
        "ERP consumption PO-J": "line 1, 4 to 999999998 is missing, the last one is 999999999"
    }


def test_a_document_that_says_what_another_one_says_is_found(database: Database) -> None:
    # Two pallets of one size that leave together are two lines of one document.
    pallets = [in_document(sent("milk", "shop", at=day(1)), "D-1", line) for line in (1, 2)]
    later = in_document(sent("milk", "shop", at=day(2)), "D-2")
    state(database, [*pallets, later, in_document(sent("milk", "kiosk", at=day(1)), "D-3")])
    assert silent(database, "duplicate-document")

    again = [in_document(sent("milk", "shop", at=day(1)), f"D-{each}") for each in (4, 5)]
    other = in_document(sent("milk", "shop", at=day(2)), "D-2", source="WMS")
    state(database, [*again, other])

    assert found(database, "duplicate-document") == {
        "ERP D-4": "1 fact the same as ERP D-1: own/item/milk → shop 10 kg at 2026-10-01T12:00:00Z",
        "ERP D-5": "1 fact the same as ERP D-1: own/item/milk → shop 10 kg at 2026-10-01T12:00:00Z",
        "WMS D-2": "1 fact the same as ERP D-2: own/item/milk → shop 10 kg at 2026-10-02T12:00:00Z",
    }


# Routes


def test_an_operation_without_equipment_where_its_like_have_it_is_found(
    database: Database,
) -> None:
    name = "operation-without-equipment-or-operator"
    runs = [f"run-{number}" for number in range(4)]
    state(database, [fact for each in runs for fact in (made(each, f"pie-{each}"), *manned(each))])
    receipt = operation("receipt-1", kind="receive")
    tea = Description(noun=Noun.OPERATION, id="brew", properties={"recipe": "TEA"})
    state(database, [made("receipt-1", "pie-9"), receipt, tea])
    assert silent(database, name)

    equipment, operator = manned("run-5")
    state(database, [made("run-4", "pie-4"), made("run-5", "pie-5"), equipment])

    assert found(database, name) == {
        "run-4": "no equipment and no operator, which its like have",
        "run-5": "no operator, which its like have",
    }
    state(database, [operator])
    assert set(found(database, name)) == {"run-4"}


def test_a_step_that_its_order_went_past_is_found(database: Database) -> None:
    usual = ("weigh", "boil", "chill")
    for number in range(6):
        state(database, route(f"O-{number}", *usual))
    state(database, route("O-6", "weigh", "boil"))  # it still runs
    assert silent(database, "step-skipped")

    state(database, route("O-7", "weigh", "chill"))

    assert found(database, "step-skipped") == {
        "O-7": "step boil of SOUP is missing, and later ones were done"
    }


def route(order: str, *steps: str) -> list[Description]:
    return [
        operation(
            f"{order}/{step}",
            order=order,
            recipe="SOUP",
            step=step,
            started_at=f"2026-10-01T{8 + place:02}:00:00Z",
        )
        for place, step in enumerate(steps)
    ]


# Containers


def packed(lot: str, quantity: str | None = "10", at: int | None = 1) -> Fact:
    return amount(Packing, lot, "box", quantity, at=None if at is None else day(at))


def unpacked(lot: str, quantity: str = "10", at: int | None = 2) -> Fact:
    return amount(Unpacking, lot, "box", quantity, at=None if at is None else day(at))


def shipped(lot: str, quantity: str = "10", at: int | None = 3) -> Fact:
    return sent(lot, "shop", quantity, at=None if at is None else day(at), container="box")


def emptied(at: int) -> Fact:
    return amount(ContainerEmptying, "dock", "box", None, None, at=day(at))


@pytest.mark.parametrize(
    ("sound", "fault", "why"),
    [
        ([packed("milk"), unpacked("milk", "9")], unpacked("milk", "2"), "9 kg taken out at"),
        ([packed("milk"), unpacked("milk", "4")], unpacked("rye"), "taken out at"),
        ([packed("milk"), packed("milk", at=None), unpacked("milk", "20")], None, ""),
        ([packed("milk", None), unpacked("milk", "20")], None, ""),
        ([packed("milk"), shipped("milk")], shipped("rye"), "shipped in it, and it was not"),
        ([packed("milk"), shipped("milk")], packed("rye", at=2), "in it when it left, and no"),
        ([packed("milk"), shipped("milk")], packed("milk", at=2), "10 kg shipped in it, 20 kg"),
        # Used again: what has left is in it no more.
        ([packed("milk"), shipped("milk"), packed("rye", at=4), shipped("rye", at=5)], None, ""),
        ([packed("milk"), shipped("milk"), packed("rye", at=3), shipped("rye")], None, ""),
        ([packed("milk"), unpacked("milk"), packed("rye", at=3), shipped("rye")], None, ""),
        ([packed("milk"), amount(ContainerShipment, "box", "shop", None, at=day(3))], None, ""),
        ([shipped("milk")], None, ""),  # nobody tells of packing here
        ([shipped("milk"), emptied(4)], None, ""),
        ([packed("milk"), emptied(2), packed("rye", at=3), shipped("rye", at=4)], None, ""),
        ([packed("milk"), shipped("milk"), emptied(4)], unpacked("milk", at=5), "taken out at"),
        ([packed("milk"), emptied(2)], shipped("milk"), "shipped in it, and it was not"),
    ],
)
def test_content_that_differs_from_what_was_packed_is_found(
    database: Database, sound: list[Fact], fault: Fact | None, why: str
) -> None:
    state(database, sound)
    assert silent(database, "container-content-differs")
    if fault is None:
        return

    state(database, [fault])

    told = found(database, "container-content-differs")
    assert set(told) == {"box"}
    assert why in told["box"]
