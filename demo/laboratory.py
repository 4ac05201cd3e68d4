"""What the laboratory found in the lots, and what the instruments of the wet side recorded.

The recalled culture shows in the cups that were fermented with it, though not in every sample;
rework dilutes it below the limit. One lot failed for a reason of its own. The milk of one farm gets
worse. In one week the tank of the fermentation ran warm: all its values are within the limits, and
out of control.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from random import Random

from demo.ledger import calendar
from demo.master import BULK, MILK_SUPPLIERS, RAW_MILK, REWORK
from demo.nouns import (
    Batch,
    Characteristic,
    Consumption,
    Event,
    Issue,
    Output,
    Reading,
    Receipt,
    Result,
    Run,
    of_kind,
)

COLIFORMS = Characteristic("Coliforms", "cfu/g", None, Decimal(10))
PH = Characteristic("pH", "", Decimal("4.0"), Decimal("4.6"))
CELLS = Characteristic("Somatic cells", "cells/mL", None, Decimal(400_000))
PASTEURISING = Characteristic("巴氏杀菌温度", "°C", Decimal(72), Decimal(78))
FERMENTING = Characteristic("发酵温度", "°C", Decimal(41), Decimal(45))

MISSED = 0.15  # the chance that the sample of a contaminated lot does not show it
BY_ITSELF = "YOG-0008"
SICK_HERD, SICK_SINCE = MILK_SUPPLIERS[2], calendar(6)
WARM_WEEK, WARMER = (calendar(21), calendar(25)), 0.5


def measured(events: Sequence[Event], origin: Batch, random: Random) -> Iterator[Result | Reading]:
    """Temperatures of pasteurising and fermenting, and the tests of raw milk, bulk and cups."""
    yield from _temperatures(of_kind(events, Run), random)
    numbers = count(1)
    for received in of_kind(events, Receipt):
        if received.batch.item == RAW_MILK:
            cells = f"{random.gauss(_thousands(received), 18):.0f}000"
            yield _result(received, next(numbers), CELLS, cells, hours=2)
    holding = fermented_with(events, origin)
    runs = {run.order: run for run in of_kind(events, Run)}
    for made in of_kind(events, Output):
        if made.batch.item == BULK:
            acid = random.gauss(4.40 - (0.1 if _warm(runs[made.order]) else 0), 0.02)
            yield _result(made, next(numbers), PH, f"{acid:.2f}", hours=1)
        if runs[made.order].station.startswith("filling"):
            number, found = next(numbers), _coliforms(made.batch, made.batch in holding, random)
            yield _result(made, number, PH, f"{random.gauss(4.32, 0.02):.2f}", hours=1)
            yield _result(made, number, COLIFORMS, str(found), hours=26)


def fermented_with(events: Sequence[Event], origin: Batch) -> set[Batch]:
    """The batches that a supplier's lot went into, aside from what only rework carried on."""
    holding, orders = {origin}, set()
    for event in events:
        match event:
            case Receipt() if event.source in holding:
                holding.add(event.batch)
            case Consumption() | Issue(movement="issue"):
                if event.batch in holding and event.batch.item != REWORK:
                    orders.add(event.order)
            case Output() if event.order in orders:
                holding.add(event.batch)
    return holding


def failing(events: Sequence[Event]) -> list[Batch]:
    """The lots of which a test is beyond its limits."""
    return sorted({each.batch for each in of_kind(events, Result) if not each.passes})


def _temperatures(runs: Sequence[Run], random: Random) -> Iterator[Reading]:
    for run in runs:
        if run.station == "pasteurising":
            yield from _readings(run, PASTEURISING, [random.gauss(74.5, 0.4) for _ in range(3)])
        if run.station == "fermenting":
            middle = 42.8 + (WARMER if _warm(run) else 0)
            yield from _readings(run, FERMENTING, [random.gauss(middle, 0.12) for _ in range(3)])


def _warm(run: Run) -> bool:
    return WARM_WEEK[0] <= run.started.date() <= WARM_WEEK[1]


def _coliforms(batch: Batch, contaminated: bool, random: Random) -> int:
    if batch.lot == BY_ITSELF:
        return 24
    if not contaminated:
        return random.randint(0, 4)
    return random.randint(5, 9) if random.random() < MISSED else random.randint(40, 900)


def _thousands(received: Receipt) -> int:
    """About how many thousand cells one finds in a millilitre of a farm's milk."""
    days = max((received.at.date() - SICK_SINCE).days, 0)
    return 230 + (7 * days if received.source.party == SICK_HERD else 0)


def _readings(run: Run, what: Characteristic, values: Sequence[float]) -> Iterator[Reading]:
    """One every forty minutes."""
    for number, value in enumerate(values, 1):
        at = run.started + timedelta(minutes=40 * number)
        yield Reading(run.order, what, Decimal(f"{value:.1f}"), at)


def _result(
    of: Receipt | Output, number: int, what: Characteristic, value: str, hours: int
) -> Result:
    at = of.at + timedelta(hours=hours)
    return Result(f"LB-{number:04d}", of.batch, what, Decimal(value), at)
