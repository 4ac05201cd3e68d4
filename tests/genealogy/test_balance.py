"""The mass balance of a batch: what came in, what went out, what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genealogy.balance import Balance, balances, deliveries, on_hand
from genealogy.graph import Batch, Genealogy, Link, Movement


def kg(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def link(kind: str, quantity: str | None, unit: str = "kg", **more: object) -> Link:
    values: dict[str, object] = {
        "certain": True,
        "occurred_at": None,
        "role": None,
        "pending_lot": None,
    } | more
    return Link(
        batch_id="b",
        operation_id="op",
        consumed=kind == "consumed",
        quantity=kg(quantity),
        unit=unit,
        fact_key="k",
        **values,  # type: ignore[arg-type]
    )


def move(kind: str, quantity: str | None, unit: str = "kg", **more: object) -> Movement:
    values: dict[str, object] = {
        "certain": True,
        "other": "C-1",
        "occurred_at": None,
        "document": None,
        "site": None,
        "status": None,
        "reason": None,
        "pending_lot": None,
    }
    return Movement(
        type=kind,
        batch_id="b",
        quantity=kg(quantity),
        at_most=None,
        unit=unit,
        container=None,
        fact_key="k",
        **(values | more),  # type: ignore[arg-type]
    )


def sheet(*flows: Link | Movement) -> Balance:
    return balances(plant(*flows))["b"]


def plant(*flows: Link | Movement) -> Genealogy:
    links = [each for each in flows if isinstance(each, Link)]
    return Genealogy(
        ("b",),
        {"b": Batch("b")},
        {},
        links,
        [each for each in links if not each.consumed],
        [each for each in links if each.consumed],
        [each for each in flows if isinstance(each, Movement)],
    )


def test_what_came_in_is_what_went_out() -> None:
    found = sheet(
        move("SUPPLIED", "100"),
        link("produced", "20"),
        link("consumed", "60"),
        move("SHIPPED_TO", "40"),
        move("RETURNED", "5"),
        move("DISPOSED", "10"),
        move("COUNTED", "15"),
    )
    assert (found.came, found.unexplained, found.checked) == (125, 0, True)
    assert (found.consumed, found.shipped, found.disposed, found.on_hand) == (60, 40, 10, 15)


def test_what_was_found_came_in_too() -> None:
    found = sheet(
        move("SUPPLIED", "100", occurred_at="2026-10-01T06:00:00Z"),
        move("COUNTED", "100", occurred_at="2026-10-02T06:00:00Z"),
        move("GAINED", "2000", "g", occurred_at="2026-10-03T06:00:00Z", other="adjustment"),
    )
    assert (found.gained, found.came, found.on_hand, found.unexplained) == (2, 102, 102, 0)
    assert sheet(move("GAINED", "3"), link("consumed", "1")).unexplained == 2


def test_a_return_to_stock_nets_the_consumption() -> None:
    found = sheet(
        move("SUPPLIED", "100"), link("consumed", "60"), link("consumed", "10", role="return")
    )
    assert (found.consumed, found.unexplained) == (50, 50)


def test_units_of_one_dimension_are_converted_and_others_leave_it_unchecked() -> None:
    found = sheet(move("SUPPLIED", "1", "t"), link("consumed", "400"), link("consumed", "600"))
    assert (found.unit, found.unexplained, found.checked) == ("kg", 0, True)
    assert not sheet(move("SUPPLIED", "1", "pcs"), link("consumed", "4")).checked
    assert not sheet(move("SUPPLIED", None), link("consumed", "4")).checked


def test_only_what_is_certain_counts() -> None:
    found = sheet(move("SUPPLIED", "10"), link("consumed", "10", certain=False))
    assert found.unexplained == 10


def test_a_shipment_and_its_arrival_are_one_delivery() -> None:
    shipment, arrival = (
        move(kind, "40", document="DN-1") for kind in ("SHIPPED_TO", "RECEIVED_BY")
    )
    other = move("RECEIVED_BY", "7", document="DN-2")

    assert deliveries(plant(shipment, arrival, other)) == [shipment, other]
    assert sheet(move("SUPPLIED", "47"), shipment, arrival, other).unexplained == 0


def test_the_latest_count_stands_with_what_moved_since() -> None:
    counts = [
        move("COUNTED", "90", occurred_at="2026-10-01T06:00:00Z", document="CT-1"),
        move("COUNTED", "50", occurred_at="2026-10-03T06:00:00Z", document="CT-2"),
        move("COUNTED", "20", occurred_at="2026-10-03T06:05:00Z", document="CT-2", other="bin"),
    ]
    found = sheet(
        move("SUPPLIED", "100", occurred_at="2026-09-30T06:00:00Z"),
        link("consumed", "30", occurred_at="2026-10-02T06:00:00Z"),
        move("SHIPPED_TO", "25", occurred_at="2026-10-04T06:00:00Z"),
        *counts,
    )

    assert on_hand(plant(*counts)) == counts[1:]
    assert (found.on_hand, found.unexplained) == (45, 0)


@pytest.mark.parametrize(
    ("consumed", "tolerance", "exceeds"),
    [("99", "0.01", False), ("98", "0.01", True), ("102", "0.01", True), ("98", "0.02", False)],
)
def test_a_difference_counts_beyond_its_tolerance(
    consumed: str, tolerance: str, exceeds: bool
) -> None:
    found = sheet(move("SUPPLIED", "100"), link("consumed", consumed))
    assert found.exceeds(Decimal(tolerance)) is exceeds


def test_a_balance_that_could_not_be_checked_claims_nothing() -> None:
    assert not sheet(move("SUPPLIED", None), link("consumed", "5")).exceeds(Decimal(0))
    assert not sheet().checked


KINDS = ("SUPPLIED", "RETURNED", "GAINED", "DISPOSED", "SHIPPED_TO", "produced", "consumed")
amounts = some.decimals(min_value=0, max_value=10**6, places=3).map(str)


@given(some.lists(some.tuples(some.sampled_from(KINDS), amounts), min_size=1), some.randoms())
def test_any_balance_adds_up_in_any_order(stated: list[tuple[str, str]], random: object) -> None:
    flows = [
        link(kind, quantity) if kind.islower() else move(kind, quantity)
        for kind, quantity in stated
    ]
    shuffled = sorted(flows, key=lambda _: random.random())  # type: ignore[attr-defined]
    coming = {"SUPPLIED", "RETURNED", "GAINED", "produced"}
    expected = sum(
        Decimal(quantity) if kind in coming else -Decimal(quantity) for kind, quantity in stated
    )

    assert sheet(*flows) == sheet(*shuffled)
    assert sheet(*flows).unexplained == expected
