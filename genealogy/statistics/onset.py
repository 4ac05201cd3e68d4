"""Onset: when something began to bring forth bad batches, and when it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_SHUFFLES = 199
_SEED = 20_260_101
LONGEST = 150
"""With more known outcomes, stretches begin and end at every so manieth of them alone."""

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Onset:
    """The stretch of a timeline in which more batches are bad than outside of it.

    `first` and `last` are places in the timeline, both included: from the first bad batch of the
    stretch on, and widened over outcomes that nobody knows up to the next good batch, since a
    recall must not be too small. `bad` of `known` are bad in it, `bad_outside` of `known_outside`
    elsewhere; `not_known` are the places in it of which nobody knows. `p` is how likely chance
    alone makes such a stretch somewhere, by shuffling the outcomes with fixed seeds.
    """

    first: int
    last: int
    bad: int
    known: int
    bad_outside: int
    known_outside: int
    not_known: tuple[int, ...]
    p: float


def onset(outcomes: Sequence[bool | None]) -> Onset | None:
    """The stretch with the most to be said for it (scan statistic of Kulldorff 1997, Bernoulli
    model); None without a bad outcome or without another one. `outcomes` are in the order of
    time: True bad, False good, None where nobody knows."""
    places = [at for at, each in enumerate(outcomes) if each is not None]
    bad = np.array([bool(outcomes[at]) for at in places], dtype=np.float64)
    if not 0 < bad.sum() < len(bad):
        return None
    begin, end, score = _best(bad)
    random = np.random.default_rng(_SEED)
    higher = sum(_best(random.permutation(bad))[2] >= score for _ in range(_SHUFFLES))
    first, last = places[begin], places[end]
    while first > 0 and outcomes[first - 1] is None:
        first -= 1
    while last + 1 < len(outcomes) and outcomes[last + 1] is None:
        last += 1
    inside = int(bad[begin : end + 1].sum())
    known = end - begin + 1
    return Onset(
        first,
        last,
        inside,
        known,
        int(bad.sum()) - inside,
        len(bad) - known,
        tuple(at for at in range(first, last + 1) if outcomes[at] is None),
        (1 + higher) / (1 + _SHUFFLES),
    )


def _best(bad: Counts) -> tuple[int, int, float]:
    """The stretch with the highest likelihood ratio, its first and last place, and that."""
    sums = np.concatenate([[0.0], np.cumsum(bad)])
    step = -(-len(bad) // LONGEST)
    starts = np.arange(0, len(bad), step)
    ends = np.unique(np.append(np.arange(step, len(bad) + 1, step), len(bad)))
    hits = sums[ends][None, :] - sums[starts][:, None]
    sizes = (ends[None, :] - starts[:, None]).astype(np.float64)
    ratios = _ratios(hits, sizes, float(sums[-1]), float(len(bad)))
    row, column = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
    begin, end = int(starts[row]), int(ends[column]) - 1
    inside = np.flatnonzero(bad[begin : end + 1])
    if len(inside):
        begin, end = begin + int(inside[0]), begin + int(inside[-1])
    return begin, end, float(ratios[row, column])


def _ratios(hits: Counts, sizes: Counts, bad: float, known: float) -> Counts:
    """The logarithm of the likelihood ratio of each stretch: two rates against one, where the
    rate inside is the higher one; else 0."""
    possible = (sizes > 0) & (sizes < known)
    size = np.where(possible, sizes, 1.0)
    rest = np.where(possible, known - sizes, 1.0)
    out = bad - hits
    two = _loglik(hits, size) + _loglik(out, rest)
    one = _loglik(np.asarray(bad), np.asarray(known))
    higher = possible & (hits * rest > out * size)
    return np.where(higher, two - one, 0.0)


def _loglik(hits: Counts, size: Counts) -> Counts:
    """The likelihood of so many hits at their own rate, as a logarithm; 0 * log 0 is 0."""
    rate = np.clip(hits / size, 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(hits > 0, hits * np.log(rate), 0.0)
        no = np.where(size - hits > 0, (size - hits) * np.log1p(-rate), 0.0)
    return yes + no
