"""`genealogy scorecard`: how the batches of each supplier, line, shift, ... came out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from api.asking import named_or_selected
from api.balance import period
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
from exports.tables import tables_with_columns
from genealogy.errors import WrongUsage, listed
from queries.scorecard import BY, Scorecard, scorecard


def scorecard_command(
    by: Annotated[
        str, typer.Option("--by", metavar="NOUN", help=f"What is compared: {', '.join(BY)}.")
    ],
    begin: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="From this time on.")
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="Until then; a date to its end."),
    ] = None,
    bad_from: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTION|FILE",
            help="Batches that are bad whatever the records say: a selection, or a file with one "
            "in each line; can be repeated.",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What --csv prints: scores, periods, in_a_row, batches, missing_input.",
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """How many batches of each supplier, line, shift, ... failed, of those that are known.

    Examples:

      genealogy scorecard --by supplier --from 2026-09-01

      genealogy scorecard --by line --bad-from "supplier=S-201" --bad-from complaints.csv
    """
    if table is not None and not as_csv:
        raise WrongUsage("--table goes with --csv.")
    check_new(xlsx)
    bad, wanted = named_or_selected(bad_from or ())
    with opened(data, timing=timing) as (database, settings, record):
        window = period(begin, end, settings.timezone)
        answer = scorecard(database, by, window, settings, bad=bad, bad_from=wanted)
        record.answer(answer)
        tables = tables_with_columns(answer)
        if table is not None and table not in tables:
            raise WrongUsage(f'There is no table "{table}". It can be: {listed([*tables])}.')
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = tables[table or "scores"]
        show_csv(found.rows, list(found.columns))
    else:
        _show(answer)


def _show(answer: Scorecard) -> None:
    """Each score, then the batches that failed in a row, then what is not in the shares."""
    rows = answer.to_dict()["scores"]
    show_table(
        [_line(row) for row in rows],
        {
            "id": answer.question["by"],
            "name": "",
            "batches": "batches",
            "known": "known",
            "failures": "failed",
            "percent": "%",
            "interval": "95 % between",
            "ppm": "ppm",
            "towards": "trend",
            "flag": "",
        },
        numbers=("batches", "known", "failures", "percent", "ppm"),
    )
    for line in scorecard_lines(answer):
        show(line)
    say(f"fingerprint {short(answer.fingerprint)}")


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A score as people read it."""
    share, low, high = (row[name] for name in ("share", "share_low", "share_high"))
    return row | {
        "percent": "-" if share is None else f"{100 * share:.2f}",
        "interval": "" if low is None else f"{100 * low:.2f} to {100 * high:.2f}",
        "ppm": "-" if row["ppm"] is None else f"{row['ppm']:,}",
        "towards": row["trend"] or "",
        "flag": "three or more failed in a row" if row["flagged"] else "",
    }


def scorecard_lines(answer: Scorecard) -> Iterator[str]:
    """Which batches failed in a row, and what the shares leave out."""
    for score in answer.found:
        for batches in score.in_a_row:
            named = ", ".join(batches)
            yield f"{score.id}: {batches_text(len(batches))} failed in a row ({named})"
    unknown = {
        each.batch_id for score in answer.found for each in score.batches if not each.outcome.known
    }
    if unknown and not any(score.known for score in answer.found):
        yield (
            "No test, hold or release of any of these batches is on record: load the results of "
            "inspections, or name bad ones with --bad-from"
        )
    elif unknown:
        yield f"Not in the shares, since nothing was decided of them: {batches_text(len(unknown))}"
    if answer.unplaced:
        yield f"Not counted, without {answer.question['by']}: {batches_text(answer.unplaced)}"
    if answer.untimed:
        named = ", ".join(answer.untimed)
        yield f"Left out, since nobody states their time: {named}"
    if answer.withheld:
        yield f"Withheld, of other sites: {batches_text(answer.withheld)}"
    for source in answer.stale:
        yield f"{source} is stale: its data end at {answer.as_of[source]}"
    if answer.missing_input:
        yield f"{counted(len(answer.missing_input), 'gap')} of input: `genealogy gaps` lists them"
