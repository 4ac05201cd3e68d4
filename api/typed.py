"""What was typed, as it goes on record: the command and the arguments that it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import typer

from api.record import Record, on_record
from genealogy.settings import Settings
from office.trail import Trail

_COMMAND: ContextVar[typer.Context] = ContextVar("command")
_NOT_TOLD = {"webhook_url"}  # has a token in it
_NOT_ASKED = {"data", "timing"}
_AT_THE_END = "api.typed.at_the_end"


def remember(context: typer.Context, data: Path | None) -> Path | None:
    """The same folder. Every command that touches data has the option that this is called for,
    so the command that runs is known wherever it puts something on record."""
    _COMMAND.set(context)
    return data


@contextmanager
def recorded(settings: Settings, action: str | None = None) -> Iterator[Record]:
    """What the command that runs asks or does in the block is on record as it ends.

    The `action` is a question unless said otherwise. Raises OfficeUnavailable.
    """
    words = ".".join(command_words())
    action = action or f"question.{words}"
    with (
        Trail(settings) as trail,
        on_record(trail, action, typed(), door="command line", command=words) as record,
    ):
        yield record


def at_the_end(record: Record) -> str | None:
    """What is told of the record below an answer for people; None where programs read it."""
    told = _COMMAND.get().params
    if record.entry is None or told.get("as_json") or told.get("as_csv"):
        return None
    return f"on record as {record.entry.head}"


def typed() -> dict[str, Any]:
    """The arguments and options that were typed, but for secrets and what changes no answer."""
    context = _COMMAND.get()
    found = {}
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE" and name not in _NOT_ASKED:
            option = next((each for each in parameter.opts if each.startswith("--")), name)
            shown = "not told" if name in _NOT_TOLD else context.params.get(name)
            found[option.removeprefix("--")] = shown
    return found


def command_words() -> list[str]:
    """The command's name, as `rejected list`, word by word."""
    words: list[str] = []
    context: Any = _COMMAND.get()
    while context.parent is not None:
        words.insert(0, str(context.info_name))
        context = context.parent
    return words


def when_it_ends(told: Callable[[], object]) -> None:
    """Calls this as the command ends well, below all that it shows; several in their order."""
    context = _COMMAND.get()
    waiting: list[Callable[[], object]] = context.meta.setdefault(_AT_THE_END, [])
    if not waiting:  # what is called on close comes the last one first
        context.call_on_close(lambda: [each() for each in waiting])
    waiting.append(told)
