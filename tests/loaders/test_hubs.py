"""A lot of salt that everything consumes, and an order that consumes everything: at a flat rate."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Fact
from genealogy.settings import Settings
from tests.conftest import query
from tests.plants import consumed, state

CHUNK = 5_000


def seconds_of_chunks(database: Database, facts: Iterable[Fact]) -> list[float]:
    """How long each chunk took to write."""
    everything = list(facts)
    taken = []
    for start in range(0, len(everything), CHUNK):
        begun = time.perf_counter()
        state(database, everything[start : start + CHUNK])
        taken.append(time.perf_counter() - begun)
    rates = ", ".join(f"{CHUNK / seconds:,.0f}" for seconds in taken)
    print(f"{len(everything):,} facts, each {CHUNK:,} at {rates} facts/s")
    return taken


def assert_flat(taken: list[float]) -> None:
    """The last 10,000 are not slower than the first ones; the machine may hiccup once."""
    last = min(taken[-2:])
    assert last < 2.5 * statistics.median(taken[:5]), taken


@pytest.mark.timeout(300)
def test_one_lot_that_is_consumed_60_000_times(engine: Settings, database: Database) -> None:
    facts = (consumed("salt", f"op-{at}") for at in range(60_000))

    assert_flat(seconds_of_chunks(database, facts))

    rows = query(engine, "MATCH (:Batch {lot: 'salt'})-[r:CONSUMED]->() RETURN count(r) AS n")
    assert rows == [{"n": 60_000}]


def test_one_operation_that_consumes_20_000_serials(engine: Settings, database: Database) -> None:
    taken = seconds_of_chunks(database, (consumed(f"S-{at}", "pack") for at in range(20_000)))

    assert_flat(taken)
    rows = query(engine, "MATCH (:Operation)<-[r:CONSUMED]-() RETURN count(r) AS n")
    assert rows == [{"n": 20_000}]
