"""Accounts of batches, of a recall, and of a material in a period."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demo
from exports.frames import frames
from genealogy.account import IN, OUT, accounts_within, totals
from genealogy.engine.database import Database
from genealogy.errors import NothingSelected
from genealogy.facts import Disposal, Receipt
from genealogy.graph import Batch, Genealogy, Movement
from genealogy.settings import Settings
from genealogy.times import utc_text
from loaders.loading import load
from queries.balance import MassBalance, balance, balance_of_material
from queries.recall import recall
from tests.plants import own, state
from tests.queries.flows import (
    WHOLE,
    amount,
    came,
    counted,
    day,
    gained,
    made,
    operation,
    scrapped,
    sent,
    sent_back,
    used,
)

DEMO = Path(demo.__file__).parent
TRUTH: dict[str, Any] = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))


def columns(answer: MassBalance, lot: str) -> dict[str, float]:
    """The columns of a batch in which something stands."""
    (row,) = [row for row in answer.to_dict()["batches"] if row["batch_id"] == own(lot)]
    return {name: row[name] for name in (*IN, *OUT, "unexplained") if row[name]}


def test_every_quantity_stands_in_a_column_of_its_own(database: Database) -> None:
    facts: list[object] = [
        *(amount(Receipt, "own/opening stock", "milk", "20"), came("milk", "70")),
        *(gained("milk", "2"), sent_back("shop", "milk", "8"), used("milk", "cook", "30")),
        *(made("cook", "cheese"), used("milk", "running", "11"), sent("milk", "shop", "25")),
        *(scrapped("milk", "3"), amount(Disposal, "milk", "sample", "1")),
        *(amount(Disposal, "milk", "returned to supplier", "9"), counted("milk", "15")),
        operation("running", started_at="2026-10-01T08:00:00Z"),
    ]
    state(database, facts)

    answer = balance(database, [own("milk")])

    assert columns(answer, "milk") == {
        "opening": 20.0,
        "received": 70.0,
        "gained": 2.0,
        "returned": 8.0,
        "used": 30.0,
        "in_process": 11.0,
        "shipped": 25.0,
        "disposed": 3.0,
        "sampled": 1.0,
        "returned_to_supplier": 9.0,
        "on_hand": 15.0,
        "unexplained": 6.0,
    }
    (account,) = answer.accounts
    assert (account.allowed, account.within) == (1, False)


def test_unlike_units_have_totals_of_their_own(embedded_database: Database) -> None:
    facts = [*WHOLE, came("lids", "40", unit="pcs"), sent("lids", "shop", "40", unit="pcs")]
    state(embedded_database, [*facts, came("ice", None)])

    answer = balance(embedded_database, [own(each) for each in ("milk", "cheese", "lids", "ice")])

    sums = [(each.unit, each.batches, each.unchecked, each.within) for each in answer.totals]
    assert sums == [("kg", 3, 1, True), ("pcs", 1, 0, True)]


def test_the_balance_of_a_recall_is_that_of_its_scope(embedded_database: Database) -> None:
    load(embedded_database, [DEMO / "exports"])
    origin = TRUTH["origin"]["batch_id"]

    answer = balance(embedded_database, [origin], recalled=True)

    assert [each.batch_id for each in answer.accounts] == TRUTH["forward"]["batches"]
    scope = recall(embedded_database, [origin])
    for word in ("shipped", "on_hand", "returned", "gained"):
        sums = {each.unit: each.amounts[word] for each in answer.totals}
        assert {unit: total for unit, total in sums.items() if total} == {
            unit: total for unit, total in getattr(scope, word).items() if total
        }
    (lost,) = [each for each in answer.accounts if each.beyond]
    assert (lost.batch_id, lost.unexplained) == (
        TRUTH["gap"]["batch_id"],
        Decimal(TRUTH["gap"]["quantity"]),
    )


def test_what_no_record_states_is_null_and_not_0(embedded_database: Database) -> None:
    state(embedded_database, [made("cook", "cheese", None), sent("cheese", "shop", "4")])

    answer = balance(embedded_database, [own("cheese")])

    (row,), (total,) = answer.to_dict()["batches"], answer.to_dict()["totals"]
    assert (row["produced"], row["unexplained"], row["tolerance"]) == (None, None, None)
    assert (row["shipped"], row["used"], row["unchecked"]) == (4.0, 0.0, 1)
    assert (total["produced"], total["unchecked"], total["within"]) == (0.0, 1, None)
    assert frames(answer)["batches"]["produced"].isna().all()


# A material in a period


def test_in_a_period_a_count_makes_good_what_was_not_stated_before(
    embedded_database: Database,
) -> None:
    state(
        embedded_database,
        [
            *(came("milk", None, at=day(1)), counted("milk", "68", at=day(3))),
            *(used("milk", "cook", None, at=day(6)), sent("milk", "shop", "8", at=day(7))),
        ],
    )

    (account,) = balance_of_material(embedded_database, "item", day(5), day(15)).accounts

    assert account.unstated == {"used", "on_hand"}
    assert (account.amounts["opening"], account.to_dict()["used"]) == (68, None)


def test_a_period_begins_with_what_was_there_and_ends_with_what_is_left(
    embedded_database: Database,
) -> None:
    state(
        embedded_database,
        [
            *(came("milk", "100", at=day(1)), used("milk", "cook", "30", at=day(2))),
            *(counted("milk", "68", at=day(3)), used("milk", "cook", "10", at=day(4))),
            *(came("milk", "50", at=day(10)), sent("milk", "shop", "40", at=day(11))),
            *(counted("milk", "60", at=day(12)), sent("milk", "shop", "5", at=day(20))),
            *(came("cream", "5", at=day(25)), counted("cream", "5", at=day(26))),
        ],
    )

    answer = balance_of_material(embedded_database, "item", day(5), day(15))

    # 68 counted and 10 used since; 58 + 50 - 40 = 68 by the books, 60 were counted.
    assert columns(answer, "milk") == {
        "opening": 58.0,
        "received": 50.0,
        "shipped": 40.0,
        "on_hand": 60.0,
        "unexplained": 8.0,
    }
    assert [each.batch_id for each in answer.accounts] == [own("milk")]


def test_a_movement_without_a_time_leaves_a_period_unchecked(embedded_database: Database) -> None:
    state(embedded_database, [came("milk", "100", at=day(1)), used("milk", "cook", "30")])

    (account,) = balance_of_material(embedded_database, "item", day(2)).accounts

    assert (account.unchecked, account.within) == (1, None)
    (whole,) = balance_of_material(embedded_database, "item").accounts
    assert (whole.unchecked, whole.unexplained) == (0, 70)


def test_a_material_that_there_is_not_is_refused(embedded_database: Database) -> None:
    with pytest.raises(NothingSelected, match="material=relic"):
        balance_of_material(embedded_database, "relic", settings=Settings())


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["SUPPLIED", "RETURNED", "GAINED", "SHIPPED_TO", "DISPOSED", "COUNTED"]),
        st.integers(1, 28),
        st.decimals(0, 1000, places=2),
    ),
    max_size=20,
)


def moved(rows: list[tuple[str, int, Decimal]]) -> Genealogy:
    movements = [
        Movement(
            type=type_,
            certain=True,
            batch_id="b",
            other="x",
            quantity=quantity,
            at_most=None,
            unit="kg",
            occurred_at=utc_text(day(at)),
            document=None,
            site=None,
            status=None,
            reason=None,
            container=None,
            pending_lot=None,
            fact_key=str(number),
        )
        for number, (type_, at, quantity) in enumerate(rows)
    ]
    return Genealogy((), {"b": Batch("b")}, {}, [], [], [], movements)


@given(rows=MOVES, cut=st.integers(1, 28))
def test_what_one_period_ends_with_the_next_begins_with(
    rows: list[tuple[str, int, Decimal]], cut: int
) -> None:
    genealogy = moved(rows)
    end, start = day(cut, hour=13), day(cut, hour=13, second=0.000001)

    def within(begin: datetime | None, until: datetime | None) -> dict[str, Decimal]:
        accounts = accounts_within(genealogy, begin, until, Decimal(0))
        for each in accounts:
            into = sum(each.amounts[name] for name in IN)
            out = sum(each.amounts[name] for name in OUT)
            assert into == out + each.unexplained
        (total,) = totals(accounts) or [None]
        if total is None:
            return dict.fromkeys((*IN, *OUT, "unexplained"), Decimal(0))
        return {**total.amounts, "unexplained": total.unexplained}

    first, second, whole = within(None, end), within(start, None), within(None, None)

    assert first["on_hand"] == second["opening"]
    for name in ("received", "returned", "gained", "shipped", "disposed", "unexplained"):
        assert first[name] + second[name] == whole[name]
