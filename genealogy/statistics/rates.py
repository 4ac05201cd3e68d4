"""Rates of failure, with what they leave open, and whether they rise or fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

_FEW = 5


@dataclass(frozen=True, slots=True)
class Trend:
    """How the share of failures goes over periods: `slope` is its change a period.

    `p` is the chance of as steep a line, up or down, if the share stays the same. Not `enough`:
    with fewer than five failures, or five that passed, p is a rough one.
    """

    slope: float
    z: float
    p: float
    enough: bool


LEVEL = 0.05
"""The p below which a trend is more than chance."""


def wilson(failures: int, total: int) -> tuple[float, float] | None:
    """The 95 % interval of a share (Wilson 1927); None of no batch at all."""
    if not 0 <= failures <= total:
        raise ValueError("failures are a part of the total")
    if not total:
        return None
    z = NormalDist().inv_cdf(0.975)
    share, square = failures / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / total + square / (4 * total))
    low = 0.0 if failures == 0 else max(0.0, middle - half)
    high = 1.0 if failures == total else min(1.0, middle + half)
    return low, high


def ppm(failures: int, total: int) -> float | None:
    """Failures in a million; None of no batch at all."""
    return failures * 1_000_000 / total if total else None


def trend(periods: Sequence[tuple[int, int]]) -> Trend | None:
    """Whether the share of failures rises or falls over (failures, total) of periods in order.

    Cochran 1954, Armitage 1955: a straight line through the shares, each with the weight of its
    total, an empty period keeping its place. None where there is no line to draw: batches in one
    period only, no failure, or nothing else.
    """
    total = sum(count for _, count in periods)
    failed = sum(failures for failures, _ in periods)
    if not 0 < failed < total:
        return None
    middle = sum(at * count for at, (_, count) in enumerate(periods)) / total
    spread = sum(count * (at - middle) ** 2 for at, (_, count) in enumerate(periods))
    if not spread:
        return None
    share = failed / total
    lean = sum(
        (failures - count * share) * (at - middle) for at, (failures, count) in enumerate(periods)
    )
    z = lean / sqrt(share * (1 - share) * spread)
    enough = min(failed, total - failed) >= _FEW
    return Trend(slope=lean / spread, z=z, p=erfc(abs(z) / sqrt(2)), enough=enough)


def in_a_row(outcomes: Sequence[bool | None], n: int = 3) -> list[tuple[int, ...]]:
    """The places of each run of `n` failures or more in a row; True is a failure.

    None, not tested, neither counts nor ends a run: only what is known to have passed does.
    """
    runs: list[list[int]] = [[]]
    for at, failed in enumerate(outcomes):
        if failed:
            runs[-1].append(at)
        elif failed is False:
            runs.append([])
    return [tuple(run) for run in runs if len(run) >= n]
