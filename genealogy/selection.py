"""Selections: batches that are meant by who supplied them, where and when they were made, ...

One small language, wherever batches can be named: words `name=value` separated by spaces, all of
which must hold, with `from=` and `to=` for a window of time.

    supplier=S-201 from=2026-10-01 to=2026-10-03
    line="Line 2" from=2026-10-05T06:00 to=2026-10-05T14:00
    material=5001 outcome=bad

A value is quoted with "..." where it holds spaces; a quote inside is doubled. Times are ISO 8601.
Values are compared as they stand: no letter case, zeros or spaces are changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from difflib import get_close_matches
from typing import get_args

from genealogy.errors import WrongUsage
from genealogy.outcomes import State
from genealogy.times import utc_text

OPERATION_NAMES = ("equipment", "operator", "order", "operation", "line", "site", "recipe")
"""What selects operations, and so the batches that they made."""

NAMES = ("supplier", "customer", "container", *OPERATION_NAMES, "material", "lot")
"""What batches can be selected by."""

OUTCOME = "outcome"
"""What narrows a selection to the batches that came out so: bad, good or unknown."""

_BOUNDS = ("from", "to")
_WORDS = (*NAMES, OUTCOME, *_BOUNDS)
_OUTCOMES = get_args(State)
_DATE = len("2026-10-05")
_WORD = re.compile(
    r"""(?P<name>[^\s="]+)=(?:"(?P<quoted>(?:[^"]|"")*)"(?!\S)|(?P<plain>[^\s"]\S*))"""
)
_BEGINS = re.compile(r"\s*[A-Za-z_]+=")


@dataclass(frozen=True, slots=True)
class Window:
    """A window of time, both ends included; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether every time is in it."""
        return self.start is None and self.end is None

    def overlaps(self, began: datetime, ended: datetime) -> bool:
        """Whether something that took from one time to the other was going on in the window.

        What only touches it does not overlap, so that two shifts share no run; what took no
        time at all is in the window also at its very ends.
        """
        first, last = sorted((began, ended))
        if first == last:
            return not (
                (self.start is not None and first < self.start)
                or (self.end is not None and first > self.end)
            )
        return not (
            (self.start is not None and last <= self.start)
            or (self.end is not None and first >= self.end)
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """What a text selects: all `terms` hold, of events in the window. `zoneless` where a time of
    it was typed without a zone."""

    terms: tuple[tuple[str, str], ...]
    window: Window = Window()
    zoneless: bool = field(default=False, compare=False)

    def values(self, *names: str) -> dict[str, str]:
        """The terms with one of these names."""
        return {name: value for name, value in self.terms if name in names}

    @property
    def text(self) -> str:
        """The selection written out, with the whole times."""
        words = [f"{name}={_quoted(value)}" for name, value in self.terms]
        for name, bound in zip(_BOUNDS, (self.window.start, self.window.end), strict=True):
            if bound is not None:
                words.append(f"{name}={utc_text(bound)}")
        return " ".join(words)


def is_selection(text: str) -> bool:
    """Whether a text is meant as a selection, not as the name of a batch."""
    return _BEGINS.match(text) is not None


def parse_selection(text: str, zone: tzinfo) -> Selection:
    """The selection of a text; dates, and times without a zone, are in `zone`.

    Raises WrongUsage that says what is wrong and what would be right.
    """
    stated: dict[str, str] = {}
    for name, value in _words(text):
        if name not in _WORDS:
            near = get_close_matches(name.lower(), _WORDS, n=1, cutoff=0.5)
            hint = f' Nearest: "{near[0]}".' if near else ""
            raise _refusal(text, f'nothing is selected by "{name}".{hint} {_KNOWN}')
        if name in stated:
            raise _refusal(
                text, f'"{name}" stands twice. For one or the other, select twice: one text each.'
            )
        stated[name] = value
    terms = tuple((name, stated[name]) for name in (*NAMES, OUTCOME) if name in stated)
    if not any(name in NAMES for name in stated):
        raise _refusal(text, f"it selects by nothing. {_KNOWN}")
    if stated.get(OUTCOME, _OUTCOMES[0]) not in _OUTCOMES:
        raise _refusal(text, f'"{OUTCOME}" can be: {", ".join(_OUTCOMES)}.')
    try:
        window = window_of(stated.get("from"), stated.get("to"), zone)
    except WrongUsage as error:
        raise _refusal(text, str(error)) from None
    return Selection(terms, window, any(_is_zoneless(stated.get(name)) for name in _BOUNDS))


def window_of(
    begin: str | None,
    end: str | None,
    zone: tzinfo,
    names: tuple[str, str] = ('"from"', '"to"'),
) -> Window:
    """The window between two times as they are typed, under these names; None is open.

    Raises WrongUsage for what is no time, and where the first is later than the last.
    """
    window = Window(
        None if begin is None else _bound(begin, zone, last=False),
        None if end is None else _bound(end, zone, last=True),
    )
    if begin and end and window.start and window.end and window.start > window.end:
        one_day = min(len(begin), len(end)) > _DATE and begin[:_DATE] == end[:_DATE]
        night = " A night shift ends on the next day." if one_day else ""
        raise WrongUsage(f"{names[0]} is later than {names[1]}: {begin}, {end}.{night}")
    return window


_KNOWN = f"It can be: {', '.join(NAMES)}; with from, to and {OUTCOME}."


def _words(text: str) -> Iterable[tuple[str, str]]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        word = _WORD.match(text, at)
        if word is None:
            rest = text[at:].split(maxsplit=1)[0]
            raise _refusal(
                text, f'"{rest}" is no name=value. A value with spaces is quoted: line="Line 2".'
            )
        quoted, plain = word["quoted"], word["plain"]
        value = plain if quoted is None else quoted.replace('""', '"')
        if not value:
            raise _refusal(text, f'"{word["name"]}" has no value.')
        yield word["name"], value
        at = word.end()


def _bound(value: str, zone: tzinfo, *, last: bool) -> datetime:
    """A bound of the window. A date as the last one includes that day; a local time that comes
    twice, as the clocks are set back, or never, as they are set forward, is what makes the window
    longer: of a time that never comes, the clock that is ahead or the one that was not set."""
    try:
        if day := _day(value, last=last):  # this fold holds a day whose midnight is skipped, too
            return day.replace(tzinfo=zone, fold=int(last)).astimezone(UTC)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        both = [moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        return max(both) if last else min(both)
    except (ValueError, OverflowError):
        raise WrongUsage(
            f'"{value}" is no time. ISO 8601: 2026-10-05, 2026-10-05T06:00, 2026-10-05T06:00Z.'
        ) from None


def _is_zoneless(value: str | None) -> bool:
    return value is not None and datetime.fromisoformat(value).tzinfo is None


def _day(value: str, *, last: bool) -> datetime | None:
    """The first or the last moment of a date; None for what is no bare date."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return datetime.combine(day, time.max if last else time.min)


def _quoted(value: str) -> str:
    if '"' not in value and not any(character.isspace() for character in value):
        return value
    return '"' + value.replace('"', '""') + '"'


def _refusal(text: str, why: str) -> WrongUsage:
    return WrongUsage(f"The selection '{text.strip()}' cannot be understood: {why}")
