"""A real Neo4j to test on: the one you name, else a container, else one from Maven Central.

| source | needs | version |
|---|---|---|
| `NEO4J_URI`, `NEO4J_USER`, `NEO4J_PASSWORD` | a server whose data the tests may delete | any |
| testcontainers | a Docker engine that answers | the image of docker-compose.yml |
| Maven | `mvn` and a JDK, 17 or later; the first time a download of 120 MB | neo4j/pom.xml |
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import neo4j
from filelock import FileLock
from neo4j.exceptions import DriverError, Neo4jError
from platformdirs import user_cache_path

HERE = Path(__file__).parent / "neo4j"
IMAGE = "neo4j:5.26-community"
START_SECONDS = 120

# Neo4j reaches into the JDK; these are the doors it asks for by name when they are shut.
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")

# A test holds a few thousand nodes: the defaults would take half the machine and 0.5 GB of disk.
SMALL = {
    "db.tx_log.preallocate": "false",
    "dbms.usage_report.enabled": "false",
    "server.config.strict_validation.enabled": "true",
}


class Unavailable(Exception):
    """No Neo4j can be had here; the text is the sentence to show."""


@dataclass(frozen=True)
class Server:
    """Where a Neo4j answers, and who may ask."""

    uri: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class LocalServer(Server):
    """A Neo4j of our own, which a test may `kill()` (as `kill -9` does) and `restart()`."""

    folder: Path
    _start: Callable[[], subprocess.Popen[bytes]] = field(repr=False)
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        return self._started[-1]

    def restart(self) -> None:
        """The same folder, port and password again, after a kill that left no time to tidy up."""
        self.kill()
        self._started.append(self._start())
        _wait(self)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a server that is started here may take."""

    heap: str = "1g"
    pagecache: str = "256m"


@contextmanager
def neo4j_server(memory: Memory = Memory()) -> Iterator[Server]:
    """The first Neo4j that can be had here; raises `Unavailable` with every reason if none can."""
    reasons = []
    sources: list[Callable[[], AbstractContextManager[Server]]] = [
        given_server,
        partial(container_server, memory),
        partial(maven_server, memory=memory),
    ]
    for source in sources:
        with ExitStack() as stack:
            try:
                server = stack.enter_context(source())
            except Unavailable as reason:
                reasons.append(str(reason))
                continue
            yield server
            return
    raise Unavailable(_sentence(reasons))


def why_unavailable() -> str | None:
    """Why `neo4j_server` would find none, asked without starting anything; None if one is there."""
    reasons = []
    for ask in (_no_given_server, _no_docker, _no_java):
        if (reason := ask()) is None:
            return None
        reasons.append(reason)
    return _sentence(reasons)


@contextmanager
def given_server() -> Iterator[Server]:
    """The server that `NEO4J_URI` names. One that does not answer is an error, not a reason."""
    _demand(_no_given_server())
    server = Server(
        os.environ["NEO4J_URI"],
        os.environ.get("NEO4J_USER", "neo4j"),
        os.environ.get("NEO4J_PASSWORD", ""),
    )
    with _driver(server) as driver:
        driver.verify_connectivity()
    yield server


@contextmanager
def container_server(memory: Memory = Memory()) -> Iterator[Server]:
    _demand(_no_docker())
    from testcontainers.community.neo4j import Neo4jContainer

    password = secrets.token_hex(16)
    with ExitStack() as stack:
        try:
            container = stack.enter_context(
                Neo4jContainer(IMAGE, username="neo4j", password=password)
                .with_env("NEO4J_server_memory_heap_max__size", memory.heap)
                .with_env("NEO4J_server_memory_pagecache_size", memory.pagecache)
            )
        except Exception as error:  # an engine that cannot pull is as good as none
            raise Unavailable(f"{IMAGE} does not start ({type(error).__name__})") from error
        yield Server(container.get_connection_url(), "neo4j", password)


