"""Quantities on the command line: how much of the origins is in each row, and where it all is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from api.console import batches_text, show
from exports.amounts import UNKNOWN, in_columns, number_text, shortened
from queries.quantities import Quantities

AsQuantities = Annotated[
    bool,
    typer.Option(
        "--quantities",
        help="Tell besides how much of the batches is in each batch and with each customer.",
    ),
]
COLUMNS = {"amount": "amount", "share": "share", "at_least": "at least", "at_most": "at most"}
"""The columns of a table for people, and their headings."""

_WORDS = {
    "customers": "with customers",
    "on_hand": "on hand",
    "disposed": "disposed of",
    "operations": "lost or in process",
    "unexplained": "unexplained",
    "origins": "in others of them",
    "not_known": "not known",
}


def with_columns(rows: Sequence[Mapping[str, Any]], digits: int = 6) -> list[dict[str, Any]]:
    """The rows with their amounts in columns, in so many digits; shares in percent."""
    return [
        dict(row) | in_columns(row["amounts"], digits) if "amounts" in row else dict(row)
        for row in rows
    ]


def show_found(found: Quantities) -> None:
    """Where all of the origins' material is, a line for each of their units."""
    show()
    for text in found_lines(found):
        show(f"  {text}")


def found_lines(found: Quantities) -> Iterator[str]:
    """Where all of the origins' material is, and which batches can hold nothing of it."""
    for row in found.to_list():
        seeded, unit = row["seeded"], row["unit"]
        whole = UNKNOWN if seeded is None else f"{number_text(shortened(seeded, 6))} {unit}".strip()
        parts = [
            f"{word} {number_text(shortened(row['found'][name], 6))}"
            for name, word in _WORDS.items()
            if row["found"][name]
        ]
        yield f"of {whole}, perfectly mixed: {'   '.join(parts) or 'nothing is known'}"
    if found.without:
        count = batches_text(len(found.without))
        yield f"{count} can hold nothing, as all came back: {', '.join(found.without)}"
