"""Undoing a load: what only that load stated is taken back, what others state too stays.

Its evidence is taken off every fact, and of a fact that no load states any more nothing is
deleted: it is voided, with the reason. A fact that it had superseded or voided comes back,
and a description that it had replaced. Loading the same file again states it all anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.errors import LoadNotFound
from genealogy.facts import WORDS, kind_of_key
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders.chunk import Plan
from loaders.gathering import Gathered
from loaders.pending import is_derived
from loaders.relationships import PLACES, facts_at
from loaders.writing import KNOWN_VOIDS, VOIDS, apply, lock

_ANCHORS_A_CHUNK = 2_000
_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of nodes, or keys of facts."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class LoadNode:
    """A load, as the graph keeps it, and who has taken it back last, when and why."""

    load_id: str
    file: str
    status: str
    undone_at: str | None
    undone_by: str | None
    undone_reason: str | None


LOADS = statement("loads/find", LoadNode)
VOID_KEYS = statement("load/undo/voids", Ids)
ANCHORS = {place: statement(f"load/undo/facts_{place}", Ids) for place in PLACES}
DESCRIBED = {noun: statement(f"load/undo/described_{noun.value.lower()}", Ids) for noun in Noun}
LOAD = statement("load/undo/load")


@dataclass(frozen=True, slots=True)
class UndoneBefore:
    """Who has taken a load back already, when and why."""

    at: str
    by: str
    reason: str


@dataclass(slots=True)
class Undone:
    """What an undo changes, or would change: facts by kind, and described properties.

    `voided` facts were stated by this load alone; `kept` ones by others too; `restored` ones it
    had superseded or taken back. `before` tells of an earlier undo, after which there is nothing
    left to take back: its reason stands.
    """

    load_id: str
    file: str
    dry_run: bool
    voided: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    descriptions: int = 0
    examples: list[str] = field(default_factory=list)
    before: UndoneBefore | None = None

    def to_dict(self) -> dict[str, Any]:
        """The effect as JSON."""
        return {
            "load_id": self.load_id,
            "file": self.file,
            "dry_run": self.dry_run,
            "voided": dict(self.voided),
            "kept": dict(self.kept),
            "restored": dict(self.restored),
            "descriptions": self.descriptions,
            "examples": self.examples,
            "before": asdict(self.before) if self.before else None,
        }


class _DryRun(Exception):
    """Ends a transaction without a trace, with what it would have done."""

    def __init__(self, planned: Plan) -> None:
        super().__init__()
        self.planned = planned


def undo(database: Database, asked: str, *, reason: str, by: str, dry_run: bool = False) -> Undone:
    """Takes a load back, named by its id, the beginning of it, or its file.

    Goes on where it was interrupted. With `dry_run` nothing is changed. Cost grows with the
    graph, all of which is looked at, and with the load.

    Raises LoadNotFound, or one of the DatabaseUnavailable errors.
    """
    load = find_load(database, asked)
    result = Undone(load.load_id, load.file, dry_run)
    if load.status == "undone":
        result.before = UndoneBefore(
            load.undone_at or "", load.undone_by or "", load.undone_reason or ""
        )
        return result
    prefix = f"{load.load_id}:"
    void_keys = database.read(VOID_KEYS, prefix=prefix)[0].ids
    if not dry_run:
        _note(database, load.load_id, {"status": "undoing"})
    keys = dict.fromkeys(void_keys, True)
    for place in PLACES:
        found = database.read(ANCHORS[place], prefix=prefix, void_keys=keys)[0].ids
        for anchors in _chunks(found):
            _take_back(database, result, _FactsAt(place, anchors, load.load_id, keys))
    for noun in Noun:
        for ids in _chunks(database.read(DESCRIBED[noun], load_id=load.load_id)[0].ids):
            _take_back(database, result, _Descriptions(noun, ids, load.load_id))
    if not dry_run:
        _voids_back(database, load.load_id, void_keys)
        told = {"undone_at": now_text(), "undone_by": by, "undone_reason": reason}
        _note(database, load.load_id, {"status": "undone"} | told)
    return result


def find_load(database: Database, asked: str) -> LoadNode:
    """The load that is meant by an id, the beginning of one, or a file's name.

    Raises LoadNotFound with those it can be.
    """
    loads = database.read(LOADS)
    meant = [load for load in loads if asked in (load.load_id, load.file)]
    meant = meant or [load for load in loads if asked and load.load_id.startswith(asked)]
    if len(meant) != 1:
        raise LoadNotFound(asked, [f"{load.load_id}  {load.file}" for load in meant])
    return meant[0]


@dataclass(frozen=True, slots=True)
class _FactsAt:
    """The facts at some anchors that a load states, or that its voids take back."""

    place: str
    anchors: set[str]
    load_id: str
    void_keys: dict[str, bool]

    def gathered(self, transaction: Transaction) -> Gathered:
        """Them and their batches, to be planned anew without the load."""
        found = Gathered(self.load_id, withdrawn=self.load_id)
        for fact in facts_at(transaction, {self.place: self.anchors}):
            stated = any(each.startswith(f"{self.load_id}:") for each in fact.evidence)
            if is_derived(fact.key) or not (stated or fact.key in self.void_keys):
                continue
            edge = (kind := kind_of_key(fact.key)).EDGE
            found.look_up(fact.key, kind, fact.source, fact.target)
            for noun, end in ((edge.source, fact.source), (edge.target, fact.target)):
                if noun is Noun.BATCH:
                    found.nodes.setdefault(noun, set()).add(end)
        return found


@dataclass(frozen=True, slots=True)
class _Descriptions:
    """Nodes of which a load describes something."""

    noun: Noun
    ids: set[str]
    load_id: str

    def gathered(self, _: Transaction) -> Gathered:
        """Them, to be described anew without the load."""
        return Gathered(self.load_id, withdrawn=self.load_id, nodes={self.noun: self.ids})


def _take_back(database: Database, result: Undone, part: _FactsAt | _Descriptions) -> None:
    """One transaction of an undo. A dry run carries it out and rolls it back."""

    def work(transaction: Transaction) -> Plan:
        lock(transaction)
        planned = apply(transaction, part.gathered(transaction), careful=True)
        if result.dry_run:
            raise _DryRun(planned)
        return planned

    try:
        planned = database.retrying(lambda _: database.write(work))
    except _DryRun as end:
        planned = end.planned
    _count(result, planned)


def _count(result: Undone, planned: Plan) -> None:
    for kind, rows in planned.creations.items():
        for row in rows:
            voided = row["type"].startswith("VOIDED_")
            (result.voided if voided else result.restored)[WORDS[kind]] += 1
            if voided and len(result.examples) < _EXAMPLES:
                result.examples.append(f"{WORDS[kind]}: {row['source']} -> {row['target']}")
    for kind, known, _ in planned.changes:
        result.kept[WORDS[kind]] += known.live
    result.descriptions += len(planned.new_properties)


def _voids_back(database: Database, load_id: str, keys: list[str]) -> None:
    """Voids of facts that never came: they wait no longer."""

    def work(transaction: Transaction) -> None:
        lock(transaction)
        known = transaction.run(KNOWN_VOIDS, fact_keys=keys)[0]
        gathered = Gathered(load_id, withdrawn=load_id)
        rows = [
            {"fact_key": key, "properties": {"evidence": gathered.still_stated(evidence)}}
            for key, evidence in zip(known.fact_keys, known.evidence, strict=True)
        ]
        transaction.run(VOIDS, rows=rows)

    if keys:
        database.retrying(lambda _: database.write(work))


def _note(database: Database, load_id: str, properties: dict[str, str]) -> None:
    def work(transaction: Transaction) -> None:
        lock(transaction)
        transaction.run(LOAD, load_id=load_id, properties=properties, at=now_text())

    database.retrying(lambda _: database.write(work))


def _chunks(ids: list[str]) -> Iterator[set[str]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _ANCHORS_A_CHUNK):
        yield set(ordered[start : start + _ANCHORS_A_CHUNK])
