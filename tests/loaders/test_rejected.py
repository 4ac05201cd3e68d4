"""Rows that cannot be understood are kept, each with its reason; the rest is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings
from loaders.cells import NO_ZONE
from loaders.loading import load
from loaders.receipt import Receipt
from queries.rejected import discard, rejected_counts, rejected_row, rejected_rows
from tests.conftest import query
from tests.loaders.commands import fingerprint, run
from tests.loaders.exports import CONSUMPTION, ISSUES, NOON, issue, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
COLUMN = {name: at for at, name in enumerate(CONSUMPTION)}

# column, what stands in its cell, what is said of it
CELLS = [
    ("Quantity", "much", "is not a number"),
    ("Quantity", "-25", "a quantity cannot be negative here"),
    ("Quantity", "NaN", "is not a number"),
    ("Quantity", "Infinity", "is not a number"),
    ("Quantity", "-Infinity", "is not a number"),
    ("Quantity", "1E400", "is not a number"),
    ("Quantity", "9" * 400, "has more digits than can be kept exactly (15)"),
    ("Quantity", "0.12345678901234567", "has more digits than can be kept exactly (15)"),
    ("Quantity", "１２", "is not a number"),
    ("Quantity", "1.234,5", "is not a number"),
    ("Quantity", "12-", "is not a number"),
    ("Consumed At", "2026-02-30T12:00:00Z", "is not an ISO 8601 date"),
    ("Consumed At", "soon", "is not an ISO 8601 date"),
    ("Consumed At", "02.10.2026", "is not an ISO 8601 date"),
    ("Consumed At", "2026-10-02T12:00:00", NO_ZONE),
    ("Consumed At", "0001-01-01T00:00:00+08:00", "is out of the range of dates"),
    ("Lot", "", "is empty, and the lot or serial is needed"),
    ("Lot", "\u00a0 ", "is empty, and the lot or serial is needed"),
    ("Order", "", "is empty, and the document is needed"),
    ("Sequence", "", "is empty, and the document is needed"),
]


def with_cell(number: int, column: str, text: str) -> tuple[str, ...]:
    row = ["PO-1", str(number), *GOOD[2:]]
    row[COLUMN[column]] = text
    return tuple(row)


def told(database: Database) -> list[tuple[object, ...]]:
    return [
        (row.file, row.row, row.column, row.text, row.reason) for row in rejected_rows(database)
    ]


def loaded(database: Database, path: Path) -> Receipt:
    (receipt,) = load(database, [path]).receipts
    receipt.check()
    return receipt


def test_each_bad_row_is_told_and_the_rest_is_loaded(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    bad = [with_cell(at, column, text) for at, (column, text, _) in enumerate(CELLS, 2)]
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, [GOOD, *bad, ("PO-2", *GOOD[1:])])

    receipt = loaded(database, path)

    assert told(database) == [
        ("export.csv", at, column, text.strip(), reason)
        for at, (column, text, reason) in enumerate(CELLS, 3)
    ]
    assert (receipt.rows_read, receipt.rows_new) == (len(CELLS) + 2, 2)
    assert receipt.rows_rejected == len(CELLS) == sum(receipt.rejected.values())
    assert query(engine, "MATCH (o)<-[r:CONSUMED]-() RETURN o.operation_id AS o ORDER BY o") == [
        {"o": "own/PO-1"},
        {"o": "own/PO-2"},
    ]
    cells = query(engine, "MATCH (r:RejectedRow) RETURN r.cells AS cells ORDER BY r.row")
    assert [tuple(json.loads(str(row["cells"]))) for row in cells] == bad


def test_rejected_rows_are_kept_once_and_change_no_fact(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, [with_cell(1, "Quantity", "much")])
    loaded(database, path)
    first = told(database)

    again = loaded(database, path)

    assert told(database) == first
    assert (again.rows_read, again.rows_rejected, again.rows_known) == (1, 1, 0)
    assert fingerprint(engine) == "0" * 64


def test_a_movement_that_no_profile_knows_is_told_with_those_it_knows(
    embedded_database: Database, tmp_path: Path
) -> None:
    rows = [issue("MI-1", movement="tasting"), issue("MI-2")]
    receipt = loaded(embedded_database, write_csv(tmp_path / "issues.csv", ISSUES, rows))

    ((file, row, column, text, reason),) = told(embedded_database)
    assert (file, row, column, text) == ("issues.csv", 2, "Movement", "tasting")
    assert str(reason).startswith("is none of ")
    assert {"issue", "return", "reversal", "冲销"} <= set(
        str(reason).removeprefix("is none of ").split(", ")
    )
    assert receipt.rows_new == 1


def test_a_row_with_more_cells_than_the_header_is_rejected_and_a_short_one_read(
    embedded_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    lines = [",".join(CONSUMPTION), ",".join((*GOOD, "x", "y")), "PO-2,1,1001,L-1,25,kg", ""]
    path.write_text("\n".join(lines), encoding="utf-8")

    receipt = loaded(embedded_database, path)

    assert told(embedded_database) == [
        ("export.csv", 2, "", "x; y", "the row has more cells than the header")
    ]
    assert (receipt.rows_new, receipt.rows_rejected) == (1, 1)


def test_a_number_whose_end_excel_has_changed_is_no_lot(
    embedded_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, CONSUMPTION)
        for at, lot in enumerate((12345678901234567, 123456789012345, "12345678901234567"), 1):
            sheet.write_row(at, 0, ("PO-1", at, 1001, lot, 25, "kg", NOON))

    receipt = loaded(embedded_database, path)

    ((_, row, column, text, reason),) = told(embedded_database)
    assert (row, column) == (2, "Lot")
    assert str(text).startswith("123456789012345")
    assert "more than 15 digits, whose end the spreadsheet has changed" in str(reason)
    assert receipt.rows_new == 2


def test_probabilities_of_candidates_are_numbers_up_to_one(
    embedded_database: Database, tmp_path: Path
) -> None:
    header = (
        "CTE Type",
        "Event ID",
        "Event Date",
        "TLC",
        "Quantity",
        "Unit of Measure",
        "Location ID",
        "Input TLCs Probabilities (Probabilistic)",
    )
    cells = ["B:0.25; C:0.75", "B", "B:much", "B:NaN", "B:Infinity", "B:-1", "B:2", ":0.5"]
    rows = [
        ("RECEIVE", f"E-{at}", "2026-10-02", "A", "1", "kg", "DC-1", cell)
        for at, cell in enumerate(cells)
    ]

    receipt = loaded(embedded_database, write_csv(tmp_path / "records.csv", header, rows))

    assert [text for _, _, _, text, _ in told(embedded_database)] == cells[1:]
    assert {reason for *_, reason in told(embedded_database)} == {"has no probability"}
    assert (receipt.rows_new, receipt.rows_rejected) == (1, len(cells) - 1)


def test_the_command_ends_with_code_6_and_tells_where_to_look(
    settings_of: Callable[[str], Settings], embedded_database: Database, tmp_path: Path
) -> None:
    rows = [GOOD, with_cell(2, "Quantity", "much")]
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, rows)
    settings = settings_of("embedded")

    result = run(settings, "load", path)

    assert result.returncode == 6
    assert "export.csv: 1 rejected: Quantity: is not a number" in result.stdout
    assert "`genealogy rejected` lists the rejected rows." in result.stderr
    listed = json.loads(run(settings, "rejected", "--json").stdout)
    assert [(row["file"], row["row"], row["text"]) for row in listed] == [("export.csv", 3, "much")]


@pytest.mark.parametrize("flag", [(), ("--dry-run",)])
def test_the_receipt_as_json_accounts_for_every_row(
    flag: tuple[str, ...], settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    rows = [GOOD, GOOD, with_cell(2, "Quantity", "much"), with_cell(3, "Lot", "L-2")]
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, rows)

    result = run(settings_of("embedded"), "load", path, "--json", *flag)

    (receipt,) = json.loads(result.stdout)["receipts"]
    classes = ("new", "known", "voiding", "rejected", "skipped")
    assert sum(receipt[f"rows_{each}"] for each in classes) == receipt["rows_read"] == 4
    assert result.returncode == 6


def test_discarded_rows_keep_who_said_so_and_why(database: Database, tmp_path: Path) -> None:
    rows = [with_cell(at, "Quantity", "much") for at in (1, 2)]
    loaded(database, write_csv(tmp_path / "export.csv", CONSUMPTION, rows))
    one, other = rejected_rows(database)

    assert discard(database, [one.rejected_id, "nope"], "a total", "ann") == [one.rejected_id]

    assert rejected_rows(database) == [other]
    assert [row.row for row in rejected_rows(database, ("discarded",))] == [2]
    assert rejected_counts(database) == {"open": 1, "replayed": 0, "discarded": 1, "undone": 0}
    first, last = rejected_row(database, one.rejected_id).history
    assert (first.status, first.reason) == ("open", "is not a number")
    assert (last.status, last.by, last.reason) == ("discarded", "ann", "a total")
    assert discard(database, [one.rejected_id], "again", "bob") == []


def test_the_whole_row_has_every_cell_under_its_heading(database: Database, tmp_path: Path) -> None:
    bad = with_cell(1, "Quantity", "much")
    receipt = loaded(database, write_csv(tmp_path / "export.csv", CONSUMPTION, [bad]))

    whole = rejected_row(database, f"{receipt.load_id}:2")

    assert dict(zip(whole.columns, whole.cells, strict=True)) == dict(
        zip(CONSUMPTION, bad, strict=True)
    )
    assert (whole.corrected, whole.profile, whole.sheet) == (None, "mes-consumption", None)
    with pytest.raises(WrongUsage, match="No rejected row"):
        rejected_row(database, f"{receipt.load_id}:3")


def test_rows_are_listed_by_load(database: Database, tmp_path: Path) -> None:
    paths = [
        write_csv(tmp_path / name, CONSUMPTION, [with_cell(1, column, "")])
        for name, column in (("a.csv", "Lot"), ("b.csv", "Order"))
    ]
    first, second = (loaded(database, path) for path in paths)

    assert [row.file for row in rejected_rows(database)] == ["a.csv", "b.csv"]
    assert [row.file for row in rejected_rows(database, load_id=second.load_id)] == ["b.csv"]
    assert rejected_counts(database, first.load_id)["open"] == 1
