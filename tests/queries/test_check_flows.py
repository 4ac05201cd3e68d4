"""Checks of time, quantity and release: silent on a sound plant, then with a fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.facts import (
    Arrival,
    Consumption,
    Description,
    Fact,
    Hold,
    Receipt,
    Release,
    StockGain,
)
from genealogy.identity import BatchName
from genealogy.nouns import Noun
from tests.plants import state
from tests.queries.checking import batch, found, run, silent
from tests.queries.flows import (
    amount,
    came,
    counted,
    day,
    made,
    operation,
    scrapped,
    sent,
    sent_back,
    used,
)

# Time


def test_a_use_before_the_batch_was_there_is_found_to_the_microsecond(database: Database) -> None:
    name = "used-before-received-or-made"
    sound = [
        *(came("milk", at=day(3)), used("milk", "cook", at=day(3))),
        *(used("milk", "cook", at=day(3, second=0.5)), used("milk", "cook")),
        *(came("salt"), used("salt", "cook", at=day(1))),
        *(came("oil", at=day(5)), came("oil", at=day(2)), used("oil", "cook", at=day(3))),
    ]
    state(database, sound)
    assert silent(database, name)

    late = [came("egg", at=day(3, second=0.5)), used("egg", "cook", at=day(3))]
    state(database, [*late, made("cook", "cake", at=day(9)), sent("cake", "shop", at=day(8))])

    assert found(database, name) == {
        "egg": "first received or made at 2026-10-03T12:00:00.500000Z, but used from "
        "2026-10-03T12:00:00Z on (1 use too early, such as by cook)",
        "cake": "first received or made at 2026-10-09T12:00:00Z, but used from "
        "2026-10-08T12:00:00Z on (1 use too early, such as by shop)",
    }


def test_a_batch_that_is_made_anew_after_another_operation_had_ended_is_found(
    database: Database,
) -> None:
    name = "batch-made-by-two-operations-at-two-times"
    together = [
        made("line-1", "mix", at=day(1)),
        made("line-2", "mix", at=day(2)),
        made("line-1", "mix", at=day(3)),  # the two lines ran side by side
    ]
    received = [made("receipt-1", "flour", at=day(1)), made("receipt-2", "flour", at=day(5))]
    kinds = [operation(f"receipt-{each}", kind="receive") for each in (1, 2)]
    state(database, [*together, *received, *kinds])
    assert silent(database, name)

    state(database, [made("line-3", "mix", at=day(4))])

    assert found(database, name) == {
        "mix": "made by line-1 until 2026-10-03T12:00:00Z and by line-3 from "
        "2026-10-04T12:00:00Z on"
    }


def test_a_fact_that_was_recorded_before_it_happened_is_found(database: Database) -> None:
    state(database, [came("milk", at=datetime.now(UTC) - timedelta(seconds=1)), came("salt")])
    assert silent(database, "future-date")

    state(database, [came("egg", at=datetime(2999, 1, 1, tzinfo=UTC))])

    told = found(database, "future-date")
    assert set(told) == {"egg"}
    assert told["egg"].startswith("1 fact up to 2999-01-01T00:00:00Z, recorded at ")


def test_a_load_whose_clock_is_whole_hours_off_is_found(database: Database) -> None:
    name = "time-zone-shift-suspected"
    runs = [(f"run-{each}", day(each + 1, 8 + each % 3)) for each in range(12)]
    windows = [run(each, begun, begun + timedelta(hours=2)) for each, begun in runs]
    inside = [made(each, f"out-{each}", at=at + timedelta(minutes=50)) for each, at in runs]
    # Dates without a time are outside of their operations too, and say nothing of a clock.
    dated = [used("salt", each, at=at.replace(hour=0)) for each, at in runs]
    state(database, windows)
    state(database, inside, "ERP")
    state(database, dated, "dates")
    few = [used("oil", each, at=at + timedelta(hours=8)) for each, at in runs[:9]]
    state(database, few, "few")
    assert silent(database, name)

    shifted = [
        used("milk", each, at=at + timedelta(hours=8, minutes=number))
        for number, (each, at) in enumerate(runs)
    ]
    state(database, shifted, "MES")

    assert found(database, name) == {
        "MES": "its 12 consumptions lie outside of their operations, and within them once "
        "moved 7 to 8 h back"
    }


# Quantity


def test_more_consumed_than_came_in_is_found_beyond_the_tolerance(database: Database) -> None:
    name = "consumed-more-than-exists"
    sound = [
        *(came("milk"), used("milk", "cook", "10.1")),  # 1 % of the larger one
        *(came("oil"), used("oil", "cook", "12"), used("oil", "cook", "3", role="return")),
        *(came("salt"), used("salt", "cook", "9999", unit="g")),
        *(came("egg"), used("egg", "cook", "9", unit="pcs")),  # not to be compared
        *(came("rice"), used("rice", "cook", None)),
        *(made("cook", "pie", probability=Decimal("0.5")), used("pie", "cut")),
        *(came("rye"), sent("rye", "shop"), sent_back("shop", "rye"), used("rye", "cook")),
        *(came("oat"), gained("oat", "2"), used("oat", "cook", "12")),
    ]
    pending = BatchName("own", None, lot="who").batch_id
    unknown = amount(Receipt, "farm", "unused")
    state(database, [*sound, unknown, _consumption_of(pending)])
    assert silent(database, name)

    state(
        database,
        [
            *(used("milk", "cook", "0.2"), scrapped("salt", "0.2")),
            *(used("ghost", "cook", None), came("bran"), used("bran", "cook", "10.001")),
        ],
    )

    assert found(database, name) == {
        "milk": "10.3 kg consumed or disposed of, 10 kg came in",
        "salt": "10.199 kg consumed or disposed of, 10 kg came in",
        "ghost": "it was consumed, and never received or made",
    }
    assert set(found(database, name, tolerance=0)) == {"milk", "salt", "ghost", "bran"}


def gained(lot: str, quantity: str) -> Fact:
    return amount(StockGain, "stock differences", lot, quantity)


def _consumption_of(batch_id: str) -> Fact:
    return Consumption(
        key="pending", source=batch_id, target="cook", quantity=Decimal(1), unit="kg"
    )


def test_more_shipped_than_was_left_is_found(database: Database) -> None:
    name = "shipped-more-than-exists"
    sound = [
        *(came("milk"), used("milk", "cook", "4"), sent("milk", "shop", "6")),
        # The sender's record and the receiver's own are one delivery.
        *(came("rye"), sent("rye", "shop", document="D-1")),
        amount(Arrival, "rye", "shop", document="D-1"),
        counted("rye"),
    ]
    state(database, sound)
    assert silent(database, name)
    assert silent(database, "consumed-more-than-exists")

    state(database, [sent("milk", "kiosk", "1"), sent("ghost", "shop")])

    assert found(database, name) == {
        "milk": "7 kg shipped, 6 kg were there to ship",
        "ghost": "it was shipped, and never received or made",
    }
    assert silent(database, "consumed-more-than-exists")


def test_a_unit_that_does_not_convert_into_the_materials_is_found(database: Database) -> None:
    name = "unit-differs-from-material"
    material = Description(noun=Noun.MATERIAL, id="own/item", properties={"unit": "kg"})
    state(database, [material, came("milk"), used("milk", "cook", "500", unit="g")])
    assert silent(database, name)

    state(database, [used("milk", "cook", "3", unit="pcs"), sent("milk", "shop", unit="drum")])

    assert found(database, name) == {"milk": "in drum, pcs, which does not convert into kg"}


def test_a_yield_that_no_other_operation_has_is_found(database: Database) -> None:
    name = "yield-outside-usual-range"
    quantities = ("9.8", "9.85", "9.9", "9.9", "9.95", "9.8", "9.9", "9.85")
    for number, quantity in enumerate(quantities):
        facts = [used("milk", f"run-{number}"), used("cup", f"run-{number}", "99", unit="pcs")]
        state(database, [*facts, made(f"run-{number}", f"cup-{number}", quantity)])
    # Of another recipe, and so of another usual range; and one that cannot be told.
    other = [used("milk", "churn"), made("churn", "cream", "1"), operation("churn", recipe="C")]
    state(database, [*other, used("milk", "open", None), made("open", "cup-90")])
    assert silent(database, name)

    state(database, [used("milk", "run-9"), made("run-9", "cup-9", "8")])

    told = found(database, name)
    assert set(told) == {"run-9"}
    assert told["run-9"].startswith("made 0.8 kg of each kg consumed, usual are 0.9")


def test_flows_of_nothing_are_found(database: Database) -> None:
    name = "quantity-zero-or-missing"
    bounded = amount(Arrival, "rye", "shop", None, at_most=Decimal(5))
    state(database, [came("milk"), came("rye"), bounded, counted("milk", "0")])
    assert silent(database, name)

    state(database, [used("milk", "cook", "0"), used("milk", "mix", None), sent("rye", "x", None)])
    state(database, [gained("milk", "0")])

    assert found(database, name) == {
        "milk": "2 flows of zero and 1 flow without a quantity",
        "rye": "1 flow without a quantity",
    }


# Release


def decided(kind: type[Hold] | type[Release], lot: str, at: int, notice: str = "QA-1") -> Fact:
    return amount(kind, lot, notice, None, None, day(at))


def test_a_shipment_before_the_release_is_found(database: Database) -> None:
    name = "shipped-before-release"
    sound = [
        *(decided(Release, "milk", 2), sent("milk", "shop", at=day(2)), sent("milk", "shop")),
        # Shipped, then held for a complaint, then released.
        *(sent("rye", "shop", at=day(1)), decided(Hold, "rye", 2), decided(Release, "rye", 3)),
        sent("oil", "shop", at=day(1)),
    ]
    state(database, sound)
    assert silent(database, name)

    early = [sent("egg", "shop", at=day(2)), sent("egg", "kiosk", at=day(3))]
    state(database, [*early, decided(Release, "egg", 4), decided(Release, "egg", 6)])

    assert found(database, name) == {
        "egg": "shipped to shop at 2026-10-02T12:00:00Z (2 times), released (QA-1) at "
        "2026-10-04T12:00:00Z"
    }


def test_a_use_on_hold_is_found(database: Database) -> None:
    name = "used-or-shipped-after-hold"
    sound = [
        *(used("milk", "cook", at=day(1)), decided(Hold, "milk", 2), decided(Release, "milk", 3)),
        *(sent("milk", "shop", at=day(3)), used("milk", "cook", at=day(2), role="return")),
        *(decided(Hold, "rye", 2), used("rye", "cook")),
    ]
    state(database, sound)
    assert silent(database, name)

    # One of two notices is released, the other one is not.
    holds = [decided(Hold, "milk", 4, "QA-2"), decided(Hold, "milk", 5, "QA-3")]
    state(database, [*holds, decided(Release, "milk", 6, "QA-3"), sent("milk", "x", at=day(7))])
    state(database, [used("rye", "cook", at=day(3))])

    assert found(database, name) == {
        "milk": "used by x at 2026-10-07T12:00:00Z, on hold (QA-2) since 2026-10-04T12:00:00Z",
        "rye": "used by cook at 2026-10-03T12:00:00Z, on hold (QA-1) since 2026-10-02T12:00:00Z",
    }


@pytest.mark.parametrize(("hour", "late"), [(11, False), (12, True)])
def test_a_use_after_expiry_is_found_once_the_date_has_ended_everywhere(
    database: Database, hour: int, late: bool
) -> None:
    name = "used-or-shipped-after-expiry"
    state(
        database,
        [
            *(batch("milk", expires_on="2026-10-05"), came("milk", at=day(1))),
            *(used("milk", "cook", at=day(5)), used("milk", "cook"), batch("rye")),
            *(batch("oil", expires_on="2026-10-05"), used("oil", "x", at=day(9), role="return")),
        ],
    )
    assert silent(database, name)

    state(database, [sent("milk", "shop", at=day(6, hour))])

    used_late = "used by shop at 2026-10-06T12:00:00Z, expired on 2026-10-05"
    assert found(database, name) == ({"milk": used_late} if late else {})
