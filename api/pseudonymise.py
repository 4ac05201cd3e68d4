"""`genealogy pseudonymise`: a person is known by a pseudonym from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import AsJson, Data, opened, say, show, show_json
from api.record import user
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings
from genealogy.visible import visible

if TYPE_CHECKING:
    from loaders.pseudonyms import Person
    from office.opening import Office


def pseudonymise_command(
    who: Annotated[
        str,
        typer.Argument(
            metavar="PERSON", help="customer, supplier or operator, and the id: customer:C-101."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, without the name: it stays on record.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Replaces name, contact and address of a person by a pseudonym, also in later loads.

    Facts and the fingerprint stay. Entries of the audit trail that name the person lose their
    details, and an entry says which; rejected rows have the pseudonym.

    Examples:

      genealogy pseudonymise customer:C-101 --reason "request of 2026-11-20" --dry-run

      genealogy pseudonymise customer:C-101 --reason "request of 2026-11-20"
    """
    from loaders.pseudonyms import person
    from office.opening import open_office

    word, _, node_id = who.partition(":")
    if not node_id or not reason.strip():
        raise WrongUsage("Name a person as in customer:C-101, and give a reason.")
    _check_reason(load_settings(data), word, node_id, reason)
    action = None if dry_run else "pseudonymise"
    with opened(data, action) as (database, settings, record), open_office(settings) as office:
        found = person(database, word, node_id)
        told: dict[str, Any] = {"person": who, "dry_run": dry_run}
        told |= _planned(office, found) if dry_run else _done(database, office, found, reason)
        record.outcome(**told)
    if as_json:
        show_json(told)
        return
    show(f"{visible(who)}: {told['pseudonym'] or 'gets a pseudonym'}", style="bold")
    show(f"  described texts that are replaced: {told['values']}")
    show(f"  entries whose details are erased:  {len(told['entries'])}")
    show(f"  rejected rows that are masked:     {len(told['rejected_rows'])}")
    say("dry run: nothing was changed" if dry_run else "pseudonymised")


def _check_reason(settings: Settings, word: str, node_id: str, reason: str) -> None:
    """Raises WrongUsage for a reason that names the person: it would stay on record. Looked at
    before anything is, what is asked included."""
    from loaders.pseudonyms import person

    with open_database(settings) as database:
        try:
            texts = person(database, word, node_id).texts
        except WrongUsage:  # which is told, and on record, where it is looked for in earnest
            return
    if any(text.casefold() in reason.casefold() for text in texts):
        raise WrongUsage("The reason names the person, and it stays on record: say it without.")


def _planned(office: Office, found: Person) -> dict[str, Any]:
    from office.pseudonyms import naming, pseudonym_of

    return {
        "pseudonym": found.pseudonym or pseudonym_of(office, found.word, found.id),
        "entries": naming(office, found.texts),
        "values": len(found.texts),
        "rejected_rows": list(found.rows),
    }


def _done(database: Database, office: Office, found: Person, reason: str) -> dict[str, Any]:
    """The trail first: once the graph has forgotten the name, nobody could look for it."""
    from loaders.pseudonyms import pseudonymise
    from office.pseudonyms import forget, naming, new_pseudonym, pseudonym_of

    kept = found.pseudonym or pseudonym_of(office, found.word, found.id)
    pseudonym = kept or new_pseudonym(office)
    entries = naming(office, found.texts)
    forget(office, found.word, found.id, pseudonym, found.texts, by=user(), reason=reason)
    done = pseudonymise(database, found, pseudonym)
    return {
        "pseudonym": pseudonym,
        "entries": entries,
        "values": done.values,
        "rejected_rows": list(done.rows),
    }
