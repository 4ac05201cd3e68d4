"""The history of a batch: every fact ever stated of it, also those that were voided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import UnknownBatch
from genealogy.facts import Fact, Hold, Measurement, Release
from loaders.loading import load
from loaders.undo import undo
from queries.history import history
from tests.plants import consumed, own, produced, shipped, state
from tests.queries.flows import amount

EXPORTS = Path(demo.__file__).parent / "exports"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_every_fact_of_a_batch_is_told_once_with_both_ends(database: Database) -> None:
    state(database, [produced("mix", "L"), consumed("L", "cook"), shipped("L", "C-1")])

    found = history(database, own("L"))

    assert {(fact["source"], fact["type"], fact["target"]) for fact in found.facts} == {
        ("mix", "PRODUCED", own("L")),
        (own("L"), "CONSUMED", "cook"),
        (own("L"), "SHIPPED_TO", "C-1"),
    }
    assert all(fact["quantity"] == 1 and fact["voided_at"] is None for fact in found.facts)


def test_each_fact_names_its_file_and_row(database: Database) -> None:
    load(database, [EXPORTS])

    found = history(database, "WM-0412")

    assert found.batch["name"] == "White mass"
    assert {(fact["type"], fact["evidence"][0]["file"]) for fact in found.facts} == {
        ("PRODUCED", "erp_production.xlsx"),
        ("CONSUMED", "mes_consumption.csv"),
    }


def test_what_was_voided_is_told_with_when_and_why(database: Database) -> None:
    load(database, [EXPORTS / "erp_deliveries.csv"])
    (before,) = history(database, "CR-0401").facts
    load(database, [EXPORTS / "erp_production.xlsx"])
    undo(database, "erp_deliveries.csv", reason="wrong plant", by="test")

    gone = [fact for fact in history(database, "CR-0401").facts if fact["voided_at"]]
    standing = history(database, "CR-0401", standing_only=True).facts
    assert [fact["fact_key"] for fact in gone] == [before["fact_key"]]
    assert gone[0]["void_reason"]
    assert before["fact_key"] not in {fact["fact_key"] for fact in standing}


def test_a_batch_that_nobody_has_named_has_none(database: Database) -> None:
    with pytest.raises(UnknownBatch):
        history(database, "CUL-9999")


def test_measurements_are_told_with_value_limits_and_verdict(database: Database) -> None:
    measured = {"characteristic": "pH", "low": Decimal("4"), "high": Decimal("4.6")}
    state(
        database,
        [amount(Measurement, "L", "M-1", "4.7", None, NOON, verdict="fail", **measured)],
    )

    (told,) = history(database, own("L")).to_dict()["measurements"]

    assert (told["characteristic"], told["value"], told["unit"]) == ("pH", 4.7, None)
    assert (told["low"], told["high"], told["verdict"]) == (4, 4.6, "fail")
    assert told["measured_at"] == "2026-10-01T12:00:00Z"


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([(Hold, 1)], "held"),
        ([(Hold, None)], "held"),
        ([(Hold, 1), (Release, 2)], "released"),
        ([(Hold, 1), (Release, 1)], "released"),
        ([(Hold, 2), (Release, 1)], "held"),
        ([(Hold, 1), (Release, 2), (Hold, 3)], "held"),
        ([(Hold, 1), (Release, None)], "held"),
        ([(Hold, None), (Release, 2)], "held"),
        ([(Release, 2)], "released"),
    ],
)
def test_a_hold_is_told_with_whether_it_stands(
    database: Database, decisions: list[tuple[type[Fact], int | None]], status: str
) -> None:
    state(
        database,
        [
            amount(kind, "L", "H-1", None, None, hours and NOON + timedelta(hours=hours),
                   reason="odd" if kind is Hold else "tested")
            for kind, hours in decisions
        ],
    )  # fmt: skip

    (told,) = history(database, own("L")).to_dict()["holds"]

    assert (told["hold"], told["status"]) == ("H-1", status)
    assert told["reason"] == ("odd" if Hold in dict(decisions) else "tested")
    assert len(told["fact_keys"]) == len(decisions)
