"""B2MML and BatchML: production performance, lots, materials and batch records in XML.

A response (ProductionResponse, OperationsResponse, JobResponse) is an operation, known by the
request that it answers, else by its own id. All its segments are one operation: material moves
from one to the next without being named, so that to keep them apart would break the genealogy.
A MaterialActual is consumed, produced or sampled as its MaterialUse says; a segment's times
stand for it. Of a MaterialSubLot with its lot the lot is the batch; a lot without its material
is pending. The party of all is `own`, as in the profiles, so that lots meet those of other
systems. EquipmentActual and PersonnelActual say what ran it; SegmentData are process values.

A MaterialLot is described, its sublots are on hand; where it names no material, the id of its
MaterialInformation is taken for it. An executed control recipe made the batch of its BatchID.
A message whose verb is Cancel takes back what it repeats. Schedules, recipes, events and the
rest state no flow and are left out, each with its name. Elements are known by their local names,
since each version has its own namespace. DTDs and entities are refused.
(ANSI/ISA-95.00.02, ISA-88.00.04; B2MML is used courtesy of MESA International.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from genealogy.errors import FileRefused
from genealogy.facts import Fact, Void
from loaders.formats import Format
from loaders.formats.b2mml.actuals import RESPONSES, response
from loaders.formats.b2mml.elements import SOURCE, Message, Told, cells, fields, first_text, name_of
from loaders.formats.b2mml.lots import control_recipe, material_definition, material_lot
from loaders.formats.json_values import zoned_time_of
from loaders.part import Outcome, Record, Skipped
from loaders.values import RowRejected

_KNOWN = re.compile(
    rb"B2MML|BatchML|<(?:\w+:)?(?:Sync|Process|Show|Change|Cancel)?"
    rb"(?:Production|Operations|Work)Performance[\s>]"
)
_UNITS: dict[str, Callable[[Element, Message], Told]] = {
    **dict.fromkeys(RESPONSES, response),
    "MaterialLot": material_lot,
    "MaterialDefinition": material_definition,
    "ExecutedControlRecipe": control_recipe,
}
_ENVELOPE = frozenset({"ApplicationArea", "DataArea"})


def recognises(start: bytes) -> bool:
    """Whether the file is XML of B2MML or BatchML."""
    return b"<" in start and _KNOWN.search(start) is not None


def read(path: Path) -> Iterator[Record]:
    """A record for each actual, lot, material and recipe element, and one for each element beside
    them. Raises FileRefused."""
    number = 0
    try:
        for element, outcome in _told(path):
            number += 1
            yield Record(number, cells(element), outcome)
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
    except ParseError as error:
        raise FileRefused(path, f"it is no whole XML ({error}).") from None
    except DefusedXmlException:
        raise FileRefused(path, "it declares a DTD or entities, which are not read.") from None
    except (ValueError, LookupError) as error:
        raise FileRefused(path, f"its text cannot be decoded ({error}).") from None


@dataclass(slots=True)
class _Place:
    """Where in the file the reader is: the elements that are open, and what was found in them."""

    message: Message = field(default_factory=Message)
    open: list[str] = field(default_factory=list)
    unit: int = 0
    noun: int = 1
    cancelled: bool = False
    told: int = 0


def _told(path: Path) -> Told:
    place = _Place()
    with path.open("rb") as file:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                _open(place, name_of(element))
            else:
                yield from _close(place, element)


def _open(place: _Place, name: str) -> None:
    place.open.append(name)
    depth = len(place.open)
    if depth == 1:
        place.cancelled = name.startswith("Cancel")
    if depth == 2 and name == "DataArea":
        place.noun = 3
    if depth == place.noun:
        place.message.noun_id = ""
    if depth in (place.noun, place.noun + 1):
        place.told = 0
    if not place.unit and name in _UNITS:
        place.unit = depth


def _close(place: _Place, element: Element) -> Told:
    depth, name = len(place.open), place.open.pop()
    if place.unit == depth:
        place.unit = 0
        place.told += 1
        for told, outcome in _UNITS[name](element, place.message):
            yield told, _taken_back(outcome) if place.cancelled else outcome
        element.clear()
    elif not place.unit:
        _keep(place, element, depth)
        if len(element) and depth in (place.noun, place.noun + 1):
            if not place.told and name not in _ENVELOPE:
                place.told += 1
                yield element, Skipped(f"{name}: states no material flow")
            element.clear()


def _keep(place: _Place, element: Element, depth: int) -> None:
    """What later elements need: the time of the message, the id of its noun."""
    name = name_of(element)
    if depth == 2 and name in ("ApplicationArea", "Header"):
        for word in ("CreationDateTime", "LastChangedDate", "CreationDate"):
            if place.message.made_at is None and first_text(element, word):
                place.message.made_at = _moment(element, word)
    if depth == place.noun + 1 and name == "ID" and place.open[-1] == "MaterialInformation":
        place.message.noun_id = (element.text or "").strip()


def _moment(element: Element, word: str) -> datetime | None:
    """When a message was made; one that states it badly is read all the same."""
    try:
        return zoned_time_of(fields(element), word)
    except RowRejected:
        return None


def _taken_back(outcome: Outcome) -> Outcome:
    """The facts of a cancelled message as voids."""
    if not isinstance(outcome, tuple):
        return outcome
    voids = tuple(
        Void(
            key=each.key,
            kind=type(each),
            source=each.source,
            target=each.target,
            reason="cancelled",
        )
        for each in outcome
        if isinstance(each, Fact)
    )
    return voids or Skipped("nothing in it can be cancelled")


FORMAT = Format(
    name="b2mml",
    title="B2MML and BatchML",
    source=SOURCE,
    endings=(".xml",),
    recognises=recognises,
    read=read,
)
