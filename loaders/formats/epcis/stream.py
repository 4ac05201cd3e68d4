"""What a document of EPCIS is read into: its events and its master data, one record each.

Nothing of a file is held but the event being read, and that has a limit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from genealogy.errors import FileRefused
from loaders.formats.epcis.event import Expand, read_event
from loaders.formats.epcis.master import described
from loaders.formats.epcis.meaning import outcome
from loaders.part import Outcome, Record, Skipped
from loaders.values import RowRejected

DEEPEST = 100
"""Objects or elements may be nested so deeply; beyond that a document is made to do harm."""

_MOST_BYTES = 16_000_000
_LONGEST_KEPT = 32_000


@dataclass(frozen=True, slots=True)
class Found:
    """An event, or an element of a vocabulary, as a value of JSON.

    `expand` writes the short identifiers of an event in full.
    """

    value: object
    vocabulary: str | None = None
    expand: Expand = str


@dataclass(slots=True)
class Metered:
    """A file that refuses to be read further where one event takes no end."""

    path: Path
    file: BinaryIO
    _since: int = field(default=0)

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self.file.read(size)
        self._since += len(data)
        if self._since > _MOST_BYTES:
            why = f"an event in it has more than {_MOST_BYTES // 1_000_000} MB."
            raise FileRefused(self.path, why)
        return data

    def next_event(self) -> None:
        """Says that an event has ended."""
        self._since = 0


def records(found: Iterable[Found]) -> Iterator[Record]:
    """A record for each, numbered in the order of the document."""
    for number, each in enumerate(found, start=1):
        text = json.dumps(each.value, ensure_ascii=False, separators=(",", ":"), default=str)
        if len(text) > _LONGEST_KEPT:  # to be looked at: the document itself is corrected
            text = f"{text[:_LONGEST_KEPT]} ({len(text):,} letters, cut here)"
        kept = text.encode("utf-8", "backslashreplace").decode("utf-8")  # half surrogates
        yield Record(number, (kept,), _outcome(each))


def refuse_depth(path: Path, depth: int) -> None:
    """Raises FileRefused for a document that is nested too deeply."""
    if depth > DEEPEST:
        raise FileRefused(path, f"it is nested more than {DEEPEST} deep.")


def _outcome(found: Found) -> Outcome:
    try:
        if found.vocabulary is not None:
            return described(found.vocabulary, found.value)
        if _is_foreign(found.value):
            return Skipped("an event of an extension, not of EPCIS")
        return outcome(read_event(found.value, found.expand))
    except RowRejected as rejected:
        return rejected.rejection


def _is_foreign(value: object) -> bool:
    """Whether it is an event type of somebody's own: these are written with a prefix."""
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and (":" in kind or kind.startswith("{"))
