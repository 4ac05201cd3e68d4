"""Formats: documents that are no tables, each read by a module of its own.

A format says which files it knows by their beginning, and gives their records as statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from genealogy.errors import FileRefused
from loaders.part import Part, Record


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `recognises` is given the first 64 KB of a file with one of the `endings`. `read` gives the
    records in their order, the same at each call, and raises FileRefused for a document that is
    damaged anywhere. `revision` is raised when a document comes to state something else.
    """

    name: str
    title: str
    source: str
    endings: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[Path], Iterator[Record]]
    revision: int = 1

    @property
    def digest(self) -> str:
        """Names the format and its revision, as a profile's digest names its text."""
        return sha256(f"{self.name} {self.revision}".encode()).hexdigest()


def formats() -> tuple[Format, ...]:
    """Every format that the program knows."""
    from loaders.formats import b2mml, catenax, gemd, inventree, json_lines
    from loaders.formats.epcis import json_ld, xml

    return (
        json_lines.FORMAT,
        catenax.FORMAT,
        gemd.FORMAT,
        inventree.FORMAT,
        b2mml.FORMAT,
        json_ld.FORMAT,
        xml.FORMAT,
    )


def document_endings() -> tuple[str, ...]:
    """The endings of files that can be in one of the formats."""
    return tuple(dict.fromkeys(ending for each in formats() for ending in each.endings))


def read_document(path: Path) -> Part | None:
    """The document in this file, None where no format knows it.

    It is read to its end once, so that one that breaks off is refused before anything of it is
    written. Raises FileRefused.
    """
    candidates = [each for each in formats() if path.suffix.lower() in each.endings]
    if not candidates:
        return None
    try:
        with path.open("rb") as file:
            start = file.read(65536)
        for each in candidates:
            if each.recognises(start):
                return _part(path, each)
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
    return None


def _part(path: Path, chosen: Format) -> Part:
    def records() -> Iterator[Record]:
        return chosen.read(path)

    return Part(
        path=path,
        sheet=None,
        profile=chosen.name,
        digest=chosen.digest,
        source=chosen.source,
        encoding="utf-8",
        about=sum(1 for _ in records()),
        records=records,
    )
