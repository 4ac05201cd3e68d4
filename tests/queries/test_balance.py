"""What came into a batch against what went out, in whatever units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Arrival, Disposal
from queries.recall import recall
from queries.trace import trace
from tests.plants import own, state
from tests.queries.flows import (
    COOKED,
    WHOLE,
    amount,
    came,
    counted,
    day,
    gained,
    gaps,
    made,
    operation,
    scrapped,
    sent,
    used,
    verdict,
)


@pytest.mark.parametrize(
    ("rest", "leaves"),
    [
        ([sent("cheese", "shop")], {"shipped": 1}),
        ([counted("cheese")], {"on hand": 1}),
        ([scrapped("cheese")], {"disposed": 1}),
        ([scrapped("cheese", "1"), counted("cheese", "9")], {"on hand": 1}),
        ([sent("cheese", "shop", "4"), counted("cheese", "6")], {"shipped": 1}),
        ([sent("cheese", "shop", "4"), scrapped("cheese", "6")], {"shipped": 1}),
        ([amount(Arrival, "cheese", "shop")], {"shipped": 1}),
        (
            [used("cheese", "cut"), made("cut", "slices"), sent("slices", "shop")],
            {"shipped": 1},
        ),
        (
            [
                *(
                    used("cheese", "cut"),
                    made("cut", "slices", "7"),
                    made("cut", "rind", "3"),
                ),
                *(sent("slices", "shop", "7"), scrapped("rind", "3")),
            ],
            {"disposed": 1, "shipped": 1},
        ),
        (
            [used("cheese", "cut"), operation("cut", started_at="2026-10-01T08:00:00Z")],
            {"in process": 1},
        ),
    ],
)
def test_every_end_of_a_whole_answer_has_its_type(
    embedded_database: Database, rest: list[Any], leaves: dict[str, int]
) -> None:
    found = verdict(embedded_database, [*COOKED, *rest])

    assert (gaps(found), found.unchecked) == ([], 0)
    assert found.leaves == leaves


def test_an_end_with_a_gap_is_counted_as_one_and_no_other(embedded_database: Database) -> None:
    found = verdict(embedded_database, [*COOKED, sent("cheese", "shop", "5")])

    assert found.leaves == {"gap": 1}


def test_looking_back_ends_are_what_was_received_and_what_nobody_knows(
    embedded_database: Database,
) -> None:
    facts = [*WHOLE, came("salt"), used("salt", "cook"), used("rennet", "cook")]

    assert verdict(embedded_database, facts, "cheese", "backward").leaves == {
        "gap": 1,
        "received": 2,
    }


def test_every_reason_of_disposal_is_a_whereabouts(embedded_database: Database) -> None:
    reasons = ("scrap", "sample", "adjustment", "returned to supplier")
    facts = [amount(Disposal, "cheese", reason, "2.5") for reason in reasons]

    found = verdict(embedded_database, [*COOKED, *facts])

    assert (gaps(found), found.leaves) == ([], {"disposed": 1})


# Gains


def test_what_was_found_may_go_out_again(database: Database) -> None:
    facts = [*COOKED, gained("cheese", "2"), sent("cheese", "shop", "12")]

    assert gaps(verdict(database, facts)) == []
    assert gaps(verdict(database, [gained("cheese", "1")])) == [("unaccounted", "cheese", 1.0)]


def test_a_gain_is_no_origin(database: Database) -> None:
    facts = [gained("relic"), used("relic", "cook"), made("cook", "pie"), sent("pie", "shop")]
    state(database, facts)

    forward, backward = (
        trace(database, [own(lot)], direction).verdict
        for lot, direction in (("relic", "forward"), ("pie", "backward"))
    )

    assert gaps(forward) == gaps(backward) == [("no origin", "relic", 10.0)]
    assert (forward.leaves, backward.leaves) == ({"shipped": 1}, {"gap": 1})


def test_a_gain_is_no_whereabouts(embedded_database: Database) -> None:
    answer = verdict(embedded_database, [*COOKED, gained("cheese", "2")])

    assert gaps(answer) == [("no whereabouts", "cheese", 12.0)]


def test_a_recall_lists_what_was_found(database: Database) -> None:
    gain = gained("cheese", "2", at=day(4), document="PI-1", reason="inventory difference")
    state(database, [*COOKED, gain, scrapped("cheese", "1"), sent("cheese", "shop", "11")])

    answer = recall(database, [own("milk")]).to_dict()

    assert answer["gains"] == [
        {
            "batch_id": own("cheese"),
            "disposal_id": "adjustment",
            "quantity": 2.0,
            "at_most": None,
            "unit": "kg",
            "occurred_at": "2026-10-04T12:00:00Z",
            "document": "PI-1",
            "certain": True,
            "reason": "inventory difference",
        }
    ]
    assert (answer["totals"]["gained"], answer["totals"]["disposed"]) == ({"kg": 2.0}, {"kg": 1.0})
    assert [row["disposal_id"] for row in answer["disposals"]] == ["scrap"]


# Units


def test_units_of_one_dimension_are_converted(embedded_database: Database) -> None:
    facts = [
        *(came("milk", "10"), used("milk", "cook", "10000", unit="g")),
        *(made("cook", "cheese", "0.01", unit="t"), sent("cheese", "shop", "7000", unit="g")),
        *(scrapped("cheese", "3", unit="kg"),),
    ]
    found = verdict(embedded_database, facts)

    assert (gaps(found), found.unchecked) == ([], 0)


def test_a_gap_is_found_across_units(embedded_database: Database) -> None:
    facts = [*COOKED, sent("cheese", "shop", "9000", unit="g"), scrapped("cheese", "0.25")]

    assert gaps(verdict(embedded_database, facts)) == [("unaccounted", "cheese", 0.75)]


@pytest.mark.parametrize(
    "rest",
    [
        [sent("cheese", "shop", "40", unit="pcs")],  # pieces are no kilograms
        [sent("cheese", "shop", "10", unit="L")],
        [sent("cheese", "shop", "2", unit="crate")],  # of no known size
        [sent("cheese", "shop", None)],  # not stated
        [sent("cheese", "shop", "3"), sent("cheese", "mart", None)],
        [counted("cheese", None)],
        [sent("cheese", "shop", None, at_most=Decimal(7))],
    ],
)
def test_a_batch_whose_quantities_do_not_compare_is_unchecked_and_no_gap(
    embedded_database: Database, rest: list[Any]
) -> None:
    found = verdict(embedded_database, [*COOKED, *rest])

    assert (gaps(found), found.unchecked) == ([], 1)


def test_a_unit_that_nobody_knows_still_compares_with_itself(embedded_database: Database) -> None:
    facts = [
        *(came("milk"), used("milk", "cook"), made("cook", "cheese", "9", unit="crate")),
        sent("cheese", "shop", "7", unit="crate"),
    ]
    found = verdict(embedded_database, facts)

    assert (gaps(found), found.unchecked) == ([("unaccounted", "cheese", 2.0)], 0)


def test_unlike_units_are_listed_side_by_side(embedded_database: Database) -> None:
    facts = [
        *(came("milk"), used("milk", "cook"), made("cook", "cheese", "6")),
        *(made("cook", "rolls", "40", unit="pcs"), sent("cheese", "shop", "6")),
        sent("rolls", "shop", "40", unit="pcs"),
    ]
    state(embedded_database, facts)

    answer = recall(embedded_database, [own("milk")])

    assert answer.to_dict()["totals"]["shipped"] == {"kg": 6.0, "pcs": 40.0}
    assert answer.customers[0]["shipped"] == {"kg": 6.0, "pcs": 40.0}


# Deliveries that are told twice, or are passed on


def test_a_delivery_told_by_both_sides_counts_once(embedded_database: Database) -> None:
    facts = [
        *COOKED,
        sent("cheese", "shop", document="D-1"),
        amount(Arrival, "cheese", "shop", document="D-1"),
    ]
    state(embedded_database, facts)

    answer = trace(embedded_database, [own("milk")])

    assert gaps(answer.verdict) == []
    assert [(row["document"], row["stated_by_receiver"]) for row in answer.shipments] == [
        ("D-1", False)
    ]


def test_what_a_customer_passes_on_left_here_once(embedded_database: Database) -> None:
    facts = [*COOKED, sent("cheese", "depot"), sent("cheese", "shop", "6", site="depot")]
    state(embedded_database, facts)

    answer = recall(embedded_database, [own("milk")])

    assert gaps(answer.trace.verdict) == []
    assert [row["customer_id"] for row in answer.customers] == ["depot", "shop"]
    assert answer.to_dict()["totals"]["shipped"] == {"kg": 10.0}


def test_a_possible_delivery_does_not_explain_what_is_missing(embedded_database: Database) -> None:
    facts = [*COOKED, sent("cheese", "shop", probability=Decimal("0.5"))]

    found = verdict(embedded_database, facts)

    assert gaps(found) == [("unaccounted", "cheese", 10.0)]
