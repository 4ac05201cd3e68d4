"""Mapping: a row of text to the statements that it makes, by a profile. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

from genealogy.facts import DESCRIBED, FACTS, Description, Fact, Statement, Void, own_fields
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.cells import (
    PLAIN,
    RULES,
    CellRejected,
    Inexact,
    NumberFormat,
    Typed,
    read_date,
    read_time,
)
from loaders.profile import (
    Condition,
    DescribeSection,
    FactSection,
    Identity,
    Profile,
    Section,
    Value,
    VoidSection,
    end_words,
    word_of,
)

Row = Sequence[str]
_NOUNS = {noun.value.lower(): noun for noun in Noun}
_PLAIN = NumberFormat(PLAIN)
_TIMES = frozenset({"occurred", "changed", "stated", "ended", "started", "made"})
_NUMBERS = frozenset({"quantity", "low", "high", "stated_quantity"})


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row could not be understood: the column, its text, the reason."""

    column: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that the profile leaves out on purpose."""

    reason: str


class RowRejected(Exception):
    """Ends the mapping of a row."""

    def __init__(self, column: str, text: str, reason: str) -> None:
        super().__init__(reason)
        self.rejection = Rejection(column, text, reason)


@dataclass(frozen=True, slots=True)
class Subject:
    """A batch that a row names, with its probability where it is a candidate."""

    batch_id: str
    probability: Decimal | None
    among: int


class Mapper:
    """Maps the rows of one table. Counts equal rows, so one mapper reads one table in order."""

    def __init__(self, profile: Profile, header: Sequence[str]) -> None:
        self.profile = profile
        self.header = list(header)
        self._index = column_index(profile, header)
        self._number = NumberFormat(profile.cells.number)
        self._equal_rows: Counter[str] = Counter()

    def map_row(self, row: Row) -> tuple[Statement, ...] | Skipped | Rejection:
        """What the row states, or why it states nothing."""
        try:
            return self._map(row)
        except RowRejected as rejected:
            return rejected.rejection

    def _map(self, row: Row) -> tuple[Statement, ...] | Skipped:
        if len(row) > len(self.header):
            raise RowRejected(
                "", "; ".join(row[len(self.header) :]), "the row has more cells than the header"
            )
        if self.profile.file.skip:
            return Skipped(self.profile.file.skip)
        for skip in self.profile.skip:
            if self._applies(skip, row):
                return Skipped(skip.reason)
        statements: list[Statement] = []
        for section in self.profile.fact:
            if self._applies(section, row):
                statements += self._facts(section, row)
        for void in self.profile.void:
            if self._applies(void, row):
                statements += self._voids(void, row)
        if not statements and (self.profile.fact or self.profile.void):
            raise self._states_nothing(row)
        for describe in self.profile.describe:
            if self._applies(describe, row):
                statements += self._descriptions(describe, row)
        return tuple(statements)

    def _applies(self, condition: Condition, row: Row) -> bool:
        return (
            all(self._cell(row, column) in texts for column, texts in condition.when.items())
            and all(self._cell(row, column) for column in condition.present)
            and not any(self._cell(row, column) for column in condition.absent)
        )

    def _states_nothing(self, row: Row) -> RowRejected:
        """No fact's condition holds: the value that none of them knows is the reason."""
        sections = (*self.profile.fact, *self.profile.void)
        for column in dict.fromkeys(column for each in sections for column in each.when):
            known = sorted({text for each in sections for text in each.when.get(column, ())})
            if (text := self._cell(row, column)) not in known:
                return RowRejected(column, text, f"is none of {', '.join(known)}")
        columns = dict.fromkeys(column for each in sections for column in each.present)
        return RowRejected(next(iter(columns), ""), "", "the row states no fact")

    def _facts(self, section: FactSection, row: Row) -> list[Fact]:
        kind = FACTS[section.kind]
        common = self._common(section, row)
        own = {
            name: value
            for name in own_fields(kind)
            if (value := self._typed(section.values, name, row)) is not None
        }
        words = end_words(section.kind)
        document = self._key(section.key, row)
        found = []
        for subject, ends in self._ends(section, words, row):
            values = dict(common)
            if subject is not None:
                values["probability"] = subject.probability
                if subject.among > 1 and values["quantity"] is not None:
                    values["at_most"] = values.pop("quantity")
            about = subject.batch_id if subject else self._about(kind, words, ends)
            if document is None:
                key = self._key_by_meaning(section.kind, row, about)
            else:
                key = fact_key(self.profile.source, section.kind, document, about)
            source = ends.get(words[0], key)
            target = ends.get(words[1], key)
            values.setdefault("document", None)
            if values["document"] is None and document is not None:
                values["document"] = "/".join(document)
            found.append(kind(key=key, source=source, target=target, **values, **own))
        return found

    def _voids(self, section: VoidSection, row: Row) -> list[Void]:
        kind = FACTS[section.kind]
        words = end_words(section.kind)
        document = self._key(section.reverses, row) or ()
        return [
            Void(
                key=(
                    key := fact_key(
                        self.profile.source,
                        section.kind,
                        document,
                        subject.batch_id if subject else self._about(kind, words, ends),
                    )
                ),
                kind=kind,
                source=ends.get(words[0], key),
                target=ends.get(words[1], key),
                reason=section.reason,
            )
            for subject, ends in self._ends(section, words, row)
        ]

    def _ends(
        self, section: FactSection | VoidSection, words: tuple[str, str], row: Row
    ) -> list[tuple[Subject | None, dict[str, str]]]:
        """The ids at the two ends, once for each batch that the row names."""
        others = {
            word: self._needed(section.values[word], word, row)
            for word in words
            if word in section.values
        }
        if "batch" not in words:
            return [(None, others)]
        identity = section.batch or self.profile.identity
        assert identity is not None
        return [
            (subject, others | {"batch": subject.batch_id})
            for subject in self._subjects(identity, row)
        ]

    def _about(self, kind: type[Fact], words: tuple[str, str], ends: dict[str, str]) -> str:
        """What a fact without a batch is about: equipment, operator, the inner container."""
        return ends[words[0]] if kind.EDGE.source is kind.EDGE.target else ends.get(words[1], "")

    def _common(self, section: FactSection, row: Row) -> dict[str, Any]:
        values = section.values
        unit = self._text(values.get("unit"), row)
        return {
            "quantity": self._typed(values, "quantity", row),
            "unit": canonical_unit(unit) if unit else None,
            "occurred_at": self._typed(values, "occurred_at", row),
            "changed_at": self._typed(values, "changed_at", row),
            "stated_at": self._typed(values, "stated_at", row),
            "document": self._text(values.get("document"), row) or None,
        }

    def _typed(self, values: Mapping[str, Value], name: str, row: Row) -> Any:
        """The value of a field, as its type; None where the cell is empty."""
        word = word_of(name)
        value = values.get(word)
        text = self._text(value, row)
        if value is None or not text:
            return None
        if word in _TIMES:
            return self._time(value, text)
        if word == "expires":
            return self._date(value, text)
        return self._quantity(value, text) if word in _NUMBERS else text

    def _time(self, value: Value, text: str) -> datetime:
        cells = self.profile.cells
        try:
            return read_time(text, "iso" if isinstance(text, Typed) else cells.date, cells.zone)
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None

    def _date(self, value: Value, text: str) -> str:
        try:
            return read_date(text, "iso" if isinstance(text, Typed) else self.profile.cells.date)
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None

    def _quantity(self, value: Value, text: str) -> Decimal:
        try:
            number = (_PLAIN if isinstance(text, Typed) else self._number).read(text)
        except CellRejected as error:
            raise RowRejected(value.column or "", text, str(error)) from None
        if value.sign == "drop":
            return abs(number)
        if number < 0:
            raise RowRejected(value.column or "", text, "a quantity cannot be negative here")
        return number

    def _subjects(self, identity: Identity, row: Row) -> list[Subject]:
        party = self._text(identity.party, row)
        item = self._text(identity.item, row)
        value = identity.lot or identity.serial
        assert value is not None
        text = self._needed(value, "lot or serial", row)
        numbers = _split(value, text)
        leave = set()
        if value.other_than:
            other = self._cell(row, value.other_than)
            leave = {part.strip() for part in other.split(value.split or ",")} | {
                part.strip() for part in other.split(",")
            }
        wanted = [(number, chance) for number, chance in numbers if number not in leave]
        return [
            Subject(
                (
                    BatchName(party, item, lot=number)
                    if identity.lot is not None
                    else BatchName(party, item, serial=number)
                ).batch_id,
                chance,
                len(numbers),
            )
            for number, chance in wanted
        ]

    def _key(self, section: tuple[Value, ...], row: Row) -> tuple[str, ...] | None:
        values = section or (self.profile.document.key if self.profile.document else ())
        if not values:
            return None
        return tuple(self._needed(value, "document", row) for value in values)

    def _key_by_meaning(self, kind: str, row: Row, about: str) -> str:
        """For sources without document lines: the row's meaning, and which of its equals it is."""
        cells = "\x1f".join(
            f"{name}={row[at]}" for name, at in sorted(self._index.items()) if at < len(row)
        )
        meaning = sha256(cells.encode()).hexdigest()[:24]
        self._equal_rows[f"{kind}{meaning}{about}"] += 1
        ordinal = self._equal_rows[f"{kind}{meaning}{about}"]
        return fact_key(self.profile.source, kind, (f"~{meaning}", str(ordinal)), about)

    def _descriptions(self, section: DescribeSection, row: Row) -> list[Description]:
        noun = _NOUNS[section.noun]
        stated: dict[str, str | float] = {}
        for name in DESCRIBED[noun]:
            value = self._typed(section.values, name, row)
            if value is not None:
                stated[name] = _property(name, value)
        return [
            Description(
                noun=noun,
                id=node_id,
                properties=stated,
                changed_at=self._typed(section.values, "changed_at", row),
                stated_at=self._typed(section.values, "stated_at", row),
            )
            for node_id in self._described_ids(section, noun, row)
            if node_id and stated
        ]

    def _described_ids(self, section: DescribeSection, noun: Noun, row: Row) -> list[str]:
        if "id" in section.values:
            return [self._text(section.values["id"], row)]
        identity = section.batch or self.profile.identity
        assert identity is not None
        if noun is Noun.BATCH:
            return [subject.batch_id for subject in self._subjects(identity, row)]
        party, item = self._text(identity.party, row), self._text(identity.item, row)
        return [joined(party, item)] if item else []

    def _needed(self, value: Value, word: str, row: Row) -> str:
        text = self._text(value, row)
        if not text:
            raise RowRejected(
                next(value.columns(), ""), text, f"is empty, and the {word} is needed"
            )
        return text

    def _text(self, value: Value | None, row: Row) -> str:
        if value is None:
            return ""
        if value.parts:
            parts = [self._text(part, row) for part in value.parts]
            return joined(*parts) if all(parts) else ""
        if value.text is not None:
            return value.text
        text = self._cell(row, value.column or "")
        if isinstance(text, Inexact):
            raise RowRejected(
                value.column or "",
                text,
                "is a number of more than 15 digits, whose end the spreadsheet has changed;"
                " format the column as text and export again",
            )
        if value.map:
            text = self._translated(value, text)
        if value.rule:
            text = RULES[value.rule](text)
        return text or (value.default or "")

    def _translated(self, value: Value, text: str) -> str:
        if text and text not in value.map:
            known = ", ".join(value.map)
            raise RowRejected(value.column or "", text, f"is none of {known}")
        return value.map.get(text, text)

    def _cell(self, row: Row, column: str) -> str:
        at = self._index.get(column)
        if at is None or at >= len(row):
            return ""
        text = row[at]
        return text if isinstance(text, Inexact | Typed) else text.strip()


