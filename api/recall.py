"""`genealogy recall`: the scope of a recall."""

from __future__ import annotations

from collections.abc import Iterator
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
    counted,
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
from api.trace import short
from api.verdict import show_verdict
from exports.amounts import amounts_text
from queries.recall import Recall, as_numbers, recall


class RecallTable(StrEnum):
    """The tables of a recall."""

    SHIPMENTS = "shipments"
    CUSTOMERS = "customers"
    BATCHES = "batches"
    STOCK = "stock"
    RETURNS = "returns"
    DISPOSALS = "disposals"
    GAINS = "gains"
    SHIPPED = "shipped"
    TOTALS = "totals"
    IN_PROCESS = "in_process"
    OPERATIONS = "operations"
    LINKS = "links"
    SUPPLIERS = "suppliers"
    SUPPLIES = "supplies"
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


def recall_command(
    batches: Batches = None,
    where: Where = None,
    table: Annotated[RecallTable, typer.Option(help="Which table --csv prints.")] = (
        RecallTable.SHIPMENTS
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
    """The scope of a recall: all batches, who received what, what is still in house.

    Examples:

      genealogy recall CUL-2231

      genealogy recall CUL-2231 --csv --table customers > call-list.csv

      genealogy recall CUL-2231 --quantities --xlsx cul-2231.xlsx

      genealogy recall --where 'supplier=S-201 from=2026-09-14 to=2026-09-30'
    """
    named, selected = asked(batches, where)
    check_new(xlsx, graphml)
    with opened(data, timing=timing) as (database, settings, record):
        say_zone(selected, settings)
        answer = recall(
            database,
            named,
            settings,
            selected,
            time_respecting=time_respecting,
            as_known_on=as_known_on,
            quantities=quantities,
        )
        record.answer(answer)
    say_untimed(answer.trace.untimed)
    export_workbook(answer, xlsx)
    export_graphml(answer, graphml)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = table_of(answer, table)
        show_csv(found.rows, list(found.columns))
    else:
        show_recall(answer)


def show_recall(answer: Recall) -> None:
    """The recall as a coordinator reads it: verdict, totals, whom to call."""
    trace = answer.trace
    show(recall_title(answer), style="bold")
    show()
    show_known_on(trace)
    show_verdict(trace.verdict)
    show()
    for text in recall_totals(answer):
        show(f"  {text}")
    if trace.quantities:
        show_found(trace.quantities)
    show()
    amounts = COLUMNS if trace.quantities else {}
    show_table(
        with_columns(answer.customers),
        {
            "customer_id": "customer",
            "name": "name",
            "contact": "contact",
            "batches": "batches",
            "shipped": "shipped",
            **amounts,
            "last_shipment": "last shipment",
            "certain": "certain",
        },
        numbers=("batches", "shipped", *amounts),
        times=("last_shipment",),
    )
    if answer.stock:
        show()
        show_table(
            answer.stock,
            {
                "batch_id": "on hand",
                "location_id": "place",
                "quantity": "counted",
                "unit": "unit",
                "status": "status",
                "counted_at": "at",
                "on_hand": "whole batch now",
            },
            numbers=("quantity", "on_hand"),
            times=("counted_at",),
        )
    show_in_time(trace.in_time)
    say()
    say(f"fingerprint {short(trace.fingerprint)} · every shipment: --csv, everything: --json")


def recall_title(answer: Recall) -> str:
    """What the recall is of."""
    trace = answer.trace
    names, named = (
        [_origin_text(answer, origin) for origin in origins]
        for origins in (trace.origins, trace.named)
    )
    return f"Recall scope of {origins_text(names, trace.where, named)}"


def recall_totals(answer: Recall) -> Iterator[str]:
    """How large the scope is, and where its material is, in a line each."""
    possible = sum(not row["certain"] for row in answer.trace.batches)
    certain = sum(row["certain"] for row in answer.customers)
    maybe = len(answer.customers) - certain
    and_possible = f" (and {maybe} possible)" if maybe else ""
    yield (
        f"{batches_text(len(answer.trace.batches), possible)}   "
        f"{counted(len(answer.trace.operations), 'operation')}   "
        f"{counted(certain, 'customer')}{and_possible}"
    )
    yield "   ".join(
        f"{word} {amounts_text(as_numbers(totals)) or 'none'}"
        for word, totals in (
            ("shipped", answer.shipped),
            ("on hand", answer.on_hand),
            ("disposed of", answer.disposed),
            ("returned", answer.returned),
            *([("gained", answer.gained)] if answer.gained else []),
        )
    )
    if answer.in_process:
        held = amounts_text(as_numbers(answer.held)) or "quantities not stated"
        yield f"in process: {', '.join(answer.in_process)} ({held})"


def _origin_text(answer: Recall, origin: str) -> str:
    batch = answer.trace.genealogy.batches[origin]
    suppliers = answer.trace.genealogy.suppliers
    supplied = [
        suppliers[each.other].name or each.other
        for each in answer.trace.genealogy.of_type("SUPPLIED")
        if each.batch_id == origin
    ]
    source = f" from {', '.join(sorted(set(supplied)))}" if supplied else ""
    return f"{origin} ({batch.name or 'unnamed'}{source})"
