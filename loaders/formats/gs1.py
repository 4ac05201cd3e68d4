r"""What a GS1 identifier names: a batch, a class, a container, a place; once, however written.

    urn:epc:class:lgtin:4012345.012345.998877
    https://id.example.org/01/04012345123456/10/998877   all are   gs1/04012345123456/998877
    (01)04012345123456(10)998877

A GTIN is written with 14 digits, an SSCC with 18, a GLN with 13, each with its check digit; the
other keys as `AI/value`. Lots and serials keep their case and their zeros. A URI that is no GS1
key, or a damaged one, names itself: its whole text is the serial of the party `epc`, so that
two different texts are never one thing. The ids of GDST's private scheme
(`urn:...:product:lot:class:COMPANY.ITEM.LOT`) are taken apart where the scheme says how.

(GS1 General Specifications; EPC Tag Data Standard 2.0; GS1 Digital Link URI Syntax.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from genealogy.identity import BatchName, joined
from loaders.cells import CellRejected, Typed
from loaders.formats.gs1_urn import Urn, all_digits, read_urn, with_check_digit

PARTY = "gs1"
FOREIGN = "epc"

_PRIVATE = re.compile(r"(urn:.+):(product:lot:class|product:serial:obj|product:class|lpn:obj):(.+)")
_VALUE = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z#]{1,30}""")
_LONGEST = {"10": 20, "21": 20, "254": 20, "235": 28, "8011": 12}
_GTIN_IN_LINK = re.compile(r"/01/(?:\d{8}|\d{12,14})(?:[/?#]|$)", re.ASCII)
_PRINTED = re.compile(r"\((\d{2,4})\)", re.ASCII)
_SYMBOLOGY = re.compile(r"\](?:C1|e0|d2|Q3|J1)")
_FNC1 = "\x1d"
_LONGEST_TEXT = 8_000
"""No barcode holds more; what is longer is nothing but its text."""

_MARKED = re.compile(r"[(\]]|https?://|urn:|.*(?:\x1d|<GS>)", re.DOTALL)


class Kind(StrEnum):
    """What sort of thing an identifier names."""

    BATCH = "batch"
    CLASS = "class"  # an item without lot or serial: no batch
    CONTAINER = "container"
    PLACE = "place"  # a location or a party
    OTHER = "other"  # a document, a service relation, a consignment: no material


@dataclass(frozen=True, slots=True)
class Thing:
    """What an identifier names. `id` is the same for all ways of writing it.

    `name` are the parts of a batch's id, `material_id` its item, where they are known.
    """

    kind: Kind
    id: str
    name: BatchName | None = None
    material_id: str | None = None

    @property
    def container_id(self) -> str:
        """Its id where it holds others: a case with a serial is a container as well."""
        if self.name is not None and self.name.party == FOREIGN:
            return self.name.serial or ""
        return self.id

    @property
    def batch_id(self) -> str:
        """Its id where it is used up or made, whatever it is."""
        return self.id if self.kind is Kind.BATCH else _foreign(self.id).id


@dataclass(frozen=True, slots=True)
class ElementString:
    """What a scanned or printed GS1 element string says; empty where it does not.

    The dates are ISO texts: of production (11), best before (15), expiry (17).
    """

    item: str = ""
    lot: str = ""
    serial: str = ""
    sscc: str = ""
    made: str = ""
    best_before: str = ""
    expires: str = ""


def identify(text: str) -> Thing:
    """What this identifier names: an EPC URN, a Digital Link of any host, an element string."""
    return _foreign(text) if len(text) > _LONGEST_TEXT else _identify(text)


@lru_cache(maxsize=65536)
def _identify(text: str) -> Thing:
    if urn := read_urn(text):
        return _of_urn(text, urn)
    # in one line: else each of many schemes in it would be tried to its end
    if "\n" not in text and (match := _PRIVATE.fullmatch(text)):
        return _private(text, *match.groups())
    elements: dict[str, str] = {}
    if text.startswith(("http://", "https://")):
        elements = _digital_link(text)
    elif text.startswith("(") or _FNC1 in text or _SYMBOLOGY.match(text):
        with suppress(CellRejected):  # then it is nothing but its text
            elements = _elements(text)
    return _of_elements(elements) or _foreign(text)


def place_id(text: str) -> str:
    """The id of a location or party: its GLN where it has one, else the text."""
    thing = identify(text)
    return thing.id if thing.kind is Kind.PLACE else text


