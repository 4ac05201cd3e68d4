"""Time on the command line: what a scope is in time, and answers as known on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import batches_text, cell_text, counted, show, show_table
from exports.columns import Table
from exports.tables import tables_with_columns
from genealogy.errors import WrongUsage
from queries.in_time import InTime
from queries.recall import Recall
from queries.trace import Trace

TimeRespecting = Annotated[
    bool,
    typer.Option(
        "--time-respecting", help="Tell besides what of the scope time allows, and what leaves it."
    ),
]
AsKnownOn = Annotated[
    str | None,
    typer.Option(
        "--as-known-on",
        metavar="TIME",
        help="Answer as the graph knew it then: ISO 8601; a date means its end.",
        show_default=False,
    ),
]
OF_QUANTITIES = ("quantities", "amounts")
"""The tables that only an answer with quantities has; the others that can be missing are of one
in time."""


def table_of(answer: Trace | Recall, table: str) -> Table:
    """A table of an answer. Raises WrongUsage for one that needs an option which is not given."""
    found = tables_with_columns(answer)
    if table not in found:
        option = "--quantities" if table in OF_QUANTITIES else "--time-respecting"
        raise WrongUsage(f"--table {table} needs {option}.")
    return found[table]


def show_known_on(answer: Trace) -> None:
    """Of what day the answer is, where it is not today's."""
    if answer.as_known_on:
        show(f"  as known on {answer.as_known_on}", style="bold")


def show_in_time(found: InTime | None) -> None:
    """The scope that time allows, and every batch, link and party that leaves it."""
    if found is None:
        return
    show()
    show(f"  {in_time_text(found)}", style="bold")
    if found.left:
        show_table(
            found.left,
            {
                "what": "leaves",
                "id": "of",
                "to": "to",
                "occurred_at": "at",
                "reason": "reason",
            },
        )


def in_time_text(found: InTime) -> str:
    """How large the scope is that time allows."""
    hours = cell_text(found.tolerance_hours)
    parties = [
        counted(len(rows), noun)
        for noun, rows in (("customer", found.customers), ("supplier", found.suppliers))
        if rows
    ]
    scope = ", ".join([batches_text(len(found.batches)), *parties])
    return f"possible in time (postings up to {hours} h late): {scope}"
