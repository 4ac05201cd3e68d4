"""`genealogy profiles check` and `new`: what they print where, and the code they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.loaders.exports import ISSUES, NOON, issue, write_csv
from tests.loaders.samples import sample
from tests.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder; the commands of this file need no graph."""
    return Shell(tmp_path, tmp_path / "never made")


def test_check_shows_the_first_rows_as_facts_and_needs_no_graph(shell: Shell) -> None:
    write_csv(shell.folder / "a.csv", ISSUES, [issue("MI-1"), issue("MI-2"), issue("MI-3")])
    done = shell.run("profiles", "check", "erp-issues", "a.csv", "--rows", "2")

    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()[:3]
    assert first.split() == ["row", "states", "from", "to", "quantity", "unit", "at", "document"]
    assert second.split() == [
        *("2", "consumption", "own/1001/L-1", "own/PO-1", "25", "kg"),
        *("2026-10-02T10:00:00Z", "MI-1/1"),
    ]
    assert "MI-2/1" in third
    assert "MI-3/1" not in done.stdout
    assert "a.csv: 3 rows, 0 rejected, 0 skipped; 3 consumption" in done.stdout
    assert not shell.data.exists()


def test_check_lists_every_row_that_would_be_rejected(shell: Shell) -> None:
    rows = [issue("MI-1"), issue("MI-2", quantity="many"), issue("MI-3", movement="gift")]
    write_csv(shell.folder / "a.csv", ISSUES, rows)
    done = shell.run("profiles", "check", "erp-issues", "a.csv", "--rows", "1", "--json")

    assert done.returncode == 6
    (told,) = json.loads(done.stdout)
    assert [(each["row"], each["column"], each["text"]) for each in told["rejected"]] == [
        (3, "Quantity", "many"),
        (4, "Movement", "gift"),
    ]
    assert told["counts"] == {"consumption": 1}
    assert (told["fits"], told["rows_read"], told["missing"]) == (True, 3, [])
    shown = shell.run("profiles", "check", "erp-issues", "a.csv")
    assert shown.returncode == 6
    assert "is not a number" in shown.stdout


def test_check_names_the_columns_that_are_read_unread_and_missing(shell: Shell) -> None:
    header = [{"Quantity": "Quantities", "Unit": "UoM"}.get(each, each) for each in ISSUES]
    write_csv(shell.folder / "a.csv", [*header, "Shift"], [(*issue("MI-1"), "early")])
    done = shell.run("profiles", "check", "erp-issues", "a.csv")

    assert done.returncode == 4
    assert "left unread: Quantities, Shift" in done.stdout
    assert "Quantity (or Qty, 数量): is it Quantities?" in done.stderr
    (told,) = json.loads(shell.run("profiles", "check", "erp-issues", "a.csv", "--json").stdout)
    assert told["fits"] is False
    assert told["missing"] == [
        {"column": "Quantity", "names": ["Qty", "数量"], "nearest": ["Quantities"]}
    ]
    assert "UoM" in told["read"]


def test_check_refuses_what_is_no_profile_or_no_sample(shell: Shell) -> None:
    (shell.folder / "mine.toml").write_text('name = "mine"\n', encoding="utf-8")
    write_csv(shell.folder / "a.csv", ISSUES, [issue("MI-1")])

    invalid = shell.run("profiles", "check", "mine.toml", "a.csv")
    assert invalid.returncode == 4
    assert "title: this is missing" in invalid.stderr
    assert shell.run("profiles", "check", "no-such", "a.csv").returncode == 2
    assert shell.run("profiles", "check", "erp-issues", "no-such.csv").returncode == 4


def test_check_refuses_a_column_that_stands_twice(shell: Shell) -> None:
    write_csv(shell.folder / "a.csv", [*ISSUES, "Lot"], [(*issue("MI-1"), "L-2")])
    done = shell.run("profiles", "check", "erp-issues", "a.csv")

    assert done.returncode == 4
    assert 'the column "Lot" stands twice' in done.stderr


def test_check_shows_voids_and_descriptions(shell: Shell) -> None:
    text = shell.run("profiles", "check", "sap-mb51", sample("sap-mb51"), "--rows", "99").stdout

    assert "void of receipt" in text
    assert "describes material" in text
    assert "name=Joghurtkultur" in text


def test_new_proposes_a_profile_that_check_and_load_take(shell: Shell) -> None:
    rows = [("WO-1", "P-1", "L-1", "2.5", "kg", NOON)]
    header = ("Work Order Nr", "Part Number", "Batch Number", "Qty", "Units", "Consumed On")
    write_csv(shell.folder / "used.csv", header, rows)
    words = ("--name", "line-3", "--source", "MES", "--out", "line-3.toml")
    done = shell.run("profiles", "new", "used.csv", *words)

    assert (done.returncode, done.stdout) == (0, "")
    command = done.stderr.splitlines()[-1].split()
    assert command == ["genealogy", "profiles", "check", "line-3.toml", "used.csv"]
    assert shell.run(*command[1:]).returncode == 0
    loaded = shell.run("load", "used.csv", "--profile", "line-3.toml", "--dry-run", "--json")
    assert json.loads(loaded.stdout)["receipts"][0]["profile"] == "line-3"


def test_new_never_overwrites_a_file(shell: Shell) -> None:
    write_csv(shell.folder / "a.csv", ISSUES, [issue("MI-1")])
    (shell.folder / "mine.toml").write_text("precious", encoding="utf-8")
    done = shell.run("profiles", "new", "a.csv", "--out", "mine.toml")

    assert done.returncode == 2
    assert (shell.folder / "mine.toml").read_text(encoding="utf-8") == "precious"


def test_new_says_what_is_open_and_that_a_built_in_profile_would_do(shell: Shell) -> None:
    done = shell.run("profiles", "new", sample("sap-deliveries"))

    assert done.returncode == 0
    assert done.stdout.startswith("# Proposed by")
    assert "sap-deliveries reads this header as it is" in done.stderr
    assert "cells.date: is still to be decided: %d.%m.%Y or %m.%d.%Y" in done.stderr
    (shell.folder / "open.toml").write_text(done.stdout, encoding="utf-8")
    checked = shell.run("profiles", "check", "open.toml", sample("sap-deliveries"))
    assert checked.returncode == 4
    assert "zone: is still to be decided" in checked.stderr


def test_new_refuses_a_name_that_no_profile_can_have(shell: Shell) -> None:
    write_csv(shell.folder / "a.csv", ISSUES, [issue("MI-1")])

    assert shell.run("profiles", "new", "a.csv", "--name", "My Profile").returncode == 2
    assert shell.run("profiles", "new", "no-such.csv").returncode == 4
