"""Suspects of an investigation: as a root-cause answer ranks them, and batches by their ids."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from api.http.wrong import wrong_of
from genealogy.errors import InputRefused, UnknownBatch, WrongUsage, listed
from genealogy.visible import visible
from office.said import Added, SuspectEntry

_BATCH = "batch"
_OWN = ("key", "text", "kind", "id")
_LONGEST_LIST = 100


def wrong(error: ValidationError) -> WrongUsage:
    """What cannot be said, in sentences by the names of the fields."""
    told = (wrong_of(dict(each)) for each in error.errors(include_url=False))
    sentences = (f"{each['where']}: {each['why']}" if each["where"] else each["why"]
                 for each in told)  # fmt: skip
    return WrongUsage(f"Nothing was kept. {' '.join(sentences)}")


def by_id(said: Added, resolve: Callable[[str], str]) -> Added:
    """The same; a suspect that is a batch is called by its id. Raises UnknownBatch."""
    if not is_batch(said):
        return said
    assert isinstance(said, SuspectEntry)
    if said.key is not None:
        try:
            found = resolve(said.key.removeprefix(f"{_BATCH}:"))
            return said.model_copy(update={"name": found})
        except UnknownBatch:
            pass  # the key is of another form: its name tells which
    return said.model_copy(update={"name": resolve(said.name)})


def is_batch(said: BaseModel) -> bool:
    """Whether it names a suspect that is a batch."""
    return isinstance(said, SuspectEntry) and said.kind == _BATCH


def suspects_of(
    path: Path, which: tuple[str, str] | None, most: int, note: str | None
) -> list[SuspectEntry]:
    """The first suspects of the answer in a file that `root-cause --json` has printed, or the one
    of this kind and name, with all their figures.

    Raises InputRefused for a file that is none, WrongUsage for a suspect that it does not have.
    """
    try:
        answer = json.loads(path.read_bytes(), parse_constant=str)
        fingerprint, ranked = answer["fingerprint"], answer["suspects"]
        pairs = [(each, each) for each in ranked[:most]] if which is None else _of(ranked, *which)
        found = [_suspect(row, each, fingerprint, note) for row, each in pairs]
    except OSError as error:
        raise _refused(path, f"{error.strerror}") from None
    except ValidationError as error:
        raise _refused(path, str(wrong(error))) from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise _refused(path, "it has no suspects with kind and name, and no fingerprint") from None
    if not found:
        what = "no suspect" if which is None else f'no suspect {which[0]} "{which[1]}"'
        raise WrongUsage(f"{visible(str(path))} has {visible(what)}.")
    return found


def _refused(path: Path, why: str) -> InputRefused:
    return InputRefused(
        f"{visible(str(path))} is no root-cause answer as --json prints it: {visible(why)}."
    )


def _of(
    ranked: Sequence[Mapping[str, Any]], kind: str, name: str
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The suspect of this name with the row that it is in, alone or together with others.

    Raises WrongUsage for an id that several have, as the windows of one machine do.
    """
    every = [(row, each) for row in ranked for each in (row, *row["together"])]
    alike = [pair for pair in every if pair[1]["kind"] == kind and pair[1]["id"] == name]
    found = [pair for pair in every if pair[1]["kind"] == kind and _name(pair[1]) == name] or alike
    if len(found) > 1:
        names = listed([f'"{_name(each)}"' for _, each in found])
        raise WrongUsage(visible(f"Several suspects {kind} are {name}: {names}. Name one so."))
    return found


def _name(row: Mapping[str, Any]) -> str:
    """What tells a suspect from others of its kind: its id, in words where that is narrowed."""
    if row["of"] is None and row["start"] is None:
        return str(row["id"])
    return str(row["text"]).removeprefix(f"{row['kind']} ")


def _suspect(
    row: Mapping[str, Any], named: Mapping[str, Any], fingerprint: str, note: str | None
) -> SuspectEntry:
    return SuspectEntry(
        kind=named["kind"],
        name=_name(named),
        note=note,
        key=named["key"],
        figures=_short({name: value for name, value in row.items() if name not in _OWN}),
        fingerprint=fingerprint,
    )


def _short(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures, of long lists as many as a reader looks at, and how many there were."""
    found: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, list) and len(value) > _LONGEST_LIST:
            found |= {name: value[:_LONGEST_LIST], f"{name}_count": len(value)}
        else:
            found[name] = value
    return found