def read_element_string(text: str) -> ElementString:
    """The item, lot, serial and SSCC of a cell, as printed `(01)...(10)...` or as scanned.

    A scan separates with FNC1 (the character 29, or `<GS>`). URNs and Digital Links are read
    too. Raises CellRejected for anything else, and for a wrong check digit.
    """
    text = text.strip()
    if len(text) > _LONGEST_TEXT:
        raise CellRejected("is no GS1 element string")
    if urn := read_urn(text):
        elements = urn.elements
    else:
        elements = _digital_link(text) if text.startswith("http") else _elements(text)
    for ai, length in (("00", 18), ("01", 14), ("02", 14)):
        if ai in elements and not _checked(elements[ai], length):
            raise CellRejected(f"has a wrong check digit in ({ai})")
    found = ElementString(
        item=elements.get("01") or elements.get("02", ""),
        lot=elements.get("10", ""),
        serial=elements.get("21", ""),
        sscc=elements.get("00", ""),
        made=_date(elements, "11"),
        best_before=_date(elements, "15"),
        expires=_date(elements, "17"),
    )
    if found == ElementString():
        raise CellRejected("names no item, lot, serial or logistic unit of GS1")
    return found


def label_date(text: str, name: str) -> str:
    """That date of a label, empty where the label has none; other text as it is.

    Bare digits are a label only where they name an item or state the date: `100131` could as
    well be a day.
    """
    try:
        found = read_element_string(text)
    except CellRejected:
        return text
    if day := {"made": found.made, "best_before": found.best_before, "expires": found.expires}[
        name
    ]:
        return Typed(day)
    return "" if found.item or found.sscc or _MARKED.match(text) else text


def _date(elements: Mapping[str, str], ai: str) -> str:
    """The day that YYMMDD means: of the hundred years around this one, and with 00 as its day
    the last of the month. (GS1 General Specifications, 3.4 and 7.12.)"""
    from biip.gs1_element_strings import GS1ElementString

    if ai not in elements:
        return ""
    day = GS1ElementString.parse(ai + elements[ai]).date
    return day.isoformat() if day else ""


def _foreign(text: str, kind: Kind = Kind.BATCH) -> Thing:
    """A thing that is known by its whole text only."""
    if kind is not Kind.BATCH:
        return Thing(kind, text)
    name = BatchName(FOREIGN, "", serial=text)
    return Thing(kind, name.batch_id, name)


def _numbered(party: str, item: str, lot: str | None, serial: str | None) -> Thing:
    """The batch with this serial or lot; the class where there is neither."""
    if not lot and not serial:
        return Thing(Kind.CLASS, joined(party, item), material_id=joined(party, item))
    name = BatchName(party, item, serial=serial) if serial else BatchName(party, item, lot=lot)
    return Thing(Kind.BATCH, name.batch_id, name, joined(party, item))


def _private(text: str, scheme: str, what: str, rest: str) -> Thing:
    """GDST's ids: the company, its item, and what follows them is the lot or the serial."""
    if what == "lpn:obj":
        return Thing(Kind.CONTAINER, text)
    company, item, number = [*rest.split(".", 2), "", ""][:3]
    of_class = what == "product:class"
    if not company or not item or (of_class == bool(number)):
        return _foreign(text, Kind.CLASS if of_class else Kind.BATCH)
    lot, serial = (number, None) if what == "product:lot:class" else (None, number)
    return _numbered(scheme, f"{company}.{item}", lot, serial)


_IF_DAMAGED = {
    "sscc": Kind.CONTAINER,
    "grai": Kind.CONTAINER,
    "giai": Kind.CONTAINER,
    "bic": Kind.CONTAINER,
    "sgln": Kind.PLACE,
    "pgln": Kind.PLACE,
    "gdti": Kind.OTHER,
    "sgcn": Kind.OTHER,
    "ginc": Kind.OTHER,
    "gsin": Kind.OTHER,
    "gsrn": Kind.OTHER,
    "gsrnp": Kind.OTHER,
    "imovn": Kind.OTHER,
}
"""What an EPC scheme names, for URNs that cannot be taken apart."""