@contextmanager
def maven_server(
    settings: Mapping[str, str] | None = None, memory: Memory = Memory()
) -> Iterator[LocalServer]:
    """Neo4j Community in a Java process of its own, in a temporary folder, on a free port."""
    _demand(_no_java())
    jars = _jars()
    port = _free_port()
    with tempfile.TemporaryDirectory(
        prefix="genealogy-neo4j-", ignore_cleanup_errors=True
    ) as temporary:
        folder = Path(temporary)
        pages = {"server.memory.pagecache.size": memory.pagecache}
        wanted = {**SMALL, **pages, **(settings or {})}
        conf = "".join(f"{key}={value}\n" for key, value in wanted.items())
        (folder / "neo4j.conf").write_text(conf, encoding="utf-8")
        server = LocalServer(
            f"bolt://127.0.0.1:{port}",
            "neo4j",
            secrets.token_hex(16),
            folder,
            lambda: _java(jars, folder, port, memory.heap),
        )
        server._started.append(server._start())
        try:
            _change_first_password(server)
            yield server
        finally:
            server.kill()  # nothing in the folder is wanted any more


def _sentence(reasons: list[str]) -> str:
    return f"No Neo4j to test on: {'; '.join(reasons)}."


def _demand(reason: str | None) -> None:
    if reason:
        raise Unavailable(reason)


def _no_given_server() -> str | None:
    return None if os.environ.get("NEO4J_URI") else "NEO4J_URI is not set"


def _no_docker() -> str | None:
    import docker

    try:
        client = docker.from_env(timeout=3)
        client.ping()
        client.close()
    except (docker.errors.DockerException, OSError):
        return "no Docker engine answers"
    return None


def _no_java() -> str | None:
    if not (java := shutil.which("java")):
        return "no java is installed"
    listing = subprocess.run(
        [java, "--list-modules"], capture_output=True, encoding="utf-8", check=False
    )
    # The server is a source file, so a runtime without the compiler is not enough.
    compiler = re.search(r"^jdk\.compiler@(\d+)", listing.stdout, re.MULTILINE)
    if compiler is None or int(compiler[1]) < 17:
        return "java is not a JDK of version 17 or later"
    if not _jars_folder().exists() and not shutil.which("mvn"):
        return "no mvn is installed to fetch Neo4j with"
    return None


def maven_version() -> str:
    """The version of Neo4j that pom.xml names."""
    pom = (HERE / "pom.xml").read_text(encoding="utf-8")
    found = re.search(r"<artifactId>neo4j</artifactId>\s*<version>([\d.]+)</version>", pom)
    assert found, "neo4j/pom.xml names no version of Neo4j"
    return found[1]


def _jars_folder() -> Path:
    return user_cache_path("genealogy") / f"neo4j-{maven_version()}" / "lib"


def _jars() -> Path:
    """The folder of Neo4j's jars, fetched once a machine, also when two test runs begin at once."""
    jars = _jars_folder()
    jars.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(jars.parent / "fetch.lock"):
        if jars.exists():
            return jars
        with tempfile.TemporaryDirectory(dir=jars.parent) as half:
            fetched = Path(half) / "lib"
            maven = [shutil.which("mvn") or "mvn", "-B", "-q", "-f", str(HERE / "pom.xml")]
            result = subprocess.run(
                [*maven, "dependency:copy-dependencies", f"-DoutputDirectory={fetched}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            if result.returncode:
                raise Unavailable(f"Maven could not fetch Neo4j: {_tail(result.stdout)}")
            fetched.rename(jars)  # whole or not at all
    return jars


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _java(jars: Path, folder: Path, port: int, heap: str) -> subprocess.Popen[bytes]:
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
    java = ["java", f"-Xmx{heap}", *opened, "-cp", str(jars / "*")]
    with (folder / "output.txt").open("ab") as output:
        return subprocess.Popen(
            [*java, HERE / "Neo4jServer.java", folder, str(port)],
            stdin=subprocess.PIPE,  # closes when this process ends, and the server with it
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _driver(server: Server) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))


def _change_first_password(server: LocalServer) -> None:
    first = Server(server.uri, server.user, "neo4j")
    _wait(server, first)
    with _driver(first) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
            new=server.password,
            database_="system",
        )


def _wait(server: LocalServer, login: Server | None = None) -> None:
    """Returns when the server answers; an early death is told with its last words."""
    deadline = time.monotonic() + START_SECONDS
    with _driver(login or server) as driver:
        while True:
            try:
                return driver.verify_connectivity()
            except (DriverError, Neo4jError) as error:
                if server.process.poll() is not None or time.monotonic() > deadline:
                    words = (server.folder / "output.txt").read_text(encoding="utf-8")
                    raise RuntimeError(f"Neo4j did not start:\n{_tail(words)}") from error
            time.sleep(0.2)


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-20:])
