"""SQLite: a recursive CTE in a file of its own."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.contenders import Row, Walked, rows, told, walked
from benchmarks.contenders.recursive import INDEXES, TABLE, closure
from benchmarks.known import Link
from genealogy.facts import Fact

_ORIGINS = "SELECT value FROM json_each(?)"
_MAPPED = 64 * 2**30  # the file is read where the operating system has it in memory


class Sqlite:
    """A database file, with a connection for each thread."""

    name = "sqlite"
    version = f"SQLite {sqlite3.sqlite_version}"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()

    def load(self, facts: Iterable[Fact]) -> int:
        """The links into the table, then the indexes and the statistics."""
        connection = self._connection
        with connection:
            connection.execute(TABLE)
            done = connection.executemany("INSERT INTO link VALUES (?,?,?,?,?,?,?)", rows(facts))
            for index in INDEXES:
                connection.execute(index)
        connection.execute("ANALYZE")
        return done.rowcount

    def walk(self, origins: Sequence[str], *, forward: bool) -> Walked:
        """One statement."""
        text = closure(_ORIGINS, forward=forward)
        found = self._connection.execute(text, (json.dumps(list(origins)),)).fetchall()
        return walked(origins, found, forward=forward)

    def told(self, links: Sequence[Row]) -> set[Link]:
        """As the known answer tells them."""
        return told(links)

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            self._own.connection = sqlite3.connect(self._path)
            self._own.connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        connection: sqlite3.Connection = self._own.connection
        return connection


@contextmanager
def sqlite() -> Iterator[Sqlite]:
    """A new, empty file."""
    with tempfile.TemporaryDirectory() as folder:
        yield Sqlite(Path(folder) / "links.sqlite")
