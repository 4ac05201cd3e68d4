"""Guesses from cells: how numbers and times are written, and whether times state a zone.

A guess is made only where the cells leave no other reading: `03.04.2026` is in March or in
April, and `1.234` is one or a thousand, until another cell of the column decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product

from loaders.cells import CellRejected, NumberFormat, Typed, iso_moment

NUMBERS = (
    *("1234.5", "1234,5", "1,234.5", "1.234,5", "1 234,5"),
    *("1234.5-", "1234,5-", "1,234.5-", "1.234,5-", "1 234,5-"),
)
_DAYS = (
    *("%d.%m.%Y", "%m.%d.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d.%m.%y", "%m.%d.%y", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d-%m-%y", "%m-%d-%y"),
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"),
    *("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y"),
)
_HOURS = ("", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%H%M%S")
_ZONES = ("", "%z", " %z")
_JOINTS = (" ", "T", "")
_DAY = re.compile(r"%([dmbByY])")


@dataclass(frozen=True, slots=True)
class Written:
    """The ways in which the cells can be written, and the one of them where they decide it."""

    ways: tuple[str, ...]
    decided: str | None
    states_zone: bool = False


def number_format(cells: Iterable[str]) -> Written:
    """How the numbers are written. A spreadsheet's own numbers tell nothing and hinder nothing.

    Whole numbers without any separator are taken as `1234.5`: they cannot tell.
    """
    texts = _texts(cells)
    readings: dict[str, list[Decimal]] = {}
    for example in NUMBERS:
        try:
            readings[example] = [NumberFormat(example).read(text) for text in texts]
        except CellRejected:
            continue
    ways = tuple(readings)
    alike = bool(ways) and all(read == readings[ways[0]] for read in readings.values())
    trailing = any(text.endswith("-") for text in texts)
    shown = tuple(way for way in ways if way.endswith("-") == trailing)
    return Written(shown or ways, ways[0] if alike else None)


def date_format(cells: Iterable[str]) -> Written:
    """How the times or dates are written.

    No order of day and month is preferred, also where a cell such as 05.05. hides it. ISO 8601
    is no guess: YYYY-DD-MM is written by nobody.
    """
    texts = _texts(cells)
    readings: dict[str, list[datetime]] = {}
    for pattern in ("iso", *_patterns(texts[:1])):
        try:
            readings[pattern] = [_read(text, pattern) for text in texts]
        except ValueError:
            continue
    ways = ("iso",) if "iso" in readings else tuple(readings)
    orders = {tuple(part.lower().replace("b", "m") for part in _DAY.findall(way)) for way in ways}
    zoned = [each.tzinfo is not None for way in ways[:1] for each in readings[way]]
    return Written(ways, ways[0] if len(orders) == 1 else None, bool(zoned) and all(zoned))


def no_dates(cells: Iterable[str]) -> tuple[str, ...]:
    """Texts that systems write where there is no date: zeros and what stands between them."""
    return tuple(sorted({text for text in _texts(cells) if not text.strip("0-./: ")}))


def _texts(cells: Iterable[str]) -> list[str]:
    return list(
        dict.fromkeys(
            cell.strip() for cell in cells if cell.strip() and not isinstance(cell, Typed)
        )
    )


def _patterns(first: Sequence[str]) -> list[str]:
    """The patterns that the first text has; only they can be those of all."""
    found = []
    for text in first:
        for day, joint, hour, zone in product(_DAYS, _JOINTS, _HOURS, _ZONES):
            compact = day == "%Y%m%d" and hour == "%H%M%S"
            if (not hour and (joint != " " or zone)) or (joint == "" and not compact):
                continue
            pattern = f"{day}{joint}{hour}{zone}" if hour else day
            try:
                _read(text, pattern)
            except ValueError:
                continue
            found.append(pattern)
    return found


def _read(text: str, pattern: str) -> datetime:
    text = text.replace("24:00", "00:00")  # the end of a day is no other way of writing
    if pattern == "iso":
        moment = iso_moment(text)
        if text.isdigit() and not 1950 <= moment.year <= 2100 and moment.year != 9999:
            raise ValueError("digits that are another kind of date")
        return moment
    return datetime.strptime(text, pattern)
