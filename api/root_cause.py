"""`genealogy root-cause`: what bad batches have in common that good ones have not."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from api.asking import named_or_selected
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
    show_block,
    show_csv,
    show_json,
    show_table,
    time_text,
)
from api.exporting import AsXlsx, check_new, export_workbook
from api.trace import short
from api.verdict import headlines, remarks
from exports.tables import tables_with_columns
from queries.root_cause import FALSE_DISCOVERIES, RootCause, root_cause

_FROM = "name=value as of --where, or a FILE with a batch a line. Also several times."
_COLUMNS = {
    "rank": "rank",
    "suspect": "suspect",
    "name": "name",
    "bad": "bad",
    "good": "good",
    "odds": "odds ratio (95 %)",
    "p": "p",
    "q": "q",
    "distance": "operations away",
}


class RootCauseTable(StrEnum):
    """The tables of a root cause."""

    SUSPECTS = "suspects"
    TOGETHER = "together"
    POSSIBLE = "possible"
    LEADS = "leads"
    TO_TEST = "to_test"
    COMPARED = "compared"
    GAPS = "gaps"


def root_cause_command(
    bad: Annotated[
        list[str] | None,
        typer.Option("--bad", metavar="BATCH", help="A bad batch. Also several times."),
    ] = None,
    bad_from: Annotated[
        list[str] | None,
        typer.Option("--bad-from", metavar="SELECTION|FILE", help=f"Bad batches: {_FROM}"),
    ] = None,
    good: Annotated[
        list[str] | None,
        typer.Option("--good", metavar="BATCH", help="A good batch; none: a fair choice of them."),
    ] = None,
    good_from: Annotated[
        list[str] | None,
        typer.Option("--good-from", metavar="SELECTION|FILE", help=f"Good batches: {_FROM}"),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, help="Suspects on screen; files have all.")
    ] = 10,
    table: Annotated[RootCauseTable, typer.Option(help="Which table --csv prints.")] = (
        RootCauseTable.SUSPECTS
    ),
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """What bad batches have in common that good ones have not: every suspect, ranked.

    Suspects are all that lies upstream: batches, deliveries, suppliers, equipment, lines,
    operators, shifts, windows of time, process values. Without good batches, those of the same
    material and time are compared.

    Examples:

      genealogy root-cause --bad YOG-0040 --bad YOG-0041

      genealogy root-cause --bad-from complaints.csv --good-from 'material=3101 from=2026-10-01'
    """
    bad_listed, bad_selected = named_or_selected(bad_from or ())
    good_listed, good_selected = named_or_selected(good_from or ())
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        answer = record.answer(
            root_cause(
                database,
                [*(bad or ()), *bad_listed],
                [*(good or ()), *good_listed],
                settings,
                bad_from=bad_selected,
                good_from=good_selected,
            )
        )
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = tables_with_columns(answer)[table]
        show_csv(found.rows, list(found.columns))
    else:
        _show(answer, most)


def _show(answer: RootCause, most: int) -> None:
    show(f"Root cause of {batches_text(len(answer.bad))}", style="bold")
    show()
    show(f"  {compared_text(answer)}")
    text, colour = claim(answer)
    show(f"  {text}", style=f"bold {colour}")
    for text, colour in headlines(answer.verdict):
        show(f"  {text}", style=f"bold {colour}")
    for text in remarks(answer.verdict):
        show(f"    {text}")
    show()
    shown = answer.suspects[:most]
    show_table([_line(answer, row) for row in shown], _COLUMNS, numbers=("rank", "p", "q"))
    for row in shown:
        if row["together"]:
            names = "; ".join(in_words(each) for each in row["together"])
            show_block(f"{row['rank']} is always together with {names}", 2)
    told = answer.to_dict()
    for row in told["possible"]:
        show(f"  only by possible links: {in_words(row)}: {row['bad']} bad, {row['good']} good")
    for line in measured_lines(told):
        show(f"  {line}")
    _show_leads(told)
    say()
    more = len(answer.suspects) - len(shown)
    rest = f"{counted(more, 'suspect')} more: --most, --csv; " if more else ""
    say(f"fingerprint {short(answer.fingerprint)} · {rest}everything: --json")


def _show_leads(told: dict[str, Any]) -> None:
    """When the first suspects began and stopped, and what to test next."""
    for lead in told["leads"]:
        if lead["began"]:
            where = lead["where"]
            scope = f": genealogy recall --where {shlex.quote(where)}" if where else ""
            show(
                f"  {lead['rank']} began {time_text(lead['began'])}, stopped "
                f"{time_text(lead['stopped'])}; of {batches_text(len(lead['not_known']))} in it "
                f"nobody knows{scope}"
            )
    if told["to_test"]:
        first = told["to_test"][0]
        more = len(told["to_test"]) - 1
        rest = f"; {more} more: --csv --table to_test" if more else ""
        show(f"  test next: {first['batch_id']}, {first['gain']:.2g} bits{rest}")


def measured_lines(told: dict[str, Any]) -> Iterator[str]:
    """What is to be known of the characteristics that were not compared, or apart."""

    def name(row: dict[str, Any]) -> str:
        return f"{row['characteristic']} ({row['step']})" if row["step"] else row["characteristic"]

    for row in told["failed_tests"]:
        bad = len(told["question"]["bad"])
        yield f"{name(row)}: {row['bad']:,} of {bad:,} bad batches failed it themselves; no suspect"
    for row in told["mixed_units"]:
        yield f"{name(row)} is measured in {', '.join(row['units'])}: compared apart"
    for row in told["few_values"]:
        yield (
            f"{name(row)} has values of {row['bad']} bad and {row['good']} good batches: too few "
            "to compare"
        )


def compared_text(answer: RootCause) -> str:
    """How many batches are compared, and how the good ones were chosen."""
    text = f"{len(answer.bad):,} bad against {len(answer.good):,} good"
    if chosen := answer.comparison:
        materials = ", ".join(chosen.materials)
        text += (
            f" (chosen: {len(answer.good):,} of {chosen.of:,} of {materials} made from "
            f"{time_text(chosen.start)} to {time_text(chosen.end)}"
        )
        left_out = f"; {chosen.left_out:,} on hold or failed left out" if chosen.left_out else ""
        unknown = f"; {chosen.unknown:,} of unknown outcome" if chosen.unknown else ""
        text += f"{left_out}{unknown}{' left out' if unknown and chosen.known_only else ''})"
    return text


def claim(answer: RootCause) -> tuple[str, str]:
    """What can be claimed, in a line, and its colour."""
    if not answer.enough:
        return (
            f"TOO FEW BATCHES for any claim: of {counted(answer.ranking.tested, 'suspect')} chance "
            f"alone lets each be as clear as can be in {answer.smallest_p:.2g} of cases",
            "yellow",
        )
    if not (likely := len(answer.likely)):
        return "NO LIKELY CAUSE: no suspect is more than chance", "yellow"
    these = counted(likely, "suspect is", "suspects are")
    return f"LIKELY  {these} more than chance (false discovery rate {FALSE_DISCOVERIES:.0%})", "red"


def in_words(row: dict[str, Any]) -> str:
    """A suspect in words, its window in the zone of times."""
    text = f"{row['kind']} {row['id']}" + (f" ({row['of']})" if row["of"] else "")
    if row["start"]:
        text += f" from {time_text(row['start'])} to {time_text(row['end'])}"
    return text


def _line(answer: RootCause, row: dict[str, Any]) -> dict[str, Any]:
    """A suspect as a line on screen."""
    return row | {
        "suspect": _with_threshold(row),
        "bad": f"{row['bad']:,} of {(row['parameter'] or {}).get('bad', len(answer.bad)):,}",
        "good": f"{row['good']:,} of {(row['parameter'] or {}).get('good', len(answer.good)):,}",
        "odds": _odds(row),
        "p": f"{row['p']:.2g}",
        "q": f"{row['q']:.2g}" + (" likely" if row["likely"] else ""),
    }


def _with_threshold(row: dict[str, Any]) -> str:
    parameter = row["parameter"]
    if not parameter:
        return in_words(row)
    side = ">=" if parameter["above"] else "<"
    return f"{in_words(row)} {side} {parameter['threshold']:g} {parameter['unit']}".rstrip()


def _odds(row: dict[str, Any]) -> str:
    if row["odds_ratio"] is None:
        return ""
    high = "" if row["odds_high"] is None else f"{row['odds_high']:,.3g}"
    return f"{row['odds_ratio']:,.3g} ({row['odds_low'] or 0:,.3g} to {high or 'any'})"
