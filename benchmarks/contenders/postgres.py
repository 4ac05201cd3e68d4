"""PostgreSQL: a recursive CTE in a cluster of its own, in a temporary folder, on a socket."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import psutil

from benchmarks.contenders import Row, Unavailable, Walked, rows, told, walked
from benchmarks.contenders.recursive import INDEXES, TABLE, closure
from benchmarks.known import Link
from genealogy.facts import Fact
from tests.postgres_server import NoPostgres, postgres_server

if TYPE_CHECKING:
    import psycopg

_ORIGINS = "SELECT unnest(%s::text[])"


class Postgres:
    """A cluster that runs, with a connection for each thread."""

    name = "postgres"

    def __init__(self, url: str) -> None:
        self._url = url
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
            self._own.connection = psycopg.connect(self._url, autocommit=True)
            self._opened.append(self._own.connection)
        connection: psycopg.Connection[Row] = self._own.connection
        return connection


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new cluster, ended with the block. Raises Unavailable where there is no PostgreSQL."""
    if find_spec("psycopg") is None:
        raise Unavailable("PostgreSQL: no psycopg, `uv sync --group benchmarks` brings it.")
    try:
        with postgres_server(_settings()) as url, closing(Postgres(url)) as contender:
            yield contender
    except NoPostgres as missing:
        raise Unavailable(f"{missing}.") from None


def _settings() -> str:
    """Memory as PostgreSQL's manual advises, a quarter for its buffers; costs as for a disk
    without moving parts, and no compiling, which these statements only wait for."""
    quarter = psutil.virtual_memory().total // 4 // 2**20
    return f"""
shared_buffers = '{quarter}MB'
work_mem = '64MB'
maintenance_work_mem = '512MB'
max_wal_size = '8GB'
random_page_cost = 1.1
jit = off
"""
