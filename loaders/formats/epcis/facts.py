"""What the facts of one EPCIS event have in common: keys, things, readings, descriptions.

A key is made of the event's, the kind of fact and what the fact is about, so the withdrawal of
an event finds its facts again. Where an event states the same twice (two weighings of one lot),
the second has its place among its equals in the key; the lists of an event are in order, so that
is the same however it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TypedDict, TypeVar

from genealogy.facts import FACTS, Description, Fact, Measurement, ProcessValue
from genealogy.identity import fact_key
from genealogy.nouns import Noun
from genealogy.times import utc_text
from loaders.cells import CellRejected, read_date
from loaders.formats.epcis.event import Amount, Event, moment_of
from loaders.formats.gs1 import Kind, Thing, identify
from loaders.values import RowRejected

SOURCE = "EPCIS"

Read = TypeVar("Read")

_WORDS = {kind: word for word, kind in FACTS.items()}


class Common(TypedDict):
    """What every fact of an event has."""

    key: str
    occurred_at: datetime
    document: str | None


class Quantity(TypedDict):
    """The quantity of an amount."""

    quantity: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Lot:
    """A batch that an event names, and how much of it."""

    thing: Thing
    quantity: Decimal | None
    unit: str | None

    @property
    def id(self) -> str:
        """The batch's id."""
        return self.thing.batch_id

    @property
    def amount(self) -> Quantity:
        """Its quantity, for a fact."""
        return Quantity(quantity=self.quantity, unit=self.unit)


@dataclass(slots=True)
class Keys:
    """Gives the facts of one event their keys."""

    event: Event
    _stated: Counter[tuple[type[Fact], str]] = field(default_factory=Counter)

    def common(self, kind: type[Fact], subject: str) -> Common:
        """Key, time and document of the next fact of this kind about this subject."""
        self._stated[kind, subject] += 1
        ordinal = self._stated[kind, subject]
        document = (self.event.key,) if ordinal == 1 else (self.event.key, str(ordinal))
        return Common(
            key=fact_key(SOURCE, _WORDS[kind], document, subject),
            occurred_at=self.event.at,
            document=self.event.key,
        )


def things_of(amounts: Iterable[Amount]) -> list[Thing]:
    """The things that these amounts name, each once."""
    return list(dict.fromkeys(identify(each.id) for each in amounts))


def lots_of(amounts: Iterable[Amount]) -> list[Lot]:
    """The batches among these amounts. A class without a lot is none."""
    named = [(identify(each.id), each) for each in amounts]
    return _each_once(
        Lot(thing, each.quantity, each.unit) for thing, each in named if thing.kind is Kind.BATCH
    )


def material_of(amounts: Iterable[Amount]) -> list[Lot]:
    """What of these amounts was used up or made: here a container or an asset is material too.

    A class without a lot is no batch, and none is made up for it.
    """
    named = [(identify(each.id), each) for each in amounts]
    return _each_once(
        Lot(thing, each.quantity, each.unit)
        for thing, each in named
        if thing.kind is not Kind.CLASS
    )


def containers_of(amounts: Iterable[Amount]) -> list[str]:
    """The ids of the containers among these amounts.

    A unit with a serial may itself be a case with others in it, so it is one of them.
    """
    return list(
        dict.fromkeys(
            thing.container_id
            for thing in things_of(amounts)
            if thing.kind is Kind.CONTAINER or (thing.name is not None and thing.name.serial)
        )
    )


def _each_once(lots: Iterable[Lot]) -> list[Lot]:
    """Single units each once, though an event may name one by its URN and by its link."""
    found = list(lots)
    counted = {each.id for each in found if each.quantity is not None}
    single = dict.fromkeys(each for each in found if each.quantity is None)
    return [each for each in single if each.id not in counted] + [
        each for each in found if each.quantity is not None
    ]


def readings(keys: Keys, kind: type[Measurement], subjects: Iterable[str]) -> list[Fact]:
    """What the sensors of the event tell of each of these batches or operations."""
    found: list[Fact] = []
    for subject in dict.fromkeys(subjects):
        for reading in keys.event.readings:
            common = keys.common(kind, subject)
            if reading.at is not None:
                common["occurred_at"] = reading.at
            found.append(
                kind(
                    **common,
                    source=subject,
                    target=common["key"],
                    quantity=reading.quantity,
                    unit=reading.unit,
                    characteristic=reading.characteristic or None,
                    text=reading.text,
                    verdict=reading.verdict,
                )
            )
    return found


def process_values(keys: Keys, operation_id: str) -> list[Fact]:
    """What the sensors of the event tell of an operation."""
    return readings(keys, ProcessValue, [operation_id])


def descriptions(event: Event, lots: Iterable[Lot], *, made: bool) -> list[Description]:
    """What the event says of batches that it names first; `made` where it made them.

    Raises RowRejected for a date that is none.
    """
    stated = dict(event.ilmd)
    properties: dict[str, str | float] = {}
    expires = "itemExpirationDate" if "itemExpirationDate" in stated else "bestBeforeDate"
    if expires in stated:
        properties["expires_on"] = _understood(lambda text: read_date(text, "iso"), stated, expires)
    made_at = event.at if made else None
    if "productionDate" in stated:
        read = partial(moment_of, offset=event.offset)
        made_at = _understood(read, stated, "productionDate") or made_at
    if made_at is not None:
        properties["made_at"] = utc_text(made_at)
    return [
        Description(noun=Noun.BATCH, id=lot_id, properties=own)
        for lot_id, thing in {each.id: each.thing for each in lots}.items()
        if (own := properties | _printed_lot(thing, stated.get("lotNumber", "")))
    ]


def _understood(read: Callable[[str], Read], stated: dict[str, str], name: str) -> Read:
    try:
        return read(stated[name])
    except CellRejected as error:
        raise RowRejected(name, stated[name], str(error)) from None


def _printed_lot(thing: Thing, lot: str) -> dict[str, str | float]:
    """The lot number as printed, where the identifier writes it otherwise."""
    return {"name": lot} if lot and (thing.name is None or thing.name.lot != lot) else {}
