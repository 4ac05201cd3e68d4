"""Fetching: the part of the graph that an answer needs, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from genealogy.engine.statement import Reader
from genealogy.graph import Genealogy, Link, Movement
from genealogy.verdict import Direction
from queries.as_known import AsKnown
from queries.columns import (
    CONSUMPTIONS_BY_OPERATIONS,
    CONSUMPTIONS_OF_BATCHES,
    CUSTOMERS,
    FROM_BATCHES,
    INTO_BATCHES,
    PACKINGS_OF_BATCHES,
    PRODUCTIONS_BY_OPERATIONS,
    PRODUCTIONS_OF_BATCHES,
    SCOPES,
    SUPPLIERS,
)
from queries.described import batches_of, candidates_of, operations_of, parties_of
from queries.in_columns import in_columns, links_at
from queries.shipped import shipped_of
from queries.uses import uses_of

_ORIGINS_BY_CLOSURE = 8  # beyond, the overlap of their scopes costs more than walking once


def fetch(database: Reader, origins: Sequence[str], direction: Direction) -> Genealogy:
    """The batches, operations, links and movements that a trace from these batches is made of.

    Walks until nothing new is found; each batch and operation is expanded once, so the cost
    grows with the links of the scope. One statement for each step, not for each node.
    """
    links: list[Link] = []
    batch_ids, used_in_full = set(origins), set[str]()
    for forward in (True, False):
        if direction in ("both", "forward" if forward else "backward"):
            walked, found = walk(database, origins, forward=forward)
            batch_ids |= walked
            links += found
            used_in_full |= walked if forward else set()
    if direction == "both":  # links of loops are found both ways
        links = list({(link.type, link.fact_key): link for link in links}.values())
    return _complete(
        database,
        tuple(origins),
        batch_ids,
        links,
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
    movements += shipped_of(database, packings, movements)
    customers = {
        each.other for each in movements if each.type in ("SHIPPED_TO", "RECEIVED_BY", "RETURNED")
    }
    suppliers = {each.other for each in movements if each.type == "SUPPLIED"}
    uses, early = uses_of(database, summed, produced, movements)
    consumed = {link.fact_key: link for link in (*links, *early) if link.consumed}
    return Genealogy(
        origins=origins,
        batches=batches_of(database, batch_ids),
        operations=operations_of(database, made),
        links=in_order(links),
        produced=produced,
        consumed=list(consumed.values()),
        movements=sorted(movements, key=_movement_order),
        suppliers=parties_of(database, SUPPLIERS, suppliers),
        customers=parties_of(database, CUSTOMERS, customers),
        packed=sorted(
            (each for columns in packings for each in columns.packed()),
            key=lambda each: (each.batch_id, each.container_id, each.fact_key),
        ),
        uses=uses,
        summed=summed,
        candidates=candidates_of(database, [*links, *movements]),
    )


_BY_BATCH = attrgetter("batch_id", "operation_id", "fact_key")
_BY_OPERATION = attrgetter("operation_id", "batch_id", "fact_key")


def in_order(links: Iterable[Link]) -> list[Link]:
    """The links by type, then source, target and fact."""
    of_type: dict[tuple[bool, bool], list[Link]] = {}
    for link in links:
        of_type.setdefault((link.consumed, link.certain), []).append(link)
    ordered: list[Link] = []
    for consumed, certain in ((True, True), (True, False), (False, False), (False, True)):
        these = of_type.get((consumed, certain), [])
        ordered += sorted(these, key=_BY_BATCH if consumed else _BY_OPERATION)
    return ordered


def _movement_order(each: Movement) -> tuple[str, ...]:
    return (each.type, each.batch_id, each.other, each.occurred_at or "", each.fact_key)
