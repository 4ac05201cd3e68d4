"""What came back, and what a stock count says with the movements since."""

from __future__ import annotations

from typing import Any

import pytest

from genealogy.engine.database import Database
from queries.recall import recall
from tests.plants import own, state
from tests.queries.flows import (
    COOKED,
    WHOLE,
    came,
    counted,
    day,
    gaps,
    made,
    scrapped,
    sent,
    sent_back,
    used,
    verdict,
)


def test_a_partial_return_from_the_line_nets(embedded_database: Database) -> None:
    facts = [
        *(came("milk"), used("milk", "cook"), used("milk", "cook", "4", role="return")),
        *(made("cook", "cheese", "6"), sent("cheese", "shop", "6"), counted("milk", "4")),
    ]
    state(embedded_database, facts)

    answer = recall(embedded_database, [own("milk")])

    assert gaps(answer.trace.verdict) == []
    quantities = {row["target"]: row["quantity"] for row in answer.trace.links}
    assert quantities == {"cook": 6.0, own("cheese"): 6.0}
    assert {unit: float(each) for unit, each in answer.on_hand.items()} == {"kg": 4.0}


def test_what_came_back_from_the_line_must_be_somewhere(embedded_database: Database) -> None:
    facts = [
        *(came("milk"), used("milk", "cook"), used("milk", "cook", "4", role="return")),
        *(made("cook", "cheese", "6"), sent("cheese", "shop", "6")),
    ]

    assert gaps(verdict(embedded_database, facts)) == [("unaccounted", "milk", 4.0)]


def test_what_customers_sent_back_must_be_somewhere(embedded_database: Database) -> None:
    facts = [*WHOLE, sent_back("shop", "cheese", "3")]

    assert gaps(verdict(embedded_database, facts)) == [("unaccounted", "cheese", 3.0)]


def test_what_customers_sent_back_and_was_scrapped_is_accounted_for(
    embedded_database: Database,
) -> None:
    state(embedded_database, [*WHOLE, sent_back("shop", "cheese", "3"), scrapped("cheese", "3")])

    answer = recall(embedded_database, [own("milk")])

    assert gaps(answer.trace.verdict) == []
    assert answer.to_dict()["totals"] == {
        "shipped": {"kg": 10.0},
        "returned": {"kg": 3.0},
        "disposed": {"kg": 3.0},
        "gained": {},
        "on_hand": {},
    }


@pytest.mark.parametrize(
    ("facts", "on_hand"),
    [
        # What was shipped after the count is no longer there.
        ([counted("cheese", at=day(4)), sent("cheese", "shop", "7", at=day(5))], 3.0),
        ([counted("cheese", at=day(4)), sent("cheese", "shop", "10", at=day(5))], 0.0),
        # What was shipped before it is not in it.
        ([sent("cheese", "shop", "7", at=day(3)), counted("cheese", "3", at=day(4))], 3.0),
        # What came back after it is there again.
        (
            [
                *(sent("cheese", "shop", "7", at=day(3)), counted("cheese", "3", at=day(4))),
                sent_back("shop", "cheese", "2", at=day(5)),
            ],
            5.0,
        ),
        # The latest count holds, whatever earlier ones said.
        (
            [
                *(counted("cheese", "99", at=day(3)), sent("cheese", "shop", "7", at=day(4))),
                counted("cheese", "3", at=day(5)),
            ],
            3.0,
        ),
        # Several places of one count add up.
        (
            [
                counted("cheese", "4", at=day(4), document="C-1"),
                counted("cheese", "6", "ramp", at=day(4, 13), document="C-1"),
                counted("cheese", "1", "ramp", at=day(3), document="C-0"),
            ],
            10.0,
        ),
        # Also in another unit.
        (
            [
                *(counted("cheese", "4000", unit="g", at=day(4)), scrapped("cheese", "5")),
                scrapped("cheese", "1"),
            ],
            4.0,
        ),
        # Within one second, by its parts.
        (
            [
                counted("cheese", at=day(4)),
                sent("cheese", "shop", "7", at=day(4, second=0.5)),
            ],
            3.0,
        ),
        (
            [
                counted("cheese", "99", at=day(4)),
                counted("cheese", "10", at=day(4, second=0.5)),
            ],
            10.0,
        ),
        # A count that does not say when it was made is as of now.
        ([sent("cheese", "shop", "7", at=day(5)), counted("cheese", "3")], 3.0),
    ],
)
def test_what_is_on_hand_follows_from_the_latest_count(
    embedded_database: Database, facts: list[Any], on_hand: float
) -> None:
    state(
        embedded_database,
        [
            *(came("milk", at=day(1)), used("milk", "cook", at=day(2))),
            *(made("cook", "cheese", at=day(2)), *facts),
        ],
    )

    answer = recall(embedded_database, [own("milk")])

    assert gaps(answer.trace.verdict) == []
    assert {unit: float(each) for unit, each in answer.on_hand.items()} == (
        {"kg": on_hand} if on_hand else {}
    )


def test_a_count_that_finds_less_leaves_a_gap(embedded_database: Database) -> None:
    facts = [*COOKED, counted("cheese", "4", at=day(4))]

    assert gaps(verdict(embedded_database, facts)) == [("unaccounted", "cheese", 6.0)]
