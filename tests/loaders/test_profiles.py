"""Profiles: which rows state what, and mistakes in them, each told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, ProfileInvalid
from genealogy.settings import Settings
from loaders.loading import load
from loaders.profile import builtin_profile_texts, builtin_profiles, read_profile, read_profile_file
from tests.conftest import query
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, ISSUES, NOON, issue, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)


def test_two_profiles_that_fit_alike_must_be_told_apart(tmp_path: Path) -> None:
    text = builtin_profile_texts()["mes-consumption"]
    other = read_profile(text.replace('"mes-consumption"', '"mine"'), "mine")
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, [GOOD])

    (refused,) = load(None, [path], builtin_profiles() | {"mine": other}).refused
    assert "mes-consumption and mine fit its header alike; say which with --profile" in refused.why

    (receipt,) = load(None, [path], {"mine": other}).receipts
    assert receipt.profile == "mine"


TYPOS = """\
name   = "Has Capitals"
title  = "With mistakes"
source = "ERP"

[file]
header = []

[cells]
number = "1.2.3"
zone   = "Europe/Atlantis"

[identity]
party = "=own"
lot   = { column = "Lot", rule = "sap_beta" }

[[fact]]
kind      = "consumption"
operation = "Order"
quantty   = "Quantity"

[[fact]]
kind = "eating"

[[describe]]
noun  = "supplier"
name  = "Supplier Name"

[colums]
Lot = ["Batch"]
"""


def test_every_mistake_of_a_profile_is_told_with_its_line_and_the_valid_names(
    settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    with pytest.raises(ProfileInvalid) as refused:
        read_profile(TYPOS, "mine.toml")

    def at(line: str) -> str:
        return f"line {TYPOS.splitlines().index(line) + 1}: "

    told = "\n".join(refused.value.problems)
    expected = [
        (at('name   = "Has Capitals"'), "name: "),
        (at("header = []"), "header"),
        (at('number = "1.2.3"'), "shows no number format"),
        (at('zone   = "Europe/Atlantis"'), "is no time zone"),
        (
            at('lot   = { column = "Lot", rule = "sap_beta" }'),
            'no rule "sap_beta"; there is: sap_alpha',
        ),
        (at("[[fact]]"), 'no kind of fact "eating"; there is: receipt, consumption'),
        (at("[[describe]]"), 'describing a supplier needs its "id"'),
        (at("[colums]"), "this word is not known here"),
    ]
    for _, words in expected:
        assert [each for each in refused.value.problems if words in each], (words, told)
    for line, words in expected[:5] + expected[6:]:
        (problem,) = [each for each in refused.value.problems if words in each]
        assert problem.startswith(line), (problem, line)
    assert 'a consumption has no "quantty"; it has:' in told
    assert "quantity" in told

    path = tmp_path / "mine.toml"
    path.write_text(TYPOS, encoding="utf-8")
    result = run(settings_of("embedded"), "load", tmp_path, "--profile", path)
    assert result.returncode == 4
    assert "quantty" in result.stderr


def test_a_profile_that_is_no_toml_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match="line 2"):
        read_profile('name = "a"\ntitle = \nsource = "A"', "mine.toml")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(tmp_path / "mine.toml")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(tmp_path)
    not_text = tmp_path / "binary.toml"
    not_text.write_bytes(b"\xff\x00")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(not_text)
    with pytest.raises(ProfileInvalid, match=r"needs \[identity\]"):
        read_profile(
            'name = "a"\ntitle = "a"\nsource = "A"\n[file]\nheader = ["Lot"]\n'
            '[[fact]]\nkind = "consumption"\noperation = "Lot"\n',
            "mine.toml",
        )


def test_a_reversal_is_read_from_the_issues_and_a_return_stays_a_link(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [
        issue("MI-3", movement="reversal", reverses=("MI-1", "1")),
        issue("MI-1", quantity="40"),
        issue("MI-2", movement="return", quantity="5"),
        issue("MI-4", quantity="35", lot="L-2"),
    ]
    path = write_csv(tmp_path / "issues.csv", ISSUES, rows)

    (receipt,) = load(database, [path]).receipts

    receipt.check()
    assert (receipt.rows_voiding, receipt.rows_new) == (1, 3)
    facts = query(
        engine,
        "MATCH ()-[r]->(:Operation) RETURN type(r) AS type, r.quantity AS kilos, r.role AS role",
    )
    assert {(row["type"], row["kilos"], row["role"]) for row in facts} == {
        ("VOIDED_CONSUMED", 40.0, None),
        ("CONSUMED", 5.0, "return"),
        ("CONSUMED", 35.0, None),
    }


def test_candidates_are_refused_where_a_fact_cannot_be_possible() -> None:
    text = builtin_profile_texts()["erp-receipts"].replace(
        'lot = "Supplier Lot" }\nsupplier',
        'lot = { column = "Supplier Lot", split = ";", probability = ":" } }\nsupplier',
    )

    with pytest.raises(ProfileInvalid, match="cannot be stated of candidates"):
        read_profile(text, "candidates")
