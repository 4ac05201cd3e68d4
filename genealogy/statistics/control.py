"""Control charts: which measurements leave what a process does of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isfinite, sqrt

_D2 = (
    1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078, 3.173, 3.258, 3.336,
    3.407, 3.472, 3.532, 3.588, 3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931,
)  # fmt: skip
_D3 = (
    0.853, 0.888, 0.880, 0.864, 0.848, 0.833, 0.820, 0.808, 0.797, 0.787, 0.778, 0.770,
    0.763, 0.756, 0.750, 0.744, 0.739, 0.734, 0.729, 0.724, 0.720, 0.716, 0.712, 0.708,
)  # fmt: skip
"""Mean and standard deviation of the range of 2 to 25 values, in standard deviations."""

_LEAST = 8

_RULES = ((1, 1, 1, 3.0), (2, 2, 3, 2.0), (3, 4, 5, 1.0), (4, 8, 8, 0.0))
"""Western Electric: the rule's number, so many of so many in a row, beyond so many sigma."""


@dataclass(frozen=True, slots=True)
class Constants:
    """What an average range is multiplied by, to have the limits of means and of ranges."""

    a2: float
    d3: float
    d4: float


@dataclass(frozen=True, slots=True)
class Violation:
    """A pattern that breaks a Western Electric rule (1 to 4), with all points that make it."""

    rule: int
    above: bool
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Points in order with centre line and control limits; without, where none can be drawn.

    Points are numbered as the values or subgroups are; `first` is the number of the first one (a
    moving range begins with the second value).
    """

    points: tuple[float, ...]
    first: int
    centre: float | None
    low: float | None
    high: float | None
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """A pair of charts: of the values or means, and of the ranges.

    Not `enough`: fewer than eight values or subgroups to take the limits from. `constant`: these
    do not vary (a gauge too coarse, or values copied). In both cases no limits are drawn.
    """

    location: Chart
    spread: Chart
    enough: bool
    constant: bool


def constants(size: int) -> Constants:
    """A2, D3 and D4 for subgroups of 2 to 25 (ISO 7870-2; Montgomery, appendix VI)."""
    if not 2 <= size <= 25:
        raise ValueError("a subgroup has 2 to 25 values")
    d2, d3 = _D2[size - 2], _D3[size - 2]
    return Constants(3 / (d2 * sqrt(size)), max(0.0, 1 - 3 * d3 / d2), 1 + 3 * d3 / d2)


def individuals(values: Sequence[float], baseline: tuple[int, int] | None = None) -> Control:
    """The charts of single values and of their moving ranges, in the order of time.

    Sigma is the mean moving range / 1.128, so that a drift does not widen its own limits. Limits
    come from the values of `baseline` (from, up to), or from all.
    """
    _finite(values)
    ranges = [abs(later - value) for value, later in pairwise(values)]
    start, stop = baseline or (0, len(values))
    of_ranges = ranges[start : max(stop - 1, start)]
    return _control(values, ranges, 1, values[start:stop], of_ranges, 2, 3 / _D2[0])


def subgroups(
    groups: Sequence[Sequence[float]], baseline: tuple[int, int] | None = None
) -> Control:
    """The charts of means and ranges (X-bar/R) of subgroups of one size, in the order of time.

    Limits come from the subgroups of `baseline` (from, up to), or from all.
    """
    sizes = {len(group) for group in groups}
    if len(sizes) > 1:
        raise ValueError("the subgroups of a chart are of one size")
    size = sizes.pop() if sizes else 2
    wide = constants(size).a2
    for group in groups:
        _finite(group)
    means = [fsum(group) / size for group in groups]
    ranges = [max(group) - min(group) for group in groups]
    start, stop = baseline or (0, len(groups))
    return _control(means, ranges, 0, means[start:stop], ranges[start:stop], size, wide)


def violations(points: Sequence[float], centre: float, sigma: float) -> tuple[Violation, ...]:
    """The patterns of points that break one of the four Western Electric rules (1956).

    1: one point beyond 3 sigma. 2: two of three in a row beyond 2 sigma. 3: four of five beyond
    1 sigma. 4: eight in a row on one side; all on the same side of the centre. Patterns of a rule
    that share points are told as one.
    """
    found = []
    for rule, count, window, zone in _RULES:
        for above in (True, False):
            sign = 1 if above else -1
            beyond = [sign * (point - centre) > zone * sigma for point in points]
            found += [
                Violation(rule, above, pattern) for pattern in _patterns(beyond, count, window)
            ]
    return tuple(sorted(found, key=lambda each: (each.points, each.rule)))


def _patterns(beyond: Sequence[bool], count: int, window: int) -> list[tuple[int, ...]]:
    """The places of `count` beyond within `window` in a row, those that share places as one."""
    found: list[list[int]] = []
    for last in range(len(beyond)):
        inside = [at for at in range(max(0, last - window + 1), last + 1) if beyond[at]]
        if not beyond[last] or len(inside) < count:
            continue
        if found and found[-1][-1] >= inside[0]:
            found[-1] += [at for at in inside if at > found[-1][-1]]
        else:
            found.append(inside)
    return [tuple(pattern) for pattern in found]


def _control(
    values: Sequence[float],
    ranges: Sequence[float],
    first: int,
    base: Sequence[float],
    base_ranges: Sequence[float],
    size: int,
    wide: float,
) -> Control:
    """The pair of charts; limits of the values lie `wide` average ranges off their centre."""
    enough = len(base) >= _LEAST
    mean_range = fsum(base_ranges) / len(base_ranges) if base_ranges else 0.0
    if not (enough and mean_range):
        location = Chart(tuple(values), 0, None, None, None, ())
        spread = Chart(tuple(ranges), first, None, None, None, ())
        return Control(location, spread, enough, bool(base_ranges) and not mean_range)
    centre, half, factors = fsum(base) / len(base), wide * mean_range, constants(size)
    broken = violations(values, centre, half / 3)
    high = factors.d4 * mean_range
    low = factors.d3 * mean_range
    # The ranges lie skew about their mean: only the limits themselves count (rule 1).
    wild = tuple(
        Violation(1, each > high, (at,))
        for at, each in enumerate(ranges, start=first)
        if not low <= each <= high
    )
    return Control(
        Chart(tuple(values), 0, centre, centre - half, centre + half, broken),
        Chart(tuple(ranges), first, mean_range, low, high, wild),
        enough=True,
        constant=False,
    )


def _finite(values: Sequence[float]) -> None:
    if not all(isfinite(value) for value in values):
        raise ValueError("a value is a finite number")
