"""What was packed into containers, also into those that were inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genealogy.containment import container_shipments
from genealogy.engine.statement import Reader, statement
from genealogy.handling import CONTAINER, Departure, Handling
from genealogy.times import moment
from genealogy.walk import BATCH
from queries.columns import FACTS_OF_CONTAINERS, PACKING_TIMES, HandlingColumns
from queries.in_columns import in_columns

BATCHES_IN = statement("select/batches_in_containers", HandlingColumns)
CONTAINERS_IN = statement("select/containers_in_containers", HandlingColumns)


def packed_within(database: Reader, containers: Iterable[str]) -> set[str]:
    """Every batch that was ever packed into the containers, or into any inside them."""
    return {
        each.item[1]
        for each in _handlings(database, containers)
        if each.item and each.item[0] == BATCH and not each.out
    }


def packed_inside(database: Reader, container: str) -> Iterator[tuple[str, str]]:
    """The batches that were packed into a container, each with the time of it, '' for none.

    What was in an inner container counts from when that was put inside, or packed while it was:
    an inner container is used again, and most of what it ever held was never in this one.
    """
    handlings = _handlings(database, [container])
    packings = [each for each in handlings if each.item and not each.out]
    for each in packings:
        if each.item and each.item[0] == BATCH and each.container_id == container:
            yield each.item[1], each.occurred_at or ""
    inner = {each.container_id for each in packings} - {container}
    if inner:
        yield from _in_inner(database, container, handlings, inner)


def _in_inner(
    database: Reader, container: str, handlings: list[Handling], inner: set[str]
) -> Iterator[tuple[str, str]]:
    """What was in a container after each packing: what would leave with it, if it left then."""
    boxes = inner | {container}
    left = [
        each
        for columns in in_columns(database, FACTS_OF_CONTAINERS, "ids", boxes)
        for each in columns.departures()
    ]
    times = {each.occurred_at for each in handlings if not each.out and each.occurred_at}
    for columns in in_columns(database, PACKING_TIMES, "ids", boxes):
        handlings += columns.handlings()
    moments: list[str | None] = [*sorted(times, key=moment)]
    for at in moments or [None]:
        probe = Departure(container, "", False, at, None, None, "")
        before = [
            each
            for each in left
            if at and each.occurred_at and moment(each.occurred_at) < moment(at)
        ]
        for found in container_shipments(handlings, [*before, probe], ()):
            if found.other == "":
                yield found.batch_id, at or ""


def _handlings(database: Reader, containers: Iterable[str]) -> list[Handling]:
    """What was packed into the containers and taken out, and into all that were inside them.

    One statement more for each level of nesting; a container nested in itself comes to an end.
    """
    fresh = set(containers)
    seen = set(fresh)
    found: list[Handling] = []
    while fresh:
        for columns in in_columns(database, BATCHES_IN, "ids", fresh):
            found += columns.handlings(BATCH)
        nested = [
            each
            for columns in in_columns(database, CONTAINERS_IN, "ids", fresh)
            for each in columns.handlings(CONTAINER)
        ]
        found += nested
        fresh = {each.item[1] for each in nested if each.item} - seen
        seen |= fresh
    return found
