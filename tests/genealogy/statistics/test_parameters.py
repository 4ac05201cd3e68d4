"""Parameters of bad and good batches: equal to scipy's, and the threshold where it was planted."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from genealogy.statistics.parameters import compared

VALUES = st.lists(st.integers(0, 12).map(float), min_size=5, max_size=25)


@settings(deadline=None, derandomize=True, database=None)
@given(VALUES, VALUES)
def test_p_and_effect_are_of_mann_and_whitney(bad: list[float], good: list[float]) -> None:
    found = compared(bad, good)
    pairs = [(b > g) + (b == g) / 2 for b in bad for g in good]

    assert found.enough
    assert found.effect == pytest.approx(sum(pairs) / len(pairs))
    if len({*bad, *good}) > 1:
        assert found.p == pytest.approx(mannwhitneyu(bad, good).pvalue)


@settings(deadline=None, derandomize=True, database=None)
@given(VALUES, VALUES)
def test_no_other_threshold_separates_better(bad: list[float], good: list[float]) -> None:
    found = compared(bad, good)
    values = sorted({*bad, *good})
    if len(values) == 1:
        assert (found.p, found.effect, found.threshold) == (1.0, 0.5, None)
        return
    best = max(
        abs(sum(b > at for b in bad) / len(bad) - sum(g > at for g in good) / len(good))
        for at in values
    )

    assert found.threshold is not None and found.threshold_low is not None
    assert found.sensitivity is not None and found.specificity is not None
    assert found.threshold_high is not None
    beyond = [(b > found.threshold) == found.above for b in bad]
    within = [(g > found.threshold) != found.above for g in good]
    assert found.sensitivity == pytest.approx(sum(beyond) / len(bad))
    assert found.specificity == pytest.approx(sum(within) / len(good))
    assert found.sensitivity + found.specificity - 1 == pytest.approx(best)
    assert found.threshold_low <= found.threshold <= found.threshold_high


def test_a_threshold_by_hand() -> None:
    found = compared([9.0, 8.0, 7.0, 10.0, 2.0], [1.0, 2.0, 3.0, 4.0, 5.0])

    assert (found.threshold, found.above) == (6.0, True)
    assert (found.sensitivity, found.specificity) == (0.8, 1.0)
    assert (found.bad_median, found.good_median) == (8.0, 3.0)


def test_bad_batches_may_lie_below() -> None:
    found = compared([1.0, 2.0, 3.0, 2.5], [7.0, 8.0, 9.0, 10.0])

    assert (found.threshold, found.above, found.effect) == (5.0, False, 0.0)
    assert (found.sensitivity, found.specificity) == (1.0, 1.0)


def test_a_planted_threshold_lies_in_its_interval() -> None:
    held = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        values = random.normal(80, 4, 800)
        failed = random.random(800) < np.where(values > 84, 0.5, 0.01)
        found = compared(values[failed].tolist(), values[~failed].tolist())
        assert found.threshold_low is not None and found.threshold_high is not None
        assert found.p is not None and found.p < 1e-6
        held += found.threshold_low <= 84 <= found.threshold_high

    assert held >= 34


@pytest.mark.parametrize(("bad", "good"), [(0, 0), (0, 9), (2, 90), (3, 4)])
def test_too_few_values_are_said_to_be(bad: int, good: int) -> None:
    found = compared([5.0] * bad, [4.0] * good)

    assert not found.enough
    assert (found.p, found.effect, found.threshold, found.above) == (None, None, None, None)
    assert found.bad_median == (5.0 if bad else None)


def test_a_value_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        compared([1.0, float("nan")], [2.0])


def test_a_parameter_takes_no_time_and_is_the_same_again() -> None:
    random = np.random.default_rng(3)
    bad, good = random.normal(1, 1, 100).tolist(), random.normal(0, 1, 1000).tolist()
    first = compared(bad, good)
    began = perf_counter()
    again = compared(bad, good)

    assert perf_counter() - began < 0.5  # 0.03 on an idle machine
    assert again == first
