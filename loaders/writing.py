"""Writing a chunk: one transaction that reads what is known, plans, and writes the difference.

Every transaction first locks the graph's one `(:Graph)` node, so that of two loaders one
waits (Neo4j) or repeats its chunk (embedded engine), and both see what the other has written.
Uniqueness of fact keys in the engine is the second guard: a conflict there makes the chunk be
looked at again, this time from both ends of its facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from genealogy import versions
from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.facts import Description, Fact
from genealogy.nouns import Noun
from genealogy.restoring import refuse_while_restoring
from genealogy.times import now_text
from loaders.chunk import Known, Plan, plan
from loaders.gathering import Gathered, KnownFact, MappedRow, Properties, gather
from loaders.pending import resolve
from loaders.relationships import ANCHOR_NOUNS, FAR_ENDS, facts_at, write_facts


@dataclass(frozen=True, slots=True)
class GraphState:
    """The fingerprint of the graph, and the numbers of its voids and of its pending lots."""

    fingerprint: str
    voids: int
    pending: int


@dataclass(frozen=True, slots=True)
class KnownNodes:
    """Nodes that exist, as parallel columns."""

    ids: list[str]
    properties: list[Properties]


@dataclass(frozen=True, slots=True)
class KnownVoids:
    """Voids that exist, as parallel columns."""

    fact_keys: list[str]
    reasons: list[str]
    evidence: list[list[str]]


@dataclass(frozen=True, slots=True)
class WithdrawnBatches:
    """Batches that nothing states any more."""

    ids: list[str]


LOCK = statement("load/lock", GraphState)
STATE = statement("load/state")
PROGRESS = statement("load/progress")
VOIDS = statement("load/voids")
KNOWN_VOIDS = statement("load/known/voids", KnownVoids)
MATERIALS = statement("load/materials_of_batches")
REJECTED = statement("load/rejected_rows")
WITHDRAWN = statement("load/undo/withdrawn", WithdrawnBatches)
SETTLE = statement("load/settle_rejected")
SUPERSEDED = statement("load/superseded")
NODES = {noun: statement(f"load/nodes/{noun.value.lower()}") for noun in Noun}
KNOWN_NODES = {noun: statement(f"load/known/{noun.value.lower()}", KnownNodes) for noun in Noun}


@dataclass(frozen=True, slots=True)
class Written:
    """What a chunk changed: for each row, in order, its class and the counts of the receipt;
    and the plan that was carried out."""

    plan: Plan
    rows: dict[int, str]
    facts_new: int
    facts_voided: int
    facts_disputed: int

    def counts(self) -> dict[str, int]:
        """What to add to the counts of the load's receipt."""
        classes = Counter(self.rows.values())
        return {
            "rows_new": classes["new"],
            "rows_known": classes["known"],
            "rows_voiding": classes["voiding"],
            "facts_new": self.facts_new,
            "facts_voided": self.facts_voided,
            "facts_disputed": self.facts_disputed,
        }


def write_chunk(
    database: Database,
    rows: Sequence[MappedRow],
    load_id: str,
    describe: Callable[[Written], Properties],
    rejected: Sequence[Properties] = (),
) -> Written:
    """Writes what the rows state, all or nothing, and how far the load has come with it.

    Rows whose facts are known already only add their evidence. `describe` gives what the
    load's node shall say after this chunk.

    Raises one of the DatabaseUnavailable errors; then nothing of the chunk is in the graph.
    """
    return write_gathered(database, gather(rows, load_id), rows, describe, rejected)


def write_gathered(
    database: Database,
    gathered: Gathered,
    rows: Sequence[MappedRow],
    describe: Callable[[Written], Properties],
    rejected: Sequence[Properties] = (),
) -> Written:
    """As `write_chunk`, for rows whose statements were gathered before."""

    def attempt(number: int) -> Written:
        return database.write(
            lambda transaction: _write(
                transaction, gathered, rows, describe, rejected, careful=number > 0
            )
        )

    return database.retrying(attempt)


def _write(
    transaction: Transaction,
    gathered: Gathered,
    rows: Sequence[MappedRow],
    describe: Callable[[Written], Properties],
    rejected: Sequence[Properties],
    *,
    careful: bool,
) -> Written:
    planned = apply(transaction, gathered, careful=careful, moved=bool(rejected))
    written = written_by(rows, gathered, planned)
    if rejected:
        transaction.run(REJECTED, rows=list(rejected))
    told = describe(written)
    transaction.run(PROGRESS, load_id=gathered.load_id, properties=told, at=now_text())
    if told.get("status") == "done" and "sha256" in told:
        transaction.run(SETTLE, load_id=gathered.load_id, sha256=told["sha256"])
        transaction.run(SUPERSEDED, load_id=gathered.load_id)
    return written


def lock(transaction: Transaction) -> GraphState:
    """The state of the graph; whoever writes next waits until this transaction ends.

    Raises RestoreUnfinished where a restore has not ended.
    """
    state = transaction.run(LOCK, empty=versions.EMPTY, locked_at=now_text())[0]
    refuse_while_restoring(transaction)
    return state


