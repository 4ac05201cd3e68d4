"""Reading: a file as tables of text, row by row, each row with its number in the file.

CSV is read by the standard library, since it gives rows of any length, where pandas refuses
or drops those that are too long; spreadsheets by pandas with calamine, every sheet a table.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from genealogy.errors import FileRefused
from loaders.cells import Inexact, Typed

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
ENDINGS = (*TEXT_ENDINGS, *SHEET_ENDINGS)
ENCODINGS = ("utf-8-sig", "gb18030")

_LONGEST_CELL = 1_000_000
_LARGEST_SHEET_BYTES = 1_000_000_000  # unpacked; beyond that it is a bomb or no export
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: a header and rows of text.

    `encoding` is the one that the text was read with, "spreadsheet" for a sheet;
    `about_rows` is how many rows it seems to have, for a progress bar.
    """

    path: Path
    sheet: str | None
    header: list[str]
    encoding: str
    about_rows: int
    delimiter: str = ","
    cells: list[tuple[int, list[str]]] | None = field(default=None, repr=False)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank, with its number: the header stands in row 1."""
        if self.cells is not None:
            yield from self.cells
            return
        csv.field_size_limit(min(_LONGEST_CELL, sys.maxsize))
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            try:
                for number, row in enumerate(reader, start=1):
                    if number > 1 and any(cell.strip() for cell in row):
                        yield number, row
            except csv.Error as error:
                raise FileRefused(self.path, f"line {reader.line_num}: {error}.") from None


def read_tables(path: Path) -> list[Table]:
    """The tables of a file.

    Raises FileRefused for a file that cannot be read, is empty, or is no table.
    """
    try:
        if not path.is_file():
            raise FileRefused(path, "there is no such file.")
        if path.stat().st_size == 0:
            raise FileRefused(path, "it is empty.")
        if path.suffix.lower() in SHEET_ENDINGS:
            return _read_sheets(path)
        return [_read_text(path)]
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None


def file_digest(path: Path) -> str:
    """The SHA-256 of the file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _read_text(path: Path) -> Table:
    with path.open("rb") as file:
        start = file.read(65536)
    if b"\x00" in start:
        raise FileRefused(path, "it is binary, not a table of text.")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST_CELL)
    if not first.strip():
        raise FileRefused(path, "its first line, which should name the columns, is blank.")
    delimiter = max(_DELIMITERS, key=first.count)
    with path.open(encoding=encoding, newline="") as file:
        try:
            header = next(csv.reader(file, delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise FileRefused(path, f"its header cannot be read: {error}.") from None
    about = path.stat().st_size * start.count(b"\n") // len(start)
    table = Table(path, None, [name.strip() for name in header], encoding, about, delimiter)
    for _ in table.rows():
        pass  # a file that breaks off is refused whole, before anything of it is written
    return table


def _encoding(path: Path) -> str:
    """The first encoding that every byte of the file fits."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileRefused(path, f"its text is in none of the encodings {', '.join(ENCODINGS)}.")


def _read_sheets(path: Path) -> list[Table]:
    import pandas

    _refuse_bomb(path)
    try:
        sheets = pandas.read_excel(
            path,
            sheet_name=None,
            header=None,
            dtype=object,
            engine="calamine",
            na_filter=False,
        )
    except Exception as error:  # calamine raises errors of many kinds for a damaged file
        raise FileRefused(path, f"it is no readable spreadsheet ({error}).") from None
    tables = []
    for name, frame in sheets.items():
        rows = [[_text(cell) for cell in row] for row in frame.itertuples(index=False)]
        numbered = [(number, row) for number, row in enumerate(rows, 1) if any(map(str.strip, row))]
        if len(numbered) > 1:
            (_, header), *body = numbered
            names = [cell.strip() for cell in header]
            tables.append(Table(path, str(name), names, "spreadsheet", len(body), cells=body))
    if not tables:
        raise FileRefused(path, "no sheet has a header and a row.")
    return tables


def _refuse_bomb(path: Path) -> None:
    """A workbook is a zip: one that unpacks to a gigabyte is refused before it is unpacked."""
    try:
        with ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_SHEET_BYTES:
                raise FileRefused(path, "it unpacks to more than 1 GB.")
    except BadZipFile:
        if path.suffix.lower() not in (".xls",):
            raise FileRefused(path, "it is no readable spreadsheet.") from None


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime | date | time):
        return Typed(cell.isoformat())
    return "" if cell is None else str(cell)


def _number_text(cell: int | float) -> str:
    if cell != cell:  # noqa: PLR0124 (not a number: an empty cell)
        return ""
    whole = isinstance(cell, int) or cell.is_integer()
    text = str(int(cell)) if whole and abs(cell) < 1e300 else f"{Decimal(repr(cell)):f}"
    return Inexact(text) if whole and abs(cell) >= 1e15 else Typed(text)


def duplicates(names: Sequence[str]) -> list[str]:
    """Names that stand more than once."""
    return sorted({name for name in names if name and names.count(name) > 1})
