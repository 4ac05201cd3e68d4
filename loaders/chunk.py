"""What a chunk of rows means for a graph in a known state. Pure: nothing is read or written.

A chunk is gathered into nodes, facts, voids and descriptions; compared with what the graph
holds of them; and becomes a plan of relationships to create, to move to their `VOIDED_` type
or back, and to add evidence to. The plan depends on what was stated, never on the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from genealogy import versions
from genealogy.facts import Description, Fact, Statement, Void
from genealogy.identity import is_pending, joined, parse_batch_id
from genealogy.nouns import Noun
from genealogy.times import moment, now_text

_EARLIEST_WINS = frozenset({"started_at", "made_at"})
SUPERSEDED = "superseded"

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
    """One content that was stated under a fact key, by the graph, by the chunk, or by both."""

    version: str
    known: KnownFact | None = None
    fact: Fact | None = None
    evidence: list[str] = field(default_factory=list)

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
    """The statements of a chunk by what they are about."""

    facts: dict[str, dict[str, Candidate]] = field(default_factory=dict)
    kinds: dict[str, type[Fact]] = field(default_factory=dict)
    voids: dict[str, tuple[Void, list[str]]] = field(default_factory=dict)
    described: dict[tuple[Noun, str], dict[str, tuple[str, str | float]]] = field(
        default_factory=dict
    )
    nodes: dict[Noun, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """What the graph holds of the things that a chunk names."""

    nodes: dict[Noun, dict[str, Properties]]
    facts: dict[str, list[KnownFact]]
    voids: dict[str, tuple[str, list[str]]]


@dataclass(slots=True)
class Plan:
    """What is to be written, and what it means for the fingerprint and the receipt."""

    nodes: dict[Noun, list[Properties]] = field(default_factory=dict)
    materials: list[Properties] = field(default_factory=list)
    creations: dict[type[Fact], list[Properties]] = field(default_factory=dict)
    removals: list[tuple[type[Fact], KnownFact]] = field(default_factory=list)
    changes: list[tuple[type[Fact], KnownFact, Properties]] = field(default_factory=list)
    voids: list[Properties] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    new_versions: set[tuple[str, str]] = field(default_factory=set)
    new_properties: set[tuple[Noun, str]] = field(default_factory=set)
    new_voids: set[str] = field(default_factory=set)


def gather(rows: Iterable[MappedRow], load_id: str) -> Gathered:
    """The statements of the rows, equal ones joined, with the evidence for each."""
    gathered = Gathered()
    for row in rows:
        evidence = f"{load_id}:{row.number}"
        for statement in row.statements:
            if isinstance(statement, Fact):
                _gather_fact(gathered, statement, evidence)
            elif isinstance(statement, Void):
                _gather_void(gathered, statement, evidence)
            else:
                _gather_description(gathered, statement)
    return gathered


def plan(gathered: Gathered, known: Known) -> Plan:
    """What to write so that the graph also holds what was gathered."""
    result = Plan()
    recorded_at = now_text()
    _plan_voids(gathered, known, result, recorded_at)
    for key in dict.fromkeys([*gathered.facts, *gathered.voids]):
        _plan_fact(key, gathered, known, result, recorded_at)
    _plan_nodes(gathered, known, result)
    return result


def _gather_fact(gathered: Gathered, fact: Fact, evidence: str) -> None:
    version = versions.version_of(fact)
    candidates = gathered.facts.setdefault(fact.key, {})
    candidate = candidates.get(versions.content_of(version))
    if candidate is None:
        gathered.kinds[fact.key] = type(fact)
        gathered.nodes.setdefault(fact.EDGE.source, set()).add(fact.source)
        gathered.nodes.setdefault(fact.EDGE.target, set()).add(fact.target)
        candidates[versions.content_of(version)] = Candidate(version, None, fact, [evidence])
        return
    candidate.version = max(candidate.version, version)
    candidate.evidence.append(evidence)


def _gather_void(gathered: Gathered, void: Void, evidence: str) -> None:
    before = gathered.voids.get(void.key)
    gathered.kinds.setdefault(void.key, void.kind)
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
        if before is None or _wins(name, stated, before):
            properties[name] = stated


def _wins(name: str, stated: tuple[str, str | float], before: tuple[str, str | float]) -> bool:
    """Whether a statement of a property stands over another: the later one, else by its text."""
    if stated[0] != before[0]:
        return stated[0] > before[0]
    if name in _EARLIEST_WINS:
        return moment(str(stated[1])) < moment(str(before[1]))
    return str(stated[1]) > str(before[1])


def _plan_voids(gathered: Gathered, known: Known, result: Plan, recorded_at: str) -> None:
    for key, (void, evidence) in gathered.voids.items():
        reason, before = known.voids.get(key, ("", []))
        together = list(dict.fromkeys([*before, *evidence]))
        if not before:
            result.new_voids.add(key)
        elif together == before and void.reason <= reason:
            continue
        properties = {"reason": max(void.reason, reason), "evidence": together}
        if not before:
            properties["recorded_at"] = recorded_at
        result.voids.append({"fact_key": key, "properties": properties})


def _plan_fact(key: str, gathered: Gathered, known: Known, result: Plan, recorded_at: str) -> None:
    kind = gathered.kinds[key]
    candidates = _candidates(key, gathered, known, result)
    void_reason = _void_reason(key, gathered, known)
    winner = None if void_reason else max(candidates, key=lambda each: each.version, default=None)
    for candidate in candidates:
        alive = candidate is winner
        reason = None if alive else (void_reason or SUPERSEDED)
        wanted = candidate.live_type if alive else f"VOIDED_{kind.EDGE.type}"
        _plan_candidate(kind, candidate, wanted, reason, result, recorded_at)
    before = [each.version for each in known.facts.get(key, ()) if each.live]
    after = [winner.version] if winner else []
    items = [[versions.fact_item(key, version) for version in group] for group in (before, after)]
    if items[0] != items[1]:
        result.went += items[0]
        result.came += items[1]


def _candidates(key: str, gathered: Gathered, known: Known, result: Plan) -> list[Candidate]:
    """Every content of this fact: the graph's, the chunk's, joined where they are the same."""
    candidates = {
        versions.content_of(each.version): Candidate(each.version, each, None, each.evidence)
        for each in known.facts.get(key, ())
    }
    for content, stated in gathered.facts.get(key, {}).items():
        candidate = candidates.get(content)
        if candidate is None:
            result.new_versions.add((key, content))
            candidates[content] = Candidate(stated.version, None, stated.fact, stated.evidence)
        else:
            candidate.version = max(candidate.version, stated.version)
            candidate.evidence = list(dict.fromkeys([*candidate.evidence, *stated.evidence]))
    return list(candidates.values())


def _void_reason(key: str, gathered: Gathered, known: Known) -> str | None:
    reasons = [known.voids[key][0]] if key in known.voids else []
    if key in gathered.voids:
        reasons.append(gathered.voids[key][0].reason)
    return max(reasons, default=None)


def _plan_candidate(
    kind: type[Fact],
    candidate: Candidate,
    wanted: str,
    reason: str | None,
    result: Plan,
    recorded_at: str,
) -> None:
    known = candidate.known
    changed: Properties = {"version": candidate.version, "evidence": candidate.evidence}
    if known is None:
        assert candidate.fact is not None
        properties = _fact_properties(candidate.fact, recorded_at) | changed
        if reason:
            properties |= {"void_reason": reason, "voided_at": recorded_at}
        fact = candidate.fact
        _create(result, kind, wanted, fact.source, fact.target, properties)
    elif known.type != wanted:
        result.removals.append((kind, known))
        properties = {**known.properties, **changed}
        properties.pop("void_reason", None)
        properties.pop("voided_at", None)
        if reason:
            properties |= {"void_reason": reason, "voided_at": recorded_at}
        _create(result, kind, wanted, known.source, known.target, properties)
    else:
        if reason:
            changed["void_reason"] = reason
        if any(known.properties.get(name) != value for name, value in changed.items()):
            result.changes.append((kind, known, changed))


def _create(
    result: Plan, kind: type[Fact], wanted: str, source: str, target: str, properties: Properties
) -> None:
    row = {"type": wanted, "source": source, "target": target, "properties": properties}
    result.creations.setdefault(kind, []).append(row)


def _fact_properties(fact: Fact, recorded_at: str) -> Properties:
    """The relationship's properties; what a fact leaves open is absent."""
    properties: Properties = {"fact_key": fact.key, "recorded_at": recorded_at}
    for name in versions.content_fields(type(fact)):
        value = getattr(fact, name)
        if value is not None and name not in ("source", "target"):
            properties[name] = versions.as_property(value)
    return properties


