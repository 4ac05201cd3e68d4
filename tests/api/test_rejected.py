"""`genealogy rejected`: from a bad file to a complete verdict, as people do it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from api.exits import BATCH_NOT_FOUND, INPUT_REFUSED, ROWS_REJECTED, WRONG_USAGE
from loaders.reading import read_tables
from loaders.rejected_workbook import LEADING
from tests.loaders.exports import NOON, write_csv
from tests.loaders.workbooks import write_xlsx
from tests.shell import Shell


def consumption(path: Path, *rows: tuple[str, ...]) -> Path:
    header = ("Order", "Sequence", "Item No", "Lot", "Quantity", "Unit", "Consumed At")
    return write_csv(path, header, rows)


def listed(shell: Shell, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shell.out("rejected", "list", "--json", *words))
    return found


def correct(path: Path, saved: Path, column: str, texts: dict[int, str]) -> Path:
    """Reads the workbook, writes texts into a column by row of the file, saves it."""
    sheets: dict[str, list[list[str]]] = {}
    for table in read_tables(path):
        rows = [list(row) for _, row in table.rows()]
        for row in rows:
            number = row[0].rpartition(":")[2]
            if table.header[0] == LEADING[0] and int(number) in texts:
                row[table.header.index(column)] = texts[int(number)]
        sheets[str(table.sheet)] = [table.header, *rows]
    return write_xlsx(saved, sheets)


@pytest.fixture
def plant(fresh: Shell) -> Shell:
    """A plant whose records are whole, but for two rows of one file that are rejected."""
    lines: list[dict[str, Any]] = [
        {"kind": "receipt", "supplier": "S-1", "batch": lot("1001", "L-1"), "quantity": 50},
        {"kind": "production", "operation": ["own", "PO-1"], "batch": lot("2001", "C-1")},
        {"kind": "shipment", "batch": lot("2001", "C-1"), "customer": "C-1", "quantity": 50},
    ]
    lines[1]["quantity"] = 50
    more = {"unit": "kg", "occurred": NOON}
    texts = [json.dumps({"key": ["D", str(at)]} | line | more) for at, line in enumerate(lines)]
    (fresh.folder / "lines.jsonl").write_text("\n".join(texts), encoding="utf-8")
    consumption(
        fresh.folder / "use.csv",
        ("PO-1", "1", "1001", "L-1", "20", "kg", NOON),
        ("PO-1", "2", "1001", "L-1", "ten", "kg", NOON),
        ("PO-1", "3", "1001", "L-1", "2O", "kg", NOON),
    )
    assert fresh.run("load", "lines.jsonl").returncode == 0
    return fresh


def lot(item: str, number: str) -> dict[str, str]:
    return {"party": "own", "item": item, "lot": number}


def verdict(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.out("trace", "L-1", "--json"))["verdict"]
    return found


def test_from_a_bad_file_to_a_complete_verdict(plant: Shell) -> None:
    assert plant.run("load", "use.csv").returncode == ROWS_REJECTED
    assert "rejected rows" in {gap["kind"] for gap in verdict(plant)["gaps"]}

    done = plant.run("rejected", "export", "to-correct.xlsx")
    assert (done.returncode, done.stdout) == (0, "to-correct.xlsx\n")
    assert "genealogy rejected replay to-correct.xlsx" in done.stderr
    book = plant.folder / "to-correct.xlsx"
    first = correct(book, plant.folder / "first.xlsx", "Quantity", {3: "10"})

    tried = plant.run("rejected", "replay", first, "--dry-run")
    assert (tried.returncode, len(listed(plant))) == (ROWS_REJECTED, 2)
    assert "dry run: nothing was changed" in tried.stderr
    done = plant.run("rejected", "replay", first, "--by", "ann")
    assert done.returncode == ROWS_REJECTED
    assert done.stdout == "use.csv: 1 rejected rows replayed, 1 still open\n"
    assert not verdict(plant)["complete"]

    second = correct(book, plant.folder / "second.xlsx", "Quantity", {3: "10", 4: "20"})
    told = json.loads(plant.out("load", second, "--json"))  # as who drops it into the folder
    assert told["replays"][0]["loads"][0]["rows_new"] == 1
    assert listed(plant) == []
    assert (verdict(plant)["status"], verdict(plant)["gaps"]) == ("complete", [])
    again = plant.run("rejected", "replay", second)
    assert again.returncode == 0
    assert "2 were settled before" in again.stdout
    assert plant.run("load", "use.csv").returncode == 0


def test_rows_are_listed_by_status_and_load_with_counts(plant: Shell) -> None:
    plant.run("load", "use.csv")
    one, two = listed(plant)
    done = plant.run("rejected", "discard", one["rejected_id"], "--reason", "a total", "--by", "bo")
    assert done.returncode == 0

    assert listed(plant) == [two]
    assert [row["status"] for row in listed(plant, "--status", "all")] == ["discarded", "open"]
    assert listed(plant, "--status", "discarded", "--load", "use.csv") == [
        one | {"status": "discarded"}
    ]
    assert listed(plant, "--load", "lines.jsonl") == []
    shown = plant.run("rejected", "list", "--status", "all")
    assert shown.stderr.splitlines()[0] == "1 open, 0 replayed, 1 discarded, 0 undone"
    rows = list(csv.DictReader(io.StringIO(plant.out("rejected", "list", "--csv"))))
    assert [(row["row"], row["text"]) for row in rows] == [("4", "2O")]
    assert plant.run("rejected", "list", "--load", "no.csv").returncode == BATCH_NOT_FOUND


def test_a_row_is_shown_whole_with_its_history(plant: Shell) -> None:
    plant.run("load", "use.csv")
    row = listed(plant)[0]["rejected_id"]
    plant.run("rejected", "export", "a.xlsx")
    book = correct(plant.folder / "a.xlsx", plant.folder / "b.xlsx", "Quantity", {3: "-1"})
    plant.run("rejected", "replay", book, "--by", "ann")

    lines = [" ".join(line.split()) for line in plant.out("rejected", "show", row).splitlines()]

    assert lines[:2] == [
        "use.csv, row 3: open",
        "Quantity: a quantity cannot be negative here",
    ]
    assert "Lot L-1 L-1" in lines
    assert "> Quantity ten -1" in lines
    assert any("ann corrected in b.xlsx: Quantity: a quantity cannot" in line for line in lines)
    told = json.loads(plant.out("rejected", "show", row, "--json"))
    assert told["cells"][4:6] == ["ten", "kg"]
    assert told["corrected"][4] == "-1"
    assert [each["status"] for each in told["history"]] == ["open", "open"]
    missing = plant.run("rejected", "show", "nope:1")
    assert (missing.returncode, "No rejected row" in missing.stderr) == (WRONG_USAGE, True)


def test_all_open_rows_of_a_load_are_discarded_at_once(plant: Shell) -> None:
    plant.run("load", "use.csv")
    both = plant.run("rejected", "discard", "x:1", "--load", "use.csv", "--reason", "no")
    assert both.returncode == WRONG_USAGE
    assert plant.run("rejected", "discard", "--reason", "no").returncode == WRONG_USAGE

    done = plant.run("rejected", "discard", "--load", "use.csv", "--reason", "an old extract")

    assert done.returncode == 0
    assert listed(plant) == []
    assert "rejected rows" not in {gap["kind"] for gap in verdict(plant)["gaps"]}


def test_no_file_is_overwritten_and_none_is_written_for_nothing(plant: Shell) -> None:
    empty = plant.run("rejected", "export", "none.xlsx")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert not (plant.folder / "none.xlsx").exists()
    assert plant.run("rejected", "replay").returncode == 0
    plant.run("load", "use.csv")
    taken = plant.folder / "taken.xlsx"
    taken.write_text("mine", encoding="utf-8")

    done = plant.run("rejected", "export", "taken.xlsx")

    assert (done.returncode, taken.read_text(encoding="utf-8")) == (WRONG_USAGE, "mine")
    assert "never overwrites" in done.stderr
    assert plant.run("rejected", "export", "rows.csv").returncode == WRONG_USAGE
    assert plant.run("rejected", "replay", "use.csv").returncode == INPUT_REFUSED
    assert plant.run("rejected", "replay", "nothing.xlsx").returncode == INPUT_REFUSED
    assert plant.run("rejected", "replay", "--profile", "nope").returncode == WRONG_USAGE


def test_a_corrected_profile_is_named(plant: Shell) -> None:
    path = plant.folder / "use.csv"
    consumption(path, ("PO-1", "2", "1001", "L-1", "1.234,5", "kg", NOON))
    plant.run("load", path)
    text = plant.out("profiles", "show", "mes-consumption")
    text = text.replace('name   = "mes-consumption"', 'name = "mine"')
    mine = plant.folder / "mine.toml"
    mine.write_text(text + '\n[cells]\nnumber = "1.234,5"\n', encoding="utf-8")
    assert plant.run("rejected", "replay").returncode == ROWS_REJECTED

    done = plant.run("rejected", "replay", "--profile", "mine.toml")

    assert done.returncode == 0
    assert "mapped by the profile mine as it is now, the load by another" in done.stdout
    assert listed(plant) == []
