"""Masking: no question tells a masked caller who the customers of the demo plant are."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import demo
from demo.master import CUSTOMERS
from genealogy.engine.database import Database
from genealogy.errors import GenealogyError
from genealogy.selection import Window
from genealogy.settings import Settings
from loaders.loading import load
from loaders.undo import undo
from queries.balance import balance, balance_of_material
from queries.batches import search
from queries.check import check
from queries.compare import compare
from queries.completeness import completeness
from queries.control_chart import control_chart
from queries.finding import find
from queries.gaps import gaps
from queries.loads import loads, runs
from queries.masking import COVERS, MASK, masked
from queries.recall import recall
from queries.rejected import RejectedRow, rejected_row, rejected_rows
from queries.root_cause import root_cause
from queries.scopes import Wanted
from queries.scorecard import BY, scorecard
from queries.selection import selected
from queries.siblings import siblings
from queries.status import status
from queries.trace import trace
from queries.why import why
from tests.test_statements import all_bound

EXPORTS = Path(demo.__file__).parent / "exports"
ORIGIN, SOLD = "S-201/1201/CUL-2231", "own/5001/YOG-0041"
SETTINGS = Settings()
SECRETS = sorted(
    {text for each in CUSTOMERS.values() for text in (each.name, each.contact, each.address)}
)


@pytest.fixture(scope="module")
def plant(shared_graph: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo plant, a delivery that is rejected with all that it says of its customer, and one
    that was taken back. Their tables have a customer in a heading."""
    load(shared_graph, [EXPORTS])
    folder = tmp_path_factory.mktemp("bad")
    with (EXPORTS / "erp_deliveries.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    cells = dict(zip(header, first, strict=True)) | {"Delivery": "DN-9999"}
    secret = cells["Customer Name"]
    for name, column in (("erp_deliveries.csv", "Quantity"), ("taken_back.csv", "Unit")):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*header, f"only for {secret}"])
            writer.writeheader()
            writer.writerow(cells | {column: secret})
    assert load(shared_graph, [folder / "erp_deliveries.csv"]).rows_open == 1
    (receipt,) = load(shared_graph, [folder / "taken_back.csv"]).receipts
    assert secret in receipt.warnings[0]
    undo(shared_graph, receipt.load_id, reason=f"wrong address of {secret}", by="anna")
    yield shared_graph


def told_of_error(ask: Callable[[], object]) -> str:
    with pytest.raises(GenealogyError) as told:
        ask()
    return str(told.value)


def compared(graph: Database) -> list[dict[str, Any]]:
    """Two scopes side by side: the whole, and every part with its customers."""
    both = compare(graph, [Wanted("a", (ORIGIN,)), Wanted("b", ("CT-0003",))], SETTINGS)
    return [both.to_dict(), *(part.to_dict() for part in both.parts)]


