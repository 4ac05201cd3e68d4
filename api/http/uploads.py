"""Uploads: files that come over HTTP, kept in the folder of their job under their own names."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, UploadFile
from fastapi.exceptions import RequestValidationError

from genealogy.errors import WrongUsage
from genealogy.settings import Settings

MOST_FILES = 100
_LONGEST_NAME = 255  # bytes, of most file systems


_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


async def _only_files(request: Request) -> None:
    """Raises RequestValidationError for a body that is no form, for a text in place of a file, and
    for fields besides `files`: left out, they would be another order than the one given."""
    kind = request.headers.get("content-type", "").lower()
    if kind and not kind.startswith(_FORMS):
        raise RequestValidationError([{"type": "form_type", "loc": ("body",), "msg": ""}])
    wrong = {
        name: "file_type" if name == "files" else "extra_forbidden"
        for name, value in (await request.form()).multi_items()
        if name != "files" or isinstance(value, str)
    }
    if wrong:
        raise RequestValidationError(
            [{"type": kind, "loc": ("body", name), "msg": ""} for name, kind in wrong.items()]
        )


OnlyFiles = Annotated[None, Depends(_only_files)]
"""That a form has files and nothing else."""


def folder_of(settings: Settings, job_id: str) -> Path:
    """Where the files of a job lie until it has ended."""
    return settings.data / "uploads" / job_id


def keep(files: Sequence[UploadFile], folder: Path) -> list[str]:
    """Writes the files into a new folder; their names.

    Evidence names files, so a name is kept as it is or refused, never changed. Raises WrongUsage
    for a name with a path in it, one that drives a terminal, one that is too long or stands twice.
    """
    names = [checked(file.filename) for file in files]
    if len({name.casefold() for name in names}) < len(names):
        raise WrongUsage("Two of the files have one name: nobody could tell their rows apart.")
    folder.mkdir(parents=True, mode=0o700)
    try:
        for file, name in zip(files, names, strict=True):
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as kept:
                shutil.copyfileobj(file.file, kept, 1024 * 1024)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return names


def checked(name: str | None) -> str:
    """The name of an uploaded file. Raises WrongUsage for one that is more than a name."""
    if not name:
        raise WrongUsage("A file without a name cannot be loaded: evidence names files.")
    if (
        name.startswith(".")
        or {"/", "\\", ":", "\0"} & set(name)
        or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME
    ):
        raise WrongUsage(
            "A file's name is to be a name alone: no path, no control characters, at most"
            f" {_LONGEST_NAME} bytes, and no dot in front."
        )
    return name
