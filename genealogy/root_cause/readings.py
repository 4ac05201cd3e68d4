"""Readings: what a measured characteristic was for each of the batches that are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from genealogy.root_cause.reach import Reach, matrix
from genealogy.root_cause.suspects import Suspect, Value
from genealogy.units import convert, dimension


@dataclass(frozen=True, slots=True)
class Reading:
    """A characteristic of a step, in one unit: the value for each batch, by its number.

    Of a batch with several measurements upstream it is their mean.
    """

    suspect: Suspect
    unit: str
    values: Mapping[int, float]


def readings(values: Iterable[Value], reach: Reach, batches: int) -> list[Reading]:
    """Every characteristic that was measured in numbers, by step and dimension.

    Values of one dimension are told in the unit that most of them have; those of another are a
    reading of their own, since nothing converts them. `batches` is how many are compared.
    """
    measured: dict[tuple[str, str, str], list[Value]] = {}
    for each in values:
        if each.test.value is not None and reach.get((each.kind, each.id)):
            key = (each.test.characteristic, each.step, dimension(each.test.unit))
            measured.setdefault(key, []).append(each)
    found = []
    for _, those in sorted(measured.items()):
        unit = Counter(each.test.unit for each in those).most_common(1)[0][0]
        means = _means(those, unit, reach, batches)
        if means:
            found.append(Reading(those[0].parameter, unit, means))
    return found


def mixed_units(found: Iterable[Reading]) -> dict[Suspect, list[str]]:
    """The characteristics that are measured in units that nothing converts, with these."""
    units: dict[Suspect, list[str]] = {}
    for each in found:
        units.setdefault(each.suspect, []).append(each.unit)
    return {suspect: those for suspect, those in units.items() if len(those) > 1}


def _means(those: list[Value], unit: str, reach: Reach, batches: int) -> dict[int, float]:
    """The mean for each batch of what was measured upstream of it."""
    import numpy as np  # slow to import: only who asks pays

    amounts = np.array([_in(each, unit) for each in those])
    of = matrix([reach[each.kind, each.id] for each in those], batches)
    counts = of.sum(axis=0, dtype=np.int64)
    sums = amounts @ of
    return {int(at): float(sums[at] / counts[at]) for at in np.flatnonzero(counts)}


def _in(value: Value, unit: str) -> float:
    amount = value.test.value
    assert amount is not None
    there = convert(Decimal(repr(amount)), value.test.unit, unit)
    return amount if there is None else float(there)
