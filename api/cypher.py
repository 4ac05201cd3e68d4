"""`genealogy cypher`: questions that no other command answers."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    counted,
    put_on_record,
    say,
    show_csv,
    show_json,
    show_table,
)
from genealogy.engine.opening import open_read_only
from genealogy.errors import WrongUsage
from genealogy.settings import load_settings
from queries.cypher import ROWS, SECONDS, ask_cypher


def cypher_command(
    text: Annotated[str, typer.Argument(metavar="CYPHER", help="What to find, as one argument.")],
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter",
            metavar="NAME=VALUE",
            help="A value for $NAME: JSON, or else text. Also several times.",
        ),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = ROWS,
    seconds: Annotated[
        float, typer.Option(min=0.01, max=86_400, help="At most so many seconds.")
    ] = SECONDS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = None,
) -> None:
    """What a Cypher text finds in the graph. It can read, and nothing else.

    The engine refuses what writes; what reads files, calls other machines or shows and ends
    what the server does is refused too. A limit that cuts the answer is told.

    Examples:

      genealogy cypher 'MATCH (b:Batch) RETURN count(b) AS batches'

      genealogy cypher 'MATCH (b:Batch {lot: $lot}) RETURN b' --parameter lot=CUL-2231 --json
    """
    given = dict(_parameter(each) for each in parameter or ())
    settings = load_settings(data)
    with put_on_record(settings) as record, open_read_only(settings) as graph:
        answer = ask_cypher(graph, text, given, rows=rows, seconds=seconds)
        record.outcome(rows=len(answer.rows), cut=answer.cut)
    if as_json:
        show_json(answer.to_dict())
    elif as_csv:
        show_csv(answer.to_rows(), answer.columns)
    elif answer.columns:
        show_table(answer.to_rows(), {name: name for name in answer.columns})
    if answer.cut:
        say(f"NOT ALL: {_CUTS[answer.cut]} {counted(len(answer.rows), 'row')} shown, there is more")


_CUTS = {
    "rows": "cut by the limit of --rows:",
    "bytes": "cut by the size that an answer may have:",
    "seconds": "cut by the limit of --seconds:",
}


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise WrongUsage(f'"{text}" is no parameter: one is --parameter lot=CUL-2231.')
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
