"""Lots that a record names without their item: certain, possible or a gap, in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.errors import AmbiguousBatch
from genealogy.facts import Consumption, Fact, Production, Receipt, Shipment, Statement
from genealogy.identity import BatchName, batch_id
from genealogy.settings import Settings
from queries.batches import resolve, search
from queries.trace import Trace, trace
from tests.conftest import empty, graph_of, query
from tests.loaders.commands import fingerprint
from tests.loaders.test_facts import voided
from tests.plants import consumed, links, lots, produced, state

LOT = BatchName("own", None, lot="L1").batch_id
MILK = batch_id("own", "milk", "L1")
CREAM = batch_id("own", "cream", "L1")


def used(operation: str = "mix", key: str = "T|consumption|used", **more: object) -> Fact:
    """The MES says which lot an order used, and not of which item."""
    values: dict[str, object] = {"quantity": Decimal(5), "unit": "kg"} | more
    return Consumption(key=key, source=LOT, target=operation, **values)  # type: ignore[arg-type]


def received(batch: str, **more: object) -> Fact:
    return Receipt(key=f"T|receipt|{batch}", source="farm", target=batch, **more)  # type: ignore[arg-type]


def test_a_lot_with_one_candidate_is_that_batch(database: Database) -> None:
    state(database, [received(MILK), used(), produced("mix", "cake")])

    answer = trace(database, [MILK])

    assert lots(answer) == {"L1", "cake"}
    assert links(answer) == {("L1", "mix"), ("mix", "cake")}
    assert all(row["certain"] for row in answer.batches)
    assert not [gap for gap in answer.verdict.gaps if gap.kind == "pending lot"]
    (link,) = [link for link in answer.links if link["type"] == "CONSUMED"]
    assert (link["quantity"], link["unit"]) == (5.0, "kg")


def test_with_several_candidates_each_is_possible(database: Database) -> None:
    state(database, [received(MILK), received(CREAM), used(), produced("mix", "cake")])

    for origin in (MILK, CREAM):
        answer = trace(database, [origin])
        certain = {row["batch_id"]: row["certain"] for row in answer.batches}
        assert certain == {origin: True, "own/item/cake": False}
        (gap,) = [gap for gap in answer.verdict.gaps if gap.kind == "pending lot"]
        assert gap.subject == LOT
        assert gap.why.endswith(f"it can be any of {CREAM}, {MILK}")
    back = trace(database, ["cake"], "backward")
    assert {row["batch_id"] for row in back.batches} == {MILK, CREAM, "own/item/cake"}
    (gap,) = [gap for gap in back.verdict.gaps if gap.kind == "pending lot"]
    assert MILK in gap.why
    assert CREAM in gap.why
    assert {link["quantity"] for link in back.links if link["type"] == "POSSIBLY_CONSUMED"} == {
        None
    }


def test_of_very_many_candidates_some_are_named_and_all_are_counted(
    embedded_database: Database,
) -> None:
    candidates = [batch_id("own", f"item {number:02}", "L1") for number in range(12)]
    state(embedded_database, [*map(received, candidates), used(), produced("mix", "cake")])

    (gap,) = [
        gap
        for gap in trace(embedded_database, candidates[11:]).verdict.gaps
        if gap.kind == "pending lot"
    ]
    assert gap.why.endswith(f"can be any of 12 batches, among them {', '.join(candidates[:10])}")


def test_with_no_candidate_it_is_a_gap(database: Database) -> None:
    state(database, [used(), produced("mix", "cake")])

    answer = trace(database, ["cake"], "backward")

    assert {row["batch_id"] for row in answer.batches} == {LOT, "own/item/cake"}
    kinds = [gap.kind for gap in answer.verdict.gaps if gap.subject == LOT]
    assert kinds == ["pending lot"]
    assert next(row for row in answer.batches if row["batch_id"] == LOT)["item"] is None


def test_every_answer_has_the_gap_that_a_lot_is_unknown(database: Database) -> None:
    """A mistyped number can be that of any batch, also of one that is not asked for."""
    state(database, [received(MILK), produced("bake", "cake")])
    assert "unknown lots" not in kinds_of_gaps(trace(database, [MILK]))

    state(database, [replace(used(), source=BatchName("own", None, lot="mlik").batch_id)], "typo")
    assert "unknown lots" in kinds_of_gaps(trace(database, [MILK]))
    assert "unknown lots" in kinds_of_gaps(trace(database, ["cake"], "backward"))

    state(database, [received(BatchName("own", "item", lot="mlik").batch_id)], "found")
    assert "unknown lots" not in kinds_of_gaps(trace(database, [MILK]))


def kinds_of_gaps(answer: Trace) -> set[str]:
    return {gap.kind for gap in answer.verdict.gaps}


def test_a_fact_that_can_only_be_certain_stays_with_the_lot(
    database: Database, engine: Settings
) -> None:
    delivered = Receipt(key="T|lot", source="farm", target=LOT, quantity=Decimal(3), unit="kg")
    state(database, [received(MILK), received(CREAM), delivered])

    rows = query(engine, "MATCH ()-[:SUPPLIED]->(b:Batch) RETURN b.batch_id AS batch")
    assert sorted(str(row["batch"]) for row in rows) == sorted([LOT, MILK, CREAM])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_loading_plays_no_part(
    database: Database, engine: Settings, seed: int
) -> None:
    monday, tuesday = (datetime(2026, 10, day, tzinfo=UTC) for day in (5, 6))
    first = used(key="T|1", changed_at=monday)
    moved = replace(first, target="bake", changed_at=tuesday)
    gone = used(key="T|2", operation="stir")
    made = Production(key="T|3", source="mix", target=BatchName("own", None, lot="cake").batch_id)
    sent = Shipment(key="T|4", source=made.target, target="shop", quantity=Decimal(1), unit="kg")
    statements: list[Statement] = [
        received(MILK),
        received(CREAM),
        first,
        moved,
        gone,
        voided(gone),
        made,
        sent,
        used(key="T|5", operation="bake"),
        consumed("cake", "slice"),
        replace(used(key="T|6"), probability=Decimal("0.5")),
    ]
    state(database, statements)
    expected = fingerprint(engine), graph_of(engine)
    empty(engine)

    random.Random(seed).shuffle(statements)
    at = 0
    while at < len(statements):
        size = 1 + (seed + at) % 3
        state(database, statements[at : at + size], f"load-{at}")
        at += size
    state(database, statements, "again")

    assert (fingerprint(engine), graph_of(engine)) == expected


def test_what_was_derived_goes_with_its_fact(database: Database, engine: Settings) -> None:
    state(database, [received(MILK), used()])
    assert derived(engine) == [("CONSUMED", MILK)]

    state(database, [received(CREAM)], "later")
    assert derived(engine) == [("POSSIBLY_CONSUMED", CREAM), ("POSSIBLY_CONSUMED", MILK)]

    state(database, [voided(used())], "reversal")
    assert derived(engine) == []


def derived(engine: Settings) -> list[tuple[str, str]]:
    rows = query(
        engine,
        "MATCH (b:Batch)-[r:CONSUMED|POSSIBLY_CONSUMED]->() "
        "RETURN type(r) AS type, b.batch_id AS batch",
    )
    return sorted((str(row["type"]), str(row["batch"])) for row in rows)


def test_evidence_is_that_of_the_fact(database: Database, engine: Settings) -> None:
    state(database, [received(MILK), used()], "first")
    state(database, [used()], "second")

    rows = query(engine, "MATCH (:Batch)-[r:CONSUMED]->() RETURN r.evidence AS evidence")
    assert [row["evidence"] for row in rows] == [["first:2", "second:1"]]


def test_a_bare_number_means_the_batch_and_not_the_pending_lot(database: Database) -> None:
    state(database, [used()])
    assert resolve(database, ["L1"]) == (LOT,)

    state(database, [received(MILK)], "receipts")
    assert resolve(database, ["L1"]) == resolve(database, [LOT]) == (MILK,)
    assert [hit.batch_id for hit in search(database, "L1")] == [MILK]

    state(database, [received(CREAM)], "more receipts")
    with pytest.raises(AmbiguousBatch):
        resolve(database, [LOT])


def test_another_party_s_lot_of_that_number_is_no_candidate(database: Database) -> None:
    state(database, [received(batch_id("farm", "milk", "L1")), used(), produced("mix", "cake")])

    assert LOT in {row["batch_id"] for row in trace(database, ["cake"], "backward").batches}


def test_many_facts_of_one_pending_lot_load_in_chunks(database: Database, engine: Settings) -> None:
    for chunk in range(3):
        facts = [used(f"op-{n}", f"T|{n}") for n in range(chunk * 400, chunk * 400 + 400)]
        state(database, facts, f"load-{chunk}")
    state(database, [received(MILK)], "receipts")

    assert len(derived(engine)) == 1200
    assert {batch for _, batch in derived(engine)} == {MILK}
