"""Sensor reports of EPCIS events: what was measured, each number a reading of its own.

A report gives a value, or the least, greatest and mean one of a period. These are all
observations and no limits. A value below zero, or with more digits than a quantity keeps, is
told in the text. (GS1 EPCIS 2.0, section 7.3.7)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.formats.json_values import Object, as_object, list_of, object_of, text_of, time_of

_GS1 = re.compile(r"(?:gs1:|https?://(?:ref\.gs1\.org|www\.gs1\.org|gs1\.org)/voc/)")
_NUMBERS = {
    "value": "",
    "minValue": "minimum",
    "maxValue": "maximum",
    "meanValue": "mean",
    "sDev": "standard deviation",
}
_TEXTS = ("stringValue", "booleanValue", "hexBinaryValue", "uriValue")
_SUBSTANCES = ("chemicalSubstance", "microorganism", "component")
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One number or text that a sensor reported. `verdict` is the exception that it raised."""

    characteristic: str
    quantity: Decimal | None = None
    unit: str | None = None
    text: str | None = None
    verdict: str | None = None
    at: datetime | None = None

    def plain(self) -> list[str | None]:
        """The reading as JSON."""
        quantity = None if self.quantity is None else f"{self.quantity.normalize():f}"
        at = None if self.at is None else utc_text(self.at)
        return [self.characteristic, quantity, self.unit, self.text, self.verdict, at]


def read_sensors(elements: Iterable[object]) -> tuple[Reading, ...]:
    """Every reading of these sensor elements, in order; raises RowRejected."""
    found = [
        reading
        for element in elements
        for reading in _of_element(as_object(element, "sensorElementList"))
    ]
    return tuple(sorted(found, key=lambda each: str(each.plain())))


def _of_element(element: Object) -> Iterator[Reading]:
    metadata = object_of(element, "sensorMetadata")
    during = [time_of(metadata, key) for key in ("time", "endTime", "startTime")]
    usual = next((each for each in during if each is not None), None)
    for report in list_of(element, "sensorReport"):
        yield from _of_report(as_object(report, "sensorReport"), usual)


def _of_report(report: Object, usual: datetime | None) -> Iterator[Reading]:
    at = time_of(report, "time") or usual
    unit = text_of(report, "uom")
    uom = canonical_unit(unit) if unit else None
    verdict = _GS1.sub("", text_of(report, "exception"), count=1) or None
    of = [text for key in _SUBSTANCES if (text := text_of(report, key))]
    base = " of ".join([_GS1.sub("", text_of(report, "type"), count=1), *of]).strip()
    told = "; ".join(text for key in _TEXTS if (text := _told(report, key))) or None
    stated = dict(_numbers(report))
    if told or verdict or "" in stated or not stated:
        number, beyond = stated.pop("", (None, None))
        both = "; ".join(filter(None, (beyond, told))) or None
        yield Reading(
            characteristic=base, quantity=number, unit=uom, text=both, verdict=verdict, at=at
        )
    for name, (number, beyond) in stated.items():
        characteristic = f"{base} {name}".strip()
        yield Reading(characteristic=characteristic, quantity=number, unit=uom, text=beyond, at=at)


def _numbers(report: Object) -> Iterator[tuple[str, tuple[Decimal | None, str | None]]]:
    """The numbers of a report by what they are; each as a quantity, or as a text beyond one."""
    for key, name in _NUMBERS.items():
        if text := _told(report, key):
            yield name, _quantity_or_text(text)
    if text := _told(report, "percValue"):
        rank, _ = _quantity_or_text(_told(report, "percRank"))
        name = "percentile" if rank is None else f"percentile {rank:f}"
        yield name, _quantity_or_text(text)


def _quantity_or_text(text: str) -> tuple[Decimal | None, str | None]:
    try:
        number = Decimal(text)
        exact = number.is_finite() and number >= 0 and Decimal(repr(float(number))) == number
    except ArithmeticError:
        return None, text
    if exact:
        return number.normalize() + 0, None
    short = number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS
    return None, f"{number.normalize():f}" if short else text


def _told(report: Object, key: str) -> str:
    """The value under a key as text, whatever its type."""
    value = report.get(key)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        short = value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS
        return f"{value.normalize():f}" if short else str(value)
    return text_of(report, key)
