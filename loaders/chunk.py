"""What a chunk of rows means for a graph in a known state. Pure: nothing is read or written.

A gathered chunk is compared with what the graph holds of its nodes and facts, and becomes a
plan of relationships to create, to move to their `VOIDED_` type or back, and to add evidence
to. The plan depends on what was stated, never on the order; only the times at which the graph
learned it do: `recorded_at`, `voided_at`, and in `away` from when to when a fact that came back
had been voided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from genealogy import versions
from genealogy.facts import Fact
from genealogy.identity import joined, parse_batch_id
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders import descriptions
from loaders.gathering import Candidate, Gathered, KnownFact, Properties

SUPERSEDED = "superseded"
UNDONE = "undone"


@dataclass(slots=True)
class Known:
    """What the graph holds of the things that a chunk names."""

    nodes: dict[Noun, dict[str, Properties]]
    facts: dict[str, list[KnownFact]]
    voids: dict[str, tuple[str, list[str]]]


@dataclass(slots=True)
class Plan:
    """What is to be written, and what it means for the fingerprint and the receipt.

    `disputed` counts the facts of which the chunk says otherwise than was said before, where no
    time tells which of it is later; `made` are the nodes that are new; `pending_lots` is whether
    the graph has any, so that more than this is written.
    """

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
    disputed: int = 0
    made: dict[Noun, list[str]] = field(default_factory=dict)
    pending_lots: bool = False
    withdrawn: list[str] = field(default_factory=list)


def plan(gathered: Gathered, known: Known) -> Plan:
    """What to write so that the graph also holds what was gathered."""
    result = Plan()
    recorded_at = now_text()
    _plan_voids(gathered, known, result, recorded_at)
    for key in gathered.kinds:
        _plan_fact(key, gathered, known, result, recorded_at)
    _plan_nodes(gathered, known, result, recorded_at)
    return result


def _plan_voids(gathered: Gathered, known: Known, result: Plan, recorded_at: str) -> None:
    for key, (reason, before) in known.voids.items():
        left = gathered.still_stated(before)
        if left != before:
            properties = {"reason": reason, "evidence": left}
            result.voids.append({"fact_key": key, "properties": properties})
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
    if not (key in known.facts or key in known.voids or key in gathered.voids):
        only = gathered.sole_content(key)
        if only is not None:  # as nearly all are: nobody disputes it
            _plan_new(key, *only, result, recorded_at)
            return
    kind = gathered.kinds[key]
    candidates = _candidates(key, gathered, known, result)
    void_reason = _void_reason(key, gathered, known)
    result.disputed += not void_reason and _is_disputed(candidates)
    stated = [each for each in candidates if each.evidence]
    winner = None if void_reason else max(stated, key=lambda each: each.version, default=None)
    for candidate in candidates:
        alive = candidate is winner
        reason = None if alive else (void_reason or SUPERSEDED) if candidate.evidence else UNDONE
        wanted = candidate.live_type if alive else f"VOIDED_{kind.EDGE.type}"
        _plan_candidate(kind, candidate, wanted, reason, result, recorded_at)
    before = [each.version for each in known.facts.get(key, ()) if each.live]
    after = [winner.version] if winner else []
    items = [[versions.fact_item(key, version) for version in group] for group in (before, after)]
    if items[0] != items[1]:
        result.went += items[0]
        result.came += items[1]


def _plan_new(key: str, content: str, candidate: Candidate, result: Plan, recorded_at: str) -> None:
    """A fact that neither the graph nor the rest of the chunk says anything else of."""
    result.new_versions.add((key, content))
    result.came.append(versions.fact_item(key, candidate.version))
    _create_stated(result, candidate, candidate.live_type, recorded_at)


def _candidates(key: str, gathered: Gathered, known: Known, result: Plan) -> list[Candidate]:
    """Every content of this fact: the graph's, the chunk's, joined where they are the same."""
    candidates = {
        versions.content_of(each.version): Candidate(
            each.version, each, None, gathered.still_stated(each.evidence)
        )
        for each in known.facts.get(key, ())
    }
    for content, stated in gathered.facts.get(key, {}).items():
        candidate = candidates.get(content)
        if candidate is None:
            result.new_versions.add((key, content))
            candidates[content] = replace(stated)
        else:
            if not candidate.evidence:  # its load was undone, and nobody stated it since
                result.new_versions.add((key, content))
            candidate.version = max(candidate.version, stated.version)
            candidate.evidence = list(dict.fromkeys([*candidate.evidence, *stated.evidence]))
    return list(candidates.values())


def _is_disputed(candidates: list[Candidate]) -> bool:
    """Whether the chunk says something new that is as late as what was said before."""
    stated = [each for each in candidates if each.evidence]
    latest = max((versions.rank_in(each.version) for each in stated), default="")
    at_once = [each for each in stated if versions.rank_in(each.version) == latest]
    return len(at_once) > 1 and any(each.known is None for each in at_once)


def _void_reason(key: str, gathered: Gathered, known: Known) -> str | None:
    reason, evidence = known.voids.get(key, ("", []))
    reasons = [reason] if gathered.still_stated(evidence) else []
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
    if known is not None and (gone := [*_gone(known.evidence, candidate.evidence)]):
        before = known.properties.get("evidence_withdrawn", ())
        changed["evidence_withdrawn"] = list(dict.fromkeys([*before, *gone]))
    if known is None:
        _create_stated(result, candidate, wanted, recorded_at, reason)
    elif known.type != wanted:
        result.removals.append((kind, known))
        properties = {**known.properties, **changed}
        properties.pop("void_reason", None)
        left_at = properties.pop("voided_at", None)
        if left_at:
            properties["away"] = [*properties.get("away", ()), f"{left_at}/{recorded_at}"]
        if reason:
            properties |= {"void_reason": reason, "voided_at": recorded_at}
        _create(result, kind, wanted, known.source, known.target, properties)
    else:
        if reason:
            changed["void_reason"] = reason
        if any(known.properties.get(name) != value for name, value in changed.items()):
            result.changes.append((kind, known, changed))


def _gone(before: list[str], now: list[str]) -> Iterator[str]:
    """The rows of a load that is taken back: they stated it until then."""
    still = set(now)
    return (each for each in before if each not in still)


def _create_stated(
    result: Plan, candidate: Candidate, wanted: str, recorded_at: str, reason: str | None = None
) -> None:
    """What the chunk states, as it is to be kept."""
    fact = candidate.fact
    assert fact is not None
    properties = {
        **candidate.properties,
        "recorded_at": recorded_at,
        "version": candidate.version,
        "evidence": candidate.evidence,
    }
    if reason:
        properties |= {"void_reason": reason, "voided_at": recorded_at}
    _create(result, type(fact), wanted, fact.source, fact.target, properties)


def _create(
    result: Plan, kind: type[Fact], wanted: str, source: str, target: str, properties: Properties
) -> None:
    row = {"type": wanted, "source": source, "target": target, "properties": properties}
    result.creations.setdefault(kind, []).append(row)


def _plan_nodes(gathered: Gathered, known: Known, result: Plan, recorded_at: str) -> None:
    materials: dict[str, Properties] = {}
    for noun, ids in gathered.nodes.items():
        existing = known.nodes.get(noun, {})
        for node_id in sorted(ids):
            before = existing.get(node_id)
            properties = _described(gathered, noun, node_id, before or {}, result)
            if before and "withdrawn" in before and not gathered.withdrawn:
                properties["withdrawn"] = None
                times = before.get("withdrawn_times", ())
                properties["withdrawn_times"] = [*times, recorded_at]
            if before is None:
                result.made.setdefault(noun, []).append(node_id)
                identity = identity_of(noun, node_id)
                properties = identity | properties
                if noun is Noun.BATCH and identity.get("item"):
                    material_id = joined(identity["party"], identity["item"])
                    result.materials.append({"batch_id": node_id, "material_id": material_id})
                    if material_id not in gathered.nodes.get(Noun.MATERIAL, ()):
                        materials[material_id] = identity_of(Noun.MATERIAL, material_id)
            if before is None or properties:
                result.nodes.setdefault(noun, []).append({"id": node_id, "properties": properties})
    for material_id, identity in materials.items():
        row = {"id": material_id, "properties": identity}
        result.nodes.setdefault(Noun.MATERIAL, []).append(row)


def identity_of(noun: Noun, node_id: str) -> Properties:
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
    told = descriptions.known(before)
    stated = gathered.described.get((noun, node_id), {})
    if pseudonym := before.get("pseudonym"):
        stated = descriptions.pseudonymous(stated, pseudonym)
    kept = descriptions.without(told, gathered.withdrawn) if gathered.withdrawn else told
    now = descriptions.joined(kept, gathered.load_id, stated) if stated else kept
    if now == told:
        return {}
    old, new = descriptions.live(told), descriptions.live(now)
    changed: Properties = {"described": sorted(each.text for each in now)}
    for name in old.keys() | new.keys():
        if old.get(name) != new.get(name):
            if name in old:
                result.went.append(versions.property_item(noun, node_id, name, old[name]))
            if name in new:
                result.came.append(versions.property_item(noun, node_id, name, new[name]))
            changed[name] = new.get(name)
            result.new_properties.add((noun, node_id))
    return changed
