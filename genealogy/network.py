"""The flows of an answer as a network: what its batches and operations hand on to each other.

A batch hands on to the operations that used it, to customers, to disposals, and some stays on
hand; an operation hands on to the batches that it made. What went back is taken off. Quantities
are floats here: they are estimates from now on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Arc = tuple[int, bool, float | None, float | None]
"""What entered a place from another one, returns taken off: the number of the place that it
left, whether that is certain, the quantity in that place's unit, None where it is not told, and
the part of its content that goes along under perfect mixing, None where the records do not tell.
(No class of its own: there are many, and plain tuples of numbers cost the collector nothing.)"""


class Holding(NamedTuple):
    """What of a batch ended outside of the operations: with a customer, disposed of, on hand.

    `quantity` and `part` are as those of an arc; `at_most` bounds what is there.
    """

    kind: str
    other: str
    certain: bool
    quantity: float | None
    at_most: float | None
    part: float | None


class Place(NamedTuple):
    """A batch or an operation, with its capacity in `unit`.

    `told` is whether the capacity is known, so that it can be divided. `bounded` is whether
    nothing more can have been in it or left it: every flow is certain, stated, and in units that
    can be added. `conserves` is whether a quantity that leaves can hold no more than itself of
    what came in: a litre cannot, one car holds four wheels. `rest` is the part of the content
    that went to no arc and no holding of which a quantity is told; `rest_told` whether there is
    no other, so that it stayed here. `alone` is an operation that made one batch of which no
    quantity is told.
    """

    unit: str
    capacity: float
    told: bool
    certain: bool
    bounded: bool
    conserves: bool
    rest: float
    rest_told: bool
    alone: bool


@dataclass(slots=True)
class Network:
    """The places of an answer by number, batches first, each in the order of the ids.

    `entering` are the arcs that enter each place, `ahead` the places that it leads to.
    """

    batches: list[str]
    places: list[Place]
    entering: list[list[Arc]]
    ahead: list[list[int]]
    holdings: dict[int, list[Holding]]
