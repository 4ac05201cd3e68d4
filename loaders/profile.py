"""Profiles: TOML files that say which file they read and what its columns state.

A *value* in a profile says where a text comes from:

    "Order"                               the cell of that column
    "=own"                                the text itself
    ["=own", "Order"]                     several joined into one id
    { column = "Order", rule = "sap_alpha", split = ",", map = {...}, default = "..." }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from genealogy.errors import FileRefused, ProfileInvalid
from genealogy.facts import DESCRIBED, FACTS, own_fields
from genealogy.nouns import Noun
from loaders.cells import RULES, NumberFormat, zone_named

_COMMON = {"quantity", "unit", "occurred", "document", "changed", "stated"}


class Strict(BaseModel):
    """A part of a profile: unknown words are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Strict):
    """Where a text comes from. Exactly one of `column`, `text` and `parts` is given."""

    column: str | None = None
    text: str | None = None
    parts: tuple[Value, ...] = ()
    rule: str | None = None
    split: str | None = None
    probability: str | None = None
    other_than: str | None = None
    map: dict[str, str] = Field(default_factory=dict)
    default: str | None = None
    sign: Literal["keep", "drop"] = "keep"

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"text": value[1:]} if value.startswith("=") else {"column": value}
        if isinstance(value, list):
            return {"parts": tuple(value)}
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> Value:
        if (self.column is not None) + (self.text is not None) + bool(self.parts) != 1:
            raise ValueError('a value is a column, "=text" or a list of these')
        if self.rule is not None and self.rule not in RULES:
            raise ValueError(f'no rule "{self.rule}"; there is: {", ".join(RULES)}')
        return self

    def columns(self) -> Iterator[str]:
        """The columns that it reads."""
        if self.column is not None:
            yield self.column
        if self.other_than is not None:
            yield self.other_than
        for part in self.parts:
            yield from part.columns()


class Identity(Strict):
    """How a row names a batch: who gave the number, the item, the lot or the serial."""

    party: Value
    item: Value = Value(text="")
    lot: Value | None = None
    serial: Value | None = None

    @model_validator(mode="after")
    def _lot_or_serial(self) -> Identity:
        if self.lot is None and self.serial is None:
            raise ValueError("a batch needs a lot or a serial")
        return self


class FileSection(Strict):
    """Which file the profile reads."""

    header: tuple[str, ...] = Field(min_length=1)
    skip: str | None = None


def _has_candidates(identity: Identity) -> bool:
    number = identity.lot or identity.serial
    return number is not None and number.probability is not None


def _number_format(text: str) -> str:
    NumberFormat(text)
    return text


def _zone(text: str) -> str:
    zone_named(text)
    return text


class Cells(Strict):
    """How the cells are written."""

    number: Annotated[str, BeforeValidator(_number_format)] = "1234.5"
    date: str = "iso"
    zone: Annotated[str, BeforeValidator(_zone)] | None = None


class Condition(Strict):
    """Which rows a part of the profile is about."""

    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def condition_columns(self) -> Iterator[str]:
        """The columns that it looks at."""
        yield from (*self.when, *self.present, *self.absent)


class Skip(Condition):
    """Rows that are left out on purpose, and why."""

    reason: str


class DocumentSection(Strict):
    """The columns that identify a document's line, the same in every extract."""

    key: tuple[Value, ...] = Field(min_length=1)


class FactSection(Condition):
    """One fact that a row states. Ends are given by the noun at each: `batch`, `operation`, ..."""

    kind: str
    key: tuple[Value, ...] = ()
    batch: Identity | None = None
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_values(cls, data: Any) -> Any:
        return _with_values(data, {"kind", "key", "batch", "when", "present", "absent"})

    @model_validator(mode="after")
    def _known_words(self) -> FactSection:
        if self.kind not in FACTS:
            raise ValueError(f'no kind of fact "{self.kind}"; there is: {", ".join(FACTS)}')
        fact = FACTS[self.kind]
        ends = end_words(self.kind)
        times = {word_of(name) for name in own_fields(fact)}
        allowed = {*ends, *_COMMON, *times} - {"batch"}
        for word in self.values:
            if word not in allowed:
                raise ValueError(
                    f'a {self.kind} has no "{word}"; it has: {", ".join(sorted(allowed))}'
                )
        if self.batch and _has_candidates(self.batch) and not fact.EDGE.can_be_possible:
            raise ValueError(f"a {self.kind} cannot be stated of candidates with a probability")
        for word in ends:
            if word not in self.values and word not in ("batch", "measurement"):
                raise ValueError(f'a {self.kind} needs "{word}"')
        return self


class VoidSection(Condition):
    """A row that takes an earlier fact back, named in full by its document and line."""

    kind: str
    reverses: tuple[Value, ...] = Field(min_length=1)
    batch: Identity | None = None
    reason: str
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_values(cls, data: Any) -> Any:
        known = {"kind", "reverses", "batch", "reason", "when", "present", "absent"}
        return _with_values(data, known)

    @model_validator(mode="after")
    def _known_words(self) -> VoidSection:
        if self.kind not in FACTS:
            raise ValueError(f'no kind of fact "{self.kind}"; there is: {", ".join(FACTS)}')
        return self


class DescribeSection(Condition):
    """Properties of a node that a row states."""

    noun: str
    batch: Identity | None = None
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_values(cls, data: Any) -> Any:
        return _with_values(data, {"noun", "batch", "when", "present", "absent"})

    @model_validator(mode="after")
    def _known_words(self) -> DescribeSection:
        nouns = {noun.value.lower(): noun for noun in DESCRIBED}
        if self.noun not in nouns:
            raise ValueError(f'no noun "{self.noun}" to describe; there is: {", ".join(nouns)}')
        properties = {word_of(name) for name in DESCRIBED[nouns[self.noun]]}
        for word in self.values:
            if word not in properties | {"id", "changed", "stated"}:
                listed = ", ".join(sorted(properties))
                raise ValueError(f'a {self.noun} has no "{word}"; it has: {listed}')
        if "id" not in self.values and self.noun not in ("batch", "material"):
            raise ValueError(f'describing a {self.noun} needs its "id"')
        return self


Section = FactSection | VoidSection | DescribeSection


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


def word_of(field: str) -> str:
    """The word that profiles use for a field: `occurred` for `occurred_at`."""
    return field.removesuffix("_at").removesuffix("_on")


def end_words(kind: str) -> tuple[str, str]:
    """The words for the two ends of a kind of fact: `batch` and `operation` for a consumption."""
    edge = FACTS[kind].EDGE
    if edge.source is edge.target:
        return edge.source.value.lower(), f"outer_{edge.target.value.lower()}"
    return edge.source.value.lower(), edge.target.value.lower()


def _with_values(data: Any, known: set[str]) -> Any:
    if not isinstance(data, dict):
        return data
    values = {word: value for word, value in data.items() if word not in known}
    return {word: value for word, value in data.items() if word in known} | {"values": values}


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
