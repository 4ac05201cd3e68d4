"""Fetching: the part of the graph that an answer needs, in columns, of one state of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from genealogy import versions
from genealogy.balance import counted_at
from genealogy.containment import container_shipments
from genealogy.engine.database import Database
from genealogy.engine.statement import Reader, Statement
from genealogy.errors import GraphMoved
from genealogy.graph import Batch, Genealogy, Link, Movement, Operation, Party, Use, by_batch
from genealogy.handling import CONTAINER
from genealogy.times import moment
from genealogy.verdict import Direction
from genealogy.walk import BATCH
from queries.as_known import AsKnown
from queries.columns import (
    BATCHES,
    CANDIDATES,
    CONSUMPTIONS_BY_OPERATIONS,
    CONSUMPTIONS_OF_BATCHES,
    CUSTOMERS,
    FACTS_OF_CONTAINERS,
    FROM_BATCHES,
    INTO_BATCHES,
    NESTINGS_OF_CONTAINERS,
    OPERATIONS,
    PACKING_TIMES,
    PACKINGS_OF_BATCHES,
    PRODUCTIONS_BY_OPERATIONS,
    PRODUCTIONS_OF_BATCHES,
    SCOPES,
    STATE,
    SUPPLIERS,
    USES_BEFORE,
    USES_OF_BATCHES,
    LinkColumns,
    PackingColumns,
    PartyColumns,
    State,
    decimal,
)

Answer = TypeVar("Answer")
Columns = TypeVar("Columns")

_IDS_A_STATEMENT = 5_000
_ORIGINS_BY_CLOSURE = 8  # beyond, the overlap of their scopes costs more than walking once
_TRIES = 5
_NEVER = "~"  # behind every time


class TornRead(Exception):
    """A statement met a relationship that a load was just moving: the answer is asked again."""


def of_one_state(database: Database, answer: Callable[[], Answer]) -> tuple[Answer, str]:
    """What `answer` gives, and the fingerprint of the one state of the graph that it is of.

    Asked again when a load changed the graph meanwhile. Raises GraphMoved when it never rests.
    """
    for _ in range(_TRIES):
        before = _state(database)
        try:
            result = answer()
        except TornRead:
            continue
        if _state(database) == before:
            return result, before.fingerprint
    raise GraphMoved(_TRIES)


def fingerprint(database: Database) -> str:
    """The fingerprint of the graph now."""
    return _state(database).fingerprint


def _state(database: Database) -> State:
    return database.read(STATE, empty=versions.EMPTY)[0]


def fetch(database: Reader, origins: Sequence[str], direction: Direction) -> Genealogy:
    """The batches, operations, links and movements that a trace from these batches is made of.

    Walks until nothing new is found; each batch and operation is expanded once, so the cost
    grows with the links of the scope. One statement for each step, not for each node.
    """
    links: dict[tuple[str, str], Link] = {}
    batch_ids, used_in_full = set(origins), set[str]()
    for forward in (True, False):
        if direction in ("both", "forward" if forward else "backward"):
            walked, found = walk(database, origins, forward=forward)
            batch_ids |= walked
            links |= {(link.type, link.fact_key): link for link in found}
            used_in_full |= walked if forward else set()
    return _complete(
        database,
        tuple(origins),
        batch_ids,
        list(links.values()),
        produced_in_full=direction == "backward",
        summed=frozenset(batch_ids - used_in_full),
    )


def accounts(database: Reader, batch_ids: Iterable[str]) -> Genealogy:
    """What came into and went out of these batches, for their balances; no walk."""
    found = set(batch_ids)
    return _complete(database, (), found, [], produced_in_full=False, summed=frozenset(found))


def accounts_in_full(database: Reader, batch_ids: Iterable[str]) -> Genealogy:
    """The same with every use by itself, for a balance of a period."""
    found = set(batch_ids)
    genealogy = _complete(database, (), found, [], produced_in_full=False, summed=frozenset())
    consumed = links_at(database, CONSUMPTIONS_OF_BATCHES, found)
    operations = operations_of(database, {link.operation_id for link in consumed})
    return replace(genealogy, consumed=consumed, operations=operations)


def walk(database: Reader, origins: Sequence[str], *, forward: bool) -> tuple[set[str], list[Link]]:
    """Every batch in one direction, and the links on the way, certain and possible."""
    from_batches, from_operations = (
        (CONSUMPTIONS_OF_BATCHES, PRODUCTIONS_BY_OPERATIONS)
        if forward
        else (PRODUCTIONS_OF_BATCHES, CONSUMPTIONS_BY_OPERATIONS)
    )
    links: list[Link] = []
    operations: set[str] = set()
    seen = set(origins)
    fresh = _first_step(database, origins, forward=forward)
    seen |= fresh
    while fresh:
        leaving = links_at(database, from_batches, fresh)
        reached = {link.operation_id for link in leaving} - operations
        operations |= reached
        arriving = links_at(database, from_operations, reached)
        links += leaving + arriving
        fresh = {link.batch_id for link in arriving} - seen
        seen |= fresh
    return seen, links


def _first_step(database: Reader, origins: Sequence[str], *, forward: bool) -> set[str]:
    """Where the walk begins: with few origins, at once with all that the engine finds.

    A head start only: the walk goes on from there until nothing new is found, so what the
    answer holds never rests on the planner's pruning. Of the past only the walk itself can tell:
    a condition inside the closure would make it enumerate paths.
    """
    start = set(origins)
    if len(origins) <= _ORIGINS_BY_CLOSURE and not isinstance(database, AsKnown):
        for row in database.read(SCOPES[forward], batch_ids=list(origins)):
            start.update(row.reached)
    return start


def _complete(
    database: Reader,
    origins: tuple[str, ...],
    batch_ids: set[str],
    links: list[Link],
    *,
    produced_in_full: bool,
    summed: frozenset[str],
) -> Genealogy:
    """The walk's result with everything that is known of its nodes."""
    made = {link.operation_id for link in links}
    produced = (
        [link for link in links if not link.consumed]
        if produced_in_full
        else links_at(database, PRODUCTIONS_OF_BATCHES, batch_ids)
    )
    movements = [
        each
        for query in (FROM_BATCHES, INTO_BATCHES)
        for columns in in_columns(database, query, "batch_ids", batch_ids)
        for each in columns.movements()
    ]
    packings = list(in_columns(database, PACKINGS_OF_BATCHES, "batch_ids", batch_ids))
    movements += _shipped_in(database, packings, movements)
    customers = {
        each.other for each in movements if each.type in ("SHIPPED_TO", "RECEIVED_BY", "RETURNED")
    }
    suppliers = {each.other for each in movements if each.type == "SUPPLIED"}
    uses, early = _uses(database, summed, produced, movements)
    consumed = {link.fact_key: link for link in (*links, *early) if link.consumed}
    return Genealogy(
        origins=origins,
        batches=_batches(database, batch_ids),
        operations=operations_of(database, made),
        links=sorted(links, key=_link_order),
        produced=produced,
        consumed=list(consumed.values()),
        movements=sorted(movements, key=_movement_order),
        suppliers=_parties(database, SUPPLIERS, suppliers),
        customers=_parties(database, CUSTOMERS, customers),
        packed=sorted(
            (each for columns in packings for each in columns.packed()),
            key=lambda each: (each.batch_id, each.container_id, each.fact_key),
        ),
        uses=uses,
        summed=summed,
        candidates=_candidates(database, [*links, *movements]),
    )


