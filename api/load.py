"""`genealogy load`: exports into the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from api.console import (
    AsJson,
    Data,
    counted,
    opened,
    say,
    say_lines,
    show,
    show_json,
    show_table,
    words,
)
from api.exits import INPUT_REFUSED, ROWS_REJECTED
from api.shelf import Named, shelf_of_settings
from api.watching import Watch
from genealogy.errors import WrongUsage, listed
from genealogy.settings import load_settings
from genealogy.visible import visible
from loaders.loading import load
from loaders.reading import is_folder
from loaders.receipt import Run
from loaders.summary import summary
from loaders.watching import HotFolder
from loaders.webhook import Webhook, webhook

_SETTLE_SECONDS = 2.0


def load_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders of exports.")
    ],
    profile: Named = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: load what comes into the folder, and move it.")
    ] = False,
    settle: Annotated[
        float | None,
        typer.Option(min=0, help="With --watch: seconds a file stands still before it is loaded."),
    ] = None,
    webhook_url: Annotated[
        str | None,
        typer.Option(
            "--webhook",
            metavar="URL",
            help="POST the receipts there. Default: GENEALOGY_WEBHOOK, which `ps` does not show.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Loads exports of ERP, WMS and MES. Loading the same again changes nothing.

    Exit codes: 0 all loaded, 4 a file was refused, 6 some rows were rejected.

    Examples:

      genealogy load exports/

      genealogy load mb51.csv --profile my-mb51.toml --dry-run

      genealogy load inbox/ --watch --webhook https://host/path
    """
    shelf = shelf_of_settings()
    profiles = shelf.named(profile or ())
    hook = _webhook(webhook_url)
    if watch:
        if len(paths) != 1 or not is_folder(paths[0]) or dry_run:
            raise WrongUsage("--watch goes with one folder, and not with --dry-run.")
        hot = HotFolder(paths[0], _SETTLE_SECONDS if settle is None else settle)
        Watch(hot, profiles, shelf, hook, as_json, data).forever()
    if settle is not None:
        raise WrongUsage("--settle goes with --watch.")
    with _progress() as progress:
        if dry_run:
            run = load(None, paths, profiles, progress, shelf=shelf)
        else:
            with opened(data, "load") as (database, _, record):
                run = record.answer(load(database, paths, profiles, progress, shelf=shelf))
    if as_json:
        show_json(run.to_dict())
    else:
        show_run(run)
    if hook and (failure := hook.tell(summary(run))):
        say(failure)
    if run.refused:
        raise typer.Exit(INPUT_REFUSED)
    if run.rows_open:
        raise typer.Exit(ROWS_REJECTED)


def _webhook(named: str | None) -> Webhook | None:
    """The one that is named, else that of the settings."""
    if named is not None:
        return webhook(named, "--webhook")
    secret = load_settings().webhook
    return webhook(secret.get_secret_value(), "GENEALOGY_WEBHOOK") if secret else None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """On a terminal a bar for each file, with rows and time left; nothing in a pipe."""
    console = words()
    if not console.is_terminal:
        yield lambda _file, _rows, _about: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def told(file: str, rows: int, about: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(visible(file))
            bars.update(tasks[file], completed=rows, total=max(rows, about))

        yield told


def show_run(run: Run) -> None:
    """The receipts as a table, then what was refused or left out."""
    rows = receipt_rows(run)
    if rows:
        always = ("file", "profile", "read", "new")
        shown = [name for name in rows[0] if name in always or any(row[name] for row in rows)]
        show_table(rows, {name: name for name in shown}, numbers=shown[2:])
    for told in told_of(run):
        show(told)
    for refused in run.refused:
        say_lines(refused.why)
    if run.ignored:
        say(f"not tables, left out: {listed(run.ignored)}")
    if run.dry_run:
        say("dry run: nothing was written")
    elif run.rows_open:
        say("`genealogy rejected` lists the rejected rows.")


def receipt_rows(run: Run) -> list[dict[str, Any]]:
    """A row for each table: what became of its rows."""
    return [
        {
            "file": f"{each.file} [{each.sheet}]" if each.sheet else each.file,
            "profile": each.profile,
            "read": each.rows_read,
            "new": each.rows_new,
            "known": each.rows_known,
            "voiding": each.rows_voiding,
            "rejected": each.rows_rejected,
            "skipped": each.rows_skipped,
            "new facts": each.facts_new,
        }
        for each in run.receipts
    ]


def told_of(run: Run) -> Iterator[str]:
    """What the receipts say beyond their counts, how the completeness of traces changed, and
    what became of a workbook of rejected rows."""
    for receipt in run.receipts:
        for reason, count in receipt.rejected.items():
            yield f"{receipt.file}: {count} rejected: {reason}"
        for reason, count in receipt.skipped.items():
            yield f"{receipt.file}: {count} left out: {reason}"
        for warning in receipt.warnings:
            yield f"{receipt.file}: {warning}"
        if receipt.facts_disputed:
            facts = counted(receipt.facts_disputed, "fact differs", "facts differ")
            yield (
                f"{receipt.file}: {facts} from an earlier extract,"
                " and no change time tells which is later: look at both, and take the wrong load"
                " back with `genealogy loads undo`"
            )
    for word, gaps in (("opened", run.gaps_opened), ("closed", run.gaps_closed)):
        if gaps:
            yield f"gaps {word}: " + ", ".join(f"{n} {kind}" for kind, n in sorted(gaps.items()))
    yield from run.notes
