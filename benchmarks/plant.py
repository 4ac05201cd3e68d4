"""A plant of any size with known answers: process levels, blending, shipments.

Level 0 is supplied. Every later batch is made by one operation from three batches of the level
before, near it in time (within WINDOW). The last level is shipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

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
WINDOW = 92
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BenchmarkPlant:
    """A plant with about this many batches."""

    batches: int
    seed: int = 1

    @property
    def width(self) -> int:
        """Batches in each level."""
        return self.batches // LEVELS

    def lot(self, level: int, index: int) -> str:
        """The id of one batch."""
        return batch_id("own", f"item-{level}", f"{level}-{index}")

    def inputs(self, level: int, index: int) -> list[int]:
        """Which batches of the level before went into this one."""
        random = Random(self.seed * 1_000_003 + level * 1_000_000_007 + index)
        lowest = max(0, index - WINDOW)
        chosen = {index, random.randint(lowest, index), random.randint(lowest, index)}
        return sorted(chosen)

    def forward_scope(self, level: int, index: int) -> set[str]:
        """The known answer: every batch that this one went into, itself included."""
        reached, scope = {index}, {self.lot(level, index)}
        for ahead in range(level + 1, LEVELS):
            candidates = range(min(reached), min(self.width, max(reached) + WINDOW + 1))
            reached = {each for each in candidates if reached & set(self.inputs(ahead, each))}
            scope |= {self.lot(ahead, each) for each in reached}
        return scope

    def facts(self) -> Iterator[Fact]:
        """Every fact of the plant, in the order of time."""
        for level in range(LEVELS):
            for index in range(self.width):
                yield from self._batch(level, index)

    def _batch(self, level: int, index: int) -> Iterator[Fact]:
        batch, at = self.lot(level, index), _START + timedelta(minutes=index, days=level)
        kg = Decimal(100)
        if level == 0:
            yield Receipt(
                key=f"B|receipt|{batch}",
                source=f"supplier-{index % 50}",
                target=batch,
                quantity=kg,
                unit="kg",
                occurred_at=at,
            )
            return
        operation = f"own/op-{level}-{index}"
        inputs = self.inputs(level, index)
        for each in inputs:
            source = self.lot(level - 1, each)
            yield Consumption(
                key=f"B|consumption|{operation}|{source}",
                source=source,
                target=operation,
                quantity=(kg / 4).quantize(Decimal("0.1")),
                unit="kg",
                occurred_at=at,
            )
        yield Production(
            key=f"B|production|{operation}|{batch}",
            source=operation,
            target=batch,
            quantity=kg,
            unit="kg",
            occurred_at=at,
        )
        if index % 2 == 0:
            yield EquipmentUse(
                key=f"B|equipment_use|{operation}",
                source=operation,
                target=f"line-{level}-{index % 7}",
                occurred_at=at,
            )
        if level == LEVELS - 1:
            yield from self._leaves(batch, index, at)

    def _leaves(self, batch: str, index: int, at: datetime) -> Iterator[Fact]:
        for part in range(2):
            yield Shipment(
                key=f"B|shipment|{batch}|{part}",
                source=batch,
                target=f"customer-{(index * 7 + part) % 400}",
                quantity=Decimal(45),
                unit="kg",
                occurred_at=at + timedelta(days=1),
                document=f"D-{index}-{part}",
            )
        yield StockCount(
            key=f"B|stock_count|{batch}",
            source=batch,
            target=f"bin-{index % 100}",
            quantity=Decimal(10),
            unit="kg",
            occurred_at=at + timedelta(days=2),
            document="count-1",
        )
