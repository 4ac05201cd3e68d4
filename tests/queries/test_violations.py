"""Uses that contradict time: in scope, and listed."""

from __future__ import annotations

from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Arrival, ContainerShipment, Disposal, Packing
from genealogy.times import moment
from genealogy.verdict import Verdict
from queries.trace import trace
from tests.loaders.test_facts import voided
from tests.plants import own, state
from tests.queries.flows import (
    amount,
    came,
    day,
    gained,
    made,
    sent,
    used,
    verdict,
)


def test_a_use_before_it_was_made_stays_in_scope_and_is_listed(
    embedded_database: Database,
) -> None:
    state(
        embedded_database,
        [
            *(came("milk", at=day(3)), used("milk", "cook", at=day(2))),
            *(made("cook", "cheese", at=day(5)), sent("cheese", "shop", at=day(4))),
        ],
    )

    answer = trace(embedded_database, [own("milk")])

    assert told(answer.verdict) == [
        ("consumed before it was made", "milk", "cook", 2, 3),
        ("shipped before it was made", "cheese", "shop", 4, 5),
    ]
    assert [rows(each) for each in answer.verdict.violations] == [([2], [1]), ([4], [3])]
    assert {row["lot"] for row in answer.batches} == {"milk", "cheese"}
    assert [row["customer_id"] for row in answer.shipments] == ["shop"]
    assert answer.verdict.complete


@pytest.mark.parametrize(
    "facts",
    [
        [came("milk", at=day(3)), used("milk", "cook", at=day(3))],
        [came("milk", at=day(3)), used("milk", "cook", at=day(3, second=0.5))],
        [came("milk", at=day(3)), used("milk", "cook")],
        [came("milk"), used("milk", "cook", at=day(2))],
        [came("milk", at=day(3)), came("milk", "5"), used("milk", "cook", at=day(2))],
        [came("milk", at=day(3)), gained("milk", at=day(1)), used("milk", "cook", at=day(2))],
        # The earliest of several deliveries is what it can be of.
        [
            *(came("milk", "4", at=day(3)), came("milk", "6", at=day(1))),
            used("milk", "cook", at=day(2)),
        ],
    ],
)
def test_a_use_that_can_be_is_no_violation(embedded_database: Database, facts: list[Any]) -> None:
    rest = [made("cook", "cheese"), sent("cheese", "shop")]

    assert verdict(embedded_database, [*facts, *rest]).violations == []


def test_each_sort_of_contradiction_is_found_with_what_states_it(
    embedded_database: Database,
) -> None:
    packing = amount(Packing, "cheese", "P-1", at=day(2), document="PK-1")
    found = verdict(
        embedded_database,
        [
            *(came("milk", at=day(1)), used("milk", "cook", at=day(3))),
            *(made("cook", "cheese", at=day(3)), packing),
            sent("cheese", "shop", at=day(8), document="DN-1"),
            amount(Arrival, "cheese", "shop", at=day(6), document="DN-1"),
            amount(Arrival, "cheese", "inn", at=day(2), document="GR-9"),
            amount(Disposal, "cheese", "scrap", at=day(1)),
        ],
    )

    assert told(found) == [
        ("disposed of before it was made", "cheese", "scrap", 1, 3),
        ("packed before it was made", "cheese", "P-1", 2, 3),
        ("received before it was made", "cheese", "inn", 2, 3),
        ("received before it was shipped", "cheese", "shop", 6, 8),
    ]
    assert [each["document"] for each in found.violations] == [None, "PK-1", "GR-9", "DN-1"]
    assert [rows(each) for each in found.violations] == [
        *(([8], [3]), ([4], [3]), ([7], [3]), ([6], [5]))
    ]


@pytest.mark.parametrize(("hours", "found"), [(24, []), (11, ["cheese"])])
def test_an_output_may_be_posted_before_its_inputs_within_the_tolerance(
    embedded_database: Database, hours: float, found: list[str]
) -> None:
    facts = [
        *(came("milk", at=day(1)), used("milk", "cook", at=day(3, 12))),
        *(made("cook", "cheese", at=day(3, 0)), sent("cheese", "shop", at=day(4))),
    ]

    answer = verdict(embedded_database, facts, time_tolerance_hours=hours)

    assert [lot for _, lot, *_ in told(answer)] == found


def test_a_late_input_among_earlier_ones_makes_no_output_too_early(
    embedded_database: Database,
) -> None:
    """A forward trace of the late input does not know the early one by itself."""
    late = used("salt", "cook", at=day(7))
    facts = [
        *(came("milk", at=day(1)), used("milk", "cook", at=day(2)), came("salt", at=day(1))),
        *(late, made("cook", "cheese", at=day(2)), sent("cheese", "shop", at=day(3))),
    ]

    assert told(verdict(embedded_database, facts, "salt")) == []
    assert told(verdict(embedded_database, [], "cheese", "backward")) == []
    assert told(verdict(embedded_database, [voided(facts[1])], "salt")) == [
        ("made before its operation was fed", "cheese", "cook", 2, 7)
    ]


def test_what_left_in_a_container_before_it_was_made_names_the_container_s_row(
    embedded_database: Database,
) -> None:
    left = ContainerShipment(
        key="T|container_shipment|1", source="P-1", target="shop", occurred_at=day(4),
        document="DN-7",
    )  # fmt: skip
    packed = amount(Packing, "cheese", "P-1", at=day(3))
    facts = [came("milk", at=day(1)), used("milk", "cook"), made("cook", "cheese", at=day(5))]

    found = verdict(embedded_database, [*facts, packed, left])

    assert [each["kind"] for each in found.violations] == [
        *("packed before it was made", "shipped before it was made")
    ]
    assert [rows(each) for each in found.violations] == [([4], [3]), ([5], [3])]
    assert found.violations[1]["document"] == "DN-7"


def told(found: Verdict) -> list[tuple[str, str, str, int, int]]:
    """Kind, lot, by what, and the days: of the use, and of what it came before."""
    return [
        (
            each["kind"],
            each["subject"].rpartition("/")[2],
            each["by"],
            moment(each["at"]).day,
            moment(each["made_at"]).day,
        )
        for each in found.violations
    ]


def rows(each: dict[str, Any]) -> tuple[list[int], list[int]]:
    """The rows that state the use, and those that state what it came before."""
    return [row["row"] for row in each["evidence"]], [row["row"] for row in each["against"]]
