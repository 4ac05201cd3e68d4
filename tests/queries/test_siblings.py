"""Siblings at risk: who shares an ancestor, how near, with what share; and what can be stopped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import UnknownBatch
from queries.siblings import Siblings, siblings
from tests.plants import own, state
from tests.queries.flows import came, counted, day, made, operation, sent, used


def lot(batch_id: str) -> str:
    return batch_id.rsplit("/", maxsplit=1)[-1]


def told(answer: Siblings) -> dict[str, Any]:
    """The answer as a program gets it: through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(answer.to_dict()))
    return found


def nearest(answer: Siblings) -> dict[str, tuple[str, int, float | None]]:
    """Of each sibling the nearest shared ancestor, the operations between, and the share."""
    return {
        lot(row["batch_id"]): (lot(row["ancestor"]), row["operations"], row["share"])
        for row in answer.batches
    }


MILK = [
    *(came("milk", "100", at=day(1)), used("milk", "one", "30"), made("one", "bad", "30")),
    *(used("milk", "two", "50"), made("two", "mass", "50")),
    *(used("mass", "pack", "50"), made("pack", "cup", "48"), sent("cup", "shop", "40")),
    *(counted("cup", "8", at=day(9)), counted("milk", "20", at=day(9))),
]


def test_each_sibling_has_its_ancestor_and_share(database: Database) -> None:
    state(database, MILK)

    answer = siblings(database, [own("bad")])

    assert nearest(answer) == {"mass": ("milk", 1, 50 / 80), "cup": ("milk", 2, 50 / 80)}
    assert [(lot(row["batch_id"]), row["siblings"]) for row in answer.ancestors] == [("milk", 2)]


def test_who_got_siblings_and_what_can_be_stopped_is_told(database: Database) -> None:
    begun = operation("mixing", started_at="2026-10-09T12:00:00Z", line="2")
    state(database, [*MILK, used("cup", "mixing", "1"), used("bad", "mixing", "1"), begun])

    found = told(siblings(database, [own("bad")]))

    assert [
        (row["customer_id"], row["batches"], row["shipped"], row["certain"])
        for row in found["customers"]
    ] == [("shop", 1, {"kg": 40.0}, True)]
    assert [(lot(row["batch_id"]), row["of"], row["on_hand"]) for row in found["stock"]] == [
        ("cup", "sibling", 8.0),
        ("milk", "ancestor", 20.0),
    ]
    assert [
        (row["operation_id"], row["line"], lot(row["batch_id"]), row["of"])
        for row in found["in_process"]
    ] == [("mixing", "2", "bad", "scope"), ("mixing", "2", "cup", "sibling")]
    assert found["totals"] == {"shipped": {"kg": 40.0}, "on_hand": {"kg": 8.0}}


def test_where_quantities_do_not_tell_there_is_no_share(database: Database) -> None:
    state(
        database,
        [
            *(used("milk", "one"), made("one", "bad"), used("milk", "two", None)),
            *(made("two", "a"), used("salt", "one"), used("salt", "three", "1", unit="pcs")),
            made("three", "b"),
        ],
    )

    answer = siblings(database, [own("bad")])

    assert nearest(answer) == {"a": ("milk", 1, None), "b": ("salt", 1, None)}


def test_what_was_given_back_is_no_part_of_the_share(database: Database) -> None:
    state(
        database,
        [
            *(used("milk", "one", "10"), made("one", "bad"), used("milk", "two", "40")),
            *(used("milk", "two", "10", role="return"), made("two", "a")),
        ],
    )

    assert nearest(siblings(database, [own("bad")])) == {"a": ("milk", 1, 0.75)}


def test_what_came_from_nowhere_has_no_siblings_and_says_that_something_is_missing(
    database: Database,
) -> None:
    state(database, [made("one", "bad"), sent("bad", "shop")])

    found = told(siblings(database, [own("bad")]))

    assert found["siblings"] == []
    assert found["verdict"]["backward"]["status"] == "incomplete"


def test_siblings_can_be_asked_by_a_selection(database: Database) -> None:
    state(database, [*MILK, operation("one", line="1")])

    answer = siblings(database, [], where=["line=1"])

    assert set(nearest(answer)) == {"mass", "cup"}
    assert told(answer)["question"] == {
        "direction": "siblings",
        "origins": [own("bad")],
        "named": [],
        "where": ["line=1"],
        "untimed": [],
    }
    with pytest.raises(UnknownBatch):
        siblings(database, ["nothing like it"])


def test_of_a_batch_with_unstated_quantities_nobody_tells_what_is_on_hand(
    database: Database,
) -> None:
    state(database, [*MILK, sent("mass", "kiosk", None), sent("milk", "dairy", "1", unit="pcs")])

    answer = siblings(database, [own("bad")])

    assert {lot(row["batch_id"]): row["on_hand"] for row in answer.batches} == {
        "mass": None,
        "cup": 8.0,
    }
    assert [row["on_hand"] for row in answer.ancestors] == [None]


def test_a_share_has_nine_digits(database: Database) -> None:
    state(
        database,
        [
            *(used("milk", "one", "2"), made("one", "bad")),
            *(used("milk", "two", "1"), made("two", "a")),
        ],
    )

    assert nearest(siblings(database, [own("bad")])) == {"a": ("milk", 1, 0.333333333)}
