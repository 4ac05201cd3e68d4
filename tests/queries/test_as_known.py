"""As known on a day: every answer that was given can be asked for again, whatever came since."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import AmbiguousBatch, NoPath, UnknownBatch, WrongUsage
from genealogy.facts import ContainerShipment, Description, Packing
from genealogy.identity import batch_id
from genealogy.nouns import Noun
from genealogy.settings import Settings
from genealogy.times import moment, now_text
from loaders.loading import load
from loaders.undo import undo
from queries.as_known import time_of
from queries.recall import recall
from queries.trace import trace
from queries.why import why
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.test_facts import voided
from tests.loaders.test_pending import CREAM, LOT, MILK, received, used
from tests.plants import consumed, own, produced, shipped, state, supplied

EXPORTS = sorted((Path(demo.__file__).parent / "exports").iterdir())
CULTURE = "S-201/1201/CUL-2231"
DAYS = [datetime(2026, 10, day, tzinfo=UTC) for day in range(1, 9)]


def told(database: Database, batch: str, **more: Any) -> dict[str, Any] | None:
    """What an answer says of facts; None where the batch is unknown."""
    try:
        answer = trace(database, [batch], "both", **more)
    except UnknownBatch:
        return None
    except AmbiguousBatch as error:
        return {"ambiguous": str(error)}
    ids = ("batch_id", "origin", "certain", "level")
    verdict = answer.verdict
    return {
        "batches": [{name: row[name] for name in ids} for row in answer.batches],
        "links": answer.links,
        "shipments": answer.shipments,
        "supplies": answer.supplies,
        # Whether an operation still runs is described, and descriptions are today's.
        "gaps": [
            (gap.kind, gap.subject, gap.quantity)
            for gap in verdict.gaps
            if gap.kind != "operation without outputs"
        ],
        "loops": verdict.loops,
        "violations": verdict.violations,
        "as_of": verdict.as_of,
    }


@dataclass
class Diary:
    """The answers that were given, with when."""

    database: Database
    asked: tuple[str, ...]

    def __post_init__(self) -> None:
        self.pages: list[tuple[str, str, dict[str, dict[str, Any] | None]]] = []

    def note(self, what: str) -> None:
        answers = {batch: told(self.database, batch) for batch in self.asked}
        self.pages.append((what, now_text(), answers))

    def check(self) -> None:
        for what, at, answers in self.pages:
            for batch, answer in answers.items():
                assert told(self.database, batch, as_known_on=at) == answer, (what, batch)


def stated(database: Database, *facts: object, by: str) -> None:
    """One load of facts, with the file that a load of a file has."""
    state(database, facts, by)


def test_answers_of_the_demo_come_again_after_corrections_voids_and_an_undo(
    database: Database, tmp_path: Path
) -> None:
    diary = Diary(database, (CULTURE, "own/3101/WM-0412", "own/5001/YOG-0040"))
    diary.note("nothing")
    for path in EXPORTS:
        assert not load(database, [path]).refused
        diary.note(path.name)
    wrong = write_csv(
        tmp_path / "wrong.csv",
        CONSUMPTION,
        [["PO-00076", "901", "1201", "CT-0001", "3", "kg", NOON]],
    )
    receipt = load(database, [wrong]).receipts[0]
    assert receipt.facts_new > 0
    diary.note("a wrong consumption")
    rejected = write_csv(
        tmp_path / "bad.csv",
        CONSUMPTION,
        [["PO-00076", "902", "1201", "CT-0001", "many", "kg", NOON]],
    )
    assert load(database, [rejected]).rows_open == 1
    diary.note("a rejected row")
    undo(database, receipt.load_id, reason="wrong order", by="ann")
    diary.note("undone")
    assert load(database, [wrong]).receipts[0].facts_new == 1  # it comes back
    diary.note("loaded again")
    load(database, EXPORTS)
    diary.note("all again")

    assert len({str(answers) for _, _, answers in diary.pages}) >= 6
    diary.check()


def steps(database: Database) -> dict[str, Callable[[], object]]:
    """What can happen to a small plant: each may come once, in any order."""

    def do(name: str, *facts: object) -> Callable[[], None]:
        return lambda: stated(database, *facts, by=name)

    def take_back(name: str) -> Callable[[], object]:
        return lambda: undo(database, name, reason="wrong", by="ann")

    milk = consumed("milk", "mix", occurred_at=DAYS[1])
    cake = produced("mix", "cake")
    return {
        "receipt": do("receipt", supplied("farm", "milk", "9")),
        "made": do("made", milk, cake),
        "corrected": do("corrected", replace(milk, quantity=Decimal(4), changed_at=DAYS[3])),
        "moved": do("moved", replace(milk, target="boil", changed_at=DAYS[2]),
                    produced("boil", "cream")),
        "reversed": do("reversed", voided(milk)),
        "sold": do("sold", shipped("cake", "shop"), shipped("cream", "inn")),
        "unsold": do("unsold", voided(shipped("cake", "shop"))),
        "packed": do(
            "packed",
            Packing(key="T|packing|1", source=own("cake"), target="P-1", occurred_at=DAYS[4]),
            ContainerShipment(
                key="T|container_shipment|1", source="P-1", target="port", occurred_at=DAYS[5]
            ),
        ),
        "repacked": do(
            "repacked",
            Packing(key="T|packing|1", source=own("cake"), target="P-2", changed_at=DAYS[6],
                    occurred_at=DAYS[4]),
        ),
        "named": do("named", Description(noun=Noun.BATCH, id=own("bun"), properties={"name": "b"})),
        "lot": do("lot", used(), cake),
        "other lot": do("other lot", used(quantity=Decimal(7), changed_at=DAYS[3])),
        "no lot": do("no lot", voided(used())),
        "milk lot": do("milk lot", received(MILK)),
        "cream lot": do("cream lot", received(CREAM)),
        "perhaps": do("perhaps", consumed("egg", "mix", probability=Decimal("0.5"))),
        "no egg": do("no egg", voided(consumed("egg", "mix"))),
    } | {
        f"undo {name}": take_back(name)
        for name in ("made", "corrected", "moved", "reversed", "unsold", "packed", "repacked",
                     "lot", "other lot", "no lot", "milk lot", "cream lot", "no egg")
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happened_in_whatever_order(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    happening = steps(database)
    asked = (*map(own, ("milk", "cake", "cream", "egg", "bun")), MILK, CREAM, LOT)
    diary = Diary(database, asked)
    order = [name for name in happening if not name.startswith("undo ")]
    chance.shuffle(order)
    done: list[str] = []
    for name in order[:11]:
        happening[name]()
        done.append(name)
        diary.note(name)
        back = [each for each in done if f"undo {each}" in happening]
        if back and chance.random() < 0.45:
            again = chance.choice(back)
            happening[f"undo {again}"]()
            diary.note(f"undo {again}")
            if chance.random() < 0.5:
                happening[again]()
                diary.note(f"again {again}")

    diary.check()


def test_the_fingerprint_and_the_bytes_stay_while_the_graph_goes_on(database: Database) -> None:
    state(database, [consumed("milk", "mix"), produced("mix", "cake"), shipped("cake", "shop")])
    at = now_text()
    before = answered(database, at)
    chain = why(database, "cake", "milk", as_known_on=at).to_dict()
    today = trace(database, ["milk"]).fingerprint

    state(database, [consumed("milk", "bake"), produced("bake", "bun")], "more")

    assert answered(database, at) == before
    assert why(database, "cake", "milk", as_known_on=at).to_dict() == chain
    assert before["question"]["as_known_on"] == at
    assert trace(database, ["milk"]).fingerprint != today
    later = answered(database, now_text())
    assert later["fingerprint"] != before["fingerprint"]


def answered(database: Database, at: str) -> dict[str, Any]:
    """All of an answer, but for what a gap could hide and which file would close it."""
    answer = recall(database, ["milk"], as_known_on=at, time_respecting=True).to_dict()
    for gap in answer["verdict"]["gaps"]:
        for name in ("at_most_batches", "at_most_customers", "closes"):
            gap.pop(name, None)
    return answer


def test_the_evidence_is_that_of_the_loads_that_stood_then(database: Database) -> None:
    facts = [consumed("milk", "mix"), produced("mix", "cake")]
    state(database, facts, "first")
    first = now_text()
    state(database, facts, "second")
    both = now_text()
    undo(database, "first", reason="wrong", by="ann")
    second = now_text()
    undo(database, "second", reason="wrong", by="ann")

    def loads(at: str) -> list[list[str]]:
        hops = why(database, own("cake"), own("milk"), as_known_on=at).hops
        return [[row["load_id"] for fact in hop["facts"] for row in fact["evidence"]]
                for hop in hops]  # fmt: skip

    assert loads(first) == [["first"]] * 2
    assert loads(both) == [["first", "second"]] * 2
    assert loads(second) == [["second"]] * 2
    with pytest.raises(UnknownBatch):
        why(database, own("cake"), own("milk"), as_known_on=now_text())


def test_a_chain_that_was_not_known_yet_is_none(database: Database) -> None:
    state(database, [consumed("milk", "mix"), produced("boil", "cake")], "first")
    before = now_text()
    state(database, [produced("mix", "cake")], "second")

    assert len(why(database, "cake", "milk").hops) == 2
    with pytest.raises(NoPath):
        why(database, "cake", "milk", as_known_on=before)


def test_what_a_lot_could_be_then(database: Database) -> None:
    state(database, [received(MILK), used(), produced("mix", "cake")], "first")
    one = now_text()
    state(database, [received(CREAM)], "second")

    assert {row["certain"] for row in trace(database, [MILK], as_known_on=one).batches} == {True}
    certain = {row["batch_id"]: row["certain"] for row in trace(database, [MILK]).batches}
    assert certain == {MILK: True, own("cake"): False}
    with pytest.raises(UnknownBatch, match=f'"{CREAM}" was known on'):
        trace(database, [CREAM], as_known_on=one)
    assert trace(database, ["L1"], as_known_on=one).origins == (MILK,)


def test_the_gap_of_a_lot_tells_what_it_could_be_then(database: Database) -> None:
    state(database, [received(MILK), received(CREAM), used(), produced("mix", "cake")], "first")
    state(database, [replace(received(MILK), key="x", target=batch_id("farm", "milk", "L1"))])
    then = now_text()

    def why_of(**more: Any) -> list[str]:
        gaps = trace(database, [MILK], **more).verdict.gaps
        return [gap.why for gap in gaps if gap.kind == "pending lot"]

    before = why_of()
    assert f"it can be any of {CREAM}, {MILK}" in before[0]
    state(database, [received(batch_id("own", "whey", "L1"))], "second")
    assert "whey" in why_of()[0]
    assert why_of(as_known_on=then) == before


def test_the_verdict_is_of_the_loads_of_that_day(database: Database) -> None:
    early = {
        "status": "done",
        "source": "ERP",
        "file": "a.csv",
        "covers_to": "2026-10-01T00:00:00Z",
    }
    loaded(database, "a", early | {"status": "loading"})
    running = now_text()
    loaded(database, "a", early)
    first = now_text()
    loaded(database, "b", early | {"file": "b.csv", "covers_to": "2026-10-02T00:00:00Z"})
    second = now_text()
    undo(database, "b", reason="wrong", by="ann")

    def verdict(at: str) -> tuple[dict[str, str], set[str]]:
        found = trace(database, ["milk"], as_known_on=at).verdict
        return found.as_of, {gap.kind for gap in found.gaps}

    assert "unfinished load" in verdict(running)[1]
    assert "unfinished load" not in verdict(first)[1]
    assert verdict(first)[0] == {"ERP": "2026-10-01T00:00:00Z"}
    assert verdict(second)[0] == {"ERP": "2026-10-02T00:00:00Z"}
    assert verdict(now_text())[0] == {"ERP": "2026-10-01T00:00:00Z"}


def loaded(database: Database, load_id: str, properties: dict[str, Any]) -> None:
    from loaders.gathering import MappedRow
    from loaders.writing import write_chunk

    rows = [MappedRow(1, (consumed("milk", "mix"),))]
    write_chunk(database, rows, load_id, lambda _: {"rows_rejected": 0} | properties)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", ""])
def test_what_is_no_time_is_refused(embedded_database: Database, text: str) -> None:
    state(embedded_database, [consumed("milk", "mix")])
    with pytest.raises(WrongUsage, match="is no time"):
        trace(embedded_database, ["milk"], as_known_on=text)
    with pytest.raises(WrongUsage, match="is no time"):
        why(embedded_database, "milk", "milk", as_known_on=text)


def test_today_s_date_means_this_moment(embedded_database: Database) -> None:
    state(embedded_database, [consumed("milk", "mix")])
    before = datetime.now(UTC)
    answer = trace(embedded_database, ["milk"], as_known_on=before.date().isoformat())
    if datetime.now(UTC).date() == before.date():  # else it was the end of yesterday
        assert answer.as_known_on is not None
        assert before <= moment(answer.as_known_on) <= datetime.now(UTC)


def test_a_time_to_come_is_refused(embedded_database: Database) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    with pytest.raises(WrongUsage, match="still to come"):
        trace(embedded_database, ["milk"], as_known_on=tomorrow)


def test_a_day_whose_last_hour_comes_twice_ends_with_the_second() -> None:
    at = time_of("2025-10-30", ZoneInfo("Africa/Cairo"))

    assert at == datetime(2025, 10, 30, 22, tzinfo=UTC) - timedelta(microseconds=1)


def test_a_date_means_its_end_in_the_zone_of_the_settings(
    embedded_database: Database, embedded_settings: Settings
) -> None:
    state(embedded_database, [consumed("milk", "mix")])
    settings = embedded_settings.model_copy(update={"zone": "Asia/Shanghai"})

    with pytest.raises(UnknownBatch):
        trace(embedded_database, ["milk"], settings=settings, as_known_on="2020-02-29")
    query = "2020-02-29T12:00"
    with pytest.raises(UnknownBatch):
        trace(embedded_database, ["milk"], settings=settings, as_known_on=query)
