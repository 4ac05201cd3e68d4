"""Flows of stated quantity and time, and the verdict on a plant made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from genealogy.engine.database import Database
from genealogy.facts import (
    Consumption,
    Description,
    Disposal,
    Fact,
    Production,
    Receipt,
    Return,
    Shipment,
    StockCount,
    StockGain,
)
from genealogy.nouns import Noun
from genealogy.settings import Settings
from genealogy.verdict import Direction, Verdict
from queries.trace import trace
from tests.plants import own, state


def amount(
    kind: type[Fact],
    source: str,
    target: str,
    quantity: str | None = "10",
    unit: str | None = "kg",
    at: datetime | None = None,
    **more: Any,
) -> Fact:
    """A fact of any kind; a lot number stands for its batch."""
    ends = {
        end: own(id_) if noun is Noun.BATCH else id_
        for end, id_, noun in (
            ("source", source, kind.EDGE.source),
            ("target", target, kind.EDGE.target),
        )
    }
    words = (kind.__name__, source, target, quantity, unit, at, more)
    stated = None if quantity is None else Decimal(quantity)
    return kind(key=repr(words), **ends, quantity=stated, unit=unit, occurred_at=at, **more)


def came(lot: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Receipt, "farm", lot, quantity, **more)


def used(lot: str, operation: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Consumption, lot, operation, quantity, **more)


def made(operation: str, lot: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Production, operation, lot, quantity, **more)


def sent(lot: str, customer: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Shipment, lot, customer, quantity, **more)


def sent_back(customer: str, lot: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Return, customer, lot, quantity, **more)


def scrapped(lot: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(Disposal, lot, "scrap", quantity, **more)


def gained(lot: str, quantity: str | None = "10", **more: Any) -> Fact:
    return amount(StockGain, "adjustment", lot, quantity, **more)


def counted(lot: str, quantity: str | None = "10", place: str = "store", **more: Any) -> Fact:
    return amount(StockCount, lot, place, quantity, **more)


def day(number: int, hour: int = 12, second: float = 0) -> datetime:
    whole, part = divmod(second, 1)
    return datetime(2026, 10, number, hour, 0, int(whole), round(part * 1e6), tzinfo=UTC)


def operation(name: str, **properties: str) -> Description:
    return Description(noun=Noun.OPERATION, id=name, properties=dict(properties))


WHOLE = [came("milk"), used("milk", "cook"), made("cook", "cheese"), sent("cheese", "shop")]
"""A plant that lacks nothing."""

COOKED = WHOLE[:3]
"""10 kg of cheese, of which more is to be told."""


def verdict(
    database: Database,
    facts: list[Any],
    origin: str = "milk",
    direction: Direction = "forward",
    **settings: Any,
) -> Verdict:
    state(database, facts)
    return trace(database, [own(origin)], direction, Settings(**settings)).verdict


def gaps(found: Verdict) -> list[tuple[str, str, float | None]]:
    """Kind, lot or operation, and quantity of each gap."""
    return [
        (
            gap.kind,
            gap.subject.split("/")[-1],
            None if gap.quantity is None else float(gap.quantity),
        )
        for gap in found.gaps
    ]
