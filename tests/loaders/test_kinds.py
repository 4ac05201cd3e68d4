"""Every kind of fact: written, and read back from the graph as it was stated."""

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
from loaders.relationships import NEW_FACTS
from tests.conftest import query
from tests.loaders.commands import fingerprint
from tests.loaders.test_facts import voided, written
from tests.plants import own, state

AT = datetime(2026, 10, 5, 6, 0, 0, 250, tzinfo=UTC)
PROBABLE = [word for word in FACTS if "POSSIBLY_" in NEW_FACTS[FACTS[word]].text]


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
