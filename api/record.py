"""What a door puts on record: who asked what, and what was answered, before it is shown."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from api.told import Answered, told_of
from genealogy.errors import DatabaseUnavailable, GenealogyError
from office.chain import Entry
from office.heads import changes

Door = Literal["command line", "python", "http"]
A = TypeVar("A", bound=Answered)


class Writing(Protocol):
    """What entries are written with: `office.trail.Trail`, or that of a running service."""

    unsigned: str | None

    def record(self, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
        """The new entry, once it is on the disk."""


class Record:
    """What one command, or one call, puts on record."""

    def __init__(self, trail: Writing, by: str, told: Mapping[str, Any]) -> None:
        self._trail = trail
        self._by = by
        self._told = dict(told)
        self._outcome: dict[str, Any] = {}
        self.entry: Entry | None = None
        """The last entry that was written."""

    @property
    def unsigned(self) -> str | None:
        """Why the head of the last entry could not be signed, if so."""
        return self._trail.unsigned

    def answer(self, answer: A) -> A:
        """The same answer, of which the entry will tell by what it is known again."""
        self._outcome["answer"] = told_of(answer)
        return answer

    def outcome(self, **told: Any) -> None:
        """What the entry will tell besides: counts, what was changed."""
        self._outcome |= told

    def write(self, action: str) -> None:
        """Writes the entry. Raises OfficeUnavailable."""
        details = _plain({**self._told, **self._outcome})
        self.entry = self._trail.record(by=self._by, action=action, details=details)


@contextmanager
def on_record(
    trail: Writing,
    action: str,
    asked: Mapping[str, Any],
    *,
    door: Door,
    command: str,
    by: str | None = None,
    request: str | None = None,
) -> Iterator[Record]:
    """In the block something is asked or done; as it ends that is on record, well or not.

    An action that begins by `question.` or `export.` has one entry, with the reason where it
    failed. Any other, as `load`, changes something and has two: `load.begun` before, without
    which nothing is done, and `load.done` or `load.failed` after. It is `by` the user of the
    operating system, unless the door knows better.

    Raises OfficeUnavailable where it cannot be put on record; then nothing may be shown.
    """
    told = {"door": door, "host": platform.node(), "command": command, "asked": asked}
    if request is not None:  # its id, as the log has it
        told["request"] = request
    record = Record(trail, by or user(), told)
    done, failed = action, action
    if changes(action):
        done, failed = f"{action}.done", f"{action}.failed"
        record.write(f"{action}.begun")
    try:
        yield record
    except BaseException as error:
        _write_failed(record, failed, error)
        raise
    record.write(done)


@cache
def user() -> str:
    """Who runs the program, as the operating system says; the environment may say otherwise."""
    try:
        from pwd import getpwuid

        return f"user:{getpwuid(os.getuid()).pw_name}"
    except ImportError:  # not on Windows
        return f"user:{getpass.getuser()}"
    except KeyError:  # in a container, which knows no name for the number
        return f"user:{os.getuid()}"


def _write_failed(record: Record, action: str, error: BaseException) -> None:
    """Puts on record why it failed. That nothing could be written goes before any error that
    tells of the data, as that of an unknown batch does by the nearest ones."""
    why = str(error) if isinstance(error, GenealogyError) else ""
    record.outcome(failed={"error": type(error).__name__, "why": why})
    try:
        record.write(action)
    except DatabaseUnavailable:
        if not isinstance(error, DatabaseUnavailable) and isinstance(error, GenealogyError):
            raise


def _plain(value: Any) -> Any:
    """The value as JSON that is text in every place: what a name has of no UTF-8 is escaped."""
    if isinstance(value, Mapping):
        return {_text(str(name)): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, bool | int | type(None)) or (type(value) is float and isfinite(value)):
        return value
    text = os.fspath(value) if isinstance(value, Path) else str(value)
    return _text(text)


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
