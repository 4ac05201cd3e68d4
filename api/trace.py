"""`genealogy trace`: where material went, or came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    Timing,
    batches_text,
    counted,
    opened,
    say,
    show,
    show_csv,
    show_json,
    show_table,
)
from api.verdict import show_verdict
from genealogy.errors import WrongUsage
from genealogy.verdict import Direction
from queries.trace import Trace, trace

Batches = Annotated[
    list[str], typer.Argument(metavar="BATCH...", help="Batch ids, or lot numbers that are unique.")
]


class TraceTable(StrEnum):
    """The tables of a trace."""

    BATCHES = "batches"
    OPERATIONS = "operations"
    LINKS = "links"
    SUPPLIERS = "suppliers"
    CUSTOMERS = "customers"
    SHIPMENTS = "shipments"


def trace_command(
    batches: Batches,
    forward: Annotated[bool, typer.Option("--forward", help="Where it went (default).")] = False,
    backward: Annotated[bool, typer.Option("--backward", help="What it was made from.")] = False,
    both: Annotated[bool, typer.Option("--both", help="Both directions.")] = False,
    table: Annotated[TraceTable, typer.Option(help="Which table --csv prints.")] = (
        TraceTable.BATCHES
    ),
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Every batch that material went into, or came from, and whether that is all of it.

    Examples:

      genealogy trace CUL-2231

      genealogy trace YOG-0040 --backward --json
    """
    direction = _direction(forward=forward, backward=backward, both=both)
    with opened(data, timing=timing) as (database, settings):
        answer = trace(database, batches, direction, settings)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        show_csv(answer.to_dict()[table])
    else:
        _show(answer)


def _direction(*, forward: bool, backward: bool, both: bool) -> Direction:
    if forward + backward + both > 1:
        raise WrongUsage("Choose one of --forward, --backward and --both.")
    return "both" if both else "backward" if backward else "forward"


def _show(answer: Trace) -> None:
    titles = {
        "forward": "What went into other batches from",
        "backward": "What went into",
        "both": "What went into, and came from,",
    }
    show(f"{titles[answer.direction]} {', '.join(answer.origins)}", style="bold")
    show()
    show_verdict(answer.verdict)
    show()
    show_table(
        answer.batches,
        {
            "level": "level",
            "batch_id": "batch",
            "name": "material",
            "quantity": "quantity",
            "unit": "unit",
            "made_at": "made",
            "certain": "certain",
            "origin": "origin",
        },
        numbers=("level", "quantity"),
        times=("made_at",),
    )
    if answer.customers and answer.direction != "backward":
        show()
        show_table(
            answer.customers,
            {
                "customer_id": "customer",
                "name": "name",
                "contact": "contact",
                "batches": "batches",
                "certain": "certain",
            },
            numbers=("batches",),
        )
    if answer.suppliers and answer.direction != "forward":
        show()
        show_table(
            answer.suppliers,
            {
                "supplier_id": "supplier",
                "name": "name",
                "contact": "contact",
                "batches": "batches",
            },
            numbers=("batches",),
        )
    say()
    possible = sum(not row["certain"] for row in answer.batches)
    say(
        f"{batches_text(len(answer.batches), possible)}, "
        f"{counted(len(answer.operations), 'operation')}, "
        f"{counted(len(answer.links), 'link')} · fingerprint {short(answer.fingerprint)}"
    )


def short(fingerprint: str) -> str:
    """A fingerprint that people can compare at a glance."""
    return f"{fingerprint[:8]}…{fingerprint[-4:]}"
