"""Outcomes of batches: bad, good or not known, with the reasons, as the records state them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from genealogy.engine.statement import Reader, statement
from genealogy.outcomes import Inspection, Leaving, Notice, Outcome, outcome
from queries.in_columns import in_columns


@dataclass(frozen=True, slots=True)
class TestColumns:
    """Measurements of batches or of operations, as parallel columns; `numbers` are value, low and
    high."""

    ids: list[str]
    characteristics: list[str]
    numbers: list[list[float | None]]
    units: list[str]
    texts: list[str]
    verdicts: list[str]
    occurred_at: list[str]

    def inspections(self) -> Iterator[tuple[str, Inspection]]:
        """Each of them, with the id of what was measured."""
        for id_, characteristic, numbers, unit, text, verdict, at in zip(
            self.ids,
            self.characteristics,
            self.numbers,
            self.units,
            self.texts,
            self.verdicts,
            self.occurred_at,
            strict=True,
        ):
            value, low, high = numbers
            yield id_, Inspection(characteristic, value, unit, low, high, text, verdict, at)


@dataclass(frozen=True, slots=True)
class DecisionColumns:
    """Holds and releases of batches, as parallel columns."""

    batch_ids: list[str]
    hold_ids: list[str]
    types: list[str]
    decided: list[str]


@dataclass(frozen=True, slots=True)
class DisposalColumns:
    """What was disposed of batches, as parallel columns."""

    batch_ids: list[str]
    kinds: list[str]
    reasons: list[str]
    used: list[bool]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class StatusColumns:
    """The statuses of batches, as parallel columns."""

    batch_ids: list[str]
    statuses: list[str]


TESTS = statement("outcomes/tests", TestColumns)
DECISIONS = statement("outcomes/decisions", DecisionColumns)
DISPOSALS = statement("outcomes/disposals", DisposalColumns)
STATUSES = statement("outcomes/statuses", StatusColumns)


def outcomes_of(
    database: Reader, batch_ids: Iterable[str], stated_bad: Collection[str] = ()
) -> dict[str, Outcome]:
    """What became of each of these batches; `stated_bad` are bad whatever the records say.

    Four statements for 5,000 batches: the cost grows with the batches and what was tested of them.
    """
    ids = sorted(set(batch_ids))
    tests: dict[str, list[Inspection]] = defaultdict(list)
    disposals: dict[str, list[Leaving]] = defaultdict(list)
    statuses: dict[str, str] = {}
    for batch_id, test in tests_of(database, ids):
        tests[batch_id].append(test)
    for disposed in in_columns(database, DISPOSALS, "batch_ids", ids):
        for batch_id, kind, reason, used, at in zip(
            disposed.batch_ids,
            disposed.kinds,
            disposed.reasons,
            disposed.used,
            disposed.occurred_at,
            strict=True,
        ):
            disposals[batch_id].append(Leaving(kind, reason, not used, at))
    for described in in_columns(database, STATUSES, "batch_ids", ids):
        statuses |= zip(described.batch_ids, described.statuses, strict=True)
    notices = _notices(database, ids)
    return {
        batch_id: outcome(
            tests.get(batch_id, ()),
            notices.get(batch_id, ()),
            disposals.get(batch_id, ()),
            statuses.get(batch_id, ""),
            stated_bad=batch_id in stated_bad,
        )
        for batch_id in ids
    }


def tests_of(database: Reader, ids: Iterable[str]) -> Iterator[tuple[str, Inspection]]:
    """Every test of these batches, with the id of its batch."""
    for found in in_columns(database, TESTS, "batch_ids", ids):
        yield from found.inspections()


def _notices(database: Reader, ids: list[str]) -> dict[str, list[Notice]]:
    """For each batch what each notice decided last, by time; of one moment the hold, as
    `queries.holds` has it."""
    last: dict[str, dict[str, Notice]] = defaultdict(dict)
    for found in in_columns(database, DECISIONS, "batch_ids", ids):
        decisions = zip(found.batch_ids, found.hold_ids, found.types, found.decided, strict=True)
        for batch_id, hold_id, type_, at in decisions:
            each = Notice(hold_id, type_ == "HELD", at)
            before = last[batch_id].get(hold_id)
            if before is None or _when(each) >= _when(before):
                last[batch_id][hold_id] = each
    return {batch_id: sorted(its.values()) for batch_id, its in last.items()}


def _when(notice: Notice) -> tuple[str, bool]:
    return notice.at.removesuffix("Z"), notice.held
