"""`genealogy rejected`: rows that could not be understood."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from api.console import AsCsv, AsJson, Data, opened, say, show_csv, show_json, show_table
from api.exits import WRONG_USAGE
from queries.rejected import discard, rejected_rows

app = typer.Typer(
    invoke_without_command=True, help="Rows that could not be understood, and wait to be settled."
)
_COLUMNS = ("rejected_id", "file", "row", "column", "text", "reason")


@app.callback()
def rejected_callback(
    context: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None
) -> None:
    """Lists the rows where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json, as_csv, data)


@app.command("list")
def list_command(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None) -> None:
    """Rejected rows with file, row, column, text and reason.

    Example:

      genealogy rejected --csv > to-correct.csv
    """
    with opened(data) as (database, _):
        rows = [row.to_dict() for row in rejected_rows(database)]
    if as_json:
        show_json(rows)
    elif as_csv:
        show_csv(rows, _COLUMNS)
    elif rows:
        show_table(rows, dict(zip(_COLUMNS, _COLUMNS, strict=True)), numbers=("row",))
    else:
        say("No rejected row is open.")


@app.command("discard")
def discard_command(
    rejected_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids, as `genealogy rejected` lists them.")
    ],
    reason: Annotated[str, typer.Option(help="Why these rows may be left out.")],
    by: Annotated[str | None, typer.Option(help="Who says so. Default: the user.")] = None,
    data: Data = None,
) -> None:
    """Settles rows that state nothing worth keeping. They stay on record with the reason.

    Example:

      genealogy rejected discard 0f3a51c2d4e5b697:12 --reason "totals row"
    """
    with opened(data) as (database, _):
        settled = discard(database, rejected_ids, reason, by or getpass.getuser())
    for rejected_id in settled:
        say(f"discarded {rejected_id}")
    for rejected_id in sorted(set(rejected_ids) - set(settled)):
        say(f"{rejected_id} is no open rejected row")
    if len(settled) < len(set(rejected_ids)):
        raise typer.Exit(WRONG_USAGE)
