"""Who is compared: our engines, and what one would write without them. All give the same answer.

Each is loaded from the generator and asked the same walk: every batch in one direction, and
every link on the way with its two ends, quantity, unit, time and key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.known import Link
from genealogy.facts import Consumption, Fact, Production
from genealogy.times import utc_text

NAMES = ("embedded", "neo4j", "postgres", "sqlite", "networkx")

Row = tuple[int, str, str, float, str, str, str]
"""Whether consumed, source, target, quantity, unit, time and key, as a table has a link."""


class Unavailable(Exception):
    """A contender cannot be had on this machine; the text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found, as its engine gives it."""

    batches: set[str]
    links: Sequence[Any]


class Contender(Protocol):
    """One engine, open, to be loaded and asked; also by many threads at once."""

    name: str
    version: str

    def load(self, facts: Iterable[Fact]) -> int:
        """How many facts it took."""

    def walk(self, origins: Sequence[str], *, forward: bool) -> Walked:
        """Every batch in one direction, and the links on the way."""

    def told(self, links: Sequence[Any]) -> set[Link]:
        """The links of a walk in the words of the known answer."""


def rows(facts: Iterable[Fact]) -> Iterator[Row]:
    """The links among the facts, as rows of a table."""
    for fact in facts:
        if isinstance(fact, Consumption | Production):
            assert fact.occurred_at is not None
            yield (
                int(isinstance(fact, Consumption)),
                fact.source,
                fact.target,
                float(fact.quantity or 0),
                fact.unit or "",
                utc_text(fact.occurred_at),
                fact.key,
            )


def walked(origins: Sequence[str], found: Sequence[Row], *, forward: bool) -> Walked:
    """The batches of the rows: each but the origins is at the far end of a link."""
    batches = (
        {row[2] for row in found if not row[0]} if forward else {row[1] for row in found if row[0]}
    )
    return Walked(batches.union(origins), found)


def told(found: Sequence[Row]) -> set[Link]:
    """Rows in the words of the known answer."""
    return {
        (source, target, True, kg) if used else (target, source, False, kg)
        for used, source, target, kg, *_ in found
    }
