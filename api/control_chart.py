"""`genealogy control-chart`: how a characteristic went in time, and where it was out of control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

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
    time_text,
)
from api.exporting import AsXlsx, check_new, export_workbook
from api.trace import short
from exports.tables import tables_with_columns
from genealogy.errors import WrongUsage, listed
from queries.control_chart import ControlChart, Of, control_chart


def _by(name: str) -> Any:
    words = "item, id or name" if name == "material" else "of what ran there, or by it"
    return typer.Option(f"--{name}", metavar="VALUE", help=f"Of this {name}: {words}.")


def control_chart_command(
    characteristic: Annotated[
        str, typer.Argument(metavar="CHARACTERISTIC", help="What was measured, as records call it.")
    ],
    material: Annotated[str | None, _by("material")] = None,
    recipe: Annotated[str | None, _by("recipe")] = None,
    equipment: Annotated[str | None, _by("equipment")] = None,
    line: Annotated[str | None, _by("line")] = None,
    site: Annotated[str | None, _by("site")] = None,
    operator: Annotated[str | None, _by("operator")] = None,
    order: Annotated[str | None, _by("order")] = None,
    operation: Annotated[str | None, _by("operation")] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Measured from this time on.")
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="Measured until then; a date to its end."),
    ] = None,
    baseline_to: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Limits of the values until then alone."),
    ] = None,
    subgroup: Annotated[
        int, typer.Option(metavar="N", min=1, max=10, help="Means and ranges of so many values.")
    ] = 1,
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Only values that are of it or convert.")
    ] = None,
    of: Annotated[
        Of | None, typer.Option(help="Tests of batches, or process values of operations.")
    ] = None,
    table: Annotated[
        str | None, typer.Option(metavar="NAME", help="What --csv prints: points, violations.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """A characteristic in the order of time, with control limits and what breaks their rules.

    Examples:

      genealogy control-chart pH --material 5001 --from 2026-09-01

      genealogy control-chart "Fill weight" --equipment FIL-2 --subgroup 5 --baseline-to 2026-09-30
    """
    by = {
        "material": material, "recipe": recipe, "equipment": equipment, "line": line,
        "site": site, "operator": operator, "order": order, "operation": operation,
    }  # fmt: skip
    if table is not None and not as_csv:
        raise WrongUsage("--table goes with --csv.")
    check_new(xlsx)
    with opened(data, timing=timing) as (database, settings, record):
        answer = control_chart(
            database,
            characteristic,
            {name: value for name, value in by.items() if value is not None},
            period(begin, end, settings.timezone),
            settings,
            baseline_to=period(None, baseline_to, settings.timezone).end,
            subgroup=subgroup,
            unit=unit,
            of=of,
        )
        record.answer(answer)
        tables = tables_with_columns(answer)
        if table is not None and table not in tables:
            raise WrongUsage(f'There is no table "{table}". It can be: {listed([*tables])}.')
    export_workbook(answer, xlsx)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        found = tables[table or "points"]
        show_csv(found.rows, list(found.columns))
    else:
        _show(answer)


def _show(answer: ControlChart) -> None:
    """Every point, the limits, and each violation with how to ask for its scope."""
    told = answer.to_dict()
    show_table(
        [
            row
            | {"broken": ", ".join(map(str, row["rules"])), "batch": ", ".join(row["batch_ids"])}
            for row in told["points"]
        ],
        {
            "point": "",
            "at": "measured",
            "measured": "value",
            "low": "limit from",
            "high": "to",
            "verdict": "verdict",
            "broken": "rules broken",
            "batch": "batches",
        },
        numbers=("point", "measured", "low", "high"),
        times=("at",),
    )
    for text in control_chart_lines(answer):
        show(text)
    say(f"fingerprint {short(answer.fingerprint)}")


def control_chart_lines(answer: ControlChart) -> Iterator[str]:
    """Centre and limits, each violation, and what has no place on the chart."""
    told = answer.to_dict()
    unit = f" {told['unit']}" if told["unit"] else ""
    if told["no_limits"] == "few":
        yield f"{counted(told['baseline'], 'point')} to take limits from: eight are needed"
    elif told["no_limits"] == "constant":
        yield "No limits: the values do not vary; a gauge too coarse, or values that were copied"
    else:
        centre, lower, upper = (f"{told[name]:.6g}" for name in ("centre", "lower", "upper"))
        yield f"centre {centre}{unit}, control limits {lower} to {upper}{unit}"
    for each in told["violations"]:
        began, ended = (time_text(each[name]) for name in ("started_at", "ended_at"))
        span = began if began == ended else f"{began} to {ended}"
        yield f"rule {each['rule']}: {each['why']}, {span}: {batches_text(len(each['batch_ids']))}"
        if each["command"]:
            yield f"  their scope: {each['command']}"
    if answer.series.texts:
        yield f"Not on the chart, texts: {counted(answer.series.texts, 'value')}"
    if answer.series.untimed:
        yield f"Not on the chart, without a time: {counted(answer.series.untimed, 'value')}"
    if answer.series.other_units:
        yield f"Not on the chart, of another unit: {counted(answer.series.other_units, 'value')}"
    if told["left_over"]:
        yield f"Not in a whole subgroup: {counted(told['left_over'], 'value')}"
    if answer.withheld:
        yield f"Withheld, of other sites: {counted(answer.withheld, 'value')}"
    for source in answer.stale:
        yield f"{source} is stale: its data end at {answer.as_of[source]}"
    if answer.missing_input:
        yield f"{counted(len(answer.missing_input), 'gap')} of input: `genealogy gaps` lists them"
