"""Profiles: TOML files that say which file they read and what its columns state."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from genealogy.errors import FileRefused, ProfileInvalid
from genealogy.facts import FACTS
from genealogy.nouns import Noun
from loaders.cross_references import CrossReferenceRefused, Translation, read_cross_reference
from loaders.profile_sections import (
    Cells,
    Condition,
    CrossReference,
    Decided,
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
    "is_profile_name",
    "profile_tables",
    "profile_text",
    "read_profile",
    "read_profile_file",
    "word_of",
]


_NAME = r"^[a-z0-9][a-z0-9-]*$"
_MOST_BYTES = 1_000_000
_MOST_DOTS = 5_000
_DEEPEST = 20
_MOST_TOLD = 100


class Profile(Strict):
    """A whole profile."""

    name: str = Field(pattern=_NAME)
    title: str
    source: Decided
    file: FileSection
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    cells: Cells = Cells()
    cross_references: dict[str, CrossReference] = Field(default_factory=dict)
    identity: Identity | None = None
    document: DocumentSection | None = None
    fact: tuple[FactSection, ...] = ()
    void: tuple[VoidSection, ...] = ()
    describe: tuple[DescribeSection, ...] = ()
    skip: tuple[Skip, ...] = ()
    digest: str = ""
    _translations: dict[str, Translation] = PrivateAttr(default_factory=dict)
    _built_in: bool = PrivateAttr(default=False)

    @property
    def built_in(self) -> bool:
        """Whether it is one of those that come with the program."""
        return self._built_in

    def in_zone(self, zone: str | None) -> Profile:
        """The same with this time zone, where it states none: what it reads is another thing
        then, so that its digest is another one too."""
        if zone is None or self.cells.zone is not None:
            return self
        cells = self.cells.model_copy(update={"zone": zone})
        digest = sha256(f"{self.digest} {zone}".encode()).hexdigest()
        return self.model_copy(update={"cells": cells, "digest": digest})

    @property
    def translations(self) -> dict[str, Translation]:
        """The cross-references by name, as their files say them."""
        return self._translations

    def values(self) -> list[Value]:
        """Every value of the profile."""
        values: list[Value] = [*(self.document.key if self.document else ())]
        identities = [self.identity]
        sections: list[Section] = [*self.fact, *self.void, *self.describe]
        for section in sections:
            values += section.values.values()
            identities.append(section.batch)
            if not isinstance(section, DescribeSection):
                values += section.key if isinstance(section, FactSection) else section.reverses
        for identity in identities:
            if identity is not None:
                parts = (identity.party, identity.item, identity.lot, identity.serial)
                values += [part for part in parts if part is not None]
        return values

    @model_validator(mode="after")
    def _has_identity(self) -> Profile:
        parts: list[Section] = [*self.fact, *self.void, *self.describe]
        if self.identity is None and any(_needs_identity(part) for part in parts):
            raise ValueError("a profile whose rows name batches needs [identity]")
        return self


def read_profile(text: str, name: str, folder: Path | None = None) -> Profile:
    """The profile in this TOML text, with the cross-references of its folder.

    Raises ProfileInvalid with every mistake and its line.
    """
    data = profile_tables(text, name)
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        problems = [
            f"line {_line_of(text, each['loc'])}: {_where(each['loc'])}{_said(each)}"
            for each in error.errors()[:_MOST_TOLD]
        ]
        if error.error_count() > _MOST_TOLD:
            problems.append(f"and {error.error_count() - _MOST_TOLD:,} more mistakes")
        raise ProfileInvalid(name, list(dict.fromkeys(problems))) from None
    translations = _read_translations(profile, text, name, folder)
    digests = [sha256(text.encode()).hexdigest(), *(each.digest for each in translations.values())]
    # A changed cross-reference is another profile: its facts are others.
    digest = digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()
    read = profile.model_copy(update={"digest": digest})
    read._translations = translations
    return read


def _read_translations(
    profile: Profile, text: str, name: str, folder: Path | None
) -> dict[str, Translation]:
    """The profile's cross-references, in the order of their names."""
    problems = []
    translations = {}
    for asked in dict.fromkeys(each for value in profile.values() for each in value.references()):
        if asked not in profile.cross_references:
            known = ", ".join(profile.cross_references) or "none"
            line = _line_with(text, rf"""\breference\s*=\s*["']{re.escape(asked)}["']""")
            problems.append(f'line {line}: no cross-reference "{asked}"; there is: {known}')
    for each, section in sorted(profile.cross_references.items()):
        try:
            if folder is None:
                raise CrossReferenceRefused("file", "only a profile that is a file can name one")
            translations[each] = read_cross_reference(section, folder)
        except CrossReferenceRefused as refused:
            place: tuple[str, ...] = ("cross_references", each, refused.word)
            problems.append(f"line {_line_of(text, place)}: {_where(place)}{refused}")
    if problems:
        raise ProfileInvalid(name, problems)
    return translations


