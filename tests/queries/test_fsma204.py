"""Recalls in FSMA 204 records of simulated outbreaks, against what the simulator contaminated."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import NothingSelected
from loaders.loading import load
from loaders.receipt import Run
from queries.recall import Recall, recall
from queries.root_cause import root_cause
from queries.selection import selected
from queries.trace import Trace, trace

RUNS = ("dev_det_small", "dev_det_mid", "dev_calc_mid")
WITH_SALAD = ("dev_det_mid", "dev_calc_mid")

Stated = tuple[str, Decimal | None, Decimal | None]
"""To whom, how much, and how much at most where that is not told."""


@pytest.fixture(scope="module")
def loads(shared_graph: Database, shared_data: Path) -> dict[str, Run]:
    """Every run in one graph: their lot codes and sites differ."""
    folder = shared_data / "fsma204"
    return {name: load(shared_graph, [folder / name]) for name in RUNS}


@pytest.fixture(scope="module")
def plant(shared_graph: Database, loads: dict[str, Run]) -> Database:
    assert set(loads) == set(RUNS)
    return shared_graph


@pytest.fixture(scope="module")
def recalls(plant: Database, shared_data: Path) -> dict[str, Recall]:
    """The recall of each run, asked for by bare lot codes."""
    return {
        name: recall(plant, truth_of(shared_data, name)["source_tlcs_farm_flagged"])
        for name in RUNS
    }


@pytest.mark.parametrize("name", RUNS)
def test_no_file_is_refused_and_no_row_rejected(loads: dict[str, Run], name: str) -> None:
    run = loads[name]

    assert run.refused == []
    assert run.ignored == []
    assert {receipt.file for receipt in run.receipts} == {
        "illness_cases.csv",
        "locations.csv",
        "lot_codes.csv",
        "traceability_records.csv",
    }
    assert {receipt.file: receipt.rejected for receipt in run.receipts if receipt.rejected} == {}
    assert run.rows_open == 0
    assert all(receipt.rows_read > 0 and receipt.status == "done" for receipt in run.receipts)


@pytest.mark.parametrize("name", RUNS)
def test_the_certain_lots_are_the_contaminated_ones(
    recalls: dict[str, Recall], shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)
    batches = recalls[name].trace.batches

    assert sorted(row["lot"] for row in batches if row["certain"]) == sorted(
        truth["simulator_contaminated_tlcs"]
    )
    assert {row["lot"] for row in batches if row["origin"]} == set(
        truth["source_tlcs_farm_flagged"]
    )


@pytest.mark.parametrize("name", RUNS)
def test_the_certain_customers_are_the_sites_that_received_contaminated_goods(
    recalls: dict[str, Recall], shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)
    customers = recalls[name].customers

    assert [row["customer_id"] for row in customers if row["certain"]] == sorted(
        truth["simulator_locations_received_contaminated"]
    )


@pytest.mark.parametrize("name", RUNS)
def test_customers_that_only_may_have_received_it_stand_apart(
    recalls: dict[str, Recall], shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)
    rows = recalls[name].customers
    certain = {row["customer_id"] for row in rows if row["certain"]}
    possible = {row["customer_id"] for row in rows if not row["certain"]}
    candidates = set(truth["locations_with_probabilistic_candidate_in_closure"])

    assert len(rows) == len(certain) + len(possible)
    assert candidates <= certain | possible
    assert possible == candidates - certain
    assert [row["certain"] for row in rows] == sorted(row["certain"] for row in rows)[::-1]


def test_the_run_with_candidates_has_customers_of_both_sorts(recalls: dict[str, Recall]) -> None:
    assert Counter(row["certain"] for row in recalls["dev_calc_mid"].customers) == {
        True: 19,
        False: 12,
    }


@pytest.mark.parametrize("name", RUNS)
def test_no_delivery_is_listed_twice(recalls: dict[str, Recall], name: str) -> None:
    shipments = recalls[name].trace.shipments
    listed = Counter(
        (row["batch_id"], row["customer_id"], row["document"], row["certain"]) for row in shipments
    )

    assert shipments
    assert [each for each, times in listed.items() if times > 1] == []


@pytest.mark.parametrize("name", RUNS)
def test_every_recorded_delivery_of_a_contaminated_lot_is_listed(
    recalls: dict[str, Recall], shared_data: Path, name: str
) -> None:
    contaminated = set(truth_of(shared_data, name)["simulator_contaminated_tlcs"])
    recorded = {
        (lot.strip(), row["ISR Location ID (Immediate Subsequent Recipient)"], row["Event ID"])
        for row in rows_of(shared_data, name, "traceability_records")
        if row["CTE Type"] == "SHIP"
        for lot in row["TLC"].split(",")
        if lot.strip() in contaminated
    }

    listed = {
        (row["batch_id"].rsplit("/", 1)[-1], row["customer_id"], row["document"])
        for row in recalls[name].trace.shipments
        if row["certain"] and not row["stated_by_receiver"]
    }
    assert listed == recorded


@pytest.mark.parametrize("name", RUNS)
def test_what_was_shipped_was_received_of_each_event_and_lot(
    plant: Database, shared_data: Path, name: str
) -> None:
    rows = list(rows_of(shared_data, name, "traceability_records"))
    sent, got = (recorded(rows, kind) for kind in ("SHIP", "RECEIVE"))
    lots = sorted({lot for _, lot in sent})

    answer = trace(plant, lots)

    shipped = stated(answer, "SHIPPED_TO")
    received = {
        event: each for event, each in stated(answer, "RECEIVED_BY").items() if event in sent
    }
    assert len(sent) > 40
    assert shipped == received == sent == got
    delivered = {
        (row["document"], row["batch_id"].rsplit("/", 1)[-1])
        for row in answer.shipments
        if row["certain"] and not row["stated_by_receiver"]
    }
    assert delivered == set(sent)


@pytest.mark.parametrize("name", WITH_SALAD)
def test_a_contaminated_salad_leads_back_to_the_flagged_farm(
    plant: Database, shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)
    flagged, contaminated = (
        set(truth[key]) for key in ("source_tlcs_farm_flagged", "simulator_contaminated_tlcs")
    )
    (farm,) = {
        row["Created By Node ID"]
        for row in rows_of(shared_data, name, "lot_codes")
        if row["TLC"] in flagged
    }
    salads = sorted(lot for lot in contaminated if lot.startswith("SAL-"))
    assert len(salads) == 18

    for salad in salads[:3]:
        answer = trace(plant, [salad], "backward")

        assert {row["supplier_id"] for row in answer.suppliers if row["certain"]} >= {farm}
        assert {row["lot"] for row in answer.batches} & flagged
        assert {row["lot"] for row in answer.batches} == {
            salad,
            *inputs_of(shared_data, name, salad),
        }


def test_in_the_small_run_no_salad_is_contaminated(recalls: dict[str, Recall]) -> None:
    assert recalls["dev_det_small"].trace.operations == []


def recorded(rows: list[dict[str, str]], kind: str) -> dict[tuple[str, str], Stated]:
    """What the records of one kind say, by event and lot: to whom, and how much.

    A row of several lots does not tell how much of each: of each it was at most all of it.
    """
    found = {}
    for row in rows:
        if row["CTE Type"] == kind:
            lots = {lot.strip() for lot in row["TLC"].split(",")}  # a lot may stand twice
            site = row["ISR Location ID (Immediate Subsequent Recipient)"] or row["Location ID"]
            whole = Decimal(row["Quantity"])
            amount = (whole, None) if len(lots) == 1 else (None, whole)
            found |= {(row["Event ID"], lot): (site, *amount) for lot in lots}
    return found


def stated(answer: Trace, kind: str) -> dict[tuple[str, str], Stated]:
    """What the graph certainly has of it, each once."""
    movements = [each for each in answer.genealogy.of_type(kind) if each.certain]
    found = {
        (each.document or "", each.batch_id.rsplit("/", 1)[-1]): (
            each.other,
            each.quantity,
            each.at_most,
        )
        for each in movements
    }
    assert len(found) == len(movements)
    assert {each.unit for each in movements} == {"lb"}
    return found


@pytest.mark.parametrize("name", RUNS)
def test_the_farm_is_found_from_the_illness_cases_alone(
    plant: Database, shared_data: Path, name: str
) -> None:
    """Bad is what was delivered of the reported product to the reported place until it was bought,
    good all else that was delivered to shops and delis."""
    shops = [
        row["Node ID"]
        for row in rows_of(shared_data, name, "locations")
        if row["Node Type"] in ("retailer", "deli")
    ]
    bad: set[str] = set()
    for case in rows_of(shared_data, name, "illness_cases"):
        place, day = (
            case["Reported Exposure Location ID"],
            case["Estimated Purchase Date (Patient Recall)"],
        )
        if not place:
            continue
        bought = delivered(plant, f"{place} to={day}" if day else place)
        bad |= {each for each, product in bought.items() if product == case["Exposure Product"]}
    every = {each for shop in shops for each in delivered(plant, shop)}

    answer = root_cause(plant, sorted(bad), sorted(every - bad))

    farms = [
        each["id"]
        for row in answer.suspects
        for each in (row, *row["together"])
        if each["kind"] == "supplier"
    ]
    contaminated = {lot[:8] for lot in truth_of(shared_data, name)["source_tlcs_farm_flagged"]}
    assert {farms[0][:8].upper()} == contaminated
    assert len(farms) > 1 or name == "dev_det_small"


def delivered(plant: Database, to: str) -> dict[str, str]:
    """The batches that a customer got, in a window, with their products."""
    try:
        hits, _ = selected(plant, [f"customer={to}"])
    except NothingSelected:
        return {}
    return {hit.batch_id: hit.name for hit in hits}


def truth_of(shared_data: Path, name: str) -> dict[str, Any]:
    return json.loads((shared_data / "fsma204" / f"{name}.TRUTH.json").read_text("utf-8"))


def rows_of(shared_data: Path, name: str, table: str) -> Iterator[dict[str, str]]:
    path = shared_data / "fsma204" / name / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def inputs_of(shared_data: Path, name: str, lot: str) -> set[str]:
    """The lots that the records say this lot was made from."""
    return {
        each.strip()
        for row in rows_of(shared_data, name, "traceability_records")
        if row["CTE Type"] == "TRANSFORMATION" and row["TLC"] == lot
        for each in row["Input TLCs (Deterministic)"].split(",")
    }
