"""Containers that were shipped: what was in them reached the customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.facts import (
    ContainerArrival,
    ContainerEmptying,
    ContainerShipment,
    Description,
    Fact,
    Nesting,
    Packing,
    Unnesting,
    Unpacking,
)
from genealogy.nouns import Noun
from queries.recall import recall
from queries.trace import Trace, trace
from tests.loaders.test_facts import voided
from tests.plants import own, state
from tests.queries.flows import (
    COOKED,
    amount,
    came,
    counted,
    day,
    gaps,
    made,
    sent,
    sent_back,
    used,
    verdict,
)

Row = tuple[str, str, float | None, str | None, bool]


def packed(lot: str, box: str, at: int | None, quantity: str | None = "10") -> Fact:
    return amount(Packing, lot, box, quantity, at=at and day(at))


def unpacked(lot: str, box: str, at: int | None, quantity: str | None = None) -> Fact:
    return amount(Unpacking, lot, box, quantity, at=at and day(at))


def nested(inner: str, outer: str, at: int, kind: type[Fact] = Nesting) -> Fact:
    return amount(kind, inner, outer, None, None, at=day(at))


def emptied(box: str, at: int, place: str = "store") -> Fact:
    return amount(ContainerEmptying, place, box, None, None, at=day(at))


def left(box: str, customer: str, at: int | None, document: str | None = None, **more: Any) -> Fact:
    kind = more.pop("kind", ContainerShipment)
    when = at and day(at)
    return amount(kind, box, customer, None, None, at=when, document=document, **more)


def shipments(answer: Trace) -> set[Row]:
    """Lot, customer, quantity, container and certainty of each shipment."""
    rows = [
        (
            row["batch_id"].split("/")[-1],
            row["customer_id"],
            row["quantity"],
            row["container"],
            row["certain"],
        )
        for row in answer.shipments
    ]
    assert len(rows) == len(set(rows))
    return set(rows)


def forward(database: Database, facts: list[Any], origin: str = "milk") -> Trace:
    state(database, facts)
    return trace(database, [own(origin)])


def test_a_pallet_that_was_shipped_shipped_what_was_on_it(database: Database) -> None:
    shop = Description(noun=Noun.CUSTOMER, id="shop", properties={"name": "The Shop"})
    facts = [*COOKED, packed("cheese", "PALLET", 1), left("PALLET", "shop", 2, "DN-1"), shop]
    state(database, facts)

    answer = recall(database, [own("milk")])

    assert answer.trace.shipments == [
        {
            "batch_id": own("cheese"),
            "customer_id": "shop",
            "quantity": 10.0,
            "at_most": None,
            "unit": "kg",
            "occurred_at": "2026-10-02T12:00:00Z",
            "document": "DN-1",
            "certain": True,
            "container": "PALLET",
            "site": None,
            "stated_by_receiver": False,
        }
    ]
    (customer,) = answer.customers
    assert (customer["customer_id"], customer["name"]) == ("shop", "The Shop")
    assert (customer["certain"], customer["batches"]) == (True, 1)
    assert (customer["shipped"], customer["last_shipment"]) == (
        {"kg": 10.0},
        "2026-10-02T12:00:00Z",
    )
    assert answer.to_dict()["totals"]["shipped"] == {"kg": 10.0}
    assert (gaps(answer.trace.verdict), answer.trace.verdict.leaves) == ([], {"shipped": 1})


def test_a_case_on_a_pallet_left_with_it(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "CASE", 1), nested("CASE", "LAYER", 2)),
        *(nested("LAYER", "PALLET", 2), left("PALLET", "shop", 3)),
    ]

    assert shipments(forward(database, facts)) == {("cheese", "shop", 10, "PALLET", True)}


def test_a_case_that_was_taken_off_its_pallet_stayed(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "CASE", 1), nested("CASE", "PALLET", 2)),
        *(nested("CASE", "PALLET", 3, Unnesting), left("PALLET", "shop", 4)),
    ]
    answer = forward(database, facts)

    assert (answer.shipments, answer.customers) == ([], [])
    assert gaps(answer.verdict) == [("no whereabouts", "cheese", 10.0)]


def test_what_was_unpacked_before_the_shipment_stayed(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "BOX", 1), unpacked("cheese", "BOX", 2)),
        *(left("BOX", "shop", 3), counted("cheese")),
    ]
    answer = forward(database, facts)

    assert answer.shipments == []
    assert (gaps(answer.verdict), answer.verdict.leaves) == ([], {"on hand": 1})


def test_what_was_partly_unpacked_left_with_the_rest(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "BOX", 1), unpacked("cheese", "BOX", 2, "4")),
        *(left("BOX", "shop", 3), counted("cheese", "4")),
    ]
    answer = forward(database, facts)

    assert shipments(answer) == {("cheese", "shop", 6, "BOX", True)}
    assert (gaps(answer.verdict), answer.verdict.leaves) == ([], {"shipped": 1})


def test_what_was_in_a_pallet_that_was_emptied_before_the_shipment_stayed(
    database: Database,
) -> None:
    facts = [
        *(*COOKED, packed("cheese", "CASE", 1), nested("CASE", "PALLET", 1)),
        *(emptied("PALLET", 2), left("PALLET", "shop", 3, "DN-1"), counted("cheese")),
    ]
    answer = forward(database, facts)

    assert answer.shipments == []
    assert (gaps(answer.verdict), answer.verdict.leaves) == ([], {"on hand": 1})


def test_a_case_taken_off_an_emptied_pallet_leaves_with_what_is_in_it(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "CASE", 1), nested("CASE", "PALLET", 1)),
        *(emptied("PALLET", 2), left("PALLET", "shop", 3), left("CASE", "mart", 4)),
    ]

    assert shipments(forward(database, facts)) == {("cheese", "mart", 10, "CASE", True)}


def test_an_emptying_that_is_taken_back_took_nothing_out(database: Database) -> None:
    emptying = emptied("BOX", 2)
    state(database, [*COOKED, packed("cheese", "BOX", 1), emptying, left("BOX", "shop", 3)])
    assert trace(database, [own("milk")]).shipments == []

    state(database, [voided(emptying)], "later")

    assert shipments(trace(database, [own("milk")])) == {("cheese", "shop", 10, "BOX", True)}


def test_a_container_used_again_does_not_connect_the_old_with_the_new(database: Database) -> None:
    rye = [came("rye"), used("rye", "bake"), made("bake", "bread")]
    facts = [
        *(*COOKED, *rye, packed("cheese", "BOX", 1), left("BOX", "shop", 2, "DN-1")),
        *(packed("bread", "BOX", 5), left("BOX", "mart", 6, "DN-2")),
    ]

    assert shipments(forward(database, facts)) == {("cheese", "shop", 10, "BOX", True)}
    assert shipments(trace(database, [own("rye")])) == {("bread", "mart", 10, "BOX", True)}
    both = recall(database, [own("milk"), own("rye")])
    assert [row["customer_id"] for row in both.customers] == ["mart", "shop"]
    assert gaps(both.trace.verdict) == []


def test_a_pallet_used_again_with_other_cases_carries_the_new_ones_alone(
    database: Database,
) -> None:
    facts = [
        *(*COOKED, packed("cheese", "CASE", 1), nested("CASE", "PALLET", 1)),
        *(left("PALLET", "shop", 2), packed("bread", "CRATE", 5), nested("CRATE", "PALLET", 5)),
        left("PALLET", "mart", 6),
    ]

    assert shipments(forward(database, facts)) == {("cheese", "shop", 10, "PALLET", True)}


@pytest.mark.parametrize(
    "same",
    [
        sent("cheese", "shop", at=day(2), document="DN-1"),
        sent("cheese", "shop", at=day(2), document="SH-7", container="BOX"),
        sent("cheese", "shop", at=day(3), container="BOX"),
        left("BOX", "shop", 3, "DN-1", kind=ContainerArrival),
        left("BOX", "shop", 3, "GR-1", kind=ContainerArrival),
    ],
)
def test_a_delivery_that_is_told_twice_counts_once(database: Database, same: Fact) -> None:
    facts = [*COOKED, packed("cheese", "BOX", 1), left("BOX", "shop", 2, "DN-1"), same]
    state(database, facts)

    answer = recall(database, [own("milk")])

    assert len(answer.trace.shipments) == 1
    assert answer.to_dict()["totals"]["shipped"] == {"kg": 10.0}
    assert (gaps(answer.trace.verdict), answer.trace.verdict.leaves) == ([], {"shipped": 1})


def test_what_a_shipment_and_a_container_took_adds_up(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "BOX", 1, "6"), left("BOX", "shop", 2, "DN-1")),
        *(sent("cheese", "mart", "4", document="DN-2"), sent_back("shop", "cheese", "1")),
        counted("cheese", "1"),
    ]
    state(database, facts)

    answer = recall(database, [own("milk")])

    assert answer.to_dict()["totals"]["shipped"] == {"kg": 10.0}
    assert gaps(answer.trace.verdict) == []


def test_a_container_that_a_customer_passes_on_left_here_once(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "BOX", 1), left("BOX", "depot", 2)),
        left("BOX", "shop", 3, site="depot"),
    ]
    state(database, facts)

    answer = recall(database, [own("milk")])

    assert [row["customer_id"] for row in answer.customers] == ["depot", "shop"]
    assert all(row["certain"] for row in answer.customers)
    assert answer.to_dict()["totals"]["shipped"] == {"kg": 10.0}
    assert gaps(answer.trace.verdict) == []


def test_an_arrival_alone_is_a_delivery(database: Database) -> None:
    arrival = left("BOX", "shop", 3, "GR-1", kind=ContainerArrival)
    answer = forward(database, [*COOKED, packed("cheese", "BOX", 1), arrival])

    assert [(row["document"], row["stated_by_receiver"]) for row in answer.shipments] == [
        ("GR-1", True)
    ]
    assert (gaps(answer.verdict), answer.verdict.leaves) == ([], {"shipped": 1})


def test_what_only_possible_links_reach_was_possibly_shipped(database: Database) -> None:
    facts = [
        *(came("milk"), used("milk", "cook", probability=Decimal("0.5")), made("cook", "cheese")),
        *(packed("cheese", "BOX", 1), left("BOX", "shop", 2)),
    ]
    answer = forward(database, facts)

    assert shipments(answer) == {("cheese", "shop", 10, "BOX", False)}
    assert [row["certain"] for row in answer.customers] == [False]


def test_a_shipment_without_a_time_is_only_possible(database: Database) -> None:
    answer = forward(database, [*COOKED, packed("cheese", "BOX", 1), left("BOX", "shop", None)])

    assert shipments(answer) == {("cheese", "shop", None, "BOX", False)}
    assert gaps(answer.verdict) == [("unaccounted", "cheese", 10.0)]


def test_a_packing_without_a_quantity_leaves_the_balance_open(embedded_database: Database) -> None:
    facts = [*COOKED, packed("cheese", "BOX", 1, None), left("BOX", "shop", 2)]
    found = verdict(embedded_database, facts)

    assert (gaps(found), found.unchecked, found.leaves) == ([], 1, {"shipped": 1})


def test_looking_back_a_shipped_container_is_a_shipment_too(embedded_database: Database) -> None:
    state(embedded_database, [*COOKED, packed("cheese", "BOX", 1), left("BOX", "shop", 2)])

    answer = trace(embedded_database, [own("cheese")], "backward")

    assert shipments(answer) == {("cheese", "shop", 10, "BOX", True)}
    assert gaps(answer.verdict) == []


def test_a_container_s_loop_ends(database: Database) -> None:
    facts = [
        *(*COOKED, packed("cheese", "A", 1), nested("A", "B", 1), nested("B", "A", 1)),
        left("B", "shop", 2),
    ]

    assert shipments(forward(database, facts)) == {("cheese", "shop", 10, "B", True)}


class Counting:
    """A database that counts the statements which pass through it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.names: list[str] = []

    def read(self, statement: Any, **params: Any) -> Any:
        self.names.append(statement.name)
        return self.database.read(statement, **params)


CONTAINERS = {
    "trace/packings_of_batches",
    "trace/nestings_of_containers",
    "trace/facts_of_containers",
    "trace/packing_times",
}


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ([], ["trace/packings_of_batches"]),
        (
            [packed("cheese", "CASE", 1)],
            [
                "trace/packings_of_batches",
                "trace/nestings_of_containers",
                "trace/facts_of_containers",
            ],
        ),
        (
            [packed("cheese", "CASE", 1), nested("CASE", "PALLET", 2), left("PALLET", "shop", 3)],
            [
                "trace/packings_of_batches",
                "trace/nestings_of_containers",
                "trace/nestings_of_containers",
                "trace/facts_of_containers",
                "trace/packing_times",
            ],
        ),
    ],
)
def test_a_scope_without_containers_costs_one_statement(
    embedded_database: Database, more: list[Fact], asked: list[str]
) -> None:
    state(embedded_database, [*COOKED, *more])
    counting = Counting(embedded_database)

    trace(counting, [own("milk")])  # type: ignore[arg-type]

    assert [name for name in counting.names if name in CONTAINERS] == asked