def apply(
    transaction: Transaction, gathered: Gathered, *, careful: bool, moved: bool = False
) -> Plan:
    """Writes what was gathered, and the new fingerprint; the plan that was carried out.

    `careful` looks facts up at both ends; `moved` says that answers change in any case.
    """
    state = lock(transaction)
    planned = plan(gathered, _known(transaction, gathered, state, careful=careful))
    _execute(transaction, planned)
    if gathered.withdrawn:
        batches = sorted(gathered.nodes.get(Noun.BATCH, ()))
        planned.withdrawn = transaction.run(WITHDRAWN, batch_ids=batches, at=now_text())[0].ids
    pending = resolve(transaction, planned, gathered, state.pending)
    planned.pending_lots = bool(pending or state.pending)
    fingerprint = versions.add(state.fingerprint, live=planned.came, gone=planned.went)
    voids = state.voids + len(planned.new_voids)
    if fingerprint != state.fingerprint or planned.new_voids or moved:
        transaction.run(STATE, fingerprint=fingerprint, voids=voids, pending=pending)
    return planned


def _known(
    transaction: Transaction, gathered: Gathered, state: GraphState, *, careful: bool
) -> Known:
    """What the graph holds of everything that the chunk names."""
    nodes = {}
    for noun, ids in gathered.nodes.items():
        found = transaction.run(KNOWN_NODES[noun], ids=sorted(ids))[0]
        nodes[noun] = dict(zip(found.ids, found.properties, strict=True))
    voids = {}
    if state.voids:
        known_voids = transaction.run(KNOWN_VOIDS, fact_keys=list(gathered.kinds))[0]
        told = zip(known_voids.reasons, known_voids.evidence, strict=True)
        voids = dict(zip(known_voids.fact_keys, told, strict=True))
    facts = _known_facts(transaction, gathered, nodes, careful=careful)
    return Known(nodes, facts, voids)


def _known_facts(
    transaction: Transaction,
    gathered: Gathered,
    nodes: dict[Noun, dict[str, Properties]],
    *,
    careful: bool,
) -> dict[str, list[KnownFact]]:
    wanted = gathered.kinds
    found: dict[tuple[str, str], KnownFact] = {}
    # A node that is new has no facts yet; of one that only a void names nothing was asked.
    new = {noun: ids - nodes[noun].keys() for noun, ids in gathered.nodes.items()}
    anchors = {
        place: ids - new.get(ANCHOR_NOUNS[place], set()) for place, ids in gathered.anchors.items()
    }
    _collect(facts_at(transaction, anchors), wanted, found)
    for kind, query in FAR_ENDS.items():
        # Always for voids (a reversal may name another order), else only after a conflict; also
        # where a version is at the near end, since another one can have moved.
        keys = {
            key
            for key, its_kind in wanted.items()
            if its_kind is kind and (careful or key in gathered.voids)
        }
        if keys:
            ends = set().union(*(gathered.far_ends[key] for key in keys))
            columns = transaction.run(
                query, anchors=sorted(ends), fact_keys=dict.fromkeys(keys, True)
            )[0]
            _collect(columns.facts(), wanted, found)
    by_key: dict[str, list[KnownFact]] = {}
    for (key, _), fact in found.items():
        by_key.setdefault(key, []).append(fact)
    return by_key


def _collect(
    facts: Iterable[KnownFact],
    wanted: dict[str, type[Fact]],
    found: dict[tuple[str, str], KnownFact],
) -> None:
    for fact in facts:
        if fact.key in wanted:
            found[fact.key, fact.version] = fact


def _execute(transaction: Transaction, planned: Plan) -> None:
    for noun in Noun:
        if noun in planned.nodes:
            transaction.run(NODES[noun], rows=planned.nodes[noun])
    if planned.materials:
        transaction.run(MATERIALS, rows=planned.materials)
    write_facts(transaction, planned)
    if planned.voids:
        transaction.run(VOIDS, rows=planned.voids)


def written_by(rows: Sequence[MappedRow], gathered: Gathered, planned: Plan) -> Written:
    """The class of each row: it voids, it says something new, or all of it was known."""
    new_versions = set(planned.new_versions)
    new_properties = set(planned.new_properties)
    new_voids = set(planned.new_voids)
    classes: dict[int, str] = {}
    for row in rows:
        classes[row.number] = "known"
        for each in row.statements:
            if isinstance(each, Fact):
                item = (each.key, gathered.contents[id(each)])
                if item in new_versions:
                    new_versions.discard(item)
                    classes[row.number] = "new"
            elif isinstance(each, Description):
                if (each.noun, each.id) in new_properties:
                    new_properties.discard((each.noun, each.id))
                    classes[row.number] = "new"
            elif each.key in new_voids:
                new_voids.discard(each.key)
                classes[row.number] = "voiding"
    return Written(
        plan=planned,
        rows=classes,
        facts_new=len(planned.new_versions),
        facts_voided=sum(1 for _, known in planned.removals if known.live),
        facts_disputed=planned.disputed,
    )
