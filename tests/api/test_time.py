"""Time on the command line: the scope that time allows, and answers as known on a day."""

from __future__ import annotations

import json

from genealogy.times import now_text
from tests.shell import Shell

CULTURE = "S-201/1201/CUL-2231"


def test_what_leaves_in_time_is_listed_in_every_form(demo: Shell) -> None:
    asked = ("trace", "CUL-2231", "--time-respecting")
    answer = json.loads(demo.out(*asked, "--json"))
    beside = answer["time_respecting"]

    assert set(beside) == {"tolerance_hours", "batches", "customers", "suppliers", "left"}
    assert {row["batch_id"] for row in beside["batches"]} == {
        row["batch_id"] for row in answer["batches"] if row["in_time"]
    }
    assert "possible in time (postings up to 24 h late)" in demo.out(*asked)
    left = demo.out(*asked, "--csv", "--table", "left").splitlines()[1:]
    assert len(left) == len(beside["left"])
    done = demo.run("recall", "CUL-2231", "--csv", "--table", "left")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--time-respecting" in done.stderr
    done = demo.run("recall", "CUL-2231", "--csv", "--table", "amounts")
    assert (done.returncode, "needs --quantities" in done.stderr) == (2, True)


def test_an_answer_as_known_now_is_that_of_today_and_before_there_was_none(demo: Shell) -> None:
    today = json.loads(demo.out("recall", "CUL-2231", "--json"))
    at = now_text()
    then = json.loads(demo.out("recall", "CUL-2231", "--as-known-on", at, "--json"))

    assert then.pop("fingerprint") != today.pop("fingerprint")
    assert then["question"].pop("as_known_on") == at
    for gap in then["verdict"]["gaps"] + today["verdict"]["gaps"]:
        del gap["at_most_batches"]  # bounded otherwise: see docs/model.md
    assert then == today
    assert f"as known on {at}" in demo.out("recall", "CUL-2231", "--as-known-on", at)
    assert demo.run("trace", "CUL-2231", "--as-known-on", "2020-01-01").returncode == 3
    for wrong in ("soon", "2999-01-01"):
        assert demo.run("trace", "CUL-2231", "--as-known-on", wrong).returncode == 2


def test_why_gives_all_links_too(demo: Shell) -> None:
    shortest, into, between = (
        json.loads(demo.out("why", "YOG-0040", "CUL-2231", *more, "--json"))
        for more in ((), ("--all",), ("--between",))
    )

    assert [each["question"]["links"] for each in (shortest, into, between)] == [
        "shortest", "into", "between",
    ]  # fmt: skip
    ends = [{(hop["source"], hop["target"]) for hop in each["hops"]} for each in (into, between)]
    assert {(hop["source"], hop["target"]) for hop in shortest["hops"]} <= ends[1]
    assert ends[0] <= ends[1]
    screen = demo.out("why", "YOG-0040", "CUL-2231", "--all", "--as-known-on", now_text())
    assert "went into" in screen
    assert ".csv row " in screen
