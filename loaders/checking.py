"""Checking: what a profile makes of a sample, before anything is loaded with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from genealogy.facts import WORDS, Description, Fact, Statement, Void
from genealogy.times import utc_text
from genealogy.units import is_known, quantity_text
from loaders.finding import is_read, missing_columns, nearest, recognised, table_part
from loaders.part import Rejection, Skipped
from loaders.profile import Profile
from loaders.reading import Table, read_tables, shown_path


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row states: a fact, a void of one, or properties of a node (then `says` them)."""

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


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A column that the profile needs, its other names, and what the header has like it."""

    column: str
    names: tuple[str, ...]
    nearest: tuple[str, ...]


@dataclass(slots=True)
class Checked:
    """What a profile makes of one table. Where columns are missing, its rows were not read."""

    profile: str
    file: str
    sheet: str | None
    read: list[str]
    unread: list[str]
    missing: list[MissingColumn]
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
    read = [name for name in table.header if is_read(profile, name)]
    unread = [name for name in table.header if name and name not in read]
    missing = []
    for column in missing_columns(profile, table.header):
        names = profile.columns.get(column, ())
        near = [
            each for name in (column, *names) for each in get_close_matches(name, unread, 2, 0.5)
        ]
        missing.append(MissingColumn(column, names, tuple(dict.fromkeys(near))))
    return Checked(profile.name, shown_path(table.path).name, table.sheet, read, unread, missing)


def _check(profile: Profile, table: Table, rows: int) -> Checked:
    found = _compare(profile, table)
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
        return Stated(row, word, each.source, each.target, document=_document(each.key))
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
    )


def _document(key: str) -> str:
    """The document in a fact's key, "" where the row is known by what it says."""
    parts = key.split("|")[2:-1]
    if parts[0].startswith("~"):
        return ""
    return "/".join(part.replace("%7C", "|").replace("%25", "%") for part in parts)
