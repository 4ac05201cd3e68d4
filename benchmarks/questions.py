"""The questions of the benchmark, each with its known answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.known import Known, known, mixed, scope
from benchmarks.plant import HUBS, LAST, LEVELS, BenchmarkPlant, Lot
from benchmarks.shapes import DIAMOND, LADDER

SIZES = (10, 1_000, 10_000, 100_000)
MIXED = 10_000
"""The largest scope that is asked for quantities."""
MANY = 500
CLIENTS = 16
_CANDIDATES = 20
_OFF = 1.5  # a question whose scope is so many times the wanted size, or less, is not asked


@dataclass(frozen=True, slots=True)
class Question:
    """Which batches of a direction; `size` is about how many are in scope, where that is meant."""

    work: str
    origins: tuple[str, ...]
    known: Known = field(repr=False)
    forward: bool = True
    size: int | None = None
    mixed: dict[str, float] | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """What the tables call it."""
        return f"{self.work} {self.size:,}" if self.size else self.work


@dataclass(frozen=True, slots=True)
class Chain:
    """Why a batch is in the scope of an origin: the fewest links, and which links there are."""

    origin: str
    batch: str
    length: int
    known: Known = field(repr=False)


@dataclass(frozen=True, slots=True)
class Questions:
    """All that is asked of one plant; `at_once` are the questions of many clients."""

    asked: tuple[Question, ...]
    why: Chain
    at_once: tuple[Question, ...]


def questions(plant: BenchmarkPlant) -> Questions:
    """The questions of a plant, of those sizes that it has."""
    asked = []
    for forward in (True, False):
        for size in SIZES:
            if question := sized(plant, size, forward=forward):
                asked.append(question)
    first = plant.width // 4
    many = [Lot("item", 0, first + at) for at in range(min(MANY, plant.width // 2))]
    asked.append(_question(plant, f"{len(many)} origins", many))
    asked += [Question(each.name, (each.origin,), each.known()) for each in (DIAMOND, LADDER)]
    at_once = tuple(
        _question(plant, f"{CLIENTS} clients", [Lot("item", 0, first + at)])
        for at in range(CLIENTS)
    )
    return Questions(tuple(asked), _chain(plant, Lot("item", 0, first)), at_once)


def sized(plant: BenchmarkPlant, size: int, *, forward: bool) -> Question | None:
    """The question with about so many batches in scope, None where the plant has none."""
    scopes = {
        lot: len(scope(plant, [lot], forward=forward).lots)
        for lot in _candidates(plant, size, forward=forward)
    }
    off = {lot: max(found, size) / min(found, size) for lot, found in scopes.items()}
    lot = min(scopes, key=lambda each: off[each])
    if off[lot] > _OFF:
        return None
    return Question(
        "forward" if forward else "backward",
        (lot.id,),
        known(plant, [lot], forward=forward),
        forward,
        size,
        mixed(plant, lot) if forward and size <= MIXED and plant.maker(lot) is None else None,
    )


def _question(plant: BenchmarkPlant, work: str, origins: Sequence[Lot]) -> Question:
    ids = tuple(lot.id for lot in origins)
    return Question(work, ids, known(plant, origins, forward=True))


def _candidates(plant: BenchmarkPlant, size: int, *, forward: bool) -> Iterable[Lot]:
    """Early in the plant's time, before what is pooled for the hubs."""
    first = plant.width // 4
    if hub := HUBS.get(size):
        return [Lot("salt", size, first // hub.salt) if forward else Lot("feed", size, 0)]
    levels = range(LEVELS - 1) if forward else range(LAST, 0, -1)
    return [Lot("item", level, first + at) for level in levels for at in range(_CANDIDATES)]


def _chain(plant: BenchmarkPlant, origin: Lot) -> Chain:
    """The farthest batch of a scope."""
    found = scope(plant, [origin], forward=True).lots
    last = max(found, key=lambda lot: (found[lot], lot))
    return Chain(origin.id, last.id, found[last], known(plant, [origin], forward=True))
