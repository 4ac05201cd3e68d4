"""The parts of a profile, each a table of its TOML text.

A *value* in a profile says where a text comes from:

    "Order"                               the cell of that column
    "=own"                                the text itself
    ["=own", "Order"]                     several joined into one id
    { column = "Order", rule = "sap_alpha", split = ",", map = {...}, default = "..." }
    { column = "Barcode", gs1 = "lot" }, { column = "Item", reference = "items" }
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from genealogy.facts import DESCRIBED, FACTS, own_fields
from loaders.cells import RULES, NumberFormat, zone_named
from loaders.text_files import encoding_named

UNDECIDED = "TODO"
"""Begins a text that somebody has still to decide, as a proposed profile has them."""

_COMMON = {"quantity", "unit", "occurred", "document", "changed", "stated"}
_SOME_DAY = datetime(2026, 10, 23, 14, 30, 15, tzinfo=UTC)


class Strict(BaseModel):
    """A part of a profile: unknown words are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _decided(text: str) -> str:
    if text.startswith(UNDECIDED):
        raise ValueError(f"is still to be decided: {text.removeprefix(UNDECIDED).lstrip(': ')}")
    return text


def _number_format(text: str) -> str:
    NumberFormat(_decided(text))
    return text


def _date(text: str) -> str:
    if _decided(text) == "iso":
        return text
    try:
        if "%" in text:
            datetime.strptime(_SOME_DAY.strftime(text), text)
            return text
    except (ValueError, re.error):  # one that names a part of the date twice
        pass
    raise ValueError(f'"{text}" is no pattern of a date; write iso, or one such as %d.%m.%Y')


def _zone(text: str) -> str:
    zone_named(_decided(text))
    return text


def _encoding(text: str) -> str:
    return encoding_named(_decided(text))


Decided = Annotated[str, BeforeValidator(_decided)]
Number = Annotated[str, BeforeValidator(_number_format)]
Date = Annotated[str, BeforeValidator(_date)]
Zone = Annotated[str, BeforeValidator(_zone)]
Encoding = Annotated[str, BeforeValidator(_encoding)]


class Value(Strict):
    """Where a text comes from. Exactly one of `column`, `text` and `parts` is given."""

    column: str | None = None
    text: str | None = None
    parts: tuple[Value, ...] = ()
    rule: str | None = None
    split: str | None = Field(default=None, min_length=1)
    probability: str | None = Field(default=None, min_length=1)
    other_than: str | None = None
    map: dict[str, str] = Field(default_factory=dict)
    default: str | None = None
    gs1: Literal["item", "lot", "serial", "sscc"] | None = None
    reference: str | None = None
    sign: Literal["keep", "drop"] = "keep"
    number: Number | None = None
    date: Date | None = None
    zone: Zone | None = None

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
        if self.gs1 and (self.rule or "").startswith("gs1_"):
            raise ValueError(f'"{self.rule}" reads the whole label: it excludes "gs1"')
        if self.gs1 or self.reference:
            word = "gs1" if self.gs1 else "reference"
            if self.column is None:
                raise ValueError(f'"{word}" is of a cell: it needs a "column"')
            if self.split is not None:
                raise ValueError(f'"{word}" reads a cell as a whole: it excludes "split"')
        return self

    def references(self) -> Iterator[str]:
        """The cross-references that it asks."""
        if self.reference is not None:
            yield self.reference
        for part in self.parts:
            yield from part.references()

    def columns(self) -> Iterator[str]:
        """The columns that it reads."""
        if self.column is not None:
            yield self.column
        if self.other_than is not None:
            yield self.other_than
        for part in self.parts:
            yield from part.columns()


class Identity(Strict):
    """How a row names a batch: who gave the number, the item, the lot or the serial.

    `item_unknown` says that the rows never tell the item of their lots, which then are pending.
    """

    party: Value
    item: Value = Value(text="")
    item_unknown: bool = False
    lot: Value | None = None
    serial: Value | None = None

    @model_validator(mode="after")
    def _lot_or_serial(self) -> Identity:
        if self.lot is None and self.serial is None:
            raise ValueError("a batch needs a lot or a serial")
        if self.item_unknown and "item" in self.model_fields_set:
            raise ValueError('"item_unknown" excludes "item": no row names it')
        return self


class CrossReference(Strict):
    """A file that says what an identifier of one system is in another."""

    file: str
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    missing: Literal["reject", "keep"] = "reject"


class FileSection(Strict):
    """Which file the profile reads."""

    header: tuple[str, ...] = Field(min_length=1)
    encoding: Encoding | None = None
    skip: str | None = None


class Cells(Strict):
    """How the cells are written."""

    number: Number = "1234.5"
    date: Date = "iso"
    zone: Zone | None = None
    empty: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Condition(Strict):
    """Which rows a part of the profile is about."""

    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    begins: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    not_negative: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()

    @cached_property
    def unconditional(self) -> bool:
        """Whether it is about every row."""
        return not any(self.condition_columns())

    def condition_columns(self) -> Iterator[str]:
        """The columns that it looks at."""
        yield from (*self.when, *self.begins, *self.present, *self.absent)
        yield from (*self.negative, *self.not_negative, *self.differ)


class Skip(Condition):
    """Rows that are left out on purpose, and why."""

    reason: str


class DocumentSection(Strict):
    """The columns that identify a document's line, the same in every extract."""

    key: tuple[Value, ...] = Field(min_length=1)


class FactSection(Condition):
    """One fact that a row states. Ends are given by the noun at each: `batch`, `operation`, ..."""

    kind: Decided
    key: tuple[Value, ...] = ()
    batch: Identity | None = None
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_values(cls, data: Any) -> Any:
        return _with_values(data, {"kind", "key", "batch"})

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
        return _with_values(data, {"kind", "reverses", "batch", "reason"})

    @model_validator(mode="after")
    def _known_words(self) -> VoidSection:
        if self.kind not in FACTS:
            raise ValueError(f'no kind of fact "{self.kind}"; there is: {", ".join(FACTS)}')
        return self


class DescribeSection(Condition):
    """Properties of a node that a row states, `alone` where it may state nothing else."""

    noun: str
    batch: Identity | None = None
    alone: bool = False
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_values(cls, data: Any) -> Any:
        return _with_values(data, {"noun", "batch", "alone"})

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


@cache
def word_of(field: str) -> str:
    """The word that profiles use for a field: `occurred` for `occurred_at`."""
    return field.removesuffix("_at").removesuffix("_on")


@cache
def end_words(kind: str) -> tuple[str, str]:
    """The words for the two ends of a kind of fact: `batch` and `operation` for a consumption."""
    edge = FACTS[kind].EDGE
    if edge.source is edge.target:
        return edge.source.value.lower(), f"outer_{edge.target.value.lower()}"
    return edge.source.value.lower(), edge.target.value.lower()


def _has_candidates(identity: Identity) -> bool:
    number = identity.lot or identity.serial
    return number is not None and number.probability is not None


def _with_values(data: Any, own: set[str]) -> Any:
    """The words that are neither a section's own nor of its condition are its values."""
    if not isinstance(data, dict):
        return data
    known = own | Condition.model_fields.keys()
    values = {word: value for word, value in data.items() if word not in known}
    return {word: value for word, value in data.items() if word in known} | {"values": values}
