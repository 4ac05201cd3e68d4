"""The wet side of a day: raw milk to white mass to yoghurt bulk, fruit mix and rework."""

from __future__ import annotations

from decimal import Decimal

from demo.ledger import ZERO, Ledger, Order, calendar, clock
from demo.master import (
    BULK,
    CREAM,
    CULTURE,
    FRUIT_MIX,
    MILK,
    REWORK,
    STRAWBERRY,
    SUGAR,
    WHEY,
    WHITE_MASS,
)
from demo.nouns import Batch

# From which working day on which delivery of culture is in use. The recalled lot is the 3rd and,
# after a pause, the 5th delivery: its scope is two stretches of days and what rework carries on.
CULTURE_IN_USE = {1: 1, 6: 2, 9: 3, 13: 4, 17: 5, 21: 6, 26: 7}
CULTURE_A_DAY = Decimal("1.5")

# White mass of the day -> rework made from the rest of the bulk of that other day. Day 9 and day
# 11 go to one and the same rework lot, topped up while in use: 11 is made of it and goes into it.
REWORK_INTO = {5: 2, 8: 6, 11: 9, 14: 11, 19: 15, 22: 20, 26: 24, 29: 27}
LOOP_FIRST, LOOP_AGAIN = 9, 11

GAP_DAY, GAP = 12, Decimal(118)


def pasteurise(ledger: Ledger, day: int, raw: list[Batch]) -> None:
    """The morning's raw milk becomes pasteurised milk, and cream beside it."""
    date = calendar(day)
    order = ledger.start("make", "pasteurising", clock(date, 5, 30), clock(date, 8))
    total = ZERO
    for minutes, batch in enumerate(raw):
        total += ledger.stock[batch]
        order.consume(batch, ledger.stock[batch], clock(date, 5, 40 + 15 * minutes))
    cream = total * 8 / 100
    number = f"{400 + day:04d}"
    milk = order.produce((MILK, f"PM-{number}"), total * 91 / 100, clock(date, 7, 50))
    ledger.lots[MILK, day] = milk
    ledger.lots[CREAM, day] = order.produce(
        (CREAM, f"CR-{number}"), cream, clock(date, 7, 55), "co-product"
    )


def blend(ledger: Ledger, day: int) -> None:
    """White mass: today's milk, the rest of yesterday's, culture, sugar and any rework due."""
    at = clock(calendar(day), 9)
    order = ledger.start("merge", "blending", at, at.replace(hour=11))
    fed = [(ledger.lots[MILK, day], ledger.stock[ledger.lots[MILK, day]] * 8 // 10)]
    if day > 1:
        rest = ledger.lots[MILK, day - 1]
        fed.append((rest, ledger.stock[rest]))
    delivery = max(since for since in CULTURE_IN_USE if since <= day)
    culture = _culture(ledger, CULTURE_IN_USE[delivery])
    fed.append((culture, CULTURE_A_DAY))
    fed += ledger.pick(SUGAR, ledger.amount(125, 135))
    if day in REWORK_INTO:
        rework = ledger.lots[REWORK, REWORK_INTO[day]]
        fed.append((rework, ledger.stock[rework]))
    for minutes, (batch, quantity) in enumerate(fed):
        order.consume(batch, quantity, at.replace(minute=5 + 5 * minutes))
    made = sum((quantity for _, quantity in fed), ZERO) - ledger.amount(4, 9)
    lot = (WHITE_MASS, f"WM-{400 + day:04d}")
    ledger.lots[WHITE_MASS, day] = order.produce(lot, made, at.replace(hour=10, minute=50))


def ferment(ledger: Ledger, day: int) -> None:
    """White mass becomes yoghurt bulk by the evening; every fifth day some whey is drawn off.

    One white mass is not used up: its rest goes into the next day's bulk, and the MES row of
    that is lost. In the books the rest is neither used nor there.
    """
    at = clock(calendar(day), 11, 30)
    order = ledger.start("make", "fermenting", at, at.replace(hour=20))
    white = ledger.lots[WHITE_MASS, day]
    fed = ledger.stock[white] - (GAP if day == GAP_DAY else 0)
    if day == GAP_DAY + 1:
        order.consume_unseen(ledger.lots[WHITE_MASS, GAP_DAY], GAP)
    order.consume(white, fed, at.replace(minute=40))
    made = fed + (GAP if day == GAP_DAY + 1 else 0) - ledger.amount(2, 6)
    number = f"{400 + day:04d}"
    if day % 5 == 2:
        whey = ledger.amount(30, 50)
        made -= whey
        ledger.lots[WHEY, day] = order.produce(
            (WHEY, f"WY-{number}"), whey, at.replace(hour=19, minute=30), "by-product"
        )
    ledger.lots[BULK, day] = order.produce((BULK, f"YB-{number}"), made, at.replace(hour=19))


def mix_fruit(ledger: Ledger, day: int) -> None:
    """More than half of yesterday's bulk is mixed with strawberry preparation."""
    at = clock(calendar(day), 6)
    order = ledger.start("make", "mixing", at, at.replace(hour=7, minute=30))
    bulk = ledger.lots[BULK, day - 1]
    share = ledger.stock[bulk] * 55 // 100
    order.consume(bulk, share, at.replace(minute=10))
    fruit = ledger.amount(225, 255)
    for minutes, (batch, quantity) in enumerate(ledger.pick(STRAWBERRY, fruit)):
        order.consume(batch, quantity, at.replace(minute=20 + 5 * minutes))
    made = share + fruit - ledger.amount(2, 5)
    lot = (FRUIT_MIX, f"FM-{400 + day:04d}")
    ledger.lots[FRUIT_MIX, day] = order.produce(lot, made, at.replace(hour=7, minute=20))


def clear_tank(ledger: Ledger, day: int, running: dict[int, Order]) -> None:
    """What filling left of yesterday's bulk: kept as rework where planned, otherwise scrapped.

    `running` holds the one rework order that stays open over three days.
    """
    bulk, at = ledger.lots[BULK, day - 1], clock(calendar(day), 16, 30)
    rest = ledger.stock[bulk]
    if day - 1 not in REWORK_INTO.values():
        if rest:
            ledger.dispose(bulk, "scrap", rest, at)
        return
    ended = clock(calendar(day + 2 if day - 1 == LOOP_FIRST else day), 18)
    if day - 1 == LOOP_AGAIN:
        order, lot = running[LOOP_FIRST], ledger.lots[REWORK, LOOP_FIRST].lot
    else:
        order = running[day - 1] = ledger.start("rework", "reworking", at, ended)
        lot = f"RW-{400 + day:04d}"
    order.consume(bulk, rest, at.replace(minute=40))
    made = rest - ledger.amount(0, 2)
    batch = order.produce((REWORK, lot), made, at.replace(hour=17, minute=30), "rework")
    ledger.lots[REWORK, day - 1] = batch


def _culture(ledger: Ledger, delivery: int) -> Batch:
    """The own lot of the nth delivery of culture."""
    return [batch for batch in ledger.stock if batch.item == CULTURE][delivery - 1]
