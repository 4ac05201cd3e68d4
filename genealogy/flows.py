"""From the flows of an answer to its network: what came to each place, what left it, and whither.

Each batch and operation has a *capacity*, the larger of what came in and what left, so that
records that disagree never make material out of nothing. Sums are exact (decimal arithmetic),
so that what came back altogether leaves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from genealogy.balance import Balance
from genealogy.graph import Genealogy, Input, Link, Movement
from genealogy.network import Arc, Holding, Network, Place
from genealogy.units import convert, dimension
from genealogy.whereabouts import Whereabouts, whereabouts

_ZERO = Decimal(0)
_CONSERVED = frozenset({"mass", "volume"})
_SAME_PIECES = frozenset({"split", "merge", "relabel", "receive"})
"""Operations out of which come the very pieces that went in; others make new ones of them."""
_TAIL = itemgetter(0, 1)
_PACKAGING = frozenset({"count", "length", "area"})
"""How cups, lids, film and labels are measured, which take no room in what is weighed."""


def network(
    genealogy: Genealogy, sheets: Mapping[str, Balance], inputs: Iterable[Link | Input]
) -> Network:
    """The network of a forward answer. `inputs` are all consumptions by its operations, also of
    batches outside of it: they thin what is in the answer."""
    flows = _Flows.of(genealogy, sheets)
    flows.add_links(genealogy, inputs)
    flows.add_movements(genealogy, sheets)
    return flows.network()


@dataclass(slots=True)
class _Flows:
    """Sums while they are made: for each place what came and left, in its unit, what of it is
    `known`, and for each arc what went over it, None where a part of it is not told."""

    batches: dict[str, int]
    operations: dict[str, int]
    kinds: dict[int, str | None]
    units: list[str]
    came: list[Decimal]
    left: list[Decimal]
    came_known: list[bool]
    left_known: list[bool]
    certain: list[bool]
    packed: set[int]
    arcs: dict[tuple[int, int, bool], Decimal | None]
    held: dict[int, list[Whereabouts]]

    @classmethod
    def of(cls, genealogy: Genealogy, sheets: Mapping[str, Balance]) -> _Flows:
        """No flows yet."""
        batches, operations = sorted(genealogy.batches), sorted(genealogy.operations)
        outputs = _units_of_outputs(genealogy)
        size = len(batches) + len(operations)
        return cls(
            batches={name: at for at, name in enumerate(batches)},
            operations={name: at for at, name in enumerate(operations, len(batches))},
            kinds={
                at: genealogy.operations[name].kind
                for at, name in enumerate(operations, len(batches))
            },
            units=[sheets[name].unit for name in batches]
            + [outputs.get(name, "") for name in operations],
            came=[_ZERO] * size,
            left=[_ZERO] * size,
            came_known=[True] * size,
            left_known=[True] * size,
            certain=[True] * size,
            packed=set(),
            arcs={},
            held={},
        )

    def add_links(self, genealogy: Genealogy, inputs: Iterable[Link | Input]) -> None:
        """What operations consumed and made."""
        maybe_back = []
        outside: dict[str, int] = {}
        for link in inputs:
            head, tail = self.operations[link.operation_id], self.batches.get(link.batch_id)
            if tail is None:
                if self._is_packaging(link.unit, head):
                    continue
                tail = outside.setdefault(link.batch_id, -1 - len(outside))
            arc = (tail, head, link.certain)
            amount = _in_unit(link, self.units[head if tail < 0 else tail])
            if link.role == "return":
                amount = None if amount is None else -amount
                if not link.certain:
                    maybe_back.append((tail, head, True))
            self._pass(arc, amount)
        for arc in maybe_back:
            if arc in self.arcs:
                self.arcs[arc] = None  # some of it may have come back
        for link in genealogy.links:
            if not link.consumed:
                tail, head = self.operations[link.operation_id], self.batches[link.batch_id]
                self._pass((tail, head, link.certain), _in_unit(link, self.units[tail]))
        for link in genealogy.produced:
            head = self.batches[link.batch_id]
            if link.certain:
                self._come(head, _in_unit(link, self.units[head]))
            else:
                self.certain[head] = False

    def add_movements(self, genealogy: Genealogy, sheets: Mapping[str, Balance]) -> None:
        """What batches received otherwise, and where they ended."""
        for each in genealogy.of_type("SUPPLIED", "GAINED"):
            at = self.batches[each.batch_id]
            self._come(at, _in_unit(each, self.units[at]))
        for batch_id, places in whereabouts(genealogy, sheets).items():
            at = self.batches[batch_id]
            self.held[at] = places
            for place in places:
                self._leave(at, place.quantity, certain=place.certain)

    def _is_packaging(self, unit: str | None, at: int) -> bool:
        """Cups, lids, film and labels take no room in what is weighed."""
        if dimension(unit or "") in _PACKAGING and dimension(self.units[at]) in _CONSERVED:
            self.packed.add(at)
            return True
        return False

    def _come(self, at: int, amount: Decimal | None) -> None:
        if amount is None:
            self.came_known[at] = False
        else:
            self.came[at] += amount

    def _pass(self, arc: tuple[int, int, bool], amount: Decimal | None) -> None:
        if arc in self.arcs:
            before = self.arcs[arc]
            amount = None if amount is None or before is None else before + amount
        self.arcs[arc] = amount

    def _leave(self, at: int, amount: Decimal | None, *, certain: bool) -> None:
        if not certain:
            self.certain[at] = False
        elif amount is None:
            self.left_known[at] = False
        else:
            self.left[at] += amount

    def network(self) -> Network:
        """The network of these flows."""
        heads, first = [0] * len(self.units), len(self.batches)
        ahead: list[list[int]] = [[] for _ in self.units]
        for (tail, head, sure), amount in self.arcs.items():
            if amount is not None and amount < _ZERO:
                # More was given back than used; that it went nowhere is all that can be said.
                amount = self.arcs[tail, head, sure] = _ZERO  # noqa: PLW2901
            if not sure:
                self.certain[head] = False
            elif head >= first:
                self._use(tail, head, amount)
            if tail >= 0:
                heads[tail] += sure
                ahead[tail].append(head)
                self._leave(tail, amount, certain=sure)
        places = [self._place(at, made) for at, made in enumerate(heads)]
        entering: list[list[Arc]] = [[] for _ in self.units]
        for (tail, head, sure), amount in self.arcs.items():
            if tail < 0:
                continue
            quantity, part = None if amount is None else float(amount), None
            if sure:
                place = places[tail]
                part = 1.0 if place.alone else _part(quantity, place)
            entering[head].append((tail, sure, quantity, part))
        for arcs in entering:
            if len(arcs) > 1:
                arcs.sort(key=_TAIL)
        holdings = {
            at: [
                Holding(
                    each.kind,
                    each.other,
                    each.certain,
                    _float(each.quantity),
                    _float(each.at_most),
                    _part(_float(each.quantity), places[at]) if each.certain else None,
                )
                for each in held
            ]
            for at, held in self.held.items()
        }
        return Network(list(self.batches), places, entering, ahead, holdings)

    def _use(self, tail: int, head: int, amount: Decimal | None) -> None:
        """What an operation used of a batch, in the operation's unit."""
        if tail >= 0 and self.units[tail] != self.units[head]:
            if amount is not None and self._is_packaging(self.units[tail], head):
                return
            if amount is not None:
                amount = convert(amount, self.units[tail], self.units[head])
        self._come(head, amount)

    def _place(self, at: int, heads: int) -> Place:
        came, left = self.came[at], self.left[at]
        came_known, left_known = self.came_known[at], self.left_known[at]
        batch, roomless = at < len(self.batches), True
        conserves = batch or self._conserves(at)
        # With one batch all goes into it, however much it was.
        alone = not batch and heads == 1 and not left_known
        if batch:
            told = came_known and (left_known or came >= left)
        else:
            told = left_known or (conserves and came_known and came >= left)
            roomless = came >= left or at not in self.packed
        capacity = max(came, left) if conserves else left
        size, rest = float(capacity), 1.0
        if alone:
            rest = 0.0
        elif told and capacity:
            rest = float(capacity - left) / size if capacity != left else 0.0
        certain = self.certain[at]
        bounded = certain and came_known and left_known and roomless
        rest_told = alone or (told and left_known)
        return Place(
            self.units[at], size, told, certain, bounded, conserves, rest, rest_told, alone
        )

    def _conserves(self, at: int) -> bool:
        """Whether what leaves an operation is measured as what came in."""
        measure, kind = dimension(self.units[at]), self.kinds[at]
        if measure != "count":
            return measure in _CONSERVED
        # What was repacked may be counted in packs, unless as many came out as went in.
        return kind in _SAME_PIECES or (kind == "repack" and self.came[at] == self.left[at])


def _in_unit(flow: Link | Input | Movement, unit: str) -> Decimal | None:
    """A flow of zero is one whose quantity was not stated: something moved."""
    if not flow.quantity or flow.unit == unit:
        return flow.quantity or None
    return convert(flow.quantity, flow.unit or "", unit)


def _part(quantity: float | None, place: Place) -> float | None:
    if quantity is None or not place.told:
        return None
    return quantity / place.capacity if quantity else 0.0


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _units_of_outputs(genealogy: Genealogy) -> dict[str, str]:
    """For each operation the unit that most of its outputs have, of several the first."""
    units: dict[str, list[str]] = {}
    for link in genealogy.links:
        if not link.consumed and link.unit:
            units.setdefault(link.operation_id, []).append(link.unit)
    return {name: _most(found) for name, found in units.items()}


def _most(units: list[str]) -> str:
    if len(units) == 1:
        return units[0]
    counts = Counter(units)
    return min(counts, key=lambda unit: (-counts[unit], unit))
