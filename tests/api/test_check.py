"""`genealogy check` as people and jobs run it."""

from __future__ import annotations

import csv
import io
import json

from api.exits import CHECKS_FAILED, WRONG_USAGE
from queries.check import RULES
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import Shell


def test_warnings_and_notices_end_with_code_0(demo: Shell) -> None:
    done = demo.run("check", *(name for name, rule in RULES.items() if rule.severity != "error"))

    assert done.returncode == 0, done.stderr
    assert "own/PO-00089: made 1.048 kg of each kg consumed" in done.stdout
    assert "0 errors, 4 warnings, 2 notices" in done.stdout


def test_the_planted_errors_of_the_demo_end_with_a_code_of_their_own(demo: Shell) -> None:
    done = demo.run("check")

    assert done.returncode == CHECKS_FAILED
    assert "own/3201/YB-0424: first received or made at 2026-10-08T17:30:00Z" in done.stdout
    assert (
        f"2 errors, 4 warnings, 2 notices; {len(RULES) - 7} of {len(RULES)} checks" in done.stdout
    )
    assert "fingerprint" in done.stderr


def test_an_error_ends_with_a_code_of_its_own(fresh: Shell) -> None:
    rows = [("P-1", str(line), "I", f"L-{line}", "2", "kg", NOON) for line in range(1, 8)]
    write_csv(fresh.folder / "used.csv", CONSUMPTION, rows)
    fresh.out("load", "used.csv")

    done = fresh.run("check", "consumed-more-than-exists")

    assert done.returncode == CHECKS_FAILED
    assert "own/I/L-1: it was consumed, and never received or made" in done.stdout
    assert "... and 2 more" in done.stdout
    assert "more examples: --examples N" in done.stderr
    assert "L-7" not in done.stdout
    every = fresh.run("check", "consumed-more-than-exists", "--examples", "0", "--load", "used.csv")
    assert every.returncode == CHECKS_FAILED
    assert "own/I/L-7: it was consumed" in every.stdout
    assert fresh.run("check", "loop", "orphan").returncode == 0


def test_json_has_every_check_and_csv_a_row_for_each_finding(demo: Shell) -> None:
    told = json.loads(demo.run("check", "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(demo.run("check", "--csv").stdout)))

    assert [each["check"] for each in told["checks"]] == list(RULES)
    shown = [
        (each["check"], example["subject"])
        for each in told["checks"]
        for example in each["examples"]
    ]
    assert [(row["check"], row["subject"]) for row in rows] == shown
    assert len(rows) == 8
    assert set(rows[0]) == {"severity", "check", "count", "subject", "why"}


def test_an_unknown_check_is_wrong_usage(demo: Shell) -> None:
    done = demo.run("check", "loops")

    assert done.returncode == WRONG_USAGE
    assert 'Did you mean "loop"?' in done.stderr
    assert done.stdout == ""
