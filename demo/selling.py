"""What goes out, and what comes back: pallets to shops, cream and whey by tanker, returns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from demo.ledger import START, ZERO, Ledger, calendar, clock
from demo.master import (
    CREAM,
    CREAM_TRADER,
    CUSTOMERS,
    FEED_TRADER,
    ITEMS,
    STRAWBERRY_125,
    WHEY,
)
from demo.nouns import Batch, Return, Shipment, of_kind

PALLET = {"kg": Decimal(360), "pcs": Decimal(400)}
GS1_PREFIX = "4099999"

# Filling day of the strawberry cups -> working day on which a pallet of them comes back.
RETURNED_ON = {5: 11, 12: 19}


def sscc(serial: int) -> str:
    """The number of a pallet: 17 digits and the check digit of GS1 (mod 10, weights 3 and 1)."""
    digits = f"3{GS1_PREFIX}{serial:09d}"
    weighed = sum(int(digit) * (1 if i % 2 else 3) for i, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"


def ship(ledger: Ledger, today: date) -> None:
    """The day's tour: a few customers, one to three pallets each, from the oldest goods."""
    week = (today - START).days // 7 + 1
    tour = [
        number
        for number, customer in CUSTOMERS.items()
        if week in customer.weeks and any(ledger.oldest(item) for item in customer.items)
    ]
    for stop, customer in enumerate(ledger.random.sample(tour, min(3, len(tour)))):
        at = clock(today, 14, 15 * stop)
        document, line = "", 0
        for _ in range(ledger.random.randint(1, 3)):
            pallet = _load(ledger, customer)
            if pallet and not document:
                document = ledger.number("SH", 5)
            serial = sscc(int(ledger.number("pallet").removeprefix("pallet-"))) if pallet else None
            for batch, quantity in pallet:
                line += 1
                ledger.book(Shipment(document, line, serial, customer, batch, quantity, at))


def deliver_loose(ledger: Ledger, day: int) -> None:
    """Yesterday's cream goes to the dairy trader and its whey to the feed trader."""
    at = clock(calendar(day), 9, 30)
    for item, trader in ((CREAM, CREAM_TRADER), (WHEY, FEED_TRADER)):
        batch = ledger.lots.get((item, day - 1))
        if batch:
            quantity = ledger.stock[batch]
            ledger.book(Shipment(ledger.number("DN"), 1, None, trader, batch, quantity, at))


def take_returns(ledger: Ledger, day: int) -> None:
    """A whole pallet comes back: a part is scrapped the same day, the rest stays blocked."""
    for filled, due in RETURNED_ON.items():
        if due == day:
            batch = ledger.lots[STRAWBERRY_125, filled]
            shipments = of_kind(ledger.events, Shipment)
            whole = (line for line in shipments if line.quantity == PALLET["kg"])
            sent = next(line for line in whole if line.batch == batch)
            at = clock(calendar(day), 10, 15)
            reason = "pallet damaged" if filled == 5 else "delivered too warm"
            document = ledger.number("RT")
            ledger.book(Return(document, 1, sent.customer, batch, sent.quantity, at, reason))
            scrap = sent.quantity * 6 // 10
            ledger.dispose(batch, "scrap", scrap, at.replace(hour=15))
            ledger.held[batch] = sent.quantity - scrap


def _load(ledger: Ledger, customer: str) -> list[tuple[Batch, Decimal]]:
    """One pallet of one item; where a lot runs out, the next one fills the pallet up."""
    stock = {
        item: sum((ledger.free(batch) for batch in ledger.oldest(item)), ZERO)
        for item in CUSTOMERS[customer].items
    }
    if not any(stock.values()):
        return []
    (item,) = ledger.random.choices(list(stock), weights=[int(kg) for kg in stock.values()])
    return ledger.pick(item, min(PALLET[ITEMS[item].unit], stock[item]))