def _plan_nodes(gathered: Gathered, known: Known, result: Plan) -> None:
    materials: dict[str, Properties] = {}
    for noun, ids in gathered.nodes.items():
        existing = known.nodes.get(noun, {})
        for node_id in sorted(ids):
            before = existing.get(node_id)
            properties = _described(gathered, noun, node_id, before or {}, result)
            if before is None:
                identity = _identity(noun, node_id)
                properties = identity | properties
                if noun is Noun.BATCH and identity.get("item"):
                    material_id = joined(identity["party"], identity["item"])
                    result.materials.append({"batch_id": node_id, "material_id": material_id})
                    if material_id not in gathered.nodes.get(Noun.MATERIAL, ()):
                        materials[material_id] = _identity(Noun.MATERIAL, material_id)
            if before is None or properties:
                result.nodes.setdefault(noun, []).append({"id": node_id, "properties": properties})
    for material_id, identity in materials.items():
        row = {"id": material_id, "properties": identity}
        result.nodes.setdefault(Noun.MATERIAL, []).append(row)


def _identity(noun: Noun, node_id: str) -> Properties:
    """The parts of a node's id as properties, and what it is searched by."""
    if noun is Noun.BATCH:
        name = parse_batch_id(node_id)
        number = name.lot if name.lot is not None else name.serial or ""
        parts = {"lot": name.lot} if name.lot is not None else {"serial": name.serial}
        return {
            "party": name.party,
            **({"pending": True} if name.item is None else {"item": name.item}),
            **parts,
            "number": number,
            "search": number.lower(),
        }
    if noun is Noun.MATERIAL:
        material = parse_batch_id(f"{node_id}/-")
        return {"party": material.party, "item": material.item}
    return {}


def _described(
    gathered: Gathered, noun: Noun, node_id: str, before: Properties, result: Plan
) -> Properties:
    """The properties of a node that the chunk changes."""
    stated = gathered.described.get((noun, node_id))
    if not stated:
        return {}
    ranks = dict(entry.split("=", 1) for entry in before.get("described", ()))
    changed: Properties = {}
    for name, (rank, value) in stated.items():
        if name in before:
            present = (ranks.get(name, versions.UNRANKED), before[name])
            if not _wins(name, (rank, value), present):
                continue
            if str(value) != str(before[name]):
                result.went.append(versions.property_item(noun, node_id, name, before[name]))
                result.came.append(versions.property_item(noun, node_id, name, value))
        else:
            result.came.append(versions.property_item(noun, node_id, name, value))
        changed[name] = value
        if rank != versions.UNRANKED:
            ranks[name] = rank
        result.new_properties.add((noun, node_id))
    if changed and ranks:
        changed["described"] = sorted(f"{name}={rank}" for name, rank in ranks.items())
    return changed
