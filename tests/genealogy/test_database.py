"""Opening, reading and writing over Bolt, and what each failure says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from genealogy.engine import embedded
from genealogy.engine.database import Database, open_bolt
from genealogy.engine.folder import DATABASE, USER, DataFolder
from genealogy.engine.opening import open_database
from genealogy.engine.statement import Nothing, Statement
from genealogy.errors import (
    DatabaseUnreachable,
    QueryTimedOut,
    StatementFailed,
    WrongPassword,
    WrongUsage,
)
from genealogy.settings import Settings
from tests.conftest import query


@dataclass(frozen=True, slots=True)
class Count:
    n: int


COUNT = Statement("count", "MATCH (m:Mark) RETURN count(m) AS n", (), ("n",), Count)
MARK = Statement("mark", "CREATE (:Mark {at: $at})", ("at",), (), Nothing)
BROKEN = Statement("broken", "MATCH (n RETURN n", (), (), Nothing)
SLOW = Statement(
    "slow",
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n",
    (),
    ("n",),
    Count,
)


def opened(uri: str, password: str = "wrong", *, user: str = "nobody", wait: float = 2) -> Database:
    return open_bolt(uri, user=user, password=password, name="neo4j", timeout=5, wait=wait)


def address(settings: Settings) -> str:
    return settings.neo4j_uri or f"bolt://127.0.0.1:{embedded.start(settings).port}"


def test_a_wrong_password_is_told_at_once(engine: Settings) -> None:
    begun = time.monotonic()
    with pytest.raises(WrongPassword, match='refuses the user "nobody"') as refused:
        opened(address(engine), "not-the-secret", wait=60)

    assert time.monotonic() - begun < 10
    assert "not-the-secret" not in str(refused.value)


def test_an_address_where_nobody_answers_is_told_within_the_wait() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening: refused for certain
        begun = time.monotonic()
        with pytest.raises(DatabaseUnreachable, match="No graph database answers at bolt://"):
            opened(f"bolt://127.0.0.1:{taken.getsockname()[1]}")
        assert 2 <= time.monotonic() - begun < 8


def test_a_host_that_does_not_exist_is_told() -> None:
    with pytest.raises(DatabaseUnreachable, match=r"nowhere\.invalid"):
        opened("bolt://nowhere.invalid:7687", wait=1)


def test_a_port_that_answers_and_says_nothing_is_told_within_the_wait() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        begun = time.monotonic()
        with pytest.raises(DatabaseUnreachable):
            opened(f"bolt://127.0.0.1:{mute.getsockname()[1]}", wait=1)
        assert time.monotonic() - begun < 15


def test_a_port_that_speaks_something_else_is_told() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def speak_http() -> None:
        with closing(server):
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with closing(client):
                    client.recv(100)
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=speak_http, daemon=True).start()
    with pytest.raises(DatabaseUnreachable):
        opened(f"bolt://127.0.0.1:{server.getsockname()[1]}", wait=1)
    server.close()


@pytest.mark.parametrize("uri", ["nonsense", "http://127.0.0.1:7687", "bolt://127.0.0.1:x", ""])
def test_an_address_that_is_none_is_told(uri: str) -> None:
    with pytest.raises(DatabaseUnreachable):
        opened(uri)


def test_an_address_without_a_password_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="GENEALOGY_NEO4J_PASSWORD is not"):
        open_database(Settings(neo4j_uri="bolt://127.0.0.1:1"))


def test_a_server_that_is_still_starting_is_waited_for(
    settings_of: Callable[[str], Settings],
) -> None:
    """The port opens only after a while: a relay stands for the server that comes up."""
    found = DataFolder(settings_of("embedded").data).running()
    assert found is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def come_up_late() -> None:
        time.sleep(1.5)
        listening = socket.create_server(("127.0.0.1", port))
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", found.port))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=relay, args=(source, sink), daemon=True).start()

    threading.Thread(target=come_up_late, daemon=True).start()
    uri = f"bolt://127.0.0.1:{port}"
    with open_bolt(
        uri, user=USER, password=found.password, name=DATABASE, timeout=5, wait=30
    ) as database:
        assert database.read(COUNT) == [Count(0)]


def relay(source: socket.socket, sink: socket.socket) -> None:
    with closing(source), closing(sink):
        try:
            while block := source.recv(65536):
                sink.sendall(block)
        except OSError:
            return


@pytest.fixture
def impatient(engine: Settings, tmp_path: Path) -> Iterator[Settings]:
    """An engine with a time limit of a second; the embedded one has it from its start."""
    if engine.neo4j_uri:
        yield engine.model_copy(update={"timeout": 1})
        return
    settings = Settings(data=tmp_path / "data", engine_memory_mb=512, timeout=1)
    process = psutil.Process(embedded.start(settings).pid)
    yield settings
    process.kill()


def test_a_question_that_takes_too_long_is_ended_and_told(impatient: Settings) -> None:
    with open_database(impatient) as database:
        begun = time.monotonic()
        with pytest.raises(QueryTimedOut, match=r'"slow" did not end within 1 s'):
            database.read(SLOW)
        assert time.monotonic() - begun < 20
        assert database.read(COUNT) == [Count(0)]  # and the next one is answered


def test_a_read_sees_what_was_just_written(engine: Settings, database: Database) -> None:
    for at in range(20):
        database.write(lambda transaction, at=at: transaction.run(MARK, at=at))
        assert database.read(COUNT) == [Count(at + 1)]


def test_what_fails_in_the_middle_is_not_written(engine: Settings, database: Database) -> None:
    def work(transaction: object) -> None:
        transaction.run(MARK, at=1)  # type: ignore[attr-defined]
        raise RuntimeError("the program fails")

    with pytest.raises(RuntimeError, match="the program fails"):
        database.write(work)
    assert query(engine, "MATCH (m:Mark) RETURN m") == []


def test_a_statement_that_is_refused_is_told_by_its_name(database: Database) -> None:
    with pytest.raises(StatementFailed, match='refused the statement "broken"'):
        database.read(BROKEN)


def test_a_secret_is_shown_nowhere() -> None:
    settings = Settings(neo4j_uri="bolt://h", neo4j_password=SecretStr("the-secret"))
    assert "the-secret" not in f"{settings} {settings!r}"
    assert "the-secret" not in settings.model_dump_json()
