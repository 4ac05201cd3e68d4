"""One operation: how it is described, and its facts with the rows that state them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import NothingSelected
from genealogy.facts import EquipmentUse, OperatorAssignment, ProcessValue
from loaders.loading import load
from loaders.undo import undo
from queries.history import history
from queries.operation import operation
from tests.plants import own, state
from tests.queries.flows import amount, made, used
from tests.queries.flows import operation as ran

EXPORTS = Path(demo.__file__).parent / "exports"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_all_that_stands_of_it_is_told(database: Database) -> None:
    state(
        database,
        [
            ran("cook", site="Kiel", line="L1", kind="make"),
            used("milk", "cook", "20"),
            made("cook", "curd", "3"),
            amount(EquipmentUse, "cook", "VAT-1", None, None, NOON),
            amount(OperatorAssignment, "cook", "anna", None, None, NOON),
            amount(
                ProcessValue, "cook", "T-1", "72.5", "°C", NOON, characteristic="temperature",
                low=Decimal(72), high=Decimal(75), verdict="pass",
            ),
        ],
    )  # fmt: skip

    found = operation(database, "cook").to_dict()

    told = found["operation"]
    assert (told["site"], told["line"], told["kind"], told["order"]) == ("Kiel", "L1", "make", None)
    assert {(fact["source"], fact["type"], fact["target"]) for fact in found["facts"]} == {
        (own("milk"), "CONSUMED", "cook"),
        ("cook", "PRODUCED", own("curd")),
        ("cook", "RAN_ON", "VAT-1"),
        ("cook", "RUN_BY", "anna"),
        ("cook", "MEASURED", "T-1"),
    }
    assert {each["batch_id"] for each in found["batches"]} == {own("milk"), own("curd")}
    (measured,) = found["measurements"]
    del measured["fact_key"]
    assert measured == {
        "measurement": "T-1",
        "characteristic": "temperature",
        "value": 72.5,
        "text": None,
        "unit": "°C",
        "low": 72,
        "high": 75,
        "verdict": "pass",
        "measured_at": "2026-10-01T12:00:00Z",
    }


def test_each_fact_names_its_file_and_row_and_what_was_taken_back_is_gone(
    database: Database,
) -> None:
    load(database, [EXPORTS])
    made_in = next(
        fact["source"] for fact in history(database, "WM-0412").facts if fact["type"] == "PRODUCED"
    )

    whole = operation(database, made_in)
    undo(database, "mes_consumption.csv", reason="wrong plant", by="test")
    less = operation(database, made_in)

    assert whole.operation["order"]
    assert {fact["type"] for fact in whole.facts} >= {"CONSUMED", "PRODUCED"}
    assert all(each["file"] and each["row"] for fact in whole.facts for each in fact["evidence"])
    assert all(fact["evidence"] for fact in whole.facts)
    assert "CONSUMED" not in {fact["type"] for fact in less.facts}
    assert less.fingerprint != whole.fingerprint


def test_one_that_is_not_known_is_an_error_with_the_nearest(database: Database) -> None:
    state(database, [ran("cook-1")])

    with pytest.raises(NothingSelected, match="cook-1"):
        operation(database, "cook-2")
