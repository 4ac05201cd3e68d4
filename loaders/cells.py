"""Cells: text in, a quantity, a time or an identifier out, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_END_OF_DAY = re.compile(r"(?<![\d:+-])24:00(?=:00(?!\d)|[^\d:]|$)")
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-/])(\d{1,2})\2(\d{1,2})(?=[ T]|$)|年(\d{1,2})月(\d{1,2})日)"
    r"( *T?)(?: *(\d{1,2})(?=:))?",
    re.ASCII,
)
NO_ZONE = (
    "has no time zone, and the profile states none: write the system's own, such as"
    ' zone = "Asia/Shanghai", under [cells] of a copy of the profile, or set GENEALOGY_ZONE'
)


class CellRejected(Exception):
    """A cell whose text does not mean what its column should hold."""


class Inexact(str):
    """A numeric cell of more than 15 digits: the spreadsheet has already changed its end."""

    __slots__ = ()


class Typed(str):
    """A number or time of a spreadsheet: plain or ISO, whatever its system writes in text."""

    __slots__ = ()


PLAIN = "1234.5"


class NumberFormat:
    """How a system writes numbers, given by an example such as `1.234,56-`.

    The example shows the thousands separator (if any), the decimal one, and a trailing minus
    where the system writes it so.
    """

    def __init__(self, example: str) -> None:
        match = re.fullmatch(r"1([., '\u00a0]?)234([.,])5\d*(-?)", example)
        if match is None or match.group(1) == match.group(2):
            raise ValueError(
                f'"{example}" shows no number format; write one as 1234.5 or 1.234,56 or 1,234.5-'
            )
        thousands, decimal, self._trailing_minus = match.groups()
        self._thousands = "\u00a0\u202f " if thousands in (" ", "\u00a0") else thousands
        self._decimal = decimal
        grouped = rf"\d{{1,3}}(?:[{re.escape(self._thousands)}]\d{{3}})+" if thousands else r"(?!)"
        minus = "-?" if self._trailing_minus else ""
        self._pattern = re.compile(
            rf"[+-]?(?:\d+|{grouped})?(?:{re.escape(decimal)}\d*)?{minus}", re.ASCII
        )

    def read(self, text: str) -> Decimal:
        """The number.

        Raises CellRejected for text that is no number in this format, or that has more digits
        than a graph keeps exactly.
        """
        text = text.strip()
        if not any(character.isdigit() for character in text) or not self._pattern.fullmatch(text):
            raise CellRejected("is not a number")
        plain = text
        for character in self._thousands:
            plain = plain.replace(character, "")
        plain = plain.replace(self._decimal, ".")
        if plain.endswith("-"):
            plain = "-" + plain[:-1]
        try:
            number = Decimal(plain)
        except InvalidOperation:
            raise CellRejected("is not a number") from None
        if Decimal(repr(float(number))) != number:
            raise CellRejected("has more digits than can be kept exactly (15)")
        return number


@lru_cache(maxsize=65536)
def read_time(text: str, pattern: str, zone: str | None) -> datetime:
    """The moment, in UTC.

    `pattern` is `iso` (see `iso_moment`) or a strptime format; `zone` is used where the text
    states none.

    Raises CellRejected where the text does not fit, or where neither states a zone.
    """
    text = text.strip()
    moment, next_day = _parse(text, pattern)
    if moment.tzinfo is None:
        if zone is None:
            raise CellRejected(NO_ZONE)
        moment = moment.replace(tzinfo=zone_named(zone))
    try:
        return (moment + timedelta(days=1) if next_day else moment).astimezone(UTC)
    except OverflowError:
        raise CellRejected("is out of the range of dates") from None


@lru_cache(maxsize=65536)
def read_date(text: str, pattern: str) -> str:
    """The calendar date as ISO text; a date such as an expiry has no zone.

    Raises CellRejected where the text does not fit the pattern.
    """
    return _parse(text.strip(), pattern)[0].date().isoformat()


def iso_moment(text: str) -> datetime:
    """The moment of ISO 8601, with or without a zone; the year first, it may also be written as
    `2026/9/11 9:00` or `2026年9月11日 9:00`, which leave no other reading.

    Raises ValueError for other text.
    """
    match = _YEAR_FIRST.match(text)
    if match is None:
        return datetime.fromisoformat(text)
    year, _, *parts, joint, hour = match.groups()
    month, day = (part.zfill(2) for part in parts if part)
    rest = f"T{hour.zfill(2)}" if hour else joint
    return datetime.fromisoformat(f"{year}-{month}-{day}{rest}{text[match.end() :]}")


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; raises ValueError for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is no time zone; one is e.g. Asia/Shanghai') from None


def _parse(text: str, pattern: str) -> tuple[datetime, bool]:
    """The moment, and whether it was written as 24:00, the end of its day."""
    midnight = _END_OF_DAY.sub("00:00", text)
    try:
        iso = pattern == "iso"
        moment = iso_moment(midnight) if iso else datetime.strptime(midnight, pattern)
    except ValueError:
        shape = "an ISO 8601 date" if pattern == "iso" else f"a date like {pattern}"
        raise CellRejected(f"is not {shape}") from None
    return moment, midnight != text


def sap_alpha(text: str) -> str:
    """SAP's numbers without the zeros that tables pad them with; other text as it is."""
    return text.lstrip("0") or "0" if text.isdigit() else text


def _label_date(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        from loaders.formats.gs1 import label_date

        return label_date(text, name)

    return read


RULES: dict[str, Callable[[str], str]] = {
    "sap_alpha": sap_alpha,
    "gs1_made": _label_date("made"),
    "gs1_best_before": _label_date("best_before"),
    "gs1_expires": _label_date("expires"),
}
"""What a profile may ask for by name. Without a rule nothing is changed."""
