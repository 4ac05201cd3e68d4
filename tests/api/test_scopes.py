"""Selecting, comparing and narrowing on the command line."""

from __future__ import annotations

import csv
import io
import json

from tests.shell import Shell

ORIGIN = "S-201/1201/CUL-2231"
SHIFT = 'line="Line 2" from=2026-09-24T06:00Z to=2026-09-24T14:00Z'


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_recall_of_what_is_selected_is_that_of_the_batches(demo: Shell) -> None:
    selected = json.loads(
        demo.out("recall", "--where", "supplier=S-201 from=2026-09-14 to=2026-09-20", "--json")
    )
    named = json.loads(demo.out("recall", ORIGIN, "--json"))

    assert selected["question"]["origins"] == [ORIGIN]
    assert selected | {"question": named["question"]} == named


def test_the_screen_says_what_was_selected(demo: Shell) -> None:
    text = demo.out("trace", "--where", SHIFT)

    assert text.startswith('Where 1 batch (line="Line 2" from=')


def test_the_screen_names_what_was_named_besides_a_selection(demo: Shell) -> None:
    text = demo.out("recall", "CUL-2231", "--where", SHIFT)
    question = json.loads(demo.out("recall", "CUL-2231", "--where", SHIFT, "--json"))["question"]

    assert text.startswith(f"Recall scope of {ORIGIN} (Yoghurt culture from Nordic Cultures); and ")
    assert "and 1 batch (line=" in text
    assert (question["named"], len(question["origins"])) == ([ORIGIN], 2)


def test_the_zone_of_the_setting_holds_for_selections(demo: Shell) -> None:
    where = "material=5002 from=2026-09-24T10:00 to=2026-09-24T11:00"
    berlin = demo.having(GENEALOGY_ZONE="Europe/Berlin").out("batches", "--where", where, "--csv")

    assert [row["lot"] for row in rows_of(berlin)] == ["YOG-0038"]
    assert demo.run("batches", "--where", where).returncode == 3
    wrong = demo.having(GENEALOGY_ZONE="Mars/Base").run("batches", "--where", where)
    assert (wrong.returncode, "GENEALOGY_ZONE cannot be used" in wrong.stderr) == (2, True)


def test_what_cannot_be_selected_is_one_sentence_and_a_code(demo: Shell) -> None:
    for words, code, told in (
        (("recall",), 2, "Name a batch, or select batches with --where"),
        (("trace", "--where", "lin=2"), 2, 'Nearest: "line"'),
        (("trace", "--where", "line=9"), 3, "No batch is selected by 'line=9'"),
        (("batches",), 2, "Give a text to search for, or select"),
        (("batches", "YOG", "--where", "line=9"), 2, "Give a text to search for, or select"),
        (("siblings",), 2, "Name a batch"),
        (("compare", "--scope", "@nowhere.json"), 4, "nowhere.json"),
        (("compare", "--scope", ORIGIN, "--list", "changes"), 2, "two scopes"),
    ):
        done = demo.run(*words)
        assert (done.returncode, done.stdout) == (code, ""), words
        assert told in done.stderr, words


def test_scopes_stand_side_by_side(demo: Shell) -> None:
    scopes = ("--scope", f"bad: {ORIGIN}", "--scope", f"shift: {SHIFT}")
    rows = {row["name"]: row for row in rows_of(demo.out("compare", *scopes, "--csv"))}

    assert list(rows) == [
        *("bad", "shift", "in any of them", "in all of them"),
        *("bad without shift", "shift without bad"),
    ]
    assert rows["bad"]["batches"] == "72"
    assert rows["bad"]["verdict"] == "incomplete"
    outside = rows_of(demo.out("compare", *scopes, "--list", "outside:shift", "--csv"))
    assert len(outside) == int(rows["bad without shift"]["batches"])
    screen = demo.out("compare", *scopes)
    assert "bad without shift" in screen
    assert "YOG" in demo.out("compare", *scopes, "--list", "only:bad")


def test_a_saved_answer_is_compared_with_the_answer_of_now(demo: Shell) -> None:
    (demo.folder / "before.json").write_text(demo.out("recall", ORIGIN, "--json"), encoding="utf-8")
    (demo.folder / "none.json").write_text("{}", encoding="utf-8")

    same = ("compare", "--scope", "@before.json", "--scope", f"now: {ORIGIN}")
    assert json.loads(demo.out(*same, "--json"))["changes"] == []
    other = ("compare", "--scope", "@before.json", "--scope", "CUL-2218")
    changes = rows_of(demo.out(*other, "--list", "changes", "--csv"))
    assert {(row["noun"], row["change"]) for row in changes} >= {
        *(("batch", "came"), ("batch", "went"), ("customer", "went"), ("gap", "closed"))
    }
    assert "What CUL-2218 changes against before" in demo.out(*other)
    refused = demo.run("compare", "--scope", "@none.json")
    assert (refused.returncode, "is no answer" in refused.stderr) == (4, True)


def test_siblings_are_told_with_ancestor_customers_and_stock(demo: Shell) -> None:
    answer = json.loads(demo.out("siblings", "YOG-0040", "--json"))
    scope = {
        row["batch_id"] for row in json.loads(demo.out("trace", "YOG-0040", "--json"))["batches"]
    }
    back = json.loads(demo.out("trace", "YOG-0040", "--backward", "--json"))
    above = {row["batch_id"] for row in back["batches"]}
    whole = json.loads(demo.out("trace", *sorted(above), "--json"))

    at_risk = {row["batch_id"] for row in whole["batches"]} - above - scope
    assert {row["batch_id"] for row in answer["siblings"]} == at_risk
    assert {row["ancestor"] for row in answer["siblings"]} <= above
    customers = rows_of(demo.out("siblings", "YOG-0040", "--csv", "--table", "customers"))
    assert [row["customer_id"] for row in customers] == [
        row["customer_id"] for row in answer["customers"]
    ]
    assert "can be stopped: on hand" in demo.out("siblings", "YOG-0040")
