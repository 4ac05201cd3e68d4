"""Every kind of fact: written, read back as it was stated, taken back, backed up, pending."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.facts import FACTS, Fact, own_fields
from genealogy.nouns import Noun
from genealogy.settings import Settings
from genealogy.times import utc_text
from loaders.backup import fingerprint_of, lines_of
from loaders.relationships import NEW_FACTS
from loaders.undo import undo
from tests.conftest import query
from tests.loaders.commands import fingerprint
from tests.loaders.test_facts import voided, written
from tests.loaders.test_pending import LOT, MILK, received
from tests.plants import own, state

AT = datetime(2026, 10, 5, 6, 0, 0, 250, tzinfo=UTC)
PROBABLE = [word for word in FACTS if "POSSIBLY_" in NEW_FACTS[FACTS[word]].text]


OF_BATCHES = [
    word for word, kind in FACTS.items() if Noun.BATCH in (kind.EDGE.source, kind.EDGE.target)
]


def an_end(noun: Noun, number: int) -> str:
    return own(f"lot-{number}") if noun is Noun.BATCH else f"{noun.key}-{number}"


def full(word: str, **instead: object) -> Fact:
    """A fact of this kind with every field stated."""
    kind = FACTS[word]
    values: dict[str, object] = {
        "key": f"T|{word}",
        "source": an_end(kind.EDGE.source, 1),
        "target": an_end(kind.EDGE.target, 2),
        "quantity": Decimal("0.1"),
        "at_most": Decimal("12345678.25"),
        "unit": "kg",
        "occurred_at": AT,
        "document": "D/1",
        "changed_at": AT,
        "stated_at": AT,
    }
    for name in own_fields(kind):
        values[name] = (
            AT if name == "ended_at" else Decimal("1.5") if name in ("low", "high") else f"a {name}"
        )
    return kind(**(values | instead))  # type: ignore[arg-type]


def as_stated(fact: Fact) -> dict[str, object]:
    """The relationship's properties that the fact should have."""
    stated = {
        field.name: getattr(fact, field.name)
        for field in fields(fact)
        if field.name not in ("key", "source", "target", "changed_at", "stated_at")
    }
    plain = {
        name: utc_text(value)
        if isinstance(value, datetime)
        else float(value)
        if isinstance(value, Decimal)
        else value
        for name, value in stated.items()
        if value is not None
    }
    return plain | {"fact_key": fact.key, "evidence": ["other:1"]}


def in_graph(settings: Settings) -> list[tuple[object, ...]]:
    rows = query(
        settings,
        "MATCH (a)-[r]->(b) WHERE r.fact_key IS NOT NULL RETURN labels(a)[0] AS a, "
        "properties(a) AS source, type(r) AS type, properties(r) AS r, labels(b)[0] AS b, "
        "properties(b) AS target",
    )
    return [
        (row["a"], row["source"], row["type"], row["r"], row["b"], row["target"]) for row in rows
    ]


@pytest.mark.parametrize("word", FACTS)
def test_a_fact_of_every_kind_is_read_back_as_it_was_stated(
    word: str, engine: Settings, database: Database
) -> None:
    fact = full(word)
    assert written(database, fact).rows == {1: "new"}
    before = fingerprint(engine)
    assert written(database, fact).rows == {1: "known"}
    assert fingerprint(engine) == before

    ((label, source, type_, properties, other, target),) = in_graph(engine)
    assert (label, type_, other) == (fact.EDGE.source, fact.EDGE.type, fact.EDGE.target)
    assert isinstance(source, dict)
    assert isinstance(target, dict)
    assert isinstance(properties, dict)
    assert source[fact.EDGE.source.key] == fact.source
    assert target[fact.EDGE.target.key] == fact.target
    graph_s_own = {"recorded_at", "version"}
    assert {k: v for k, v in properties.items() if k not in graph_s_own} == as_stated(fact)

    state(database, [voided(fact)])
    ((*_, type_, properties, _, _),) = in_graph(engine)
    assert type_ == f"VOIDED_{fact.EDGE.type}"
    assert isinstance(properties, dict)
    assert properties["void_reason"] == "reversed"
    assert as_stated(fact).items() <= properties.items()
    assert fingerprint(engine) == "0" * 64


@pytest.mark.parametrize("word", PROBABLE)
def test_a_possible_fact_is_of_its_own_type(
    word: str, engine: Settings, database: Database
) -> None:
    fact = full(word, probability=Decimal("0.25"))
    written(database, fact)

    ((_, _, type_, properties, _, _),) = in_graph(engine)
    assert type_ == f"POSSIBLY_{fact.EDGE.type}"
    assert isinstance(properties, dict)
    assert properties["probability"] == 0.25


def test_the_kinds_that_can_be_only_possible_are_known() -> None:
    assert set(PROBABLE) == {"consumption", "production", "shipment", "arrival"}


def types_in(settings: Settings) -> list[str]:
    return sorted(str(type_) for _, _, type_, *_ in in_graph(settings))


def test_facts_of_every_kind_go_with_their_load_and_come_back_with_it(
    engine: Settings, database: Database
) -> None:
    facts = [full(word) for word in FACTS]
    state(database, facts, "wrong")
    before = fingerprint(engine)

    undo(database, "wrong", reason="wrong file", by="ann")
    assert types_in(engine) == sorted(f"VOIDED_{fact.EDGE.type}" for fact in facts)
    assert fingerprint(engine) == "0" * 64

    state(database, facts, "wrong")
    assert types_in(engine) == sorted(fact.EDGE.type for fact in facts)
    assert fingerprint(engine) == before


def test_facts_of_every_kind_are_in_a_backup(engine: Settings, database: Database) -> None:
    facts = [full(word) for word in FACTS]
    state(database, facts)

    lines = list(lines_of(database))

    assert sorted(
        (line["fact"], line["source"], line["target"]) for line in lines if "fact" in line
    ) == sorted((fact.EDGE.type, fact.source, fact.target) for fact in facts)
    assert fingerprint_of(lines) == fingerprint(engine)


def test_what_is_stated_of_a_pending_lot_holds_for_its_batch_in_every_kind(
    engine: Settings, database: Database
) -> None:
    facts = [
        full(word, **{"source" if FACTS[word].EDGE.source is Noun.BATCH else "target": LOT})
        for word in OF_BATCHES
    ]
    state(database, [received(MILK)])
    state(database, facts, "wrong")

    def of_milk() -> list[str]:
        text = "MATCH (:Batch {batch_id: $id})-[r]-() WHERE r.pending = $lot RETURN type(r) AS type"
        return sorted(str(row["type"]) for row in query(engine, text, id=MILK, lot=LOT))

    assert of_milk() == sorted(fact.EDGE.type for fact in facts)
    undo(database, "wrong", reason="wrong file", by="ann")
    assert of_milk() == sorted(f"VOIDED_{fact.EDGE.type}" for fact in facts)
