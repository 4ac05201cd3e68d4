"""`genealogy loads`: what was loaded and by which runs, with receipts; taking a load back."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    opened,
    say,
    show,
    show_csv,
    show_json,
    show_lines,
    show_table,
    time_text,
)
from genealogy.sources import sources_of
from loaders.undo import Undone, find_load, undo
from queries.loads import find_run, loads, runs

app = typer.Typer(
    invoke_without_command=True, help="Loads and runs: their receipts; taking a load back."
)
_COLUMNS = {
    "load_id": "load",
    "file": "file",
    "sheet": "sheet",
    "profile": "profile",
    "status": "status",
    "rows_read": "rows",
    "rows_rejected": "rejected",
    "facts_new": "new facts",
    "covers_to": "data up to",
    "recorded_at": "loaded",
}
_NUMBERS = ("rows_read", "rows_rejected", "facts_new")
_RUN_COLUMNS = {
    "run_id": "run",
    "result": "result",
    "started_at": "started",
    "finished_at": "finished",
    "by": "by",
    "tables": "tables",
    "files_refused": "files refused",
    "rows_read": "rows",
    "rows_rejected": "rejected",
    "rows_replayed": "replayed",
    "facts_new": "new facts",
}
_RUN_NUMBERS = tuple(_RUN_COLUMNS)[5:]
_TABLE_COLUMNS = {
    "load_id": "load",
    "file": "file",
    "sheet": "sheet",
    "rows_read": "read",
    "rows_new": "new",
    "rows_known": "known",
    "rows_voiding": "voiding",
    "rows_rejected": "rejected",
    "rows_skipped": "skipped",
    "facts_new": "new facts",
}
_APART = ("receipts", "load_ids", "replays", "refused")
Asked = Annotated[
    str, typer.Argument(metavar="LOAD", help="Its id, the beginning of it, or the file's name.")
]


@app.callback()
def loads_callback(
    context: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None
) -> None:
    """Lists the loads where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json, as_csv, data)


@app.command("list")
def list_command(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None) -> None:
    """Every load with the counts of its receipt.

    Example:

      genealogy loads --csv > loads.csv
    """
    with opened(data) as (database, _, record):
        rows = loads(database)
        record.outcome(loads=len(rows))
    _list(rows, _COLUMNS, _NUMBERS, ("covers_to", "recorded_at"), as_json=as_json, as_csv=as_csv)


@app.command("runs")
def runs_command(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None) -> None:
    """Every run of `load` and of `rejected replay` with what became of it, the newest first.

    A run that says `running` goes on, or was interrupted.

    Example:

      genealogy loads runs --csv > runs.csv
    """
    with opened(data) as (database, _, record):
        rows = runs(database)
        record.outcome(runs=len(rows))
    times = ("started_at", "finished_at")
    _list(rows, _RUN_COLUMNS, _RUN_NUMBERS, times, as_json=as_json, as_csv=as_csv)


def _list(
    rows: Sequence[dict[str, Any]],
    columns: Mapping[str, str],
    numbers: Sequence[str],
    times: Sequence[str],
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    if as_json:
        show_json(rows)
    elif as_csv:
        show_csv(rows, list(columns))
    elif rows:
        show_table(rows, columns, numbers, times)
    else:
        say("Nothing was loaded yet: `genealogy load FOLDER`.")


@app.command("show")
def show_command(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Of a load or a run: its id, the beginning of it; or a file's name."
        ),
    ],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """The whole receipt of one load; or of one run, with its tables.

    Examples:

      genealogy loads show goods_receipts.csv

      genealogy loads show run-5f0c
    """
    with opened(data) as (database, _, record):
        receipt = run = find_run(database, asked)
        if receipt is None:
            load_id = find_load(database, asked).load_id
            (receipt,) = (row for row in loads(database) if row["load_id"] == load_id)
        record.outcome(**{name: receipt.get(name) for name in ("load_id", "run_id")})
    if as_json:
        show_json(receipt)
    elif run is not None:
        _show_run(run)
    else:
        _show_properties(receipt)


def _show_run(run: Mapping[str, Any]) -> None:
    """What was so when it ran: of a table that was loaded before, all rows are known."""
    _show_properties({name: value for name, value in run.items() if name not in _APART})
    for refused in run.get("refused", ()):
        show_lines(f"{'refused':<16} {refused['why']}")
    if tables := run.get("receipts"):
        show()
        show_table(tables, _TABLE_COLUMNS, numbers=tuple(_TABLE_COLUMNS)[3:])


def _show_properties(receipt: Mapping[str, Any]) -> None:
    for name, value in sorted(receipt.items()):
        if name == "sources":
            lines = [f"{each} up to {time_text(at)}" for each, at in sources_of(receipt).items()]
        elif name.endswith("_at") or name in ("covers_from", "covers_to"):
            lines = [time_text(value)]
        else:
            lines = value if isinstance(value, list) else [value]
        for line in lines:
            show(f"{name:<16} {line}")


@app.command("undo")
def undo_command(
    asked: Asked,
    reason: Annotated[str, typer.Option(help="Why it is taken back. Kept with the load.")],
    by: Annotated[str | None, typer.Option(help="Who says so. Default: the user.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Takes back what only this load stated. What other loads state too stays.

    Nothing is deleted: the facts are voided and keep their history; what the load had replaced
    or reversed comes back. Loading the file again states it anew.

    Examples:

      genealogy loads undo shipments.csv --reason "extract of the wrong plant" --dry-run

      genealogy loads undo 0f3a51c2 --reason "extract of the wrong plant"
    """
    with opened(data, None if dry_run else "undo") as (database, _, record):
        done = undo(database, asked, reason=reason, by=by or getpass.getuser(), dry_run=dry_run)
        record.answer(done)
    if as_json:
        show_json(done.to_dict())
    else:
        _show_undone(done)


def _show_undone(done: Undone) -> None:
    show(f"{done.file} ({done.load_id})", style="bold")
    if (before := done.before) is not None:
        say(f"was undone before, by {before.by}, because: {before.reason}")
        say(f"nothing was changed; it is undone since {time_text(before.at)}")
        return
    show(f"  facts voided, which only it stated:      {_counted(done.voided)}")
    show(f"  facts that stay, other loads state them: {_counted(done.kept)}")
    show(f"  facts that come back:                    {_counted(done.restored)}")
    show(f"  nodes described otherwise:               {done.descriptions:,}")
    for example in done.examples:
        show(f"    {example}")
    say("dry run: nothing was changed" if done.dry_run else "undone")


def _counted(facts: Counter[str]) -> str:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(facts.items()) if count)
    return kinds or "none"
