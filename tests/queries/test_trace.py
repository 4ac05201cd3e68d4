"""Traces on small plants, on both engines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from queries.trace import trace
from tests.plants import (
    blend,
    consumed,
    diamond,
    links,
    lots,
    own,
    produced,
    rework_loop,
    split,
    state,
    supplied,
)


def test_a_blend_reaches_its_product(database: Database) -> None:
    blend(database)

    assert lots(trace(database, ["milk-1"])) == {"milk-1", "yoghurt"}
    assert lots(trace(database, ["yoghurt"], "backward")) == {"milk-1", "milk-2", "yoghurt"}


def test_a_split_reaches_both_parts(database: Database) -> None:
    split(database)

    assert lots(trace(database, ["bulk"])) == {"bulk", "cup-1", "cup-2"}
    assert lots(trace(database, ["cup-1"], "both")) == {"bulk", "cup-1"}


def test_a_diamond_holds_each_batch_and_link_once(database: Database) -> None:
    diamond(database)

    answer = trace(database, ["milk"])

    assert lots(answer) == {"milk", "cream", "skim", "butter"}
    assert len(answer.batches) == 4
    assert len(answer.links) == 6
    assert {row["lot"]: row["level"] for row in answer.batches} == {
        "milk": 0,
        "cream": 1,
        "skim": 1,
        "butter": 2,
    }


def test_a_rework_loop_ends_and_is_reported(database: Database) -> None:
    rework_loop(database)

    answer = trace(database, ["mix-1"])

    assert links(answer) == {
        ("mix-1", "cook-1"),
        ("cook-1", "rest-1"),
        ("rest-1", "reuse-1"),
        ("reuse-1", "mix-1"),
    }
    assert answer.verdict.loops == [[own("mix-1"), own("rest-1")]]


def test_a_supplier_behind_a_possible_link_is_only_possible(database: Database) -> None:
    maybe = Decimal("0.5")
    state(
        database,
        [
            *(supplied("farm", "milk", "10"), consumed("milk", "mix", "10")),
            *(supplied("mill", "flour", "5"), consumed("flour", "mix", probability=maybe)),
            produced("mix", "dough"),
        ],
    )

    answer = trace(database, ["dough"], "backward")

    assert {row["supplier_id"]: row["certain"] for row in answer.suppliers} == {
        "farm": True,
        "mill": False,
    }
    assert {row["supplier_id"]: row["certain"] for row in answer.supplies} == {
        "farm": True,
        "mill": False,
    }


def test_a_direction_that_there_is_not_is_refused(database: Database) -> None:
    blend(database)
    with pytest.raises(WrongUsage, match='"Forward" is no direction'):
        trace(database, ["milk"], "Forward")  # type: ignore[arg-type]
