"""Rejected rows as the graph keeps them: their cells as they were read, and as corrected.

A cell keeps its type: a number of a spreadsheet is read plainly whatever the profile says of
numbers in text, so without the type a row that is mapped again could come to mean another
quantity. What became of a row is its history, of which nothing is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.times import now_text
from loaders.cells import Inexact, Typed
from loaders.gathering import Properties
from loaders.part import Part, Record, Rejection, why
from loaders.profile import Profile
from loaders.shelf import Shelf
from loaders.typed_text import TYPES, marks_of
from loaders.unfitting import missing_columns
from loaders.values import column_index

JSON_LINES = "json-lines"
"""The one format without columns whose records stand by themselves, one a line."""

LONGEST_CELL = 32_767  # of a workbook
MOST_COLUMNS = 16_000  # of a sheet, fewer than there can be by what stands before them
_NO_XML = frozenset("\ufffe\uffff")  # written as _xFFFE_, and read back as that text


@dataclass(frozen=True, slots=True)
class Kept:
    """What the graph keeps of a node."""

    properties: Properties


@dataclass(frozen=True, slots=True)
class Count:
    """How many rejected rows have come to one end."""

    status: str
    total: int


LOAD = statement("load/find", Kept)
LOADS = statement("rejected/loads", Kept)
OPEN = statement("rejected/open", Kept)
ROWS = statement("rejected/rows", Kept)
COUNTS = statement("rejected/counts", Count)


def open_rows(database: Database, load_id: str) -> int:
    """How many rejected rows of a load nobody has settled."""
    counts = {row.status: row.total for row in database.read(COUNTS, load_id=load_id)}
    return counts.get("open", 0)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A rejected row: `cells` as it was corrected last, else as it was read."""

    rejected_id: str
    load_id: str
    row: int
    column: str
    text: str
    reason: str
    status: str
    original: tuple[str, ...]
    cells: tuple[str, ...]

    @classmethod
    def read(cls, properties: Properties) -> KeptRow:
        """From the properties of its node."""
        names = ("rejected_id", "load_id", "row", "column", "text", "reason", "status")
        original = _cells(properties, "cells")
        return cls(
            original=original,
            cells=_cells(properties, "corrected") if properties.get("corrected") else original,
            **{name: properties[name] for name in names},
        )

    @property
    def why(self) -> str:
        """The reason with its column, as receipts count it."""
        return why(self.column, self.reason)


@dataclass(frozen=True, slots=True)
class KeptLoad:
    """The load that rejected rows are of. `columns` is the header of its table."""

    load_id: str
    file: str
    sheet: str | None
    profile: str
    profile_sha256: str
    status: str
    columns: tuple[str, ...]

    @classmethod
    def read(cls, properties: Properties) -> KeptLoad:
        """From the properties of its node."""
        names = ("load_id", "file", "profile", "profile_sha256", "status")
        told = {name: str(properties.get(name, "")) for name in names}
        return cls(
            sheet=properties.get("sheet"), columns=tuple(properties.get("columns", ())), **told
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the cells of a row; a document's record is one cell."""
        return self.columns or ("record",)

    @property
    def name(self) -> str:
        """The file, with the sheet where it has some."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


class Profiles:
    """The profiles to read rejected rows with: those given, then those of the shelf."""

    def __init__(
        self, given: Mapping[str, Profile] | None = None, shelf: Shelf | None = None
    ) -> None:
        self._given = given or {}
        self._shelf = shelf or Shelf()

    def now(self, name: str, columns: Sequence[str]) -> Profile | None:
        """The profile of a load as it is now: of the given ones, else of the plant's own, that
        with its name or that its header fits; else the built-in one of its name.

        Raises InputRefused where an own profile has a mistake.
        """
        for profiles in (self._given, self._shelf.own):
            named = [each for each in profiles.values() if each.name == name]
            fitting = [each for each in profiles.values() if not missing_columns(each, columns)]
            fitting.sort(key=lambda each: -len(column_index(each, columns)))
            if found := [*named, *fitting]:
                return found[0]
        return self._shelf.builtin.get(name)


def rejected_row(load_id: str, part: Part, record: Record, why: Rejection) -> Properties:
    """A row that was just rejected, as the graph keeps it."""
    return {
        "rejected_id": f"{load_id}:{record.number}",
        "load_id": load_id,
        "file": part.path.name,
        "row": record.number,
        "column": why.column,
        "text": why.text,
        "reason": why.reason,
        **as_kept("cells", record.cells),
        "status": "open",
        "recorded_at": now_text(),
    }


def as_kept(name: str, cells: Sequence[str] | None) -> Properties:
    """Cells as properties of a node, with their types."""
    if cells is None:
        return {name: None, f"{name}_types": None}
    return {
        name: json.dumps(list(cells), ensure_ascii=False),
        f"{name}_types": marks_of(cells) or None,
    }


def history_entry(status: str, by: str, reason: str, at: str) -> str:
    """A line of a row's history, as its node keeps it."""
    return "\x1f".join((at, status, by, reason))


def fault_at(
    column: str, text: str, cells: Sequence[str], columns: Sequence[str], profile: Profile | None
) -> int | None:
    """Which cell of a row is at fault, None where the reason is about several."""
    if not columns:
        return 0
    if not column:
        return len(columns) if len(cells) > len(columns) else None
    places = {name: at for at, name in reversed(list(enumerate(columns)))}
    if profile:  # rows that were kept before name the profile's columns, not the file's
        places = column_index(profile, columns) | places
    alike = [at for at, cell in enumerate(cells) if text and cell.strip() == text]
    return places.get(column, alike[0] if len(alike) == 1 else None)


def shown(cell: str) -> str:
    """The cell as a workbook can hold it."""
    if len(cell) > LONGEST_CELL:
        return f"({len(cell):,} letters, too many for a workbook; unchanged while this stands here)"
    if not _NO_XML.isdisjoint(cell):
        return f"({len(cell):,} letters, some in no workbook; unchanged while this stands here)"
    return cell.replace("\r\n", "\n")  # as spreadsheet programs do when they save


def corrected(before: Sequence[str], found: Sequence[str], width: int) -> tuple[str, ...]:
    """The cells of a row as they stand in a workbook now, each that nobody changed as it was.

    A number that came from a spreadsheet was shown plainly, so what is written over it is
    plain too. Cells beyond the `width` of the table that were emptied are gone.
    """
    pairs = list(zip_longest(before, _within_sheet(before, found), fillvalue=""))
    if all(_is_same(*pair) for pair in pairs):
        return tuple(before)
    cells = [old if _is_same(old, new) else _written_over(old, new or "") for old, new in pairs]
    while cells and not cells[-1] and len(cells) > min(width, len(before)):
        cells.pop()
    return tuple(cells)


def _within_sheet(before: Sequence[str], found: Sequence[str]) -> list[str | None]:
    """The cells found, and None for each that the sheet had no room for."""
    room: list[str | None] = list(found[:MOST_COLUMNS])
    return room + [None] * max(0, len(before) - MOST_COLUMNS)


def _is_same(old: str, new: str | None) -> bool:
    return new is None or new.strip() == shown(old).strip()


def _written_over(old: str, new: str) -> str:
    if isinstance(old, Typed) and not isinstance(new, Inexact) and new.strip():
        return Typed(new.strip())
    return new


def _cells(properties: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = json.loads(properties[name])
    types = properties.get(f"{name}_types") or "." * len(texts)
    return tuple(TYPES[mark](text) for mark, text in zip(types, texts, strict=True))
