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
        (("compare", "--scope", "@nowhere.json"), 4, "nowhere.json cannot be read: No such file"),
        (("compare", "--scope", ORIGIN, "--list", "changes"), 2, "two scopes"),
        (("recall", ORIGIN, "--json", "--csv"), 2, "not both"),
        (("recall", ORIGIN, "--csv", "--json"), 2, "not both"),
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


def test_what_the_screen_compares_can_be_asked_for(demo: Shell) -> None:
    scopes = ("--scope", f"all: {ORIGIN}", "--scope", f"shift: {SHIFT}")
    rows = {row["name"]: row for row in rows_of(demo.out("compare", *scopes, "--csv"))}

    assert rows["all without shift"]["part"] == "only:all"
    screen = demo.out("compare", *scopes)
    assert "only:all" in next(line for line in screen.splitlines() if "all without shift" in line)
    assert '  shift is line="Line 2" from=2026-09-24T06:00:00Z to=2026-09-24T14:00:00Z' in screen
    part = demo.out("compare", *scopes, "--list", rows["all without shift"]["part"])
    gaps = {name: int(rows[name]["gaps"]) for name in ("all", "shift")}
    for name, count in gaps.items():
        told = f"  {name}: {rows[name]['verdict']}, {count} gap{'' if count == 1 else 's'}"
        assert told in part.splitlines()


def test_possible_customers_stand_apart_on_the_screen_too(demo: Shell) -> None:
    saved = json.loads(demo.out("recall", ORIGIN, "--json"))
    saved["customers"][-1]["certain"] = False
    (demo.folder / "maybe.json").write_text(json.dumps(saved), encoding="utf-8")

    count = len(saved["customers"]) - 1
    assert f" {count} (and 1 possible) " in demo.out("compare", "--scope", "maybe:@maybe.json")


def test_gaps_that_opened_and_closed_have_their_kind(demo: Shell) -> None:
    scopes = ("--scope", ORIGIN, "--scope", "CUL-2218", "--list", "changes")
    rows = [row for row in rows_of(demo.out("compare", *scopes, "--csv")) if row["noun"] == "gap"]

    assert rows
    screen = demo.out("compare", *scopes)
    for row in rows:
        assert row["kind"]
        assert row["why"]
        assert row["why"] in screen


def test_an_empty_table_has_its_header(demo: Shell) -> None:
    nobody = ("compare", "--scope", ORIGIN, "--scope", f"now: {ORIGIN}")
    for words, first in (
        (("recall", "YOG-0040", "--table", "returns"), "batch_id,customer_id"),
        (("recall", "YOG-0040", "--table", "gains"), "batch_id,disposal_id"),
        (("recall", "YOG-0040", "--table", "loops"), "loop,batch_id"),
        (("trace", "YOG-0040", "--time-respecting", "--table", "left"), "what,id,to"),
        (("siblings", ORIGIN), "batch_id,name"),
        ((*nobody, "--list", "only:now"), "batch_id,party,item"),
        ((*nobody, "--list", "only:now", "--table", "customers"), "customer_id,name"),
        ((*nobody, "--list", "changes"), "noun,change,id"),
    ):
        (header,) = demo.out(*words, "--csv").splitlines()
        assert header.startswith(first), words


def test_a_time_without_a_zone_is_said_to_be_taken_as_utc(demo: Shell) -> None:
    told = "Times without a zone were taken as UTC; GENEALOGY_ZONE is not set.\n"
    plain = "material=5002 from=2026-09-24 to=2026-09-24"
    for words in (
        ("recall", "--where", plain),
        ("trace", "--where", plain),
        ("siblings", "--where", plain),
        ("batches", "--where", plain),
        ("compare", "--scope", plain),
    ):
        assert demo.run(*words).stderr.count(told) == 1, words
        berlin = demo.having(GENEALOGY_ZONE="Europe/Berlin").run(*words)
        assert told not in berlin.stderr, words
    assert told not in demo.run("recall", "--where", SHIFT).stderr
    nothing = demo.run("recall", "--where", "line=9 from=2026-09-24")
    assert (nothing.returncode, told in nothing.stderr) == (3, True)


def test_a_share_is_shown_in_percent(demo: Shell) -> None:
    share = json.loads(demo.out("siblings", "YOG-0040", "--json"))["siblings"][0]["share"]

    assert f" {float(f'{100 * share:.3g}'):g} % " in demo.out("siblings", "YOG-0040")
