"""Pending lots: what a record says of a lot without its item holds for the batch that it is.

A fact of a pending lot is kept as it was stated, as a `PENDING_...` relationship that no trace
follows. Derived from it are the relationships that traces do follow: one candidate, and it is
a certain fact of that batch; several, and it is a possible one of each; none, or a kind of
fact that is never merely possible, and it stays one of the pending lot itself, which is a gap.
They are derived again whenever a candidate or the fact changes, in the same transaction, so
that the order of loading plays no part. Their keys are `fact%7Ebatch`, which no fact has. One
that no longer holds is voided, so that what was known on a day can be told; it never comes back,
a new one is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from genealogy import versions
from genealogy.engine.database import Transaction
from genealogy.engine.statement import statement
from genealogy.facts import FACTS, Fact
from genealogy.identity import is_pending
from genealogy.nouns import Noun
from genealogy.times import now_text
from loaders.chunk import Plan
from loaders.gathering import Gathered, KnownFact, Properties
from loaders.relationships import facts_at, write_facts

DERIVED = "%7E"
"""Between the key of a fact and the batch that its derived relationship is of; and behind the
version of one that holds no more, before the time."""
REPLACED = "derived anew"
_TIMES = frozenset({"recorded_at", "voided_at", "away"})


@dataclass(frozen=True, slots=True)
class BatchIds:
    """Ids of batches."""

    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The batches that a pending lot can be, when it was last asked and now."""

    batch_id: str
    before: list[str] | None
    after: list[str]

    @property
    def changed(self) -> bool:
        """Whether everything that is stated of it is to be derived anew."""
        return self.before is None or set(self.before) != set(self.after)


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of pending lots, as parallel columns."""

    types: list[str]
    batch_ids: list[str]
    others: list[str]
    properties: list[Properties]


WAITING = statement("load/pending/waiting", BatchIds)
CANDIDATES = statement("load/pending/candidates", Candidates)
STATED = statement("load/pending/stated", Stated)
DECIDED = statement("load/pending/decided")

_KINDS = {
    f"PENDING_{kind.EDGE.type}": kind
    for kind in FACTS.values()
    if Noun.BATCH in (kind.EDGE.source, kind.EDGE.target)
}


@dataclass(slots=True)
class _Facts:
    """Facts of pending lots: those that stand, and the keys and anchors of all that changed."""

    standing: dict[str, tuple[type[Fact], KnownFact]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    anchors: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: type[Fact], fact: KnownFact, candidates: dict[str, Candidates]) -> None:
        """A fact that stands, or one that did."""
        self.keys.add(fact.key)
        at_source = kind.EDGE.anchor == "source"
        places = self.anchors.setdefault(kind.EDGE.place, set())
        if kind.EDGE.anchor_noun is not Noun.BATCH:
            places.add(fact.source if at_source else fact.target)
        else:
            pending = candidates[_lot_of(kind, fact)]
            places.update((pending.batch_id, *(pending.before or ()), *pending.after))
        if fact.type.startswith("PENDING_"):
            self.standing[fact.key] = (kind, fact)


def is_derived(fact_key: str) -> bool:
    """Whether a relationship with this key was derived here, and states nothing itself."""
    return DERIVED in fact_key


def resolve(transaction: Transaction, planned: Plan, gathered: Gathered, pending: int) -> int:
    """Derives what a chunk, already written, means for pending lots; how many there are now.

    What was decided enters the plan's items of the fingerprint.
    """
    new = [row["id"] for row in planned.nodes.get(Noun.BATCH, ()) if "number" in row["properties"]]
    back = [
        row["id"] for row in planned.nodes.get(Noun.BATCH, ()) if "withdrawn" in row["properties"]
    ]
    lots = {each for each in gathered.nodes.get(Noun.BATCH, ()) if is_pending(each)}
    lots |= {_lot_of(kind, known) for kind, known in planned.removals if _of_pending(known)}
    fresh = [each for each in (*new, *back, *planned.withdrawn) if not is_pending(each)]
    if pending and fresh:
        lots |= set(transaction.run(WAITING, batch_ids=fresh)[0].batch_ids)
    if not lots:
        return pending
    candidates = {row.batch_id: row for row in transaction.run(CANDIDATES, batch_ids=sorted(lots))}
    at = now_text()
    _derive(transaction, planned, candidates, at)
    changed = [each for each in candidates.values() if each.changed]
    rows = [{"batch_id": each.batch_id, "candidates": sorted(each.after)} for each in changed]
    transaction.run(DECIDED, rows=rows, at=at)
    for each in changed:
        if each.before is not None:
            planned.went.append(versions.pending_item(each.batch_id, each.before))
        planned.came.append(versions.pending_item(each.batch_id, each.after))
    return pending + sum(map(is_pending, new))


def _derive(
    transaction: Transaction, planned: Plan, candidates: dict[str, Candidates], at: str
) -> None:
    facts = _Facts()
    for kind, fact in _touched(planned):
        facts.add(kind, fact, candidates)
    for kind, fact in _stated(transaction, candidates):
        facts.add(kind, fact, candidates)
    if not facts.keys:
        return
    known = {
        fact.key: fact
        for fact in facts_at(transaction, facts.anchors)
        if fact.live and is_derived(fact.key) and fact.key.partition(DERIVED)[0] in facts.keys
    }
    wanted = {
        row["properties"]["fact_key"]: (kind, row)
        for kind, fact in facts.standing.values()
        for row in _derived(kind, fact, candidates[_lot_of(kind, fact)].after)
    }
    write_facts(transaction, _difference(known, wanted, at))


def _touched(planned: Plan) -> Iterator[tuple[type[Fact], KnownFact]]:
    """The facts of pending lots that the chunk made, changed or took away, as they are now."""
    for kind, known in planned.removals:
        if _of_pending(known):
            voided = f"VOIDED_{kind.EDGE.type}"
            yield kind, KnownFact(voided, known.source, known.target, known.properties)
    for kind, known, changed in planned.changes:
        if _of_pending(known):
            properties = {**known.properties, **changed}
            yield kind, KnownFact(known.type, known.source, known.target, properties)
    for kind, rows in planned.creations.items():
        for row in rows:
            fact = KnownFact(row["type"], row["source"], row["target"], row["properties"])
            if _of_pending(fact):
                yield kind, fact


def _stated(
    transaction: Transaction, candidates: dict[str, Candidates]
) -> Iterator[tuple[type[Fact], KnownFact]]:
    """All that is stated of the lots whose candidates have changed."""
    lots = sorted(each.batch_id for each in candidates.values() if each.changed)
    if not lots:
        return
    stated = transaction.run(STATED, batch_ids=lots)[0]
    for type_, batch_id, other, properties in zip(
        stated.types, stated.batch_ids, stated.others, stated.properties, strict=True
    ):
        kind = _KINDS[type_]
        ends = (batch_id, other) if kind.EDGE.source is Noun.BATCH else (other, batch_id)
        yield kind, KnownFact(type_, *ends, properties)


def _derived(kind: type[Fact], fact: KnownFact, candidates: list[str]) -> Iterator[Properties]:
    """The relationships that traces follow for a fact of a pending lot."""
    lot = _lot_of(kind, fact)
    several = len(candidates) > 1
    ends = [lot] if not candidates or (several and not kind.EDGE.can_be_possible) else candidates
    possible = len(ends) > 1 or "probability" in fact.properties
    stated = {name: value for name, value in fact.properties.items() if name not in _TIMES}
    shared = stated | {"pending": lot}
    if len(ends) > 1 and "quantity" in shared:
        shared["at_most"] = shared.pop("quantity")
    for batch_id in sorted(ends):
        at_source = kind.EDGE.source is Noun.BATCH
        yield {
            "type": f"POSSIBLY_{kind.EDGE.type}" if possible else kind.EDGE.type,
            "source": batch_id if at_source else fact.source,
            "target": fact.target if at_source else batch_id,
            "properties": shared | {"fact_key": f"{fact.key}{DERIVED}{batch_id}"},
        }


def _difference(
    known: dict[str, KnownFact], wanted: dict[str, tuple[type[Fact], Properties]], at: str
) -> Plan:
    result = Plan()
    for key, fact in known.items():
        kind, row = wanted.get(key, (None, None))
        if row is None or not _says_the_same(fact, row):
            kind = kind or _KINDS[f"PENDING_{fact.bare_type}"]
            result.removals.append((kind, fact))
            result.creations.setdefault(kind, []).append(_voided(fact, at))
        elif kind is not None and any(
            fact.properties.get(name) != row["properties"].get(name) for name in _NOT_SAID
        ):
            result.changes.append((kind, fact, row["properties"]))
    for key, (kind, row) in wanted.items():
        if key not in known or not _says_the_same(known[key], row):
            row["properties"]["recorded_at"] = at
            result.creations.setdefault(kind, []).append(row)
    return result


_NOT_SAID = ("version", "evidence", "evidence_withdrawn")


def _says_the_same(fact: KnownFact, row: Properties) -> bool:
    aside = _TIMES.union(_NOT_SAID)
    before, after = (
        {name: value for name, value in properties.items() if name not in aside}
        for properties in (fact.properties, row["properties"])
    )
    ends = (row["type"], row["source"], row["target"])
    return (fact.type, fact.source, fact.target) == ends and before == after


def _voided(fact: KnownFact, at: str) -> Properties:
    """A derived relationship that holds no more. Its version is its own from now on, since one
    with the same key may be derived and voided again."""
    properties = fact.properties | {
        "version": f"{fact.version}{DERIVED}{at}",
        "void_reason": REPLACED,
        "voided_at": at,
    }
    if fact.type.startswith("POSSIBLY_"):
        properties["possible"] = True
    return {
        "type": f"VOIDED_{fact.bare_type}",
        "source": fact.source,
        "target": fact.target,
        "properties": properties,
    }


def _of_pending(fact: KnownFact) -> bool:
    return is_pending(fact.source) or is_pending(fact.target)


def _lot_of(kind: type[Fact], fact: KnownFact) -> str:
    return fact.source if kind.EDGE.source is Noun.BATCH else fact.target
