"""Onset: from when to when a suspect's batches were bad more often than at other times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import xlogy

_Array = np.ndarray[Any, Any]

_SEED = 1997
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Onset:
    """The stretch from place `start` up to, not including, `stop` of the timeline.

    It holds `bad` of `known` batches, the rest of the timeline `bad_outside` of `known_outside`.
    `unknown` are the places inside of which is not known whether they are bad: they belong in a
    recall's scope. `score` is the log of how much likelier two rates are than one; `p` the chance
    of such a stretch anywhere in the timeline if bad batches fell on it at random.
    """

    start: int
    stop: int
    bad: int
    known: int
    bad_outside: int
    known_outside: int
    unknown: tuple[int, ...]
    score: float
    p: float


def onset(outcomes: Sequence[bool | None]) -> Onset | None:
    """When it started and stopped: the stretch with the highest Bernoulli scan statistic.

    Outcomes stand in the order of time: True bad, False good, None not known. A batch not known
    counts in no rate, but lies in the stretch, which reaches at both ends up to the next batch
    known to be good: a recall must not be too small. Of equal scores that with more known batches
    is taken, then the earlier. None where all known batches are bad, or all good.

    Kulldorff 1997, with p by 999 permutations of a fixed seed; above 1,000 bad batches by 99.
    The best stretch begins and ends with a bad batch, as leaving out a good one at an end always
    raises the score; so only pairs of bad batches are looked at, whatever the timeline's length.
    """
    places = [at for at, outcome in enumerate(outcomes) if outcome is not None]
    bad_at = np.array([at for at, place in enumerate(places) if outcomes[place]], dtype=np.int64)
    bad, known = len(bad_at), len(places)
    if bad in (0, known):
        return None
    score, count, length = _best(bad_at, known)
    first = next(
        int(bad_at[at])
        for at in range(bad - count + 1)
        if bad_at[at + count - 1] - bad_at[at] + 1 == length
    )
    last = first + length - 1
    start = places[first - 1] + 1 if first else 0
    stop = places[last + 1] if last + 1 < known else len(outcomes)
    return Onset(
        start=start,
        stop=stop,
        bad=count,
        known=length,
        bad_outside=bad - count,
        known_outside=known - length,
        unknown=tuple(at for at in range(start, stop) if outcomes[at] is None),
        score=score,
        p=_chance(score, bad, known),
    )


def _best(bad_at: _Array, known: int) -> tuple[float, int, int]:
    """The highest score, with how many bad and how many known batches are in its stretch."""
    shortest = _shortest(bad_at[None, :])[0]
    scores = _scores(shortest, known)
    highest = scores.max()
    ties = np.flatnonzero(scores >= highest - 1e-9)
    at = max(ties.tolist(), key=lambda each: int(shortest[each]))
    return float(scores[at]), at + 1, int(shortest[at])


def _shortest(bad_at: _Array) -> _Array:
    """Of each row: the fewest known batches that hold 1, 2, 3, ... bad ones.

    Of stretches with equally many bad batches, the shortest has the highest score.
    """
    bad = bad_at.shape[1]
    lengths = np.empty_like(bad_at)
    for count in range(bad):
        lengths[:, count] = (bad_at[:, count:] - bad_at[:, : bad - count]).min(axis=1) + 1
    return lengths


def _scores(known_inside: _Array, known: int) -> _Array:
    """The log likelihood ratio of stretches with 1, 2, 3, ... bad batches; 0 if not more bad."""
    bad = known_inside.shape[-1]
    inside = np.arange(1, bad + 1)
    outside, known_outside = bad - inside, known - known_inside
    ratio = (
        _likelihood(inside, known_inside)
        + _likelihood(outside, known_outside)
        - _likelihood(np.array(bad), np.array(known))
    )
    more = inside * known_outside > outside * known_inside
    scores: _Array = np.where(more, ratio, 0.0)
    return scores


def _likelihood(bad: _Array, known: _Array) -> _Array:
    good = known - bad
    logarithm: _Array = xlogy(bad, bad) + xlogy(good, good) - xlogy(known, known)
    return logarithm


def _chance(score: float, bad: int, known: int) -> float:
    random = np.random.default_rng(_SEED)
    times = 999 if bad <= _MANY else 99
    reached = 0
    for _ in range(times // 9):  # nine at a time, which stays small in memory
        order = random.permuted(np.tile(np.arange(known), (9, 1)), axis=1)
        drawn = np.sort(order[:, :bad], axis=1)
        highest = _scores(_shortest(drawn), known).max(axis=1)
        reached += int((highest >= score - 1e-9).sum())
    return (reached + 1) / (times + 1)
