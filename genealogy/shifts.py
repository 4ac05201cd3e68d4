"""Shifts: in which of the plant's shifts a moment falls, by its own clocks.

A shift is from one time of the day to the next that is listed, also over midnight. The clock on
the wall tells: where it is set forward or back, the shift of that night is an hour shorter or
longer, and no moment is in two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, tzinfo

from genealogy.errors import WrongUsage

EIGHT_HOURS = "06:00,14:00,22:00"
"""Where nothing else is set."""


def parse_shifts(text: str) -> tuple[time, ...]:
    """The times at which shifts begin: `06:00,14:00,22:00`.

    Raises WrongUsage for what is no list of times of the day, each later than the one before.
    """
    try:
        begins = tuple(time.fromisoformat(part.strip()) for part in text.split(","))
    except ValueError:
        begins = ()
    if not begins or any(each.tzinfo for each in begins) or list(begins) != sorted({*begins}):
        raise WrongUsage(
            f'"{text}" is no list of shifts; one is e.g. {EIGHT_HOURS}, each later than the last.'
        )
    return begins


def shift_of(at: datetime, zone: tzinfo, begins: Sequence[time]) -> str:
    """The shift of a moment, by its beginning and end on the clocks of the zone: `22:00-06:00`."""
    clock = at.astimezone(zone).time()
    place = sum(each <= clock for each in begins) - 1  # -1: the last one of the day before
    after = begins[(place + 1) % len(begins)]
    return f"{begins[place]:%H:%M}-{after:%H:%M}"
