"""`genealogy siblings`: batches that share an ancestor with a scope."""

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
    counted,
    opened,
    say,
    show,
    show_csv,
    show_json,
    show_table,
)
from api.exporting import AsXlsx, check_new, export_workbook
from api.trace import short
from api.verdict import show_verdict
from exports.amounts import amounts_text, percent_text
from exports.tables import tables_with_columns
from queries.recall import as_numbers
from queries.siblings import Siblings, siblings

_DIGITS = 3  # of a share on screen; --json and --csv have more


class SiblingsTable(StrEnum):
    """The tables of the siblings."""

    SIBLINGS = "siblings"
    ANCESTORS = "ancestors"
    CUSTOMERS = "customers"
    SHIPMENTS = "shipments"
    STOCK = "stock"
    IN_PROCESS = "in_process"


def siblings_command(
    batches: Batches = None,
    where: Where = None,
    table: Annotated[SiblingsTable, typer.Option(help="Which table --csv prints.")] = (
        SiblingsTable.SIBLINGS
    ),
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Batches at risk: made from what the batches were made from, and not of their scope.

    Each with the nearest ancestor that it shares and the share of that which went its way; who
    got any of them; and what can still be stopped, in stock and in process.

    Examples:

      genealogy siblings YOG-0040

      genealogy siblings YOG-0040 --csv --table customers
    """
    named, selected = asked(batches, where)
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        say_zone(selected, settings)
        answer = record.answer(siblings(database, named, settings, selected))
    say_untimed(answer.back.untimed)
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = tables_with_columns(answer)[table]
        show_csv(found.rows, list(found.columns))
    else:
        _show(answer)


def _show(answer: Siblings) -> None:
    origins = origins_text(answer.origins, answer.back.where, answer.back.named)
    show(f"Siblings at risk of {origins}", style="bold")
    show()
    show("  what it was made from:")
    show_verdict(answer.back.verdict)
    show("  what became of all that:")
    show_verdict(answer.whole.trace.verdict)
    show()
    possible = sum(not each.certain for each in answer.found)
    show(
        f"  {batches_text(len(answer.found), possible)}   "
        f"{counted(len(answer.ancestors), 'ancestor')}   "
        f"{counted(len(answer.customers), 'customer')}"
    )
    show(
        f"  shipped {amounts_text(as_numbers(answer.shipped)) or 'none'}   "
        f"on hand {amounts_text(as_numbers(answer.on_hand)) or 'none'}"
    )
    show()
    show_table(
        [row | {"share": percent_text(row["share"], _DIGITS)} for row in answer.batches],
        {
            "operations": "operations",
            "batch_id": "sibling",
            "name": "material",
            "ancestor": "shared ancestor",
            "ancestor_name": "of material",
            "share": "share",
            "shipped": "shipped",
            "certain": "certain",
        },
        numbers=("operations", "share", "shipped"),
    )
    _show_customers(answer)
    _show_stoppable(answer)
    say()
    say(f"fingerprint {short(answer.fingerprint)} · ancestors: --csv --table, everything: --json")


def _show_customers(answer: Siblings) -> None:
    if answer.customers:
        show()
        show_table(
            answer.customers,
            {
                "customer_id": "customer",
                "name": "name",
                "contact": "contact",
                "batches": "batches",
                "shipped": "shipped",
                "last_shipment": "last shipment",
                "certain": "certain",
            },
            numbers=("batches", "shipped"),
        )


def _show_stoppable(answer: Siblings) -> None:
    if answer.stock:
        show()
        show_table(
            answer.stock,
            {
                "batch_id": "can be stopped: on hand",
                "of": "of",
                "location_id": "place",
                "on_hand": "whole batch now",
                "unit": "unit",
                "status": "status",
                "counted_at": "counted",
            },
            numbers=("on_hand",),
        )
    if answer.in_process:
        show()
        show_table(
            answer.in_process,
            {
                "operation_id": "can be stopped: in process",
                "line": "line",
                "started_at": "since",
                "batch_id": "holds",
                "of": "of",
            },
        )
