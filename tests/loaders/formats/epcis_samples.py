"""Small EPCIS events for tests, and what they state."""

from __future__ import annotations

from typing import Any

from genealogy.facts import Fact, Statement
from loaders.formats.epcis.event import read_event
from loaders.formats.epcis.meaning import outcome
from loaders.part import Skipped

MILK = "urn:epc:class:lgtin:4012345.011111.milk-1"
CHEESE = "urn:epc:class:lgtin:4012345.022222.cheese-1"
WHEEL = "urn:epc:id:sgtin:4012345.033333.7"
PALLET = "urn:epc:id:sscc:4012345.0000000333"
DAIRY = "urn:epc:id:sgln:4012345.00001.0"
SHOP = "urn:epc:id:sgln:0614141.07346.0"

MILK_ID = "gs1/04012345111118/milk-1"
CHEESE_ID = "gs1/04012345222227/cheese-1"
WHEEL_ID = "gs1/04012345333336/#7"
PALLET_ID = "040123450000003338"
DAIRY_ID = "4012345000016"
SHOP_ID = "0614141073467"

Json = dict[str, Any]


def event(kind: str, **fields: Any) -> Json:
    """An event at noon in Berlin."""
    return {"type": kind, "eventTime": "2026-03-01T12:00:00+01:00", "eventID": "urn:e:1"} | fields


def seen(**fields: Any) -> Json:
    """An object event that observes."""
    return event("ObjectEvent", **{"action": "OBSERVE"} | fields)


def lots(*ids: str, quantity: float | str = 10, unit: str = "KGM") -> list[Json]:
    """Elements of a quantity list."""
    return [{"epcClass": each, "quantity": str(quantity), "uom": unit} for each in ids]


def to(location: str) -> list[Json]:
    """A destination list."""
    return [{"type": "location", "destination": location}]


def stated(value: Json) -> tuple[Statement, ...]:
    """What the event states."""
    found = outcome(read_event(value))
    assert isinstance(found, tuple), found
    return found


def why_skipped(value: Json) -> str:
    """The reason for which the event states nothing."""
    found = outcome(read_event(value))
    assert isinstance(found, Skipped), found
    return found.reason


def edges(value: Json, *kinds: type[Fact]) -> set[tuple[str, str]]:
    """The ends of the facts of these kinds that the event states."""
    return {(each.source, each.target) for each in stated(value) if isinstance(each, kinds)}
