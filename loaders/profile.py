"""Profiles: TOML files that say which file they read and what its columns state."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from genealogy.errors import FileRefused, ProfileInvalid
from genealogy.facts import FACTS
from genealogy.nouns import Noun
from loaders.profile_sections import (
    Cells,
    Condition,
    DescribeSection,
    DocumentSection,
    FactSection,
    FileSection,
    Identity,
    Section,
    Skip,
    Strict,
    Value,
    VoidSection,
    end_words,
    word_of,
)

__all__ = [
    "Cells",
    "Condition",
    "FileSection",
    "Identity",
    "Profile",
    "Value",
    "builtin_profile_texts",
    "builtin_profiles",
    "end_words",
    "read_profile",
    "read_profile_file",
    "word_of",
]


class Profile(Strict):
    """A whole profile."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    source: str
    file: FileSection
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    cells: Cells = Cells()
    identity: Identity | None = None
    document: DocumentSection | None = None
    fact: tuple[FactSection, ...] = ()
    void: tuple[VoidSection, ...] = ()
    describe: tuple[DescribeSection, ...] = ()
    skip: tuple[Skip, ...] = ()
    digest: str = ""

    @model_validator(mode="after")
    def _has_identity(self) -> Profile:
        parts: list[Section] = [*self.fact, *self.void, *self.describe]
        if self.identity is None and any(_needs_identity(part) for part in parts):
            raise ValueError("a profile whose rows name batches needs [identity]")
        return self


def read_profile(text: str, name: str) -> Profile:
    """The profile in this TOML text.

    Raises ProfileInvalid with every mistake and its line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileInvalid(name, [str(error)]) from None
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        problems = [
            f"line {_line_of(text, each['loc'])}: {_where(each['loc'])}{_said(each)}"
            for each in error.errors()
        ]
        raise ProfileInvalid(name, list(dict.fromkeys(problems))) from None
    return profile.model_copy(update={"digest": sha256(text.encode()).hexdigest()})


def read_profile_file(path: Path) -> Profile:
    """The profile in this file; raises FileRefused or ProfileInvalid."""
    try:
        return read_profile(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(path, f"the profile cannot be read ({error}).") from None


def builtin_profiles() -> dict[str, Profile]:
    """The profiles that come with the program, by name."""
    return {
        name: read_profile(text, name) for name, text in sorted(builtin_profile_texts().items())
    }


def builtin_profile_texts() -> dict[str, str]:
    """The TOML text of each profile that comes with the program, by name."""
    folder = files("loaders").joinpath("profiles")
    return {
        entry.name.removesuffix(".toml").replace("_", "-"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def _needs_identity(part: Section) -> bool:
    if part.batch is not None:
        return False
    if isinstance(part, DescribeSection):
        return part.noun in ("batch", "material") and "id" not in part.values
    edge = FACTS[part.kind].EDGE
    return Noun.BATCH in (edge.source, edge.target)


def _where(location: tuple[int | str, ...]) -> str:
    words = [str(part) for part in location if part != "values"]
    named = [
        f"{word} {int(following) + 1}" if following.isdigit() else word
        for word, following in zip(words, [*words, ""][1:], strict=True)
        if not word.isdigit()
    ]
    return ".".join(named) + ": " if named else ""


def _said(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "this word is not known here"
    if error["type"] == "missing":
        return "this is missing"
    return str(error["msg"]).removeprefix("Value error, ")


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The line of the text that a mistake is in: its table, then its key."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    table = str(location[0]) if location else ""
    index = next((part for part in location[1:2] if isinstance(part, int)), 0)
    headers = [
        number
        for number, line in enumerate(lines)
        if re.match(rf"\s*\[\[?\s*{re.escape(table)}\s*[\].]", line)
    ]
    if len(headers) > index:
        start = headers[index]
        end = next(
            (at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), end
        )
    keys = [str(part) for part in location if isinstance(part, str) and part != "values"]
    for key in reversed(keys):
        for number in range(start, end):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[number]):
                return number + 1
    return start + 1
