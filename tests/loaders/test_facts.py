"""What a stated fact does to the graph: once, in its latest version, or taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.facts import (
    Cleaning,
    Consumption,
    EquipmentUse,
    Fact,
    Maintenance,
    Measurement,
    Nesting,
    OperatorAssignment,
    Packing,
    Void,
)
from genealogy.settings import Settings
from loaders.gathering import MappedRow
from loaders.writing import Written, write_chunk
from queries.trace import trace
from tests.conftest import graph_of, query
from tests.loaders.commands import fingerprint
from tests.plants import consumed, links, own, produced, state

MONDAY = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


def edges(settings: Settings) -> set[tuple[str, str, str]]:
    """Every relationship but those to materials: where from, type, where to."""
    rows = query(
        settings,
        "MATCH (a)-[r]->(b) WHERE type(r) <> 'OF_MATERIAL' "
        "RETURN properties(a) AS a, type(r) AS type, properties(b) AS b",
    )

    def name(properties: object) -> str:
        assert isinstance(properties, dict)
        names = (text for key, text in sorted(properties.items()) if key.endswith("_id"))
        return str(next(names)).removeprefix("own/item/")

    return {(name(row["a"]), str(row["type"]), name(row["b"])) for row in rows}


def voided(fact: Fact, reason: str = "reversed", **instead: str) -> Void:
    ends = {"source": fact.source, "target": fact.target} | instead
    return Void(key=fact.key, kind=type(fact), reason=reason, **ends)


def written(database: Database, *statements: object, load_id: str = "other") -> Written:
    rows = [MappedRow(number, (each,)) for number, each in enumerate(statements, 1)]  # type: ignore[arg-type]
    return write_chunk(database, rows, load_id, lambda _: {"status": "done", "rows_rejected": 0})


def test_a_void_before_its_fact_waits_for_it(engine: Settings, database: Database) -> None:
    salt = consumed("salt", "mix")

    state(database, [voided(salt)])
    assert edges(engine) == set()
    state(database, [salt])

    assert edges(engine) == {("salt", "VOIDED_CONSUMED", "mix")}
    waiting_first = graph_of(engine)
    assert fingerprint(engine) == "0" * 64

    query(engine, "MATCH (n) WHERE NOT n:SchemaVersion DETACH DELETE n")
    state(database, [salt])
    state(database, [voided(salt)])
    assert graph_of(engine) == waiting_first


def test_a_voided_fact_is_not_traced_and_the_fingerprint_goes_back(
    engine: Settings, database: Database
) -> None:
    state(database, [consumed("milk", "mix"), produced("mix", "yoghurt")])
    before = fingerprint(engine)
    salt = consumed("salt", "mix")
    state(database, [salt])
    assert fingerprint(engine) != before

    result = written(database, voided(salt))

    assert fingerprint(engine) == before
    assert (result.rows, result.facts_voided) == ({1: "voiding"}, 1)
    assert links(trace(database, ["yoghurt"], "backward")) == {("milk", "mix"), ("mix", "yoghurt")}
    ((reason, at),) = [
        (row["reason"], row["at"])
        for row in query(
            engine,
            "MATCH ()-[r:VOIDED_CONSUMED]->() RETURN r.void_reason AS reason, r.voided_at AS at",
        )
    ]
    assert reason == "reversed"
    assert datetime.fromisoformat(str(at)).utcoffset() == timedelta(0)


def test_a_void_that_expects_the_fact_at_another_operation_still_finds_it(
    engine: Settings, database: Database
) -> None:
    salt = consumed("salt", "mix-1")
    state(database, [salt])
    state(database, [voided(salt, target="mix-2")])
    assert edges(engine) == {("salt", "VOIDED_CONSUMED", "mix-1")}

    query(engine, "MATCH (n) WHERE NOT n:SchemaVersion DETACH DELETE n")
    state(database, [voided(salt, target="mix-2")])
    state(database, [salt])
    assert edges(engine) == {("salt", "VOIDED_CONSUMED", "mix-1")}


def test_a_void_finds_every_version_wherever_it_moved(engine: Settings, database: Database) -> None:
    first = replace(consumed("salt", "mix-1"), changed_at=MONDAY)
    moved = replace(first, target="mix-2", changed_at=TUESDAY)
    state(database, [first])
    state(database, [moved])

    state(database, [voided(first)])

    assert edges(engine) == {
        ("salt", "VOIDED_CONSUMED", "mix-1"),
        ("salt", "VOIDED_CONSUMED", "mix-2"),
    }
    assert fingerprint(engine) == "0" * 64


def test_a_partial_return_nets_and_the_link_stays(engine: Settings, database: Database) -> None:
    returned = Consumption(
        key="T|consumption|return",
        source=own("salt"),
        target="mix",
        quantity=Decimal(4),
        unit="kg",
        role="return",
    )
    state(database, [consumed("salt", "mix", "10"), returned, produced("mix", "dough", "6")])

    answer = trace(database, ["salt"])

    assert links(answer) == {("salt", "mix"), ("mix", "dough")}
    facts = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.quantity AS quantity, r.role AS role")
    assert {(row["quantity"], row["role"]) for row in facts} == {(10.0, None), (4.0, "return")}


def test_a_changed_line_becomes_a_new_version(engine: Settings, database: Database) -> None:
    first = replace(consumed("salt", "mix", "10"), changed_at=MONDAY)
    state(database, [first])
    corrected = replace(first, quantity=Decimal(12), changed_at=TUESDAY)

    result = written(database, corrected)

    assert (result.facts_new, result.facts_voided) == (1, 1)
    rows = query(
        engine,
        "MATCH ()-[r]->() WHERE r.fact_key IS NOT NULL RETURN type(r) AS type, "
        "r.quantity AS quantity, r.void_reason AS reason",
    )
    assert {(row["type"], row["quantity"], row["reason"]) for row in rows} == {
        ("CONSUMED", 12.0, None),
        ("VOIDED_CONSUMED", 10.0, "superseded"),
    }


def test_an_older_version_that_arrives_late_changes_nothing_that_is_live(
    engine: Settings, database: Database
) -> None:
    latest = replace(consumed("salt", "mix", "12"), changed_at=TUESDAY)
    state(database, [latest])
    before = fingerprint(engine)

    state(database, [replace(latest, quantity=Decimal(10), changed_at=MONDAY)])

    assert fingerprint(engine) == before
    live = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.quantity AS quantity")
    assert [row["quantity"] for row in live] == [12.0]


@pytest.mark.parametrize(
    ("first", "end", "type_"),
    [
        (consumed("salt", "first"), "target", "CONSUMED"),
        (
            EquipmentUse(key="T|ran", source="first", target="mixer"),
            "source",
            "RAN_ON",
        ),
        (Cleaning(key="T|cip", source="first", target="mixer"), "source", "CLEANED"),
        (Maintenance(key="T|wo", source="first", target="mixer"), "source", "MAINTAINED"),
        (OperatorAssignment(key="T|run", source="first", target="Kim"), "source", "RUN_BY"),
        (Packing(key="T|packing", source=own("salt"), target="first"), "target", "PACKED_IN"),
        (Nesting(key="T|nesting", source="case", target="first"), "target", "PACKED_IN"),
        (
            Measurement(key="T|measured", source=own("salt"), target="first"),
            "target",
            "MEASURED",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fact) else "",
)
@pytest.mark.timeout(60)
def test_a_line_corrected_to_another_end_and_back_is_live_once(
    engine: Settings, database: Database, first: Fact, end: str, type_: str
) -> None:
    """The pallet, operation or sample of a line was wrong: the same key, looked up elsewhere."""
    first = replace(first, changed_at=MONDAY)

    def live() -> list[object]:
        text = f"MATCH (a)-[r:{type_}]->(b) RETURN properties({end[0]}) AS node"
        text = text.replace("properties(s)", "properties(a)").replace("(t)", "(b)")
        return [next(iter(row["node"].values())) for row in query(engine, text)]  # type: ignore[attr-defined]

    state(database, [first])
    state(database, [replace(first, **{end: "second"}, changed_at=TUESDAY)])
    assert live() == ["second"]

    state(database, [replace(first, changed_at=WEDNESDAY)])  # the first was right after all
    assert live() == ["first"]


def test_certain_and_possible_are_different_types(engine: Settings, database: Database) -> None:
    sure, maybe = consumed("milk", "mix"), consumed("cream", "mix", probability=Decimal("0.4"))
    state(database, [sure, maybe])

    assert edges(engine) == {
        ("milk", "CONSUMED", "mix"),
        ("cream", "POSSIBLY_CONSUMED", "mix"),
    }

    state(database, [voided(maybe)])
    assert ("cream", "VOIDED_CONSUMED", "mix") in edges(engine)


def test_a_possible_fact_that_becomes_certain_is_live_once(
    engine: Settings, database: Database
) -> None:
    maybe = consumed("cream", "mix", probability=Decimal("0.4"), changed_at=MONDAY)
    state(database, [maybe])
    state(database, [replace(maybe, probability=None, changed_at=TUESDAY)])

    assert edges(engine) == {
        ("cream", "CONSUMED", "mix"),
        ("cream", "VOIDED_CONSUMED", "mix"),
    }


def test_evidence_is_a_union(engine: Settings, database: Database) -> None:
    salt, milk = consumed("salt", "mix"), consumed("milk", "mix")
    written(database, salt, load_id="monday")
    again = written(database, milk, salt, salt, load_id="tuesday")
    written(database, salt, load_id="monday")

    assert again.rows == {1: "new", 2: "known", 3: "known"}
    rows = query(
        engine,
        "MATCH (b:Batch {lot: 'salt'})-[r:CONSUMED]->() "
        "RETURN r.evidence AS evidence, r.quantity AS quantity",
    )
    assert [(sorted(row["evidence"]), row["quantity"]) for row in rows] == [  # type: ignore[call-overload]
        (["monday:1", "tuesday:2", "tuesday:3"], 1.0)
    ]


def test_writers_at_once_never_double_a_fact(engine: Settings) -> None:
    """Overlapping facts from four writers, each with connections of its own."""
    facts = [consumed(f"L-{at % 7}", f"op-{at}") for at in range(400)]

    def write(writer: int) -> None:
        with open_database(engine) as database:
            for start in range(0, 400, 100):
                mine = facts[start : start + 100] + facts[(start + 50 * writer) % 350 :][:50]
                state(database, mine, load_id=f"writer-{writer}")

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))

    keys = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.fact_key AS key")
    assert len(keys) == 400
    assert {row["key"] for row in keys} == {fact.key for fact in facts}
    assert len(query(engine, "MATCH (b:Batch) RETURN b.batch_id AS id")) == 7
    together = fingerprint(engine)

    query(engine, "MATCH (n) WHERE NOT n:SchemaVersion DETACH DELETE n")
    with open_database(engine) as database:
        state(database, facts)
    assert fingerprint(engine) == together
