"""The control chart of a series: its points, centre and limits, and where a rule is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from genealogy.measured import Measured, subgroups
from genealogy.statistics import control
from genealogy.times import moment

NoLimits = Literal["few", "constant"]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the chart: one value, or the mean of a subgroup with its range."""

    measured: tuple[Measured, ...]
    value: float
    range: float | None
    rules: tuple[int, ...]

    @property
    def first(self) -> Measured:
        """What was measured first."""
        return self.measured[0]

    @property
    def last(self) -> Measured:
        """What was measured last."""
        return self.measured[-1]

    def to_dict(self) -> dict[str, Any]:
        """The point as JSON, with the limits of the specification and what the records judged."""
        lows = [each.low for each in self.measured if each.low is not None]
        highs = [each.high for each in self.measured if each.high is not None]
        return {
            "at": self.first.at,
            "measured": self.value,
            "range": self.range,
            "low": max(lows, default=None),
            "high": min(highs, default=None),
            "verdict": _one({each.verdict for each in self.measured}),
            "measurements": [each.measurement_id for each in self.measured],
            "rules": [str(rule) for rule in self.rules],
        }


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, and the places of the points that break it together."""

    rule: int
    why: str
    points: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """The violation as JSON, points counted from 1."""
        points = [str(each + 1) for each in self.points]
        return {"rule": str(self.rule), "why": self.why, "points": points}


@dataclass(frozen=True, slots=True)
class Limits:
    """A centre and its control limits; None where there are too few values for any."""

    centre: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Individual values, or means and ranges of subgroups. `baseline` is of how many points the
    limits come, `left_over` how many values fill no whole subgroup. `no_limits` says why there are
    none: too `few` of these, or `constant` ones."""

    kind: str
    limits: Limits
    ranges: Limits
    points: tuple[Point, ...]
    violations: tuple[Violation, ...]
    baseline: int
    left_over: int
    no_limits: NoLimits | None

    def to_dict(self) -> dict[str, Any]:
        """The chart as JSON, without its points."""
        return {
            "kind": self.kind,
            "centre": self.limits.centre,
            "lower": self.limits.lower,
            "upper": self.limits.upper,
            "range_centre": self.ranges.centre,
            "range_lower": self.ranges.lower,
            "range_upper": self.ranges.upper,
            "no_limits": self.no_limits,
            "baseline": self.baseline,
            "left_over": self.left_over,
        }


_RULES = {
    1: "a point beyond three sigma",
    2: "two of three points beyond two sigma on one side",
    3: "four of five points beyond one sigma on one side",
    4: "eight points in a row on one side of the centre",
}
"""The rules of the Western Electric handbook, by their number."""


def chart_of(
    values: Sequence[Measured], subgroup: int = 1, baseline_to: datetime | None = None
) -> Chart:
    """The chart of values in the order of time; its limits are those of the values up to a time,
    or of all."""
    groups = subgroups(values, subgroup)
    numbers = [[each.value or 0.0 for each in group] for group in groups]
    known = sum(baseline_to is None or moment(each[-1].at) <= baseline_to for each in groups)
    if subgroup == 1:
        found = control.individuals([each[0] for each in numbers], (0, known))
    else:
        found = control.subgroups(numbers, (0, known))
    broken = [(each.rule, each.points) for each in found.location.violations]
    return Chart(
        kind="individuals" if subgroup == 1 else "xbar-r",
        limits=_limits(found.location),
        ranges=_limits(found.spread),
        points=tuple(
            Point(
                group,
                sum(each) / len(each),
                None if subgroup == 1 else max(each) - min(each),
                tuple(sorted({rule for rule, its in broken if place in its})),
            )
            for place, (group, each) in enumerate(zip(groups, numbers, strict=True))
        ),
        violations=tuple(Violation(rule, _RULES[rule], its) for rule, its in broken),
        baseline=known,
        left_over=len(values) - len(groups) * subgroup,
        no_limits="few" if not found.enough else "constant" if found.constant else None,
    )


def _limits(chart: control.Chart) -> Limits:
    return Limits(chart.centre, chart.low, chart.high)


def _one(texts: set[str]) -> str | None:
    """The text, where there is one alone."""
    return (next(iter(texts)) or None) if len(texts) == 1 else None
