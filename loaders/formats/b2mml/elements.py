"""Elements of B2MML by their local names, since namespaces differ from version to version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from xml.etree.ElementTree import Element

from genealogy.units import canonical_unit
from loaders.formats.json_values import Object, quantity_of, text_of
from loaders.part import Outcome
from loaders.values import RowRejected

SOURCE = "B2MML"
PARTY = "own"  # as the profiles call what the plant itself numbers: lots of all systems meet

Told = Iterator[tuple[Element, Outcome]]


@dataclass(slots=True)
class Message:
    """What holds for a whole message: when it was made, its own id, and how often it says the
    same, so that equal records of one file stay two."""

    made_at: datetime | None = None
    noun_id: str = ""
    equals: dict[str, int] = field(default_factory=dict)

    def line(self, *parts: str) -> tuple[str, ...]:
        """A document line from what a record says: its hash, and which of its equals it is."""
        meaning = sha256("\x1f".join(parts).encode()).hexdigest()[:24]
        self.equals[meaning] = self.equals.get(meaning, 0) + 1
        return (f"~{meaning}", str(self.equals[meaning]))


def name_of(element: Element) -> str:
    """The local name; comments and instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """The children of this local name."""
    return [child for child in element if name_of(child) == name]


def fields(element: Element) -> Object:
    """The texts of the children that have no children, the first of each name."""
    texts: dict[str, object] = {}
    for child in element:
        if not len(child):
            texts.setdefault(name_of(child), (child.text or "").strip())
    return texts


def texts_of(element: Element, name: str) -> list[str]:
    """The texts of all children of this name that are not empty, each once."""
    texts = ((child.text or "").strip() for child in children(element, name))
    return list(dict.fromkeys(filter(None, texts)))


def first_text(element: Element, *names: str) -> str:
    """The first text under one of these names, empty where there is none."""
    found = fields(element)
    return next((text for name in names if (text := text_of(found, name))), "")


def needed_id(element: Element, name: str = "ID") -> str:
    """The text of a child that must be there."""
    text = first_text(element, name)
    if not text:
        raise RowRejected(name, "", f"is missing in {name_of(element)}, and it is needed")
    return text


def amount(element: Element) -> tuple[Decimal | None, str | None]:
    """The quantity of an element and its unit. Raises RowRejected."""
    for child in children(element, "Quantity"):
        found = fields(child)
        unit = canonical_unit(text_of(found, "UnitOfMeasure")) or None
        return quantity_of(found, "QuantityString"), unit
    return None, None


def values(element: Element, group: str) -> Iterator[tuple[str, str, str]]:
    """The properties of an element: id, text, unit."""
    for each in children(element, group):
        for value in children(each, "Value"):
            found = fields(value)
            yield (
                first_text(each, "ID"),
                text_of(found, "ValueString"),
                text_of(found, "UnitOfMeasure"),
            )


def cells(element: Element) -> tuple[str, ...]:
    """What is kept of an element: its own texts."""
    return (name_of(element), *(f"{name}={text}" for name, text in fields(element).items()))
