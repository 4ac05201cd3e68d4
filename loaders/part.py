"""A part of a file that is loaded with a receipt of its own: a table, or a whole document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from genealogy.facts import Statement


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is left out on purpose, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a record could not be understood: the column or field, its text, the reason."""

    column: str
    text: str
    reason: str

    @property
    def why(self) -> str:
        """The reason with its column, as receipts count it. A line that cannot be read at all
        has none."""
        return why(self.column, self.reason)


def why(column: str, reason: str) -> str:
    """A reason for rejection with the column at fault, if there is one."""
    return f"{column}: {reason}" if column else reason


Outcome = tuple[Statement, ...] | Skipped | Rejection
"""What a record states, or why it states nothing."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row, event or object. `number` is its place in the file, from 1 and rising;
    `cells` is what is kept of it where it is rejected."""

    number: int
    cells: Sequence[str]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Part:
    """A table or document of a file, with the profile or format that reads it.

    `digest` changes when the profile or format does; `source` is the system that wrote it;
    `about` is how many records it seems to have. `records` reads it from its beginning.
    `warnings` are about it as a whole.
    """

    path: Path
    sheet: str | None
    profile: str
    digest: str
    source: str
    encoding: str
    about: int
    records: Callable[[], Iterator[Record]] = field(repr=False)
    header: Sequence[str] = ()
    warnings: tuple[str, ...] = ()
