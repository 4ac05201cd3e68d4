"""The command line's manners: data on stdout, words on stderr, nothing cut short."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.record import Record
from api.typed import at_the_end, recorded, remember, when_it_ends
from exports.amounts import amounts_text, number_text
from exports.csv_text import csv_lines
from exports.json_text import json_text
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database, place_of
from genealogy.errors import BatchNotFound, LoadNotFound, WrongUsage
from genealogy.settings import Settings, load_settings
from genealogy.times import time_in
from genealogy.visible import visible
from queries.one_state import is_empty
from visualize.languages import ENGLISH, Words

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder of the embedded engine. Default: GENEALOGY_DATA, else the user's data folder.",
        show_default=False,
        callback=remember,
    ),
]


def _one_form(context: typer.Context, wanted: bool) -> bool:
    """Raises WrongUsage where both were asked for; whichever comes second finds the other."""
    if wanted and (context.params.get("as_json") or context.params.get("as_csv")):
        raise WrongUsage("Give --json or --csv, not both: each is all of stdout.")
    return wanted


AsJson = Annotated[
    bool, typer.Option("--json", help="JSON on stdout, for programs.", callback=_one_form)
]
AsCsv = Annotated[
    bool, typer.Option("--csv", help="CSV on stdout, for programs.", callback=_one_form)
]
Timing = Annotated[bool, typer.Option("--timing", help="Say on stderr how long it took.")]

_WIDE = 4_000  # a pipe has no width: nothing may be folded or cut there


def out() -> Console:
    """Where data goes."""
    return _console(sys.stdout)


def words() -> Console:
    """Where words go: progress, hints, errors."""
    return _console(sys.stderr)


def _console(file: Any) -> Console:
    terminal = file.isatty()
    return Console(
        file=file, width=None if terminal else _WIDE, highlight=False, markup=False, emoji=False
    )


def say(text: str = "") -> None:
    """One line of words. What drives a terminal, as names and cells can, is shown as escapes."""
    words().print(visible(text))


def say_lines(text: str) -> None:
    """Words of several lines, such as an error that says what to do next."""
    words().print(visible(text, lines=True))


def show(text: str = "", style: str | None = None) -> None:
    """One line of data for people."""
    out().print(Text(visible(text), style=style or ""))


def show_block(text: str, indent: int, style: str = "") -> None:
    """One line of data for people, so far from the left also where the screen folds it."""
    there, shown = out(), Text(visible(text), style=style)
    if there.is_terminal:
        there.print(Padding(shown, (0, 0, 0, indent), expand=False))
    else:  # a pipe has no width
        there.print(Text(" " * indent) + shown, soft_wrap=True)


def show_lines(text: str) -> None:
    """Data of several lines for people."""
    out().print(Text(visible(text, lines=True)))


def show_json(answer: Any) -> None:
    """The answer as JSON: the same bytes for the same answer."""
    sys.stdout.write(json_text(answer))


def show_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
    """The rows as CSV. Text that a spreadsheet would run as a formula is quoted with a `'`."""
    sys.stdout.writelines(csv_lines(rows, list(columns or (rows[0] if rows else ()))))


def show_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    numbers: Sequence[str] = (),
    times: Sequence[str] = (),
) -> None:
    """The rows as a table for people: every row, every character, its times in their zone."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, heading in columns.items():
        justify: Literal["left", "right"] = "right" if name in numbers else "left"
        table.add_column(Text(visible(heading)), justify=justify, overflow="fold")
    for row in rows:
        cells = (_shown(row.get(name), is_time=name in times) for name in columns)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    out().print(table)


def _shown(value: Any, *, is_time: bool) -> str:
    return time_text(value) if is_time else cell_text(value)


def time_text(at: str | None) -> str:
    """A time as people read it: as it is kept, in UTC, or in the zone of GENEALOGY_ZONE with its
    offset, `2026-09-05 08:00 +08:00`."""
    return time_in(_zone(), at)


@cache
def _zone() -> ZoneInfo | None:
    name = load_settings().zone
    return ZoneInfo(name) if name else None


def cell_text(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Mapping):
        return amounts_text(value)
    return str(value)


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """`1 row`, `1,200 rows`; the plural is given where it has more than an `s`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def batches_text(count: int, possible: int = 0, words: Words = ENGLISH) -> str:
    """`1 batch`, `2 batches`, `2 batches (1 of them only possible)`."""
    text = words.say("counts.batches", count=count)
    if not possible:
        return text
    return words.say("picture.batches.possible", batches=text, possible=possible)


@contextmanager
def opened(
    data: Path | None, action: str | None = None, *, timing: bool | None = None
) -> Iterator[tuple[Database, Settings, Record]]:
    """The database of the settings, and what goes on record of the block as it ends: a question,
    or the `action`. Only then may be shown what was answered.

    A question says whether it wants the `timing` on stderr, and is told where the graph is
    empty: what it finds there, nothing, is no answer.
    """
    settings = load_settings(data)
    with put_on_record(settings, action) as record, _asked(settings, timing) as database:
        yield database, settings, record


@contextmanager
def put_on_record(settings: Settings, action: str | None = None) -> Iterator[Record]:
    """What the command does in the block goes on record, and it says so as its last words."""
    with recorded(settings, action) as record:
        yield record
    if record.unsigned:
        say(record.unsigned)
    if told := at_the_end(record):
        when_it_ends(lambda: say(told))


@contextmanager
def _asked(settings: Settings, timing: bool | None) -> Iterator[Database]:
    begun = time.perf_counter()
    with open_database(settings) as database:
        ready = time.perf_counter()
        try:
            yield database
        except (BatchNotFound, LoadNotFound) as error:
            if timing is not None and is_empty(database):
                error.args = (f"{error}\n{_empty_text(settings)}",)
            raise
        if timing is not None and is_empty(database):
            say(_empty_text(settings))
        if timing:
            total = time.perf_counter()
            say(
                f"opened in {1000 * (ready - begun):.0f} ms, "
                f"answered in {1000 * (total - ready):.0f} ms, of these "
                f"{1000 * database.seconds:.0f} ms in {database.statements_run} statements"
            )


def _empty_text(settings: Settings) -> str:
    return (
        f"The graph in {place_of(settings)} is empty: nothing was loaded. Load files, or name the "
        "folder with --data or GENEALOGY_DATA."
    )
