"""PostgreSQL: a recursive CTE in a cluster of its own, in a temporary folder, on a socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.contenders import Row, Unavailable, Walked, rows, told, walked
from benchmarks.contenders.recursive import INDEXES, TABLE, closure
from benchmarks.known import Link
from genealogy.facts import Fact

if TYPE_CHECKING:
    import psycopg

_USER = "postgres"
_ORIGINS = "SELECT unnest(%s::text[])"


class Postgres:
    """A cluster that runs, with a connection for each thread."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = threading.local()
        self._opened: list[psycopg.Connection[Row]] = []
        version = self._connection.info.server_version
        self.version = f"PostgreSQL {version // 10_000}.{version % 10_000}"

    def load(self, facts: Iterable[Fact]) -> int:
        """The links by COPY, then the indexes and the statistics."""
        connection, count = self._connection, 0
        connection.execute(TABLE)
        with connection.cursor().copy("COPY link FROM STDIN") as copy:
            for count, row in enumerate(rows(facts), 1):  # noqa: B007 (told below)
                copy.write_row(row)
        for index in INDEXES:
            connection.execute(index)
        connection.execute("VACUUM ANALYZE link")
        return count

    def walk(self, origins: Sequence[str], *, forward: bool) -> Walked:
        """One statement."""
        text = closure(_ORIGINS, forward=forward)
        with self._connection.cursor(binary=True) as cursor:
            found = cursor.execute(text.encode(), (list(origins),)).fetchall()
        return walked(origins, found, forward=forward)

    def told(self, links: Sequence[Row]) -> set[Link]:
        """As the known answer tells them."""
        return told(links)

    def close(self) -> None:
        """Gives the connections of all threads back."""
        for connection in self._opened:
            connection.close()

    @property
    def _connection(self) -> psycopg.Connection[Row]:
        import psycopg

        if not hasattr(self._own, "connection"):
            self._own.connection = psycopg.connect(
                host=str(self._folder), user=_USER, dbname="postgres", autocommit=True
            )
            self._opened.append(self._own.connection)
        connection: psycopg.Connection[Row] = self._own.connection
        return connection


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new cluster, ended with the block. Raises Unavailable where there is no PostgreSQL."""
    if find_spec("psycopg") is None:
        raise Unavailable("PostgreSQL: no psycopg, `uv sync --group benchmarks` brings it.")
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="postgres-") as temporary:
        folder = Path(temporary)
        as_user = _as_user(folder)
        data = folder / "data"
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            _USER,
            "-E",
            "UTF8",
        ]
        _run([*as_user, *initdb, "--locale=C", "--no-sync"], folder)
        (folder / "data" / "postgresql.auto.conf").write_text(_settings(folder), encoding="utf-8")
        control = [*as_user, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
        _run([*control, "start"], folder)
        try:
            contender = Postgres(folder)
            try:
                yield contender
            finally:
                contender.close()
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)


def _settings(folder: Path) -> str:
    """A socket alone; memory as PostgreSQL's manual advises, a quarter for its buffers; costs as
    for a disk without moving parts, and no compiling, which these statements only wait for."""
    quarter = psutil.virtual_memory().total // 4 // 2**20
    return f"""
listen_addresses = ''
unix_socket_directories = '{folder}'
shared_buffers = '{quarter}MB'
work_mem = '64MB'
maintenance_work_mem = '512MB'
max_wal_size = '8GB'
random_page_cost = 1.1
jit = off
"""


def _programs() -> Path:
    """The folder of initdb and pg_ctl, which Debian keeps off the path."""
    found = [Path(path).resolve() for path in (shutil.which("pg_ctl"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    if not found:
        raise Unavailable("PostgreSQL is not installed (on Debian: apt-get install postgresql).")
    return found[0].parent


def _as_user(folder: Path) -> list[str | Path]:
    """What goes before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        shutil.chown(folder, _USER)
    except LookupError:
        raise Unavailable(f"PostgreSQL: no user {_USER} to run it as.") from None
    return ["runuser", "-u", _USER, "--"]


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Unavailable(f"PostgreSQL: {Path(command[-1]).name} ended with {done.returncode}.")
