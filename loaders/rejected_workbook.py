"""The workbook of rejected rows: written to be corrected by hand, and read back.

Each load has a sheet with its own columns, after those that say which row it is and what is
wrong. Every cell is a text cell, so that `00012` stays what it is and no formula is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from genealogy.cell_text import write_text
from genealogy.engine.database import Database
from genealogy.errors import FileRefused, InputRefused, WrongUsage
from genealogy.new_file import new_file
from loaders.profile import Profile
from loaders.reading import read_tables, stands
from loaders.rejected import (
    JSON_LINES,
    LOADS,
    MOST_COLUMNS,
    OPEN,
    KeptLoad,
    KeptRow,
    Profiles,
    fault_at,
    shown,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LEADING = ("Rejected row", "Reason", "Column at fault")
"""The headings by which such a sheet is known; the file's own stand after them."""

_NOTES = "Notes"
_ROWS_A_SHEET = 1_000_000
_ROWS_A_STATEMENT = 2_000
_LONGEST_COMMENT = 1_000
_ID = re.compile(r"[^\s:]+:\d+")
_HOW_TO = (
    "Rows that could not be understood, to be corrected here and loaded again.",
    "1. Correct the cells. The one at fault is coloured, and its comment says what is wrong.",
    "2. Leave the first column, the headings and their order as they are. A row that is left"
    " out or not changed stays as it is. New rows are loaded by a file of their own.",
    "3. Load it: genealogy rejected replay WORKBOOK, or as any other file: genealogy load"
    " WORKBOOK. Rows that are right by then are settled; the others stay, each with its reason.",
    "Numbers and dates are written as in the file, which is told below. Where the file was a"
    " spreadsheet, what it kept as a number or date stands here as 1234.5 or 2026-10-02.",
)
_ABOUT = ("Sheet", "File", "Profile", "Numbers", "Dates", "Time zone", "To know")
_DOCUMENT = (
    "records of a document: correct the document itself and load it; then"
    " `genealogy rejected discard --load {load_id}`"
)
_LINES = "each record is a line of JSON, to be corrected here; one of over 2,000 letters is cut"


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook that was written; none where no row is open."""

    file: str
    rows: int
    loads: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of such a workbook, as it stands there now."""

    rejected_id: str
    sheet: str
    headings: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def load_id(self) -> str:
        """The load that it is of."""
        return self.rejected_id.rpartition(":")[0]


def export(
    database: Database, path: Path, profiles: Profiles, load_id: str | None = None
) -> Exported:
    """Writes every open row, or those of one load, to a workbook that does not exist yet.

    Raises WrongUsage for a file that is there, is no .xlsx, or cannot be written.
    """
    import xlsxwriter

    if stands(path):
        raise WrongUsage(f"{path} exists already; an export never overwrites a file.")
    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(f"{path} is to be a workbook; name a file that ends in .xlsx.")
    loads = [KeptLoad.read(each.properties) for each in database.read(LOADS)]
    loads = [each for each in loads if load_id in (None, each.load_id)]
    if not loads:
        return Exported(str(path), 0, 0)
    with new_file(path) as file, xlsxwriter.Workbook(file) as book:
        sheets = _Sheets(book, profiles)
        rows = sum(sheets.write(load, open_rows(database, load)) for load in loads)
        sheets.write_notes()
    return Exported(str(path), rows, len(loads))


def open_rows(database: Database, load: KeptLoad) -> Iterator[KeptRow]:
    """The open rows of a load, in their order, some thousand at a time."""
    last = 0
    while found := database.read(OPEN, load_id=load.load_id, after=last, most=_ROWS_A_STATEMENT):
        yield from (KeptRow.read(each.properties) for each in found)
        last = found[-1].properties["row"]


def is_for_correction(headings: Sequence[str]) -> bool:
    """Whether a table has the columns of such a workbook."""
    return tuple(headings[: len(LEADING)]) == LEADING


def holds_rejected_rows(path: Path) -> bool:
    """Whether a file is such a workbook, or a sheet of one saved as text."""
    try:
        return any(is_for_correction(table.header) for table in read_tables(path))
    except InputRefused:
        return False


def read_workbook(path: Path) -> tuple[list[SheetRow], list[str]]:
    """The rows of such a workbook, and the names of sheets that are something else.

    Raises FileRefused where one is none, has lost its id, or stands twice.
    """
    rows: dict[str, SheetRow] = {}
    others = []
    for table in read_tables(path):
        sheet = table.sheet or table.path.name
        if not is_for_correction(table.header):
            others += [] if sheet == _NOTES else [sheet]
            continue
        for number, cells in table.rows():
            rejected_id, own = cells[0].strip(), cells[len(LEADING) :]
            where = f'row {number} of the sheet "{sheet}"'
            if not _ID.fullmatch(rejected_id):
                why = f"{where} has no id of a rejected row; new rows need a file of their own."
                raise FileRefused(path, why)
            if rejected_id in rows:
                raise FileRefused(path, f"{where}: {rejected_id} stands there a second time.")
            headings = tuple(table.header[len(LEADING) :])
            rows[rejected_id] = SheetRow(rejected_id, sheet, headings, tuple(own))
    if not rows:
        raise FileRefused(path, f'no sheet has the column "{LEADING[0]}" and a row.')
    return list(rows.values()), others


