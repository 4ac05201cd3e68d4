"""Parameters: whether a measured value was another for the bad batches than for the good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy.stats import mannwhitneyu

from genealogy.statistics.contrast import LEVEL, smallest_p

_LEAST = 3
_RESAMPLED = 500
_SEED = 1950

_Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of so many bad and good batches.

    `effect` is the chance that a bad batch has the higher value of two, equal ones counting
    half: 0.5 tells nothing, 0 and 1 separate wholly. `threshold` separates best; `above` says
    whether the bad ones lie above it, of which `sensitivity` is the part that does and
    `specificity` that of the good ones which do not. Not `enough` values: no figure but the
    medians. Without threshold: all values are equal.
    """

    bad: int
    good: int
    enough: bool
    bad_median: float | None
    good_median: float | None
    p: float | None
    effect: float | None
    threshold: float | None
    threshold_low: float | None
    threshold_high: float | None
    above: bool | None
    sensitivity: float | None
    specificity: float | None


def compared(bad: Sequence[float], good: Sequence[float]) -> Parameter:
    """How the values of bad batches differ from those of good ones.

    p: Mann & Whitney 1947, two-sided. The threshold has the largest index of Youden 1950 and lies
    midway between two values that occur; its 95 % interval is that of 500 resamplings of bad and
    of good values (Efron 1979), from the value below the cut to the one above, and a fixed seed
    makes it the same each time. Three values of each are the least, and so many that a p of 0.05
    can be had at all. Raises `ValueError` on a value that is not finite.
    """
    of_bad, of_good = np.asarray(bad, dtype=float), np.asarray(good, dtype=float)
    if not (np.isfinite(of_bad).all() and np.isfinite(of_good).all()):
        raise ValueError("a value is a finite number")
    enough = min(len(bad), len(good)) >= _LEAST and 2 * smallest_p(len(bad), len(good)) <= LEVEL
    p = effect = None
    cut = _Cut()
    if enough:
        if (together := np.concatenate([of_bad, of_good])).min() < together.max():
            tested = mannwhitneyu(of_bad, of_good, alternative="two-sided")
            p, effect = float(tested.pvalue), float(tested.statistic) / (len(bad) * len(good))
            cut = _cut(of_bad, of_good)
        else:
            p, effect = 1.0, 0.5
    return Parameter(
        bad=len(bad),
        good=len(good),
        enough=enough,
        bad_median=float(np.median(of_bad)) if len(bad) else None,
        good_median=float(np.median(of_good)) if len(good) else None,
        p=p,
        effect=effect,
        threshold=cut.at,
        threshold_low=cut.low,
        threshold_high=cut.high,
        above=cut.above,
        sensitivity=cut.sensitivity,
        specificity=cut.specificity,
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    at: float | None = None
    low: float | None = None
    high: float | None = None
    above: bool | None = None
    sensitivity: float | None = None
    specificity: float | None = None


def _cut(bad: _Array, good: _Array) -> _Cut:
    values, places = np.unique(np.concatenate([bad, good]), return_inverse=True)
    of_bad, of_good = places[: len(bad)], places[len(bad) :]
    below_bad = _below(of_bad[None, :], len(values))[0]
    below_good = _below(of_good[None, :], len(values))[0]
    # In whole numbers, so that equal indices are equal.
    youden = below_good * len(bad) - below_bad * len(good)
    best = int(np.abs(youden).argmax())
    above = bool(youden[best] > 0)
    sign = 1 if above else -1
    random = np.random.default_rng(_SEED)
    again_bad = _below(_resampled(of_bad, random), len(values))
    again_good = _below(_resampled(of_good, random), len(values))
    again = sign * (again_good * len(bad) - again_bad * len(good))
    first = again.argmax(axis=1)
    last = again.shape[1] - 1 - again[:, ::-1].argmax(axis=1)
    at = float(values[best] / 2 + values[best + 1] / 2)
    part_bad, part_good = below_bad[best] / len(bad), below_good[best] / len(good)
    return _Cut(
        at=at,
        low=min(at, float(np.quantile(values[first], 0.025, method="lower"))),
        high=max(at, float(np.quantile(values[last + 1], 0.975, method="higher"))),
        above=above,
        sensitivity=float(1 - part_bad if above else part_bad),
        specificity=float(part_good if above else 1 - part_good),
    )


def _resampled(places: _Array, random: np.random.Generator) -> _Array:
    """As many drawn with replacement, a row each time."""
    drawn = random.integers(len(places), size=(_RESAMPLED, len(places)))
    return cast("_Array", places[drawn])


def _below(places: _Array, values: int) -> _Array:
    """How many of each row lie at or below each value but the last."""
    rows = len(places)
    numbered = (places + np.arange(rows)[:, None] * values).ravel()
    counts = np.bincount(numbered, minlength=rows * values).reshape(rows, values)
    return cast("_Array", counts.cumsum(axis=1)[:, :-1])
