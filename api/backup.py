"""`genealogy backup` and `genealogy restore`: all of a graph in one file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.console import AsJson, Data, opened, say, show, show_json, words
from api.trace import short
from loaders.backup import backup
from loaders.restore import restore


def backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Everything in the graph as one file: facts, history, loads, rejected rows.

    Answers go on meanwhile. The file is the same from Neo4j and from the embedded engine.

    Example:

      genealogy backup plant-2026-11-22.jsonl.gz
    """
    with opened(data, "export.backup") as (database, _, record), _counted("written") as progress:
        made = backup(database, file, progress)
        record.outcome(**made.to_dict())
    if as_json:
        show_json(made.to_dict())
    else:
        show(f"{made.file}: {made.lines:,} lines, {made.bytes:,} bytes")
        say(f"fingerprint {short(made.fingerprint)}")


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of `genealogy backup`.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Fills an empty graph from a backup, and proves by its fingerprint that it is the same.

    Moving house: back up from one engine, set GENEALOGY_NEO4J_URI or --data, restore into the
    other.

    Example:

      genealogy restore plant-2026-11-22.jsonl.gz --data /srv/genealogy
    """
    with opened(data, "restore") as (database, _, record), _counted("restored") as progress:
        done = restore(database, file, progress)
        record.outcome(**done.to_dict())
    if as_json:
        show_json(done.to_dict())
    else:
        show(f"{done.file}: {done.lines:,} lines restored; the graph was read back and is the same")
        say(f"fingerprint {short(done.fingerprint)}")


@contextmanager
def _counted(word: str) -> Iterator[Callable[[int], None]]:
    """On a terminal the number of lines so far; nothing in a pipe."""
    console = words()
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(f"0 lines {word}")
        yield lambda lines: bar.update(task, description=f"{lines:,} lines {word}")
