"""Reading: a file as tables of text, row by row, each row with its number in the file.

Text is read by the standard library (see text_files); spreadsheets by calamine (see workbook),
every sheet a table; Apache Parquet, where the extra for it is installed, by pyarrow, some
thousand rows at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from genealogy.errors import FileRefused
from loaders.cells import Typed
from loaders.text_files import (
    FIRST_ROWS,
    LONGEST_CELL,
    NumberedRow,
    delimiters,
    encoding_of,
    text_rows,
)
from loaders.typed_text import typed_text
from loaders.workbook import read_sheets

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET_ENDINGS = (".parquet",)
ENDINGS = (*TEXT_ENDINGS, *SHEET_ENDINGS, *PARQUET_ENDINGS)
NOTES_HEADERS = (
    ("Column", "Needed", "Written", "Meaning"),
    ("列名", "是否必填", "写法", "含义"),
)
"""What stands over the notes in the workbooks of `genealogy templates`: no table of data."""

_PARQUET = "parquet"
_LARGEST_SHEET_BYTES = 1_000_000_000  # unpacked; beyond that it is a bomb or no export
_PARQUET_ROWS = 4_096  # read at a time


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: a header and rows of text.

    `encoding` is the one that the text was read with, "spreadsheet" for a sheet, "parquet";
    `about_rows` is how many rows it seems to have. `read` gives the rows of what is no text.
    `above` are the rows above the header, which stands in `header_row`.
    """

    path: Path
    sheet: str | None
    header: list[str]
    encoding: str
    about_rows: int
    delimiter: str = ","
    read: Callable[[], Iterator[NumberedRow]] | None = field(default=None, repr=False)
    header_row: int = 1
    above: tuple[NumberedRow, ...] = ()

    def rows(self) -> Iterator[NumberedRow]:
        """Each row below the header that is not blank, with its number in the file."""
        return (each for each in self._all_rows(self.delimiter) if each[0] > self.header_row)

    def heads(self) -> Iterator[Table]:
        """This table, then it with each of its first rows as the header: many exports begin
        with a title, a company, a date of printing."""
        yield self
        if self.encoding == _PARQUET:
            return
        text = self.read is None
        for delimiter in delimiters(self.path, self.encoding) if text else (self.delimiter,):
            above: list[NumberedRow] = []
            try:
                for number, row in islice(self._all_rows(delimiter), FIRST_ROWS):
                    if (number, delimiter) != (self.header_row, self.delimiter):
                        yield replace(
                            self,
                            header=[cell.strip() for cell in row],
                            delimiter=delimiter,
                            header_row=number,
                            above=tuple(above),
                        )
                    above.append((number, row))
            except FileRefused:
                continue  # with another delimiter its quotes can be without sense

    def _all_rows(self, delimiter: str) -> Iterator[NumberedRow]:
        return self.read() if self.read else text_rows(self.path, self.encoding, delimiter)


def read_tables(path: Path, encoding: str | None = None) -> list[Table]:
    """The tables of a file, the first row of each as its header; text in the encoding that is
    stated, else in the one that it is found to be.

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
        return [_read_text(path, encoding)]
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None


def is_text(path: Path) -> bool:
    """Whether the file is read as text, so that it has an encoding."""
    return path.suffix.lower() not in (*SHEET_ENDINGS, *PARQUET_ENDINGS)


def read_to_end(table: Table) -> None:
    """Raises FileRefused where the table breaks off: then it is refused whole, before anything
    of it is written."""
    for _ in table.rows():
        pass


def below_titles(table: Table) -> Table:
    """The table with the likeliest of its first rows as the header: titles fill few columns."""
    heads = list(table.heads())
    filled = [sum(map(bool, each.header)) for each in heads]
    most = max(filled)
    return next(each for each, count in zip(heads, filled, strict=True) if 4 * count >= 3 * most)


def shown_path(path: Path) -> Path:
    """The path with a name that can be printed and kept: what is no UTF-8 in it is replaced."""
    return path.with_name(shown_text(path.name))


def shown_text(text: str) -> str:
    """The text of which all can be printed and kept, such as an error that tells a path."""
    return re.sub("[\ud800-\udfff]+", "\ufffd", text)


def stands(path: Path) -> bool:
    """Whether something is in the place of a new file; not where nobody may look, as writing
    there will tell."""
    try:
        return path.exists()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether it is a folder, as far as anybody may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """The SHA-256 of the file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _read_text(path: Path, stated: str | None) -> Table:
    encoding = encoding_of(path, stated)
    refused = []
    for delimiter in delimiters(path, encoding):
        try:
            return _text_table(path, encoding, delimiter)
        except FileRefused as error:
            refused.append(error)
    raise refused[0]


def _text_table(path: Path, encoding: str, delimiter: str) -> Table:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    about = path.stat().st_size * start.count(b"\n") // len(start)
    row, cells = next(text_rows(path, encoding, delimiter), (0, []))
    if not row:
        raise FileRefused(path, "it has blank lines only.")
    names = [name.strip() for name in cells]
    table = Table(path, None, names, encoding, about, delimiter, header_row=row)
    read_to_end(table)
    return table


def _read_sheets(path: Path) -> list[Table]:
    _refuse_bomb(path)
    tables = []
    for sheet in read_sheets(path):
        if sheet.count > 1:
            first, header = next(sheet.rows())
            names = [cell.strip() for cell in header]
            if tuple(names) not in NOTES_HEADERS:
                table = Table(path, sheet.name, names, "spreadsheet", sheet.count - 1)
                tables.append(replace(table, read=sheet.rows, header_row=first))
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
    table = Table(path, None, names, _PARQUET, about, read=partial(_parquet_rows, path))
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
                if max(map(len, row)) > LONGEST_CELL:
                    raise FileRefused(
                        path, f"row {number}: a cell of over {LONGEST_CELL:,} letters."
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
    return typed_text(cell)


@contextmanager
def _readable_parquet(path: Path) -> Iterator[None]:
    try:
        yield
    except FileRefused:
        raise
    except Exception as error:  # pyarrow raises errors of many kinds for a damaged file
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise FileRefused(path, f"it is no readable Parquet file ({why}).") from None


def duplicates(names: Sequence[str]) -> list[str]:
    """Names that stand more than once."""
    return sorted(name for name, count in Counter(names).items() if name and count > 1)
