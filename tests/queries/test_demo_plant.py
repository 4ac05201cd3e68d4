"""The recall of the demo plant, from its exports, against what its events alone imply."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import AmbiguousBatch, UnknownBatch
from genealogy.selection import Window
from genealogy.settings import Settings
from loaders.loading import load
from queries.batches import resolve
from queries.control_chart import control_chart
from queries.recall import Recall, recall
from queries.root_cause import root_cause
from queries.scorecard import scorecard
from queries.trace import trace
from tests.conftest import ENGINES, empty

FOLDER = Path(demo.__file__).parent
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
FORWARD = TRUTH["forward"]


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    run = load(shared_graph, [FOLDER / "exports"])
    assert (run.refused, run.rows_open, len(run.receipts)) == ([], 0, 12)
    return shared_graph


@pytest.fixture(scope="module")
def answer(plant: Database) -> Recall:
    return recall(plant, [TRUTH["origin"]["batch_id"]])


@pytest.fixture(scope="module")
def told(answer: Recall) -> dict[str, Any]:
    """The recall as a program gets it: through JSON."""
    return json.loads(json.dumps(answer.to_dict()))


def test_the_scope_holds_exactly_the_batches_and_operations(told: dict[str, Any]) -> None:
    assert sorted(row["batch_id"] for row in told["batches"]) == FORWARD["batches"]
    assert sorted(row["operation_id"] for row in told["operations"]) == FORWARD["operations"]
    assert all(row["certain"] for row in told["batches"] + told["operations"])
    assert [row["batch_id"] for row in told["batches"] if row["origin"]] == [
        TRUTH["origin"]["batch_id"]
    ]


def test_every_customer_who_received_any_of_it_is_named(told: dict[str, Any]) -> None:
    assert [row["customer_id"] for row in told["customers"]] == FORWARD["customers"]
    assert all(row["certain"] and row["name"] and row["contact"] for row in told["customers"])
    assert [row["supplier_id"] for row in told["suppliers"]] == FORWARD["suppliers"]


def test_every_shipment_is_listed_with_document_and_quantity(told: dict[str, Any]) -> None:
    names = ("batch_id", "customer_id", "document", "unit")
    listed = [
        {name: row[name] for name in names} | {"quantity": number(row["quantity"])}
        for row in told["shipments"]
    ]
    wanted = [row | {"quantity": number(row["quantity"])} for row in FORWARD["shipments"]]

    assert in_order(listed) == in_order(wanted)


def test_each_customer_has_the_sum_of_their_shipments(told: dict[str, Any]) -> None:
    wanted: dict[str, dict[str, Decimal]] = {}
    for row in FORWARD["shipments"]:
        sums = wanted.setdefault(row["customer_id"], {})
        sums[row["unit"]] = sums.get(row["unit"], Decimal(0)) + Decimal(row["quantity"])

    assert {row["customer_id"]: numbers(row["shipped"]) for row in told["customers"]} == wanted


@pytest.mark.parametrize("word", ["shipped", "returned", "disposed", "on_hand"])
def test_the_totals_are_those_of_the_events(told: dict[str, Any], word: str) -> None:
    assert numbers(told["totals"][word]) == numbers(FORWARD[word])


@pytest.mark.parametrize(("rows", "word"), [("returns", "returned"), ("disposals", "disposed")])
def test_returns_and_disposals_add_up_to_their_totals(
    told: dict[str, Any], rows: str, word: str
) -> None:
    sums: dict[str, Decimal] = {}
    for row in told[rows]:
        assert row["document"]
        sums[row["unit"]] = sums.get(row["unit"], Decimal(0)) + number(row["quantity"])

    assert sums == numbers(FORWARD[word])


def test_what_runs_and_what_goes_in_circles_is_reported(told: dict[str, Any]) -> None:
    assert told["in_process"] == FORWARD["in_process"]
    assert told["verdict"]["loops"] == FORWARD["loops"]


def test_the_one_gap_is_found_with_its_quantity(told: dict[str, Any]) -> None:
    (gap,) = told["verdict"]["gaps"]

    assert (gap["subject"], gap["kind"], number(gap["quantity"]), gap["unit"]) == (
        TRUTH["gap"]["batch_id"],
        TRUTH["gap"]["kind"],
        number(TRUTH["gap"]["quantity"]),
        TRUTH["gap"]["unit"],
    )
    assert told["verdict"]["status"] == "incomplete"
    assert told["verdict"]["violations"] == []
    assert told["verdict"]["unchecked"] == 0


def test_the_stock_rows_add_up_to_the_stock_on_hand(told: dict[str, Any]) -> None:
    assert {row["batch_id"] for row in told["stock"]} <= set(FORWARD["batches"])
    on_hand = {row["batch_id"]: number(row["on_hand"]) for row in told["stock"]}
    assert {"kg": sum(on_hand.values())} == numbers(FORWARD["on_hand"])


@pytest.mark.parametrize("batch", sorted(TRUTH["backward_of"]))
def test_a_finished_batch_leads_back_to_all_it_came_from(plant: Database, batch: str) -> None:
    found = trace(plant, [batch], "backward")

    wanted = TRUTH["backward_of"][batch]
    assert sorted(row["batch_id"] for row in found.batches) == wanted["batches"]
    assert sorted(row["supplier_id"] for row in found.suppliers) == wanted["suppliers"]


def test_the_bare_lot_number_names_the_same_batch(plant: Database, answer: Recall) -> None:
    assert recall(plant, [TRUTH["origin"]["lot"]]).to_dict() == answer.to_dict()


def test_a_lot_number_of_several_batches_is_refused_with_all_of_them(plant: Database) -> None:
    with pytest.raises(AmbiguousBatch) as refusal:
        recall(plant, [TRUTH["ambiguous_lot"]])

    candidates = refusal.value.candidates
    assert len(candidates) > 1
    assert candidates == sorted(candidates)
    assert all(each.split("/")[-1] == TRUTH["ambiguous_lot"] for each in candidates)
    assert all(each in str(refusal.value) for each in candidates)
    assert resolve(plant, candidates) == tuple(candidates)


def test_an_unknown_lot_is_refused_with_a_near_one(plant: Database) -> None:
    with pytest.raises(UnknownBatch) as refusal:
        recall(plant, ["CUL-2213"])

    assert refusal.value.candidates[0] == "S-201/1201/CUL-2231 (Yoghurt culture)"
    assert "S-201/1201/CUL-2231" in str(refusal.value)


def test_the_bad_lot_is_the_first_suspect_of_what_the_laboratory_found(plant: Database) -> None:
    cups = ("material=5001", "material=5002", "material=5003")
    answer = root_cause(
        plant,
        bad_from=[f"{each} outcome=bad" for each in cups],
        good_from=[f"{each} outcome=good" for each in cups],
    ).to_dict()

    assert set(answer["question"]["bad"]) == {
        each for each in TRUTH["failing"] if each.split("/")[1].startswith("5")
    }
    assert answer["suspects"][0]["id"] == TRUTH["origin"]["batch_id"]
    assert answer["suspects"][0]["likely"]


def test_the_farm_whose_milk_gets_worse_is_flagged_and_no_other(plant: Database) -> None:
    scores = {row["id"]: row for row in scorecard(plant, "supplier", Window()).to_dict()["scores"]}

    assert [name for name, row in scores.items() if row["flagged"]] == ["S-103"]
    assert scores["S-103"]["trend"] == "rising"
    assert scores["S-103"]["failures"] == len(
        [each for each in TRUTH["failing"] if each.split("/")[1] == "1001"]
    )


def test_the_week_that_ran_warm_is_out_of_control(plant: Database) -> None:
    chart = control_chart(plant, "pH", {"material": "3201"}, Window()).to_dict()
    beyond = [row for row in chart["violations"] if row["rule"] == "1"]

    assert {batch for row in beyond for batch in row["batch_ids"]} <= {
        f"own/3201/YB-{400 + day:04d}" for day in range(21, 26)
    }
    assert beyond


def test_loading_it_again_changes_no_byte_of_the_answer(plant: Database, answer: Recall) -> None:
    load(plant, [FOLDER / "exports"])

    assert as_bytes(recall(plant, [TRUTH["origin"]["batch_id"]])) == as_bytes(answer)


def test_both_engines_answer_with_the_same_bytes(
    settings_of: Callable[[str], Settings],
) -> None:
    answers, backward = set(), set()
    for engine in ENGINES:
        settings = settings_of(engine)
        with open_database(settings) as database:
            empty(settings)
            load(database, [FOLDER / "exports"])
            answers.add(as_bytes(recall(database, [TRUTH["origin"]["lot"]])))
            backward |= {as_bytes(trace(database, ["MP-0003", "YOG-0040"], "both"))}

    assert (len(answers), len(backward)) == (1, 1)


def as_bytes(answer: Any) -> bytes:
    return json.dumps(answer.to_dict(), ensure_ascii=False).encode()


def number(value: float | str) -> Decimal:
    return Decimal(str(value)).normalize()


def numbers(totals: dict[str, Any]) -> dict[str, Decimal]:
    return {unit: number(quantity) for unit, quantity in totals.items()}


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["batch_id"], row["customer_id"], row["document"]))
