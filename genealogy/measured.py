"""Measured values on their way to a control chart: of one unit, in the order of time.

Values convert within a dimension (g and kg); across dimensions nothing converts, and a chart of
unlike units would be none: such a question is refused with the units it met. A value that is a
text, or has no time, has no place on a chart; how many these are is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from genealogy.errors import MixedUnits
from genealogy.times import moment
from genealogy.units import canonical_unit, convert


class Measured(NamedTuple):
    """A value that was measured of a batch or an operation, with the limits beside it."""

    measurement_id: str
    of: str
    at: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one unit in the order of time, and how many were left out: texts, without a time,
    of another unit than the one that was asked for."""

    unit: str
    values: tuple[Measured, ...]
    texts: int
    untimed: int
    other_units: int


def series(characteristic: str, measured: Iterable[Measured], unit: str | None = None) -> Series:
    """The values in one unit: the one that is asked for, else the one that most of them have.

    Raises MixedUnits where they are of several dimensions and none is asked for.
    """
    every = list(measured)
    numbers = [each for each in every if each.value is not None]
    timed = [each for each in numbers if each.at]
    units = Counter(canonical_unit(each.unit) for each in timed)
    target = _unit(characteristic, units) if unit is None else canonical_unit(unit)
    values = [found for each in timed if (found := _in_unit(each, target)) is not None]
    return Series(
        unit=target,
        values=tuple(sorted(values, key=lambda each: (moment(each.at), each.measurement_id))),
        texts=len(every) - len(numbers),
        untimed=len(numbers) - len(timed),
        other_units=len(timed) - len(values),
    )


def _unit(characteristic: str, units: Counter[str]) -> str:
    """The unit that most values have; of as many the first by name."""
    target = min(units, key=lambda each: (-units[each], each), default="")
    if any(convert(Decimal(1), each, target) is None for each in units):
        raise MixedUnits(characteristic, dict(sorted(units.items())))
    return target


def _in_unit(each: Measured, target: str) -> Measured | None:
    """The same in another unit; None where it converts to nothing."""
    unit = canonical_unit(each.unit)
    if unit == target:
        return each._replace(unit=target)
    numbers = [
        None if number is None else convert(Decimal(repr(number)), unit, target)
        for number in (each.value, each.low, each.high)
    ]
    if numbers[0] is None:
        return None
    value, low, high = (None if number is None else float(number) for number in numbers)
    return each._replace(value=value, low=low, high=high, unit=target)


def subgroups(values: Sequence[Measured], size: int) -> list[tuple[Measured, ...]]:
    """The values in groups of so many that follow one another; a last one that is not full is
    left out."""
    whole = len(values) - len(values) % size
    return [tuple(values[at : at + size]) for at in range(0, whole, size)]
