"""The bars of speed, told from the figures of one run: not how fast, but how time grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.shapes import DIAMOND, LADDER
from benchmarks.workloads import Measure

_FORMS = ("walk", "answer")
_DIRECTIONS = ("forward", "backward")


@dataclass(frozen=True, slots=True)
class Bar:
    """What was measured beside its limit, both ratios or both seconds (`unit`)."""

    engine: str
    batches: int
    name: str
    measured: float
    limit: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is not above the limit."""
        return self.measured <= self.limit


def bars(measures: Iterable[Measure]) -> list[Bar]:
    """Every bar that the figures of our engines tell."""
    by_engine: dict[str, dict[int, list[Measure]]] = {}
    for each in measures:
        by_engine.setdefault(each.engine, {}).setdefault(each.batches, []).append(each)
    found: list[Bar] = []
    for plants in by_engine.values():
        if not any(each.form == "answer" for its in plants.values() for each in its):
            continue  # what others can do is no bar of ours
        for its in plants.values():
            found += [*_paths(its), *_work(its), *_overhead(its), *_quantities(its)]
        found += _size(plants)
    return found


def _size(plants: dict[int, list[Measure]]) -> Iterator[Bar]:
    """A scope of 1,000 batches in the largest plant, beside that in the smallest."""
    small, large = min(plants), max(plants)
    if small == large:
        return
    for form in _FORMS:
        for direction in _DIRECTIONS:
            before = _find(plants[small], form, direction, 1_000)
            after = _find(plants[large], form, direction, 1_000)
            if before and after:
                name = f"size, {form} {direction}: 1,000 in scope, beside {small:,} batches"
                yield Bar(after.engine, large, name, after.median / before.median, 1.5)


def _paths(its: list[Measure]) -> Iterator[Bar]:
    """The diamond beside the ladder."""
    for form in _FORMS:
        diamond = _find(its, form, DIAMOND.name)
        ladder = _find(its, form, LADDER.name)
        if diamond and ladder:
            ratio = diamond.median / ladder.median
            name = f"paths, {form}: a diamond of 30 layers beside a ladder"
            yield Bar(diamond.engine, diamond.batches, name, ratio, 2.0)


def _work(its: list[Measure]) -> Iterator[Bar]:
    """The time for a link in a large scope beside that in a small one."""
    for form in _FORMS:
        for direction in _DIRECTIONS:
            small = _find(its, form, direction, 1_000)
            large = _find(its, form, direction, 10_000)
            if small and large:
                ratio = (large.median / large.links) / (small.median / small.links)
                name = f"work, {form} {direction}: time for a link, 10,000 beside 1,000 in scope"
                yield Bar(large.engine, large.batches, name, ratio, 1.5)


def _overhead(its: list[Measure]) -> Iterator[Bar]:
    """What is not the database's, beside what is."""
    for each in its:
        if each.form == "answer" and each.size and each.database:
            ratio = (each.median - each.database) / each.database
            name = f"overhead, {each.work} {each.size:,}: Python beside statements"
            yield Bar(each.engine, each.batches, name, ratio, 1.0)


def _quantities(its: list[Measure]) -> Iterator[Bar]:
    """What quantities take on top of the answer."""
    found = _find(its, "quantities", "forward", 10_000)
    if found and found.added is not None:
        name = "quantities: on top of an answer with 10,000 in scope"
        yield Bar(found.engine, found.batches, name, found.added, 0.3, " s")


def _find(its: list[Measure], form: str, work: str, size: int | None = None) -> Measure | None:
    return next(
        (each for each in its if (each.form, each.work, each.size) == (form, work, size)), None
    )
