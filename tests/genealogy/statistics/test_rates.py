"""Rates: intervals equal to scipy's, trends to the correlation that they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2, linregress

from genealogy.statistics.rates import in_a_row, ppm, trend, wilson

PERIOD = st.integers(0, 20).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@settings(deadline=None, derandomize=True, database=None)
@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_of_wilson(counts: tuple[int, int]) -> None:
    failures, total = counts
    ends = binomtest(failures, total).proportion_ci(method="wilson")

    assert wilson(failures, total) == pytest.approx((ends.low, ends.high), abs=1e-12)


def test_nothing_is_said_of_no_batch() -> None:
    assert wilson(0, 0) is None
    assert ppm(0, 0) is None
    with pytest.raises(ValueError, match="part"):
        wilson(4, 3)


def test_failures_in_a_million() -> None:
    assert ppm(3, 12_000) == 250.0


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(PERIOD, max_size=8))
def test_the_trend_is_the_line_through_all_batches(periods: list[tuple[int, int]]) -> None:
    batches = [
        (at, float(number < failures))
        for at, (failures, total) in enumerate(periods)
        for number in range(total)
    ]
    found = trend(periods)
    if len({at for at, _ in batches}) < 2 or len({failed for _, failed in batches}) < 2:
        assert found is None
        return
    line = linregress(*zip(*batches, strict=True))

    assert found is not None
    assert found.slope == pytest.approx(line.slope, abs=1e-12)
    # Cochran and Armitage: chi-squared is the number of batches times the correlation squared.
    assert found.z**2 == pytest.approx(len(batches) * line.rvalue**2, abs=1e-9)
    assert found.p == pytest.approx(chi2.sf(found.z**2, df=1), abs=1e-12)


def test_a_trend_by_hand() -> None:
    found = trend([(1, 10), (2, 10), (3, 10), (4, 10)])

    # Lean 10 * (0.3 * 0.5 + 0.1 * 1.5) ... = 5, spread 10 * 5 = 50, share a quarter.
    assert found is not None
    assert found.slope == pytest.approx(0.1)
    assert found.z == pytest.approx(5 / (0.25 * 0.75 * 50) ** 0.5)
    assert found.enough


def test_few_failures_are_said_to_be() -> None:
    rough, rare = trend([(0, 50), (4, 50)]), trend([(0, 50), (5, 50)])

    assert rough is not None and not rough.enough
    assert rare is not None and rare.enough


def test_three_failing_deliveries_in_a_row() -> None:
    outcomes = [True, True, False, True, None, True, True, False, None, True]

    assert in_a_row(outcomes) == [(3, 5, 6)]
    assert in_a_row(outcomes, n=2) == [(0, 1), (3, 5, 6)]
    assert in_a_row([]) == []
    assert in_a_row([True, True, True, True]) == [(0, 1, 2, 3)]
