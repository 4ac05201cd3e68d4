"""Both engines, real: every test that takes `database` runs on each of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase
from pydantic import SecretStr

from genealogy.engine import embedded
from genealogy.engine.database import Database
from genealogy.engine.folder import DATABASE, USER
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from tests.api.http.served import KEY, Served, serving
from tests.neo4j_server import Unavailable, neo4j_server
from tests.shell import Shell

# Engines of tests live for minutes: the quick compiler and the plain collector save them a third.
os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
ENGINES = ("embedded", "neo4j")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-neo4j",
        action="store_true",
        help="fail, rather than skip, the tests on Neo4j where none can be had",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two, each with engines of its own; a server that somebody named has one graph for all."""
    return 1 if "NEO4J_URI" in os.environ else 2


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests must neither use nor touch what the person who runs them has set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(f"GENEALOGY_{name.upper()}", raising=False)
        patch.setenv("GENEALOGY_DATA", str(tmp_path_factory.mktemp("unset")))
        yield


@pytest.fixture(scope="session")
def settings_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Settings]]:
    """The settings of each engine, which is started when first asked for."""
    started: dict[str, Settings | Unavailable] = {}
    with ExitStack() as stack:

        def settings(engine: str) -> Settings:
            if engine not in started:
                start = _start_embedded if engine == "embedded" else _start_neo4j
                started[engine] = start(stack, tmp_path_factory)
                if isinstance(begun := started[engine], Settings):
                    _keep_driver(stack, begun)
                    open_database(begun).close()  # the schema, which all tests leave there
            found = started[engine]
            if isinstance(found, Settings):
                return found
            if request.config.getoption("--require-neo4j"):
                pytest.fail(f"Neo4j is required: {found}")
            pytest.skip(f"no Neo4j: {found}")

        yield settings


def _emptied(settings: Settings) -> Settings:
    """The same settings, of a graph that has its schema and is empty."""
    empty(settings)
    return settings


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings_of: Callable[[str], Settings]) -> Settings:
    """The settings of one engine, with an empty graph."""
    return _emptied(settings_of(request.param))


@pytest.fixture
def database(engine: Settings) -> Iterator[Database]:
    """An empty graph, once on each engine."""
    with open_database(engine) as opened:
        yield opened


@pytest.fixture
def embedded_settings(settings_of: Callable[[str], Settings]) -> Settings:
    """The settings of the embedded engine, with an empty graph."""
    return _emptied(settings_of("embedded"))


@pytest.fixture
def embedded_database(embedded_settings: Settings) -> Iterator[Database]:
    """An empty graph on the embedded engine, for what does not depend on the engine."""
    with open_database(embedded_settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Shell, subprocess.CompletedProcess[str]]]:
    """A shell with the demo's graph, and what the first `genealogy demo` printed."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder, folder / "data")
    try:
        yield shell, shell.run("demo")
    finally:
        shell.run("engine", "stop")


@pytest.fixture(scope="session")
def demo(demo_run: tuple[Shell, subprocess.CompletedProcess[str]]) -> Shell:
    """A shell with the demo's graph."""
    shell, first = demo_run
    assert first.returncode == 0, first.stderr
    return shell


@pytest.fixture(scope="session")
def served(demo: Shell) -> Iterator[Served]:
    """A service on the demo's graph, which tests only ask."""
    with serving(demo.having(GENEALOGY_API_KEY=KEY, GENEALOGY_API_RATE="100000/minute")) as served:
        yield served


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Input that others made, with known answers."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the third-party input is not here ({SHARED_DATA.name} beside the repository)")
    return SHARED_DATA


def query(settings: Settings, text: str, **params: object) -> list[dict[str, object]]:
    """The rows of any Cypher, asked past the program: tests look with other eyes."""
    uri, auth, name = address(settings)
    with _driver(uri, auth) as driver:
        return [
            record.data() for record in driver.execute_query(text, params, database_=name).records
        ]


_KEPT: dict[str, Driver] = {}
"""Connections to the engines that all tests share: each would take 10 ms of every query."""


def _driver(uri: str, auth: tuple[str, str]) -> AbstractContextManager[Driver]:
    if kept := _KEPT.get(uri):
        return nullcontext(kept)
    return GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF")


def _keep_driver(stack: ExitStack, settings: Settings) -> None:
    uri, auth, _ = address(settings)
    _KEPT[uri] = stack.enter_context(_driver(uri, auth))
    stack.callback(_KEPT.pop, uri)


def empty(settings: Settings) -> None:
    """Deletes what tests have written; the schema stays."""
    for pattern in ("()-[r]->()", "(r)"):
        where = " WHERE NOT r:SchemaVersion" if pattern == "(r)" else ""
        text = f"MATCH {pattern}{where} WITH r LIMIT 20000 DELETE r RETURN count(*) AS gone"
        while query(settings, text)[0]["gone"]:
            pass


def graph_of(settings: Settings) -> dict[str, list[str]]:
    """All nodes and relationships as sorted text, aside from loads, evidence and record times."""
    aside = {"evidence", "evidence_withdrawn", "described", "locked_at", "revision"}
    # When the graph learned what it knows.
    aside |= {"recorded_at", "voided_at", "away", "decided", "withdrawn_times"}

    def plain(properties: object) -> str:
        assert isinstance(properties, dict)
        return repr(sorted((k, v) for k, v in properties.items() if k not in aside))

    nodes = query(
        settings,
        "MATCH (n) WHERE NOT (n:Load OR n:Run OR n:SchemaVersion OR n:RejectedRow) "
        "RETURN labels(n) AS labels, properties(n) AS properties",
    )
    edges = query(
        settings,
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
        "properties(a) AS a, properties(b) AS b",
    )

    def key(properties: object) -> str:
        assert isinstance(properties, dict)
        return next(str(v) for k, v in sorted(properties.items()) if k.endswith("_id"))

    return {
        "nodes": sorted(f"{row['labels']} {plain(row['properties'])}" for row in nodes),
        "edges": sorted(
            f"{key(row['a'])} {row['type']} {key(row['b'])} {plain(row['properties'])}"
            for row in edges
            # What was derived from a pending lot for a while: it depends on what came first.
            if not (str(row["type"]).startswith("VOIDED_") and "%7E" in str(row["properties"]))
        ),
    }


def _start_embedded(stack: ExitStack, temporary: pytest.TempPathFactory) -> Settings:
    folder = temporary.mktemp("data")
    settings = Settings(data=folder, engine_memory_mb=1024)
    embedded.start(settings)
    stack.callback(embedded.stop, folder)
    return settings


def _start_neo4j(stack: ExitStack, temporary: pytest.TempPathFactory) -> Settings | Unavailable:
    try:
        server = stack.enter_context(neo4j_server())
    except Unavailable as reason:
        return reason
    return Settings(
        neo4j_uri=server.uri,
        neo4j_user=server.user,
        neo4j_password=SecretStr(server.password),
    )


def address(settings: Settings) -> tuple[str, tuple[str, str], str]:
    if settings.neo4j_uri:
        assert settings.neo4j_password is not None
        password = settings.neo4j_password.get_secret_value()
        return settings.neo4j_uri, (settings.neo4j_user, password), settings.neo4j_database
    running = embedded.start(settings)
    return f"bolt://127.0.0.1:{running.port}", (USER, running.password), DATABASE
