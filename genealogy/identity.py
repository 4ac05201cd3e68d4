"""Names of batches: who gave the number, of which item, and the lot or the serial.

A lot number alone is no identity (two suppliers both have a lot "1"), so a batch id is all
three parts in one text: `party/item/lot`, or `party/item/#serial` for a serialised unit.
The characters `%`, `/` and `#` inside a part are percent-escaped, so the text can be taken
apart again and two different batches never share one. Nothing else is changed: no letter
case, no leading zeros, no spaces. A lot that a record names without its item is *pending*:
`party/?/lot`, which stands for whichever batch it turns out to be. (GS1 General
Specifications: AI 01 + 10 / 21; ISA-95 MaterialLot and MaterialSubLot.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_UNNAMED = "?"  # in place of the item; an item of that very name is written %3F


@dataclass(frozen=True, slots=True)
class BatchName:
    """The parts of a batch id. Exactly one of `lot` and `serial` is given.

    `item` is None for a pending lot, and empty where a lot code names its lot alone.
    """

    party: str
    item: str | None
    lot: str | None = None
    serial: str | None = None

    @property
    def batch_id(self) -> str:
        """The parts as one text, from which `parse_batch_id` gives them back."""
        number = escape(self.lot) if self.lot is not None else "#" + escape(self.serial or "")
        return f"{escape(self.party)}/{_item_text(self.item)}/{number}"


def batch_id(party: str, item: str, lot: str) -> str:
    """The id of the batch with this lot number."""
    return f"{escape(party)}/{_item_text(item)}/{escape(lot)}"


def is_pending(batch_id: str) -> bool:
    """Whether the id names a lot without its item."""
    return f"/{_UNNAMED}/" in batch_id


def parse_batch_id(text: str) -> BatchName:
    """The parts that an id was made of.

    Raises ValueError for a text that is no batch id.
    """
    parts = text.split("/")
    if len(parts) != 3 or not parts[2] or parts[2] == "#":
        raise ValueError(f"{text!r} is no batch id (party/item/lot)")
    party, item_text, number = parts
    item = _item(item_text)
    if number.startswith("#"):
        return BatchName(unescape(party), item, serial=unescape(number[1:]))
    return BatchName(unescape(party), item, lot=unescape(number))


def joined(*parts: str) -> str:
    """Several parts as one id, from which no other parts could have made the same."""
    return "/".join(escape(part) for part in parts)


def fact_key(source: str, kind: str, document: Iterable[str], subject: str) -> str:
    """The key of a fact: which system, what kind, its document and line, and what it is about."""
    parts = (source, kind, *document, subject)
    return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in parts)


def source_of_key(key: str) -> str:
    """The system that states the fact with this key."""
    return key.partition("|")[0].replace("%7C", "|").replace("%25", "%")


def _item_text(item: str | None) -> str:
    if item is None:
        return _UNNAMED
    return "%3F" if item == _UNNAMED else escape(item)


def _item(text: str) -> str | None:
    if text == _UNNAMED:
        return None
    return _UNNAMED if text == "%3F" else unescape(text)


def escape(part: str) -> str:
    """The part with the separators escaped."""
    return part.replace("%", "%25").replace("/", "%2F").replace("#", "%23")


def unescape(part: str) -> str:
    """The part as it was before `escape`."""
    if "%" not in part:
        return part
    return part.replace("%23", "#").replace("%2F", "/").replace("%25", "%")
