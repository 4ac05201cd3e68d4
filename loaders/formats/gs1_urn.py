"""EPC URNs as the GS1 elements that they stand for, check digits included.

    urn:epc:id:sgtin:4012345.012345.12  ->  (01)04012345123456 (21)12

A URN leaves the check digit out and puts the indicator or extension digit behind the company's
prefix. (EPC Tag Data Standard 2.0, chapters 6 and 7.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_URN = re.compile(r"urn:epc:(id|idpat|class):([a-z]+):(.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How a scheme is written: its application identifier, how many parts its URN has, the
    digits of the first two before the check digit (0: no check digit), and the application
    identifier of the last part where that is no part of the key itself."""

    ai: str
    parts: int
    digits: int
    serial: str = ""
    extension_first: bool = False


_SCHEMES = {
    "sgtin": _Scheme("01", 3, 13, "21", True),
    "lgtin": _Scheme("01", 3, 13, "10", True),
    "upui": _Scheme("01", 3, 13, "235", True),
    "itip": _Scheme("8006", 5, 13, "21", True),
    "sscc": _Scheme("00", 2, 17, "", True),
    "sgln": _Scheme("414", 3, 12, "254"),
    "pgln": _Scheme("417", 2, 12),
    "grai": _Scheme("8003", 3, 12),
    "gdti": _Scheme("253", 3, 12),
    "sgcn": _Scheme("255", 3, 12),
    "gsrn": _Scheme("8018", 2, 17),
    "gsrnp": _Scheme("8017", 2, 17),
    "gsin": _Scheme("402", 2, 16),
    "giai": _Scheme("8004", 2, 0),
    "ginc": _Scheme("401", 2, 0),
    "cpi": _Scheme("8010", 3, 0, "8011"),
}


@dataclass(frozen=True, slots=True)
class Urn:
    """An EPC URN. `elements` are empty where its form is damaged or its scheme is no GS1 key."""

    pattern: bool
    scheme: str
    elements: dict[str, str]


def read_urn(text: str) -> Urn | None:
    """The EPC URN in this text; None where it is something else."""
    match = _URN.fullmatch(text)
    if match is None:
        return None
    form, scheme, rest = match.groups()
    pattern = form == "idpat"
    if pattern and scheme == "sgtin":
        # `company.item.*` is every unit of an item, so the serial is left out
        elements = _elements("sgtin", ".".join([*rest.split(".")[:2], "-"]))
        elements.pop("21", None)
        return Urn(pattern, scheme, elements)
    return Urn(pattern, scheme, {} if pattern else _elements(scheme, rest))


def with_check_digit(digits: str) -> str:
    """The digits and the check digit that belongs to them."""
    from biip.checksums import gs1_standard_check_digit

    return f"{digits}{gs1_standard_check_digit(digits)}"


def all_digits(text: str) -> bool:
    """Whether the text is digits, of those that a barcode knows."""
    return text.isascii() and text.isdecimal()


def _elements(scheme: str, rest: str) -> dict[str, str]:
    form = _SCHEMES.get(scheme)
    if form is None:
        return {}
    parts = [_unescaped(part) for part in rest.split(".", form.parts - 1)]
    if len(parts) != form.parts or not all_digits(parts[0]):
        return {}
    key = _key(form, parts[0], parts[1])
    if not key:
        return {}
    if scheme == "grai":
        key = "0" + key
    last = parts[-1] if form.serial else ""
    inside = parts[2:-1] if form.serial else parts[2:]
    elements = {form.ai: key + "".join(inside)}
    if last and not (scheme == "sgln" and last == "0"):  # an extension of 0 means none
        elements[form.serial] = last
    return elements


def _key(form: _Scheme, company: str, reference: str) -> str:
    """The company's prefix and its reference as one number; empty where they are damaged."""
    if form.digits == 0:
        return company + reference
    if len(company + reference) != form.digits or not all_digits(company + reference):
        return ""
    if form.extension_first:
        return with_check_digit(reference[:1] + company + reference[1:])
    return with_check_digit(company + reference)


def _unescaped(part: str) -> str:
    """The text of a part; what is no UTF-8 stays as it is written."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part
