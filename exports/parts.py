"""A sheet of parts as a workbook: tables below each other, each with its heading, as a form has
them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from exports.workbook import timeless, timeless_properties, writable_text
from genealogy.cell_text import write_text
from genealogy.errors import WrongUsage
from genealogy.new_file import new_file

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDTHS = (14, 36, 26, 22, 30, 24, 18)  # of the first columns; the figures behind are narrow
_NARROW = 14


class Part(Protocol):
    """A table with its heading."""

    @property
    def heading(self) -> str: ...

    @property
    def columns(self) -> Sequence[str]: ...

    @property
    def rows(self) -> Sequence[Sequence[str | int | float]]: ...


class Parts(Protocol):
    """The sheet: its parts, a log that has a sheet of its own, and the lines at the foot."""

    @property
    def title(self) -> str: ...

    @property
    def parts(self) -> Sequence[Part]: ...

    @property
    def log(self) -> Part: ...

    @property
    def foot(self) -> Sequence[tuple[str, str]]: ...

    @property
    def nothing(self) -> str: ...


def write_parts(sheet: Parts, path: Path) -> None:
    """Writes the sheet to a workbook that does not exist yet.

    Text stays text: no formula, link or number is made of it. The same sheet gives the same bytes.
    Raises WrongUsage for a file that is there, is no .xlsx, or cannot be written.
    """
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(f"{path} is to be a workbook; name a file that ends in .xlsx.")
    with (
        new_file(path) as file,
        timeless(file) as draft,
        xlsxwriter.Workbook(draft, {"use_zip64": True}) as book,
    ):
        book.set_properties(timeless_properties())
        _Page(book, "8D").write(sheet.title, sheet.parts, sheet.foot, sheet.nothing)
        _Page(book, sheet.log.heading).write(sheet.title, [sheet.log], sheet.foot, sheet.nothing)


class _Page:
    """One sheet of the workbook, written from above."""

    def __init__(self, book: Workbook, name: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._plain = book.add_format()
        cell = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self._text = book.add_format(cell)
        self._number = book.add_format({"valign": "top"})
        self._title = book.add_format({"num_format": "@", "bold": True, "font_size": 14})
        self._heading = book.add_format({"num_format": "@", "bold": True, "font_size": 12})
        self._column = book.add_format(cell | {"bold": True, "bottom": 1})
        self._quiet = book.add_format({"num_format": "@", "italic": True})
        self._at = 0

    def write(
        self,
        title: str,
        parts: Sequence[Part],
        foot: Sequence[tuple[str, str]],
        nothing: str,
    ) -> None:
        """The title, the parts with a line between them, and the foot."""
        most = max(len(part.columns) for part in parts)
        for place in range(most):
            width = _WIDTHS[place] if place < len(_WIDTHS) else _NARROW
            self._sheet.set_column(place, place, width)
        self._line([title], self._title)
        for part in parts:
            self._at += 1
            self._line([part.heading], self._heading)
            if not part.rows:
                self._line([nothing], self._quiet)
                continue
            self._line(part.columns, self._column)
            for row in part.rows:
                self._line(row, self._text)
        self._at += 1
        for name, text in foot:
            self._line([name, text], self._quiet)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)

    def _line(self, cells: Sequence[str | int | float], style: Any) -> None:
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                text = writable_text(self._sheet, self._at, cell)
                write_text(self._sheet, self._at, place, text, style, self._plain)
            else:
                self._sheet.write_number(self._at, place, cell, self._number)
        self._at += 1
