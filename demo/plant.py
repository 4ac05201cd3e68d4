"""A yoghurt maker on the North Sea coast, six weeks from Monday 2026-09-07, day by day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from demo import dairy, packing, purchasing, selling
from demo.faults import as_written
from demo.laboratory import measured
from demo.ledger import START, Ledger, Order, calendar, clock
from demo.master import CULTURE, CUP_500, LID, NORDIC_CULTURES, STRAWBERRY, SUGAR
from demo.nouns import Batch, Event

SEED = 20260907
WORKING_DAYS = 30
ORIGIN = Batch(NORDIC_CULTURES, CULTURE, "CUL-2231")
MIDDLE_COUNT, LAST_COUNT = START + timedelta(days=19), START + timedelta(days=40)


def run_plant() -> tuple[Event, ...]:
    """The six weeks as they were written down; the same events on every call."""
    ledger = Ledger(Random(SEED))  # noqa: S311 - a story, not a secret
    reworking: dict[int, Order] = {}
    for day in range(1, WORKING_DAYS + 1):
        _work(ledger, day, reworking)
        if day % 5 == 0:
            saturday = calendar(day) + timedelta(days=1)
            selling.ship(ledger, saturday)
            if saturday == MIDDLE_COUNT:
                _write_off(ledger)
            if saturday in (MIDDLE_COUNT, LAST_COUNT):
                ledger.count_all(clock(saturday, 18))
    laboratory = Random(SEED + 1)  # noqa: S311 - apart, so that what runs does not hang on it
    return (*as_written(ledger.events), *measured(ledger.events, ORIGIN, laboratory))


def _work(ledger: Ledger, day: int, reworking: dict[int, Order]) -> None:
    """One working day. The tour is loaded from what was in store in the morning, so it is first."""
    purchasing.receive_deliveries(ledger, day)
    raw = purchasing.receive_milk(ledger, day)
    selling.take_returns(ledger, day)
    selling.deliver_loose(ledger, day)
    selling.ship(ledger, calendar(day))
    dairy.pasteurise(ledger, day, raw)
    dairy.blend(ledger, day)
    if day > 1:
        dairy.mix_fruit(ledger, day)
        packing.fill_all(ledger, day)
        if day % 3 == 0:
            packing.split(ledger, day)
        if day in packing.REPACK_DAYS:
            packing.repack(ledger, day)
        dairy.clear_tank(ledger, day, reworking)
    dairy.ferment(ledger, day)
    _book_out(ledger, day)
    if day == WORKING_DAYS:
        packing.leave_open(ledger, day)


def _book_out(ledger: Ledger, day: int) -> None:
    """Goods that go back to their supplier, and one sample of each delivery of culture."""
    at = clock(calendar(day), 17, 10)
    if day == 11:
        batch = ledger.oldest(STRAWBERRY)[0]
        ledger.dispose(batch, "returned to supplier", Decimal("60.5"), at)
    if day == 17:
        ledger.dispose(ledger.oldest(CUP_500)[-1], "returned to supplier", Decimal(1500), at)
    if day in (8, 16):
        ledger.dispose(ledger.oldest(CULTURE)[-1], "sample", Decimal("0.1"), at)


def _write_off(ledger: Ledger) -> None:
    """What the count in the middle found missing is booked off before it is closed."""
    at = clock(MIDDLE_COUNT, 17, 30)
    ledger.dispose(ledger.oldest(SUGAR)[0], "adjustment", Decimal("2.4"), at)
    ledger.dispose(ledger.oldest(LID)[0], "adjustment", Decimal(150), at)
