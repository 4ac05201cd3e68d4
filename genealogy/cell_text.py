"""Text in the cells of workbooks, where the library that writes them has ideas of its own."""

from __future__ import annotations

from typing import Any, Protocol


class Sheet(Protocol):
    """What is asked of a worksheet of xlsxwriter."""

    def write_string(self, row: int, column: int, text: str, style: Any) -> Any: ...

    def write_rich_string(self, row: int, column: int, *parts: Any) -> Any: ...


def write_text(sheet: Sheet, row: int, column: int, text: str, style: Any, plain: Any) -> None:
    """Writes a text as it is. `plain` is a format of the workbook that says nothing.

    A text that looks like the library's own markup (`<r>...</r>`) would be taken for it, and be
    lost or end the workbook; in two parts it is text.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[:1], plain, text[1:], style)
    else:
        sheet.write_string(row, column, text, style)
