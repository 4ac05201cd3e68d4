"""Scorecards: how many batches of a supplier, a line, a shift failed, of those that are known.

Shares are of the batches of which it is known whether they are bad or good (see
genealogy/outcomes.py): what was never tested counts as neither, and how many these are stands
beside each share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any, Literal, NamedTuple

from genealogy.outcomes import Outcome, State
from genealogy.statistics.rates import LEVEL, in_a_row, trend, wilson
from genealogy.times import moment

By = Literal["supplier", "material", "equipment", "line", "shift", "operator", "site"]
"""What a scorecard counts by."""

Grain = Literal["month", "week"]

_FAILING_IN_A_ROW = 3
_WEEKS_UP_TO = timedelta(days=92)  # a quarter; beyond, months
_MILLION = 1_000_000


class Made(NamedTuple):
    """A batch that was made or delivered there: by whom or where, when, and whether surely."""

    id: str
    name: str
    batch_id: str
    at: str
    certain: bool = True


class Judged(NamedTuple):
    """A batch with its time, None where nobody states it, and what became of it."""

    batch_id: str
    at: str | None
    outcome: Outcome


@dataclass(frozen=True)
class Score:
    """How the batches of one supplier, line, ... came out, in the order of their time.

    `possible` are batches that only possibly were made there: they count nowhere else.
    """

    id: str
    name: str
    batches: tuple[Judged, ...]
    possible: int = 0

    def count(self, state: State) -> int:
        """How many batches are bad, good or unknown."""
        return sum(each.outcome.state == state for each in self.batches)

    @cached_property
    def failures(self) -> int:
        """How many batches are bad."""
        return self.count("bad")

    @cached_property
    def known(self) -> int:
        """Of how many it is known whether they are bad or good."""
        return self.failures + self.count("good")

    @property
    def share(self) -> float | None:
        """The bad ones of the known; None where none is known."""
        return self.failures / self.known if self.known else None

    @cached_property
    def in_a_row(self) -> list[list[str]]:
        """Batches that failed one after the other, three or more, those that are unknown or have
        no time left out of the sequence."""
        known = [each for each in self.batches if each.at and each.outcome.known]
        bad = [each.outcome.state == "bad" for each in known]
        runs = in_a_row(bad, _FAILING_IN_A_ROW)
        return [[known[place].batch_id for place in run] for run in runs]

    def periods(self, grain: Grain, zone: tzinfo) -> list[dict[str, Any]]:
        """How the batches of each month or week came out."""
        return periods_of(self.batches, grain, zone)

    def to_dict(self, grain: Grain, zone: tzinfo) -> dict[str, Any]:
        """The score as JSON."""
        interval = wilson(self.failures, self.known) or (None, None)
        return {
            "id": self.id,
            "name": self.name or None,
            "batches": len(self.batches),
            "tested": sum(each.outcome.tests > 0 for each in self.batches),
            "known": self.known,
            "failures": self.failures,
            "unknown": len(self.batches) - self.known,
            "possible": self.possible,
            "share": self.share,
            "share_low": interval[0],
            "share_high": interval[1],
            "ppm": None if self.share is None else round(_MILLION * self.share),
            "flagged": bool(self.in_a_row),
        } | _trend(self.periods(grain, zone))


def scores(made: Iterable[Made], outcomes: Mapping[str, Outcome]) -> tuple[Score, ...]:
    """A score for each id, the largest share of failures first, then the most failures.

    A batch counts once for each id, at the first time that it has there.
    """
    names: dict[str, str] = {}
    sure: dict[str, dict[str, str]] = {}
    possible: dict[str, set[str]] = {}
    for each in made:
        names[each.id] = names.get(each.id) or each.name
        sure.setdefault(each.id, {})
        if each.certain:
            before = sure[each.id].get(each.batch_id)
            sure[each.id][each.batch_id] = _earlier(before, each.at)
        else:
            possible.setdefault(each.id, set()).add(each.batch_id)
    found = (
        Score(
            id_,
            names[id_],
            tuple(sorted((Judged(b, at or None, outcomes[b]) for b, at in its.items()), key=_when)),
            len(possible.get(id_, set()) - its.keys()),
        )
        for id_, its in sure.items()
    )
    return tuple(sorted(found, key=lambda each: (-(each.share or 0), -each.failures, each.id)))


def grain_of(times: Iterable[datetime]) -> Grain:
    """By what a period is divided: weeks for a quarter at most, months beyond."""
    every = sorted(times)
    return "week" if not every or every[-1] - every[0] <= _WEEKS_UP_TO else "month"


def periods_of(batches: Sequence[Judged], grain: Grain, zone: tzinfo) -> list[dict[str, Any]]:
    """How the batches of each month or week came out, by the plant's calendar; those without a
    time are in none. Periods without batches are left out."""
    counts: dict[str, list[int]] = {}
    for each in batches:
        if each.at:
            count = counts.setdefault(_period(moment(each.at), grain, zone), [0, 0, 0])
            count[0] += 1
            count[1] += each.outcome.known
            count[2] += each.outcome.state == "bad"
    return [
        {
            "period": period,
            "batches": number,
            "known": known,
            "failures": bad,
            "share": bad / known if known else None,
        }
        for period, (number, known, bad) in sorted(counts.items())
    ]


def _period(at: datetime, grain: Grain, zone: tzinfo) -> str:
    try:
        local = at.astimezone(zone)
    except OverflowError:  # at the ends of the calendar there is no other zone
        local = at
    return f"{local:%Y-%m}" if grain == "month" else f"{local:%G-W%V}"


def _trend(periods: Sequence[dict[str, Any]]) -> dict[str, Any]:
    known = [each for each in periods if each["known"]]
    found = trend([(each["failures"], each["known"]) for each in known])
    if found is None:
        return {"trend": None, "trend_p": None}
    rising = "rising" if found.slope > 0 else "falling"
    return {"trend": rising if found.p < LEVEL else None, "trend_p": found.p}


def _earlier(before: str | None, at: str) -> str:
    if not before or not at:
        return before or at
    return min(before, at, key=moment)


def _when(each: Judged) -> tuple[bool, datetime | str, str]:
    return each.at is None, moment(each.at) if each.at else "", each.batch_id
