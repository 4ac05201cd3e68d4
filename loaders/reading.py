"""Reading: a file as tables of text, row by row, each row with its number in the file.

CSV is read by the standard library, since it gives rows of any length, where pandas refuses
or drops those that are too long; spreadsheets by pandas with calamine, every sheet a table;
Apache Parquet, where the extra for it is installed, by pyarrow, some thousand rows at a time.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from genealogy.errors import FileRefused
from loaders.cells import Inexact, Typed

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET_ENDINGS = (".parquet",)
ENDINGS = (*TEXT_ENDINGS, *SHEET_ENDINGS, *PARQUET_ENDINGS)
ENCODINGS = ("utf-8-sig", "gb18030")
NOTES_HEADERS = (
    ("Column", "Needed", "Written", "Meaning"),
    ("列名", "是否必填", "写法", "含义"),
)
"""What stands over the notes in the workbooks of `genealogy templates`: no table of data."""

_LONGEST_CELL = 1_000_000
_LARGEST_SHEET_BYTES = 1_000_000_000  # unpacked; beyond that it is a bomb or no export
_DELIMITERS = ",;\t|"
_PARQUET_ROWS = 4_096  # read at a time

NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: a header and rows of text.

    `encoding` is the one that the text was read with, "spreadsheet" for a sheet, "parquet";
    `about_rows` is how many rows it seems to have, for a progress bar. `read` gives the rows of
    what is no text file.
    """

    path: Path
    sheet: str | None
    header: list[str]
    encoding: str
    about_rows: int
    delimiter: str = ","
    read: Callable[[], Iterator[NumberedRow]] | None = field(default=None, repr=False)

    def rows(self) -> Iterator[NumberedRow]:
        """Each row that is not blank, with its number: the header stands in row 1."""
        if self.read is not None:
            yield from self.read()
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
        if path.suffix.lower() in PARQUET_ENDINGS:
            return [_read_parquet(path)]
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
            if tuple(names) not in NOTES_HEADERS:
                read = partial(iter, body)
                tables.append(Table(path, str(name), names, "spreadsheet", len(body), read=read))
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


def _read_parquet(path: Path) -> Table:
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise FileRefused(
            path, 'Parquet is read by pyarrow; install it: pip install "genealogy[parquet]".'
        ) from None
    with _readable_parquet(path), ParquetFile(path) as file:
        names = [name.strip() for name in file.schema_arrow.names]
        about = file.metadata.num_rows
    table = Table(path, None, names, "parquet", about, read=partial(_parquet_rows, path))
    for _ in table.rows():
        pass  # as with text: one that is damaged anywhere is refused whole
    return table


def _parquet_rows(path: Path) -> Iterator[NumberedRow]:
    from pyarrow.parquet import ParquetFile

    number = 1
    with _readable_parquet(path), ParquetFile(path, page_checksum_verification=True) as file:
        for batch in file.iter_batches(_PARQUET_ROWS):
            columns = [_parquet_column(column) for column in batch.columns]
            for row in zip(*columns, strict=True):
                number += 1
                if max(map(len, row)) > _LONGEST_CELL:
                    raise FileRefused(
                        path, f"row {number}: a cell of over {_LONGEST_CELL:,} letters."
                    )
                if any(map(str.strip, row)):
                    yield number, list(row)


def _parquet_column(column: Any) -> list[str]:
    from pyarrow import float64, string, types

    if types.is_float32(column.type) or types.is_float16(column.type):
        column = column.cast(string()).cast(float64())  # 0.1 stays 0.1
    return [_parquet_text(cell) for cell in column.to_pylist()]


def _parquet_text(cell: object) -> str:
    """As the cell of a spreadsheet, but whole and decimal numbers are exact, however long."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    if isinstance(cell, Decimal):
        return Typed(f"{cell:f}")
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Typed(cell)
    return _text(cell)


@contextmanager
def _readable_parquet(path: Path) -> Iterator[None]:
    try:
        yield
    except FileRefused:
        raise
    except Exception as error:  # pyarrow raises errors of many kinds for a damaged file
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise FileRefused(path, f"it is no readable Parquet file ({why}).") from None


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
