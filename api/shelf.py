"""The profiles of a command: those of the settings, and those that it names."""

from __future__ import annotations

from typing import Annotated

import typer

from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings
from loaders.reading import is_folder
from loaders.shelf import Shelf

Named = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Name of a profile, or a profile file; may be repeated. Else by the header.",
    ),
]


def shelf_of_settings(settings: Settings | None = None) -> Shelf:
    """The profiles that stand ready, by GENEALOGY_PROFILES and GENEALOGY_ZONE."""
    settings = settings or load_settings()
    if settings.profiles is not None and not is_folder(settings.profiles):
        raise WrongUsage(f"GENEALOGY_PROFILES cannot be used: {settings.profiles} is no folder.")
    return Shelf(settings.profiles, settings.zone)