def check_headings(path: Path, row: SheetRow, load: KeptLoad) -> None:
    """Raises FileRefused where a sheet has not the columns of its load any more."""
    expected = [shown(name).strip() for name in load.headings[:MOST_COLUMNS]]
    found = [*row.headings, *[""] * len(expected)]
    for wanted, heading in zip(expected, found, strict=False):
        if wanted != heading:
            raise FileRefused(
                path,
                f'the sheet "{row.sheet}" has the column "{heading}" where its file has'
                f' "{wanted}"; export the rows again and leave the headings as they are.',
            )
    if beyond := "".join(row.headings[len(expected) :]):
        raise FileRefused(
            path, f'the sheet "{row.sheet}" has the column "{beyond}", which its file has not.'
        )


class _Sheets:
    """Writes the sheets of one workbook, and keeps what the notes say of them."""

    def __init__(self, book: Workbook, profiles: Profiles) -> None:
        self._book = book
        self._profiles = profiles
        self._about: list[tuple[str, ...]] = []
        self._plain = book.add_format()
        self._text = book.add_format({"num_format": "@"})
        self._heading = book.add_format({"num_format": "@", "bold": True})
        self._leading = book.add_format({"num_format": "@", "font_color": "#666666"})
        self._fault = book.add_format({"num_format": "@", "bg_color": "#FFC7CE"})

    def write(self, load: KeptLoad, rows: Iterator[KeptRow]) -> int:
        """The sheet of a load, a further one where it is full; how many rows it has."""
        profile = self._profiles.now(load.profile, load.columns)
        sheet = self._sheet(load, profile)
        count = 0
        for row in rows:
            if count and count % _ROWS_A_SHEET == 0:
                sheet = self._sheet(load, profile)
            self._write_row(sheet, count % _ROWS_A_SHEET + 1, row, load, profile)
            count += 1
        return count

    def _sheet(self, load: KeptLoad, profile: Profile | None) -> Worksheet:
        number = len(self._about) + 1
        stem = re.sub(r"[\[\]:*?/\\']", "_", load.file)[:20]
        sheet = self._book.add_worksheet(f"{number} {stem} {load.load_id[:6]}")
        headings = (*LEADING, *map(shown, load.headings[:MOST_COLUMNS]))
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, 4 + max(12, min(40, len(heading))), self._text)
            sheet.write_string(0, at, heading, self._heading)
        sheet.freeze_panes(1, 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._about.append((sheet.get_name(), load.name, load.profile, *_written(load, profile)))
        return sheet

    def _write_row(
        self, sheet: Worksheet, at: int, row: KeptRow, load: KeptLoad, profile: Profile | None
    ) -> None:
        fault = fault_at(row.column, row.text, row.cells, load.columns, profile)
        known = fault is not None and fault < len(load.headings)
        column = load.headings[fault] if known and fault is not None else row.column
        for place, text in enumerate((row.rejected_id, row.reason, column)):
            write_text(sheet, at, place, shown(text), self._leading, self._plain)
        for place, text in enumerate(row.cells[:MOST_COLUMNS]):
            style = self._fault if place == fault else self._text
            write_text(sheet, at, len(LEADING) + place, shown(text), style, self._plain)
        if fault is not None and fault < MOST_COLUMNS:
            if fault >= len(row.cells):
                sheet.write_blank(at, len(LEADING) + fault, None, self._fault)
            sheet.write_comment(at, len(LEADING) + fault, row.reason[:_LONGEST_COMMENT])

    def write_notes(self) -> None:
        """How to use the workbook, and what its sheets are."""
        sheet = self._book.add_worksheet(_NOTES)
        for at, text in enumerate(_HOW_TO):
            sheet.write_string(at, 0, text)
        for at, line in enumerate((_ABOUT, *self._about), len(_HOW_TO) + 1):
            for place, text in enumerate(line):
                sheet.write_string(
                    at, place, text, None if at > len(_HOW_TO) + 1 else self._heading
                )
        sheet.set_column(0, len(_ABOUT) - 1, 28)


def _written(load: KeptLoad, profile: Profile | None) -> tuple[str, str, str, str]:
    """How the cells of a load are written, and what else is to be known of its rows."""
    if not load.columns:
        note = _LINES if load.profile == JSON_LINES else _DOCUMENT.format(load_id=load.load_id)
        return ("", "", "", note)
    if profile is None:
        return ("", "", "", f"needs --profile FILE, the one named {load.profile}")
    cells = profile.cells
    return (cells.number, cells.date, cells.zone or "", "")
