"""A load that is killed loses nothing that was acknowledged, and the next one goes on from there.

Real kills of real processes: the loader, the embedded engine, Neo4j.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from genealogy.engine import embedded
from genealogy.engine.folder import DataFolder
from genealogy.settings import Settings
from tests.conftest import empty, graph_of, query
from tests.loaders.commands import (
    fingerprint,
    holds_equation,
    loads,
    run,
    running,
    wait_for_rows,
)
from tests.loaders.exports import many_consumptions
from tests.neo4j_server import Unavailable, maven_server

ROWS = 15_000
Graph = tuple[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that takes several chunks to write."""
    return many_consumptions(tmp_path_factory.mktemp("exports") / "consumption.csv", ROWS)


@pytest.fixture(scope="module")
def undisturbed(export: Path, settings_of: Callable[[str], Settings]) -> Graph:
    """What the graph is after a load that nothing disturbed."""
    settings = settings_of("embedded")
    empty(settings)
    assert run(settings, "load", export).returncode == 0
    return fingerprint(settings), graph_of(settings)


@pytest.fixture
def own_engine(tmp_path: Path) -> Iterator[Settings]:
    """An embedded engine of its own: the one that other tests share must not be killed."""
    settings = Settings(data=tmp_path / "data", engine_memory_mb=1024)
    embedded.start(settings)
    yield settings
    embedded.stop(settings.data)


def consumptions(settings: Settings) -> int:
    return int(str(query(settings, "MATCH ()-[r:CONSUMED]->() RETURN count(r) AS n")[0]["n"]))


def assert_undisturbed(settings: Settings, undisturbed: Graph) -> None:
    expected, graph = undisturbed
    assert fingerprint(settings) == expected
    assert graph_of(settings) == graph
    (load,) = loads(settings)
    assert load["status"] == "done"
    assert load["rows_read"] == ROWS
    assert load["last_row"] == ROWS + 1
    (nodes,) = query(
        settings,
        "MATCH (batch:Batch) WITH count(batch) AS batches "
        "MATCH (operation:Operation) RETURN batches, count(operation) AS operations",
    )
    assert (load["batches"], load["operations"]) == (nodes["batches"], nodes["operations"])
    assert holds_equation(load)


def test_a_killed_loader_goes_on_where_it_stopped(
    engine: Settings, export: Path, undisturbed: Graph
) -> None:
    empty(engine)
    for wanted, later in ((1, 0.0), (5_000, 0.4)):
        with running(engine, "load", export) as loader:
            acknowledged = wait_for_rows(engine, loader, wanted)
            time.sleep(later)  # also in the middle of a chunk
            loader.kill()
            loader.wait()
        (load,) = loads(engine)
        assert load["status"] == "loading"
        assert acknowledged <= int(str(load["rows_read"])) == consumptions(engine) < ROWS

    assert run(engine, "load", export).returncode == 0

    assert_undisturbed(engine, undisturbed)


def test_ctrl_c_leaves_whole_chunks_and_the_same_command_goes_on(
    engine: Settings, export: Path, undisturbed: Graph
) -> None:
    empty(engine)
    with running(engine, "load", export) as loader:
        wait_for_rows(engine, loader, 1)
        loader.send_signal(signal.SIGINT)
        _, words = loader.communicate(timeout=30)

    assert loader.returncode == 130
    assert "the same command goes on from there" in words
    assert "Traceback" not in words
    (load,) = loads(engine)
    assert load["status"] == "loading"
    assert int(str(load["rows_read"])) == consumptions(engine)
    assert holds_equation(load)

    assert run(engine, "load", export).returncode == 0
    assert_undisturbed(engine, undisturbed)


def test_a_killed_embedded_engine_keeps_what_it_acknowledged(
    own_engine: Settings, export: Path, undisturbed: Graph
) -> None:
    with running(own_engine, "load", export) as loader:
        acknowledged = wait_for_rows(own_engine, loader, 5_000)
        process = DataFolder(own_engine.data).running()
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        while process.alive():
            time.sleep(0.01)
        kept = int(str(loads(own_engine)[0]["rows_read"]))  # starts another engine
        assert acknowledged <= kept == consumptions(own_engine) < ROWS

        assert run(own_engine, "load", export).returncode == 0
        assert_undisturbed(own_engine, undisturbed)

        _, words = loader.communicate(timeout=60)
    assert loader.returncode == 5
    assert words.startswith("The graph database no longer answers")


def test_a_killed_neo4j_keeps_what_it_acknowledged(export: Path, undisturbed: Graph) -> None:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(maven_server())
        except Unavailable as reason:
            pytest.skip(str(reason))
        settings = Settings(
            neo4j_uri=server.uri,
            neo4j_user=server.user,
            neo4j_password=SecretStr(server.password),
        )
        loader = stack.enter_context(running(settings, "load", export))
        while not query(settings, "MATCH (s:SchemaVersion) RETURN s.version AS version"):
            time.sleep(0.1)
        acknowledged = wait_for_rows(settings, loader, 5_000)
        server.kill()
        loader.kill()
        server.restart()
        assert acknowledged <= int(str(loads(settings)[0]["rows_read"])) == consumptions(settings)

        assert run(settings, "load", export).returncode == 0
        assert_undisturbed(settings, undisturbed)
