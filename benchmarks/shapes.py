"""A diamond and a ladder: as many layers and links, but 4 to the 30th ways through one of them.

An answer must cost what its links cost, not what its paths would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from benchmarks.known import Known
from genealogy.facts import Consumption, Fact, Production, Receipt, Shipment
from genealogy.identity import batch_id

LAYERS = 30
_START = datetime(2026, 1, 1, tzinfo=UTC)
_KG = Decimal(48)


@dataclass(frozen=True, slots=True)
class Shape:
    """Layers of batches behind one origin; each is made of `ways` batches of the layer before."""

    name: str
    width: int
    ways: int

    @property
    def origin(self) -> str:
        """The batch from which all of it is reached."""
        return self._lot(0, 0)

    def facts(self) -> Iterator[Fact]:
        """Every fact of the shape: an origin, a run that splits it, the layers, shipments."""
        whole = _KG * self.width
        yield Receipt(
            key=f"B|receipt|{self.origin}",
            source="supplier-0",
            target=self.origin,
            quantity=whole,
            unit="kg",
            occurred_at=_START,
        )
        yield self._used(self.origin, self._run(1, 0), 1, whole)
        for at in range(self.width):
            yield self._made(self._run(1, 0), self._lot(1, at), 1)
        for layer in range(2, LAYERS + 2):
            for at in range(self.width):
                run = self._run(layer, at)
                for way in range(self.ways):
                    before = self._lot(layer - 1, (at + way) % self.width)
                    yield self._used(before, run, layer, _KG / self.ways)
                yield self._made(run, self._lot(layer, at), layer)
        for at in range(self.width):
            yield Shipment(
                key=f"B|shipment|{self._lot(LAYERS + 1, at)}",
                source=self._lot(LAYERS + 1, at),
                target=f"customer-{at}",
                quantity=_KG,
                unit="kg",
                occurred_at=_START + timedelta(days=LAYERS + 2),
            )

    def known(self) -> Known:
        """The forward answer from the origin: all of the shape."""
        batches, links, shipments = {self.origin}, set(), set()
        for fact in self.facts():
            kg = float(fact.quantity or 0)
            if isinstance(fact, Consumption):
                links.add((fact.source, fact.target, True, kg))
            elif isinstance(fact, Production):
                batches.add(fact.target)
                links.add((fact.target, fact.source, False, kg))
            elif isinstance(fact, Shipment):
                shipments.add((fact.source, fact.target, kg))
        return Known(frozenset(batches), frozenset(links), frozenset(shipments))

    def _lot(self, layer: int, at: int) -> str:
        return batch_id("own", self.name, f"{layer}-{at}")

    def _run(self, layer: int, at: int) -> str:
        return f"own/{self.name}-{layer}-{at}"

    def _used(self, lot: str, run: str, layer: int, kg: Decimal) -> Consumption:
        return Consumption(
            key=f"B|consumption|{run}|{lot}",
            source=lot,
            target=run,
            quantity=kg,
            unit="kg",
            occurred_at=_START + timedelta(days=layer),
        )

    def _made(self, run: str, lot: str, layer: int) -> Production:
        return Production(
            key=f"B|production|{run}|{lot}",
            source=run,
            target=lot,
            quantity=_KG,
            unit="kg",
            occurred_at=_START + timedelta(days=layer),
        )


DIAMOND = Shape("diamond", width=4, ways=4)  # 1 + 4 + 30 * 4 * (4 + 1) = 605 links
LADDER = Shape("ladder", width=10, ways=1)  # 1 + 10 + 30 * 10 * (1 + 1) = 611 links
