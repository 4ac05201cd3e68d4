"""The comparison group: good batches to hold the bad ones against, where none are named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from genealogy.engine.statement import Reader, statement
from genealogy.identity import joined, parse_batch_id
from genealogy.times import moment, utc_text
from queries.in_columns import in_columns
from queries.outcomes import outcomes_of

MOST_FOR_EACH = 10
"""Good batches for each bad one: more tell hardly more, and are no fairer."""
AT_LEAST = 100
"""The most good batches where the bad ones are few."""
ENOUGH_KNOWN = 10
"""From so many on that are known to be good, and as many as there are bad ones, these alone are
taken: a batch that nobody tested may be a bad one, and would hide what makes them bad."""
_WIDER = 2  # the period is as much longer at each end as one half of itself
_LEAST_WIDER = timedelta(days=7)
_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Made:
    """Batches and when they came to be, as parallel columns."""

    batch_ids: list[str]
    times: list[str]


MADE = statement("root_cause/made", Made)
MADE_IN_PERIOD = statement("root_cause/made_in_period", Made)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The good batches and how they were chosen.

    `of` is how many fit. Of the nearest of these `left_out` came out bad (see
    genealogy/outcomes.py), and of `unknown` nobody knows: where `known_only`, they are left out.
    """

    batch_ids: tuple[str, ...]
    materials: tuple[str, ...]
    start: str | None
    end: str | None
    of: int
    left_out: int = 0
    unknown: int = 0
    known_only: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The choice as JSON."""
        return {
            "materials": [*self.materials],
            "from": self.start,
            "to": self.end,
            "batches": self.of,
            "left_out": self.left_out,
            "unknown": self.unknown,
            "known_only": self.known_only,
        }


def times_of(database: Reader, batch_ids: Collection[str]) -> dict[str, datetime]:
    """When each of the batches first came to be, for those of which that is known."""
    found: dict[str, datetime] = {}
    for columns in in_columns(database, MADE, "batch_ids", batch_ids):
        _first(found, columns)
    return found


def comparison(database: Reader, bad: Sequence[str]) -> Comparison:
    """Batches of the same materials and of the same time as the bad ones, and not bad.

    The period is that in which the bad ones were made, longer by half of itself at each end, by
    a week at least: what was made just before and after tells the most. Of more than ten for each
    bad batch (of more than a hundred), those nearest in time to a bad one are taken; of these
    only those that are known to be good, where there are enough of them.
    """
    parts = [parse_batch_id(each) for each in bad]
    materials = tuple(sorted({joined(p.party, p.item) for p in parts if p.item is not None}))
    times = sorted(times_of(database, bad).values())
    if not times:
        return Comparison((), materials, None, None, 0)
    wider = max((times[-1] - times[0]) / _WIDER, _LEAST_WIDER)
    start, end = times[0] - wider, times[-1] + wider
    found: dict[str, datetime] = {}
    for columns in database.read(
        MADE_IN_PERIOD,
        material_ids=list(materials),
        start=utc_text(start - _A_SECOND),
        end=utc_text(end + _A_SECOND),
    ):
        _first(found, columns)
    fit = {each: at for each, at in found.items() if start <= at <= end and each not in set(bad)}
    near = sorted(fit, key=lambda each: (_apart(fit[each], times), each))
    chosen = near[: max(AT_LEAST, MOST_FOR_EACH * len(bad))]
    outcomes = outcomes_of(database, chosen)
    known = [each for each in chosen if outcomes[each].state == "good"]
    unknown = [each for each in chosen if outcomes[each].state == "unknown"]
    known_only = len(known) >= max(ENOUGH_KNOWN, len(bad))
    return Comparison(
        tuple(sorted(known if known_only else known + unknown)),
        materials,
        utc_text(start),
        utc_text(end),
        of=len(fit),
        left_out=len(chosen) - len(known) - len(unknown),
        unknown=len(unknown),
        known_only=known_only,
    )


def _first(found: dict[str, datetime], columns: Made) -> None:
    for batch_id, text in zip(columns.batch_ids, columns.times, strict=True):
        if text:
            at = moment(text)
            found[batch_id] = min(found.get(batch_id, at), at)


def _apart(at: datetime, times: Sequence[datetime]) -> timedelta:
    """How far a time is from the nearest of several in order."""
    place = bisect_left(times, at)
    return min(abs(at - each) for each in times[max(place - 1, 0) : place + 1])
