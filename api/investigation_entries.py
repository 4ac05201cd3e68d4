"""What is said in an investigation by commands: `investigation suspect` and the others."""

from __future__ import annotations

from enum import StrEnum
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import AsJson, Data
from api.investigation_writing import Id, add_entries, said
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.settings import load_settings
from genealogy.visible import visible

if TYPE_CHECKING:  # SQLAlchemy takes its time; the other commands do not wait for it
    from office.said import Added

SuspectNumber = Annotated[
    str, typer.Argument(metavar="SUSPECT", help="Its number in the investigation, as S1.")
]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="In words; at most 10,000 letters.")]
Reason = Annotated[str, typer.Option(help="Why. Kept in the log.")]


class VerdictWord(StrEnum):
    """What is held of a suspect."""

    CONFIRMED = "confirmed"
    RULED_OUT = "ruled-out"
    OPEN = "open"


class ActionWord(StrEnum):
    """What an action is for."""

    CONTAINMENT = "containment"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


def suspect_command(
    investigation_id: Id,
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND", help="supplier, batch, equipment, ...", show_default=False),
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME]", help="Which; of a batch its number.", show_default=False),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why it is suspected.")] = None,
    answer: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="An answer of root-cause --json: with its figures. Without KIND and NAME its "
            "first suspects.",
        ),
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, max=100, help="How many suspects of the answer at most.")
    ] = 5,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Names a suspect; one of the same kind and name gets the newer figures.

    Examples:

      genealogy investigation suspect INV-0001 equipment FILL-2 --note "cleaned late"

      genealogy investigation suspect INV-0001 --from answer.json --most 3
    """
    from api.suspects import by_id, is_batch, suspects_of
    from office.said import SuspectEntry
    from queries.batches import resolve

    if (kind is None) != (name is None) or (kind is None and answer is None):
        raise WrongUsage("Name a suspect by KIND and NAME, or take those of an answer by --from.")
    settings = load_settings(data)
    which = None if kind is None or name is None else (kind, name)
    named: list[Added]
    if answer is None:
        named = [said(SuspectEntry, kind=kind, name=name, note=note)]
    else:
        named = [*suspects_of(answer, which, most, note)]
    if any(map(is_batch, named)):
        with open_database(settings) as database:
            named = [by_id(each, lambda text: resolve(database, [text])[0]) for each in named]
    add_entries(settings, investigation_id, named, as_json=as_json)


def evidence_command(
    investigation_id: Id,
    suspect: SuspectNumber,
    text: Text,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Its name and SHA-256 are kept, and not the file."),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Adds what speaks for or against a suspect.

    Example:

      genealogy investigation evidence INV-0001 S1 "Swab positive" --file swab.pdf
    """
    from office.said import EvidenceEntry

    known = {} if file is None else {"file": file.name, "sha256": _sha256(file)}
    entry = said(EvidenceEntry, suspect=suspect, text=text, **known)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def verdict_command(
    investigation_id: Id,
    suspect: SuspectNumber,
    verdict: Annotated[VerdictWord, typer.Argument(metavar="VERDICT")],
    reason: Reason,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Says what is held of a suspect from now on: confirmed, ruled-out, or open again.

    Example:

      genealogy investigation verdict INV-0001 S1 confirmed --reason "same strain"
    """
    from office.said import VerdictEntry

    entry = said(VerdictEntry, suspect=suspect, verdict=verdict.value, reason=reason)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def note_command(
    investigation_id: Id, text: Text, as_json: AsJson = False, data: Data = None
) -> None:
    """Adds a note.

    Example:

      genealogy investigation note INV-0001 "The customer sends three more cups"
    """
    from office.said import NoteEntry

    entry = said(NoteEntry, text=text)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def action_command(
    investigation_id: Id,
    kind: Annotated[ActionWord, typer.Argument(metavar="KIND", help="What it is for.")],
    text: Text,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who is to do it.")],
    due: Annotated[str, typer.Option(metavar="DATE", help="By which day, as 2026-11-30.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Decides on an action: containment, corrective or preventive.

    Example:

      genealogy investigation action INV-0001 corrective "Renew the seal"
      --who "Jens Petersen" --due 2026-11-30
    """
    from office.said import ActionEntry

    entry = said(ActionEntry, kind=kind.value, text=text, who=who, due=due)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def done_command(
    investigation_id: Id,
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="Its number in the investigation, as A1.")
    ],
    text: Text,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Says that an action was done, and how that was verified.

    Example:

      genealogy investigation done INV-0001 A1 "Renewed; ten swabs are clean"
    """
    from office.said import DoneEntry

    entry = said(DoneEntry, action=action, text=text)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def close_command(
    investigation_id: Id, reason: Reason, as_json: AsJson = False, data: Data = None
) -> None:
    """Closes an investigation: nothing more is said in it.

    Example:

      genealogy investigation close INV-0001 --reason "cause found, actions verified"
    """
    from office.said import CloseEntry

    entry = said(CloseEntry, reason=reason)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def reopen_command(
    investigation_id: Id, reason: Reason, as_json: AsJson = False, data: Data = None
) -> None:
    """Reopens a closed investigation.

    Example:

      genealogy investigation reopen INV-0001 --reason "it happened again"
    """
    from office.said import ReopenEntry

    entry = said(ReopenEntry, reason=reason)
    add_entries(load_settings(data), investigation_id, [entry], as_json=as_json)


def _sha256(path: Path) -> str:
    try:
        if not path.is_file():
            raise WrongUsage(f"{visible(str(path))} is no file.")
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WrongUsage(f"{visible(str(path))} cannot be read ({error.strerror}).") from None
