"""`genealogy keys`: who may use the API, by keys that are made, listed and revoked here."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import (
    AsJson,
    Data,
    put_on_record,
    say,
    show_json,
    show_table,
    time_text,
)
from genealogy.settings import load_settings
from office.roles import Role

app = typer.Typer(
    invoke_without_command=True, help="Keys of the API: who may what, until when, at which sites."
)
_COLUMNS = {
    "key_id": "key",
    "name": "name",
    "role": "role",
    "at": "sites",
    "status": "status",
    "created_at": "made",
    "created_by": "by",
    "expires_at": "expires",
    "used_at": "last used",
    "reason": "revoked, because",
}
_TIMES = ("created_at", "expires_at", "used_at")


@app.callback()
def keys_callback(context: typer.Context, as_json: AsJson = False, data: Data = None) -> None:
    """Lists the keys where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json, data)


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None) -> None:
    """Every key with its role and its last use; the keys themselves are not kept.

    Example:

      genealogy keys --json
    """
    from office.keys import keys
    from office.opening import open_office

    settings = load_settings(data)
    with put_on_record(settings) as record, open_office(settings) as office:
        rows = [each.to_dict() for each in keys(office)]
        record.outcome(keys=len(rows))
    if as_json:
        show_json(rows)
    elif rows:
        shown = [row | {"at": "all" if row["sites"] is None else ", ".join(row["sites"])}
                 for row in rows]  # fmt: skip
        show_table(shown, _COLUMNS, times=_TIMES)
    else:
        say("There is no key yet: `genealogy keys new NAME --role ROLE` makes one.")


@app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, or what for.")],
    role: Annotated[Role, typer.Option(help="What the key may do: see docs/access.md.")],
    site: Annotated[
        list[str] | None,
        typer.Option(metavar="SITE", help="Only what lies within this site. Also several times."),
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN", help="Days, as in 90d, or a date, whose end is meant. Default: never."
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Makes a key and prints it, this once: keep it where secrets are kept.

    Examples:

      KEY=$(genealogy keys new mes --role integrator)

      genealogy keys new "质量部 李娜" --role quality --site Husum --expires 90d
    """
    from office.audit import signed
    from office.callers import this_user
    from office.keys import expiry, new_key
    from office.opening import open_office

    settings = load_settings(data)
    until = None if expires is None else expiry(expires, settings.timezone)
    with open_office(settings) as office:
        by = this_user().id
        key, text = new_key(office, name=name, role=role, sites=site, expires=until, by=by)
        unsigned = signed(settings, office)
    if unsigned:
        say(unsigned)
    if as_json:
        show_json(key.to_dict() | {"key": text})
    else:
        print(text)
    end = time_text(key.expires_at) if key.expires_at else "never"
    say(f"Key {key.key_id} of {key.name}, {key.role}; expires: {end}. It is not shown again.")


@app.command("revoke")
def revoke_command(
    key_id: Annotated[
        str, typer.Argument(metavar="ID", help="Its id, as `genealogy keys` lists it.")
    ],
    reason: Annotated[str, typer.Option(help="Why it is revoked. Kept with the key.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Revokes a key: it is refused from now on. It stays in the list, and in the audit trail.

    Example:

      genealogy keys revoke 1a2b3c4d --reason "laptop lost"
    """
    from office.audit import signed
    from office.callers import this_user
    from office.keys import revoke
    from office.opening import open_office

    settings = load_settings(data)
    with open_office(settings) as office:
        key = revoke(office, key_id, by=this_user().id, reason=reason)
        unsigned = signed(settings, office)
    if unsigned:
        say(unsigned)
    if as_json:
        show_json(key.to_dict())
    say(f"Key {key.key_id} of {key.name} is revoked since {time_text(key.revoked_at)},"
        f" by {key.revoked_by}, because: {key.reason}")  # fmt: skip
