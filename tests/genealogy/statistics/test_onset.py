"""When it started and stopped: held against all stretches and all orders of small timelines."""

from __future__ import annotations

from itertools import combinations
from math import comb, log
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genealogy.statistics.onset import onset

TIMELINES = st.lists(st.sampled_from([True, False, False, None]), max_size=18)


def score(outcomes: list[bool | None], start: int, stop: int) -> float:
    """Kulldorff's ratio, written out; 0 where the rate inside is not the higher."""

    def likelihood(bad: int, known: int) -> float:
        return sum(n * log(n / known) for n in (bad, known - bad) if n)

    inside = [each for each in outcomes[start:stop] if each is not None]
    outside = [each for each in outcomes[:start] + outcomes[stop:] if each is not None]
    if not inside or not outside or sum(inside) / len(inside) <= sum(outside) / len(outside):
        return 0.0
    return (
        likelihood(sum(inside), len(inside))
        + likelihood(sum(outside), len(outside))
        - likelihood(sum(inside) + sum(outside), len(inside) + len(outside))
    )


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(TIMELINES)
def test_no_other_stretch_scores_higher_or_as_high_and_wider(outcomes: list[bool | None]) -> None:
    found = onset(outcomes)
    if found is None:
        assert True not in outcomes or False not in outcomes
        return
    stretches = list(combinations(range(len(outcomes) + 1), 2))
    highest = max(score(outcomes, *stretch) for stretch in stretches)
    inside = outcomes[found.start : found.stop]

    assert found.score == pytest.approx(highest)
    assert found.score == pytest.approx(score(outcomes, found.start, found.stop))
    for start, stop in stretches:
        if (
            start <= found.start
            and stop >= found.stop
            and (start, stop)
            != (
                found.start,
                found.stop,
            )
        ):
            assert score(outcomes, start, stop) < highest - 1e-9
    assert (found.bad, found.known) == (inside.count(True), len(inside) - inside.count(None))
    assert found.bad + found.bad_outside == outcomes.count(True)
    assert found.known + found.known_outside == len(outcomes) - outcomes.count(None)
    assert found.unknown == tuple(
        at for at in range(found.start, found.stop) if outcomes[at] is None
    )


def test_p_is_that_of_all_orders() -> None:
    outcomes: list[bool | None] = [False, False, True, True, False, True, *[False] * 5]
    found = onset(outcomes)
    assert found is not None
    as_high = 0
    for places in combinations(range(len(outcomes)), 3):
        other = onset([at in places for at in range(len(outcomes))])
        assert other is not None
        as_high += other.score >= found.score - 1e-9

    assert found.p == pytest.approx(as_high / comb(len(outcomes), 3), abs=0.05)


def test_a_planted_stretch_is_found_up_to_the_next_good_batch() -> None:
    outcomes: list[bool | None] = [False] * 60
    outcomes[20:30] = [None, True, True, None, True, True, True, None, None, True]
    outcomes[30] = None
    found = onset(outcomes)

    assert found is not None
    assert (found.start, found.stop) == (20, 31)
    assert (found.bad, found.known, found.bad_outside, found.known_outside) == (6, 6, 0, 49)
    assert found.unknown == (20, 23, 27, 28, 30)
    assert found.p == 0.001


def test_what_is_not_known_at_the_ends_of_the_timeline_belongs_to_it() -> None:
    found = onset([None, True, True, None, False, False, None])

    assert found is not None
    assert (found.start, found.stop, found.unknown) == (0, 4, (0, 3))


@pytest.mark.parametrize("outcomes", [[], [None], [True, True], [False, None, False]])
def test_without_both_bad_and_good_batches_there_is_none(outcomes: list[bool | None]) -> None:
    assert onset(outcomes) is None


def test_chance_alone_is_seldom_significant() -> None:
    random = np.random.default_rng(5)
    found = [onset((random.random(80) < 0.15).tolist()) for _ in range(60)]

    assert sum(each is not None and each.p <= 0.05 for each in found) <= 8


def test_a_long_timeline_takes_no_time() -> None:
    random = np.random.default_rng(6)
    outcomes = (random.random(5000) < 0.03).tolist()
    began = perf_counter()
    onset(outcomes)

    assert perf_counter() - began < 5  # 0.6 on an idle machine
