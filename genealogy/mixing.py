"""How much of the origins is in every batch and with every customer.

Three numbers: `mixing`, if every batch and operation is perfectly mixed (each quantity that
leaves holds its proportional part), and `low` and `high`, between which the amount lies however
it was distributed: bounds that the recorded quantities alone allow. They never exclude the truth
of complete records; they are not claimed to be the closest such bounds.

Perfect mixing is the linear model of input-output analysis (Leontief). An origin is full of its
own material, whatever came into it. Cost grows with the links of the scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from genealogy.components import components
from genealogy.network import Holding, Network, Place
from genealogy.rework import mixed_in_loop
from genealogy.units import dimension, factor
from genealogy.whereabouts import CUSTOMER, DISPOSED, STOCK

_ROUNDING = 1e-13
"""What floats may be off, as a part of a capacity: a lower bound leaves it out to stay one."""
_TURNS = 4
"""How often bounds go around a loop: each turn is sound, and the first few bring the most."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of the origins is somewhere, in their unit; None where the records do not tell.

    `share` is the part of the whole that it makes, where both are of one dimension.
    """

    low: float
    mixing: float | None
    high: float | None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Where the material of the origins is: of those origins whose units can be added.

    `seeded` is all of it. Under perfect mixing it is found again: with `customers`, `disposed`
    of, `on_hand`, left in `operations` (losses, and what is in process), `unexplained`, what
    went into another of the `origins`, whose own material it then counts as, and what is
    `not_known`, beyond where the records tell no quantities.
    """

    unit: str
    origins: tuple[str, ...]
    seeded: float | None
    batches: dict[str, Amount]
    customers: dict[str, Amount]
    found: dict[str, float | None]


class Held(NamedTuple):
    """What of the origins is in a place. `rate` converts its unit into theirs, and is None where
    an amount of the place can hold more than itself of them. `pure` is an origin."""

    low: float
    mixing: float | None
    high: float
    rate: float | None
    pure: bool = False


def contents(origins: Sequence[str], flows: Network) -> list[Content]:
    """The content of a scope, for each dimension that the origins are measured in."""
    numbers = {name: at for at, name in enumerate(flows.batches)}
    groups: dict[str, list[int]] = {}
    for at in sorted({numbers[origin] for origin in origins}):
        groups.setdefault(dimension(flows.places[at].unit), []).append(at)
    return [_content(group, flows) for _, group in sorted(groups.items())]


def _content(origins: list[int], flows: Network) -> Content:
    unit = flows.places[origins[0]].unit
    held = {at: _seed(flows.places[at], unit) for at in origins}
    at_most = sum(each.high for each in held.values())
    ahead = flows.ahead
    if any(flows.entering[at] for at in origins):
        ahead = [[head for head in heads if head not in held] for heads in ahead]
    for members in components(origins, ahead):
        if len(members) > 1:
            held |= _around(sorted(members), flows, held, unit)
        elif members[0] not in held:
            held[members[0]] = _settle(members[0], flows, held, unit, at_most)
    return _summary(origins, at_most, flows, held)


def _seed(place: Place, unit: str) -> Held:
    """An origin is all of its own material; what came into it from other origins too."""
    rate = factor(place.unit, unit)
    assert rate is not None  # origins are grouped by dimension
    amount = place.capacity * rate
    told = place.told and amount > 0
    high = amount if told and place.bounded else inf
    return Held(amount, amount if told else None, high, rate, pure=True)


def _settle(
    at: int, flows: Network, held: dict[int, Held], unit: str, at_most: float = inf
) -> Held:
    """What has come into a place from those that are settled; altogether `at_most` there is."""
    low, high, alike = 0.0, 0.0, True
    mixing: float | None = 0.0
    for number, certain, quantity, part in flows.entering[at]:
        tail = held.get(number)
        if tail is None:
            continue
        high += _at_most(tail, quantity)
        alike &= tail.rate is not None
        if certain:
            if tail.low:
                low += _at_least(tail, flows.places[number], quantity)
            if mixing is not None:
                more = _mixed(tail, quantity, part)
                mixing = None if more is None else mixing + more
    place = flows.places[at]
    rate: float | None = None
    if alike and place.conserves:
        rate = 1.0 if place.unit == unit else factor(place.unit, unit)
    return Held(low, mixing, min(high, at_most), rate)


def _at_most(tail: Held, quantity: float | None) -> float:
    if quantity is None or tail.rate is None:
        return tail.high
    return min(tail.high, quantity * tail.rate)


def _at_least(tail: Held, place: Place, quantity: float | None, *, firm: bool = True) -> float:
    """What of the origins cannot all be in the rest of the place. Of an origin that is all of
    it, if it is `firm` that it did not go on."""
    if quantity is None or tail.rate is None:
        return 0.0
    if tail.pure and firm:
        return quantity * tail.rate
    if not place.bounded:
        return 0.0
    rest = place.capacity - quantity + _ROUNDING * place.capacity
    return max(tail.low - rest * tail.rate, 0.0)


