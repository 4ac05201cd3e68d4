"""A picture as PDF, A4: the verdict, the picture, and behind it the tables, set by Typst.

Every stored text reaches Typst as data in JSON and is shown as text: none of it is markup.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from genealogy.errors import WrongUsage
from visualize.drawing import Drawing
from visualize.fonts import check_fonts
from visualize.head import Head
from visualize.svg import svg
from visualize.words import breadth, plain

LONGEST_WORD = 24
PIECE = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table behind the picture; `numbers` are the columns that are flush right."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()


def check_typst() -> None:
    """Raises WrongUsage where Typst, which an extra brings, is not installed."""
    try:
        import typst  # noqa: F401
    except ImportError:
        raise WrongUsage("A PDF needs `pip install 'genealogy[pdf]'`.") from None


def pdf(drawing: Drawing, head: Head, sheets: Sequence[Sheet]) -> bytes:
    """The document. The same answer gives the same bytes with the same fonts.

    Raises WrongUsage where Typst or a font is missing.
    """
    check_typst()
    left, top, right, bottom = drawing.bounds
    told = {
        "title": plain(head.title),
        "verdict": [[plain(text), colour] for text, colour in head.verdict],
        "gaps": head.gaps_shown,
        "lines": [*map(plain, head.lines), drawing.said],
        "wide": right - left > bottom - top,
        "sheets": [*map(_told, sheets)],
        "language": drawing.words.language[:2],
    }
    text = json.dumps(told, ensure_ascii=False)
    picture = svg(drawing)
    check_fonts(text + picture)
    return typeset("report.typ", {"report.json": text, "picture.svg": picture})


def typeset(template: str, beside: Mapping[str, str]) -> bytes:
    """The PDF of a template, which reads the files beside it: texts by their names."""
    import typst

    own = (files("visualize") / "static" / template).read_text(encoding="utf-8")
    with TemporaryDirectory(prefix="genealogy-") as folder:
        for name, content in {template: own, **beside}.items():
            (Path(folder) / name).write_text(content, encoding="utf-8", newline="\n")
        main = str(Path(folder) / template)
        made = typst.compile(main, root=folder, format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def _told(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": f"{sheet.name} ({len(sheet.rows):,})",
        "columns": sheet.columns,
        "right": [column in sheet.numbers for column in sheet.columns],
        "widths": [*_shares(sheet)],
        "rows": [[breakable(cell) for cell in row] for row in sheet.rows],
    }


def _shares(sheet: Sheet) -> Iterator[int]:
    """How wide each column is beside the others: as its longest text, within reason."""
    for number, column in enumerate(sheet.columns):
        longest = max((breadth(row[number]) for row in sheet.rows), default=0)
        yield max(breadth(column) + 1, min(longest, 34), 5)


def breakable(cell: str) -> str:
    """A text that a line's end may divide, also where one word is longer than a column."""
    return " ".join(
        word if breadth(word) <= LONGEST_WORD else "\u200b".join(_pieces(word))
        for word in plain(cell).split(" ")
    )


def _pieces(word: str) -> Iterator[str]:
    yield from (word[start : start + PIECE] for start in range(0, len(word), PIECE))
