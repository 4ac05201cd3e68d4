"""Windows of time at a place: what was made there on one day, or on a few days in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo

from genealogy.root_cause.suspects import Suspect
from genealogy.times import moment, utc_text

MOST_DAYS = 7
"""The longest window that is a suspect of its own."""

_A_DAY = timedelta(days=1)


def windows(runs: Iterable[tuple[str, str, str | None, int]], zone: tzinfo) -> dict[Suspect, int]:
    """Every window of one to seven local days at each place, with the batches that it reaches.

    A run is the kind of place, its id, when it began, and the batches that it reaches, as bits.
    A window begins and ends on days on which something ran there, whatever became of it: which
    windows there are does not depend on which batches are bad, so that each is a fair test.
    """
    days: dict[tuple[str, str], dict[datetime, int]] = {}
    for kind, place, at, bits in runs:
        if at and bits:
            day = datetime.combine(moment(at).astimezone(zone).date(), time.min)
            of_place = days.setdefault((kind, place), {})
            of_place[day] = of_place.get(day, 0) | bits
    found: dict[Suspect, int] = {}
    for (kind, place), of_place in days.items():
        shortest: dict[int, tuple[datetime, datetime]] = {}
        for first, last, bits in sorted(_spans(of_place), key=lambda each: each[1] - each[0]):
            shortest.setdefault(bits, (first, last))
        for bits, (first, last) in shortest.items():
            start, end = _bound(first, zone), _bound(last + _A_DAY, zone)
            found[Suspect(kind, place, start=start, end=end)] = bits
    return found


def _spans(days: Mapping[datetime, int]) -> Iterator[tuple[datetime, datetime, int]]:
    """Each first and last day, and what was reached from the one to the other."""
    ordered = sorted(days)
    for number, first in enumerate(ordered):
        together = 0
        for last in ordered[number : number + MOST_DAYS]:
            if last - first >= MOST_DAYS * _A_DAY:
                break
            together |= days[last]
            yield first, last, together


def _bound(day: datetime, zone: tzinfo) -> str:
    return utc_text(day.replace(tzinfo=zone).astimezone(UTC))
