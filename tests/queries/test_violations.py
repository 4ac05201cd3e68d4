"""Uses that contradict time: in scope, and listed."""

from __future__ import annotations

from typing import Any

import pytest

from genealogy.engine.database import Database
from queries.trace import trace
from tests.plants import own, state
from tests.queries.flows import (
    came,
    day,
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

    assert answer.verdict.violations == [
        violation("consumed before it was made", "milk", "cook", 2, 3),
        violation("shipped before it was made", "cheese", "shop", 4, 5),
    ]
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


def violation(kind: str, lot: str, by: str, at: int, made_at: int) -> dict[str, str]:
    return {
        "kind": kind,
        "subject": own(lot),
        "by": by,
        "at": f"2026-10-0{at}T12:00:00Z",
        "made_at": f"2026-10-0{made_at}T12:00:00Z",
    }
