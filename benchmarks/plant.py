"""A plant of any size whose every answer is known: levels, blending, hubs, rework, shipments.

Level 0 is supplied. Every later batch is made by one run from three batches of the level before,
near it in time, and goes into three of the next: who goes where is shuffled within blocks of
time, so that both directions can be told without a look at the facts. Besides:

- *Hubs forward:* a lot of salt goes into every run of level 1 for a long time.
- *Hubs backward:* what is left of many packed batches is pooled into one lot of feed.
- *Rework:* now and then a run of level 4 gives something back to the run that made its input,
  whose order is still open: a loop.

All is in balance: what comes into a batch or a run leaves it, so that no answer has a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import NamedTuple

from genealogy.facts import (
    Consumption,
    EquipmentUse,
    Fact,
    Production,
    Receipt,
    Shipment,
    StockCount,
)
from genealogy.identity import batch_id

LEVELS = 8
LAST = LEVELS - 1
BLOCK = 160
REWORK_EVERY = 500
REWORKED = 3  # the level whose runs take rework back
_START = datetime(2026, 1, 1, tzinfo=UTC)
_KG, _LESS, _SALT, _FED, _BACK = 30, 28, 3, 5, 6


class Hub(NamedTuple):
    """Into how many runs a lot of salt goes, and of how many batches a lot of feed is pooled."""

    salt: int
    feed: int


HUBS = {10_000: Hub(1_100, 900), 100_000: Hub(14_000, 12_100)}
"""The hubs by how many batches are about in their scope."""


class Lot(NamedTuple):
    """A batch: `item` of a level, `salt` and `feed` of a hub, `rework`."""

    kind: str
    of: int
    number: int

    @property
    def id(self) -> str:
        """The batch id."""
        return batch_id("own", f"{self.kind}-{self.of}", str(self.number))


class Run(NamedTuple):
    """An operation: it may `make` a batch of a level, or `pool` what is left for a hub."""

    kind: str
    of: int
    number: int

    @property
    def id(self) -> str:
        """The operation id."""
        return f"own/{self.kind}-{self.of}-{self.number}"


@dataclass(frozen=True, slots=True)
class BenchmarkPlant:
    """A plant with about this many batches."""

    batches: int
    seed: int = 1

    @property
    def width(self) -> int:
        """Batches in each level."""
        return self.batches // LEVELS

    def inputs(self, run: Run) -> dict[Lot, int]:
        """What went into a run, in kg."""
        if run.kind == "pool":
            return {Lot("item", LAST, each): _FED for each in self._pooled(run.of)}
        level, index = run.of, run.number
        amounts: Counter[Lot] = Counter()
        for each in (index, *(self._shuffled(level, way, index)[0] for way in (1, 2))):
            amounts[Lot("item", level - 1, each)] += _LESS if level == 1 else _KG
        if level == 1:
            amounts.update({Lot("salt", of, index // hub.salt): _SALT for of, hub in HUBS.items()})
        if level == REWORKED and _reworks(index):
            amounts[Lot("rework", REWORKED, index)] = _BACK
        if level == REWORKED + 1 and _reworks(index):
            amounts[Lot("item", REWORKED, index)] += _BACK
        return dict(amounts)

    def outputs(self, run: Run) -> dict[Lot, int]:
        """What a run made, in kg."""
        if run.kind == "pool":
            return {Lot("feed", run.of, 0): _FED * len(self._pooled(run.of))}
        made = {Lot("item", run.of, run.number): 3 * _KG}
        if run.of == REWORKED and _reworks(run.number):
            made[Lot("item", run.of, run.number)] += _BACK
        if run.of == REWORKED + 1 and _reworks(run.number):
            made[Lot("rework", REWORKED, run.number)] = _BACK
        return made

    def uses(self, lot: Lot) -> set[Run]:
        """The runs that a batch went into."""
        match lot:
            case Lot("feed"):
                return set()
            case Lot("salt", of, number):
                span = HUBS[of].salt
                return {Run("make", 1, each) for each in self._indices(number * span, span)}
            case Lot("rework", of, number):
                return {Run("make", of, number)}
            case Lot(_, level, index) if level == LAST:
                return {Run("pool", of, 0) for of in HUBS if index in self._pooled(of)}
        ahead = level + 1
        shuffled = (self._shuffled(ahead, way, index)[1] for way in (1, 2))
        return {Run("make", ahead, each) for each in (index, *shuffled)}

    def maker(self, lot: Lot) -> Run | None:
        """The run that made a batch; None for what was supplied."""
        match lot:
            case Lot("salt") | Lot("item", 0):
                return None
            case Lot("feed", of, _):
                return Run("pool", of, 0)
            case Lot("rework", of, number):
                return Run("make", of + 1, number)
        return Run("make", lot.of, lot.number)

    def size(self, lot: Lot) -> int:
        """How much of a batch came to be, in kg."""
        if maker := self.maker(lot):
            return self.outputs(maker)[lot]
        if lot.kind == "salt":
            span = HUBS[lot.of].salt
            return _SALT * len(self._indices(lot.number * span, span))
        return 3 * _LESS

    def shipments(self, lot: Lot) -> dict[str, int]:
        """Which customers got how much of a batch, in kg."""
        if lot.kind == "feed":
            return {"farm": self.size(lot)}
        if lot[:2] != ("item", LAST):
            return {}
        return {f"customer-{(lot.number * 7 + part) % 400}": 40 for part in range(2)}

    def facts(self) -> Iterator[Fact]:
        """Every fact of the plant, level by level, in the order of time."""
        for of, hub in HUBS.items():
            for number in range(-(-self.width // hub.salt)):
                yield self._receipt(Lot("salt", of, number), self._at(0, number * hub.salt))
        for index in range(self.width):
            yield self._receipt(Lot("item", 0, index), self._at(0, index))
        for level in range(1, LEVELS):
            for index in range(self.width):
                yield from self._made(Run("make", level, index))
        for index in range(self.width):
            yield from self._leaves(Lot("item", LAST, index))
        for of in HUBS:
            if self._pooled(of):
                yield from self._made(Run("pool", of, 0))
                out = self._at(LEVELS + 2, self._pooled(of)[-1])
                yield from self._shipped(Lot("feed", of, 0), out)

    def _made(self, run: Run) -> Iterator[Fact]:
        at = self._at(run.of, run.number)
        if run.kind == "pool":
            at = self._at(LEVELS + 1, self._pooled(run.of)[-1])
        for lot, kg in self.inputs(run).items():
            used_at = at
            if run.kind == "pool":
                used_at = self._at(LEVELS, lot.number)
            elif lot.kind == "rework":
                used_at = self._at(run.of + 1, run.number + 60)
            yield Consumption(
                key=f"B|consumption|{run.id}|{lot.id}",
                source=lot.id,
                target=run.id,
                quantity=Decimal(kg),
                unit="kg",
                occurred_at=used_at,
            )
        for lot, kg in self.outputs(run).items():
            yield Production(
                key=f"B|production|{run.id}|{lot.id}",
                source=run.id,
                target=lot.id,
                quantity=Decimal(kg),
                unit="kg",
                occurred_at=at,
            )
        if run.number % 2 == 0:
            yield EquipmentUse(
                key=f"B|equipment_use|{run.id}",
                source=run.id,
                target=f"line-{run.of}-{run.number % 7}",
                occurred_at=at,
            )

    def _receipt(self, lot: Lot, at: datetime) -> Receipt:
        return Receipt(
            key=f"B|receipt|{lot.id}",
            source=f"supplier-{lot.number % 50}",
            target=lot.id,
            quantity=Decimal(self.size(lot)),
            unit="kg",
            occurred_at=at,
        )

    def _leaves(self, lot: Lot) -> Iterator[Fact]:
        yield from self._shipped(lot, self._at(LEVELS, lot.number))
        if left := 3 * _KG - sum(self.shipments(lot).values()) - _FED * len(self.uses(lot)):
            yield StockCount(
                key=f"B|stock_count|{lot.id}",
                source=lot.id,
                target=f"bin-{lot.number % 100}",
                quantity=Decimal(left),
                unit="kg",
                occurred_at=self._at(LEVELS + 1, lot.number),
                document="count-1",
            )

    def _shipped(self, lot: Lot, at: datetime) -> Iterator[Fact]:
        for part, (customer, kg) in enumerate(self.shipments(lot).items()):
            yield Shipment(
                key=f"B|shipment|{lot.id}|{part}",
                source=lot.id,
                target=customer,
                quantity=Decimal(kg),
                unit="kg",
                occurred_at=at,
                document=f"D-{lot.kind}-{lot.number}-{part}",
            )

    def _at(self, level: int, index: int) -> datetime:
        return _START + timedelta(days=level, minutes=index)

    def _indices(self, first: int, count: int) -> range:
        return range(first, min(first + count, self.width))

    def _pooled(self, of: int) -> range:
        """The batches of the last level of which a hub's feed is pooled: none in a small plant."""
        return self._indices(self.width // 2, HUBS[of].feed)

    def _shuffled(self, level: int, way: int, index: int) -> tuple[int, int]:
        """Which batch of the level before a run takes, and which run takes that of its number."""
        shift = (level + way) % 2 * BLOCK // 2
        begin = (index + shift) // BLOCK * BLOCK - shift
        first, last = max(begin, 0), min(begin + BLOCK, self.width)
        order, inverse = _block(self.seed * 1_000 + level * 10 + way, first, last)
        return first + order[index - first], first + inverse[index - first]


def _reworks(index: int) -> bool:
    return index % REWORK_EVERY == REWORK_EVERY // 2


@lru_cache(maxsize=5_000)
def _block(seed: int, first: int, last: int) -> tuple[list[int], list[int]]:
    """A shuffled block of a level, and the way back."""
    order = list(range(last - first))
    Random(f"{seed}/{first}").shuffle(order)
    inverse = [0] * len(order)
    for at, to in enumerate(order):
        inverse[to] = at
    return order, inverse
