"""What people read on screen: times in their zone, words that say what happened, no line twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.exits import INPUT_REFUSED, ROWS_REJECTED, WRONG_USAGE
from api.verdict import hidden_text
from genealogy.gaps import Gap
from tests.api.test_rejected import correct
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.samples import FOLDER as SAMPLES
from tests.shell import Shell

# NOON is 2026-10-02T10:00:00Z.
SHANGHAI, KOLKATA = "2026-10-02 18:00 +08:00", "2026-10-02 15:30 +05:30"


def fact(key: str, kind: str, **words: Any) -> dict[str, Any]:
    return {"kind": kind, "key": key, "quantity": 10, "unit": "kg", "occurred": NOON} | words


def lot(item: str, number: str) -> dict[str, str]:
    return {"party": "own", "item": item, "lot": number}


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(each) for each in lines), encoding="utf-8")
    return path


MILK, CHEESE = lot("1001", "M-1"), lot("2001", "C-1")
WHOLE = (
    fact("R-1", "receipt", supplier="S-1", batch=MILK),
    fact("I-1", "consumption", batch=MILK, operation="own/MO-1"),
    fact("P-1", "production", operation="own/MO-1", batch=CHEESE),
    fact("D-1", "shipment", batch=CHEESE, customer="C-1"),
)


@pytest.fixture
def plant(fresh: Shell) -> Shell:
    """A plant of which nothing is missing."""
    written(fresh.folder / "whole.jsonl", *WHOLE)
    fresh.out("load", "whole.jsonl")
    return fresh


# Times


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("recall", "M-1"), 2),  # the time of the verdict, and the customer's last shipment
        (("trace", "M-1"), 1),
        (("why", "C-1", "M-1"), 2),
        (("status",), 1),
        (("loads",), 1),
        (("loads", "show", "whole.jsonl"), 3),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else None,
)
def test_tables_show_times_in_the_zone_that_is_set(
    plant: Shell, words: tuple[str, ...], shown: int
) -> None:
    assert plant.out(*words).count("2026-10-02T10:00:00Z") == shown
    for zone, text in (("Asia/Shanghai", SHANGHAI), ("Asia/Kolkata", KOLKATA)):
        there = plant.having(GENEALOGY_ZONE=zone).out(*words)
        assert there.count(text) == shown
        assert "Z" not in {line[-1] for line in there.splitlines() if line}


@pytest.mark.parametrize(
    "words",
    [
        ("recall", "M-1", "--json"),
        ("recall", "M-1", "--csv"),
        ("trace", "M-1", "--csv", "--table", "shipments"),
        ("loads", "--json"),
        ("loads", "--csv"),
        ("status", "--json"),
    ],
    ids=" ".join,
)
def test_what_programs_read_stays_in_utc(plant: Shell, words: tuple[str, ...]) -> None:
    there = plant.having(GENEALOGY_ZONE="Asia/Shanghai")

    assert "2026-10-02T10:00:00Z" in plant.out(*words)
    assert there.out(*words) == plant.out(*words)


def test_a_midnight_there_is_shown_with_its_time_and_seconds_are_kept(fresh: Shell) -> None:
    at = ("2026-10-02T00:00:00+08:00", "2026-10-02T00:00:07.5+08:00")
    lines = [fact(f"S-{n}", "shipment", batch=CHEESE, customer=f"C-{n}") for n in (1, 2)]
    stated = (line | {"occurred": each} for line, each in zip(lines, at, strict=True))
    written(fresh.folder / "sent.jsonl", *stated)
    fresh.out("load", "sent.jsonl")

    shown = fresh.having(GENEALOGY_ZONE="Asia/Shanghai").out("recall", "C-1")

    assert "2026-10-02 00:00 +08:00" in shown
    assert "2026-10-02 00:00:07.500000 +08:00" in shown


def test_a_zone_that_is_none_is_told(plant: Shell) -> None:
    done = plant.having(GENEALOGY_ZONE="Shanghai").run("trace", "M-1")

    assert (done.returncode, done.stdout) == (WRONG_USAGE, "")
    assert "GENEALOGY_ZONE" in done.stderr


def test_a_cell_that_looks_like_a_time_is_shown_as_it_was_read(fresh: Shell) -> None:
    row = ("PO-1", "1", "1001", "M-1", "2026-10-02T10:00:00Z", "kg", NOON)
    write_csv(fresh.folder / "use.csv", CONSUMPTION, [row])
    assert fresh.run("load", "use.csv").returncode == ROWS_REJECTED

    assert "2026-10-02T10:00:00Z" in fresh.having(GENEALOGY_ZONE="Asia/Shanghai").out("rejected")


# The verdict


def stale(shell: Shell) -> None:
    """A source that ends five days before the others, beside the whole plant."""
    old = fact("T-1", "stock_count", batch=lot("1002", "X"), location="B-1", source="QMS")
    written(shell.folder / "old.jsonl", old | {"occurred": "2026-09-27T10:00:00Z"})
    shell.out("load", "old.jsonl")


def test_a_stale_source_is_told_with_the_hours(plant: Shell) -> None:
    stale(plant)

    assert "  STALE  QMS ends more than 48 h before the latest source\n" in plant.out(
        "trace", "M-1"
    )
    shown = plant.having(GENEALOGY_STALE_HOURS="100.5").out("trace", "M-1")
    assert "QMS ends more than 100.5 h before" in shown


def test_an_incomplete_answer_tells_its_stale_sources_too(plant: Shell) -> None:
    stale(plant)
    written(plant.folder / "more.jsonl", fact("R-2", "receipt", supplier="S-1", batch=MILK))
    plant.out("load", "more.jsonl")

    shown = plant.out("trace", "M-1")

    assert "  INCOMPLETE  1 gap\n  STALE  QMS ends more than 48 h before the latest" in shown


# What came back


def test_a_link_of_which_all_came_back_says_so_and_stands(plant: Shell) -> None:
    back = fact("I-2", "consumption", batch=MILK, operation="own/MO-1", role="return")
    before = json.loads(plant.out("why", "C-1", "M-1", "--json"))
    written(plant.folder / "red.jsonl", back | {"quantity": 4})
    plant.out("load", "red.jsonl")
    assert "net 0" not in plant.out("why", "C-1", "M-1")

    written(plant.folder / "rest.jsonl", back | {"key": "I-3", "quantity": 6000, "unit": "g"})
    plant.out("load", "rest.jsonl")

    shown = plant.out("why", "C-1", "M-1")
    assert shown.count("net 0: all of it came back") == 1
    after = json.loads(plant.out("why", "C-1", "M-1", "--json"))
    assert [hop.keys() for hop in after["hops"]] == [hop.keys() for hop in before["hops"]]
    assert len(after["hops"][0]["facts"]) == 3


def test_a_return_of_an_unknown_amount_is_not_called_all_of_it(plant: Shell) -> None:
    back = fact("I-2", "consumption", batch=MILK, operation="own/MO-1", role="return")
    written(plant.folder / "red.jsonl", back | {"quantity": None})
    plant.out("load", "red.jsonl")

    assert "net 0" not in plant.out("why", "C-1", "M-1")


# Words


def test_an_undo_after_an_undo_names_the_first_one(plant: Shell) -> None:
    undo = ("loads", "undo", "whole.jsonl", "--by")
    first = plant.run(*undo, "ann", "--reason", "wrong plant")
    assert first.stderr.splitlines()[0] == "undone"

    again = plant.run(*undo, "ben", "--reason", "another one")

    assert again.returncode == 0
    assert "was undone before, by ann, because: wrong plant" in again.stderr
    assert "voided" not in again.stdout
    told = json.loads(plant.out(*undo, "ben", "--reason", "another one", "--json"))
    assert told["before"].items() >= {"by": "ann", "reason": "wrong plant"}.items()
    assert "undone_reason    wrong plant\n" in plant.out("loads", "show", "whole.jsonl")


def test_a_workbook_that_is_loaded_is_told_once(plant: Shell) -> None:
    row = ("PO-1", "1", "1001", "M-1", "ten", "kg", NOON)
    write_csv(plant.folder / "use.csv", CONSUMPTION, [row])
    plant.run("load", "use.csv")
    exported = plant.run("rejected", "export", "book.xlsx")
    assert "1 row of 1 load. Correct it there" in exported.stderr
    book = plant.folder / "book.xlsx"

    shown = plant.out("load", correct(book, plant.folder / "right.xlsx", "Quantity", {2: "10"}))

    assert shown.count("use.csv: 1 rejected rows replayed, 0 still open") == 1


def test_a_line_without_a_column_at_fault_is_told_without_a_colon_for_it(fresh: Shell) -> None:
    (fresh.folder / "bad.jsonl").write_text('{"kind": "receipt"\n', encoding="utf-8")

    done = fresh.run("load", "bad.jsonl")

    assert done.returncode == ROWS_REJECTED
    assert "bad.jsonl: 1 rejected: it is no JSON" in done.stdout
    assert "1 of its rows was rejected" in fresh.out("trace", "--", *one_batch(fresh))


def one_batch(shell: Shell) -> list[str]:
    written(shell.folder / "one.jsonl", WHOLE[0])
    shell.out("load", "one.jsonl")
    return ["M-1"]


@pytest.mark.parametrize(("mistakes", "told"), [(1, "has 1 mistake:"), (2, "has 2 mistakes:")])
def test_mistakes_of_a_profile_are_counted(fresh: Shell, mistakes: int, told: str) -> None:
    wrong = fresh.out("profiles", "show", "mes-consumption")
    wrong += "".join(f'\n[[skip]]\nwhen = {{ "No such {n}" = ["x"] }}' for n in range(mistakes))
    (fresh.folder / "mine.toml").write_text(
        wrong.replace("\n[[skip]]", "\n[[skip]]\nreasons = 'r'\nreason = 'r'"), encoding="utf-8"
    )
    write_csv(fresh.folder / "use.csv", CONSUMPTION, [])

    done = fresh.run("profiles", "check", "mine.toml", "use.csv")

    assert done.returncode == INPUT_REFUSED
    assert told in done.stderr


def test_help_names_every_exit_code(fresh: Shell) -> None:
    text = " ".join(fresh.out("--help").split())

    for code in (
        "0 done", "1 where the reader of the output went away", "70 a fault of the program",
        "130 stopped by Ctrl-C",
    ):  # fmt: skip
        assert code in text


@pytest.mark.parametrize(
    ("sample", "named"),
    [
        ("yonyou-u8c-purchase-receipts", "G001/0101001/BF-0901 (燕麦 from 北方粮油)"),
        ("kingdee-purchase-receipts", "VEN00001/1.01.001/BF-0901 (燕麦 from 北方粮油)"),
        ("oracle-material-transactions", "Mill North/RM-OATS/N-55 (Oats from Mill North)"),
    ],
)
def test_a_suppliers_lot_has_the_name_of_its_item(fresh: Shell, sample: str, named: str) -> None:
    fresh.run("load", SAMPLES / f"{sample}.csv")

    assert f"Recall scope of {named}\n" in fresh.out("recall", named.split(" (", maxsplit=1)[0])


def test_one_of_something_is_in_the_singular(plant: Shell) -> None:
    other = {"operation": "own/MO-2"}
    written(
        plant.folder / "more.jsonl",
        fact("I-2", "consumption", batch=MILK, **other),
        fact("P-2", "production", batch=lot("2002", "Q-1"), **other),
        fact("D-2", "shipment", batch=lot("2002", "Q-1"), customer="C-1"),
    )
    plant.out("load", "more.jsonl")

    assert "  1 batch   1 ancestor   1 customer\n" in plant.out("siblings", "C-1")
    assert "late): 1 batch, 1 customer\n" in plant.out("trace", "C-1", "--time-respecting")
    gap = Gap("no whereabouts", "x", "", "", at_most_batches=1, at_most_customers=1)
    assert (
        hidden_text(gap) == "the scope could be larger by at most 1 batch, 1 customer of this graph"
    )
