"""What batches a command is about: named one by one, or selected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.console import batches_text, say
from genealogy.errors import FileRefused, WrongUsage
from genealogy.selection import is_selection
from genealogy.settings import Settings
from genealogy.visible import visible
from loaders.text_files import delimiters, encoding_of, text_rows
from queries.selection import selections
from visualize.languages import ENGLISH, Words

Batches = Annotated[
    list[str] | None,
    typer.Argument(metavar="BATCH", help="Batch ids, or lot numbers that are unique."),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="SELECTION",
        help="Batches by name=value: supplier, customer, container, equipment, operator, order, "
        "operation, line, site, recipe, material, lot; from and to. Also several times.",
    ),
]


_COLUMN = "batch_id"
_HEADINGS = ("batch", "lot", "批次", "批号")


def asked(batches: list[str] | None, where: list[str] | None) -> tuple[list[str], list[str]]:
    """The batches and the selections of a command line, at least one of them."""
    if not batches and not where:
        raise WrongUsage("Name a batch, or select batches with --where, as in --where supplier=ID.")
    return batches or [], where or []


def named_or_selected(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The batches that files name, and the selections, of texts that are either.

    Raises WrongUsage for a file that cannot be read, or names no batch.
    """
    batches: list[str] = []
    wanted: list[str] = []
    for text in texts:
        if is_selection(text):
            wanted.append(text)
        else:
            batches += _in_file(Path(text).expanduser())
    return batches, wanted


def _in_file(path: Path) -> list[str]:
    """The batches that a file names: of a table with a column `batch_id` those in it, else the
    first cell of each line, below its heading if it has one. In the encodings and with the
    delimiters of exports."""
    try:
        encoding = encoding_of(path)
        delimiter, *_ = delimiters(path, encoding)
        header, *rows = [row for _, row in text_rows(path, encoding, delimiter)] or [[]]
    except (OSError, FileRefused) as error:
        raise WrongUsage(
            f"{visible(str(path))} is no selection, and no file of batches that can be read: "
            f"{visible(str(error))}"
        ) from None
    at = header.index(_COLUMN) if _COLUMN in header else 0
    if _COLUMN not in header and not (header and header[0].strip().casefold() in _HEADINGS):
        rows = [header, *rows]
    found = [row[at].strip() for row in rows if len(row) > at and row[at].strip()]
    if not found:
        raise WrongUsage(f"{path} names no batch.")
    return found


def origins_text(
    names: Sequence[str],
    where: Sequence[str],
    named: Sequence[str] = (),
    words: Words = ENGLISH,
) -> str:
    """The origins for a title: each by name; where a selection chose them how many they are, and
    by name those that were named besides."""
    if not where:
        return "; ".join(names)
    chosen = words.say(
        "picture.chosen",
        batches=batches_text(len(names) - len(named), words=words),
        where=words.say("picture.where.or").join(where),
    )
    if not named:
        return chosen
    return words.say("picture.named", named="; ".join(named), chosen=chosen)


def say_zone(where: Sequence[str], settings: Settings) -> None:
    """Says that times were taken as UTC, where they name no zone and the site's is not set."""
    if settings.zone is None and any(each.zoneless for each in selections(where, settings)):
        say("Times without a zone were taken as UTC; GENEALOGY_ZONE is not set.")


def say_untimed(untimed: Sequence[str]) -> None:
    """Names what a window of time leaves out only since nobody states when it was."""
    if untimed:
        say(untimed_text(untimed))


def untimed_text(untimed: Sequence[str]) -> str:
    """What a window of time leaves out only since nobody states when it was."""
    names = ", ".join(untimed)
    return f"Left out, since nobody states their time: {batches_text(len(untimed))} ({names})"
