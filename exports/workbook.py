"""An answer as a workbook: a cover sheet, then a sheet for each of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.cover import cover
from exports.tables import Answer, tables_with_columns
from exports.xml_text import without_noncharacters
from genealogy.cell_text import write_text
from genealogy.errors import WrongUsage
from genealogy.new_file import new_file

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_A_SHEET = 1_048_575
"""As many as there can be, below the heading."""
LONGEST_TEXT = 32_767
"""Of a cell, in UTF-16 units."""

_COVER = "cover"
_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)  # the first time that a ZIP file can tell
_UNIX = 3
_NARROWEST, _WIDEST = 8, 60


def write_workbook(answer: Answer, path: Path) -> None:
    """Writes the answer to a workbook that does not exist yet.

    The cover has the question, the verdict, up to when the data go, and their fingerprint. Text
    stays text: no formula, link or number is made of it, and times are text, in UTC. A table with
    more rows than a sheet goes on in `batches 2`. The same answer gives the same bytes.

    Raises WrongUsage for a file that is there, is no .xlsx, or cannot be written; and for a text
    too long for a cell, since it would have to be cut.
    """
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(f"{path} is to be a workbook; name a file that ends in .xlsx.")
    # a row is forgotten once it is written, so that a scope of millions needs no memory here
    options = {"constant_memory": True, "use_zip64": True}
    with (
        new_file(path) as file,
        timeless(file) as draft,
        xlsxwriter.Workbook(draft, options) as book,
    ):
        book.set_properties(timeless_properties())
        _Sheets(book).write(answer)


class _Exact(float):
    """A number that is written with all its digits, where the library would keep 16."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._plain = book.add_format()
        self._text = book.add_format({"num_format": "@"})
        self._heading = book.add_format({"num_format": "@", "bold": True})

    def write(self, answer: Answer) -> None:
        """The cover, then all tables."""
        tables = tables_with_columns(answer)
        listed = [(f"rows of {name}", len(table.rows)) for name, table in tables.items()]
        lines = [{"about": about, "answer": cell} for about, cell in (*cover(answer), *listed)]
        self._table(_COVER, ["about", "answer"], iter(lines))
        for name, table in tables.items():
            self._table(name, list(table.columns), iter(table.rows))

    def _table(self, name: str, columns: list[str], rows: Iterator[Mapping[str, Any]]) -> None:
        number, some = 1, list(islice(rows, ROWS_A_SHEET))
        while some or number == 1:
            self._sheet(name if number == 1 else f"{name} {number}", columns, some)
            number, some = number + 1, list(islice(rows, ROWS_A_SHEET))

    def _sheet(self, name: str, columns: list[str], rows: list[Mapping[str, Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        widths = [max(_NARROWEST, len(column)) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._heading)
        for at, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                width = self._cell(sheet, at, place, row[column])
                widths[place] = max(widths[place], width)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, 2 + min(width, _WIDEST))
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _cell(self, sheet: Worksheet, at: int, place: int, value: Any) -> int:
        """Writes a cell; how wide it is."""
        if value is None:
            return 0
        if isinstance(value, bool):
            sheet.write_boolean(at, place, value)
        elif isinstance(value, int | float):
            sheet.write_number(at, place, _Exact(value))
        else:
            text = writable_text(sheet, at, str(value))
            write_text(sheet, at, place, text, self._text, self._plain)
        return len(str(value))


def writable_text(sheet: Worksheet, at: int, text: str) -> str:
    """The text as a cell can hold it. Raises WrongUsage for one that would have to be cut."""
    text = without_noncharacters(text)
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise WrongUsage(
            f'Row {at + 1} of "{sheet.get_name()}" has a text of {len(text):,} characters, and'
            f" a cell of a workbook holds {LONGEST_TEXT:,}. Ask with --csv or --json instead."
        )
    return text


def timeless_properties() -> dict[str, Any]:
    """What a workbook tells of itself, the same whenever it is written."""
    return {"created": _LONG_AGO}


@contextmanager
def timeless(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """A file to write a ZIP file to, of which all goes on to another one but what tells of the
    time and the machine that it was written at."""
    with TemporaryFile() as draft:
        yield draft
        with ZipFile(draft) as written, ZipFile(file, "w") as kept:
            for each in written.infolist():
                part = ZipInfo(each.filename, _LONG_AGO.timetuple()[:6])
                part.compress_type, part.file_size = ZIP_DEFLATED, each.file_size
                part.create_system = _UNIX
                with written.open(each) as source, kept.open(part, "w") as target:
                    copyfileobj(source, target)
