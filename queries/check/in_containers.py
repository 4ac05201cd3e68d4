"""What left in containers: shipments that the checks judge beside those stated of batches.

Worked out as a trace works it out, so that the two never differ. (GS1 SSCC.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.graph import Movement, by_batch
from queries.columns import FROM_BATCHES, NESTINGS_OF_CONTAINERS
from queries.in_columns import in_columns
from queries.shipped import shipped_in_containers

BATCHES_A_STATEMENT = 5_000


class Use(NamedTuple):
    """When some of a batch was used, by whom, and in which container it left, if in one."""

    at: str
    by: str
    container: str = ""


@dataclass(frozen=True, slots=True)
class PackedBatches:
    """The batches that may have left in containers."""

    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class TermColumns:
    """When batches were first received or made and when they expire, as parallel columns."""

    batch_ids: list[str]
    made: list[str]
    expires_on: list[str]


PACKED = statement("check/packed_batches", PackedBatches)
TERMS = statement("check/terms_of_batches", TermColumns)


class InContainers:
    """By batch, what left of it in containers.

    One reading of the packed batches, some thousand at a time; where no container ever left it
    is one statement that finds none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        packed = database.read(PACKED)[0].batch_ids
        self._found: dict[str, list[Movement]] = {}
        for ids in _some_at_a_time(packed):
            stated = [
                each
                for columns in in_columns(database, FROM_BATCHES, "batch_ids", ids)
                for each in columns.movements()
            ]
            self._found |= by_batch(shipped_in_containers(database, set(ids), stated))

    def of(self, batch_id: str) -> Sequence[Movement]:
        """The shipments of a batch, and the arrivals that customers tell of."""
        return self._found.get(batch_id, ())

    def certain(self) -> Iterator[tuple[str, list[Movement]]]:
        """The batches of which something surely left, with that."""
        for batch_id, movements in self._found.items():
            if sure := [each for each in movements if each.certain]:
                yield batch_id, sure

    def uses(self, batch_id: str) -> list[Use]:
        """The shipments of a batch that have a time."""
        return [
            Use(each.occurred_at.replace("Z", ""), each.other, each.container or "")
            for each in self.of(batch_id)
            if each.type == "SHIPPED_TO" and each.occurred_at
        ]

    def terms(self) -> Iterator[tuple[str, str, str]]:
        """The batches of which something left, when each was first received or made, and when it
        expires; '' for what is not stated."""
        for columns in in_columns(self._database, TERMS, "batch_ids", self._found):
            yield from zip(columns.batch_ids, columns.made, columns.expires_on, strict=True)


def about(batch_id: str, flows: Iterable[Use | Movement]) -> tuple[str, ...]:
    """What a finding on the flows of a batch concerns: also the containers in which it left."""
    return (batch_id, *sorted({each.container for each in flows if each.container}))


def around(database: Database, container_ids: Iterable[str]) -> set[str]:
    """The containers into which these were put, however deep: what is said of one that is
    inside bears on what left in the outer one."""
    fresh = set(container_ids)
    found: set[str] = set()
    while fresh:
        outer = {
            container_id
            for columns in in_columns(database, NESTINGS_OF_CONTAINERS, "ids", fresh)
            for container_id in columns.container_ids
        }
        fresh = outer - found
        found |= fresh
    return found


def _some_at_a_time(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCHES_A_STATEMENT):
        yield ordered[start : start + BATCHES_A_STATEMENT]