def _uses(
    database: Reader, batch_ids: frozenset[str], produced: list[Link], movements: list[Movement]
) -> tuple[list[Use], list[Link]]:
    """What operations used of the batches, summed, and the links that contradict time.

    Of the past each use is listed: what was voided since is told link by link.
    """
    if not batch_ids:
        return [], []
    if isinstance(database, AsKnown):
        links = links_at(database, CONSUMPTIONS_OF_BATCHES, batch_ids)
        operations = operations_of(database, {link.operation_id for link in links})
        return [_use(link, operations[link.operation_id].site) for link in links], links
    counts = by_batch(each for each in movements if each.type == "COUNTED")
    came: dict[str, str] = {}
    inward: list[Link | Movement] = [*produced]
    inward += [each for each in movements if each.type == "SUPPLIED"]
    for each in inward:
        if each.occurred_at:
            known = came.setdefault(each.batch_id, each.occurred_at)
            came[each.batch_id] = min(known, each.occurred_at, key=moment)
    rows = [
        {
            "batch_id": batch_id,
            "counted_at": (counted_at(counts.get(batch_id, ())) or _NEVER).replace("Z", ""),
            "came_at": came.get(batch_id, "").replace("Z", ""),
        }
        for batch_id in sorted(batch_ids)
    ]
    uses: list[Use] = []
    first: dict[str, str] = {}
    for columns in _in_parts(database, USES_OF_BATCHES, "rows", rows):
        uses += columns.uses()
        for batch_id, at in zip(columns.batch_ids, columns.firsts, strict=True):
            first[batch_id] = min(first.get(batch_id, at), at)
    contradicting = [row for row in rows if first.get(row["batch_id"], _NEVER) < row["came_at"]]
    links = [
        link
        for columns in _in_parts(database, USES_BEFORE, "rows", contradicting)
        for link in columns.links(consumed=True)
    ]
    return uses, links


def _use(link: Link, site: str | None) -> Use:
    return Use(
        batch_id=link.batch_id,
        certain=link.certain,
        returned=link.role == "return",
        quantity=link.quantity,
        unit=link.unit,
        occurred_at=link.occurred_at,
        site=site,
        times=1,
    )


