"""`genealogy profiles`: those that there are, checking one, proposing a new one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.console import AsJson, say, say_lines, show, show_json, show_table
from api.exits import INPUT_REFUSED, ROWS_REJECTED
from api.shelf import shelf_of_settings
from genealogy.errors import WrongUsage, listed
from loaders.checking import Checked, check_sample
from loaders.profile import is_profile_name
from loaders.proposing import propose
from loaders.reading import stands

app = typer.Typer(invoke_without_command=True, help="Profiles: which file states what.")


@app.callback()
def profiles_callback(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists the profiles where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """The profiles, own ones first, and the columns that each needs."""
    shelf = shelf_of_settings()
    rows = [
        {
            "name": each.name,
            "own": str(shelf.file_of(each.name) or "") if each.name in shelf.sound else "",
            "title": each.title,
            "header": ", ".join(each.file.header),
        }
        for each in (*shelf.sound.values(), *shelf.builtin.values())
    ]
    if as_json:
        show_json(rows)
    else:
        own = {"own": "own"} if shelf.sound else {}
        show_table(rows, {"name": "profile", **own, "title": "title", "header": "needs"})
    for mistake in shelf.mistakes:
        say_lines(str(mistake))
    if shelf.mistakes:
        raise typer.Exit(INPUT_REFUSED)


@app.command("show")
def show_command(name: Annotated[str, typer.Argument(help="The profile's name.")]) -> None:
    """One profile as TOML, to copy and edit.

    Example:

      genealogy profiles show erp-issues > my-issues.toml
    """
    print(shelf_of_settings().text(name), end="")


@app.command("check")
def check_command(
    profile: Annotated[
        str, typer.Argument(metavar="FILE", help="A profile file, or a profile's name.")
    ],
    sample: Annotated[Path, typer.Argument(help="An export, or the beginning of one.")],
    rows: Annotated[
        int, typer.Option(help="How many rows to show as facts; all are checked.", min=0)
    ] = 10,
    as_json: AsJson = False,
) -> None:
    """What a profile would make of a sample; needs no database, writes nothing.

    Exit codes: 0 every row is understood, 4 the profile is invalid or does not fit the header,
    6 some rows would be rejected.

    Example:

      genealogy profiles check my-issues.toml issues.csv --rows 20
    """
    (chosen,) = shelf_of_settings().named([profile]).values()
    checked = check_sample(chosen, sample, rows)
    if as_json:
        show_json([each.to_dict() for each in checked])
    else:
        for each in checked:
            _show_checked(each)
    if not all(each.fits for each in checked):
        raise typer.Exit(INPUT_REFUSED)
    if any(each.rejected for each in checked):
        raise typer.Exit(ROWS_REJECTED)


_MOST_COLUMNS = 200
_STATED = {
    "row": "row",
    "states": "states",
    "source": "from",
    "target": "to",
    "quantity": "quantity",
    "unit": "unit",
    "occurred_at": "at",
    "document": "document",
    "says": "says",
}


def _show_checked(checked: Checked) -> None:
    """The facts of the first rows, the rejected rows, and the columns."""
    name = f"{checked.file} [{checked.sheet}]" if checked.sheet else checked.file
    if checked.fits:
        stated = [asdict(each) for each in checked.stated]
        if stated:
            always = ("row", "states", "source")
            shown = [word for word in _STATED if word in always or any(row[word] for row in stated)]
            columns = {word: _STATED[word] for word in shown}
            show_table(stated, columns, ("row", "quantity"), times=("occurred_at",))
            show()
        if checked.rejected:
            show_table(
                [asdict(each) for each in checked.rejected],
                {word: word for word in ("row", "column", "text", "reason")},
                ("row",),
            )
            show()
        _show_counts(name, checked)
    show(f"read: {listed(checked.read, _MOST_COLUMNS) or 'none'}")
    show(f"left unread: {listed(checked.unread, _MOST_COLUMNS) or 'none'}")
    if checked.absent:
        absent = [str(each) for each in checked.absent]
        show(f"named by the profile, not in the file: {listed(absent, _MOST_COLUMNS)}")
    if not checked.fits:
        say(f"{checked.profile} does not fit the header of {name}. It needs as well:")
        for each in checked.missing:
            names = f" (or {', '.join(each.names)})" if each.names else ""
            near = " or ".join(f'"{name}"' if name[0] == "=" else name for name in each.nearest)
            say(f"  {each.column}{names}{f': is it {near}?' if near else ''}")
        say("Add the header's own name under [columns], or take the column out of the profile.")


def _show_counts(name: str, checked: Checked) -> None:
    counts = ", ".join(f"{count} {word}" for word, count in checked.counts.items())
    show(
        f"{name}: {checked.rows_read} rows, {len(checked.rejected)} rejected, "
        f"{checked.rows_skipped} skipped; {counts or 'nothing stated'}"
    )
    for reason, count in checked.skipped.items():
        show(f"{count} skipped: {reason}")
    for unit in checked.unknown_units:
        show(f'the unit "{unit}" is not known: kept as it is, never converted')


@app.command("new")
def new_command(
    sample: Annotated[Path, typer.Argument(metavar="FILE", help="An export that is to be read.")],
    name: Annotated[
        str | None, typer.Option(help="The profile's name; default: the file's.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="The system that wrote it, part of every fact's key; default: a TODO."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write it to this new file; default: stdout.")
    ] = None,
) -> None:
    """Proposes a profile for an export: a beginning, to be read and finished by hand.

    What names and cells do not decide is a line with TODO; the profile is invalid until none is
    left. Columns are known by their English and Chinese names.

    Example:

      genealogy profiles new issues.csv --source MES --out my-issues.toml
    """
    if name is not None and not is_profile_name(name):
        raise WrongUsage(f'"{name}" is no name of a profile: small letters, digits and hyphens.')
    if out is not None and stands(out):
        raise WrongUsage(f"{out} exists already; name a new file.")
    shelf = shelf_of_settings()
    if name is not None and (taken := shelf.file_of(name)):
        raise WrongUsage(f'{taken} has the name "{name}" already; name another.')
    proposal = propose(sample, name, source, shelf)
    if out is None:
        print(proposal.toml, end="")
    else:
        _write_new(out, proposal.toml)
    if proposal.fitting:
        say(f"{proposal.fitting} reads this header as it is: genealogy load {sample.name}")
    for question in proposal.open_questions:
        say(question)
    if proposal.open_questions:
        say("Decide these lines, read the others, then see what rows become:")
    else:
        say("Read every line, then see what rows become:")
    say(f"  genealogy profiles check {out or 'NEW.toml'} {sample}")


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise WrongUsage(f"{path} cannot be written ({error.strerror}).") from None
