"""Contrasts of suspects: equal to scipy's table by table, and never without meaning."""

from __future__ import annotations

import json
import math
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact
from scipy.stats.contingency import odds_ratio, relative_risk

from genealogy.statistics.contrast import contrasts, false_discovery_rates, smallest_p

Case = tuple[int, int, list[tuple[int, int]]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """How many bad and good batches there are, and how many of them the suspects reach."""
    bad, good = draw(st.integers(0, 15)), draw(st.integers(0, 60))
    pairs = st.tuples(st.integers(0, bad), st.integers(0, good))
    return bad, good, draw(st.lists(pairs, min_size=1, max_size=20))


def test_a_table_by_hand() -> None:
    [found] = contrasts([(8, 20)], bad=10, good=100)

    assert (found.bad, found.good) == (8, 20)
    assert (found.bad_share, found.good_share) == (0.8, 0.2)
    assert found.lift == pytest.approx((8 / 28) / (10 / 110))
    assert found.odds_ratio == pytest.approx(8 * 80 / (20 * 2))
    half = 1.959963984540054 * math.sqrt(1 / 8 + 1 / 20 + 1 / 2 + 1 / 80)
    assert found.odds_low == pytest.approx(16 * math.exp(-half))
    assert found.odds_high == pytest.approx(16 * math.exp(half))


@settings(deadline=None, derandomize=True, database=None)
@given(cases())
def test_p_is_fishers(case: Case) -> None:
    bad, good, reached = case
    found = contrasts(reached, bad, good)

    tables = [[[b, g], [bad - b, good - g]] for b, g in reached]
    p = [float(fisher_exact(table, alternative="greater").pvalue) for table in tables]
    assert [each.p for each in found] == pytest.approx(p, rel=1e-9)


@settings(deadline=None, derandomize=True, database=None)
@given(cases())
def test_odds_ratio_and_lift_are_scipys_where_no_cell_is_zero(case: Case) -> None:
    bad, good, reached = case
    for (b, g), found in zip(reached, contrasts(reached, bad, good), strict=True):
        if 0 < b < bad and 0 < g < good:
            table = odds_ratio([[b, g], [bad - b, good - g]], kind="sample")
            ends = table.confidence_interval(0.95)
            assert found.odds_ratio == pytest.approx(table.statistic)
            assert (found.odds_low, found.odds_high) == pytest.approx((ends.low, ends.high))
            assert found.lift == pytest.approx(
                relative_risk(b, b + g, bad, bad + good).relative_risk
            )


@settings(deadline=None, derandomize=True, database=None)
@given(cases())
def test_no_figure_is_without_an_end(case: Case) -> None:
    bad, good, reached = case
    for found in contrasts(reached, bad, good):
        figures = [found.bad_share, found.good_share, found.lift, found.p]
        figures += [found.odds_ratio, found.odds_low, found.odds_high]
        assert all(type(each) is float for each in figures if each is not None)
        json.dumps(figures, allow_nan=False)


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 4)), min_size=1, max_size=20))
def test_q_is_of_benjamini_and_hochberg_and_groups_count_their_members(
    told: list[tuple[float, int]],
) -> None:
    found = false_discovery_rates([p for p, _ in told], [tests for _, tests in told])

    spread = [(p, at) for at, (p, tests) in enumerate(told) for _ in range(tests)]
    of_each = zip(spread, false_discovery_control([p for p, _ in spread]), strict=True)
    for (_, at), rate in of_each:
        assert found[at] == pytest.approx(rate)


def test_nothing_tested_finds_nothing() -> None:
    assert false_discovery_rates([], []) == []


def test_salt_in_every_batch_explains_nothing() -> None:
    salt, lot = contrasts([(12, 1000), (11, 20)], bad=12, good=1000)

    assert (salt.bad_share, salt.p, salt.lift) == (1.0, 1.0, 1.0)
    assert (salt.odds_ratio, salt.odds_low, salt.odds_high) == (None, None, None)
    assert lot.p < 1e-12
    assert lot.odds_low is not None and lot.odds_low > 50


def test_a_suspect_that_reaches_all_bad_and_no_good_has_an_interval() -> None:
    [found] = contrasts([(3, 0)], bad=3, good=40)

    assert found.odds_ratio == pytest.approx(3.5 * 40.5 / (0.5 * 0.5))
    assert found.odds_low is not None and found.odds_high is not None
    assert 1 < found.odds_low < found.odds_ratio < found.odds_high
    assert found.p == pytest.approx(smallest_p(3, 40))


@pytest.mark.parametrize(("bad", "good"), [(0, 5), (5, 0), (0, 0)])
def test_without_bad_or_without_good_batches_there_is_no_contrast(bad: int, good: int) -> None:
    [found] = contrasts([(bad, good)], bad, good)

    assert (found.p, found.odds_ratio) == (1.0, None)
    assert smallest_p(bad, good) == 1.0


def test_no_suspects_no_contrasts() -> None:
    assert contrasts([], 3, 4) == []


@pytest.mark.parametrize("reached", [(4, 0), (0, 5), (-1, 0)])
def test_more_than_all_is_refused(reached: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="than all"):
        contrasts([reached], bad=3, good=4)


def test_the_smallest_p_is_of_one_table_among_all() -> None:
    assert smallest_p(2, 4) == pytest.approx(1 / 15)
    assert smallest_p(1, 19) == 0.05


@settings(deadline=None, derandomize=True, database=None)
@given(cases())
def test_no_suspect_has_a_smaller_p_than_the_smallest(case: Case) -> None:
    bad, good, reached = case
    least = smallest_p(bad, good)

    assert all(each.p >= least * (1 - 1e-9) for each in contrasts(reached, bad, good))


def test_ten_thousand_suspects_take_no_time() -> None:
    reached = [(at % 101, (at * 37) % 1001) for at in range(10_000)]
    contrasts(reached[:10], 100, 1000)
    began = perf_counter()
    contrasts(reached, 100, 1000)

    assert perf_counter() - began < 2  # 0.1 to 0.3 on an idle machine
