"""An 8D sheet as PDF, A4, set by Typst. Every stored text reaches it as data and stays text."""

from __future__ import annotations

import json
from typing import Any

from visualize.eight_d import Cell, EightD, Part
from visualize.fonts import check_fonts
from visualize.report import breakable, check_typst, typeset
from visualize.words import breadth, plain

_MOST, _LEAST = 40, 6


def pdf(sheet: EightD) -> bytes:
    """The document. The same sheet gives the same bytes with the same fonts.

    Raises WrongUsage where Typst or a font is missing.
    """
    check_typst()
    told = {
        "title": plain(sheet.title),
        "nothing": sheet.nothing,
        "parts": [*map(_told, sheet.parts), _told(sheet.log)],
        "foot": plain(sheet.foot_text),
    }
    text = json.dumps(told, ensure_ascii=False)
    check_fonts(text)
    return typeset("eight_d.typ", {"eight_d.json": text})


def _told(part: Part) -> dict[str, Any]:
    rows = [[_lines(cell) for cell in row] for row in part.rows]
    widths = [
        max(breadth(column) + 1, min(_longest(rows, number), _MOST), _LEAST)
        for number, column in enumerate(part.columns)
    ]
    return {
        "heading": part.heading,
        "columns": part.columns,
        "widths": widths,
        "rows": rows,
    }


def _lines(cell: Cell) -> list[str]:
    """The lines of a cell, each of which may be broken."""
    text = (
        cell if isinstance(cell, str) else f"{cell:.4g}" if isinstance(cell, float) else f"{cell}"
    )
    return [breakable(line) for line in text.split("\n")]


def _longest(rows: list[list[list[str]]], number: int) -> int:
    return max((breadth(line) for row in rows for line in row[number]), default=0)
