"""Values: what the cells of a row say, read as a profile's values ask for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from genealogy.identity import BatchName, joined
from loaders.cells import (
    PLAIN,
    RULES,
    CellRejected,
    Inexact,
    NumberFormat,
    Typed,
    read_date,
    read_time,
)
from loaders.part import Rejection
from loaders.profile import Profile
from loaders.profile_sections import (
    Condition,
    Identity,
    Value,
    word_of,
)

Row = Sequence[str]
_number_format = lru_cache(NumberFormat)
_TIMES = frozenset({"occurred", "changed", "stated", "ended", "started", "made"})
_GS1_MARK = re.compile(r"^[(\]]|^http|^urn:|\x1d|<GS>")
_NUMBERS = frozenset({"quantity", "low", "high", "stated_quantity"})

LONGEST_READ = 32_767
"""So many letters a text may have that is read, as in the cell of a workbook."""

_LONGEST_TOLD = 2_000


@lru_cache(maxsize=65536)
def _read_number(written: str, text: str) -> Decimal:
    return _number_format(written).read(text)


class RowRejected(Exception):
    """Ends the mapping of a row."""

    def __init__(self, column: str, text: str, reason: str) -> None:
        super().__init__(reason)
        if len(text) > _LONGEST_TOLD:
            text = f"{text[:_LONGEST_TOLD]} ({len(text):,} letters, cut here)"
        self.rejection = Rejection(column, text, reason)


@dataclass(frozen=True, slots=True)
class Subject:
    """A batch that a row names, with its probability where it is a candidate."""

    batch_id: str
    probability: Decimal | None
    among: int


class Values:
    """Reads the values of one table's rows, where its header has the profile's columns."""

    def __init__(self, profile: Profile, header: Sequence[str]) -> None:
        self._profile = profile
        self._header = header
        self._index = column_index(profile, header)
        self._empty = profile.cells.empty

    def heading(self, column: str) -> str:
        """What the file calls a column of the profile; its own name where the file has none."""
        at = self._index.get(column)
        return column if at is None else self._header[at]

    def meaning(self, row: Row) -> str:
        """All that the profile reads of a row, as one text."""
        return "\x1f".join(
            f"{name}={row[at]}" for name, at in sorted(self._index.items()) if at < len(row)
        )

    def typed(
        self, values: Mapping[str, Value], name: str, row: Row, *, below_zero: bool = False
    ) -> Any:
        """The value of a field, as its type; None where the cell is empty.

        `below_zero` is for what is measured: a temperature may be, an amount may not.
        """
        word = word_of(name)
        value = values.get(word)
        text = self.text(value, row)
        if value is None or not text:
            return None
        if word in _TIMES:
            return self._time(value, text)
        if word == "expires":
            return self._date(value, text)
        if word not in _NUMBERS:
            return text
        number = self._number(value.column or "", text, value.number)
        if value.sign == "drop":
            return abs(number)
        if number < 0 and not below_zero:
            raise RowRejected(value.column or "", text, "a quantity cannot be negative here")
        return number

    def _time(self, value: Value, text: str) -> datetime:
        cells = self._profile.cells
        pattern = "iso" if isinstance(text, Typed) else value.date or cells.date
        try:
            return read_time(text, pattern, value.zone or cells.zone)
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None

    def _date(self, value: Value, text: str) -> str:
        pattern = "iso" if isinstance(text, Typed) else value.date or self._profile.cells.date
        try:
            return read_date(text, pattern)
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None

    def _number(self, column: str, text: str, example: str | None = None) -> Decimal:
        written = PLAIN if isinstance(text, Typed) else example or self._profile.cells.number
        try:
            return _read_number(written, text)
        except CellRejected as error:
            raise RowRejected(column, text, str(error)) from None

    def applies(self, condition: Condition, row: Row) -> bool:
        """Whether the row is one that this part of the profile is about.

        Raises RowRejected where a number decides and the cell holds none.
        """
        if condition.unconditional:
            return True
        return (
            all(self.cell(row, column) in texts for column, texts in condition.when.items())
            and all(self.cell(row, name).startswith(txt) for name, txt in condition.begins.items())
            and all(self.cell(row, column) for column in condition.present)
            and not any(self.cell(row, column) for column in condition.absent)
            and self._differ(condition.differ, row)
            and all(self._is_negative(row, column) is True for column in condition.negative)
            and all(self._is_negative(row, column) is False for column in condition.not_negative)
        )

    def _differ(self, columns: Sequence[str], row: Row) -> bool:
        """Whether the cells are filled and not all alike; true where none are named."""
        texts = {self.cell(row, column) for column in columns}
        return not columns or (len(texts) > 1 and "" not in texts)

    def _is_negative(self, row: Row, column: str) -> bool | None:
        """Whether the number in the cell is below zero, None where the cell is empty."""
        text = self.cell(row, column)
        return self._number(column, text) < 0 if text else None

    def subjects(self, identity: Identity, row: Row) -> list[Subject]:
        """The batches that a row names, each once; several where its cell lists several."""
        party = self.text(identity.party, row)
        item: str | None = self.text(identity.item, row)
        if identity.item_unknown or (not item and identity.item.text is None):
            item = None  # the row names a lot without its item: it is pending
        value = identity.lot or identity.serial
        assert value is not None
        text = self.needed(value, "lot or serial", row)
        numbers = _split(value, text)
        leave = set()
        if value.other_than:
            other = self.cell(row, value.other_than)
            leave = {part.strip() for part in other.split(value.split or ",")} | {
                part.strip() for part in other.split(",")
            }
        wanted = [(number, chance) for number, chance in numbers if number not in leave]
        return [
            Subject(
                (
                    BatchName(party, item, lot=number)
                    if identity.lot is not None
                    else BatchName(party, item, serial=number)
                ).batch_id,
                chance,
                len(numbers),
            )
            for number, chance in wanted
        ]

    def document(self, section: tuple[Value, ...], row: Row) -> tuple[str, ...] | None:
        """The key of the document line, None where the profile knows of none."""
        values = section or (self._profile.document.key if self._profile.document else ())
        if not values:
            return None
        return tuple(self.needed(value, "document", row) for value in values)

    def needed(self, value: Value, word: str, row: Row) -> str:
        """The text of a value that may not be empty."""
        text = self.text(value, row)
        if not text and value.gs1 and (cell := self.cell(row, value.column or "")):
            raise RowRejected(
                value.column or "", cell, f"names no {value.gs1}, and the {word} is needed"
            )
        if not text:
            raise RowRejected(
                next(value.columns(), ""), text, f"is empty, and the {word} is needed"
            )
        return text

    def text(self, value: Value | None, row: Row) -> str:
        """The text of a value, empty where the row does not state it."""
        if value is None:
            return ""
        if value.parts:
            parts = [self.text(part, row) for part in value.parts]
            return joined(*parts) if all(parts) else ""
        if value.text is not None:
            return value.text
        text = self.cell(row, value.column or "")
        if isinstance(text, Inexact):
            raise RowRejected(
                value.column or "",
                text,
                "is a number of more than 15 digits, whose end the spreadsheet has changed;"
                " format the column as text and export again",
            )
        if value.gs1 and text:
            text = self._of_gs1(value, text)
        if value.map:
            text = self._translated(value, text)
        if value.rule:
            text = RULES[value.rule](text)
        if value.reference and text:
            text = self._referenced(value, text)
        return text or (value.default or "")

    def _of_gs1(self, value: Value, text: str) -> str:
        """What an element string, a Digital Link or an EPC URN says of the word asked for."""
        from loaders.formats.gs1 import read_element_string

        try:
            elements = read_element_string(text)
            if not (elements.item or elements.sscc or _GS1_MARK.search(text)):
                # a plain lot such as 10998877 would be taken for (10)998877
                raise CellRejected("is no GS1 element string")
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None
        return {
            "item": elements.item,
            "lot": elements.lot,
            "serial": elements.serial,
            "sscc": elements.sscc,
        }[value.gs1 or ""]

    def _referenced(self, value: Value, text: str) -> str:
        translation = self._profile.translations[value.reference or ""]
        if (other := translation.of(text)) is None:
            raise RowRejected(
                value.column or "",
                text,
                f'is not in the column "{translation.source}" of {translation.file}',
            )
        return other

    def _translated(self, value: Value, text: str) -> str:
        if text and text not in value.map:
            known = ", ".join(value.map)
            raise RowRejected(value.column or "", text, f"is none of {known}")
        return value.map.get(text, text)

    def cell(self, row: Row, column: str) -> str:
        """The text of a cell, without the spaces around it."""
        at = self._index.get(column)
        if at is None or at >= len(row):
            return ""
        text = row[at]
        if type(text) is str:  # not Inexact, nor Typed
            text = text.strip()
        if len(text) > LONGEST_READ:
            raise RowRejected(column, text, f"has more than {LONGEST_READ:,} letters")
        if "\x00" in text:
            shown = text.replace("\x00", "\\x00")
            raise RowRejected(column, shown, "has characters that no text can have")
        return "" if self._empty and text in self._empty.get(column, ()) else text


def column_index(profile: Profile, header: Sequence[str]) -> dict[str, int]:
    """Where each column that the profile names stands in the header, under any of its names."""
    places = {name: at for at, name in reversed(list(enumerate(header)))}
    found = {}
    for column in profile_columns(profile):
        for name in (column, *profile.columns.get(column, ())):
            if name in places:
                found[column] = places[name]
                break
    return found


def profile_columns(profile: Profile) -> list[str]:
    """Every column that a profile names, those that the header must have first."""
    return list(dict.fromkeys((*profile.file.header, *used_columns(profile))))


def used_columns(profile: Profile) -> list[str]:
    """Every column from which a profile takes something: a value, or whether a part applies."""
    columns: dict[str, None] = {}
    conditions = (*profile.fact, *profile.void, *profile.describe, *profile.skip)
    for condition in conditions:
        columns |= dict.fromkeys(condition.condition_columns())
    for value in profile.values():
        columns |= dict.fromkeys(value.columns())
    return list(columns)


def _split(value: Value, text: str) -> list[tuple[str, Decimal | None]]:
    """The numbers in a cell, each once, with the probability that stands behind it."""
    parts = [part.strip() for part in text.split(value.split)] if value.split else [text]
    numbers: dict[str, Decimal | None] = {}
    for part in filter(None, parts):
        if value.probability is None:
            numbers[part] = None
            continue
        number, _, chance = part.rpartition(value.probability)
        try:
            probability = Decimal(chance.strip())
            understood = bool(number.strip()) and 0 <= probability <= 1
        except ArithmeticError:  # also where NaN is compared
            understood = False
        if not understood:
            raise RowRejected(value.column or "", text, "has no probability")
        numbers[number.strip()] = probability
    return list(numbers.items())
