"""The scope that time allows, beside the full one, and what leaves it with the reason."""

from __future__ import annotations

from typing import Any

from genealogy.engine.database import Database
from genealogy.facts import Arrival
from genealogy.settings import Settings
from genealogy.verdict import Direction
from queries.in_time import InTime
from queries.trace import Trace, trace
from tests.plants import lots, own, state
from tests.queries.flows import amount, came, day, made, sent, used

# The silo: milk-1 is in cake, milk-2 came after it was baked; a late sale of cake; bun is later.
SILO = [
    *(came("milk-1", at=day(1)), used("milk-1", "silo", at=day(1))),
    *(came("milk-2", at=day(5)), used("milk-2", "silo", at=day(5))),
    *(made("silo", "mass-a", at=day(2)), made("silo", "mass-b", at=day(6))),
    *(used("mass-a", "bake", at=day(3)), made("bake", "cake", at=day(3))),
    *(used("mass-b", "fry", at=day(7)), made("fry", "bun", at=day(7))),
    *(sent("cake", "shop", at=day(4)), sent("bun", "inn", at=day(8))),
    *(sent("bun", "shop", at=day(8)), sent("bun", "kiosk", at=day(3))),
    sent("bun", "port"),
]


def asked(
    database: Database, lot: str, direction: Direction = "forward", hours: float = 24
) -> Trace:
    settings = Settings(time_tolerance_hours=hours)
    return trace(database, [own(lot)], direction, settings, time_respecting=True)


def in_time(answer: Trace) -> InTime:
    assert answer.in_time is not None
    return answer.in_time


def short(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name] or "").rpartition("/")[2] for name in ("what", "id", "to"))


def test_what_was_made_before_the_material_came_leaves_with_its_customers(
    database: Database,
) -> None:
    state(database, SILO)

    answer = asked(database, "milk-2")

    assert lots(answer) == {"milk-2", "mass-a", "mass-b", "cake", "bun"}
    found = in_time(answer)
    assert {own("milk-2"), own("mass-b"), own("bun")} == {row["batch_id"] for row in found.batches}
    assert {row["lot"]: row["in_time"] for row in answer.batches} == {
        "milk-2": True, "mass-a": False, "mass-b": True, "cake": False, "bun": True,
    }  # fmt: skip
    assert [row["customer_id"] for row in found.customers] == ["inn", "port", "shop"]
    assert [short(row) for row in found.left] == [
        ("batch", "cake", ""),
        ("batch", "mass-a", ""),
        ("link", "mass-a", "bake"),
        ("link", "bake", "cake"),
        ("link", "silo", "mass-a"),
        ("shipment", "bun", "kiosk"),
        ("shipment", "cake", "shop"),
        ("customer", "kiosk", ""),
    ]
    assert found.left[4]["reason"] == (
        "before the earliest possible time at silo, 2026-10-05T12:00:00Z"
    )
    assert found.left[2]["reason"] == f"{own('mass-a')} left"
    assert found.left[7]["reason"] == "every shipment of this customer left"


def test_the_full_scope_is_the_same_with_and_without(embedded_database: Database) -> None:
    state(embedded_database, SILO)

    plain = trace(embedded_database, [own("milk-2")]).to_dict()
    beside = asked(embedded_database, "milk-2").to_dict()

    assert beside.pop("time_respecting")["tolerance_hours"] == 24
    for row in beside["batches"]:
        del row["in_time"]
    assert beside == plain


def test_a_wider_tolerance_lets_more_stay(embedded_database: Database) -> None:
    state(embedded_database, SILO)

    assert len(in_time(asked(embedded_database, "milk-2", hours=72)).batches) == 5
    assert len(in_time(asked(embedded_database, "milk-2", hours=71.9)).batches) == 3
    assert in_time(asked(embedded_database, "milk-1")).left == [
        {
            "what": "shipment",
            "id": own("bun"),
            "to": "kiosk",
            "occurred_at": "2026-10-03T12:00:00Z",
            "reason": f"before the earliest possible time at {own('bun')}, 2026-10-07T12:00:00Z",
        },
        {
            "what": "customer",
            "id": "kiosk",
            "to": None,
            "occurred_at": None,
            "reason": "every shipment of this customer left",
        },
    ]


def test_backward_what_came_too_late_leaves(embedded_database: Database) -> None:
    state(embedded_database, SILO)

    found = in_time(asked(embedded_database, "cake", "backward"))

    assert {row["batch_id"]: row["latest"] for row in found.batches} == {
        own("cake"): None,
        own("mass-a"): "2026-10-03T12:00:00Z",
        own("milk-1"): "2026-10-01T12:00:00Z",
    }
    assert [row["supplier_id"] for row in found.suppliers] == ["farm"]
    assert [short(row) for row in found.left] == [
        ("batch", "milk-2", ""),
        ("link", "milk-2", "silo"),
        ("supply", "milk-2", "farm"),
    ]


def test_in_both_directions_each_side_has_its_own_times(embedded_database: Database) -> None:
    state(embedded_database, SILO)

    found = in_time(asked(embedded_database, "mass-b", "both"))

    assert {row["batch_id"] for row in found.batches} == {
        own(lot) for lot in ("milk-1", "milk-2", "mass-b", "bun")
    }
    assert [short(row) for row in found.left] == [
        ("shipment", "bun", "kiosk"),
        ("customer", "kiosk", ""),
    ]


def test_a_batch_that_only_possible_links_reach_in_time_is_only_possible(
    embedded_database: Database,
) -> None:
    from decimal import Decimal

    late = used("milk", "mix", at=day(5))
    maybe = used("milk", "mix", at=day(1), probability=Decimal("0.5"))
    state(embedded_database, [late, maybe, made("mix", "cake", at=day(2))])

    answer = asked(embedded_database, "milk")

    assert all(row["certain"] for row in answer.batches)
    assert {row["batch_id"]: row["certain"] for row in in_time(answer).batches} == {
        own("milk"): True,
        own("cake"): False,
    }


def test_an_arrival_by_the_customer_s_own_record_keeps_the_customer(
    embedded_database: Database,
) -> None:
    facts = [used("milk", "mix", at=day(5)), made("mix", "cake", at=day(6))]
    early, kept = sent("cake", "shop", at=day(2)), amount(Arrival, "cake", "shop", at=day(7))
    state(embedded_database, [*facts, early, kept])

    assert [row["customer_id"] for row in in_time(asked(embedded_database, "milk")).customers] == [
        "shop"
    ]
