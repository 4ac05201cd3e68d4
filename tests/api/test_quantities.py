"""`--quantities` on the command line, of the demo's recall."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.shell import Shell

ORIGIN = "S-201/1201/CUL-2231"


@pytest.mark.parametrize("command", ["trace", "recall"])
def test_the_tables_have_the_amounts_and_a_line_tells_where_all_is(
    demo: Shell, command: str
) -> None:
    done = demo.run(command, ORIGIN, "--quantities")

    assert done.returncode == 0, done.stderr
    for word in ("amount", "share", "at least", "at most", "of 24 kg, perfectly mixed:", " %"):
        assert word in done.stdout
    assert "1 batch can hold nothing, as all came back: own/5101/MP-0006" in done.stdout


def test_json_has_them_as_numbers_that_add_up(demo: Shell) -> None:
    answer = json.loads(demo.run("recall", ORIGIN, "--quantities", "--json").stdout)
    (content,) = answer["quantities"]

    assert content["seeded"] == 24
    assert sum(content["found"].values()) == pytest.approx(24)
    assert all(len(row["amounts"]) == 1 for row in (*answer["batches"], *answer["customers"]))
    assert [row["batch_id"] for row in answer["batches"] if row["amounts"][0]["high"] == 0] == [
        "own/5101/MP-0006"
    ]
    with_customers = sum(row["amounts"][0]["mixing"] for row in answer["customers"])
    assert with_customers == pytest.approx(content["found"]["customers"])


def test_csv_has_them_as_columns(demo: Shell) -> None:
    done = demo.run("trace", ORIGIN, "--quantities", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert list(rows[0])[-4:] == ["amount", "share", "at_least", "at_most"]
    assert [rows[0][name] for name in list(rows[0])[-4:]] == ["24 kg", "1.0", "24 kg", "24 kg"]


def test_they_are_told_forward_only(demo: Shell) -> None:
    done = demo.run("trace", ORIGIN, "--backward", "--quantities")

    assert done.returncode == 2
    assert "forward" in done.stderr
