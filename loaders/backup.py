"""Backup: all of a graph in one file that either engine can be restored from.

The file is JSON Lines in gzip: a line that says what it is, with the fingerprint; every node,
relationship, load, run and rejected row; and a last line with their number and SHA-256. The
fingerprint is computed again from what is written, and once more from the restored graph: see
loaders/restore.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genealogy import versions
from genealogy.engine.database import Database
from genealogy.engine.statement import Statement, statement
from genealogy.errors import GraphMoved, WrongUsage
from genealogy.facts import DESCRIBED
from genealogy.identity import is_pending
from genealogy.new_file import new_file
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders.backup_file import Line, write_lines
from loaders.pending import is_derived
from loaders.reading import stands
from loaders.relationships import KNOWN_FACTS, PLACES
from loaders.writing import KNOWN_NODES

Progress = Callable[[int], None]

FORMAT = 2
OTHERS = ("void", "load", "run", "rejected")
"""What is neither a noun nor a fact, and is part of a backup too."""

_IDS_A_STATEMENT = 2_000
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of nodes."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The properties of nodes."""

    properties: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Graph:
    """What is kept of the graph as a whole."""

    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Materials:
    """Batches and what they are of, as parallel columns."""

    batch_ids: list[str]
    material_ids: list[str]


IDS: dict[str, Statement[Ids]] = {
    name: statement(f"backup/ids_{name}", Ids)
    for name in (*(noun.value.lower() for noun in Noun), *OTHERS)
}
KEPT: dict[str, Statement[Kept]] = {name: statement(f"backup/{name}", Kept) for name in OTHERS}
MATERIALS_OF = statement("backup/materials", Materials)
GRAPH = statement("backup/graph", Graph)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    file: str
    fingerprint: str
    lines: int
    bytes: int

    def to_dict(self) -> dict[str, Any]:
        """The backup as JSON."""
        return {
            "file": self.file,
            "fingerprint": self.fingerprint,
            "lines": self.lines,
            "bytes": self.bytes,
        }


class _Moved(Exception):
    """Ends a try: a load has changed the graph meanwhile."""


def backup(database: Database, path: Path, progress: Progress = lambda _: None) -> Backup:
    """Writes all of the graph to a file that does not exist yet, while others read it.

    All of it is of one state of the graph: where a load changes it meanwhile, it begins anew.
    Raises WrongUsage for a file that is there or cannot be written, GraphMoved where loads went
    on through every try.
    """
    if stands(path):
        raise WrongUsage(f"{path} exists already; a backup never overwrites a file.")
    for _ in range(_TRIES):
        before = graph_properties(database)
        try:
            with new_file(path) as file:
                lines = write_lines(file, _lines(database, before, progress)) - 1
                if graph_properties(database) != before:
                    raise _Moved
        except _Moved:
            continue
        fingerprint = str(before.get("fingerprint", versions.EMPTY))
        return Backup(str(path), fingerprint, lines, path.stat().st_size)
    raise GraphMoved(_TRIES)


def lines_of(database: Database) -> Iterator[Line]:
    """Every node, relationship, load, run and rejected row, always in the same order."""
    for noun in Noun:
        for ids in _chunks(database.read(IDS[noun.value.lower()])[0].ids):
            for properties in database.read(KNOWN_NODES[noun], ids=ids)[0].properties:
                yield {"node": noun.value, "properties": properties}
    for ids in _chunks(database.read(IDS["batch"])[0].ids):
        row = database.read(MATERIALS_OF, ids=ids)[0]
        for batch_id, material_id in zip(row.batch_ids, row.material_ids, strict=True):
            yield {"material": material_id, "batch": batch_id}
    for place in PLACES:
        for anchors in _chunks(database.read(IDS[place.split("_")[1]])[0].ids):
            for fact in database.read(KNOWN_FACTS[place], anchors=anchors)[0].facts():
                yield {
                    "fact": fact.type,
                    "source": fact.source,
                    "target": fact.target,
                    "properties": fact.properties,
                }
    for name in OTHERS:
        for ids in _chunks(database.read(IDS[name])[0].ids):
            for properties in database.read(KEPT[name], ids=ids)[0].properties:
                yield {name: properties}


def fingerprint_of(lines: Iterable[Line]) -> str:
    """The fingerprint that these lines imply, whatever the graph says that it is."""
    fingerprint = versions.EMPTY
    for line in lines:
        fingerprint = added(fingerprint, line)
    return fingerprint


def added(fingerprint: str, line: Line) -> str:
    """The fingerprint with what a line adds to it."""
    offset = line.get("properties", {}).get("pseudonym_offset", versions.EMPTY)
    return versions.shifted(versions.add(fingerprint, live=list(_items(line)), gone=[]), offset)


def _items(line: Line) -> Iterator[str]:
    properties = line.get("properties", {})
    if "node" in line:
        noun = Noun(line["node"])
        node_id = properties[noun.key]
        for name in DESCRIBED.get(noun, ()):
            if name in properties and _is_described(properties, name):
                yield versions.property_item(noun, node_id, name, properties[name])
        if noun is Noun.BATCH and is_pending(node_id):
            yield versions.pending_item(node_id, properties.get("candidates", []))
    elif "fact" in line and not line["fact"].startswith("VOIDED_"):
        key = properties["fact_key"]
        if not is_derived(key):
            yield versions.fact_item(key, properties["version"])


def graph_properties(database: Database) -> dict[str, Any]:
    """What is kept of the graph as a whole; empty where nothing was ever written."""
    rows = database.read(GRAPH)
    return rows[0].properties if rows else {}


def _is_described(properties: dict[str, Any], name: str) -> bool:
    return any(each.startswith(f"{name}\x1f") for each in properties.get("described", ()))


def _lines(database: Database, graph: dict[str, Any], progress: Progress) -> Iterator[Line]:
    yield {"backup": FORMAT, "made_at": now_text(), "graph": graph}
    for count, line in enumerate(lines_of(database), 1):
        yield line
        if count % 10_000 == 0:
            progress(count)


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_A_STATEMENT):
        yield ordered[start : start + _IDS_A_STATEMENT]
