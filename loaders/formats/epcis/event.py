"""An EPCIS event as it is stated, the same whether it was written in XML or in JSON.

`read_event` takes an event as an object of JSON-LD (the XML reader makes the same of its
elements), and rejects what has the wrong type, no time or no type. Extensions are ignored.
(GS1 EPCIS 2.0, section 7; CBV 2.0 for the words.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.cells import CellRejected, read_time
from loaders.formats.epcis.sensors import Reading, read_sensors
from loaders.formats.json_values import (
    Object,
    as_object,
    list_of,
    needed_text,
    object_of,
    quantity_of,
    text_of,
    time_of,
)
from loaders.values import RowRejected

TYPES = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
ACTIONS = ("ADD", "OBSERVE", "DELETE")
ILMD_PREFIX = "cbvmda:"

_ILMD_NAMESPACE = re.compile(r"urn:epcglobal:cbv:mda[:#]")
_CBV = re.compile(
    r"(?:urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er):"
    r"|(?:https?://(?:ref|ns)\.gs1\.org/cbv/|cbv:)(?:BizStep|Disp|BTT|SDT|ER)-)"
)
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}|Z", re.ASCII)
_PIECES = "pcs"

Expand = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An identifier of an event, with its quantity where it is of a class."""

    id: str
    quantity: Decimal | None = None
    unit: str | None = None

    def plain(self) -> list[str | None]:
        """The amount as JSON."""
        return [self.id, _number_text(self.quantity), self.unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The declaration that an event is in error."""

    reason: str
    at: datetime | None
    corrective: tuple[str, ...]


Typed = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. Words of the CBV are bare (`shipping`), lists are in order, times in UTC."""

    type: str
    at: datetime
    offset: str = ""
    event_id: str = ""
    action: str = ""
    step: str = ""
    disposition: str = ""
    transformation: str = ""
    parent: str = ""
    place: str = ""
    read_point: str = ""
    objects: tuple[Amount, ...] = ()
    inputs: tuple[Amount, ...] = ()
    outputs: tuple[Amount, ...] = ()
    sources: tuple[Typed, ...] = ()
    destinations: tuple[Typed, ...] = ()
    transactions: tuple[Typed, ...] = ()
    ilmd: tuple[Typed, ...] = ()
    readings: tuple[Reading, ...] = ()
    withdrawn: Withdrawal | None = None

    @property
    def key(self) -> str:
        """What identifies it: its id; without one a hash of what it says.

        The declaration that it is in error is no part of that, nor when it was recorded: an
        event and its withdrawal have one key.
        """
        if self.event_id:
            return self.event_id
        content = json.dumps(self._content(), ensure_ascii=False, separators=(",", ":"))
        return "~" + sha256(content.encode()).hexdigest()[:32]

    def _content(self) -> list[object]:
        words = [self.type, utc_text(self.at), self.action, self.step, self.disposition]
        words += [self.transformation, self.parent, self.place, self.read_point]
        amounts = [[each.plain() for each in group] for group in self._amounts()]
        typed = [self.sources, self.destinations, self.transactions, self.ilmd]
        return [words, amounts, typed, [each.plain() for each in self.readings]]

    def _amounts(self) -> tuple[tuple[Amount, ...], ...]:
        return (self.objects, self.inputs, self.outputs)


def read_event(value: object, expand: Expand = str) -> Event:
    """The event in this object; `expand` writes short identifiers in full.

    Raises RowRejected for what cannot be understood, with the field at fault.
    """
    raw = as_object(value, "event")
    kind = needed_text(raw, "type")
    if kind not in TYPES:
        raise RowRejected("type", kind, f"is none of {', '.join(TYPES)}")
    at = time_of(raw, "eventTime")
    if at is None:
        raise RowRejected("eventTime", "", "is missing, and it is needed")
    return Event(
        type=kind,
        at=at,
        offset=_offset(raw),
        event_id=text_of(raw, "eventID"),
        action=_action(raw, kind),
        step=word(text_of(raw, "bizStep")),
        disposition=word(text_of(raw, "disposition")),
        transformation=expand(text_of(raw, "transformationID")),
        parent=expand(text_of(raw, "parentID")),
        place=expand(text_of(object_of(raw, "bizLocation"), "id")),
        read_point=expand(text_of(object_of(raw, "readPoint"), "id")),
        objects=_amounts(
            raw, ("epcList", "childEPCs"), ("quantityList", "childQuantityList"), expand
        ),
        inputs=_amounts(raw, ("inputEPCList",), ("inputQuantityList",), expand),
        outputs=_amounts(raw, ("outputEPCList",), ("outputQuantityList",), expand),
        sources=_typed(raw, "sourceList", "source", expand),
        destinations=_typed(raw, "destinationList", "destination", expand),
        transactions=_typed(raw, "bizTransactionList", "bizTransaction", expand),
        ilmd=_ilmd(raw),
        readings=read_sensors(list_of(raw, "sensorElementList")),
        withdrawn=_withdrawal(raw),
    )


def word(text: str) -> str:
    """A word of the CBV without what stands before it: `shipping` for each way to write it."""
    return _CBV.sub("", text, count=1) if _CBV.match(text) else text


def _action(raw: Object, kind: str) -> str:
    if kind == "TransformationEvent":
        return ""
    action = needed_text(raw, "action")
    if action not in ACTIONS:
        raise RowRejected("action", action, f"is none of {', '.join(ACTIONS)}")
    return action


def _offset(raw: Object) -> str:
    offset = text_of(raw, "eventTimeZoneOffset")
    return offset if _OFFSET.fullmatch(offset) else ""


def _amounts(
    raw: Object, plain: Iterable[str], classes: Iterable[str], expand: Expand
) -> tuple[Amount, ...]:
    """The identifiers of these lists, each instance once."""
    single = {
        Amount(id=expand(_identifier(each, key))) for key in plain for each in list_of(raw, key)
    }
    several = [
        _amount(as_object(each, key), expand) for key in classes for each in list_of(raw, key)
    ]
    return tuple(sorted([*single, *several], key=lambda each: str(each.plain())))


def _identifier(value: object, key: str) -> str:
    return needed_text({key: value}, key)


def _amount(element: Object, expand: Expand) -> Amount:
    quantity = quantity_of(element, "quantity")
    unit = text_of(element, "uom")
    if quantity is not None and not unit:
        unit = _PIECES  # without a unit a quantity is a count of pieces (EPCIS 2.0, 7.3.3.3)
    return Amount(
        id=expand(needed_text(element, "epcClass")),
        quantity=quantity,
        unit=canonical_unit(unit) if unit else None,
    )


def _typed(raw: Object, key: str, name: str, expand: Expand) -> tuple[Typed, ...]:
    """The entries of a list of typed values, such as the sources."""
    entries = (as_object(each, key) for each in list_of(raw, key))
    found = {(word(text_of(each, "type")), expand(needed_text(each, name))) for each in entries}
    return tuple(sorted(found))


ILMD = (
    "lotNumber",
    "itemExpirationDate",
    "bestBeforeDate",
    "productionDate",
)


def _ilmd(raw: Object) -> tuple[Typed, ...]:
    """What the event says of its batches in words of the CBV; other words are extensions."""
    found = {}
    for key, value in object_of(raw, "ilmd").items():
        name = _ILMD_NAMESPACE.sub("", key.removeprefix(ILMD_PREFIX), count=1)
        if name in ILMD and name != key:
            found[name] = text_of({key: value}, key)
    return tuple(sorted((name, text) for name, text in found.items() if text))


def _withdrawal(raw: Object) -> Withdrawal | None:
    if raw.get("errorDeclaration") is None:
        return None
    declared = object_of(raw, "errorDeclaration")
    key = "correctiveEventIDs"
    return Withdrawal(
        reason=word(text_of(declared, "reason")),
        at=time_of(declared, "declarationTime"),
        corrective=tuple(sorted({_identifier(each, key) for each in list_of(declared, key)})),
    )


def moment_of(text: str, offset: str) -> datetime | None:
    """A date or time of the master data, where it or the event states its zone.

    Raises CellRejected for what is no date.
    """
    try:
        return read_time(text, "iso", None)
    except CellRejected:
        if not offset:
            read_time(text, "iso", "UTC")  # is it a date at all?
            return None
        whole = text if "T" in text else f"{text}T00:00:00"
        return read_time(whole + offset, "iso", None)


def _number_text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
