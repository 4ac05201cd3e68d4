"""Mapping: a row of text to the statements that it makes, by a profile. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

from genealogy.facts import (
    DESCRIBED,
    FACTS,
    Description,
    Fact,
    Measurement,
    Statement,
    Void,
    own_fields,
)
from genealogy.identity import fact_key, joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.part import Outcome, Skipped
from loaders.profile import Profile
from loaders.profile_sections import DescribeSection, FactSection, VoidSection, end_words
from loaders.values import Row, RowRejected, Subject, Values

_NOUNS = {noun.value.lower(): noun for noun in Noun}


class Mapper:
    """Maps the rows of one table. Counts equal rows, so one mapper reads one table in order."""

    def __init__(self, profile: Profile, header: Sequence[str]) -> None:
        self.profile = profile
        self.header = list(header)
        self._values = Values(profile, header)
        self._equal_rows: Counter[str] = Counter()

    def map_row(self, row: Row) -> Outcome:
        """What the row states, or why it states nothing: by the file's own name of a column."""
        try:
            return self._map(row)
        except RowRejected as rejected:
            why = rejected.rejection
            return replace(why, column=self._values.heading(why.column))

    def _map(self, row: Row) -> tuple[Statement, ...] | Skipped:
        if len(row) > len(self.header):
            raise RowRejected(
                "", "; ".join(row[len(self.header) :]), "the row has more cells than the header"
            )
        if self.profile.file.skip:
            return Skipped(self.profile.file.skip)
        if row and row[0].strip() == self.header[0] and [*map(str.strip, row)] == self.header:
            return Skipped("the header, repeated")
        applies = self._values.applies
        for skip in self.profile.skip:
            if applies(skip, row):
                return Skipped(skip.reason)
        statements: list[Statement] = []
        for section in self.profile.fact:
            if applies(section, row):
                statements += self._facts(section, row)
        for void in self.profile.void:
            if applies(void, row):
                statements += self._voids(void, row)
        describing = [each for each in self.profile.describe if applies(each, row)]
        describes_only = not (self.profile.fact or self.profile.void)
        if not statements and not any(each.alone or describes_only for each in describing):
            raise self._states_nothing(row)
        for describe in describing:
            statements += self._descriptions(describe, row)
        return tuple(statements)

    def _states_nothing(self, row: Row) -> RowRejected:
        """No part's condition holds: the value that none of them knows is the reason."""
        sections = (*self.profile.fact, *self.profile.void) or self.profile.describe
        for column in dict.fromkeys(column for each in sections for column in each.when):
            known = sorted({text for each in sections for text in each.when.get(column, ())})
            if (text := self._values.cell(row, column)) not in known:
                return RowRejected(column, text, f"is none of {', '.join(known)}")
        columns = dict.fromkeys(column for each in sections for column in each.condition_columns())
        shown = ", ".join(
            f"{self._values.heading(column)}={self._values.cell(row, column)!r}"
            for column in columns
        )
        return RowRejected("", "", f"no part of the profile is about such a row: {shown}")

    def _facts(self, section: FactSection, row: Row) -> list[Fact]:
        kind = FACTS[section.kind]
        measured = issubclass(kind, Measurement)
        common = self._common(section, row, below_zero=measured)
        own = {
            name: value
            for name in own_fields(kind)
            if (value := self._values.typed(section.values, name, row, below_zero=measured))
            is not None
        }
        words = end_words(section.kind)
        document = self._values.document(section.key, row)
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
        document = self._values.document(section.reverses, row) or ()
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
            word: self._values.needed(section.values[word], word, row)
            for word in words
            if word in section.values
        }
        if "batch" not in words:
            return [(None, others)]
        identity = section.batch or self.profile.identity
        assert identity is not None
        return [
            (subject, others | {"batch": subject.batch_id})
            for subject in self._values.subjects(identity, row)
        ]

    def _about(self, kind: type[Fact], words: tuple[str, str], ends: dict[str, str]) -> str:
        """What a fact without a batch is about: equipment, operator, a container."""
        return ends[words[0]] if kind.EDGE.about == "source" else ends.get(words[1], "")

    def _common(self, section: FactSection, row: Row, *, below_zero: bool) -> dict[str, Any]:
        values = section.values
        unit = self._values.text(values.get("unit"), row)
        return {
            "quantity": self._values.typed(values, "quantity", row, below_zero=below_zero),
            "unit": canonical_unit(unit) if unit else None,
            "occurred_at": self._values.typed(values, "occurred_at", row),
            "changed_at": self._values.typed(values, "changed_at", row),
            "stated_at": self._values.typed(values, "stated_at", row),
            "document": self._values.text(values.get("document"), row) or None,
        }

    def _key_by_meaning(self, kind: str, row: Row, about: str) -> str:
        """For sources without document lines: the row's meaning, and which of its equals it is."""
        meaning = sha256(self._values.meaning(row).encode()).hexdigest()[:24]
        self._equal_rows[f"{kind}{meaning}{about}"] += 1
        ordinal = self._equal_rows[f"{kind}{meaning}{about}"]
        return fact_key(self.profile.source, kind, (f"~{meaning}", str(ordinal)), about)

    def _descriptions(self, section: DescribeSection, row: Row) -> list[Description]:
        noun = _NOUNS[section.noun]
        stated: dict[str, str | float] = {}
        for name in DESCRIBED[noun]:
            value = self._values.typed(section.values, name, row)
            if value is not None:
                stated[name] = _property(name, value)
        return [
            Description(
                noun=noun,
                id=node_id,
                properties=stated,
                changed_at=self._values.typed(section.values, "changed_at", row),
                stated_at=self._values.typed(section.values, "stated_at", row),
            )
            for node_id in self._described_ids(section, noun, row)
            if node_id and stated
        ]

    def _described_ids(self, section: DescribeSection, noun: Noun, row: Row) -> list[str]:
        if "id" in section.values:
            return [self._values.text(section.values["id"], row)]
        identity = section.batch or self.profile.identity
        assert identity is not None
        if noun is Noun.BATCH:
            return [subject.batch_id for subject in self._values.subjects(identity, row)]
        party, item = self._values.text(identity.party, row), self._values.text(identity.item, row)
        return [joined(party, item)] if item else []


def _property(name: str, value: Any) -> str | float:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Decimal):
        return float(value)
    return canonical_unit(value) if name == "unit" else cast(str, value)
