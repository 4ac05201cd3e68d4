"""HTML that a notebook shows: headings, lines and tables, every text of them escaped.

No script, no style or picture from elsewhere, and no colour of text or ground: it reads on a
dark page as on a light one, and says in words what its colours say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from api.console import cell_text, counted
from exports.columns import Kind, Table
from genealogy.visible import visible

MOST_SHOWN = 50
"""How many rows of a table a notebook shows; with more it says so, and where all of them are."""

Time = Callable[[str | None], str]
"""How a time reads."""

_BARS = {"red": "#d9483b", "yellow": "#c98a00", "green": "#2e9e5b"}
# Spaces are kept: a lot with two of them is another than that with one.
_LINE = "margin:0.3em 0;white-space:pre-wrap"
_CELL = "padding:0.15em 0.8em 0.15em 0;vertical-align:top"
_LONGEST_ON_A_LINE = 40


def text_html(text: str) -> str:
    """A text from anywhere, as text and nothing else."""
    return escape(visible(text))


def framed(parts: Iterable[str]) -> str:
    """The parts as one piece of a page. Its classes keep formulas from being made of `$...$`."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def title_html(text: str) -> str:
    """What the answer is of."""
    return f'<p style="{_LINE}"><strong>{text_html(text)}</strong></p>'


def headline_html(text: str, colour: str) -> str:
    """A verdict, with a bar of its colour beside it."""
    style = f"{_LINE};padding-left:0.6em;border-left:0.4em solid {_BARS[colour]}"
    return f'<p style="{style}"><strong>{text_html(text)}</strong></p>'


def line_html(text: str) -> str:
    """Anything else to know."""
    return f'<p style="{_LINE}">{text_html(text)}</p>'


def table_html(name: str, table: Table, time: Time) -> str:
    """A table with the columns in which anything stands. Of a long one the first rows, with how
    many there are and how to have them all."""
    shown = table.rows[:MOST_SHOWN]
    columns = {
        column: kind
        for column, kind in table.columns.items()
        if any(row[column] not in (None, "") for row in table.rows)
    }
    caption = counted(len(table.rows), "row")
    if len(shown) < len(table.rows):
        caption = f"{len(shown)} of {caption}; all of them: answer.frames()['{name}']"
    heads = "".join(_cell("th", column, kind) for column, kind in columns.items())
    lines = (
        "".join(
            _cell("td", time(row[column]) if kind == Kind.TIME else cell_text(row[column]), kind)
            for column, kind in columns.items()
        )
        for row in shown
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        '<caption style="text-align:left;caption-side:top;padding-top:0.6em">'
        f"<strong>{text_html(name)}</strong>: {text_html(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(tag: str, text: str, kind: Kind) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    side = "right" if kind in (Kind.COUNT, Kind.NUMBER) else "left"
    wrap = "pre" if len(text) <= _LONGEST_ON_A_LINE else "pre-wrap"
    style = f"{_CELL};text-align:{side};white-space:{wrap}"
    return f'<{tag}{scope} style="{style}">{text_html(text)}</{tag}>'
