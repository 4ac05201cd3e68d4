"""Contrast: how clearly something that batches share tells the bad ones from the good ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.stats import false_discovery_control, hypergeom, norm

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Contrast:
    """A table of two by two: of the `bad` and `good` batches that a suspect reaches, and the rest.

    `lift` is how many times more often a batch that it reaches is bad than any batch is; None
    where it reaches none. The odds ratio has one half added to each number where one of them is
    0, so that it is never endless (Haldane 1956, Anscombe 1956); `odds_low` and `odds_high` are
    its interval of 95 % (Woolf 1955). `p` is how likely chance alone lets a suspect reach as many
    bad batches or more (Fisher's exact test, one-sided); `q` the share of false ones among all
    suspects with this p or a smaller one (Benjamini and Hochberg 1995).
    """

    bad: int
    good: int
    bad_share: float | None
    good_share: float | None
    lift: float | None
    odds_ratio: float
    odds_low: float
    odds_high: float
    p: float
    q: float


def contrasts(reached: Sequence[tuple[int, int]], bad: int, good: int) -> list[Contrast]:
    """The contrast of each suspect, by how many bad and good batches it reaches of `bad` and
    `good` in all. Equal tables are worked out once."""
    tables = sorted(set(reached))
    tests = dict(zip(tables, fisher(tables, bad, good), strict=True))
    rates = discovery_rates([tests[table] for table in reached])
    odds = {table: _odds(*table, bad, good) for table in tables}
    return [
        Contrast(
            hit,
            passed,
            hit / bad if bad else None,
            passed / good if good else None,
            hit * (bad + good) / ((hit + passed) * bad) if hit + passed and bad else None,
            *odds[hit, passed],
            tests[hit, passed],
            rate,
        )
        for (hit, passed), rate in zip(reached, rates, strict=True)
    ]


def fisher(tables: Sequence[tuple[int, int]], bad: int, good: int) -> list[float]:
    """For each table how likely chance alone lets as many bad batches or more be reached: Fisher's
    exact test, one-sided."""
    hits = np.array([hit for hit, _ in tables])
    reached = np.array([hit + passed for hit, passed in tables])
    chances = hypergeom.sf(hits - 1, bad + good, bad, reached)
    return [min(1.0, float(each)) for each in np.atleast_1d(chances)]


def smallest_p(bad: int, good: int) -> float:
    """The p of a suspect that reaches every bad batch and no good one: no p can be smaller."""
    return fisher([(bad, 0)], bad, good)[0]


def discovery_rates(tests: Sequence[float]) -> list[float]:
    """For each p the share of false ones among all with this p or a smaller one (Benjamini and
    Hochberg 1995)."""
    return [float(each) for each in false_discovery_control(tests)] if tests else []


def _odds(hit: int, passed: int, bad: int, good: int) -> tuple[float, float, float]:
    """The odds ratio with the ends of its interval."""
    cells = [hit, passed, bad - hit, good - passed]
    a, b, c, d = (cell + (0.5 if 0 in cells else 0.0) for cell in cells)
    ratio = a * d / (b * c)
    wide = float(norm.ppf((1 + CONFIDENCE) / 2)) * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return ratio, exp(log(ratio) - wide), exp(log(ratio) + wide)
