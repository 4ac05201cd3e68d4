"""Shipped: what left in containers, as shipments of the batches that were inside then."""

from __future__ import annotations

from genealogy.containment import container_shipments
from genealogy.engine.statement import Reader
from genealogy.graph import Movement
from genealogy.handling import CONTAINER
from genealogy.walk import BATCH
from queries.columns import (
    FACTS_OF_CONTAINERS,
    NESTINGS_OF_CONTAINERS,
    PACKING_TIMES,
    PACKINGS_OF_BATCHES,
    PackingColumns,
)
from queries.in_columns import in_columns


def shipped_in_containers(
    database: Reader, batch_ids: set[str], movements: list[Movement]
) -> list[Movement]:
    """What left of the batches in containers, in which they were packed however deep.

    Where nothing of the scope was packed it costs one statement; else one more for each level
    of nesting, and two.
    """
    packings = list(in_columns(database, PACKINGS_OF_BATCHES, "batch_ids", batch_ids))
    return shipped_of(database, packings, movements)


def shipped_of(
    database: Reader, packings: list[PackingColumns], movements: list[Movement]
) -> list[Movement]:
    """The same where the packings of the batches are known."""
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
