"""`genealogy cypher`: what it prints, what it refuses, and that a cut is told."""

from __future__ import annotations

import csv
import io
import json

import pytest

from api.exits import INPUT_REFUSED, WRONG_USAGE
from tests.shell import Shell

LOTS = "MATCH (b:Batch) WHERE b.lot STARTS WITH $start RETURN b.lot AS lot ORDER BY lot"


def test_it_answers_as_table_json_and_csv(demo: Shell) -> None:
    words = ("cypher", LOTS, "--parameter", "start=CUL-2231")
    table = demo.run(*words)
    answer = json.loads(demo.out(*words, "--json"))

    assert table.returncode == 0
    assert "NOT ALL" not in table.stderr
    assert [line.strip() for line in table.stdout.splitlines()] == ["lot", "CUL-2231"]
    assert answer == {
        "columns": ["lot"],
        "rows": [["CUL-2231"]],
        "complete": True,
        "cut": None,
        "limits": {"rows": 1000, "seconds": 30.0, "bytes": 16777216},
    }
    assert demo.out(*words, "--csv") == "lot\nCUL-2231\n"


def test_a_cut_is_told_and_changes_no_code(demo: Shell) -> None:
    words = ("cypher", LOTS, "--parameter", "start=YOG-", "--rows", "2")
    done = demo.run(*words)
    answer = json.loads(demo.out(*words, "--json"))

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3)
    assert "NOT ALL: cut by the limit of --rows: 2 rows shown, there is more" in done.stderr
    assert (answer["complete"], answer["cut"], len(answer["rows"])) == (False, "rows", 2)


def test_nodes_are_json_in_a_cell(demo: Shell) -> None:
    text = "MATCH (b:Batch {lot: 'CUL-2231'}) RETURN b, [1, 2] AS numbers"
    header, row = csv.reader(io.StringIO(demo.out("cypher", text, "--csv")))

    assert header == ["b", "numbers"]
    assert json.loads(row[0])["properties"]["lot"] == "CUL-2231"
    assert row[1] == "[1, 2]"


def test_parameters_are_json_or_else_text(demo: Shell) -> None:
    text = "RETURN $number + 1 AS number, $digits AS digits, $text AS text, $list[1] AS second"
    given = ("number=41", 'digits="4711"', "text=own/1/L=1", "list=[1, 2]")
    words = [word for each in given for word in ("--parameter", each)]
    answer = json.loads(demo.out("cypher", text, *words, "--json"))

    assert answer["rows"] == [[42, "4711", "own/1/L=1", 2]]
    assert demo.run("cypher", text, "--parameter", "number").returncode == WRONG_USAGE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CREATE (:Batch {batch_id: 'w'})", ["is refused", "only what reads the graph"]),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", ["is refused"]),
        ("MATCH (n RETURN n", ["cannot be run", "line 1"]),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(text: str, words: list[str], demo: Shell) -> None:
    done = demo.run("cypher", text)

    assert (done.returncode, done.stdout) == (INPUT_REFUSED, "")
    assert all(word in done.stderr for word in words)
    assert "Traceback" not in done.stderr
