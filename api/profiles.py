"""`genealogy profiles`: the profiles that come with the program."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import AsJson, show_json, show_table
from genealogy.errors import WrongUsage
from loaders.profile import builtin_profile_texts, builtin_profiles

app = typer.Typer(invoke_without_command=True, help="Profiles: which file states what.")


@app.callback()
def profiles_callback(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists the profiles where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """The profiles, and the columns that each needs."""
    rows = [
        {"name": each.name, "title": each.title, "header": ", ".join(each.file.header)}
        for each in builtin_profiles().values()
    ]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, {"name": "profile", "title": "title", "header": "needs"})


@app.command("show")
def show_command(name: Annotated[str, typer.Argument(help="The profile's name.")]) -> None:
    """One profile as TOML, to copy and edit.

    Example:

      genealogy profiles show erp-issues > my-issues.toml
    """
    texts = builtin_profile_texts()
    if name not in texts:
        raise WrongUsage(f'No profile "{name}"; there is: {", ".join(sorted(texts))}.')
    print(texts[name], end="")
