"""The gaps that a load opens and closes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Description, Fact, Statement
from genealogy.identity import BatchName
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders.completeness import completeness
from loaders.fresh import Fresh
from loaders.gathering import MappedRow
from loaders.writing import write_chunk
from tests.loaders.test_facts import voided
from tests.plants import consumed, own, produced, shipped, state, supplied


def changes(
    database: Database, load_id: str, statements: list[Statement], *lots: str
) -> tuple[dict[str, int], dict[str, int]]:
    since = now_text()
    state(database, statements, load_id)
    found = completeness(database, set(map(own, lots)), {"mix"}, since, Fresh())
    return +found.opened, +found.closed


def test_gaps_open_with_what_is_unknown_and_close_as_it_becomes_known(database: Database) -> None:
    assert changes(database, "1", [consumed("milk", "mix")], "milk") == (
        {"no origin": 1, "operation without outputs": 1},
        {},
    )
    assert changes(database, "2", [produced("mix", "cake")], "cake") == (
        {"no whereabouts": 1},
        {"operation without outputs": 1},
    )
    more: list[Statement] = [supplied("farm", "milk"), shipped("cake", "shop")]
    assert changes(database, "3", more, "milk", "cake") == (
        {},
        {"no origin": 1, "no whereabouts": 1},
    )
    assert changes(database, "4", [consumed("milk", "mix")], "milk") == ({}, {})


def test_a_reversal_opens_the_gap_again(database: Database) -> None:
    state(database, [supplied("farm", "milk"), consumed("milk", "mix"), produced("mix", "cake")])

    assert changes(database, "2", [voided(supplied("farm", "milk"))], "milk") == (
        {"no origin": 1},
        {},
    )
    assert changes(database, "3", [voided(produced("mix", "cake"))], "cake") == (
        {"operation without outputs": 1},
        {"no whereabouts": 1},  # nothing is left that says that there was one
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_a_load_made_itself_needs_no_asking(embedded_database: Database, seed: int) -> None:
    """The gaps are the same as where the database is asked of every node."""
    random = Random(seed)
    lots, operations = [f"L{n}" for n in range(12)], ["mix", "bake", "cut"]
    facts: list[Fact] = [supplied("farm", random.choice(lots)) for _ in range(3)]
    facts += [consumed(random.choice(lots), random.choice(operations)) for _ in range(5)]
    facts += [produced(random.choice(operations), random.choice(lots)) for _ in range(5)]
    facts += [shipped(random.choice(lots), "shop") for _ in range(3)]
    begun = Description(
        noun=Noun.OPERATION, id="mix", properties={"started_at": "2026-10-02T08:00:00Z"}
    )
    statements: list[Statement] = [*facts, *map(voided, random.sample(facts, 3)), begun]
    if seed % 2:
        pending = BatchName("own", None, lot=random.choice(lots)).batch_id
        statements.append(replace(consumed("L0", "cut"), source=pending, key="pending"))
    random.shuffle(statements)
    state(embedded_database, statements[:4], "before")
    since, fresh = now_text(), Fresh()
    for at in range(4, len(statements), 5):
        rows = [MappedRow(1, tuple(statements[at : at + 5]))]
        fresh.note(write_chunk(embedded_database, rows, f"load-{at}", lambda _: {}).plan)

    batches = set(map(own, lots))
    told = completeness(embedded_database, batches, set(operations), since, fresh)
    asked = completeness(embedded_database, batches, set(operations), since, Fresh())

    assert (+told.opened, +told.closed) == (+asked.opened, +asked.closed)
    assert +asked.opened
    assert bool(fresh.made[Noun.BATCH]) == (seed % 2 == 0)  # else lots are pending
