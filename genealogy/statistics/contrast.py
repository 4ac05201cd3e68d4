"""Contrast: how much more of the bad batches than of the good ones a suspect reaches.

Salt that is in every batch reaches all bad ones, and all good ones too: it explains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
from scipy.special import ndtri
from scipy.stats import false_discovery_control, hypergeom

LEVEL = 0.05
"""The false discovery rate below which a suspect is called one."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """One suspect: how many bad and good batches it reaches, and how much that tells.

    `bad_share` and `good_share` are parts of all bad and of all good batches. `lift` is the share
    of bad ones among the batches that it reaches, over that among all batches: 1 tells nothing.
    The odds ratio stands with its 95 % interval. `p` is the chance of reaching as many of the bad
    ones or more if it had nothing to do with them. None: cannot be said, as something is divided
    by none.
    """

    bad: int
    good: int
    bad_share: float | None
    good_share: float | None
    lift: float | None
    odds_ratio: float | None
    odds_low: float | None
    odds_high: float | None
    p: float


def contrasts(reached: Sequence[tuple[int, int]], bad: int, good: int) -> list[Contrast]:
    """The contrast of each suspect, in the order given, of `bad` and `good` batches in all.

    `reached` is (bad, good) a suspect.

    p: Fisher's exact test, one-sided (Fisher 1935). The odds ratio is that of the table, with 0.5
    more in each cell where one is zero (Haldane 1956, Anscombe 1956) and the interval of Woolf
    1955. The conditional one with its exact interval takes 8 milliseconds a table, and has no
    upper end in the very case of interest, a suspect that reaches no good batch; this one always
    has both ends. A suspect that reaches all batches or none has no odds ratio. Only distinct
    tables are calculated.

    Raises ValueError where one reaches more batches than there are.
    """
    if not reached:
        return []
    tables, which = np.unique(np.asarray(reached, dtype=np.int64), axis=0, return_inverse=True)
    if (tables < 0).any() or (tables > (bad, good)).any():
        raise ValueError("a suspect cannot reach fewer batches than none, nor more than all")
    which = which.reshape(-1)
    p = _fisher(tables, bad, good)
    odds = _odds(tables, bad, good)
    figures = [
        _contrast(int(b), int(g), bad, good, ends, float(chance))
        for (b, g), ends, chance in zip(tables, odds, p, strict=True)
    ]
    return [figures[at] for at in which]


def false_discovery_rates(p: Sequence[float], tests: Sequence[int]) -> list[float]:
    """For each p the part of false alarms to expect among all with this p or a smaller one
    (Benjamini & Hochberg 1995); each counts for so many suspects as `tests` says."""
    if not p:
        return []
    adjusted = false_discovery_control(np.repeat(p, tests))
    return [float(adjusted[end]) for end in np.cumsum(tests) - 1]


def smallest_p(bad: int, good: int) -> float:
    """The p of a suspect that reaches all bad batches and no good one: no other has a smaller."""
    return 1 / comb(bad + good, bad)


def _fisher(tables: np.ndarray[Any, Any], bad: int, good: int) -> np.ndarray[Any, Any]:
    if not (bad and good):
        return np.ones(len(tables))
    of_bad, of_good = tables.T
    chance = hypergeom.sf(of_bad - 1, bad + good, bad, of_bad + of_good)
    return np.where(of_bad == 0, 1.0, np.clip(chance, 0.0, 1.0))


def _odds(tables: np.ndarray[Any, Any], bad: int, good: int) -> list[tuple[float, ...] | None]:
    """Odds ratio, lower and upper end of each table; None where a margin is zero."""
    b, g = tables.T.astype(float)
    cells = np.array([b, g, bad - b, good - g])
    cells = np.where((cells == 0).any(axis=0), cells + 0.5, cells)
    logarithm = np.log(cells[0]) + np.log(cells[3]) - np.log(cells[1]) - np.log(cells[2])
    half = ndtri(0.975) * np.sqrt((1 / cells).sum(axis=0))
    rows = np.exp(np.array([logarithm, logarithm - half, logarithm + half])).T.tolist()
    told = (b + g > 0) & (b + g < bad + good) & (bad > 0) & (good > 0)
    return [tuple(row) if here else None for row, here in zip(rows, told, strict=True)]


def _contrast(
    b: int,
    g: int,
    bad: int,
    good: int,
    odds: tuple[float, ...] | None,
    chance: float,
) -> Contrast:
    ratio, low, high = odds or (None, None, None)
    return Contrast(
        bad=b,
        good=g,
        bad_share=b / bad if bad else None,
        good_share=g / good if good else None,
        lift=(b / (b + g)) / (bad / (bad + good)) if b + g and bad else None,
        odds_ratio=ratio,
        odds_low=low,
        odds_high=high,
        p=chance,
    )
