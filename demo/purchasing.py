"""What comes in: the tankers of each morning, and the planned deliveries of everything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from demo.ledger import Ledger, calendar, clock
from demo.master import (
    CULTURE,
    CUP_125,
    CUP_500,
    CUP_SUPPLIER,
    FRUIT_HOLSTEIN,
    FRUIT_QINGDAO,
    HANSA,
    ITEMS,
    LID,
    LID_SUPPLIER,
    LOT_PREFIX,
    MILK_SUPPLIERS,
    NORDIC_CULTURES,
    RAW_MILK,
    STRAWBERRY,
    SUGAR,
    SUGAR_SUPPLIER,
)
from demo.nouns import OWN, Batch, Receipt

# (working day, supplier, item, supplier's lot, quantity). CUL-2231, the recalled lot, comes twice;
# two suppliers both number a lot 1; some numbers begin with zeros, and one looks like a float.
DELIVERIES = [
    (1, HANSA, CULTURE, "HF-5501", 9),
    (1, SUGAR_SUPPLIER, SUGAR, "OZ-260831", 3400),
    (1, FRUIT_QINGDAO, STRAWBERRY, "QD260805A", 1300),
    (1, CUP_SUPPLIER, CUP_500, "00731", 18000),
    (1, CUP_SUPPLIER, CUP_125, "00732", 80000),
    (1, LID_SUPPLIER, LID, "1", 110000),
    (3, NORDIC_CULTURES, CULTURE, "CUL-2218", 6),
    (5, FRUIT_HOLSTEIN, STRAWBERRY, "1", 1300),
    (7, NORDIC_CULTURES, CULTURE, "CUL-2231", 12),
    (7, CUP_SUPPLIER, CUP_125, "00732", 80000),
    (8, LID_SUPPLIER, LID, "2", 110000),
    (8, CUP_SUPPLIER, CUP_500, "2E05", 18000),
    (10, FRUIT_QINGDAO, STRAWBERRY, "QD260818C", 1400),
    (11, HANSA, CULTURE, "HF-5519", 8),
    (12, CUP_SUPPLIER, CUP_125, "00745", 80000),
    (14, FRUIT_QINGDAO, STRAWBERRY, "QD260822B", 1300),
    (15, NORDIC_CULTURES, CULTURE, "CUL-2231", 12),
    (15, LID_SUPPLIER, LID, "3", 110000),
    (16, CUP_SUPPLIER, CUP_500, "00751", 18000),
    (18, CUP_SUPPLIER, CUP_125, "00760", 80000),
    (19, NORDIC_CULTURES, CULTURE, "CUL-2240", 9),
    (19, FRUIT_HOLSTEIN, STRAWBERRY, "HK-90", 1300),
    (22, SUGAR_SUPPLIER, SUGAR, "OZ-260922", 1500),
    (23, LID_SUPPLIER, LID, "4", 110000),
    (24, HANSA, CULTURE, "HF-5537", 10),
    (24, FRUIT_HOLSTEIN, STRAWBERRY, "HK-97", 1600),
    (24, CUP_SUPPLIER, CUP_125, "00772", 80000),
    (24, CUP_SUPPLIER, CUP_500, "00773", 18000),
]


def receive_deliveries(ledger: Ledger, day: int) -> None:
    """What the lorries bring on a day: one receipt a supplier, one line a lot."""
    due = [delivery[1:] for delivery in DELIVERIES if delivery[0] == day]
    for supplier in sorted({supplier for supplier, *_ in due}):
        document = ledger.number("GR-26")
        lines = [(item, lot, quantity) for party, item, lot, quantity in due if party == supplier]
        for line, (item, lot, quantity) in enumerate(lines, 1):
            source = Batch(supplier, item, lot)
            _receive(ledger, (document, line), source, Decimal(quantity), clock(calendar(day), 5))


def receive_milk(ledger: Ledger, day: int) -> list[Batch]:
    """The raw milk of a morning: one tanker, on some days two, from the farms in turn."""
    tankers = 2 if day % 5 in (1, 3, 4) else 1
    received = []
    for tanker in range(tankers):
        supplier = MILK_SUPPLIERS[(day + tanker) % 3]
        source = Batch(supplier, RAW_MILK, f"{supplier[2:]}-{calendar(day):%y%m%d}")
        quantity = Decimal(ledger.random.randint(230, 260) * 10 // tankers)
        at = clock(calendar(day), 4, 20 + 20 * tanker)
        received.append(_receive(ledger, (ledger.number("GR-26"), 1), source, quantity, at))
    return received


def _receive(
    ledger: Ledger, row: tuple[str, int], source: Batch, quantity: Decimal, at: datetime
) -> Batch:
    """Books one line of a receipt under the next own lot number of its item."""
    own = Batch(OWN, source.item, ledger.number(LOT_PREFIX[source.item]))
    expiry = at.date() + timedelta(days=ITEMS[source.item].keeps_days)
    ledger.book(Receipt(*row, source, own, quantity, at, expiry))
    return own
