"""`genealogy rejected`: rows that could not be understood, to be corrected and replayed."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Annotated

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    counted,
    opened,
    say,
    show,
    show_csv,
    show_json,
    show_table,
)
from api.exits import ROWS_REJECTED, WRONG_USAGE
from api.shelf import Named, shelf_of_settings
from genealogy.engine.database import Database
from genealogy.errors import InputRefused, WrongUsage
from loaders.profile import Profile
from loaders.rejected import Profiles, fault_at
from loaders.rejected_workbook import export
from loaders.replay import replay
from loaders.undo import find_load
from queries.rejected import (
    STATUSES,
    WholeRow,
    discard,
    rejected_counts,
    rejected_row,
    rejected_rows,
)

app = typer.Typer(
    invoke_without_command=True, help="Rows that could not be understood, and wait to be settled."
)
_COLUMNS = ("rejected_id", "file", "row", "column", "text", "reason", "status")


class RejectedStatus(StrEnum):
    """What became of a rejected row."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"
    UNDONE = "undone"
    ALL = "all"


OfLoad = Annotated[
    str | None,
    typer.Option("--load", metavar="LOAD", help="Only of this load: id, beginning of it, or file."),
]
By = Annotated[str | None, typer.Option(help="Who says so. Default: the user.")]


@app.callback()
def rejected_callback(
    context: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None
) -> None:
    """Lists the open rows where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json=as_json, as_csv=as_csv, data=data)


@app.command("list")
def list_command(
    status: Annotated[
        RejectedStatus, typer.Option(help="Which rows, by what became of them.")
    ] = RejectedStatus.OPEN,
    load: OfLoad = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = None,
) -> None:
    """Rejected rows with file, row, column, text and reason.

    Example:

      genealogy rejected list --status all --load goods_receipts.csv
    """
    statuses = [each for each in STATUSES if status in (RejectedStatus.ALL, each)]
    with opened(data) as (database, _, record):
        load_id = _load_id(database, load)
        rows = [row.to_dict() for row in rejected_rows(database, statuses, load_id)]
        counts = rejected_counts(database, load_id)
        record.outcome(rows=len(rows))
    if as_json:
        show_json(rows)
    elif as_csv:
        show_csv(rows, _COLUMNS)
    else:
        if rows:
            columns = _COLUMNS if status is RejectedStatus.ALL else _COLUMNS[:-1]
            show_table(rows, dict(zip(columns, columns, strict=True)), numbers=("row",))
        elif status is RejectedStatus.OPEN:
            say("No rejected row is open.")
        say(", ".join(f"{count:,} {each}" for each, count in counts.items()))


@app.command("show")
def show_command(
    rejected_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id, as `genealogy rejected` lists it.")
    ],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """One rejected row: every cell under its heading, the one at fault marked, its history.

    Example:

      genealogy rejected show 0f3a51c2d4e5b697:12
    """
    with opened(data) as (database, _, record):
        found = rejected_row(database, rejected_id)
        record.outcome(status=found.row.status)
    if as_json:
        show_json(found.to_dict())
    else:
        _show_row(found)


@app.command("export")
def export_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="Workbook that does not exist yet.")
    ],
    load: OfLoad = None,
    profile: Named = None,
    data: Data = None,
) -> None:
    """Writes the open rows to a workbook, to be corrected there and replayed.

    A sheet for each load, with the file's own columns; the cell at fault is coloured.

    Example:

      genealogy rejected export to-correct.xlsx
    """
    shelf = shelf_of_settings()
    profiles = Profiles(shelf.named(profile or ()), shelf)
    with opened(data, "export.rejected") as (database, _, record):
        load_id = _load_id(database, load)
        done = export(database, file, profiles, load_id)
        record.outcome(**asdict(done))
    if not done.rows:
        say("No rejected row is open: no file was written.")
        return
    show(done.file)
    rows, loads = counted(done.rows, "row"), counted(done.loads, "load")
    say(f"{rows} of {loads}. Correct {'it' if done.rows == 1 else 'them'} there, then:")
    say(f"  genealogy rejected replay {done.file}")


@app.command("replay")
def replay_command(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE.xlsx]",
            help="The corrected workbook. Without one, the rows as they are, by a corrected "
            "profile.",
            show_default=False,
        ),
    ] = None,
    profile: Named = None,
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Maps rejected rows again: as corrected in a workbook, or by a corrected profile.

    Rows that are right by then are loaded as rows of their own file, and settled; the others
    stay open. Repeating it changes nothing. Exit code 6 where rows stay open.

    Examples:

      genealogy rejected replay to-correct.xlsx --dry-run

      genealogy rejected replay --profile my-mb51.toml
    """
    shelf = shelf_of_settings()
    profiles = shelf.named(profile or ())
    with opened(data, None if dry_run else "replay") as (database, _, record):
        who = by or getpass.getuser()
        done = record.answer(replay(database, file, profiles, shelf, by=who, dry_run=dry_run))
    if as_json:
        show_json(done.to_dict())
    else:
        for line in done.lines():
            show(line)
        if not done.loads:
            say("No rejected row is open.")
        if dry_run:
            say("dry run: nothing was changed")
    if done.rows_left:
        raise typer.Exit(ROWS_REJECTED)


