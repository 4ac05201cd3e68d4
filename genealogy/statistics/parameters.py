"""Parameters: whether a value that was measured differs between bad and good batches, and where
the line between them is best drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import mannwhitneyu

FEWEST = 3
"""With fewer values on either side nothing is said."""

_RESAMPLED = 400
_SEED = 20_260_101
_ENDS = (2.5, 97.5)  # percentiles: an interval of 95 %
_EXACT_UP_TO = 20_000  # pairs of values; beyond, the normal approximation is as good and fast

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameter:
    """How the values of bad batches differ from those of good ones.

    `p` is that of the test of Mann and Whitney (1947), two-sided; `superiority` the share of pairs
    in which the bad batch has the larger value, ties as a half: 0.5 is no difference. Values
    `above` the `threshold` (at it or more), or else below it, tell bad ones best (Youden 1950):
    `sensitivity` is the share of bad ones beyond it, `specificity` that of good ones not beyond.
    `low` and `high` are the interval of 95 % of the threshold, by resampling bad and good batches
    (Efron 1979) with fixed seeds.
    """

    p: float
    superiority: float
    bad_median: float
    good_median: float
    above: bool
    threshold: float
    low: float
    high: float
    sensitivity: float
    specificity: float


def compared(bad: Sequence[float], good: Sequence[float]) -> Parameter | None:
    """How the values differ; None with fewer than three on either side, or if all are equal."""
    if min(len(bad), len(good)) < FEWEST or len({*bad, *good}) == 1:
        return None
    hit, passed = np.sort(np.asarray(bad, float)), np.sort(np.asarray(good, float))
    exact = len(hit) * len(passed) <= _EXACT_UP_TO and len({*bad, *good}) == len(hit) + len(passed)
    test = mannwhitneyu(hit, passed, method="exact" if exact else "asymptotic")
    superiority = float(test.statistic) / (len(hit) * len(passed))
    above = superiority >= 0.5
    threshold = _threshold(hit, passed, above=above)
    low, high = _interval(hit, passed, above=above)
    beyond, within = _beyond(hit, threshold, above=above), _beyond(passed, threshold, above=above)
    return Parameter(
        min(1.0, float(test.pvalue)),
        superiority,
        float(np.median(hit)),
        float(np.median(passed)),
        above,
        threshold,
        min(low, threshold),
        max(high, threshold),
        beyond,
        1 - within,
    )


def _threshold(bad: Values, good: Values, *, above: bool) -> float:
    """Where the share of bad values beyond and that of good ones differ the most; midway to the
    next value, so that neither has it. Both are sorted."""
    values = np.unique(np.concatenate([bad, good]))
    cuts = (values[1:] + values[:-1]) / 2 if len(values) > 1 else values
    apart = np.searchsorted(good, cuts) / len(good) - np.searchsorted(bad, cuts) / len(bad)
    best = apart if above else -apart
    return float(cuts[int(np.argmax(best))])


def _interval(bad: Values, good: Values, *, above: bool) -> tuple[float, float]:
    random = np.random.default_rng(_SEED)
    found = [
        _threshold(
            np.sort(random.choice(bad, len(bad))), np.sort(random.choice(good, len(good))),
            above=above,
        )
        for _ in range(_RESAMPLED)
    ]  # fmt: skip
    low, high = np.percentile(found, _ENDS)
    return float(low), float(high)


def _beyond(values: Values, threshold: float, *, above: bool) -> float:
    return float(np.mean(values >= threshold if above else values < threshold))
