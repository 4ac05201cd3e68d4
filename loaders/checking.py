"""Checking: what a profile makes of a sample, before anything is loaded with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from genealogy.facts import WORDS, Description, Fact, Statement, Void, own_fields
from genealogy.times import utc_text
from genealogy.units import is_known, quantity_text
from loaders.absent_columns import AbsentColumn, absent_columns, naming_columns
from loaders.finding import recognised, table_part
from loaders.part import Rejection, Skipped
from loaders.profile import Profile
from loaders.profile_sections import word_of
from loaders.reading import Table, read_tables, shown_path
from loaders.unfitting import missing_columns, nearest
from loaders.values import column_index, used_columns


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row states: a fact, a void of one, or properties of a node. `says` has these, the
    words that only this kind of fact has, or why it is void."""

    row: int
    states: str
    source: str
    target: str = ""
    quantity: str = ""
    unit: str = ""
    occurred_at: str = ""
    document: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that would be rejected, and why."""

    row: int
    column: str
    text: str
    reason: str


@dataclass(slots=True)
class Checked:
    """What a profile makes of one table.

    Where columns are `missing` that the profile needs, its rows were not read; `absent` are the
    others that it names.
    """

    profile: str
    file: str
    sheet: str | None
    read: list[str]
    unread: list[str]
    missing: list[AbsentColumn]
    absent: list[AbsentColumn]
    rows_read: int = 0
    rows_skipped: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    unknown_units: list[str] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        """Whether the header has all that the profile needs."""
        return not self.missing

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"fits": self.fits} | asdict(self)


def check_sample(profile: Profile, path: Path, rows: int) -> list[Checked]:
    """What the profile makes of each table of the sample that fits; `rows` are shown as facts.

    Where no table fits, the one that misses least, unread. Raises FileRefused.
    """
    tables = read_tables(path, profile.file.encoding)
    found = [recognised(table, {profile.name: profile}) for table in tables]
    if fitting := [each[0] for each in found if each is not None]:
        return [_check(profile, table, rows) for table in fitting]
    return [_compare(profile, nearest(tables, profile))]


def _compare(profile: Profile, table: Table) -> Checked:
    """The profile and the header, side by side."""
    index = column_index(profile, table.header)
    places = {index[column] for column in used_columns(profile) if column in index}
    names = [(at in places, name) for at, name in enumerate(table.header) if name]
    naming = [] if profile.built_in else naming_columns(profile, table.header)
    needed = dict.fromkeys((*missing_columns(profile, table.header), *naming))
    return Checked(
        profile.name,
        shown_path(table.path).name,
        table.sheet,
        read=[name for is_read, name in names if is_read],
        unread=[name for is_read, name in names if not is_read],
        missing=absent_columns(profile, table.header, needed),
        absent=[
            each for each in absent_columns(profile, table.header) if each.column not in needed
        ],
    )


def _check(profile: Profile, table: Table, rows: int) -> Checked:
    found = _compare(profile, table)
    if not found.fits:
        return found
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    units: dict[str, None] = {}
    for record in table_part(table, profile).records():
        found.rows_read += 1
        outcome = record.outcome
        if isinstance(outcome, Skipped):
            found.rows_skipped += 1
            skipped[outcome.reason] += 1
        elif isinstance(outcome, Rejection):
            found.rejected.append(
                RejectedRow(record.number, outcome.column, outcome.text, outcome.reason)
            )
        else:
            stated = [_stated(record.number, each) for each in outcome]
            counts.update(each.states for each in stated)
            units |= dict.fromkeys(_unknown_units(outcome))
            if found.rows_read <= rows:
                found.stated += stated
    found.counts = dict(sorted(counts.items()))
    found.skipped = dict(sorted(skipped.items()))
    found.unknown_units = list(units)
    return found


def _unknown_units(outcome: tuple[Statement, ...]) -> Iterator[str]:
    for each in outcome:
        if isinstance(each, Fact) and each.unit and not is_known(each.unit):
            yield each.unit


def _stated(row: int, each: Statement) -> Stated:
    if isinstance(each, Void):
        word = f"void of {WORDS[each.kind]}"
        document = _document(each.key)
        return Stated(row, word, each.source, each.target, document=document, says=each.reason)
    if isinstance(each, Description):
        says = ", ".join(f"{name}={value}" for name, value in each.properties.items())
        return Stated(row, f"describes {each.noun.value.lower()}", each.id, says=says)
    quantity = each.quantity if each.at_most is None else each.at_most
    shown = "" if quantity is None else quantity_text(quantity)
    return Stated(
        row,
        WORDS[type(each)] if each.certain else f"possible {WORDS[type(each)]}",
        each.source,
        "" if each.target == each.key else each.target,  # a measurement is named by its key
        shown if each.at_most is None else f"at most {shown}",
        each.unit or "",
        utc_text(each.occurred_at) if each.occurred_at else "",
        _document(each.key),
        _own_words(each),
    )


def _own_words(fact: Fact) -> str:
    """The words that only this kind of fact has: role, reason, verdict, limits and so on."""
    values = {word_of(name): getattr(fact, name) for name in own_fields(type(fact))}
    return ", ".join(f"{word}={_shown(each)}" for word, each in values.items() if each is not None)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return utc_text(value)
    return quantity_text(value) if isinstance(value, Decimal) else str(value)


def _document(key: str) -> str:
    """The document in a fact's key, "" where the row is known by what it says."""
    parts = key.split("|")[2:-1]
    if parts[0].startswith("~"):
        return ""
    return "/".join(part.replace("%7C", "|").replace("%25", "%") for part in parts)
