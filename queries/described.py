"""Described: what is known of batches, operations, suppliers and customers by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from genealogy.engine.statement import Reader, Statement
from genealogy.gaps import is_unsure
from genealogy.graph import Batch, Link, Movement, Operation, Party
from genealogy.identity import is_pending, parse_batch_id
from queries.as_known import AsKnown
from queries.batches import BY_NUMBER
from queries.columns import BATCHES, CANDIDATES, OPERATIONS, PartyColumns, decimal
from queries.in_columns import IDS_A_STATEMENT, in_columns


def batches_of(database: Reader, ids: set[str]) -> dict[str, Batch]:
    """What is known of these batches, in the order of their ids."""
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


def candidates_of(database: Reader, stated: Iterable[Link | Movement]) -> dict[str, list[str]]:
    """What each pending lot can be that the facts are stated of: costs nothing without one.

    Of the past it is asked lot by lot, where it is not one batch."""
    if isinstance(database, AsKnown):
        then = {each.pending_lot for each in stated if each.pending_lot and is_unsure(each)}
        return {lot: _candidates_then(database, lot) for lot in sorted(then)}
    lots = sorted({each.pending_lot for each in stated if each.pending_lot})
    found: dict[str, list[str]] = {}
    for start in range(0, len(lots), IDS_A_STATEMENT):
        part = lots[start : start + IDS_A_STATEMENT]
        found |= {row.batch_id: row.candidates for row in database.read(CANDIDATES, batch_ids=part)}
    return found


def _candidates_then(database: AsKnown, lot: str) -> list[str]:
    """The batches of its party that had its number, and that the graph knew then."""
    pending = parse_batch_id(lot)
    (numbered,) = database.read(BY_NUMBER, number=pending.lot or pending.serial)
    named = {each: parse_batch_id(each) for each in numbered.batch_ids if not is_pending(each)}
    return sorted(
        each
        for each, name in named.items()
        if (name.party, name.lot) == (pending.party, pending.lot)
    )


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


def parties_of(database: Reader, query: Statement[PartyColumns], ids: set[str]) -> dict[str, Party]:
    """What is known of these suppliers or customers, in the order of their ids."""
    found = [
        Party(party_id, *(value or None for value in described))
        for each in in_columns(database, query, "ids", ids)
        for party_id, *described in zip(
            each.ids, each.names, each.contacts, each.addresses, each.kinds, strict=True
        )
    ]
    return {each.party_id: each for each in sorted(found, key=lambda each: each.party_id)}
