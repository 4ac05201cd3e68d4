"""`genealogy trace`: where material went, or came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.asking import Batches, Where, asked, origins_text, say_untimed, say_zone
from api.console import (
    AsCsv,
    AsJson,
    Data,
    Timing,
    batches_text,
    opened,
    say,
    show,
    show_csv,
    show_json,
    show_table,
)
from api.exporting import AsGraphml, AsXlsx, check_new, export_graphml, export_workbook
from api.quantities import COLUMNS, AsQuantities, show_found, with_columns
from api.time import AsKnownOn, TimeRespecting, show_in_time, show_known_on, table_of
from api.verdict import show_verdict
from genealogy.errors import WrongUsage
from genealogy.verdict import Direction
from queries.trace import Trace, trace
from visualize.languages import ENGLISH, Words


class TraceTable(StrEnum):
    """The tables of a trace."""

    BATCHES = "batches"
    OPERATIONS = "operations"
    LINKS = "links"
    SUPPLIERS = "suppliers"
    SUPPLIES = "supplies"
    CUSTOMERS = "customers"
    SHIPMENTS = "shipments"
    GAPS = "gaps"
    VIOLATIONS = "violations"
    EVIDENCE = "evidence"
    LOOPS = "loops"
    LEAVES = "leaves"
    SOURCES = "sources"
    LEFT = "left"
    IN_TIME_BATCHES = "in_time_batches"
    IN_TIME_CUSTOMERS = "in_time_customers"
    IN_TIME_SUPPLIERS = "in_time_suppliers"
    QUANTITIES = "quantities"
    AMOUNTS = "amounts"


def trace_command(
    batches: Batches = None,
    where: Where = None,
    forward: Annotated[bool, typer.Option("--forward", help="Where it went (default).")] = False,
    backward: Annotated[bool, typer.Option("--backward", help="What it was made from.")] = False,
    both: Annotated[bool, typer.Option("--both", help="Both directions.")] = False,
    table: Annotated[TraceTable, typer.Option(help="Which table --csv prints.")] = (
        TraceTable.BATCHES
    ),
    time_respecting: TimeRespecting = False,
    as_known_on: AsKnownOn = None,
    quantities: AsQuantities = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    graphml: AsGraphml = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Every batch that material went into, or came from, and whether that is all of it.

    Examples:

      genealogy trace CUL-2231

      genealogy trace YOG-0040 --backward --json

      genealogy trace CUL-2231 --time-respecting --quantities

      genealogy trace --where 'line="Line 2" from=2026-09-24T06:00 to=2026-09-24T14:00'
    """
    named, selected = asked(batches, where)
    direction = direction_of(forward=forward, backward=backward, both=both)
    check_new(xlsx, graphml)
    with opened(data, timing=timing) as (database, settings, record):
        say_zone(selected, settings)
        answer = trace(
            database,
            named,
            direction,
            settings,
            selected,
            time_respecting=time_respecting,
            as_known_on=as_known_on,
            quantities=quantities,
        )
        record.answer(answer)
    say_untimed(answer.untimed)
    export_workbook(answer, xlsx)
    export_graphml(answer, graphml)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = table_of(answer, table)
        show_csv(found.rows, list(found.columns))
    else:
        _show(answer)


def direction_of(*, forward: bool, backward: bool, both: bool) -> Direction:
    """The direction of these options. Raises WrongUsage for more than one of them."""
    if forward + backward + both > 1:
        raise WrongUsage("Choose one of --forward, --backward and --both.")
    return "both" if both else "backward" if backward else "forward"


def _show(answer: Trace) -> None:
    show(trace_title(answer), style="bold")
    show()
    show_known_on(answer)
    show_verdict(answer.verdict)
    show()
    amounts = COLUMNS if answer.quantities else {}
    show_table(
        with_columns(answer.batches),
        {
            "level": "level",
            "batch_id": "batch",
            "name": "material",
            "quantity": "quantity",
            "unit": "unit",
            **amounts,
            "made_at": "made",
            "certain": "certain",
            "origin": "origin",
        },
        numbers=("level", "quantity", *amounts),
        times=("made_at",),
    )
    if answer.customers and answer.direction != "backward":
        show()
        show_table(
            with_columns(answer.customers),
            {
                "customer_id": "customer",
                "name": "name",
                "contact": "contact",
                "batches": "batches",
                **amounts,
                "certain": "certain",
            },
            numbers=("batches", *amounts),
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
    if answer.quantities:
        show_found(answer.quantities)
    show_in_time(answer.in_time)
    say()
    say(f"{trace_size(answer)} · fingerprint {short(answer.fingerprint)}")


def trace_title(answer: Trace, words: Words = ENGLISH) -> str:
    """What the trace is of."""
    origins = origins_text(answer.origins, answer.where, answer.named, words)
    return words.say(f"picture.title.{answer.direction}", origins=origins)


def trace_size(answer: Trace, words: Words = ENGLISH) -> str:
    """How large the trace is."""
    possible = sum(not row["certain"] for row in answer.batches)
    return words.say(
        "picture.size",
        batches=batches_text(len(answer.batches), possible, words),
        operations=words.say("picture.operations", count=len(answer.operations)),
        links=words.say("picture.links", count=len(answer.links)),
    )


def short(fingerprint: str) -> str:
    """A fingerprint that people can compare at a glance."""
    return f"{fingerprint[:8]}…{fingerprint[-4:]}"
