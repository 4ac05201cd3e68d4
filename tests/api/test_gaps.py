"""`genealogy gaps`, `completeness` and `balance` as they are typed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.shell import Shell

GAP = "own/3101/WM-0412"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_gaps_are_told_with_what_they_could_hide(demo: Shell) -> None:
    screen = demo.out("gaps")

    assert f"{GAP}: 118 kg of 2384.05 kg are unaccounted for (unaccounted)" in screen
    assert "118 kg; the scope could be larger by at most 212 batches, 13 customers" in screen
    assert "the stock counts of WMS" in screen
    assert screen.endswith("2 gaps\n")


def test_the_gaps_are_the_same_as_json_and_csv(demo: Shell) -> None:
    told, _ = json.loads(demo.out("gaps", "--json"))["gaps"]
    row, _ = rows_of(demo.out("gaps", "--csv"))

    assert (told["subject"], told["at_most_batches"]) == (row["subject"], 212)
    assert (row["materials"], row["sites"], row["quantity"]) == ("3101", "Husum", "118.0")
    assert rows_of(demo.out("gaps", "--csv", "--material", "5001")) == []


def test_a_kind_of_gap_that_there_is_not_ends_with_code_2(demo: Shell) -> None:
    done = demo.run("gaps", "--kind", "no orgin")

    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "no origin"?' in done.stderr


def test_completeness_is_counted_by_material_site_and_month(demo: Shell) -> None:
    first, *others = rows_of(demo.out("completeness", "--csv"))

    assert first == {
        "by": "all",
        "value": "",
        "batches": "407",
        "complete": "404",
        "percent": "99.26",
    }
    for by in ("material", "site", "month"):
        assert sum(int(row["batches"]) for row in others if row["by"] == by) == 407


def test_a_balance_shows_what_is_beyond_its_tolerance(demo: Shell) -> None:
    screen = demo.out("balance", "WM-0412")
    (row, total) = rows_of(demo.out("balance", "WM-0412", "--csv"))

    assert "beyond tolerance" in screen
    assert (row["batch_id"], row["unexplained"], row["within"]) == (GAP, "118.0", "False")
    assert total["batch_id"] == "total"


def test_a_period_takes_dates_of_the_zone(demo: Shell) -> None:
    words = ("balance", "--material", "3101", "--from", "2026-10-05", "--to", "2026-10-10")

    told = json.loads(demo.out(*words, "--json"))

    assert told["question"] == {
        "material": "3101",
        "from": "2026-10-05T00:00:00Z",
        "to": "2026-10-10T23:59:59.999999Z",
    }
    assert told["batches"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("WM-0412", "--material", "3101"),
        ("WM-0412", "--from", "2026-10-05"),
        ("--material", "3101", "--recall"),
        ("--material", "3101", "--from", "2026-10-32"),
    ],
)
def test_a_balance_of_nothing_or_too_much_ends_with_code_2(
    demo: Shell, words: tuple[str, ...]
) -> None:
    done = demo.run("balance", *words)

    assert (done.returncode, done.stdout) == (2, "")