def in_columns(
    database: Reader, query: Statement[Columns], name: str, ids: Iterable[str]
) -> Iterator[Columns]:
    """The columns for these ids, a bounded number of them at a time."""
    yield from _in_parts(database, query, name, sorted(ids))


def _in_parts(
    database: Reader, query: Statement[Columns], name: str, ordered: Sequence[object]
) -> Iterator[Columns]:
    for start in range(0, len(ordered), _IDS_A_STATEMENT):
        for row in database.read(query, **{name: ordered[start : start + _IDS_A_STATEMENT]}):
            # Neo4j reads what is committed: what a load takes away meanwhile has a type and no
            # properties any more, and its columns differ in length.
            if len({len(getattr(row, column)) for column in query.columns}) > 1:
                raise TornRead
            yield row


def links_at(database: Reader, query: Statement[LinkColumns], ids: Iterable[str]) -> list[Link]:
    """The links that a statement finds at these batches or operations."""
    consumed = query.name.startswith("trace/consumptions")
    return [
        link
        for columns in in_columns(database, query, query.params[0], ids)
        for link in columns.links(consumed=consumed)
    ]


def shipped_in_containers(
    database: Reader, batch_ids: set[str], movements: list[Movement]
) -> list[Movement]:
    """What left of the batches in containers, in which they were packed however deep.

    Where nothing of the scope was packed it costs one statement; else one more for each level
    of nesting, and two.
    """
    packings = list(in_columns(database, PACKINGS_OF_BATCHES, "batch_ids", batch_ids))
    return _shipped_in(database, packings, movements)


def _shipped_in(
    database: Reader, packings: list[PackingColumns], movements: list[Movement]
) -> list[Movement]:
    handlings = [each for columns in packings for each in columns.handlings(BATCH)]
    fresh = {each.container_id for each in handlings if not each.out}
    containers = set(fresh)
    while fresh:
        nestings = [
            each
            for columns in in_columns(database, NESTINGS_OF_CONTAINERS, "ids", fresh)
            for each in columns.handlings(CONTAINER)
        ]
        handlings += nestings
        fresh = {each.container_id for each in nestings if not each.out} - containers
        containers |= fresh
    departures = [
        each
        for columns in in_columns(database, FACTS_OF_CONTAINERS, "ids", containers)
        for each in columns.departures()
    ]
    if not departures:
        return []
    for times in in_columns(database, PACKING_TIMES, "ids", containers):
        handlings += times.handlings()
    return container_shipments(handlings, departures, movements)


def _batches(database: Reader, ids: set[str]) -> dict[str, Batch]:
    found = [
        Batch(batch_id, name or None, made or None, expires or None, decimal(stated), unit or None)
        for each in in_columns(database, BATCHES, "batch_ids", ids)
        for batch_id, name, made, expires, stated, unit in zip(
            each.batch_ids,
            each.names,
            each.made_at,
            each.expires_on,
            each.stated_quantities,
            each.units,
            strict=True,
        )
    ]
    return {batch.batch_id: batch for batch in sorted(found, key=lambda each: each.batch_id)}


def _candidates(database: Reader, stated: Iterable[Link | Movement]) -> dict[str, list[str]]:
    """What each pending lot can be that the facts are stated of: costs nothing without one.

    Of the past it is not known."""
    if isinstance(database, AsKnown):
        return {}
    lots = sorted({each.pending_lot for each in stated if each.pending_lot})
    found: dict[str, list[str]] = {}
    for start in range(0, len(lots), _IDS_A_STATEMENT):
        part = lots[start : start + _IDS_A_STATEMENT]
        found |= {row.batch_id: row.candidates for row in database.read(CANDIDATES, batch_ids=part)}
    return found


def operations_of(database: Reader, ids: set[str]) -> dict[str, Operation]:
    """What is known of these operations, in the order of their ids."""
    found = [
        Operation(operation_id, *(value or None for value in described))
        for each in in_columns(database, OPERATIONS, "operation_ids", ids)
        for operation_id, *described in zip(
            each.operation_ids,
            each.kinds,
            each.orders,
            each.sites,
            each.lines,
            each.recipes,
            each.started_at,
            each.ended_at,
            strict=True,
        )
    ]
    return {each.operation_id: each for each in sorted(found, key=lambda each: each.operation_id)}


def _parties(database: Reader, query: Statement[PartyColumns], ids: set[str]) -> dict[str, Party]:
    found = [
        Party(party_id, *(value or None for value in described))
        for each in in_columns(database, query, "ids", ids)
        for party_id, *described in zip(
            each.ids, each.names, each.contacts, each.addresses, each.kinds, strict=True
        )
    ]
    return {each.party_id: each for each in sorted(found, key=lambda each: each.party_id)}


def _link_order(link: Link) -> tuple[str, ...]:
    return (link.type, link.source, link.target, link.occurred_at or "", link.fact_key)


def _movement_order(each: Movement) -> tuple[str, ...]:
    return (each.type, each.batch_id, each.other, each.occurred_at or "", each.fact_key)
