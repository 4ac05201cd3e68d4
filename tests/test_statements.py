"""Statements: every file is bound, every binding is checked, both engines take every text."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from genealogy.engine import statement as binding
from genealogy.engine.statement import Statement, bound_statements, returned_columns, statement
from genealogy.errors import StatementError
from genealogy.settings import Settings
from tests.conftest import address

ROOT = Path(__file__).parent.parent
LISTS = ("rows", "ids", "batch_ids", "operation_ids", "load_ids", "anchors", "fact_keys")


def all_bound() -> dict[str, Statement[Any]]:
    """Every statement that any room binds."""
    for room in ("genealogy", "queries", "loaders", "api"):
        for path in sorted((ROOT / room).rglob("*.py")):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return {
        name: bound for name, bound in bound_statements().items() if not name.startswith("test/")
    }


def cypher_files() -> set[str]:
    """The names of the files under cypher/, the versions of the schema aside."""
    folder = ROOT / "cypher"
    found = {
        path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.cypher")
    }
    return {name for name in found if not name.startswith("schema/versions/")}


def test_every_file_is_bound_and_every_binding_has_its_file() -> None:
    assert set(all_bound()) == cypher_files()


def test_every_file_says_what_it_answers_before_its_parameters() -> None:
    for name in cypher_files():
        lines = (ROOT / "cypher" / f"{name}.cypher").read_text(encoding="utf-8").splitlines()
        comment = [line for line in lines if line.startswith("//")]
        assert lines[: len(comment)] == comment, f"{name}: the comment opens the file"
        assert comment[0].startswith("// "), name
        assert comment[-1].startswith("// params:"), name


def test_no_statement_of_a_trace_has_a_limit() -> None:
    for name, bound in all_bound().items():
        if name.startswith("trace/"):
            assert " LIMIT " not in f" {bound.text} ".replace("\n", " "), name


def test_both_engines_take_every_statement(engine: Settings) -> None:
    uri, auth, name = address(engine)
    refused = {}
    with (
        GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=name) as session,
    ):
        for bound in all_bound().values():
            params = {each: [] if each in LISTS else None for each in bound.params}
            try:
                session.run(f"EXPLAIN {bound.text}", params).consume()
            except Neo4jError as error:
                refused[bound.name] = str(error.message).splitlines()[0]

    assert refused == {}


# Bindings that are wrong


@dataclass(frozen=True)
class Reached:
    batch_id: str
    reached: list[str]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that statements are read from instead of cypher/."""
    (tmp_path / "test").mkdir()
    monkeypatch.setattr(binding, "files", lambda _: tmp_path)
    binding._read.cache_clear()
    yield tmp_path / "test"
    binding._read.cache_clear()


GOOD = """// Every batch that is reached.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
RETURN batch_id, collect(batch_id) AS reached
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("params: batch_ids", "params: batch_ids, more"), "declares"),
        (GOOD.replace("params: batch_ids", "params:"), "declares"),
        (GOOD.replace("$batch_ids", "$ids"), "declares"),
        (GOOD.replace("// params: batch_ids\n", ""), "has no line `// params:`"),
        (GOOD.replace("AS reached", "AS found"), "returns ['batch_id', 'found']"),
        (GOOD.replace("batch_id, collect", "collect"), "returns ['reached']"),
        (GOOD.replace("RETURN batch_id, collect(batch_id) AS reached", "RETURN 1 AS one"), "one"),
    ],
)
def test_a_binding_that_disagrees_with_its_file_is_refused(
    text: str, told: str, written: Path
) -> None:
    (written / "reach.cypher").write_text(GOOD, encoding="utf-8")
    assert statement("test/reach", Reached).params == ("batch_ids",)

    (written / "wrong.cypher").write_text(text, encoding="utf-8")
    with pytest.raises(StatementError, match=r"test/wrong\.cypher") as raised:
        statement("test/wrong", Reached)
    assert told in str(raised.value)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(StatementError, match=r"no/such\.cypher cannot be read"):
        statement("no/such", Reached)


def test_a_row_class_that_is_none_is_refused() -> None:
    with pytest.raises(StatementError, match="no dataclass"):
        statement("trace/forward_scope", int)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("MATCH (n) RETURN n.a AS a, n.b AS b ORDER BY a LIMIT 3", ["a", "b"]),
        ("RETURN DISTINCT count(*) AS total", ["total"]),
        ("CALL (b) { MATCH (b) RETURN b AS inner } RETURN inner", ["inner"]),
        ("RETURN coalesce(a, [1, 2]) AS first, {x: 1, y: 2} AS second", ["first", "second"]),
        ("MATCH (n) DETACH DELETE n", []),
    ],
)
def test_columns_are_those_of_the_last_return(text: str, columns: list[str]) -> None:
    assert returned_columns(text) == columns


def test_statements_travel_with_the_program() -> None:
    for name in cypher_files():
        assert files("cypher").joinpath(f"{name}.cypher").is_file()
