"""The dry side of a day: filling, splitting and repacking, with the ERP's issues and returns."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from demo.ledger import ZERO, Ledger, Order, calendar, clock
from demo.master import (
    BULK,
    CUP_125,
    CUP_500,
    FRUIT_MIX,
    LID,
    MULTIPACK,
    NATURAL_500,
    STRAWBERRY_125,
    STRAWBERRY_500,
)
from demo.nouns import Batch

CUPS = {
    NATURAL_500: (CUP_500, Decimal("0.5")),
    STRAWBERRY_500: (CUP_500, Decimal("0.5")),
    STRAWBERRY_125: (CUP_125, Decimal("0.125")),
}
SAMPLE = Decimal("0.5")
MULTIPACK_KG = Decimal("0.5")

# On these days some of the strawberry cups are repacked four by four.
REPACK_DAYS = (5, 9, 12, 16, 20, 24, 27, 29)
REPACK_KG = Decimal(240)
# A mistake each, repacking day -> filling day: cups of that day were issued to the order, and the
# issue was reversed (it never happened) or, on the other day, wholly returned (it did happen).
WRONG_DAY = {16: 15, 24: 23}
REVERSED_DAY = 16
MISTAKE_KG = Decimal(120)
# Some strawberry cups of these days are blocked, so that there are some for what is planned above,
# in the last count, and for the order that is open at the end.
SET_ASIDE = {15: Decimal(160), 18: Decimal(180), 23: Decimal(200)}
OPEN_ORDER_KG = Decimal(240)
WRONG_LIDS_DAY = 9
CARTON = 500  # pieces of packaging


def fill_all(ledger: Ledger, day: int) -> None:
    """Everything that is filled on a day, from yesterday's bulk and today's fruit mix."""
    bulk, mix = ledger.lots[BULK, day - 1], ledger.lots[FRUIT_MIX, day]
    fill(ledger, day, NATURAL_500, bulk, ledger.stock[bulk] - ledger.amount(45, 80))
    if day % 3 == 1:
        fill(ledger, day, STRAWBERRY_500, mix, ledger.stock[mix] * 3 // 10)
    fill(ledger, day, STRAWBERRY_125, mix, ledger.stock[mix])


def fill(ledger: Ledger, day: int, item: str, bulk: Batch, quantity: Decimal) -> None:
    """Fills one product: bulk, cups and lids in, one lot out, a sample to the laboratory."""
    cup, cup_kg = CUPS[item]
    at = clock(calendar(day), 11 if item == STRAWBERRY_500 else 8)
    station = "filling 125" if cup == CUP_125 else "filling 500"
    order = ledger.start("make", station, at, at + timedelta(minutes=165))
    spare = Decimal(30) if day % 4 == 0 and item == NATURAL_500 else ZERO
    issue = order.issue(bulk, quantity + spare, at.replace(minute=5))
    if spare:
        order.take_back(issue, spare, at + timedelta(minutes=155))
    if day == WRONG_LIDS_DAY and item == NATURAL_500:
        wrong = order.issue(ledger.oldest(LID)[-1], Decimal(900), at.replace(minute=6))
        order.reverse(wrong, at.replace(minute=20))
    made = quantity * 995 / 1000 // SAMPLE * SAMPLE
    _use_packaging(ledger, order, cup, made / cup_kg, at)
    _use_packaging(ledger, order, LID, made / cup_kg, at)
    filled = order.produce((item, ledger.number("YOG")), made, at + timedelta(minutes=150))
    ledger.lots[item, day] = filled
    if item == STRAWBERRY_125 and day in SET_ASIDE:
        ledger.held[filled] = SET_ASIDE[day]
    ledger.dispose(filled, "sample", SAMPLE, at + timedelta(minutes=180))


def split(ledger: Ledger, day: int) -> None:
    """The day's natural yoghurt becomes two lots, one of them with a Danish label."""
    at = clock(calendar(day), 15)
    batch = ledger.lots[NATURAL_500, day]
    order = ledger.start("split", "splitting", at, at.replace(hour=16))
    whole = ledger.stock[batch]
    order.issue(batch, whole, at.replace(minute=5))
    part = whole * 6 // 10
    order.produce((NATURAL_500, ledger.number("YOG")), part, at.replace(minute=50))
    order.produce((NATURAL_500, ledger.number("YOG")), whole - part, at.replace(minute=55))


def repack(ledger: Ledger, day: int) -> None:
    """Some of the day's strawberry cups become multipacks, counted in pieces."""
    at = clock(calendar(day), 15)
    order = ledger.start("repack", "repacking", at, at.replace(hour=17))
    if day in WRONG_DAY:
        _issue_wrongly(ledger, order, day, at)
    order.issue(ledger.lots[STRAWBERRY_125, day], REPACK_KG, at.replace(minute=30))
    packs = REPACK_KG / MULTIPACK_KG - ledger.random.randint(0, 4)
    lot = (MULTIPACK, ledger.number("MP"))
    ledger.lots[MULTIPACK, day] = order.produce(lot, packs, at.replace(minute=55))


def leave_open(ledger: Ledger, day: int) -> None:
    """The last order of the six weeks: cups were issued to it, and it still runs."""
    at = clock(calendar(day), 16)
    order = ledger.start("repack", "repacking", at, None)
    aside = ledger.lots[STRAWBERRY_125, max(SET_ASIDE)]
    order.issue(aside, ledger.held.pop(aside), at.replace(minute=10))
    order.issue(ledger.lots[STRAWBERRY_125, day], OPEN_ORDER_KG, at.replace(minute=15))


def _issue_wrongly(ledger: Ledger, order: Order, day: int, at: datetime) -> None:
    """Cups of another day go to the order by mistake; booked back in one of two ways."""
    wrong = ledger.lots[STRAWBERRY_125, WRONG_DAY[day]]
    issue = order.issue(wrong, MISTAKE_KG, at.replace(minute=5))
    if day == REVERSED_DAY:
        order.reverse(issue, at.replace(minute=20))
        ledger.held.pop(wrong)
    else:
        order.take_back(issue, MISTAKE_KG, at.replace(minute=20))


def _use_packaging(ledger: Ledger, order: Order, item: str, pieces: Decimal, at: datetime) -> None:
    """Issues full cartons, oldest first; what is left of the last one goes back to the store."""
    cartons = -(-pieces // CARTON) * CARTON
    for batch, quantity in ledger.pick(item, cartons):
        issue = order.issue(batch, quantity, at.replace(minute=10))
    if cartons > pieces:
        order.take_back(issue, min(cartons - pieces, issue.quantity), at + timedelta(minutes=160))
