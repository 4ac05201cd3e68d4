"""Checks of what left in containers: held to the same rules as what was shipped by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.facts import (
    Consumption,
    ContainerArrival,
    ContainerEmptying,
    ContainerShipment,
    EquipmentUse,
    Fact,
    Hold,
    Nesting,
    OperatorAssignment,
    Packing,
    Receipt,
    Release,
    Unpacking,
)
from genealogy.graph import Movement
from genealogy.identity import batch_id
from queries.check import check, in_containers
from queries.check.in_containers import InContainers
from queries.trace import trace
from tests.plants import own, state
from tests.queries.checking import batch, found, in_document, silent
from tests.queries.flows import amount, came, day, made, operation, sent, used


def packed(lot: str, box: str, at: int | None = 3, quantity: str | None = "10") -> Fact:
    return amount(Packing, lot, box, quantity, at=at and day(at))


def left(box: str, customer: str, at: int | None = 4, **more: Any) -> Fact:
    kind = more.pop("kind", ContainerShipment)
    return amount(kind, box, customer, None, None, at=at and day(at), **more)


def nested(inner: str, outer: str, at: int = 3) -> Fact:
    return amount(Nesting, inner, outer, None, None, at=day(at))


# A plant that lacks nothing


def january(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def sound_plant() -> list[Any]:
    """Milk is cooked, the cheese is released, packed and shipped, and the customer says that it
    came. The rest is held, released, sliced, and sent off: some loose, some in the same box."""
    milk = batch_id("farm", "milk", "M-7")
    kg = Decimal(10)
    facts: list[Any] = [
        Receipt(
            key="ERP|receipt|GR-1|1|M-7",
            source="farm",
            target=milk,
            quantity=kg,
            unit="kg",
            occurred_at=january(1),
            document="GR-1/1",
        ),
        Consumption(
            key="ERP|consumption|PO-1|1|M-7",
            source=milk,
            target="cook",
            quantity=kg,
            unit="kg",
            occurred_at=january(2),
            document="PO-1/1",
        ),
        operation("cook", started_at="2026-01-02T08:00:00Z", ended_at="2026-01-02T18:00:00Z"),
        made("cook", "cheese", at=january(2)),
        *(batch("cheese", expires_on="2026-01-20"), batch("slices", expires_on="2026-01-20")),
        amount(Release, "cheese", "QA-1", None, None, january(3)),
        amount(Packing, "cheese", "CASE", "6", at=january(4)),
        amount(Nesting, "CASE", "PALLET", None, None, january(4)),
        amount(ContainerShipment, "PALLET", "shop", None, None, january(5), document="DN-1"),
        amount(ContainerArrival, "PALLET", "shop", None, None, january(6), document="GR-9"),
        amount(Hold, "cheese", "QA-2", None, None, january(7)),
        amount(Release, "cheese", "QA-2", None, None, january(8)),
        *(used("cheese", "cut", "4", at=january(9)), made("cut", "slices", "4", at=january(9))),
        # The same box again, with something else in it.
        amount(Packing, "slices", "CASE", "4", at=january(10)),
        amount(Unpacking, "slices", "CASE", "1", at=january(11)),
        amount(ContainerShipment, "CASE", "kiosk", None, None, january(12), document="DN-2"),
        sent("slices", "shop", "1", at=january(12), document="DN-3"),
    ]
    for name in ("cook", "cut"):
        facts.append(amount(EquipmentUse, name, "line", None, None))
        facts.append(amount(OperatorAssignment, name, "Kim", None, None))
    return facts


def test_a_sound_plant_has_no_finding_of_any_check(database: Database) -> None:
    state(database, sound_plant())

    answer = check(database)

    assert {each.rule.name: each.findings for each in answer.results if each.findings} == {}


# Time


def test_a_batch_that_was_packed_or_left_before_it_was_made_is_found(database: Database) -> None:
    name = "used-before-received-or-made"
    sound = [made("cook", "rye", at=day(3)), packed("rye", "BOX-1"), left("BOX-1", "shop")]
    state(database, sound)
    assert silent(database, name)

    early = [made("cook", lot, at=day(5)) for lot in ("milk", "egg", "oil")]
    packed_early = [packed("milk", "BOX-2"), packed("egg", "BOX-3"), left("BOX-3", "shop")]
    at_any_time = [packed("oil", "BOX-4", at=None), left("BOX-4", "shop")]
    state(database, [*early, *packed_early, *at_any_time])

    begin = "first received or made at 2026-10-05T12:00:00Z, but used from "
    assert found(database, name) == {
        "milk": f"{begin}2026-10-03T12:00:00Z on (1 use too early, such as by BOX-2)",
        "egg": f"{begin}2026-10-03T12:00:00Z on (2 uses too early, such as by BOX-3)",
        "oil": f"{begin}2026-10-04T12:00:00Z on (1 use too early, such as by shop)",
    }


def test_a_container_that_leaves_in_the_future_is_found(database: Database) -> None:
    past = amount(ContainerShipment, "BOX", "shop", None, None, january(4))
    state(database, [amount(Packing, "milk", "BOX", at=january(3)), past])
    assert silent(database, "future-date")

    future = datetime(2999, 1, 1, tzinfo=UTC)
    state(database, [amount(ContainerShipment, "BOX", "shop", None, None, future)])

    state(database, [amount(ContainerEmptying, "dock", "CASE", None, None, future)])

    assert set(found(database, "future-date")) == {"BOX", "CASE"}


# Release


def test_a_container_that_left_before_the_release_is_found(database: Database) -> None:
    name = "shipped-before-release"
    release = amount(Release, "milk", "QA-1", None, None, day(5))
    state(database, [packed("milk", "CASE"), nested("CASE", "PALLET"), release])
    state(database, [packed("rye", "BOX"), left("BOX", "shop"), left("PALLET", "shop", at=5)])
    assert silent(database, name)

    state(database, [packed("milk", "BOX-1"), left("BOX-1", "kiosk"), sent("milk", "x", at=day(3))])

    assert found(database, name) == {
        "milk": "shipped to x at 2026-10-03T12:00:00Z (2 times), released (QA-1) at "
        "2026-10-05T12:00:00Z"
    }


def test_a_container_that_left_with_a_batch_on_hold_is_found(database: Database) -> None:
    name = "used-or-shipped-after-hold"
    held = [amount(Hold, lot, "QA-1", None, None, day(4)) for lot in ("milk", "rye")]
    state(database, [*held, packed("milk", "CASE"), nested("CASE", "PALLET")])
    # It was taken out when it was held.
    out = amount(Unpacking, "rye", "BOX", None, None, day(4))
    state(database, [packed("rye", "BOX"), out, packed("tea", "BOX"), left("BOX", "shop", at=5)])
    assert silent(database, name)

    state(database, [left("PALLET", "shop", at=5)])

    assert found(database, name) == {
        "milk": "used by shop in PALLET at 2026-10-05T12:00:00Z, on hold (QA-1) since "
        "2026-10-04T12:00:00Z"
    }


def test_a_container_that_left_with_an_expired_batch_is_found(database: Database) -> None:
    name = "used-or-shipped-after-expiry"
    terms = [batch(lot, expires_on="2026-10-05") for lot in ("milk", "rye")]
    state(database, [*terms, packed("milk", "BOX-1"), left("BOX-1", "shop"), packed("rye", "BOX")])
    assert silent(database, name)

    state(database, [left("BOX", "shop", at=7), used("milk", "cook", at=day(8))])
    state(database, [packed("milk", "BOX-2"), left("BOX-2", "kiosk", at=9)])

    assert found(database, name) == {
        "milk": "used by cook at 2026-10-08T12:00:00Z (2 times), expired on 2026-10-05",
        "rye": "used by shop in BOX at 2026-10-07T12:00:00Z, expired on 2026-10-05",
    }


# Quantity


def test_more_that_left_in_containers_than_came_in_is_found(database: Database) -> None:
    name = "shipped-more-than-exists"
    sound = [
        *(came("milk"), packed("milk", "BOX-1", quantity="6"), left("BOX-1", "shop")),
        sent("milk", "mart", "4"),
        # The shipment of the batch and that of its container are one.
        *(came("rye"), packed("rye", "BOX-2"), left("BOX-2", "shop")),
        sent("rye", "shop", at=day(4), container="BOX-2"),
        *(came("oat"), amount(Packing, "oat", "BOX-3", "9999", "g", day(3)), left("BOX-3", "shop")),
        # What is not stated, and what never left, is claimed of nobody.
        *(came("egg"), packed("egg", "BOX-4", quantity=None), left("BOX-4", "shop")),
        packed("tea", "BOX-5", quantity="99"),
    ]
    state(database, sound)
    assert silent(database, name)

    state(database, [packed("milk", "BOX-7", quantity="1"), left("BOX-7", "kiosk")])
    state(database, [packed("oat", "BOX-8", quantity="1"), left("BOX-8", "kiosk")])
    state(database, [packed("ghost", "BOX-9"), left("BOX-9", "shop", kind=ContainerArrival)])

    assert found(database, name) == {
        "milk": "11 kg shipped, 10 kg were there to ship",
        "oat": "10.999 kg shipped, 10 kg were there to ship",
        "ghost": "it was shipped, and never received or made",
    }
    assert silent(database, "consumed-more-than-exists")


def test_what_a_customer_uses_of_a_container_is_no_use_here(database: Database) -> None:
    name = "consumed-more-than-exists"
    ours = [came("milk"), used("milk", "cook", "5"), packed("milk", "BOX", quantity="5")]
    theirs = [used("milk", "bake", "8"), operation("bake", site="shop")]
    state(database, [*ours, *theirs])
    assert set(found(database, name)) == {"milk"}

    state(database, [left("BOX", "shop")])

    assert silent(database, name)


def test_a_container_that_left_with_an_unstated_quantity_is_found(database: Database) -> None:
    name = "quantity-zero-or-missing"
    state(database, [came("milk"), came("rye"), packed("milk", "BOX-1"), left("BOX-1", "shop")])
    state(database, [packed("rye", "BOX-2", quantity=None)])  # it is still here
    assert silent(database, name)

    state(database, [left("BOX-2", "shop"), sent("rye", "mart", "0", at=day(5))])

    assert found(database, name) == {"rye": "1 flow of zero and 1 flow without a quantity"}


# Links and numbers


def test_what_is_only_in_a_container_is_no_orphan(database: Database) -> None:
    state(database, [batch("milk", name="Milk"), batch("rye", name="Rye"), packed("milk", "BOX")])

    assert set(found(database, "orphan")) == {"rye"}


def test_containers_that_leave_together_are_no_document_twice(database: Database) -> None:
    name = "duplicate-document"
    together = [in_document(left(f"BOX-{each}", "shop"), f"SH-{each}") for each in (1, 2)]
    state(database, together)
    assert silent(database, name)

    state(database, [in_document(left("BOX-1", "shop"), "SH-3")])

    assert found(database, name) == {
        "ERP SH-3": "1 fact the same as ERP SH-1: BOX-1 → shop at 2026-10-04T12:00:00Z"
    }


def test_the_numbers_of_containers_shipments_fill_the_series(database: Database) -> None:
    loose = [in_document(sent("tea", "shop", str(n)), f"SH-{n}") for n in range(1, 12)]
    boxed = [in_document(left("BOX", "shop"), f"SH-{n}") for n in (12, 13, 14)]
    state(database, [*loose[:5], *loose[6:], *boxed])
    assert set(found(database, "numbering-gap")) == {"shipment of ERP SH-6"}

    state(database, [in_document(left("BOX-6", "shop"), "SH-6")])

    assert silent(database, "numbering-gap")


def test_a_delivery_note_of_batches_and_containers_has_one_series_of_lines(
    database: Database,
) -> None:
    notes = [
        in_document(sent(f"tea-{note}-{line}", "shop"), note, line)
        for note in "ABCDEFGHI"
        for line in (1, 2)
    ]
    mixed = [in_document(sent(f"rye-{line}", "shop"), "J", line) for line in (1, 3)]
    state(database, [*notes, *mixed])
    assert set(found(database, "numbering-gap")) == {"ERP shipment J"}

    box = in_document(left("BOX", "shop"), "J", 2)
    state(database, [box])

    assert box.key.startswith("ERP|container_shipment|J|2|")
    assert silent(database, "numbering-gap")


# With a load


def test_a_load_is_told_what_its_containers_did(database: Database) -> None:
    packing = [packed("milk", "CASE"), packed("rye", "BOX")]
    state(database, [came("milk"), came("rye"), came("tea")], "receipts")
    state(database, [amount(Release, "milk", "QA-1", None, None, day(9))], "releases")
    state(database, packing, "packing")
    state(database, [nested("CASE", "LAYER")], "nesting")
    state(database, [nested("LAYER", "PALLET")], "palletising")
    state(database, [left("PALLET", "shop")], "milk shipments")
    state(database, [left("BOX", "shop")], "rye shipments")
    name = "shipped-before-release"

    def subjects(load_id: str) -> list[str]:
        (result,) = check(database, [name], load_id).results
        return [each.subject for each in result.findings]

    for load_id in ("releases", "packing", "nesting", "palletising", "milk shipments"):
        assert subjects(load_id) == [own("milk")], load_id
    assert subjects("rye shipments") == []


# The same as in a trace


@pytest.mark.parametrize("lot", ["milk", "rye", "tea"])
def test_the_checks_judge_what_a_trace_counts(database: Database, lot: str) -> None:
    state(database, shipped_containers())

    shipments = trace(database, [own(lot)]).shipments

    (result,) = check(database, ["shipped-more-than-exists"]).results
    whys = {each.subject: each.why for each in result.findings}
    assert len(shipments) == {"milk": 2, "rye": 1, "tea": 1}[lot]
    shipped = sum(each["quantity"] for each in shipments)
    assert whys[own(lot)].startswith(f"{shipped:g} kg shipped")


def test_what_left_does_not_depend_on_how_many_batches_are_read_at_once(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(embedded_database, shipped_containers())

    def left_of() -> list[list[Movement]]:
        found = InContainers(embedded_database)
        return [list(found.of(own(lot))) for lot in ("milk", "rye", "tea")]

    together = left_of()
    monkeypatch.setattr(in_containers, "BATCHES_A_STATEMENT", 1)

    assert [len(each) for each in together] == [2, 1, 0]
    assert left_of() == together


def shipped_containers() -> list[Fact]:
    """Containers in containers, used again, partly unpacked, told twice."""
    return [
        *(came(lot, "1") for lot in ("milk", "rye", "tea")),
        *(packed("milk", "CASE", 1), nested("CASE", "PALLET", 2), left("PALLET", "shop", 3)),
        *(packed("rye", "CASE", 5), packed("milk", "CASE", 5, "7"), left("CASE", "mart", 6)),
        left("CASE", "mart", 7, kind=ContainerArrival),
        *(packed("tea", "BOX", 1), amount(Unpacking, "tea", "BOX", "4", at=day(2))),
        *(left("BOX", "shop", 3, document="DN-1"), sent("tea", "shop", "6", document="DN-1")),
    ]
