"""The sample exports, and what their rows state as lines that read as facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from genealogy.facts import COMMON_FIELDS, Description, Fact, Void
from genealogy.units import quantity_text
from loaders.finding import read_parts
from loaders.part import Rejection, Skipped

FOLDER = Path(__file__).parent / "samples"


@dataclass(slots=True)
class Told:
    """All that an export states: facts by their document, voids, and properties of nodes.

    A fact reads `own/1001/L-1 -CONSUMED-> own/PO-1 25 kg at 2026-10-02T10:00Z (role=return)`.
    """

    profile: str
    encoding: str
    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    voids: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    skipped: dict[int, str] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)


def sample(name: str) -> Path:
    """The sample export of this profile."""
    return FOLDER / f"{name}.csv"


def told(path: Path) -> Told:
    """What the export states, by the built-in profile that knows its header."""
    (part,), unknown = read_parts(path, None)
    assert not unknown
    found = Told(part.profile, part.encoding)
    for record in part.records():
        if isinstance(record.outcome, Skipped):
            found.skipped[record.number] = record.outcome.reason
        elif isinstance(record.outcome, Rejection):
            found.rejected[record.number] = f"{record.outcome.column}: {record.outcome.reason}"
        else:
            for statement in record.outcome:
                if isinstance(statement, Fact):
                    found.facts[statement.document or ""].add(_fact(statement))
                elif isinstance(statement, Void):
                    found.voids.add(f"{statement.key}: {statement.reason}")
                else:
                    found.described |= _properties(statement)
    return found


def _fact(fact: Fact) -> str:
    # A measurement is named by its own key, which its line would only repeat.
    target = "" if fact.target == fact.key else f" {fact.target}"
    line = f"{fact.source} -{fact.type}->{target}"
    if fact.quantity is not None:
        line += f" {_text(fact.quantity)} {fact.unit or ''}".rstrip()
    if fact.occurred_at is not None:
        line += f" at {_text(fact.occurred_at)}"
    own = [each.name for each in fields(fact) if each.name not in COMMON_FIELDS]
    values = {name: value for name in own if (value := getattr(fact, name)) is not None}
    listed = ", ".join(f"{name}={_text(value)}" for name, value in values.items())
    return f"{line} ({listed})" if listed else line


def _properties(description: Description) -> set[str]:
    node = f"{description.noun.value} {description.id}"
    return {f"{node}: {name}={_text(value)}" for name, value in description.properties.items()}


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return quantity_text(value)
    return f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else str(value)
