"""Writing to an investigation from the command line: what is said, by whom, through which door."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import say, show, show_json
from api.record import user
from api.typed import command_words
from genealogy.settings import Settings

if TYPE_CHECKING:  # SQLAlchemy takes its time; the other commands do not wait for it
    from office.changing import Changing
    from office.investigation import Investigation
    from office.said import Added

Id = Annotated[str, typer.Argument(metavar="ID", help="Its id, as INV-0001.")]


def said(kind: Any, /, **fields: Any) -> Any:
    """What is said, of this kind of entry. Raises WrongUsage where it cannot be said."""
    from pydantic import ValidationError

    from api.suspects import wrong

    try:
        return kind(**fields)
    except ValidationError as error:
        raise wrong(error) from None


def add_entries(
    settings: Settings, investigation_id: str, all_said: Sequence[Added], *, as_json: bool
) -> None:
    """Adds entries for all that is said, or for none of it, and says so."""
    from office.investigating import add

    def change_it(change: Changing) -> Investigation:
        return add(change, investigation_id, all_said, by=user(), door=door())

    write(settings, change_it, as_json=as_json)


def write(
    settings: Settings,
    change_it: Callable[[Changing], Investigation],
    *,
    as_json: bool,
    show_id: bool = False,
) -> None:
    """Writes entries and, in the same transaction, that they were written; says so."""
    from office.audit import signed
    from office.changing import Changing
    from office.opening import open_office

    with open_office(settings) as office:
        with office.one_at_a_time() as connection:
            found = change_it(Changing(connection))
        unsigned = signed(settings, office)
    if unsigned:
        say(unsigned)
    if as_json:
        show_json(found.to_dict())
        return
    if show_id:
        show(found.investigation_id)
    say(f"{found.investigation_id}, entry {found.log[-1].number}: on record as {found.head}")


def door() -> dict[str, str]:
    """What the audit trail tells of where it was said."""
    return {
        "door": "command line",
        "host": platform.node(),
        "command": ".".join(command_words()),
    }