QUESTIONS: dict[str, Callable[[Database], Any]] = {
    "trace": lambda graph: trace(graph, [ORIGIN], "both", SETTINGS, time_respecting=True).to_dict(),
    "quantities": lambda graph: trace(
        graph, [ORIGIN], settings=SETTINGS, quantities=True
    ).to_dict(),
    "recall": lambda graph: recall(graph, [ORIGIN], SETTINGS).to_dict(),
    "why": lambda graph: why(graph, SOLD, ORIGIN, settings=SETTINGS).to_dict(),
    "compare": compared,
    "siblings": lambda graph: siblings(graph, [SOLD], SETTINGS).to_dict(),
    "root cause": lambda graph: root_cause(graph, [SOLD], settings=SETTINGS).to_dict(),
    "gaps": lambda graph: gaps(graph, SETTINGS).to_dict(),
    "balance": lambda graph: balance(graph, [ORIGIN], SETTINGS, recalled=True).to_dict(),
    "balance of a material": lambda graph: balance_of_material(graph, "5002").to_dict(),
    "scorecard": lambda graph: [scorecard(graph, by, Window(), SETTINGS).to_dict() for by in BY],
    "control chart": lambda graph: told_of_error(
        lambda: control_chart(graph, "viscosity", {"material": "5001"}, Window(), SETTINGS)
    ),
    "completeness": lambda graph: completeness(graph, SETTINGS).to_dict(),
    "batches": lambda graph: [each.to_dict() for each in search(graph, "YOG")],
    "find": lambda graph: [
        find(graph, text).to_dict() for text in ("c-1", "k", "kauf", "é", "+49")
    ],
    "selected": lambda graph: [
        each.to_dict() for each in selected(graph, ["customer=C-101"], SETTINGS)[0]
    ],
    "check": lambda graph: check(graph, settings=SETTINGS).to_dict(examples=0),
    "loads": loads,
    "runs": runs,
    "status": lambda graph: status(graph).to_dict(),
    "rejected": lambda graph: [each.to_dict() for each in rejected_rows(graph)],
    "a rejected row": lambda graph: rejected_row(
        graph, rejected_rows(graph)[0].rejected_id
    ).to_dict(),
    "nearest": lambda graph: told_of_error(lambda: selected(graph, ["customer=x"], SETTINGS)),
    "nearest by a letter": lambda graph: told_of_error(
        lambda: selected(graph, ["customer=Kaufhof"], SETTINGS)
    ),
    "unknown batch": lambda graph: told_of_error(lambda: trace(graph, ["Kaufhof"])),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_and_no_error_tells_who_the_customers_are(plant: Database, question: str) -> None:
    told = json.dumps(QUESTIONS[question](masked(plant)), ensure_ascii=False)

    assert len(told) > 2
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize(
    "question",
    ["trace", "recall", "siblings", "compare", "nearest", "find", "a rejected row", "rejected",
     "loads", "status"],
)  # fmt: skip
def test_the_same_question_tells_it_to_others(plant: Database, question: str) -> None:
    told = json.dumps(QUESTIONS[question](plant), ensure_ascii=False)

    assert [secret for secret in SECRETS if secret in told]


def test_all_but_the_masked_values_is_the_same(plant: Database) -> None:
    hidden = {"name", "contact", "address"}
    seen, whole = (recall(graph, [ORIGIN], SETTINGS).to_dict() for graph in (masked(plant), plant))

    assert [{**row, **dict.fromkeys(hidden, MASK)} for row in whole["customers"]] == [
        row | ({} if row["address"] else {"address": MASK}) for row in seen["customers"]
    ]
    del seen["customers"], whole["customers"]
    assert seen == whole


def test_what_was_never_stated_is_not_masked(plant: Database) -> None:
    seen, whole = (recall(graph, [ORIGIN], SETTINGS).customers for graph in (masked(plant), plant))

    assert {row["address"] for row in seen} == {None, MASK}
    assert [row["address"] is None for row in seen] == [row["address"] is None for row in whole]


def test_of_receipts_only_words_are_masked(plant: Database) -> None:
    words = {"columns", "warnings", "rejected", "skipped", "undone_reason"}
    for seen, whole in zip(loads(masked(plant)), loads(plant), strict=True):
        assert {name for name in whole if seen[name] != whole[name]} <= words
        assert seen.keys() == whole.keys()
        for name in words & whole.keys() - {"undone_reason"}:
            assert len(seen[name]) == len(whole[name])
        for name in ("rejected", "skipped"):
            told = [each.split(" x ")[0] for each in whole[name]]
            assert seen[name] == [f"{count} x {MASK}" for count in told]


@pytest.mark.parametrize(
    ("reason", "seen"),
    [
        ('is no number: "Kaufhof "Süd" 7"', 'is no number: ***'),
        ('is not in the column "Kaufhof" of c.csv', 'is not in the column "***" of c.csv'),
        ("no part of the profile is about such a row: Kaufhof='Süd'",
         "no part of the profile is about such a row: ***"),
        ("is empty, and the lot is needed", "is empty, and the lot is needed"),
    ],
)  # fmt: skip
def test_a_reason_is_shown_without_what_it_quotes(reason: str, seen: str) -> None:
    row = RejectedRow("l:1", "a.csv", 1, "Kaufhof", "Süd", reason, "open")

    hidden = COVERS["rejected/listed"](row, {})
    assert hidden == RejectedRow("l:1", "a.csv", 1, MASK, MASK, seen, "open")


def test_a_customer_is_found_by_id_alone(plant: Database) -> None:
    by_id = selected(masked(plant), ["customer=C-101"], SETTINGS)[0]
    assert by_id == selected(plant, ["customer=C-101"], SETTINGS)[0]
    assert by_id == selected(plant, ['customer="Kaufhof Süd"'], SETTINGS)[0]

    right, wrong = (
        told_of_error(lambda name=name: selected(masked(plant), [f'customer="{name}"'], SETTINGS))
        for name in ("Kaufhof Süd", "Kaufhof Sud")
    )
    assert right.replace("Kaufhof Süd", "X") == wrong.replace("Kaufhof Sud", "X")


def test_every_statement_that_can_tell_is_covered() -> None:
    of_people = (".contact", ".address", "customer.name", "party.name", "rejected.text", "cells")
    telling = {
        name
        for name, bound in all_bound().items()
        if name.split("/")[0] not in ("backup", "load", "schema")  # what no question reads
        and (
            (":Customer" in bound.text and any(each in bound.text for each in of_people))
            or (":RejectedRow" in bound.text and "rejected.text" in bound.text)
            or (":RejectedRow" in bound.text and "properties(rejected)" in bound.text)
            or "properties(load)" in bound.text
            or "properties(run)" in bound.text
        )
    }
    # correcting and erasing, which no masked caller may
    of_loaders = {"rejected/open", "rejected/rows", "rejected/holding", "rejected/loads"}

    assert telling - of_loaders == set(COVERS)
