"""`genealogy balance`: what came in against what went out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

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
from api.exporting import AsXlsx, check_new, export_workbook
from api.trace import short
from exports.amounts import UNKNOWN, shortened
from genealogy.account import IN, OUT
from genealogy.errors import WrongUsage
from genealogy.selection import Window, window_of
from queries.balance import MassBalance, balance, balance_of_material

_NUMBERS = (*IN, *OUT, "unexplained", "tolerance")
_DIGITS = 12
_ROUNDING = 10**-_DIGITS


def balance_command(
    batches: Annotated[
        list[str] | None,
        typer.Argument(metavar="BATCH...", help="Batch ids, or lot numbers that are unique."),
    ] = None,
    recalled: Annotated[
        bool, typer.Option("--recall", help="Of all that the batches went into, too.")
    ] = False,
    material: Annotated[
        str | None,
        typer.Option(metavar="ITEM", help="Instead, all batches of a material: item, id or name."),
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="With --material: from this time on."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="TIME", help="With --material: until then; a date to its end."
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """The mass balance of batches, of a recall, or of a material in a period.

    Examples:

      genealogy balance WM-0412

      genealogy balance CUL-2231 --recall --csv

      genealogy balance --material 3101 --from 2026-10-01 --to 2026-10-31
    """
    _check(batches, recalled=recalled, material=material, times=(begin, end))
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        if material is None:
            answer = balance(database, batches or (), settings, recalled=recalled)
        else:
            window = period(begin, end, settings.timezone)
            answer = balance_of_material(database, material, window.start, window.end, settings)
        record.answer(answer)
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        told = answer.to_dict()
        totals = [row | {"batch_id": "total"} for row in told["totals"]]
        show_csv([*told["batches"], *totals])
    else:
        _show(answer)


def _check(
    batches: list[str] | None,
    *,
    recalled: bool,
    material: str | None,
    times: tuple[str | None, str | None],
) -> None:
    if bool(batches) == (material is not None):
        raise WrongUsage("Name batches, or a material with --material; not both.")
    if material is None and any(each is not None for each in times):
        raise WrongUsage("--from and --to go with --material.")
    if material is not None and recalled:
        raise WrongUsage("--recall goes with batches, not with --material.")


def period(begin: str | None, end: str | None, zone: ZoneInfo) -> Window:
    """The period, by the rules of a selection; open where neither end is given. An end without
    text, as an unset variable leaves it, is refused: it would read as an open one."""
    for name, value in (("--from", begin), ("--to", end)):
        if value is not None and not value.strip():
            raise WrongUsage(f"{name} has no value. Give a time, or leave it out.")
    return window_of(begin, end, zone, ("--from", "--to"))


def _show(answer: MassBalance) -> None:
    """Each batch, then the totals; columns in which nothing stands are left out."""
    told = answer.to_dict()
    rows = [*told["batches"], *(row | {"batch_id": "total"} for row in told["totals"])]
    columns = {
        name: name.replace("_", " ")
        for name in _NUMBERS
        if name in ("unexplained", "tolerance") or any(row[name] != 0 for row in rows)
    }
    show_table(
        [_line(row) for row in rows],
        {"batch_id": "batch", **columns, "unit": "unit", "verdict": ""},
        numbers=tuple(columns),
    )
    show()
    for line in total_lines(answer):
        show(line)
    say(f"fingerprint {short(answer.fingerprint)}")


def total_lines(answer: MassBalance) -> Iterator[str]:
    """Of how many batches more is unexplained than may be, for each unit."""
    for each in answer.totals:
        unchecked = f", {each.unchecked:,} could not be checked" if each.unchecked else ""
        unit, batches = each.unit or "no unit", batches_text(each.batches)
        yield f"{unit}: {batches}, {each.beyond:,} beyond tolerance{unchecked}"


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A row as people read it: of a total how many batches are beyond, which its sums do not show;
    numbers without what rounding has left."""
    words = {True: "within tolerance", False: "beyond tolerance", None: "not checked"}
    verdict = words[row["within"]]
    if row["batch_id"] == "total" and row["beyond"]:
        verdict = f"{row['beyond']:,} of {batches_text(row['batches'])} beyond tolerance"
    if row["batch_id"] == "total" and row["unchecked"] and row["within"] is not None:
        verdict += f", {row['unchecked']:,} unchecked"
    largest = max(abs(row[name] or 0) for name in _NUMBERS)
    numbers = {name: _number(row[name], largest) for name in _NUMBERS}
    return row | numbers | {"verdict": verdict}


def _number(number: float | None, largest: float) -> float | str:
    if number is None:
        return UNKNOWN
    return 0.0 if abs(number) < largest * _ROUNDING else shortened(number, _DIGITS)
