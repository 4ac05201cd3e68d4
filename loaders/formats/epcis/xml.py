"""EPCIS 1.2 and 2.0 in XML: documents, query results, single events; streamed.

An event becomes the object that JSON-LD would have for it, so that both are read by the same
rules. Elements of other namespaces are extensions. A document type definition is refused, and
with it every entity. (GS1 EPCIS 1.2, section 9.5; EPCIS 2.0, section 9)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from genealogy.errors import FileRefused
from loaders.formats import Format
from loaders.formats.epcis.event import ILMD_PREFIX, TYPES
from loaders.formats.epcis.facts import SOURCE
from loaders.formats.epcis.stream import Found, Metered, records, refuse_depth
from loaders.part import Record

_BEFORE_ROOT = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>",
    re.DOTALL,
)
_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(?:EPCIS(?:Query)?Document|" + "|".join(TYPES) + r")[\s/>]",
)
_CORE = re.compile(r"urn:epcglobal:epcis(?:-query|-masterdata)?:xsd:[12]")
_ILMD = re.compile(r"urn:epcglobal:cbv:mda:?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_WRAPPERS = ("extension", "baseExtension")

Object = dict[str, object]


def recognises(start: bytes) -> bool:
    """Whether the file begins with the root element of a document or an event."""
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text, at = start.decode(encoding, "replace"), 0
    # one piece after the other: a pattern that repeats them would try every way to part them
    while piece := _BEFORE_ROOT.match(text, at):
        at = piece.end()
    return _ROOT.match(text, at) is not None


def read(path: Path) -> Iterator[Record]:
    """The records of the document; raises FileRefused for one that is damaged anywhere."""
    return records(_found(path))


FORMAT = Format(
    name="epcis-xml",
    title="GS1 EPCIS 1.2 and 2.0 events in XML",
    source=SOURCE,
    endings=(".xml",),
    recognises=recognises,
    read=read,
)


def _found(path: Path) -> Iterator[Found]:
    from defusedxml.common import DTDForbidden
    from defusedxml.ElementTree import iterparse

    try:
        with path.open("rb") as file:
            metered = Metered(path, file)
            place = _Place(path)
            for what, element in iterparse(metered, events=("start", "end"), forbid_dtd=True):
                if what == "start":
                    place.enter(element)
                elif (found := place.leave()) is not None:
                    metered.next_event()
                    yield found
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
    except DTDForbidden:
        raise FileRefused(path, "it has a document type definition; none is read.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise FileRefused(path, f"it is no whole XML document ({error}).") from None


@dataclass(slots=True)
class _Place:
    """Where in the document the parser is: the open elements, and which of them is read whole."""

    path: Path
    vocabulary: str = ""
    _open: list[tuple[str, Element]] = field(default_factory=list)
    _whole: int = 0

    def enter(self, element: Element) -> None:
        """An element begins."""
        name = _name(element)
        refuse_depth(self.path, len(self._open))
        self._open.append((name, element))
        if name == "Vocabulary":
            self.vocabulary = element.get("type", "")
        if not self._whole and (name == "VocabularyElement" or self._is_event(name)):
            self._whole = len(self._open)

    def leave(self) -> Found | None:
        """The innermost element ends: what it was, where it is an event or a vocabulary's."""
        depth = len(self._open)
        name, element = self._open.pop()
        if self._whole and depth > self._whole:
            return None
        found = None
        if depth == self._whole:
            self._whole = 0
            found = self._whole_element(name, element)
        if self._open:
            self._open[-1][1].remove(element)
        return found

    def _whole_element(self, name: str, element: Element) -> Found:
        if name == "VocabularyElement":
            return Found(_vocabulary_element(element), vocabulary=self.vocabulary)
        return Found({"type": name or element.tag, **_fields(element)})

    def _is_event(self, name: str) -> bool:
        if len(self._open) == 1:
            return name in TYPES
        above = [each for each, _ in self._open[:-1]]
        while above and above[-1] in _WRAPPERS:
            above.pop()
        return bool(above) and above[-1] == "EventList" and name not in _WRAPPERS


def _name(element: Element) -> str:
    """The name of an element of EPCIS; empty for one of another namespace."""
    namespace, _, name = element.tag.rpartition("}")
    return name if not namespace or _CORE.fullmatch(namespace[1:]) else ""


def _fields(element: Element) -> Object:
    """The fields of an event, those in its extension points among them."""
    found: Object = {}
    for child in element:
        name = _name(child)
        if name in _WRAPPERS:
            inner = _fields(child)
        elif name:
            inner = {name: _READ.get(name, _text)(child)}
        else:
            continue
        for key, value in inner.items():
            before = found.get(key)
            if isinstance(before, list) and isinstance(value, list):
                before.extend(value)
            else:
                found[key] = value
    return found


def _text(element: Element) -> object:
    return (element.text or "").strip()


def _list(element: Element, read: Callable[[Element], object]) -> object:
    """The entries of a list; text where entries should be stays text, and is rejected."""
    text = _text(element)
    if text and not len(element):
        return text
    return [read(child) for child in element if _name(child)]


def _texts(element: Element) -> object:
    return _list(element, _text)


def _identified(element: Element) -> object:
    return _fields(element)


def _quantities(element: Element) -> object:
    return _list(element, _quantity)


def _quantity(element: Element) -> object:
    fields = _fields(element)
    text = fields.get("quantity")
    if isinstance(text, str) and _NUMBER.fullmatch(text):
        fields["quantity"] = Decimal(text)
    return fields


def _typed(element: Element) -> object:
    return _list(element, lambda child: {"type": child.get("type", ""), _name(child): _text(child)})


def _sensors(element: Element) -> object:
    return _list(element, _sensor)


def _sensor(element: Element) -> object:
    """Metadata and reports; in XML these are attributes."""
    sensor: Object = {"sensorReport": []}
    for child in element:
        attributes = {key: value for key, value in child.attrib.items() if "}" not in key}
        if _name(child) == "sensorMetadata":
            sensor["sensorMetadata"] = attributes
        elif _name(child) == "sensorReport":
            reports = sensor["sensorReport"]
            assert isinstance(reports, list)
            reports.append(attributes)
    return sensor


def _ilmd(element: Element) -> object:
    found: Object = {}
    for child in element:
        namespace, _, name = child.tag.rpartition("}")
        if _ILMD.fullmatch(namespace[1:]):
            found[ILMD_PREFIX + name] = _text(child)
        elif _name(child) in _WRAPPERS:
            inner = _ilmd(child)
            assert isinstance(inner, dict)
            found |= inner
    return found


def _vocabulary_element(element: Element) -> object:
    attributes = [
        {"id": child.get("id", ""), "attribute": _text(child)}
        for child in element
        if _name(child) == "attribute"
    ]
    return {"id": element.get("id", ""), "attributes": attributes}


_READ: dict[str, Callable[[Element], object]] = {
    "epcList": _texts,
    "childEPCs": _texts,
    "inputEPCList": _texts,
    "outputEPCList": _texts,
    "correctiveEventIDs": _texts,
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputQuantityList": _quantities,
    "readPoint": _identified,
    "bizLocation": _identified,
    "errorDeclaration": _identified,
    "sourceList": _typed,
    "destinationList": _typed,
    "bizTransactionList": _typed,
    "sensorElementList": _sensors,
    "ilmd": _ilmd,
}
"""How the elements of an event are read that are more than a text."""
