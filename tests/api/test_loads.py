"""`genealogy loads`: receipts, and taking a load back."""

from __future__ import annotations

import json

from tests.api.test_command_line import ORIGIN, rows_of
from tests.shell import ROOT, Shell


def test_a_load_is_listed_shown_undone_and_loaded_again(fresh: Shell) -> None:
    assert fresh.run("load", ROOT / "demo" / "exports").returncode == 0
    status = json.loads(fresh.out("status", "--json"))
    (shipments,) = (
        row for row in rows_of(fresh.out("loads", "--csv")) if row["file"] == "wms_shipments.csv"
    )
    receipt = json.loads(fresh.out("loads", "show", "wms_shipments.csv", "--json"))
    assert receipt["load_id"] == shipments["load_id"]
    assert str(receipt["rows_read"]) == shipments["rows_read"] != "0"

    before = json.loads(fresh.out("recall", ORIGIN, "--json"))["shipments"]
    words = ("loads", "undo", shipments["load_id"][:8], "--reason", "wrong plant")
    tried = json.loads(fresh.out(*words, "--dry-run", "--json"))
    assert json.loads(fresh.out("status", "--json")) == status
    done = json.loads(fresh.out(*words, "--json"))

    assert tried["voided"] == done["voided"]
    assert sum(done["voided"].values()) == receipt["facts_new"]
    left = json.loads(fresh.out("recall", ORIGIN, "--json"))["shipments"]
    assert {row["document"] for row in left} < {row["document"] for row in before}
    undone = json.loads(fresh.out("loads", "show", shipments["load_id"], "--json"))
    assert (undone["status"], undone["undone_reason"]) == ("undone", "wrong plant")

    fresh.out("load", ROOT / "demo" / "exports" / "wms_shipments.csv")
    assert json.loads(fresh.out("status", "--json"))["fingerprint"] == status["fingerprint"]


def test_runs_are_listed_newest_first_and_shown_with_their_tables(fresh: Shell) -> None:
    assert "Nothing was loaded yet" in fresh.run("loads", "runs").stderr
    first = json.loads(fresh.out("load", ROOT / "demo" / "exports", "--json"))
    again = json.loads(fresh.out("load", ROOT / "demo" / "exports" / "wms_shipments.csv", "--json"))

    rows = rows_of(fresh.out("loads", "runs", "--csv"))
    assert [row["run_id"] for row in rows] == [again["run_id"], first["run_id"]]
    assert [(row["result"], row["tables"]) for row in rows] == [
        ("loaded", "1"),
        ("loaded", str(len(first["receipts"]))),
    ]
    assert [row["run_id"] for row in json.loads(fresh.out("loads", "runs", "--json"))] == [
        row["run_id"] for row in rows
    ]
    assert again["run_id"] in fresh.out("loads", "runs")

    shown = json.loads(fresh.out("loads", "show", again["run_id"][:12], "--json"))
    assert shown["run_id"] == again["run_id"]
    (table,) = shown["receipts"]
    assert (table["file"], table["rows_new"]) == ("wms_shipments.csv", 0)
    assert table["rows_known"] == table["rows_read"] == shown["rows_known"] > 0
    text = fresh.out("loads", "show", first["run_id"])
    assert "result           loaded" in text
    for receipt in first["receipts"]:
        assert f"{receipt['load_id']} " in text
    assert len(rows_of(fresh.out("loads", "--csv"))) == len(first["receipts"])


def test_a_load_that_is_not_there_is_told(fresh: Shell) -> None:
    done = fresh.run("loads", "undo", "nope", "--reason", "why")

    assert done.returncode == 3
    assert 'No load is meant by "nope"' in done.stderr
