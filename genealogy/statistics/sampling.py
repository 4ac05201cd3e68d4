"""Sampling: which batch to test next, so that the answer tells the leading suspects apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

_TELLS = 1e-6  # bits: less is nothing

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A batch that could be tested. `gain` is how much the test is expected to tell of which of
    the suspects is the cause, in bits; `chance` how likely it comes out bad. `if_bad` and
    `if_good` are how much each suspect is believed in then, in their order."""

    batch_id: str
    gain: float
    chance: float
    if_bad: tuple[float, ...]
    if_good: tuple[float, ...]


def beliefs(tables: Sequence[tuple[int, int]], bad: int, good: int) -> list[float]:
    """How much to believe in each suspect, if one of them is the cause and they were equal before:
    by how likely it makes what was found, with an unknown rate of bad batches among those that it
    reaches and another among the rest (beta-binomial model). They add up to 1."""
    if not tables:
        return []
    hit, passed = _columns(tables)
    logs = betaln(hit + 1, passed + 1) + betaln(bad - hit + 1, good - passed + 1)
    weights = np.exp(logs - logs.max())
    return [float(each) for each in weights / weights.sum()]


def next_samples(
    candidates: Mapping[str, frozenset[int]], tables: Sequence[tuple[int, int]], bad: int, good: int
) -> list[Sample]:
    """What testing each batch is expected to tell, the most first (Lindley 1956); those that tell
    nothing are left out.

    `candidates` name the suspects that reach each batch, by their place in `tables`, which has
    how many of the `bad` and the `good` batches each suspect reaches.
    """
    if len(tables) < 2:
        return []
    hit, passed = _columns(tables)
    believed = np.array(beliefs(tables, bad, good))
    inside = (hit + 1) / (hit + passed + 2)
    outside = (bad - hit + 1) / (bad + good - hit - passed + 2)
    before = _uncertainty(believed)
    found = []
    for batch_id, reaching in candidates.items():
        of = np.array([at in reaching for at in range(len(tables))])
        rates = np.where(of, inside, outside)
        chance = float(believed @ rates)
        if_bad = believed * rates / chance
        if_good = believed * (1 - rates) / (1 - chance)
        after = chance * _uncertainty(if_bad) + (1 - chance) * _uncertainty(if_good)
        if before - after > _TELLS:
            told = (tuple(map(float, each)) for each in (if_bad, if_good))
            found.append(Sample(batch_id, before - after, chance, *told))
    return sorted(found, key=lambda each: (-each.gain, each.batch_id))


def _columns(tables: Sequence[tuple[int, int]]) -> tuple[Counts, Counts]:
    both = np.array(tables, dtype=np.float64)
    return both[:, 0], both[:, 1]


def _uncertainty(believed: Counts) -> float:
    """In bits (Shannon 1948)."""
    some = believed[believed > 0]
    return float(-(some * np.log2(some)).sum())