def _of_urn(text: str, urn: Urn) -> Thing:
    found = _of_elements(urn.elements)
    if urn.pattern:  # a pattern stands for many things: it is no batch and no container
        return found or Thing(Kind.CLASS, text)
    if found is None or found.kind is Kind.CLASS:
        return _foreign(text, _IF_DAMAGED.get(urn.scheme, Kind.BATCH))
    return found


def _of_elements(elements: Mapping[str, str]) -> Thing | None:
    """The thing that elements name; None where they name none, or are damaged."""
    for ai, value in elements.items():
        if not _VALUE.fullmatch(value) or len(value) > _LONGEST.get(ai, 30):
            return None
    lot, serial = elements.get("10"), elements.get("21")
    if "01" in elements:
        return _trade_item(elements["01"], lot, serial, elements.get("235"))
    if "8010" in elements:
        return _numbered(f"{PARTY}-cpi", elements["8010"], None, elements.get("8011"))
    if "8006" in elements and _checked(elements["8006"][:14], 14):
        return _numbered(f"{PARTY}-itip", elements["8006"], lot, serial)
    for ai, (digits, kind) in _KEYS.items():
        if ai in elements:
            return _other(ai, elements[ai], digits, kind, elements.get("254"))
    return None


def _trade_item(gtin: str, lot: str | None, serial: str | None, pack: str | None) -> Thing | None:
    if not _checked(gtin, 14):
        return None if lot or serial or pack else Thing(Kind.CLASS, gtin)
    if pack:  # the number of a tobacco pack, which a third party gave
        return _numbered(f"{PARTY}-upui", gtin, None, pack)
    return _numbered(PARTY, gtin, lot, serial)


_KEYS = {
    # the digits with the check digit (0: none), and what it names
    "00": (18, Kind.CONTAINER),
    "414": (13, Kind.PLACE),
    "417": (13, Kind.PLACE),
    "8003": (14, Kind.CONTAINER),
    "8004": (0, Kind.CONTAINER),
    "253": (13, Kind.OTHER),
    "255": (13, Kind.OTHER),
    "401": (0, Kind.OTHER),
    "402": (17, Kind.OTHER),
    "8017": (18, Kind.OTHER),
    "8018": (18, Kind.OTHER),
}


def _other(ai: str, value: str, digits: int, kind: Kind, extension: str | None) -> Thing | None:
    if digits and not _checked(value[:digits], digits):
        return None
    if kind is Kind.PLACE:
        return Thing(kind, joined(value, extension) if extension else value)
    if ai == "00":
        return Thing(kind, value)
    if ai in ("8003", "253", "255") and len(value) == digits:
        kind = Kind.CLASS  # the sort of asset or document, no single one
    return Thing(kind, f"{ai}/{value}")


def _digital_link(uri: str) -> dict[str, str]:
    """The elements of a Digital Link; none where the address is something else."""
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        found = GS1DigitalLinkURI.parse(uri).element_strings
    except (ParseError, ValueError):
        return {}
    elements = {each.ai.ai: each.value for each in found}
    # the library fills any short number up to a GTIN; `/01/2` is some other address
    return elements if "01" not in elements or _GTIN_IN_LINK.search(uri) else {}


def _elements(text: str) -> dict[str, str]:
    """The elements of an element string, each in its form.

    Raises CellRejected.
    """
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString
    from biip.gs1_messages import GS1Message

    try:
        if text.startswith("("):
            # not by the library, which takes spaces out of lots
            pieces = _PRINTED.split(text)
            named = pieces[1::2]
            found = [
                GS1ElementString.parse(ai + value.strip())
                for ai, value in zip(named, pieces[2::2], strict=True)
            ]
        else:
            scanned = _SYMBOLOGY.sub("", text, count=1).replace("<GS>", _FNC1)
            found = list(GS1Message.parse(scanned.strip(_FNC1)).element_strings)
            named = [each.ai.ai for each in found]
    except (ParseError, ValueError):
        raise CellRejected("is no GS1 element string") from None
    elements: dict[str, str] = {}
    for each in found:
        if elements.setdefault(each.ai.ai, each.value) != each.value:
            raise CellRejected(f"states ({each.ai.ai}) twice")
    if not elements or named != [each.ai.ai for each in found]:
        raise CellRejected("is no GS1 element string")
    return elements


def _checked(number: str, length: int) -> bool:
    """Whether the number has so many digits, the last of them the right check digit."""
    return len(number) == length and all_digits(number) and with_check_digit(number[:-1]) == number