def column_index(profile: Profile, header: Sequence[str]) -> dict[str, int]:
    """Where each column that the profile names stands in the header, under any of its names."""
    places = {name: at for at, name in reversed(list(enumerate(header)))}
    found = {}
    for column in profile_columns(profile):
        for name in (column, *profile.columns.get(column, ())):
            if name in places:
                found[column] = places[name]
                break
    return found


def profile_columns(profile: Profile) -> list[str]:
    """Every column that a profile reads, those that the header must have first."""
    columns = dict.fromkeys(profile.file.header)
    values: list[Value] = [*(profile.document.key if profile.document else ())]
    identities = [profile.identity]
    sections: list[Section] = [*profile.fact, *profile.void, *profile.describe]
    for section in sections:
        values += section.values.values()
        identities.append(section.batch)
        columns |= dict.fromkeys(section.condition_columns())
        if not isinstance(section, DescribeSection):
            values += section.key if isinstance(section, FactSection) else section.reverses
    for skip in profile.skip:
        columns |= dict.fromkeys(skip.condition_columns())
    for identity in identities:
        if identity is not None:
            parts = (identity.party, identity.item, identity.lot, identity.serial)
            values += [part for part in parts if part is not None]
    for value in values:
        columns |= dict.fromkeys(value.columns())
    return list(columns)


def _split(value: Value, text: str) -> list[tuple[str, Decimal | None]]:
    """The numbers in a cell, each once, with the probability that stands behind it."""
    parts = [part.strip() for part in text.split(value.split)] if value.split else [text]
    numbers: dict[str, Decimal | None] = {}
    for part in filter(None, parts):
        if value.probability is None:
            numbers[part] = None
            continue
        number, _, chance = part.rpartition(value.probability)
        try:
            probability = Decimal(chance.strip())
            understood = bool(number.strip()) and 0 <= probability <= 1
        except ArithmeticError:  # also where NaN is compared
            understood = False
        if not understood:
            raise RowRejected(value.column or "", text, "has no probability")
        numbers[number.strip()] = probability
    return list(numbers.items())


def _property(name: str, value: Any) -> str | float:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Decimal):
        return float(value)
    return canonical_unit(value) if name == "unit" else cast(str, value)
