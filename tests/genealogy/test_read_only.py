"""Cypher of others: it reads the graph, and whatever else it tries is refused by the engine."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from socket import create_server
from zipfile import ZipFile

import pytest
from pydantic import SecretStr

from genealogy.engine.database import Database
from genealogy.engine.folder import DataFolder, Running
from genealogy.engine.opening import open_read_only
from genealogy.engine.read_only import Found, ReadOnly
from genealogy.errors import (
    CypherNotAnswered,
    CypherNotUnderstood,
    CypherRefused,
    EngineFailed,
    QueryTimedOut,
)
from genealogy.settings import Settings
from tests.conftest import query
from tests.genealogy.cypher_attempts import AROUND, CALLS, COMMANDS, LOADS, SCHEMA, WRITES, attempts
from tests.genealogy.test_database import MARK
from tests.neo4j_server import LocalServer, Unavailable, _jars_folder, maven_server


@pytest.fixture
def graph(engine: Settings) -> Iterator[ReadOnly]:
    """Two batches and an operation, to be asked about."""
    text = (
        "CREATE (:Batch {batch_id: 'a', lot: 'L-1', at: datetime('2026-01-01T08:00:00Z')})"
        "-[:CONSUMED {quantity: 2.5}]->(:Operation {operation_id: 'o'})"
        "-[:PRODUCED]->(:Batch {batch_id: 'b', lot: 'L-2'})"
    )
    query(engine, text)
    with open_read_only(engine) as opened:
        yield opened


def dump(settings: Settings) -> list[str]:
    """All that there is: nodes, relationships, schema and users."""
    texts = (
        "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties",
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
        "properties(a) AS a, properties(b) AS b",
        "SHOW INDEXES YIELD name RETURN name",
        "SHOW CONSTRAINTS YIELD name RETURN name",
        "SHOW USERS",
    )
    return sorted(
        str(sorted(row.items(), key=lambda item: item[0]))
        for text in texts
        for row in query(settings, text)
    )


@pytest.mark.parametrize(
    "texts",
    [WRITES, SCHEMA, COMMANDS, CALLS, LOADS],
    ids=["writes", "schema", "commands", "calls", "loads"],
)
def test_what_is_more_than_reading_is_refused_however_it_is_written(
    texts: tuple[str, ...], engine: Settings, graph: ReadOnly, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("the-secret\n", encoding="utf-8")
    secret.chmod(0o644)
    before = dump(engine)
    called: list[object] = []
    answered = []
    with closing(create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        tried = 0
        for attempt in attempts(*texts):
            text = attempt.replace("{port}", str(port)).replace("{file}", str(secret))
            tried += 1
            try:
                found = graph.ask(text, seconds=10, rows=2)
            except CypherNotAnswered:
                continue
            answered.append((text, found))
        with suppress(TimeoutError):
            called.append(listener.accept())

    assert tried >= len(texts) * (len(AROUND) + 4)
    assert answered == []
    assert called == []
    assert dump(engine) == before


@pytest.mark.parametrize("text", [*WRITES, "BEGIN", "COMMIT", "ROLLBACK"])
def test_a_write_is_told_to_be_refused_and_a_bare_word_not_to_be_understood(
    text: str, graph: ReadOnly
) -> None:
    with pytest.raises(CypherRefused if text in WRITES else CypherNotUnderstood):
        graph.ask(text, seconds=10, rows=1)


ANSWERED: dict[str, list[list[object]]] = {
    "MATCH (b:Batch) RETURN b.lot AS lot ORDER BY lot": [["L-1"], ["L-2"]],
    "MATCH (a)-[r:CONSUMED|PRODUCED*2]->(b) RETURN a.lot AS a, b.lot AS b": [["L-1", "L-2"]],
    "CALL { MATCH (b:Batch) RETURN b.lot AS lot } RETURN lot ORDER BY lot": [["L-1"], ["L-2"]],
    "MATCH (b:Batch) RETURN count(b) AS n UNION RETURN 2 AS n": [[2]],
    "MATCH (b:Batch) WHERE EXISTS { (b)-[:CONSUMED]->() } RETURN b.lot AS lot": [["L-1"]],
    "UNWIND [1, 2] AS x RETURN collect(x) AS xs;": [[[1, 2]]],
    "RETURN 'CREATE (n) DELETE n' AS text // SET": [["CREATE (n) DELETE n"]],
    "MATCH (b:Batch {lot: $lot}) RETURN b.at AS at": [["2026-01-01T08:00:00Z"]],
    "RETURN $list[0].a AS a": [[1]],
    "RETURN 0.0 / 0.0 AS nan, 1.0 / 0.0 AS inf, true AS yes, null AS none": [
        ["nan", "inf", True, None]
    ],
    "RETURN date('2026-01-02') AS d, duration('P1DT2S') AS s": [["2026-01-02", "P1DT2S"]],
    "CALL db.labels() YIELD label WITH label WHERE label IN ['Batch'] RETURN label": [["Batch"]],
}


@pytest.mark.parametrize("text", ANSWERED)
def test_what_reads_is_answered_alike_on_both_engines(text: str, graph: ReadOnly) -> None:
    found = graph.ask(text, {"lot": "L-1", "list": [{"a": 1}]}, seconds=10, rows=5)

    assert (found.rows, found.cut) == (ANSWERED[text], None)
    json.dumps(found.rows, allow_nan=False)


def test_nodes_relationships_and_paths_are_plain(graph: ReadOnly) -> None:
    text = "MATCH p = (b:Batch {lot: 'L-1'})-[r]->(o) RETURN b, r, o, p"
    ((batch, used, operation, path),) = graph.ask(text, seconds=10, rows=5).rows

    assert batch["labels"] == ["Batch"]
    assert batch["properties"] == {"at": "2026-01-01T08:00:00Z", "batch_id": "a", "lot": "L-1"}
    assert used["type"] == "CONSUMED"
    assert used["properties"] == {"quantity": 2.5}
    assert (used["start"], used["end"]) == (batch["id"], operation["id"])
    assert path == {"nodes": [batch, operation], "relationships": [used]}


def test_more_rows_than_asked_for_are_cut_and_told(graph: ReadOnly) -> None:
    text = "UNWIND range(1, 2000) AS x RETURN x"

    assert graph.ask(text, seconds=10, rows=3) == Found(("x",), [[1], [2], [3]], "rows")
    assert len(graph.ask(text, seconds=10, rows=1999).rows) == 1999
    all_of_them = graph.ask(text, seconds=10, rows=2000)
    assert (len(all_of_them.rows), all_of_them.cut) == (2000, None)


def test_a_row_that_would_fill_the_memory_is_cut_and_told(graph: ReadOnly) -> None:
    wide = "RETURN [x IN range(1, 1500000) | 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa'] AS x"

    found = graph.ask(f"UNWIND [1] AS x RETURN [x] AS x UNION ALL {wide}", seconds=60, rows=5)

    assert (found.rows[:1], found.cut) == ([[[1]]], "bytes")
    assert graph.ask("RETURN 1 AS x", seconds=10, rows=1).rows == [[1]]


SLOW = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)


def running(settings: Settings, part: str) -> list[object]:
    """The texts that the server works on and that hold this part."""
    rows = query(settings, "SHOW TRANSACTIONS YIELD currentQuery")
    texts = [str(row["currentQuery"]) for row in rows]
    return [text for text in texts if part in text]


def test_a_question_that_takes_too_long_is_ended_in_the_server(
    engine: Settings, graph: ReadOnly
) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryTimedOut, match="within 1 s"):
        graph.ask(SLOW, seconds=1, rows=5)

    assert time.monotonic() - begun < 3
    assert running(engine, "100000") == []


def test_nobody_ends_or_sees_the_questions_of_others(engine: Settings, graph: ReadOnly) -> None:
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(graph.ask, SLOW, seconds=4, rows=5)
        while not running(engine, "100000"):
            time.sleep(0.05)
        for text in (*COMMANDS, *CALLS):
            for attempt in (text, f"EXPLAIN {text}", f"RETURN COUNT {{ {text} }} AS one"):
                with pytest.raises(CypherNotAnswered):
                    graph.ask(attempt, seconds=10, rows=2)
        assert running(engine, "100000")
        with pytest.raises(QueryTimedOut):
            slow.result()


def test_threads_share_it(graph: ReadOnly) -> None:
    def ask(number: int) -> list[list[object]]:
        return graph.ask("RETURN $number AS n", {"number": number}, seconds=10, rows=1).rows

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(200))) == [[[number]] for number in range(200)]
    assert threading.active_count() < 20


@pytest.mark.parametrize(
    ("text", "parameters", "why"),
    [
        ("MATCH (n RETURN n", {}, "line 1"),
        ("", {}, ""),
        ("EXPLAIN MATCH (n) RETURN n", {}, ""),
        ("PROFILE MATCH (n) RETURN n", {}, ""),
        ("CYPHER EXPLAIN MATCH (n) RETURN n", {}, ""),
        ("RETURN $missing AS x", {}, "missing"),
        ("RETURN never(1) AS x", {}, "never"),
        ("CALL db.never()", {}, "never"),
        ("RETURN $x AS x", {"x": object()}, "object"),
        ("RETURN $x AS x", {"x": 2**80}, ""),
        ("RETURN '\ud800' AS x", {}, ""),
    ],
)
def test_what_cannot_be_run_is_told(
    text: str, parameters: dict[str, object], why: str, graph: ReadOnly
) -> None:
    with pytest.raises(CypherNotAnswered) as told:
        graph.ask(text, parameters, seconds=10, rows=1)

    assert why in str(told.value)
    assert type(told.value) in (CypherNotUnderstood, CypherRefused)
    assert graph.ask("RETURN 1 AS x", seconds=10, rows=1).rows == [[1]]


def test_it_sees_what_was_just_written(graph: ReadOnly, database: Database) -> None:
    for at in range(1, 6):
        database.write(lambda transaction, at=at: transaction.run(MARK, at=at))
        found = graph.ask("MATCH (m:Mark) RETURN count(m) AS n", seconds=10, rows=1)
        assert found.rows == [[at]]


def test_an_engine_of_an_older_version_is_told(embedded_settings: Settings, tmp_path: Path) -> None:
    found = DataFolder(embedded_settings.data).running()
    assert found is not None
    DataFolder(tmp_path).announce(Running(found.pid, found.created, found.port, found.password))

    with pytest.raises(EngineFailed, match="genealogy engine stop"):
        open_read_only(Settings(data=tmp_path))


PLUG_IN = """
package never;
import java.nio.file.*;
import org.neo4j.procedure.*;
public class Never {
    @UserFunction("never.read")
    public String read(@Name("path") String path) throws Exception {
        return Files.readString(Path.of(path));
    }
}
"""


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[Settings]:
    """A Neo4j with a plug-in whose function reads files."""
    source, built = tmp_path / "Never.java", tmp_path / "built"
    source.write_text(PLUG_IN, encoding="utf-8")
    plug_ins = tmp_path / "plugins"
    plug_ins.mkdir()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(
                maven_server({"server.directories.plugins": str(plug_ins)})
            )
        except Unavailable as reason:
            pytest.skip(str(reason))
        compile_ = ["javac", "-cp", f"{_jars_folder()}/*", "-d", str(built), str(source)]
        subprocess.run(compile_, check=True, capture_output=True)
        with ZipFile(plug_ins / "never.jar", "w") as jar:
            jar.write(built / "never" / "Never.class", "never/Never.class")
        assert isinstance(server, LocalServer)
        server.restart()
        yield Settings(neo4j_uri=server.uri, neo4j_password=SecretStr(server.password))


def test_functions_of_plug_ins_are_refused_and_built_in_ones_are_not(
    plugged: Settings, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret", encoding="utf-8")
    asked = f"never.read('{secret}')"
    assert query(plugged, f"RETURN {asked} AS x") == [{"x": "the-secret"}]
    with open_read_only(plugged) as graph:
        for text in (
            f"RETURN {asked} AS x",
            f"RETURN `never`.`read`('{secret}') AS x",
            f"RETURN [x IN [1] | {asked}] AS x",
            f"UNWIND [{asked}] AS x RETURN x",
            f"RETURN COUNT {{ UNWIND [{asked}] AS x RETURN x }} AS x",
            f"RETURN [z IN [1] | COUNT {{ UNWIND [{asked}] AS y RETURN y }}] AS x",
            f"MATCH (n) RETURN n ORDER BY {asked}",
            f"CALL db.index.fulltext.queryNodes('never', {asked}) YIELD node RETURN node",
        ):
            with pytest.raises(CypherRefused, match="plug-ins are not allowed: never"):
                graph.ask(text, seconds=10, rows=1)
        built_in = "RETURN date.truncate('year', date('2026-05-05')) AS x, 'never.read(1)' AS y"
        found = graph.ask(built_in, seconds=10, rows=1)
        assert found.rows == [["2026-01-01", "never.read(1)"]]
