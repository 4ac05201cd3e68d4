"""Undoing a load: what only that load stated goes, what others state stays, nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import LoadNotFound, UnknownBatch
from genealogy.facts import Description, Statement
from genealogy.nouns import Noun
from genealogy.settings import Settings
from loaders.loading import load
from loaders.undo import Undone, undo
from queries.freshness import missing_input
from queries.trace import trace
from tests.conftest import empty, query
from tests.loaders.commands import fingerprint
from tests.loaders.exports import many_consumptions
from tests.loaders.test_facts import edges, voided
from tests.loaders.test_pending import CREAM, LOT, MILK, derived, received, used
from tests.plants import consumed, own, produced, state, supplied

MONDAY, TUESDAY = (datetime(2026, 10, day, tzinfo=UTC) for day in (5, 6))
DEMO = sorted((Path(demo.__file__).parent / "exports").iterdir())


def taken_back(database: Database, load_id: str, **more: bool) -> Undone:
    return undo(database, load_id, reason="wrong file", by="ann", **more)


def live(engine: Settings) -> set[tuple[str, str, str]]:
    """The relationships that stand."""
    return {edge for edge in edges(engine) if not edge[1].startswith("VOIDED_")}


def name_of(engine: Settings, lot: str) -> object:
    (row,) = query(engine, "MATCH (b:Batch {batch_id: $id}) RETURN b.name AS name", id=own(lot))
    return row["name"]


def named(lot: str, name: str, **more: datetime) -> Description:
    return Description(noun=Noun.BATCH, id=own(lot), properties={"name": name}, **more)


def test_what_only_that_load_stated_is_voided(database: Database, engine: Settings) -> None:
    state(database, [consumed("milk", "mix"), produced("mix", "cake")], "good")
    before = fingerprint(engine), live(engine)
    state(database, [consumed("salt", "mix"), consumed("milk", "mix")], "wrong")

    result = taken_back(database, "wrong")

    assert (dict(result.voided), dict(result.kept)) == ({"consumption": 1}, {"consumption": 1})
    assert (fingerprint(engine), live(engine)) == before
    assert ("salt", "VOIDED_CONSUMED", "mix") in edges(engine)
    with pytest.raises(UnknownBatch):
        trace(database, ["salt"])
    assert missing_input(database) == []


def test_a_dry_run_shows_the_same_effect_and_changes_nothing(
    database: Database, engine: Settings
) -> None:
    state(database, [consumed("milk", "mix"), named("milk", "Milk")], "good")
    state(database, [consumed("salt", "mix"), consumed("milk", "mix")], "wrong")
    before = fingerprint(engine), edges(engine)

    tried = taken_back(database, "wrong", dry_run=True)

    assert (fingerprint(engine), edges(engine)) == before
    done = taken_back(database, "wrong")
    assert (tried.voided, tried.kept, tried.examples) == (done.voided, done.kept, done.examples)
    assert tried.dry_run


def test_a_version_that_it_superseded_comes_back(database: Database, engine: Settings) -> None:
    first = consumed("milk", "mix", changed_at=MONDAY)
    state(database, [first], "good")
    state(database, [replace(first, target="bake", changed_at=TUESDAY)], "wrong")
    assert live(engine) == {("milk", "CONSUMED", "bake")}

    result = taken_back(database, "wrong")

    assert live(engine) == {("milk", "CONSUMED", "mix")}
    assert (dict(result.voided), dict(result.restored)) == ({"consumption": 1}, {"consumption": 1})


def test_a_fact_that_it_voided_comes_back(database: Database, engine: Settings) -> None:
    fact = consumed("milk", "mix")
    state(database, [fact], "good")
    before = fingerprint(engine)
    state(database, [voided(fact), voided(consumed("salt", "mix"))], "wrong")
    assert live(engine) == set()

    taken_back(database, "wrong")

    assert live(engine) == {("milk", "CONSUMED", "mix")}
    assert fingerprint(engine) == before
    state(database, [consumed("salt", "mix")], "later")  # its early void waits no longer
    assert ("salt", "CONSUMED", "mix") in live(engine)


def test_a_description_that_it_replaced_comes_back(database: Database, engine: Settings) -> None:
    state(database, [consumed("milk", "mix"), named("milk", "Milk", changed_at=MONDAY)], "good")
    before = fingerprint(engine)
    state(database, [named("milk", "Chalk", changed_at=TUESDAY), named("salt", "Salt")], "wrong")
    assert name_of(engine, "milk") == "Chalk"

    result = taken_back(database, "wrong")

    assert (name_of(engine, "milk"), name_of(engine, "salt")) == ("Milk", None)
    assert fingerprint(engine) == before
    assert result.descriptions == 2


def test_loading_it_again_states_it_all_anew(database: Database, engine: Settings) -> None:
    statements: list[Statement] = [consumed("salt", "mix"), named("salt", "Salt")]
    state(database, [consumed("milk", "mix")], "good")
    state(database, statements, "wrong")
    before = fingerprint(engine), live(engine)
    taken_back(database, "wrong")

    state(database, statements, "wrong")

    assert (fingerprint(engine), live(engine)) == before
    assert trace(database, ["salt"]).batches


def test_a_file_that_is_loaded_again_is_new_and_not_known(
    database: Database, tmp_path: Path
) -> None:
    path = many_consumptions(tmp_path / "issues.csv", 10)
    (first,) = load(database, [path]).receipts
    taken_back(database, "issues.csv")

    (again,) = load(database, [path]).receipts

    assert (again.rows_new, again.rows_known, again.facts_new) == (10, 0, 10)
    assert again.facts_new == first.facts_new


def test_what_another_load_states_too_is_known_when_it_is_loaded_again(
    database: Database, tmp_path: Path
) -> None:
    load(database, [many_consumptions(tmp_path / "some.csv", 4)])
    path = many_consumptions(tmp_path / "issues.csv", 10)
    load(database, [path])
    taken_back(database, "issues.csv")

    (again,) = load(database, [path]).receipts

    assert (again.rows_new, again.rows_known, again.facts_new) == (6, 4, 6)


def test_a_batch_that_goes_is_no_candidate_any_more(database: Database, engine: Settings) -> None:
    state(database, [received(MILK), used()], "good")
    before = fingerprint(engine)
    state(database, [received(CREAM)], "wrong")
    assert len(derived(engine)) == 2

    taken_back(database, "wrong")
    assert derived(engine) == [("CONSUMED", MILK)]
    assert fingerprint(engine) == before

    state(database, [received(CREAM)], "right")
    assert len(derived(engine)) == 2


def test_a_pending_lot_goes_with_its_load(database: Database, engine: Settings) -> None:
    state(database, [received(MILK)], "good")
    state(database, [used()], "wrong")

    taken_back(database, "wrong")

    assert derived(engine) == []
    assert not any(LOT in edge and not edge[1].startswith("VOIDED_") for edge in edges(engine))


def test_undoing_a_second_time_changes_nothing(database: Database, engine: Settings) -> None:
    state(database, [consumed("milk", "mix")], "good")
    state(database, [consumed("salt", "mix")], "wrong")
    taken_back(database, "wrong")
    before = fingerprint(engine), edges(engine)

    assert taken_back(database, "wrong").voided == {}
    assert (fingerprint(engine), edges(engine)) == before


def test_an_unknown_load_is_told(database: Database) -> None:
    with pytest.raises(LoadNotFound, match="No load is meant"):
        taken_back(database, "nope")
    state(database, [supplied("farm", "milk", quantity="1")], "abc1")
    state(database, [supplied("farm", "salt", quantity="1")], "abc2")
    with pytest.raises(LoadNotFound, match="2 loads"):
        taken_back(database, "abc")


@pytest.mark.parametrize("wrong", [3, 8])
def test_the_demo_without_one_file_is_the_demo_with_it_undone(
    database: Database, engine: Settings, wrong: int
) -> None:
    def loaded(paths: Iterable[Path]) -> None:
        assert not load(database, paths).refused

    loaded(path for path in DEMO if path != DEMO[wrong])
    expected = fingerprint(engine), live(engine)
    empty(engine)
    loaded(DEMO)
    with_it = fingerprint(engine)

    taken_back(database, DEMO[wrong].name)
    assert (fingerprint(engine), live(engine)) == expected

    loaded([DEMO[wrong]])
    assert fingerprint(engine) == with_it
