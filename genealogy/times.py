"""Times as the graph keeps them: UTC, as ISO 8601 text.

Text, because both engines give it back unchanged and at no cost in the driver, where a
native time of one engine comes back without its zone from the other.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache


@lru_cache(maxsize=4096)
def utc_text(moment: datetime) -> str:
    """The moment as text: `2026-10-02T14:10:00Z`, with microseconds where it has any.

    Raises ValueError for a moment without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def recorded_text(at: datetime) -> str:
    """A time as the program records its own: always with microseconds, so that texts sort."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def now_text() -> str:
    """This moment as it is recorded."""
    return recorded_text(datetime.now(UTC))


@lru_cache(maxsize=65536)
def moment(text: str) -> datetime:
    """The moment of a text that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def time_in(zone: tzinfo | None, at: str | None) -> str:
    """A time as it is kept, or in a zone with its offset."""
    if not at or zone is None:
        return at or ""
    try:
        there = moment(at).astimezone(zone)
    except OverflowError:  # at the ends of the calendar there is no other zone
        return at
    to_the = "auto" if there.second or there.microsecond else "minutes"
    clock = there.replace(tzinfo=None).isoformat(" ", to_the)
    return f"{clock} {there.isoformat(' ', to_the).removeprefix(clock)}"


def extreme(times: dict[str, str | None], name: str, at: str | None, *, latest: bool) -> None:
    """Keeps the first or the last time of each; None where one has no time."""
    known = times.setdefault(name, at)
    if at is None or known is None:
        times[name] = None
    elif (moment(at) > moment(known)) == latest:
        times[name] = at