def read_profile_file(path: Path) -> Profile:
    """The profile in this file; raises FileRefused or ProfileInvalid."""
    return read_profile(profile_text(path), path.name, path.parent)


def profile_text(path: Path) -> str:
    """The text of a profile's file; raises FileRefused."""
    try:
        if not path.is_file():
            raise FileRefused(path, "the profile cannot be read (it is no file).")
        if path.stat().st_size > _MOST_BYTES:
            raise FileRefused(path, f"a profile has no more than {_MOST_BYTES // 1_000_000} MB.")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(path, f"the profile cannot be read ({error}).") from None


def profile_tables(text: str, name: str) -> dict[str, Any]:
    """What the TOML text of a profile says, whatever it means; raises ProfileInvalid."""
    too_deep = f"it is nested more than {_DEEPEST} deep"
    try:
        if text.count(".") > _MOST_DOTS:  # a name of many parts takes the square of their room
            raise ValueError(f"it has more than {_MOST_DOTS:,} dots")
        data = tomllib.loads(text)
        if _is_deeper(data, _DEEPEST):
            raise ValueError(too_deep)
    except ValueError as error:
        raise ProfileInvalid(name, [str(error)]) from None
    except RecursionError:
        raise ProfileInvalid(name, [too_deep]) from None
    return data


def _is_deeper(value: object, levels: int) -> bool:
    """Whether tables and lists are nested more than so many levels in it."""
    inside = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(inside, list):
        return False
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inside)


def is_profile_name(text: str) -> bool:
    """Whether a profile may have this name."""
    return re.fullmatch(_NAME, text) is not None


def builtin_profiles() -> dict[str, Profile]:
    """The profiles that come with the program, by name."""
    found = {
        name: read_profile(text, name) for name, text in sorted(builtin_profile_texts().items())
    }
    for each in found.values():
        each._built_in = True
    return found


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


def _line_with(text: str, pattern: str) -> int:
    """The first line that has this pattern."""
    lines = text.splitlines()
    return next((at for at, line in enumerate(lines, 1) if re.search(pattern, line)), 1)


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The line of the text that a mistake is in: its table, then its key."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    table = re.escape(str(location[0])) if location else ""
    index = next((part for part in location[1:2] if isinstance(part, int)), 0)
    headers = _headers(lines, rf"{table}\s*[\].]")
    if len(location) > 1 and isinstance(location[1], str):  # [cross_references.NAME]
        inner = re.escape(location[1])
        headers = _headers(lines, rf"{table}\s*\.\s*[\"']?{inner}[\"']?\s*\]") or headers
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


def _headers(lines: list[str], table: str) -> list[int]:
    """Where the headers of this table stand."""
    return [at for at, line in enumerate(lines) if re.match(rf"\s*\[\[?\s*{table}", line)]
