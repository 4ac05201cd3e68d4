"""Parcels: records of a part taken together, as much as one transaction writes.

What needs no database is done here, so that the next parcel is made while the database writes
the one before: what each record became, and what the receipt shall say of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from genealogy.facts import WORDS, Fact
from genealogy.identity import source_of_key
from genealogy.nouns import Noun
from genealogy.units import is_known
from loaders.gathering import Gathered, MappedRow, Properties, gather
from loaders.limits import within_limits
from loaders.part import Outcome, Part, Record, Rejection, Skipped
from loaders.rejected import rejected_row

STATEMENTS = 10_000
"""About so many statements, or rejected records, make a parcel."""

LETTERS = 8_000_000
"""So do records of about so many letters, since several parcels are in memory at a time."""


@dataclass(slots=True)
class Noted:
    """What a receipt says of facts: their kinds, the time that they cover, by source too, their
    units, what they touch."""

    first: datetime | None = None
    last: datetime | None = None
    sources: dict[str, datetime] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    batches: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def outcome(self, outcome: Outcome) -> None:
        """Takes note of the facts that a record states."""
        if isinstance(outcome, tuple):
            for each in outcome:
                if isinstance(each, Fact):
                    self._fact(each)

    def add(self, other: Noted) -> None:
        """Takes over what was noted elsewhere."""
        self._time(other.first)
        self._time(other.last)
        for source, last in other.sources.items():
            self._source(source, last)
        self.warnings += other.warnings
        self.batches |= other.batches
        self.operations |= other.operations
        self.kinds |= other.kinds

    def _fact(self, fact: Fact) -> None:
        self._time(fact.occurred_at)
        self.kinds.add(WORDS[type(fact)])
        if fact.occurred_at is not None:
            self._source(source_of_key(fact.key), fact.occurred_at)
        if fact.unit and not is_known(fact.unit):
            warning = f'the unit "{fact.unit}" is not known: kept as it is, never converted'
            self.warnings[warning] += 1
        for noun, node in ((fact.EDGE.source, fact.source), (fact.EDGE.target, fact.target)):
            if noun is Noun.BATCH:
                self.batches.add(node)
            elif noun is Noun.OPERATION:
                self.operations.add(node)

    def _time(self, at: datetime | None) -> None:
        if at is not None:
            self.first = at if self.first is None or at < self.first else self.first
            self.last = at if self.last is None or at > self.last else self.last

    def _source(self, source: str, at: datetime) -> None:
        if source not in self.sources or at > self.sources[source]:
            self.sources[source] = at


@dataclass(slots=True)
class Parcel:
    """Records taken together. `gathered` is what they state, made when the parcel is full."""

    rows: list[MappedRow] = field(default_factory=list)
    rejected: list[Properties] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    noted: Noted = field(default_factory=Noted)
    rows_read: int = 0
    last_row: int = 0
    statements: int = 0
    letters: int = 0
    gathered: Gathered | None = None

    @property
    def full(self) -> bool:
        """Whether it is as much as one transaction should write."""
        written = max(self.statements, len(self.rejected))
        return written >= STATEMENTS or self.letters >= LETTERS

    def take(self, record: Record, load_id: str, part: Part) -> None:
        """Adds a record, with what became of it."""
        outcome = within_limits(record.outcome)
        self.rows_read += 1
        self.last_row = record.number
        self.letters += sum(map(len, record.cells))
        if isinstance(outcome, Rejection):
            self.reasons[outcome.why] += 1
            self.rejected.append(rejected_row(load_id, part, record, outcome))
        elif isinstance(outcome, Skipped):
            self.skips[outcome.reason] += 1
        else:
            self.rows.append(MappedRow(record.number, outcome))
            self.statements += len(outcome) or 1
            self.noted.outcome(outcome)


def parcels(part: Part, load_id: str, after: int = 0) -> Iterator[Parcel]:
    """The records of a part in parcels, the last of which may be empty.

    Those up to the record `after`, which an earlier try has written, are only noted.
    """
    parcel = Parcel()
    for record in part.records():
        if record.number <= after:
            parcel.noted.outcome(within_limits(record.outcome))
            continue
        parcel.take(record, load_id, part)
        if parcel.full:
            parcel.gathered = gather(parcel.rows, load_id)
            yield parcel
            parcel = Parcel()
    parcel.gathered = gather(parcel.rows, load_id)
    yield parcel
