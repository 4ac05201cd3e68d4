"""A server that is killed and comes back under a program that goes on asking."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from genealogy.engine import embedded
from genealogy.engine.database import Database
from genealogy.engine.folder import DataFolder
from genealogy.engine.lasting import Lasting
from genealogy.engine.limited import within
from genealogy.engine.opening import open_database, open_read_only
from genealogy.engine.read_only import ReadOnly
from genealogy.errors import DatabaseLost, DatabaseUnavailable, DatabaseUnreachable
from genealogy.settings import Settings
from tests.genealogy.test_database import COUNT, MARK
from tests.neo4j_server import Unavailable, maven_server


@dataclass
class Server:
    """A server of a test's own, which it may kill."""

    settings: Settings
    kill: Callable[[], None]
    come_back: Callable[[], None]


@contextmanager
def embedded_server(folder: Path) -> Iterator[Server]:
    settings = Settings(data=folder / "data", engine_memory_mb=512)

    def kill() -> None:
        found = DataFolder(settings.data).running()
        assert found is not None
        process = psutil.Process(found.pid)
        process.kill()
        psutil.wait_procs([process], timeout=10)

    embedded.start(settings)
    yield Server(settings, kill, lambda: None)  # whoever asks next starts it
    if DataFolder(settings.data).running():
        kill()


@contextmanager
def neo4j_server(folder: Path) -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(maven_server())
        except Unavailable as reason:
            pytest.skip(str(reason))
        password = SecretStr(server.password)
        settings = Settings(neo4j_uri=server.uri, neo4j_password=password, data=folder)
        yield Server(settings, server.kill, server.restart)


@pytest.fixture(params=[embedded_server, neo4j_server], ids=["embedded", "neo4j"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with request.param(tmp_path) as started:
        yield started


@dataclass
class Asker:
    """A thread that goes on asking, and what came of it: when, how long it took, what."""

    ask: Callable[[], object]
    stop: threading.Event
    told: list[tuple[float, float, object]] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                came: object = self.ask()
            except Exception as error:  # whatever it is, the test looks at it
                came = error
            self.told.append((begun, time.monotonic() - begun, came))
            time.sleep(0.02)


def test_it_answers_again_after_a_kill_and_meanwhile_fails_at_once(server: Server) -> None:
    stop = threading.Event()
    with ExitStack() as stack:
        graph: Lasting[Database] = Lasting(lambda: open_database(server.settings))
        stack.callback(graph.close)
        reader: Lasting[ReadOnly] = Lasting(lambda: open_read_only(server.settings))
        stack.callback(reader.close)
        with graph.borrowed() as database:
            database.write(lambda transaction: transaction.run(MARK, at=1))

        def count() -> object:
            with graph.borrowed() as database, within(database, 10) as limited:
                return limited.read(COUNT)[0].n

        def ask() -> object:
            with reader.borrowed() as opened:
                text = "MATCH (m:Mark) RETURN count(m) AS n"
                return opened.ask(text, seconds=10, rows=1).rows[0][0]

        askers = [Asker(each, stop) for each in (count, count, count, ask, ask)]
        threads = [threading.Thread(target=each.run) for each in askers]
        for thread in threads:
            thread.start()
        time.sleep(1)
        server.kill()
        killed = time.monotonic()
        time.sleep(2)
        server.come_back()
        back = time.monotonic()
        time.sleep(10)
        stop.set()
        for thread in threads:
            thread.join()

    for asker in askers:
        answers = [(begun, came) for begun, _, came in asker.told if came == 1]
        failed = [(took, came) for _, took, came in asker.told if came != 1]
        assert answers
        assert failed
        assert all(isinstance(came, DatabaseUnavailable) for _, came in failed), failed
        assert max(took for took, _ in failed) < 3
        first = min(begun for begun, _ in answers if begun > killed)
        print(f"answered again {first - killed:.1f} s after the kill, {first - back:.1f} s back")
        assert first < max(back, killed + 2) + 20
        assert asker.told[-1][2] == 1


@dataclass
class Thing:
    """What is opened in these tests."""

    number: int
    closed: bool = False

    def close(self) -> None:
        assert not self.closed
        self.closed = True


def test_one_thread_opens_anew_and_the_others_fail_at_once() -> None:
    opened: list[Thing] = []
    may_open = threading.Event()

    def opening() -> Thing:
        if opened:
            may_open.wait()
        opened.append(Thing(len(opened)))
        return opened[-1]

    lasting = Lasting(opening)
    with lasting.borrowed() as first, lasting.borrowed() as same:
        assert first is same
        with pytest.raises(DatabaseLost, match="gone"), lasting.borrowed():
            raise DatabaseLost("it is gone.")
        begun = time.monotonic()
        for _ in range(100):
            with pytest.raises(DatabaseLost, match="gone"), lasting.borrowed():
                pass
        assert time.monotonic() - begun < 1
        assert len([each for each in threading.enumerate() if each.name == "reopening"]) == 1
        may_open.set()
        wait_for(lambda: len(opened) == 2)
        assert not first.closed  # others use it to their own end
    assert first.closed
    wait_for(lambda: bool(lasting._shared))
    with lasting.borrowed() as second:
        assert second.number == 1
    lasting.close()
    assert second.closed
    with pytest.raises(DatabaseLost), lasting.borrowed():
        pass


def test_what_does_not_open_is_tried_again_and_says_why() -> None:
    tries = []

    def opening() -> Thing:
        tries.append(1)
        if 1 < len(tries) < 4:
            raise DatabaseUnreachable("bolt://h", "nobody is there.")
        return Thing(len(tries))

    lasting = Lasting(opening)
    with pytest.raises(DatabaseLost), lasting.borrowed():
        raise DatabaseLost("it is gone.")
    wait_for(lambda: len(tries) == 3)
    with pytest.raises(DatabaseLost, match="nobody is there"), lasting.borrowed():
        pass
    wait_for(lambda: bool(lasting._shared))
    with lasting.borrowed() as thing:
        assert thing.number == 4
    lasting.close()


def test_another_error_is_no_loss() -> None:
    lasting = Lasting(lambda: Thing(0))
    with pytest.raises(ValueError, match="of the asker"), lasting.borrowed():
        raise ValueError("of the asker")
    with lasting.borrowed() as thing:
        assert not thing.closed
    lasting.close()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
