"""The demo plant: written the same each time, and sound but for the faults that are planted."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import networkx
import pandas
import pytest

import demo
from demo.faults import AGAIN_BATCH, EARLY_BATCH, EARLY_ORDER, SHORT_BATCH
from demo.generate import generate
from demo.master import CUSTOMERS, ITEMS, MULTIPACK
from demo.nouns import (
    Batch,
    Consumption,
    Count,
    Event,
    Flow,
    Issue,
    Output,
    Receipt,
    Return,
    Run,
    Shipment,
    change,
    of_kind,
)
from demo.plant import ORIGIN, run_plant
from demo.truth import flow_graph, imbalance
from demo.writing import CSV_FILES, HEADERS, WORKBOOKS

COMMITTED = Path(demo.__file__).parent
GAP = Batch("own", "3101", "WM-0412")


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    return run_plant()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    generate(folder)
    return folder


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((COMMITTED / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["truth.json", *(f"exports/{name}.csv" for name in CSV_FILES)])
def test_the_committed_text_is_what_the_generator_writes(written, name):
    assert (written / name).read_bytes() == (COMMITTED / name).read_bytes()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_committed_workbooks_hold_the_same_cells(written, name):
    fresh, committed = (
        pandas.read_excel(
            folder / f"exports/{name}.xlsx", sheet_name=None, dtype=str, engine="calamine"
        )
        for folder in (written, COMMITTED)
    )
    assert list(fresh) == list(committed) == [WORKBOOKS[name][1]]
    pandas.testing.assert_frame_equal(
        *(sheets[WORKBOOKS[name][1]] for sheets in (fresh, committed))
    )


def test_nothing_else_is_committed_among_the_exports(written):
    assert {path.name for path in (written / "exports").iterdir()} == {
        path.name for path in (COMMITTED / "exports").iterdir()
    }


def test_the_chinese_file_is_gb18030_and_not_utf_8(written):
    content = (written / "exports/mes_consumption.csv").read_bytes()
    header, first, *_ = content.decode("gb18030").splitlines()
    assert header == HEADERS["mes_consumption"]
    assert "生牛乳" in first
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_every_row_has_as_many_cells_as_its_header(written):
    for name, (_, encoding) in CSV_FILES.items():
        with (written / f"exports/{name}.csv").open(encoding=encoding, newline="") as file:
            assert {len(row) for row in csv.reader(file)} == {len(HEADERS[name].split(","))}, name


def test_every_batch_balances_but_the_planted_ones(events):
    assert {batch: left for batch, left in imbalance(events).items() if left} == {
        GAP: 118,
        SHORT_BATCH: -90,
        AGAIN_BATCH: -500,
    }


def test_nothing_else_is_taken_before_it_is_there(events):
    stock: dict[Batch, Decimal] = defaultdict(Decimal)
    flows = [event for event in events if isinstance(event, Flow)]
    overdrawn = set()
    for event in sorted(flows, key=lambda event: event.at):  # strictly: not even at the same minute
        stock[event.batch] += change(event)
        overdrawn |= {event.batch} if stock[event.batch] < 0 else set()
    assert overdrawn == {SHORT_BATCH, EARLY_BATCH, AGAIN_BATCH}


def test_a_count_finds_what_the_movements_before_it_left(events):
    counts = of_kind(events, Count)
    middle, last = sorted({count.at for count in counts})
    wrong = {
        middle: {GAP, EARLY_BATCH, AGAIN_BATCH},
        last: {GAP, SHORT_BATCH, AGAIN_BATCH},
    }
    for at, planted in wrong.items():
        left: dict[Batch, Decimal] = defaultdict(Decimal)
        for event in events:
            if isinstance(event, Flow) and event.at <= at:
                left[event.batch] += change(event)
        for count in counts:
            if count.at == at:
                left[count.batch] -= count.quantity
        assert {batch for batch, rest in left.items() if rest} == planted


def test_the_last_count_comes_after_everything(events):
    last = max(count.at for count in of_kind(events, Count))
    assert all(event.at <= last for event in events if not isinstance(event, Run))


def test_what_an_order_takes_and_gives_lies_between_its_start_and_its_end(events):
    runs = {run.order: run for run in of_kind(events, Run)}
    outside = []
    for event in events:
        if isinstance(event, (Consumption, Issue, Output)):
            run = runs[event.order]
            if event.at < run.started or (run.ended and event.at > run.ended):
                outside.append((event.order, event.batch))
    assert outside == [(EARLY_ORDER, EARLY_BATCH)]


def test_an_order_gives_no_more_than_it_takes_but_for_the_lost_row(events):
    taken: dict[str, Decimal] = defaultdict(Decimal)
    given: dict[str, Decimal] = defaultdict(Decimal)
    for event in events:
        if isinstance(event, (Consumption, Issue)) and ITEMS[event.batch.item].unit == "kg":
            taken[event.order] -= change(event)
        if isinstance(event, Output):
            kilograms = Decimal("0.5") if event.batch.item == MULTIPACK else 1
            given[event.order] += event.quantity * kilograms
    too_much = [order for order in given if given[order] > taken[order]]
    assert [given[order] - taken[order] < 118 for order in too_much] == [True]


def test_only_the_lost_row_is_missing_in_the_line_numbers(events):
    lines: dict[str, list[int]] = defaultdict(list)
    for event in of_kind(events, Consumption):
        lines[event.order].append(event.line)
    broken = [found for found in lines.values() if found != list(range(1, len(found) + 1))]
    assert broken == [[2]]


def test_every_document_line_is_stated_once(events):
    for kind in (Receipt, Output, Issue, Shipment, Return):
        keys = Counter((event.document, event.line) for event in of_kind(events, kind))
        assert set(keys.values()) == {1}


def test_a_reversal_repeats_the_line_that_it_names(events):
    issues = {(issue.document, issue.line): issue for issue in of_kind(events, Issue)}
    reversals = [issue for issue in issues.values() if issue.movement == "reversal"]
    assert len(reversals) == 2
    for reversal in reversals:
        wrong = issues[reversal.reverses]
        assert wrong.movement == "issue"
        assert (wrong.order, wrong.batch, wrong.quantity) == (
            reversal.order,
            reversal.batch,
            reversal.quantity,
        )


def test_a_bare_lot_number_names_one_batch_except_lot_1(events):
    batches = [node for node in flow_graph(events) if isinstance(node, Batch)]
    lots = Counter(batch.lot for batch in batches)
    assert {lot: n for lot, n in lots.items() if n > 1} == {"1": 2}


def test_every_pallet_number_has_its_check_digit(events):
    pallets = {line.pallet for line in of_kind(events, Shipment) if line.pallet}
    assert len(pallets) > 150
    for pallet in pallets:
        assert len(pallet) == 18
        assert sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(pallet)) % 10 == 0


def exported(folder: Path, name: str) -> list[dict[str, str]]:
    if name in WORKBOOKS:
        path = folder / f"exports/{name}.xlsx"
        table = pandas.read_excel(path, dtype=str, engine="calamine", keep_default_na=False)
        return table.to_dict("records")
    path = folder / f"exports/{name}.csv"
    with path.open(encoding=CSV_FILES[name][1], newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_alone_lead_to_the_same_recall(written, truth):
    graph = networkx.DiGraph()
    for row in exported(written, "erp_receipts"):
        item, operation = row["Item No"], f"own/{row['Receipt No']}/{row['Line']}"
        graph.add_edge(f"{row['Supplier No']}/{item}/{row['Supplier Lot']}", operation)
        graph.add_edge(operation, f"own/{item}/{row['Lot']}")
    for row in exported(written, "mes_consumption"):
        graph.add_edge(f"own/{row['物料编码']}/{row['投料批号']}", f"own/{row['工单']}")
    issues = exported(written, "erp_issues")
    never = {(row["Reverses Document"], row["Reverses Line"]) for row in issues}
    for row in issues:
        if row["Movement"] == "issue" and (row["Document"], row["Line"]) not in never:
            graph.add_edge(f"own/{row['Item No']}/{row['Lot']}", f"own/{row['Order']}")
    for row in exported(written, "erp_production"):
        graph.add_edge(f"own/{row['Order']}", f"own/{row['Item No']}/{row['Lot']}")
    reached = {ORIGIN.batch_id, *networkx.descendants(graph, ORIGIN.batch_id)}

    forward = truth["forward"]
    assert reached == {*forward["batches"], *forward["operations"]}
    assert len(graph) == truth["batches"] + truth["operations"]
    sold = exported(written, "wms_shipments") + exported(written, "erp_deliveries")
    lines = [row for row in sold if f"own/{row['Item No']}/{row['Lot']}" in reached]
    assert {row["Customer No"] for row in lines} == set(forward["customers"])
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in lines:
        totals[row["Unit"]] += Decimal(row["Quantity"])
    assert totals == {unit: Decimal(total) for unit, total in forward["shipped"].items()}


def test_of_the_faults_the_recall_holds_the_gap_alone(truth):
    scope = set(truth["forward"]["batches"])
    told = {fault["kind"]: fault for fault in truth["faults"]}
    assert list(told) == ["gap", "short batch", "time paradox", "double booking"]
    assert all(fault["what"] and fault["found_by"] for fault in truth["faults"])
    assert [kind for kind, fault in told.items() if fault["subject"] in scope] == ["gap"]
    assert EARLY_BATCH.batch_id == told["time paradox"]["subject"]
    assert f"own/{EARLY_ORDER}" not in truth["forward"]["operations"]
    assert AGAIN_BATCH.batch_id not in scope


def test_the_recall_is_a_clear_part_of_the_plant(truth):
    forward = truth["forward"]
    assert truth["origin"]["batch_id"] == ORIGIN.batch_id
    assert truth["batches"] > 350
    assert 40 <= len(forward["batches"]) <= 90
    assert 8 <= len(forward["customers"]) <= 12 < len(CUSTOMERS)
    assert truth["gap"]["batch_id"] in forward["batches"]
    assert len(forward["in_process"]) == 1
    assert forward["loops"] == [["own/3101/WM-0411", "own/3201/YB-0411", "own/3901/RW-0410"]]


def test_the_recall_holds_a_reversal_a_part_return_and_a_whole_return(events, truth):
    scope, operations = (set(truth["forward"][key]) for key in ("batches", "operations"))
    issued: dict[tuple[str, Batch], Decimal] = defaultdict(Decimal)
    for issue in of_kind(events, Issue):
        issued[issue.order, issue.batch] -= change(issue)
    marks = set()
    for issue in of_kind(events, Issue):
        if issue.batch.batch_id in scope and issue.movement != "issue":
            net, inside = issued[issue.order, issue.batch], f"own/{issue.order}" in operations
            marks.add((issue.movement, net > 0, inside))
    assert marks == {
        ("reversal", False, False),  # never happened: the order stays out of the recall
        ("return", False, True),  # all came back, but it was there: the order is in
        ("return", True, True),
    }
