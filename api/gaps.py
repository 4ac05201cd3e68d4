"""`genealogy gaps` and `genealogy completeness`: what the whole graph does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    Timing,
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
from api.verdict import hidden_text
from exports.tables import tables, tables_with_columns
from queries.completeness import completeness
from queries.gaps import Gaps, gaps


def gaps_command(
    kind: Annotated[
        list[str] | None, typer.Option(help="Only gaps of this kind; can be repeated.")
    ] = None,
    material: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ITEM",
            help="Only gaps of batches of this material: item, id or name; can be repeated.",
        ),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option(help="Only gaps at this site; can be repeated."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Every gap of the graph, the worst first: what is missing, and which file would tell it.

    Examples:

      genealogy gaps

      genealogy gaps --kind unaccounted --material "White mass" --csv > to-settle.csv
    """
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        answer = gaps(
            database, settings, kinds=kind or (), materials=material or (), sites=site or ()
        )
        record.answer(answer)
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = tables_with_columns(answer)["gaps"]
        show_csv(found.rows, list(found.columns))
    else:
        for gap, _ in answer.found:
            show(f"{gap.subject}: {gap.why} ({gap.kind})")
            show(f"  {hidden_text(gap)}")
            show(f"  would be settled by: {gap.closes}")
        show(counted(len(answer.found), "gap"))
        for line in left_out_lines(answer):
            show(line)
        say(f"fingerprint {short(answer.fingerprint)}")


def left_out_lines(answer: Gaps) -> Iterator[str]:
    """How many gaps of input are not told, which could be of any material and at any site."""
    if answer.input_left_out:
        left_out = counted(answer.input_left_out, "gap")
        yield f"Left out: {left_out} of input (rejected rows, unfinished loads, unknown lots)."


def completeness_command(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Of how many batches the origin is known all the way back: by material, site and month.

    Examples:

      genealogy completeness

      genealogy completeness --csv
    """
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        answer = record.answer(completeness(database, settings))
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        show_csv(tables(answer)["counts"])
    else:
        show_table(
            [row | {"value": row["value"] or "-"} for row in tables(answer)["counts"]],
            {
                "by": "by",
                "value": "",
                "batches": "batches",
                "complete": "complete",
                "percent": "%",
            },
            numbers=("batches", "complete", "percent"),
        )
        for gap in answer.missing_input:
            show(f"{gap.subject}: {gap.why} ({gap.kind})")
        if answer.missing_input:
            show("Until these are settled every answer is incomplete, whatever is counted above.")
        say(f"fingerprint {short(answer.fingerprint)}")
