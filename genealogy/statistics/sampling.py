"""The next best sample: which batch to test, to tell the leading suspects apart."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
from scipy.special import betainc, betaincinv, betaln, xlogy

K = TypeVar("K", bound=Hashable)

_Array = np.ndarray[Any, Any]

_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Candidate(Generic[K]):
    """A leading suspect and, if it is the cause, how often a batch is bad.

    `inside` is the chance for a batch that it reaches, `outside` for another. `weight` is how
    likely it is the cause, the weights of all candidates being 1 together.
    """

    key: K
    weight: float
    inside: float
    outside: float


@dataclass(frozen=True, slots=True)
class NextSample(Generic[K]):
    """A batch to test. `gain` is what its result tells about the cause on average, in bits.

    `bad` is the chance of a bad result; `after_bad` and `after_good` are the weights of the
    candidates by then. `reached_by` are the candidates that reach it.
    """

    batch: str
    gain: float
    bad: float
    reached_by: tuple[K, ...]
    after_bad: dict[K, float]
    after_good: dict[K, float]


def weights(reached: Sequence[tuple[int, int]], bad: int, good: int) -> list[float]:
    """How likely each suspect is the cause, if just one of them is: 1 together.

    `reached` is (bad, good) a suspect. The likelihood of its table with one rate of bad batches
    inside and a lower one outside, both unknown (beta-binomial with the prior of Jeffreys 1946);
    a suspect that reaches the good ones alone is no cause. For leading suspects: a third of a
    millisecond each.
    """
    if not reached:
        return []
    b, g = np.asarray(reached, dtype=float).T
    inside, outside = (b + 0.5, g + 0.5), (bad - b + 0.5, good - g + 0.5)
    logarithm = betaln(*inside) + betaln(*outside)
    # The chance that the rate inside is the higher: over quantiles of the one, the other is below.
    quantiles = (np.arange(400) + 0.5)[:, None] / 400
    higher = betainc(*outside, betaincinv(*inside, quantiles)).mean(axis=0)
    likelihood = np.exp(logarithm - logarithm.max()) * higher
    whole: list[float] = (likelihood / likelihood.sum()).tolist()
    return whole


def candidates(reached: Mapping[K, tuple[int, int]], bad: int, good: int) -> list[Candidate[K]]:
    """The suspects with their weights and rates, from how many (bad, good) batches each reaches.

    Rates are those of the data with half a bad and half a good batch more (Jeffreys), as three
    bad batches of three do not say that every further one is.
    """
    shares = weights(list(reached.values()), bad, good)
    return [
        Candidate(key, share, (b + 0.5) / (b + g + 1), (bad - b + 0.5) / (bad + good - b - g + 1))
        for share, (key, (b, g)) in zip(shares, reached.items(), strict=True)
    ]


def next_samples(
    suspects: Sequence[Candidate[K]], tests: Mapping[str, Collection[K]]
) -> list[NextSample[K]]:
    """The batches whose test tells the suspects apart, that which tells most first.

    `tests` says which suspects reach a batch that can be tested; others than the candidates are
    passed over. The gain is the expected fall of entropy (Lindley 1956). A batch that all
    candidates reach, or none, tells no two of them apart and is left out.
    """
    known = {each.key for each in suspects}
    told: dict[frozenset[K], NextSample[K]] = {}
    found = []
    for batch in sorted(tests):
        reached = frozenset(tests[batch]) & known
        if not 0 < len(reached) < len(known):
            continue
        if reached not in told:
            told[reached] = _sample(batch, suspects, reached)
        like = told[reached]
        if like.gain > _NOTHING:
            found.append(replace(like, batch=batch))
    return sorted(found, key=lambda each: (-each.gain, each.batch))


def _sample(batch: str, suspects: Sequence[Candidate[K]], reached: frozenset[K]) -> NextSample[K]:
    prior = np.array([each.weight for each in suspects])
    rates = np.array([each.inside if each.key in reached else each.outside for each in suspects])
    bad, good = float((prior * rates).sum()), float((prior * (1 - rates)).sum())
    # A result that cannot come leaves everything as it is.
    after_bad = prior * rates / bad if bad else prior
    after_good = prior * (1 - rates) / good if good else prior
    gain = _bits(prior) - bad * _bits(after_bad) - good * _bits(after_good)
    keys = [each.key for each in suspects]
    return NextSample(
        batch=batch,
        gain=max(gain, 0.0),
        bad=bad,
        reached_by=tuple(key for key in keys if key in reached),
        after_bad=dict(zip(keys, after_bad.tolist(), strict=True)),
        after_good=dict(zip(keys, after_good.tolist(), strict=True)),
    )


def _bits(shares: _Array) -> float:
    return float(-xlogy(shares, shares).sum() / np.log(2))
