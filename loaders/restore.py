"""Restore: a backup into an empty graph of either engine, and the proof that it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from genealogy import versions
from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import Nothing, Statement, statement
from genealogy.errors import FileRefused, GenealogyError, WrongUsage
from genealogy.facts import kind_of_key
from genealogy.nouns import Noun
from genealogy.restoring import MARKER, RESTORING, lives, this_process
from genealogy.times import now_text
from loaders.backup import (
    FORMAT,
    GRAPH,
    OTHERS,
    Progress,
    added,
    fingerprint_of,
    lines_of,
)
from loaders.backup_file import Line, read_lines
from loaders.backup_lines import check_head, check_line
from loaders.relationships import NEW_FACTS
from loaders.writing import MATERIALS, NODES

_LINES_A_CHUNK = 5_000
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are."""

    total: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored, and found to be the graph that was backed up."""

    file: str
    fingerprint: str
    lines: int

    def to_dict(self) -> dict[str, Any]:
        """The restore as JSON."""
        return {"file": self.file, "fingerprint": self.fingerprint, "lines": self.lines}


NEW: dict[str, Statement[Nothing]] = {
    name: statement(f"backup/new_{name}") for name in (*OTHERS, "graph")
}
BEGUN = statement("backup/begun")
GOING_ON = statement("backup/going_on", Total)
GIVEN_UP = statement("backup/given_up")
ENDED = statement("backup/ended")
EMPTIED = statement("backup/emptied", Total)


def restore(database: Database, path: Path, progress: Progress = lambda _: None) -> Restored:
    """Fills an empty graph from a backup. One that was interrupted begins anew.

    The file is read through first, so that nothing is written from one that is damaged. At the
    end the graph is read back and its fingerprint compared with that of the backup.

    Raises FileRefused for a file that is no whole backup, WrongUsage for a graph that holds
    something, or that another process restores.
    """
    head, count = _checked(path)
    with _marked(database, path) as owner:
        while _emptied(database):
            pass
        _fill(database, path, owner, progress)
        if head["graph"]:
            _run(database, NEW["graph"], properties=head["graph"])
        expected = str(head["graph"].get("fingerprint", versions.EMPTY))
        found = fingerprint_of(_read_back(database, path))
        if found != expected:
            raise FileRefused(path, f"the restored graph is another one: {found}, not {expected}.")
        _run(database, ENDED, owner=owner)
    return Restored(str(path), expected, count)


def _checked(path: Path) -> tuple[Line, int]:
    """The first line of a whole backup, and the number of its lines between first and last."""
    lines = read_lines(path)
    head = next(lines, {})
    if type(head.get("backup")) is not int or head["backup"] != FORMAT:
        raise FileRefused(path, "it is no backup that this program has made.")
    _check(path, 1, lambda: check_head(head))
    fingerprint, voids, count = versions.EMPTY, 0, 0
    for line in _checked_lines(path, lines):
        count += 1
        fingerprint = added(fingerprint, line)
        voids += "void" in line
    graph = head["graph"]
    if fingerprint != graph.get("fingerprint", versions.EMPTY) or voids > graph.get("voids", 0):
        raise FileRefused(path, "what it holds has not the fingerprint that it states.")
    return head, count


def _checked_lines(path: Path, lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in enumerate(lines, 2):
        _check(path, number, partial(check_line, line))
        yield line


def _check(path: Path, number: int, check: Callable[[], None]) -> None:
    try:
        check()
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError):
        why = f"line {number} of it cannot be understood, or says otherwise than its hash."
        raise FileRefused(path, why) from None


def _read_back(database: Database, path: Path) -> Iterator[Line]:
    """What the graph holds by now, aside from the mark of the restore."""
    found = (each for each in lines_of(database) if each.get("load", {}).get("load_id") != MARKER)
    return _checked_lines(path, found)


@contextmanager
def _marked(database: Database, path: Path) -> Iterator[str]:
    """Marks the graph as being restored, for the time of the block and where it fails for good.

    Who marks it is one process: another one ends at once, unless that process is gone; then it
    begins anew, and would end the first at its next chunk.
    """
    owner = this_process()

    def begin(transaction: Transaction) -> None:
        restoring = transaction.run(RESTORING)
        if restoring and lives(restoring[0].owner):
            raise WrongUsage("This graph is being restored by another process. Let it end.")
        if not restoring and transaction.run(GRAPH):
            raise WrongUsage(
                "The graph holds something already; a backup is restored into an empty one "
                "(another --data folder, or another Neo4j database)."
            )
        marks = {"file": str(path), "owner": owner, "recorded_at": now_text()}
        transaction.run(BEGUN, **marks)

    database.retrying(lambda _: database.write(begin))
    try:
        yield owner
    except BaseException:
        with suppress(GenealogyError):
            _run(database, GIVEN_UP, owner=owner)
        raise


def _emptied(database: Database) -> int:
    def work(transaction: Transaction) -> int:
        return transaction.run(EMPTIED, most=_LINES_A_CHUNK)[0].total

    return database.retrying(lambda _: database.write(work))


def _fill(database: Database, path: Path, owner: str, progress: Progress) -> None:
    """Writes the lines of a backup, which are looked at once more: it may be another by now."""
    lines = islice(read_lines(path), 1, None)
    checked, done = _checked_lines(path, lines), 0
    while chunk := list(islice(checked, _LINES_A_CHUNK)):
        _write(database, path, owner, chunk)
        done += len(chunk)
        progress(done)


def _write(database: Database, path: Path, owner: str, chunk: list[Line]) -> None:
    rows: dict[str, tuple[Statement[Nothing], list[dict[str, Any]]]] = {}
    for line in chunk:  # nodes stand before what joins them
        query = _statement_for(line)
        rows.setdefault(query.name, (query, []))[1].append(_row(line))

    def work(transaction: Transaction) -> None:
        if not transaction.run(GOING_ON, owner=owner, recorded_at=now_text())[0].total:
            raise WrongUsage("Another restore of this graph has begun; this one has ended.")
        for query, its_rows in rows.values():
            transaction.run(query, rows=its_rows)

    def attempt(number: int) -> None:
        if number == _TRIES:  # nobody else writes now: it is the file that contradicts itself
            raise FileRefused(path, "two of its lines state the same.")
        database.write(work)

    database.retrying(attempt)


def _statement_for(line: Line) -> Statement[Nothing]:
    if "node" in line:
        return NODES[Noun(line["node"])]
    if "material" in line:
        return MATERIALS
    if "fact" in line:
        return NEW_FACTS[kind_of_key(line["properties"]["fact_key"])]
    return NEW[next(name for name in OTHERS if name in line)]


def _row(line: Line) -> dict[str, Any]:
    if "node" in line:
        key = Noun(line["node"]).key
        return {"id": line["properties"][key], "properties": line["properties"]}
    if "material" in line:
        return {"batch_id": line["batch"], "material_id": line["material"]}
    if "fact" in line:
        return {
            "type": line["fact"],
            "source": line["source"],
            "target": line["target"],
            "properties": line["properties"],
        }
    properties: dict[str, Any] = next(line[name] for name in OTHERS if name in line)
    return properties


def _run(database: Database, query: Statement[Nothing], **params: Any) -> None:
    database.retrying(
        lambda _: database.write(lambda transaction: transaction.run(query, **params))
    )
