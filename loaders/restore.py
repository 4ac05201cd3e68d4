"""Restore: a backup into an empty graph of either engine, and the proof that it is the same."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from genealogy import versions
from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import Nothing, Statement, statement
from genealogy.errors import FileRefused, WrongUsage
from genealogy.facts import kind_of_key
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders.backup import (
    FORMAT,
    IDS,
    OTHERS,
    Line,
    Progress,
    fingerprint_of,
    graph_properties,
    items,
    lines_of,
)
from loaders.relationships import NEW_FACTS
from loaders.writing import MATERIALS, NODES

_LINES_A_CHUNK = 5_000
_RESTORING = "restore"


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
ENDED = statement("backup/ended")
EMPTIED = statement("backup/emptied", Total)


def restore(database: Database, path: Path, progress: Progress = lambda _: None) -> Restored:
    """Fills an empty graph from a backup. One that was interrupted begins anew.

    The file is read through first, so that nothing is written from one that is damaged. At the
    end the graph is read back and its fingerprint compared with that of the backup.

    Raises FileRefused for a file that is no whole backup, WrongUsage for a graph that holds
    something.
    """
    head, count = _checked(path)
    _make_room(database)
    _run(database, BEGUN, file=path.name, recorded_at=now_text())
    done = 0
    for chunk in _chunks(_lines(path)):
        _write(database, chunk)
        done += len(chunk)
        progress(done)
    if head["graph"]:
        _run(database, NEW["graph"], properties=head["graph"])
    expected = str(head["graph"].get("fingerprint", versions.EMPTY))
    found = fingerprint_of(lines_of(database))
    if found != expected:
        raise FileRefused(path, f"the restored graph is another one: {found}, not {expected}.")
    _run(database, ENDED)
    return Restored(str(path), expected, count)


def _checked(path: Path) -> tuple[Line, int]:
    """The first line of a whole backup, and the number of its lines between first and last."""
    lines = _read(path)
    head = next(lines, {})
    if head.get("backup") != FORMAT or not isinstance(head.get("graph"), dict):
        raise FileRefused(path, "it is no backup that this program has made.")
    fingerprint, count, last = versions.EMPTY, 0, {}
    for last in lines:
        if "end" in last:
            for _ in lines:  # to the end of the file: gzip keeps its checksum there
                raise FileRefused(path, "something follows its last line.")
            break
        count += 1
        try:
            fingerprint = versions.add(fingerprint, live=list(items(last)), gone=[])
        except (KeyError, ValueError, AttributeError, TypeError):
            raise FileRefused(path, f"line {count + 1} of it cannot be understood.") from None
    if last.get("end") != count:
        raise FileRefused(path, "it breaks off before its end.")
    if fingerprint != head["graph"].get("fingerprint", versions.EMPTY):
        raise FileRefused(path, "what it holds has not the fingerprint that it states.")
    return head, count


def _lines(path: Path) -> Iterator[Line]:
    """The lines between the first and the last."""
    for line in islice(_read(path), 1, None):
        if "end" in line:
            return
        yield line


def _read(path: Path) -> Iterator[Line]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                if not isinstance(line, dict):
                    raise FileRefused(path, "it is no backup that this program has made.")
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(path, f"it cannot be read to its end ({error}).") from None
    except (ValueError, RecursionError):
        raise FileRefused(path, "it is no backup that this program has made.") from None


def _make_room(database: Database) -> None:
    """Takes away what an interrupted restore has left. Raises WrongUsage for any other content."""
    restoring = _RESTORING in database.read(IDS["load"])[0].ids
    if graph_properties(database) and not restoring:
        raise WrongUsage(
            "The graph holds something already; a backup is restored into an empty one "
            "(another --data folder, or another Neo4j database)."
        )
    while restoring and _emptied(database):
        pass


def _emptied(database: Database) -> int:
    def work(transaction: Transaction) -> int:
        return transaction.run(EMPTIED, most=_LINES_A_CHUNK)[0].total

    return database.retrying(lambda _: database.write(work))


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, _LINES_A_CHUNK)):
        yield chunk


def _write(database: Database, chunk: list[Line]) -> None:
    rows: dict[str, tuple[Statement[Nothing], list[dict[str, Any]]]] = {}
    for line in chunk:  # nodes stand before what joins them
        query = _statement_for(line)
        rows.setdefault(query.name, (query, []))[1].append(_row(line))

    def work(transaction: Transaction) -> None:
        for query, its_rows in rows.values():
            transaction.run(query, rows=its_rows)

    database.retrying(lambda _: database.write(work))


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