def _mixed(tail: Held, quantity: float | None, part: float | None) -> float | None:
    """What goes along if the place is perfectly mixed."""
    if tail.pure and tail.rate is not None:
        return None if quantity is None else quantity * tail.rate
    if tail.mixing is None or part is None:
        return 0.0 if tail.mixing == 0 else None  # of nothing, any part is nothing
    return tail.mixing * part


def _around(
    members: list[int], flows: Network, held: dict[int, Held], unit: str
) -> dict[int, Held]:
    """What is in the places of a loop, given what comes into it from those that are settled.

    What goes around is in a place more than once, as it is in the place's capacity.
    """
    came = {member: _settle(member, flows, held, unit) for member in members}
    inner = {
        member: [arc for arc in flows.entering[member] if arc[0] in came] for member in members
    }
    alike = all(each.rate is not None for each in came.values())
    mixed = mixed_in_loop(inner, {member: each.mixing for member, each in came.items()})
    now = {
        member: Held(each.low, mixed[member], inf, each.rate if alike else None)
        for member, each in came.items()
    }
    for _ in range(_TURNS):
        for member in members:
            low, high = came[member].low, came[member].high
            for tail, certain, quantity, _ in inner[member]:
                high += _at_most(now[tail], quantity)
                if certain:
                    low += _at_least(now[tail], flows.places[tail], quantity)
            now[member] = now[member]._replace(low=low, high=high)
    return now


_FOUND = {CUSTOMER: "customers", DISPOSED: "disposed", STOCK: "on_hand"}
_REST = ("operations", "unexplained", "origins", "not_known")


def _summary(origins: list[int], at_most: float, flows: Network, held: dict[int, Held]) -> Content:
    seeded = _sum([held[at].mixing for at in origins])
    found: dict[str, float] = dict.fromkeys((*_FOUND.values(), *_REST), 0.0)
    customers: dict[str, _Customer] = {}
    batches: dict[str, Amount] = {}
    for at, here in sorted(held.items()):
        place = flows.places[at]
        if here.pure or here.mixing is None:
            # What comes here is followed no further.
            word = "origins" if here.pure else "not_known"
            for tail, certain, quantity, part in flows.entering[at]:
                if certain and tail in held:
                    found[word] += _mixed(held[tail], quantity, part) or 0.0
        if here.mixing and place.rest:
            word = "unexplained" if at < len(flows.batches) else "operations"
            found[word if place.rest_told else "not_known"] += here.mixing * place.rest
        if at < len(flows.batches):
            batches[flows.batches[at]] = _amount_of_batch(here, place)
        for holding in flows.holdings.get(at, ()):
            amount: float | None = 0.0
            if holding.certain:
                amount = _mixed(here, holding.quantity, holding.part)
            found[_FOUND[holding.kind]] += amount or 0.0
            if holding.kind == CUSTOMER:
                customers.setdefault(holding.other, _Customer()).add(here, place, holding, amount)
    return Content(
        flows.places[origins[0]].unit,
        tuple(flows.batches[at] for at in origins),
        seeded,
        batches,
        {name: each.amount(at_most) for name, each in sorted(customers.items())},
        {**found, "not_known": None if seeded is None else found["not_known"]},
    )


def _amount_of_batch(here: Held, place: Place) -> Amount:
    share: float | None = None
    if here.pure:
        share = 1.0
    elif here.mixing is not None and here.rate is not None and place.told and place.capacity > 0:
        share = here.mixing / (place.capacity * here.rate)
    return Amount(here.low, here.mixing, _finite(here.high), share)


@dataclass(slots=True)
class _Customer:
    """What is with one customer, of all batches that it received."""

    low: float = 0.0
    mixing: float | None = 0.0
    high: float = 0.0
    whole: float | None = 0.0

    def add(self, here: Held, place: Place, holding: Holding, amount: float | None) -> None:
        """What the customer has of one more batch."""
        self.high += _at_most(here, holding.at_most)
        if holding.certain:
            self.low += _at_least(here, place, holding.quantity, firm=place.certain)
            self.mixing = _sum([self.mixing, amount])
            told = here.pure or place.told
            whole = holding.quantity if told else None
            self.whole = _sum([self.whole, _times(whole, here.rate)])

    def amount(self, at_most: float) -> Amount:
        """The sum, of which there is no more than of the origins altogether."""
        share = None
        if self.mixing is not None and self.whole:
            share = self.mixing / self.whole
        return Amount(self.low, self.mixing, _finite(min(self.high, at_most)), share)


def _sum(amounts: list[float | None]) -> float | None:
    total = 0.0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _times(amount: float | None, rate: float | None) -> float | None:
    return None if amount is None or rate is None else amount * rate


def _finite(amount: float) -> float | None:
    return None if amount == inf else amount
