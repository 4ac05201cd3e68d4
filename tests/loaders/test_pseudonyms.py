"""Persons under a pseudonym: in later loads, in rejected rows, in backups; facts as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings
from genealogy.times import now_text
from loaders.backup import backup
from loaders.loading import load
from loaders.pseudonyms import masked, person, pseudonymise
from loaders.restore import restore
from loaders.undo import undo
from queries.one_state import fingerprint
from queries.recall import recall
from tests.conftest import empty
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import ROOT

EXPORTS = ROOT / "demo" / "exports"
NAME, CONTACT = "Kaufhof Süd", "+49 30 23125 601"


def customers(database: Database, **asked: Any) -> dict[str, tuple[str, str]]:
    """Name and contact of every customer of the demo's recall."""
    answer = recall(database, ["CUL-2231"], **asked)
    return {row["customer_id"]: (row["name"], row["contact"]) for row in answer.customers}


def test_a_person_has_a_pseudonym_and_everything_else_stays(
    database: Database, tmp_path: Path
) -> None:
    load(database, [EXPORTS])
    before, scope = fingerprint(database), customers(database)
    who = person(database, "customer", "C-101")
    assert {NAME, CONTACT} <= set(who.texts)
    known = recall(database, ["CUL-2231"]).trace
    done = pseudonymise(database, who, "person 7f3a")

    assert done.values >= 2
    assert fingerprint(database) == before
    after = customers(database)
    assert after == scope | {"C-101": ("person 7f3a", "person 7f3a")}
    again = recall(database, ["CUL-2231"]).trace
    assert [row["batch_id"] for row in again.batches] == [row["batch_id"] for row in known.batches]
    assert again.shipments == known.shipments
    then = customers(database, as_known_on=now_text())
    assert then["C-101"] == ("person 7f3a", "person 7f3a")
    assert person(database, "customer", "C-101").texts == ()

    # Loaded again, and taken back and loaded again: it stays so.
    load(database, [EXPORTS])
    assert (fingerprint(database), customers(database)) == (before, after)
    told = [each for each in load(database, [EXPORTS]).receipts if "customer" in each.file]
    for each in told:
        undo(database, each.load_id, reason="a trial", by="ann")
        load(database, [EXPORTS])
    assert (fingerprint(database), customers(database)) == (before, after)

    # No node, load or row has the name any more.
    made = backup(database, tmp_path / "kept.jsonl.gz")
    assert made.fingerprint == before


def test_a_later_load_that_states_another_name_gives_none_away(
    database: Database, tmp_path: Path
) -> None:
    load(database, [EXPORTS])
    pseudonymise(database, person(database, "customer", "C-101"), "person 7f3a")
    line = '{"describe": "customer", "id": "C-101", "name": "Kaufhof Neu", "address": "Hof 1"}\n'
    (tmp_path / "later.jsonl").write_text(line, encoding="utf-8")
    run = load(database, [tmp_path / "later.jsonl"])

    assert run.receipts[0].rows_new + run.receipts[0].rows_known == 1
    assert customers(database)["C-101"][0] == "person 7f3a"
    assert person(database, "customer", "C-101").texts == ()


def test_a_backup_with_a_pseudonym_is_restored_as_it_was(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    load(database, [EXPORTS])
    pseudonymise(database, person(database, "customer", "C-101"), "person 7f3a")
    made = backup(database, tmp_path / "kept.jsonl.gz")
    before = customers(database)
    empty(engine)

    assert restore(database, tmp_path / "kept.jsonl.gz").fingerprint == made.fingerprint
    assert customers(database) == before


def test_rejected_rows_have_the_pseudonym(database: Database, tmp_path: Path) -> None:
    load(database, [EXPORTS])
    rows = [
        ("P-1", "1", "I", NAME, "many", "kg", NOON),
        ("P-1", "2", "I", f"{NAME}er", "many", "kg", NOON),
        ("P-1", "3", "I", "L-3", CONTACT, "kg", NOON),
    ]
    write_csv(tmp_path / "rows.csv", CONSUMPTION, rows)
    load(database, [tmp_path / "rows.csv"])
    who = person(database, "customer", "C-101")
    done = pseudonymise(database, who, "person 7f3a")

    assert len(done.rows) == 2
    assert set(done.rows) == set(who.rows)


@pytest.mark.parametrize(("word", "node_id"), [("batch", "C-101"), ("customer", "C-999")])
def test_who_is_no_person_of_the_graph_is_refused(
    word: str, node_id: str, embedded_database: Database
) -> None:
    with pytest.raises(WrongUsage):
        person(embedded_database, word, node_id)


def test_only_whole_words_are_masked() -> None:
    text = "Li, Lin and Li-Na; 王伟"

    assert masked(text, ["Li"], "person 1") == "person 1, Lin and person 1-Na; 王伟"
    assert masked(text, ["Li-Na", "Li"], "person 1") == "person 1, Lin and person 1; 王伟"
    assert masked(text, ["王伟"], r"\1") == r"Li, Lin and Li-Na; \1"
