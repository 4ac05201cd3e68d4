"""Windows of time at a place: what was made there on one day, on a few days in a row, or since the
equipment was cleaned or serviced."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from operator import itemgetter

from genealogy.root_cause.suspects import Care, Suspect
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
            day = _day(at, zone)
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


def since_care(
    runs: Iterable[tuple[str, str, str | None, int]], care: Iterable[Care], zone: tzinfo
) -> dict[Suspect, int]:
    """The time from each cleaning or maintenance of equipment to its next, with the batches that it
    reaches; after the last one until the end of the last day on which something ran there.

    What ran before the first one is in none: nobody knows when the equipment was cleaned before.
    """
    done: dict[str, list[tuple[datetime, Care]]] = {}
    for each in sorted(care, key=lambda one: (moment(one.done), one.operation_id)):
        done.setdefault(each.equipment_id, []).append((moment(each.done), each))
    reached: dict[tuple[str, int], int] = {}
    last: dict[str, str] = {}
    for kind, place, at, bits in runs:
        if kind == "equipment" and at and bits and place in done:
            number = bisect_right(done[place], moment(at), key=itemgetter(0)) - 1
            if number >= 0:
                reached[place, number] = reached.get((place, number), 0) | bits
                last[place] = max(last.get(place, at), at, key=moment)
    found: dict[Suspect, int] = {}
    for (place, number), bits in reached.items():
        _, before = done[place][number]
        if number + 1 < len(done[place]):
            end = done[place][number + 1][1].done
        else:
            end = _bound(_day(last[place], zone) + _A_DAY, zone)
        found[Suspect("equipment", place, before.operation_id, before.done, end)] = bits
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


def _day(at: str, zone: tzinfo) -> datetime:
    """The local midnight before a time."""
    return datetime.combine(moment(at).astimezone(zone).date(), time.min)


def _bound(day: datetime, zone: tzinfo) -> str:
    return utc_text(day.replace(tzinfo=zone).astimezone(UTC))
