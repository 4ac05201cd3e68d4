"""`genealogy investigation`: suspects, evidence and verdicts, as a log that only grows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import investigation_entries
from api.console import AsJson, Data, put_on_record, say, show, show_json, show_table
from api.exporting import check_new
from api.investigation_shown import show_investigation
from api.investigation_writing import Id, door, said, write
from api.record import user
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.new_file import new_file
from genealogy.settings import Settings, load_settings
from genealogy.visible import visible

if TYPE_CHECKING:  # SQLAlchemy takes its time; the other commands do not wait for it
    from office.investigation import Investigation

app = typer.Typer(
    invoke_without_command=True,
    help="Investigations: suspects, evidence, verdicts and actions, by whom and when.",
)
_COLUMNS = {
    "investigation_id": "investigation",
    "status": "status",
    "title": "title",
    "opened_at": "opened",
    "opened_by": "by",
    "changed_at": "last entry",
    "entries": "entries",
}


class SheetLanguage(StrEnum):
    """The language of headings."""

    EN = "en"
    ZH = "zh"


@app.callback()
def investigation_callback(
    context: typer.Context, as_json: AsJson = False, data: Data = None
) -> None:
    """Lists the investigations where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json, data)


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None) -> None:
    """Every investigation, the newest first.

    Example:

      genealogy investigation list --json
    """
    from office.investigating import investigations
    from office.opening import open_office

    settings = load_settings(data)
    with put_on_record(settings) as record, open_office(settings) as office:
        rows = [each.summary() for each in investigations(office)]
        record.outcome(investigations=len(rows))
    if as_json:
        show_json(rows)
    elif rows:
        show_table(rows, _COLUMNS, ("entries",), times=("opened_at", "changed_at"))
    else:
        say("There is no investigation yet: `genealogy investigation open TITLE` begins one.")


@app.command("show")
def show_command(investigation_id: Id, as_json: AsJson = False, data: Data = None) -> None:
    """An investigation as it stands: suspects with figures and verdicts, actions, the log.

    Example:

      genealogy investigation show INV-0001
    """
    found = _read(load_settings(data), investigation_id)
    if as_json:
        show_json(found.to_dict())
    else:
        show_investigation(found)


@app.command("open")
def open_command(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is about, in a line.")],
    problem: Annotated[str | None, typer.Option(help="What is wrong, in words.")] = None,
    bad: Annotated[
        list[str] | None,
        typer.Option(metavar="BATCH", help="A batch that is known as bad. Also several times."),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Begins an investigation, and prints its id.

    Example:

      genealogy investigation open "Swollen cups" --bad YOG-0040 --bad YOG-0041
    """
    from office.investigating import open_investigation
    from office.said import OpenEntry
    from queries.batches import resolve
    from queries.one_state import of_one_state

    settings = load_settings(data)
    batches: Sequence[str] = ()
    fingerprint = None
    if bad:
        with open_database(settings) as database:
            batches, fingerprint = of_one_state(database, lambda: resolve(database, bad))
    begun = said(
        OpenEntry, title=title, problem=problem, bad=[*batches], fingerprint=fingerprint
    )  # fmt: skip
    write(
        settings,
        lambda change: open_investigation(change, begun, by=user(), door=door()),
        as_json=as_json,
        show_id=True,
    )


@app.command("export")
def export_command(
    investigation_id: Id,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new file: .xlsx or .pdf, an 8D sheet; .json.")
    ],
    language: Annotated[SheetLanguage, typer.Option(help="Language of the headings.")] = (
        SheetLanguage.EN
    ),
    data: Data = None,
) -> None:
    """Writes an investigation as an 8D sheet, D0 to D8 and the log, or as JSON.

    Examples:

      genealogy investigation export INV-0001 inv-0001.pdf

      genealogy investigation export INV-0001 inv-0001.xlsx --language zh
    """
    from api.eight_d import ENDINGS, filed

    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise WrongUsage(f"{visible(str(out))} is to end in one of: {', '.join(ENDINGS)}.")
    check_new(out)
    found = _read(load_settings(data), investigation_id, "export.investigation")
    made = filed(found, ending, "zh-CN" if language is SheetLanguage.ZH else "en")
    with new_file(out) as file:
        file.write(made)
    show(str(out))


def _read(settings: Settings, investigation_id: str, action: str | None = None) -> Investigation:
    from office.investigating import investigation
    from office.opening import open_office

    with put_on_record(settings, action) as record, open_office(settings) as office:
        found = investigation(office, investigation_id)
        record.outcome(status=found.status, entries=len(found.log), newest=found.head)
    return found


app.command("suspect")(investigation_entries.suspect_command)
app.command("evidence")(investigation_entries.evidence_command)
app.command("verdict")(investigation_entries.verdict_command)
app.command("note")(investigation_entries.note_command)
app.command("action")(investigation_entries.action_command)
app.command("done")(investigation_entries.done_command)
app.command("close")(investigation_entries.close_command)
app.command("reopen")(investigation_entries.reopen_command)