@app.command("discard")
def discard_command(
    reason: Annotated[str, typer.Option(help="Why these rows may be left out.")],
    rejected_ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]", help="Ids, as `genealogy rejected` lists them.", show_default=False
        ),
    ] = None,
    load: OfLoad = None,
    by: By = None,
    data: Data = None,
) -> None:
    """Settles rows that state nothing worth keeping. They stay on record with the reason.

    Examples:

      genealogy rejected discard 0f3a51c2d4e5b697:12 --reason "totals row"

      genealogy rejected discard --load stock.csv --reason "extract of the wrong plant"
    """
    if bool(rejected_ids) == (load is not None):
        raise WrongUsage("Name the rows to discard by their ids, or by --load LOAD; not both.")
    with opened(data, "discard") as (database, _, record):
        asked = rejected_ids or [
            row.rejected_id for row in rejected_rows(database, load_id=_load_id(database, load))
        ]
        settled = discard(database, asked, reason, by or getpass.getuser())
        record.outcome(discarded=settled)
    for rejected_id in settled:
        say(f"discarded {rejected_id}")
    for rejected_id in sorted(set(asked) - set(settled)):
        say(f"{rejected_id} is no open rejected row")
    if len(settled) < len(set(asked)):
        raise typer.Exit(WRONG_USAGE)


def _load_id(database: Database, asked: str | None) -> str | None:
    return None if asked is None else find_load(database, asked).load_id


def _profile_of(found: WholeRow) -> Profile | None:
    """The profile that tells the cell at fault; a row is shown without it, too."""
    try:
        return Profiles(shelf=shelf_of_settings()).now(found.profile, found.columns)
    except InputRefused:
        return None


def _show_row(found: WholeRow) -> None:
    row, now = found.row, found.corrected or found.cells
    profile = _profile_of(found)
    fault = fault_at(row.column, row.text, now, found.columns, profile)
    sheet = f" [{found.sheet}]" if found.sheet else ""
    show(f"{row.file}{sheet}, row {row.row}: {row.status}", style="bold")
    show(f"{row.column}: {row.reason}" if row.column else row.reason)
    show()
    headings = found.columns or ["record"]
    lines = [
        {"": ">" if at == fault else "", "column": heading, "cell": cell, "corrected": new}
        for at, (heading, cell, new) in enumerate(
            zip_longest(headings, found.cells, now, fillvalue="")
        )
    ]
    columns = ["", "column", "cell", *(["corrected"] if found.corrected else [])]
    show_table(lines, {name: name for name in columns})
    show()
    told = [asdict(each) for each in found.history]
    show_table(told, {name: name for name in ("at", "status", "by", "reason")}, times=("at",))
