"""Control charts: limits by hand and by the definitions, and each rule's pattern in full."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from genealogy.statistics.control import (
    Chart,
    Violation,
    constants,
    individuals,
    subgroups,
    violations,
)

STEADY = [10.0, 12.0] * 10


@pytest.mark.parametrize("size", range(2, 26))
def test_constants_are_those_of_ranges_of_normal_values(size: int) -> None:
    mean = quad(lambda x: 1 - norm.cdf(x) ** size - norm.sf(x) ** size, -9, 9)[0]
    random = np.random.default_rng(size)
    deviation = np.ptp(random.normal(size=(100_000, size)), axis=1).std()
    found = constants(size)

    assert found.a2 == pytest.approx(3 / (mean * size**0.5), rel=5e-4)
    assert found.d4 == pytest.approx(1 + 3 * deviation / mean, abs=0.02)
    assert found.d3 == pytest.approx(max(0.0, 1 - 3 * deviation / mean), abs=0.02)


@pytest.mark.parametrize(
    ("size", "a2", "d3", "d4"),
    [
        (2, 1.880, 0, 3.267),
        (5, 0.577, 0, 2.114),
        (7, 0.419, 0.076, 1.924),
        (10, 0.308, 0.223, 1.777),
        (25, 0.153, 0.459, 1.541),
    ],
)
def test_constants_are_those_of_the_tables(size: int, a2: float, d3: float, d4: float) -> None:
    found = constants(size)

    assert (found.a2, found.d3, found.d4) == pytest.approx((a2, d3, d4), abs=0.002)


@pytest.mark.parametrize("size", [1, 26])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="2 to 25"):
        constants(size)


def test_individuals_by_hand() -> None:
    found = individuals([*STEADY, 20.0], baseline=(0, 20))

    assert (found.location.centre, found.spread.centre) == (11.0, 2.0)
    assert found.location.low == pytest.approx(11 - 3 * 2 / 1.128)
    assert found.location.high == pytest.approx(11 + 3 * 2 / 1.128)
    assert found.spread.high == pytest.approx(3.267 * 2, abs=0.01)
    assert found.location.violations == (Violation(1, True, (20,)),)
    # The moving range of the value 20 is the twentieth, numbered as its value.
    assert (found.spread.first, len(found.spread.points)) == (1, 20)
    assert found.spread.violations == (Violation(1, True, (20,)),)


def test_means_and_ranges_by_hand() -> None:
    groups = [[10.0, 12.0, 14.0, 11.0, 13.0]] * 9 + [[17.0, 18.0, 19.0, 18.0, 18.0]]
    found = subgroups(groups, baseline=(0, 9))

    assert (found.location.centre, found.spread.centre) == (12.0, 4.0)
    assert found.location.low == pytest.approx(12 - 0.577 * 4, abs=0.01)
    assert found.spread.high == pytest.approx(2.114 * 4, abs=0.01)
    assert found.spread.low == 0.0
    assert found.location.violations == (Violation(1, True, (9,)),)
    assert found.spread.violations == ()


def test_too_small_a_range_is_told_where_there_is_a_lower_limit() -> None:
    groups = [[float(n) for n in range(10)]] * 8 + [[4.5] * 10]
    found = subgroups(groups, baseline=(0, 8))

    assert found.spread.violations == (Violation(1, False, (8,)),)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([0, 3.1, 0, -3.1], [(1, True, (1,)), (1, False, (3,))]),
        ([0, 3.0, 0], []),
        ([2.1, 0, 2.1], [(2, True, (0, 2))]),
        ([2.1, 0, 0, 2.1], []),
        ([2.1, -2.1, 0.5], []),
        ([-2.1, -2.1, 0, -2.1], [(2, False, (0, 1, 3))]),
        ([1.1, 1.1, 0, 1.1, 1.1], [(3, True, (0, 1, 3, 4))]),
        ([1.1, 1.1, 0, 0, 1.1, 1.1], []),
        ([0.1] * 7 + [-0.1] * 7, []),
        ([0.1] * 7 + [0.0] + [0.1] * 7, []),
        ([-0.1] * 9, [(4, False, tuple(range(9)))]),
    ],
)
def test_each_rule_names_all_points_of_its_pattern(
    points: list[float], expected: list[tuple[int, bool, tuple[int, ...]]]
) -> None:
    assert violations(points, 0.0, 1.0) == tuple(Violation(*each) for each in expected)


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(st.floats(-4, 4), max_size=30))
def test_rules_look_the_same_from_below(points: list[float]) -> None:
    down = violations([-point for point in points], 0.0, 1.0)

    assert {(each.rule, each.above, each.points) for each in violations(points, 0.0, 1.0)} == {
        (each.rule, not each.above, each.points) for each in down
    }


def test_limits_come_from_the_baseline_alone() -> None:
    late = individuals([*STEADY, *[30.0, 31.0] * 10], baseline=(0, 20))
    early = individuals(STEADY)

    assert (late.location.low, late.location.high) == (early.location.low, early.location.high)
    assert {point for each in late.location.violations for point in each.points} >= {*range(20, 40)}


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0] * 3])
def test_with_few_points_there_are_no_limits(values: list[float]) -> None:
    found = individuals(values)

    assert not found.enough
    assert found.location == Chart(tuple(values), 0, None, None, None, ())


def test_values_that_do_not_vary_have_no_limits() -> None:
    found = individuals([0.1] * 12 + [0.2], baseline=(0, 12))

    assert (found.enough, found.constant, found.location.low) == (True, True, None)
    assert subgroups([[0.1, 0.1]] * 9).constant
    assert not subgroups([]).enough


def test_subgroups_of_two_sizes_and_values_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        subgroups([[1.0, 2.0], [1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="finite"):
        individuals([1.0, float("inf")])
