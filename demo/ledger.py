"""The plant's books while it runs: what is on hand, and every event in the order booked."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from random import Random

from demo.master import ITEMS, STATIONS
from demo.nouns import (
    OWN,
    Batch,
    Consumption,
    Count,
    Disposal,
    Event,
    Flow,
    Issue,
    Output,
    Run,
    change,
)

ZONE = timezone(timedelta(hours=2))
START = date(2026, 9, 7)
ZERO = Decimal(0)


def calendar(day: int) -> date:
    """The date of a working day; day 1 is the first Monday, day 6 the next one."""
    week, weekday = divmod(day - 1, 5)
    return START + timedelta(days=7 * week + weekday)


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day on the plant's wall clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


class Ledger:
    """What the plant has booked so far, and what is on hand from it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.events: list[Event] = []
        self.stock: dict[Batch, Decimal] = {}
        self.held: dict[Batch, Decimal] = {}  # set aside: on hand, but not for sale
        self.lots: dict[tuple[str, int], Batch] = {}  # by item and working day
        self._numbers: Counter[str] = Counter()

    def number(self, series: str, width: int = 4) -> str:
        """The next document or lot number of a series."""
        self._numbers[series] += 1
        return f"{series}-{self._numbers[series]:0{width}d}"

    def amount(self, low: int, high: int) -> Decimal:
        """A weighed quantity between two bounds, to the tenth."""
        return Decimal(self.random.randint(low * 10, high * 10)) / 10

    def book(self, event: Flow) -> None:
        """Books a movement of goods; nothing can be taken that is not there."""
        left = self.stock.get(event.batch, ZERO) + change(event)
        if left < 0:
            raise ValueError(f"{event} takes more than there is")
        self.stock[event.batch] = left
        self.events.append(event)

    def free(self, batch: Batch) -> Decimal:
        """What is on hand of a batch and not set aside."""
        return self.stock[batch] - self.held.get(batch, ZERO)

    def oldest(self, item: str) -> list[Batch]:
        """The batches of an item with free stock, first in first."""
        return [batch for batch in self.stock if batch.item == item and self.free(batch) > 0]

    def pick(self, item: str, quantity: Decimal) -> list[tuple[Batch, Decimal]]:
        """Which batches an order gets for a quantity, first in first out."""
        picked: list[tuple[Batch, Decimal]] = []
        for batch in self.oldest(item):
            taken = min(quantity, self.free(batch))
            picked.append((batch, taken))
            quantity -= taken
            if not quantity:
                return picked
        raise ValueError(f"{quantity} of item {item} is missing")

    def start(self, kind: str, station: str, started: datetime, ended: datetime | None) -> Order:
        """A new order on a station, with the people who run it."""
        order = self.number("PO", 5)
        crew = STATIONS[station].crew
        operators = tuple(sorted(self.random.sample(crew, self.random.randint(1, 2))))
        self.events.append(Run(order, kind, station, started, ended, operators))
        return Order(self, order)

    def dispose(self, batch: Batch, reason: str, quantity: Decimal, at: datetime) -> None:
        """Books goods out for good."""
        self.book(Disposal(self.number("AD"), 1, batch, reason, quantity, at))

    def count_all(self, at: datetime) -> None:
        """Counts the whole plant: one row a batch, and another one for what is blocked of it."""
        document = self.number("CNT", 2)
        for batch in sorted(self.stock):
            location, held = ITEMS[batch.item].location, self.held.get(batch, ZERO)
            if self.free(batch) > 0:
                row = Count(document, at, location, batch, self.free(batch), "available")
                self.events.append(row)
            if held > 0:
                self.events.append(Count(document, at, "QA-1", batch, held, "blocked"))


class Order:
    """One order on the floor: what it is given and what it gives, each with its next line."""

    def __init__(self, ledger: Ledger, number: str) -> None:
        self.number = number
        self._ledger = ledger
        self._digits = number.removeprefix("PO-")
        self._fed, self._issued, self._made = count(1), count(1), count(1)

    def consume(self, batch: Batch, quantity: Decimal, at: datetime) -> None:
        """Feeds a batch; the MES reports it."""
        self._ledger.book(Consumption(self.number, next(self._fed), batch, quantity, at))

    def consume_unseen(self, batch: Batch, quantity: Decimal) -> None:
        """Feeds a batch whose row the MES then loses: only its line number is missing."""
        next(self._fed)
        self._ledger.stock[batch] -= quantity

    def issue(self, batch: Batch, quantity: Decimal, at: datetime) -> Issue:
        """Issues a batch; the ERP reports it."""
        document, line = f"MI-{self._digits}", next(self._issued)
        issue = Issue(document, line, "issue", self.number, batch, quantity, at)
        self._ledger.book(issue)
        return issue

    def take_back(self, issue: Issue, quantity: Decimal, at: datetime) -> None:
        """Returns some of an issue to stock, as a movement of its own."""
        document = self._ledger.number("MR")
        self._ledger.book(Issue(document, 1, "return", self.number, issue.batch, quantity, at))

    def reverse(self, issue: Issue, at: datetime) -> None:
        """Declares that an issue never happened."""
        self._ledger.book(
            Issue(
                self._ledger.number("MC"),
                1,
                "reversal",
                self.number,
                issue.batch,
                issue.quantity,
                at,
                reverses=(issue.document, issue.line),
            )
        )

    def produce(
        self, item_lot: tuple[str, str], quantity: Decimal, at: datetime, role: str = "main"
    ) -> Batch:
        """Books what the order gave, and returns that batch."""
        item, lot = item_lot
        batch = Batch(OWN, item, lot)
        expiry = at.date() + timedelta(days=ITEMS[item].keeps_days)
        document, line = f"PR-{self._digits}", next(self._made)
        self._ledger.book(Output(document, line, self.number, role, batch, quantity, at, expiry))
        return batch
