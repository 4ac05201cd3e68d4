"""Ids that no engine can index reject their row, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from loaders.loading import load
from loaders.receipt import Receipt
from loaders.replay import replay
from queries.batches import search
from queries.rejected import rejected_rows
from tests.loaders.correcting import corrected
from tests.loaders.exports import CONSUMPTION, NOON, write_csv


def row(number: int, lot: str, order: str = "PO-1", quantity: str = "25") -> tuple[str, ...]:
    return (order, str(number), "1001", lot, quantity, "kg", NOON)


def loaded(database: Database, folder: Path, lines: Iterable[object]) -> Receipt:
    """The receipt of JSON Lines with these lines."""
    path = folder / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (receipt,) = load(database, [path]).receipts
    return receipt


def test_a_row_with_an_id_that_is_too_long_is_rejected_and_the_others_are_loaded(
    database: Database, tmp_path: Path
) -> None:
    rows = [row(1, "L" * 30_000), row(2, "L-2"), row(3, "L-3", "O" * 9_000), row(4, "L-4")]
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, rows)
    other = write_csv(tmp_path / "b.csv", CONSUMPTION, [row(5, "L-5", "PO-2")])

    run = load(database, [path, other])

    assert [(each.rows_new, each.rows_rejected) for each in run.receipts] == [(2, 2), (1, 0)]
    reasons = [each.reason for each in rejected_rows(database)]
    assert reasons == [
        "the batch id is longer than 1,000 characters",
        "the operation id is longer than 1,000 characters",
    ]


@pytest.mark.parametrize("letter", ["L", "\N{GRINNING FACE}"])
def test_the_longest_id_can_be_kept_by_every_engine(
    database: Database, tmp_path: Path, letter: str
) -> None:
    rows = [row(1, letter * 900)]
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, rows)

    assert load(database, [path]).receipts[0].rows_new == 1


def test_what_is_derived_of_the_longest_pending_lot_can_be_kept_too(
    database: Database, tmp_path: Path
) -> None:
    lot = "\N{GRINNING FACE}" * 900
    used = {"kind": "consumption", "key": "C" * 300, "operation": "MO-1"}
    lines = [
        used | {"batch": {"party": "own", "item": None, "lot": lot}},
        *(
            {"kind": "receipt", "key": f"R-{item}", "supplier": "S-1"}
            | {"batch": {"party": "own", "item": item, "lot": lot}}
            for item in ("1", "2")
        ),
    ]
    receipt = loaded(database, tmp_path, lines)

    assert (receipt.rows_new, receipt.rows_rejected) == (3, 0)


def test_documents_descriptions_and_voids_pass_the_same_limits(
    embedded_database: Database, tmp_path: Path
) -> None:
    batch = {"party": "own", "item": "1", "lot": "L"}
    stated = {"kind": "receipt", "key": "R-1", "supplier": "S-1", "batch": batch}
    described = {"describe": "batch", "batch": batch}
    voided = {"void": "receipt", "supplier": "S-1", "batch": batch, "reason": "x"}
    lines = [
        stated,
        stated | {"key": "K" * 10_000},
        stated | {"key": "R-2", "supplier": "S" * 10_000},
        described | {"code": "C" * 10_000},
        described | {"name": "a\x1fb"},
        voided | {"key": "K" * 10_000},
    ]
    receipt = loaded(embedded_database, tmp_path, lines)

    assert (receipt.rows_new, receipt.rows_rejected) == (1, 5)


def test_a_corrected_row_passes_the_same_limits(
    embedded_database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [row(1, "L" * 20_000)])
    load(embedded_database, [path])

    done = replay(embedded_database, by="ann")

    assert done.rows_left == 1


def test_a_lot_with_a_letter_that_no_workbook_can_hold_comes_back_as_it_was(
    embedded_database: Database, tmp_path: Path
) -> None:
    lot = "L-\uffff-1"
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [row(1, lot, quantity="many")])
    load(embedded_database, [path])

    done = corrected(embedded_database, tmp_path, {2: {"Quantity": "25"}})

    assert [each.rows_new for each in done.loads] == [1]
    assert [each.to_dict()["lot"] for each in search(embedded_database, "L-")] == [lot]
