"""Typed text: what a spreadsheet or a table of Parquet keeps as a number or a date, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from loaders.cells import Inexact, Typed

TYPES: dict[str, type[str]] = {".": str, "n": Typed, "x": Inexact}
"""The sorts of text that a cell can have, each by the letter that it is kept with."""

_LETTERS = {kind: letter for letter, kind in TYPES.items()}


def typed_text(cell: object) -> str:
    """The text of a cell, which says whether it was a number or a date."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime | date | time):
        return Typed(cell.isoformat())
    return "" if cell is None else str(cell)


def marks_of(cells: Sequence[str]) -> str:
    """The letters of the sorts of these texts; empty where all are plain."""
    sorts = list(map(type, cells))
    return "" if sorts.count(str) == len(sorts) else "".join(map(_LETTERS.__getitem__, sorts))


def _number_text(cell: int | float) -> str:
    if cell != cell:  # noqa: PLR0124 (not a number: an empty cell)
        return ""
    whole = isinstance(cell, int) or cell.is_integer()
    text = str(int(cell)) if whole and abs(cell) < 1e300 else f"{Decimal(repr(cell)):f}"
    return Inexact(text) if whole and abs(cell) >= 1e15 else Typed(text)
