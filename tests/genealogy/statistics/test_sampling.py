"""The next best sample, calculated by hand and held to what information must be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad

from genealogy.statistics.sampling import Candidate, candidates, next_samples, weights

MILK, LINE = Candidate("milk", 0.5, 1.0, 0.0), Candidate("line", 0.5, 1.0, 0.0)


def test_a_batch_that_one_of_two_reaches_tells_one_bit() -> None:
    [found] = next_samples([MILK, LINE], {"B1": {"milk"}, "B2": {"milk", "line"}, "B3": set()})

    assert (found.batch, found.gain, found.bad) == ("B1", 1.0, 0.5)
    assert found.reached_by == ("milk",)
    assert found.after_bad == {"milk": 1.0, "line": 0.0}
    assert found.after_good == {"milk": 0.0, "line": 1.0}


def test_a_gain_by_hand() -> None:
    suspects = [Candidate("milk", 0.7, 0.8, 0.1), Candidate("line", 0.3, 0.6, 0.2)]
    [found] = next_samples(suspects, {"B1": ["milk"]})
    bad = 0.7 * 0.8 + 0.3 * 0.2

    def bits(share: float) -> float:
        return -share * math.log2(share) - (1 - share) * math.log2(1 - share)

    assert found.bad == pytest.approx(bad)
    assert found.after_bad["milk"] == pytest.approx(0.56 / bad)
    assert found.after_good["milk"] == pytest.approx(0.14 / (1 - bad))
    assert found.gain == pytest.approx(
        bits(0.7) - bad * bits(0.56 / bad) - (1 - bad) * bits(0.14 / (1 - bad))
    )


def test_the_batch_that_halves_the_suspects_comes_first() -> None:
    suspects = [Candidate(name, 0.25, 0.9, 0.01) for name in "abcd"]
    found = next_samples(suspects, {"1": "a", "2": "ab", "3": "abc", "4": "cd", "5": "z"})

    assert [each.batch for each in found] == ["2", "4", "1", "3"]


@settings(deadline=None, derandomize=True, database=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=2
    ),
    st.dictionaries(st.sampled_from("123456"), st.frozensets(st.sampled_from("abcdef"))),
)
def test_a_result_is_expected_to_leave_the_weights_as_they_are(
    reached: dict[str, tuple[int, int]], tests: dict[str, frozenset[str]]
) -> None:
    suspects = candidates(reached, bad=5, good=9)
    assert sum(each.weight for each in suspects) == pytest.approx(1)
    found = next_samples(suspects, tests)

    for each in found:
        assert 0 < each.gain <= 1
        for suspect in suspects:
            after_bad, after_good = each.after_bad[suspect.key], each.after_good[suspect.key]
            mean = each.bad * after_bad + (1 - each.bad) * after_good
            assert mean == pytest.approx(suspect.weight)
    assert [each.gain for each in found] == sorted((each.gain for each in found), reverse=True)
    assert {each.batch for each in found} <= {
        batch for batch, by in tests.items() if 0 < len(by & {*reached}) < len(reached)
    }


def test_weights_are_likelihoods_with_the_higher_rate_inside() -> None:
    bad, good = 4, 8
    reached = [(3, 1), (4, 8), (1, 5), (0, 4)]

    def likelihood(b: int, g: int) -> float:
        # Rates are sines squared, of which Jeffreys' prior makes equal angles equally likely.
        def at(outside: float, inside: float) -> float:
            of_inside = math.sin(inside) ** (2 * b) * math.cos(inside) ** (2 * g)
            of_outside = math.sin(outside) ** (2 * (bad - b)) * math.cos(outside) ** (
                2 * (good - g)
            )
            return of_inside * of_outside

        found: float = dblquad(at, 0, math.pi / 2, 0, lambda inside: inside)[0]
        return found

    each = [likelihood(*pair) for pair in reached]
    expected = [one / sum(each) for one in each]

    assert weights(reached, bad, good) == pytest.approx(expected, rel=0.02, abs=1e-4)


def test_the_suspect_of_the_bad_ones_outweighs_salt_and_the_good_ones() -> None:
    culprit, salt, other = weights([(11, 2), (12, 200), (0, 150)], bad=12, good=200)

    assert culprit > 0.99
    assert salt > other
    assert weights([], 3, 4) == []


def test_rates_are_those_of_the_data_with_a_half_more() -> None:
    [found] = candidates({"milk": (3, 0)}, bad=4, good=10)

    assert (found.weight, found.inside) == (1.0, 3.5 / 4)
    assert found.outside == pytest.approx(1.5 / 12)
