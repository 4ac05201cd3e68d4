"""The schema: applied once, by whoever comes first, and never by an older program."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from genealogy.engine.database import ConflictingWrite, Database
from genealogy.engine.opening import open_database
from genealogy.engine.schema import apply_schema, known_versions, split_statements
from genealogy.engine.statement import Nothing, Statement
from genealogy.errors import SchemaTooNew
from genealogy.settings import Settings
from tests.conftest import query
from tests.loaders.commands import run

VERSIONS = sorted(known_versions())


@pytest.fixture
def no_schema(engine: Settings) -> Iterator[Settings]:
    """A graph whose schema is not recorded, put right again at the end."""
    query(engine, "MATCH (schema:SchemaVersion) DELETE schema")
    yield engine
    query(engine, "MATCH (schema:SchemaVersion) DELETE schema")
    with open_database(engine):
        pass


def recorded(settings: Settings) -> list[object]:
    rows = query(settings, "MATCH (s:SchemaVersion) RETURN s.version AS version ORDER BY version")
    return [row["version"] for row in rows]


def test_it_is_applied_once(no_schema: Settings) -> None:
    with open_database(no_schema) as database:
        assert recorded(no_schema) == VERSIONS
        applied = query(no_schema, "MATCH (s:SchemaVersion) RETURN properties(s) AS s")
        assert apply_schema(database) == []

    assert query(no_schema, "MATCH (s:SchemaVersion) RETURN properties(s) AS s") == applied


def test_it_is_applied_again_after_an_interruption_without_harm(no_schema: Settings) -> None:
    """All of it is in the graph, but for the record: the process was killed just before."""
    with open_database(no_schema) as database:
        query(no_schema, "MATCH (schema:SchemaVersion) DELETE schema")
        assert apply_schema(database) == VERSIONS
    assert recorded(no_schema) == VERSIONS


def test_two_at_once_do_no_harm(no_schema: Settings) -> None:
    def apply(_: int) -> None:
        with open_database(no_schema):
            pass

    with ThreadPoolExecutor(3) as programs:
        list(programs.map(apply, range(3)))

    assert recorded(no_schema) == VERSIONS


def test_the_graph_of_a_newer_program_is_left_alone(no_schema: Settings) -> None:
    query(no_schema, "CREATE (:SchemaVersion {version: 99})")

    with pytest.raises(SchemaTooNew, match=rf"has schema version 99.* knows up to {VERSIONS[-1]}"):
        open_database(no_schema)

    assert recorded(no_schema) == [99]
    result = run(no_schema, "status")
    assert result.returncode == 5
    assert "has schema version 99" in result.stderr


def test_the_engine_itself_refuses_a_fact_twice(engine: Settings, database: Database) -> None:
    double = Statement(
        "double",
        "UNWIND [1, 2] AS at CREATE (:Batch {batch_id: 'b' + at})-[:CONSUMED {fact_key: 'k'}]->"
        "(:Operation {operation_id: 'o' + at})",
        (),
        (),
        Nothing,
    )
    with pytest.raises(ConflictingWrite):
        database.write(lambda transaction: transaction.run(double))
    assert query(engine, "MATCH (n) WHERE NOT n:SchemaVersion RETURN n") == []


def test_every_statement_of_a_version_can_be_repeated() -> None:
    for text in known_versions().values():
        for statement in split_statements(text):
            assert "IF NOT EXISTS" in statement
