"""Timing of warm runs, each answer checked outside of its time."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from genealogy.facts import Fact

Result = TypeVar("Result")

_RUNS = 15
_FEWEST = 5
_SECONDS = 20.0  # long answers are asked the fewest times, once this has passed
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the runs; of each what the database took, and how much longer it was than what
    it was held against, where that was asked; and how long clients that came at once took."""

    seconds: tuple[float, ...]
    database: tuple[float, ...] = ()
    added: tuple[float, ...] = ()
    whole: float = 0.0

    @property
    def median(self) -> float:
        """Half of the runs took no longer."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The nearest rank that 95 of 100 runs did not exceed."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


def timed(
    ask: Callable[[], Result],
    check: Callable[[Result], None],
    spent: Callable[[], float] | None = None,
    against: Callable[[], object] | None = None,
) -> Timing:
    """The times of warm runs: the first is not counted. `spent` is the database's own clock.

    `against` is asked before each run, so that a noisy minute disturbs both.
    """
    check(ask())
    seconds: list[float] = []
    database: list[float] = []
    added: list[float] = []
    while len(seconds) < _FEWEST or (len(seconds) < _RUNS and sum(seconds) < _SECONDS):
        other = _seconds(against) if against else 0.0
        gc.collect()
        before, started = spent() if spent else 0.0, time.perf_counter()
        result = ask()
        seconds.append(time.perf_counter() - started)
        if spent:
            database.append(spent() - before)
        if against:
            added.append(seconds[-1] - other)
        check(result)
    return Timing(tuple(seconds), tuple(database), tuple(added))


def _seconds(ask: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def at_once(asks: Sequence[Callable[[], Result]], check: Callable[[int, Result], None]) -> Timing:
    """The times of answers when as many clients ask at once, each its own question again and again.

    The clients are threads of one process, as those of the HTTP server are.
    """
    together: list[tuple[int, float, Result]] = []

    def client(number: int) -> None:
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            result = asks[number]()
            together.append((number, time.perf_counter() - started, result))

    with ThreadPoolExecutor(len(asks)) as pool:
        for number, result in enumerate(pool.map(lambda ask: ask(), asks)):
            check(number, result)
        gc.collect()
        started = time.perf_counter()
        list(pool.map(client, range(len(asks))))
        whole = time.perf_counter() - started
    for number, _, result in together:
        check(number, result)
    return Timing(tuple(seconds for _, seconds, _ in together), whole=whole)


class Feed:
    """Facts on their way to a loader: what the generator takes for them is no part of the load."""

    def __init__(self, facts: Iterable[Fact], say: Callable[[int], None], each: int) -> None:
        self._facts = iter(facts)
        self._say = say
        self._each = each
        self.count = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Fact]:
        return self

    def __next__(self) -> Fact:
        started = time.perf_counter()
        fact = next(self._facts)
        self.seconds += time.perf_counter() - started
        self.count += 1
        if self.count % self._each == 0:
            self._say(self.count)
        return fact
