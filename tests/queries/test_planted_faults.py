"""The planted faults of the demo are found over the whole graph, each of them and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import demo
from demo.nouns import Batch
from demo.plant import run_plant
from demo.truth import flow_graph
from genealogy.engine.database import Database
from loaders.loading import load
from queries.balance import balance
from queries.check import check
from queries.completeness import completeness
from queries.gaps import gaps
from queries.trace import Trace, trace

FOLDER = Path(demo.__file__).parent
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
FAULTS = {fault["kind"]: fault for fault in TRUTH["faults"]}
BATCHES = sorted(node.batch_id for node in flow_graph(run_plant()) if isinstance(node, Batch))
Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    load(shared_graph, [FOLDER / "exports"])
    return shared_graph


@pytest.fixture(scope="module")
def whole(plant: Database) -> Trace:
    """The trace of every batch of the plant, in both directions."""
    return trace(plant, BATCHES, "both")


def told(command: str, where: str = "faults") -> Iterator[dict[str, Any]]:
    """What a command must say, as the truth has it."""
    for fault in TRUTH[where]:
        yield from (row for row in fault["found_by"] if row["command"] == command)


def gap_rows(rows: list[dict[str, Any]]) -> list[Row]:
    return sorted(
        (row["kind"], row["subject"], Decimal(str(row["quantity"])), row["unit"], row["side"])
        for row in rows
    )


def violation_rows(rows: list[dict[str, Any]]) -> list[Row]:
    return sorted(
        tuple(row[name] for name in ("kind", "subject", "by", "at", "made_at")) for row in rows
    )


def test_the_gaps_of_the_graph_are_the_gap_and_the_short_batch(plant: Database) -> None:
    found = gaps(plant).to_dict()

    assert gap_rows(found["gaps"]) == gap_rows(list(told("genealogy gaps")))
    assert found["found"] == {"unaccounted": 2}


def test_the_verdict_on_every_batch_has_the_same_gaps(whole: Trace) -> None:
    verdict = whole.to_dict()["verdict"]

    assert {row["batch_id"] for row in whole.batches} == set(BATCHES)
    assert len(BATCHES) == TRUTH["batches"]
    assert gap_rows(verdict["gaps"]) == gap_rows(list(told("genealogy gaps")))
    assert verdict["unchecked"] == 0


def test_the_one_link_that_contradicts_time_is_the_time_paradox(whole: Trace) -> None:
    found = whole.to_dict()["verdict"]["violations"]

    assert violation_rows(found) == violation_rows(list(told("genealogy trace")))
    (paradox,) = found
    (stated,) = paradox["evidence"]
    assert (stated["file"], paradox["subject"]) == (
        "mes_consumption.csv",
        FAULTS["time paradox"]["subject"],
    )


def test_every_finding_of_every_check_is_planted_and_every_plant_is_found(plant: Database) -> None:
    """The demo's days are ahead of an early clock: true, and nothing of the plant."""
    found = {
        (each.rule.name, finding.subject)
        for each in check(plant).results
        for finding in each.findings
    }
    if datetime.now(UTC) < datetime(2026, 10, 19, tzinfo=UTC):
        found = {pair for pair in found if pair[0] != "future-date"}

    planted = [(row["check"], row["subject"]) for row in told("genealogy check")]
    ordinary = [(row["check"], row["subject"]) for row in told("genealogy check", "ordinary")]
    assert sorted(found) == sorted([*planted, *ordinary])


def test_what_is_double_booked_is_too_little_for_a_mass_balance(plant: Database) -> None:
    twice = FAULTS["double booking"]

    (account,) = balance(plant, [twice["batch_id"]]).accounts

    assert (-account.unexplained, account.unit) == (Decimal(twice["quantity"]), twice["unit"])
    assert not account.beyond


def test_what_came_of_the_short_batch_has_no_whole_origin(plant: Database) -> None:
    (row,) = told("genealogy completeness")

    total = completeness(plant).total

    assert (total.batches, total.batches - total.complete) == (TRUTH["batches"], row["incomplete"])
