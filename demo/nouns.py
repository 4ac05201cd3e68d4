"""What happens in the plant, one frozen event a kind: the only thing exports and truth share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

OWN = "own"


@dataclass(frozen=True, slots=True, order=True)
class Batch:
    """A quantity of one item under one lot number, given by one party (ours: `own`)."""

    party: str
    item: str
    lot: str

    @property
    def batch_id(self) -> str:
        """The batch as one string, as the truth writes it."""
        return f"{self.party}/{self.item}/{self.lot}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A supplier's lot came in and got one of our own lot numbers."""

    document: str
    line: int
    source: Batch
    batch: Batch
    quantity: Decimal
    at: datetime
    expiry: date

    @property
    def operation(self) -> str:
        """The receiving, seen as an operation between the supplier's lot and ours."""
        return f"{OWN}/{self.document}/{self.line}"


@dataclass(frozen=True, slots=True)
class Run:
    """One order on the floor; `ended` is empty while it still runs."""

    order: str
    kind: str
    station: str
    started: datetime
    ended: datetime | None
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """An order gave a batch."""

    document: str
    line: int
    order: str
    role: str
    batch: Batch
    quantity: Decimal
    at: datetime
    expiry: date


@dataclass(frozen=True, slots=True)
class Consumption:
    """An order was fed a batch, as the MES of the wet side reports it."""

    order: str
    line: int
    batch: Batch
    quantity: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """A batch was issued to an order of the packing side, taken back in part, or reversed."""

    document: str
    line: int
    movement: str  # issue | return | reversal
    order: str
    batch: Batch
    quantity: Decimal
    at: datetime
    reverses: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """A batch left for a customer: on a pallet from the store, or loose from the tank."""

    document: str
    line: int
    pallet: str | None
    customer: str
    batch: Batch
    quantity: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """A customer sent goods back."""

    document: str
    line: int
    customer: str
    batch: Batch
    quantity: Decimal
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Disposal:
    """Goods ended here: scrap, sample, adjustment, or returned to supplier."""

    document: str
    line: int
    batch: Batch
    reason: str
    quantity: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """What was found of a batch in one place when everything was counted."""

    document: str
    at: datetime
    location: str
    batch: Batch
    quantity: Decimal
    status: str  # available | blocked


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What can be measured, its unit, and between which values it should be."""

    name: str
    unit: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """What the laboratory found in a batch."""

    document: str
    batch: Batch
    what: Characteristic
    value: Decimal
    at: datetime

    @property
    def passes(self) -> bool:
        """Whether the value is within its limits, which belong to them."""
        low, high = self.what.low, self.what.high
        return (low is None or low <= self.value) and (high is None or self.value <= high)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an instrument recorded while an order ran."""

    order: str
    what: Characteristic
    value: Decimal
    at: datetime


Flow = Receipt | Output | Consumption | Issue | Shipment | Return | Disposal
Event = Flow | Run | Count | Result | Reading
E = TypeVar("E")


def of_kind(events: Iterable[Event], kind: type[E]) -> list[E]:
    """The events of one kind, in the order in which they were booked."""
    return [event for event in events if isinstance(event, kind)]


def change(event: Flow) -> Decimal:
    """What an event adds to the stock of its batch; negative where it takes."""
    match event:
        case Receipt() | Output() | Return():
            return event.quantity
        case Issue(movement="return" | "reversal"):
            return event.quantity
        case _:
            return -event.quantity
