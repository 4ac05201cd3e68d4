"""A chunk of rows gathered: its facts, voids and descriptions, equal ones joined.

Pure: nothing is read or written. Where each fact is to be looked up in the graph is part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from genealogy import versions
from genealogy.facts import Description, Fact, Statement, Void
from genealogy.identity import is_pending
from genealogy.nouns import Noun
from loaders.descriptions import Ranked, wins

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MappedRow:
    """What one row of a file states."""

    number: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A relationship that the graph holds. Its key is that of the fact, and for one that was
    derived from a pending lot `fact%7Ebatch`: see loaders/pending.py."""

    type: str
    source: str
    target: str
    properties: Properties

    @property
    def key(self) -> str:
        """Its fact key."""
        return str(self.properties["fact_key"])

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.properties["version"])

    @property
    def evidence(self) -> list[str]:
        """Where it was stated."""
        return list(self.properties["evidence"])

    @property
    def live(self) -> bool:
        """Whether it stands, or was voided."""
        return not self.type.startswith("VOIDED_")

    @property
    def bare_type(self) -> str:
        """The relationship type that its kind of fact has when nothing is open about it."""
        return self.type.removeprefix("VOIDED_").removeprefix("POSSIBLY_").removeprefix("PENDING_")


@dataclass(slots=True)
class Candidate:
    """One content that was stated under a fact key, by the graph, by the chunk, or by both.

    `properties` are those that the chunk states, as the graph keeps them.
    """

    version: str
    known: KnownFact | None = None
    fact: Fact | None = None
    evidence: list[str] = field(default_factory=list)
    properties: Properties = field(default_factory=dict)

    @property
    def live_type(self) -> str:
        """The relationship type that it has when it is live."""
        if self.fact is not None:
            return self.fact.type
        assert self.known is not None
        bare = self.known.bare_type
        if is_pending(self.known.source) or is_pending(self.known.target):
            return f"PENDING_{bare}"
        return f"POSSIBLY_{bare}" if "probability" in self.known.properties else bare


@dataclass(slots=True)
class Gathered:
    """The statements of a chunk by what they are about, and where to look each fact up.

    `contents` has the hash of each fact by its identity in memory: it is costly, and wanted
    again for the receipt. `withdrawn` is a load whose statements no longer count.
    """

    load_id: str
    withdrawn: str | None = None
    facts: dict[str, dict[str, Candidate]] = field(default_factory=dict)
    kinds: dict[str, type[Fact]] = field(default_factory=dict)
    voids: dict[str, tuple[Void, list[str]]] = field(default_factory=dict)
    described: dict[tuple[Noun, str], dict[str, Ranked]] = field(default_factory=dict)
    nodes: dict[Noun, set[str]] = field(default_factory=dict)
    anchors: dict[str, set[str]] = field(default_factory=dict)
    far_ends: dict[str, set[str]] = field(default_factory=dict)
    contents: dict[int, str] = field(default_factory=dict)

    def still_stated(self, evidence: list[str]) -> list[str]:
        """The evidence without that of the load that is withdrawn."""
        if self.withdrawn is None:
            return evidence
        return [each for each in evidence if not each.startswith(f"{self.withdrawn}:")]

    def sole_content(self, key: str) -> tuple[str, Candidate] | None:
        """What the chunk says under this key, with its hash, where it says one thing only."""
        stated = self.facts.get(key, {})
        return next(iter(stated.items())) if len(stated) == 1 else None

    def look_up(self, key: str, kind: type[Fact], source: str, target: str) -> None:
        """Where a fact is to be looked for: at its anchor, and if it moved at its far end."""
        at_source = kind.EDGE.anchor == "source"
        anchor, far = (source, target) if at_source else (target, source)
        self.kinds.setdefault(key, kind)
        self.anchors.setdefault(kind.EDGE.place, set()).add(anchor)
        self.far_ends.setdefault(key, set()).add(far)


def gather(rows: Iterable[MappedRow], load_id: str) -> Gathered:
    """The statements of the rows, equal ones joined, with the evidence for each."""
    gathered = Gathered(load_id)
    for row in rows:
        evidence = f"{load_id}:{row.number}"
        facts = [each for each in row.statements if isinstance(each, Fact)]
        kept = [versions.content_as_kept(each) for each in facts]
        contents = [
            versions.kept_hash(type(fact), fact.type, its)
            for fact, its in zip(facts, kept, strict=True)
        ]
        row_hash = versions.row_hash(contents)
        for fact, its, content in zip(facts, kept, contents, strict=True):
            version = versions.version_of(fact, content, row_hash)
            gathered.contents[id(fact)] = content
            stated = Candidate(version, None, fact, [evidence], _properties(fact, its))
            _gather_fact(gathered, fact, stated, content)
        for statement in row.statements:
            if isinstance(statement, Void):
                _gather_void(gathered, statement, evidence)
            elif isinstance(statement, Description):
                _gather_description(gathered, statement)
    return gathered


def _gather_fact(gathered: Gathered, fact: Fact, stated: Candidate, content: str) -> None:
    candidates = gathered.facts.setdefault(fact.key, {})
    candidate = candidates.get(content)
    if candidate is None:
        gathered.look_up(fact.key, type(fact), fact.source, fact.target)
        gathered.nodes.setdefault(fact.EDGE.source, set()).add(fact.source)
        gathered.nodes.setdefault(fact.EDGE.target, set()).add(fact.target)
        candidates[content] = stated
        return
    candidate.version = max(candidate.version, stated.version)
    candidate.evidence += stated.evidence


def _properties(fact: Fact, kept: Properties) -> Properties:
    """The relationship's properties: what a fact says, but for its ends."""
    properties = {"fact_key": fact.key, **kept}
    del properties["source"], properties["target"]
    return properties


def _gather_void(gathered: Gathered, void: Void, evidence: str) -> None:
    before = gathered.voids.get(void.key)
    gathered.look_up(void.key, void.kind, void.source, void.target)
    if before is None:
        gathered.voids[void.key] = (void, [evidence])
    else:
        chosen = max(before[0], void, key=lambda each: each.reason)
        gathered.voids[void.key] = (chosen, [*before[1], evidence])


def _gather_description(gathered: Gathered, description: Description) -> None:
    gathered.nodes.setdefault(description.noun, set()).add(description.id)
    rank = versions.rank_of(description.changed_at, description.stated_at)
    properties = gathered.described.setdefault((description.noun, description.id), {})
    for name, value in description.properties.items():
        stated = (rank, value)
        before = properties.get(name)
        if before is None or wins(name, stated, before):
            properties[name] = stated
