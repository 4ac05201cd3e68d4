"""The gaps that a load opens and closes."""

from __future__ import annotations

from genealogy.engine.database import Database
from genealogy.facts import Statement
from genealogy.times import now_text
from loaders.completeness import completeness
from tests.loaders.test_facts import voided
from tests.plants import consumed, own, produced, shipped, state, supplied


def changes(
    database: Database, load_id: str, statements: list[Statement], *lots: str
) -> tuple[dict[str, int], dict[str, int]]:
    since = now_text()
    state(database, statements, load_id)
    found = completeness(database, map(own, lots), ["mix"], since)
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
