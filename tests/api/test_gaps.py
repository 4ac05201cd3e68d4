"""`genealogy gaps`, `completeness` and `balance` as they are typed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from api.balance import _line
from genealogy.account import IN, OUT
from genealogy.engine.opening import place_of
from genealogy.settings import Settings
from tests.shell import Shell

GAP = "own/3101/WM-0412"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_gaps_are_told_with_what_they_could_hide(demo: Shell) -> None:
    screen = demo.out("gaps")

    assert f"{GAP}: 118 kg of 2384.05 kg are unaccounted for (unaccounted)" in screen
    assert (
        "118 kg; the scope could be larger by at most 212 batches, 13 customers of this graph"
        in screen
    )
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


@pytest.mark.parametrize("to", ["2026-10-01 to=2026-10-02", '2026-10-01" lot="x', "x=y"])
def test_a_period_is_two_times_and_no_selection(demo: Shell, to: str) -> None:
    done = demo.run("balance", "--material", "3101", "--from", to)

    assert done.returncode == 2
    assert f'"{to}" is no time' in done.stderr
    demo.out("balance", "--material", "3101", "--from", "2026-10-05 06:00")


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-10-02", "--to", "2026-10-01"), "--from is later than --to"),
        (("--from", "2026-10-01T22:00", "--to", "2026-10-01T06:00"), "ends on the next day"),
        (("--from", ""), "--from has no value"),
    ],
)
def test_a_period_that_cannot_be_is_told_as_it_was_typed(
    demo: Shell, words: tuple[str, ...], told: str
) -> None:
    done = demo.run("balance", "--material", "3101", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "material=any" not in done.stderr


def test_the_total_of_a_balance_says_how_many_batches_are_beyond(demo: Shell) -> None:
    total = next(
        line
        for line in demo.out("balance", "--material", "3101").splitlines()
        if line.startswith("total")
    )

    assert "1 of 30 batches beyond tolerance" in total


def test_numbers_on_screen_are_without_what_rounding_has_left() -> None:
    row = dict.fromkeys((*IN, *OUT, "tolerance"), 0.0) | {"batch_id": "b", "within": True}

    line = _line(row | {"used": 60.000000000001975, "opening": None, "unexplained": 1.97e-12})

    assert (line["used"], line["opening"], line["unexplained"]) == (60, "not known", 0)


def test_a_material_is_named_as_for_a_balance(demo: Shell) -> None:
    assert demo.out("gaps", "--material", "White mass").endswith("1 gap\n")
    for words in (("--material", "white mass"), ("--site", "husum")):
        done = demo.run("gaps", *words)
        assert (done.returncode, done.stdout) == (3, "")
        assert "Nearest: " in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("gaps",), 0),
        (("check",), 0),
        (("completeness",), 0),
        (("recall", "X"), 3),
        (("balance", "--material", "1"), 3),
    ],
)
def test_a_question_about_an_empty_graph_says_so(
    fresh: Shell, words: tuple[str, ...], code: int
) -> None:
    done = fresh.run(*words)

    assert done.returncode == code
    assert f"The graph in {fresh.data} is empty: nothing was loaded." in done.stderr


def test_the_place_of_a_graph_is_told_without_its_password() -> None:
    settings = Settings(neo4j_uri="neo4j+s://me:secret@plant.example:7687")

    assert place_of(settings) == "neo4j+s://plant.example:7687"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ('line="white side"', 'No line is called "white side". Nearest: White side.'),
        ("supplier=S-999", 'No supplier is called "S-999". Nearest: S-101'),
        ("customer=C-1O1", "Nearest: C-101"),
        ('supplier=S-201 line="Line 2"', "supplier=S-201 3 batches"),
    ],
)
def test_what_selects_nothing_is_told_with_what_is_nearest(
    demo: Shell, where: str, told: str
) -> None:
    assert told in demo.run("recall", "--where", where).stderr


def test_a_batch_that_was_not_known_then_is_told_with_the_first_load(demo: Shell) -> None:
    words = ("recall", "CUL-2231", "--as-known-on", "2020-10-02")

    told = demo.having(GENEALOGY_ZONE="Asia/Shanghai").run(*words).stderr

    assert "was known on 2020-10-02 23:59:59 +08:00. The first load was 20" in told


def test_what_each_check_means_is_where_the_program_has_it(demo: Shell) -> None:
    done = demo.run("check", "--load", "erp_receipts.csv")

    assert "what each check means for answers: --json" in done.stderr
