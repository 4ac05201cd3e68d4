"""`genealogy compare`: several scopes side by side, what is in all, in one, outside of one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.asking import say_untimed, say_zone
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
from exports.tables import tables_of_part, tables_with_columns
from genealogy.errors import WrongUsage
from queries.compare import Comparison, Part, compare
from queries.scopes import Scope, Wanted, asked

_COLUMNS = (
    *("name", "part", "batches", "possible", "customers", "possible_customers", "shipped"),
    *("verdict", "gaps"),
)
_CHANGES = {
    "noun": "what",
    "change": "change",
    "id": "batch, customer or gap",
    "customer_id": "customer",
    "document": "document",
    "kind": "kind",
    "why": "why",
    "quantity_before": "quantity before",
    "quantity_after": "after",
    "certain_before": "certain before",
    "certain_after": "after",
}


class PartTable(StrEnum):
    """The tables of a part."""

    BATCHES = "batches"
    CUSTOMERS = "customers"


def compare_command(
    scope: Annotated[
        list[str],
        typer.Option(
            "--scope",
            metavar="TEXT",
            help="Batches separated by commas, a selection as of --where, or @FILE with an answer "
            "of recall --json; also NAME: TEXT. Once for each scope.",
        ),
    ],
    listed: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="PART",
            help="Lists a part: union, intersection, only:NAME, outside:NAME, or changes.",
        ),
    ] = None,
    table: Annotated[PartTable, typer.Option(help="Which table of a part --csv prints.")] = (
        PartTable.BATCHES
    ),
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Several scopes side by side: what they share, what only one has, what stays outside.

    Of two scopes, also what the second changes against the first, such as an answer that was
    saved before a correction and the same question now.

    Examples:

      genealogy compare --scope CUL-2231 --scope CUL-2218

      genealogy compare --scope 'all: CUL-2231'
      --scope 'shift: line="White side" from=2026-09-22T06:00 to=2026-09-22T14:00'
      --list outside:shift

      genealogy compare --scope @before.json --scope CUL-2231 --list changes
    """
    check_new(xlsx)
    answer = _answer([asked(text) for text in scope], data, timing=timing)
    for each in answer.scopes:
        say_untimed(each.answer["question"].get("untimed", ()))
    export_workbook(answer, xlsx)
    if listed == "changes":
        if answer.changes is None:
            raise WrongUsage("Changes are those of two scopes: give --scope twice.")
        _show_changes(answer, as_json=as_json, as_csv=as_csv)
    elif listed is not None:
        _show_part(answer.part(listed), table, as_json=as_json, as_csv=as_csv)
    elif as_json:
        show_json(answer.to_dict())
    elif as_csv:
        show_csv(_rows(answer), _COLUMNS)
    else:
        _show(answer)


def _answer(scopes: Sequence[Wanted | Scope], data: Path | None, *, timing: bool) -> Comparison:
    kept = [each for each in scopes if isinstance(each, Scope)]
    if len(kept) == len(scopes):
        return Comparison(tuple(kept))
    with opened(data, timing=timing) as (database, settings, record):
        asked_now = [each for each in scopes if isinstance(each, Wanted)]
        say_zone([text for each in asked_now for text in each.where], settings)
        return record.answer(compare(database, scopes, settings))


def _rows(answer: Comparison) -> list[dict[str, Any]]:
    """The scopes, and below them their parts."""
    parts = [
        {
            "name": _title(part, answer),
            "part": part.text,
            "batches": len(part.batches),
            "possible": sum(not row["certain"] for row in part.batches),
            "customers": len(part.customers),
            "possible_customers": part.possible_customers,
            "shipped": part.to_dict()["shipped"],
        }
        for part in answer.parts
        if len(answer.scopes) > 2 or part.kind != "outside"
    ]
    return [scope.to_dict() for scope in answer.scopes] + parts


def _title(part: Part, answer: Comparison) -> str:
    if part.kind in ("union", "intersection"):
        return "in any of them" if part.kind == "union" else "in all of them"
    if len(answer.scopes) > 2:
        return f"{part.kind} {part.scope}"
    (other,) = (scope.name for scope in answer.scopes if scope.name != part.scope)
    return f"{part.scope} without {other}"


def _show(answer: Comparison) -> None:
    show("Scopes side by side", style="bold")
    show()
    shown = [name for name in _COLUMNS if name != "possible_customers"]
    show_table(
        [row | {"customers": _customers_text(row)} for row in _rows(answer)],
        {name: name for name in shown} | {"name": "scope", "part": "--list"},
        numbers=("batches", "possible", "customers", "shipped", "gaps"),
    )
    for scope in answer.scopes:
        if scope.where:
            show(f"  {scope.name} is {'; or '.join(scope.where)}")
    if answer.changes and any(scope.saved for scope in answer.scopes):
        show()
        show(f"What {answer.scopes[1].name} changes against {answer.scopes[0].name}", style="bold")
        show_table(answer.changes, _CHANGES)
    say()
    of_one = f"fingerprint {short(answer.fingerprint)} · " if answer.fingerprint else ""
    say(f"{of_one}batches and customers of a part: --list, everything: --json")


def _customers_text(row: dict[str, Any]) -> str:
    possible = row["possible_customers"]
    and_possible = f" (and {possible:,} possible)" if possible else ""
    return f"{row['customers'] - possible:,}{and_possible}"


def _show_part(part: Part, table: PartTable, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        show_json(part.to_dict())
    elif as_csv:
        found = tables_of_part(part)[table]
        show_csv(found.rows, list(found.columns))
    else:
        show(part.text, style="bold")
        show_table(
            part.batches,
            {
                "batch_id": "batch",
                "name": "material",
                "quantity": "quantity",
                "unit": "unit",
                "shipped": "shipped",
                "certain": "certain",
            },
            numbers=("quantity", "shipped"),
        )
        show()
        show_table(
            part.customers,
            {
                "customer_id": "customer",
                "name": "name",
                "contact": "contact",
                "batches": "batches",
                "shipped": "shipped",
                "certain": "certain",
            },
            numbers=("batches", "shipped"),
        )
        show()
        for each in part.verdicts:
            show(f"  {each['name']}: {each['verdict']}, {counted(each['gaps'], 'gap')}")


def _show_changes(answer: Comparison, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        show_json({"changes": answer.changes})
    elif as_csv:
        found = tables_with_columns(answer)["changes"]
        show_csv(found.rows, list(found.columns))
    else:
        show_table(answer.changes or (), _CHANGES)
