"""Cross-references: what an item or a party of one system is called in another.

A profile names a file that says it; identifiers are translated while rows are mapped, so that a
batch that two systems number alike is one batch. A file that contradicts itself is refused with
the profile, since either answer would split or merge batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from genealogy.errors import FileRefused, listed
from loaders.cells import Inexact
from loaders.profile_sections import CrossReference
from loaders.reading import Table, file_digest, read_tables


class CrossReferenceRefused(Exception):
    """A cross-reference that cannot be used. `word` is the word of the profile at fault."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(why)
        self.word = word


@dataclass(frozen=True, slots=True)
class Translation:
    """A cross-reference that has been read. `digest` is the SHA-256 of its file."""

    file: str
    source: str
    texts: Mapping[str, str]
    keeps_missing: bool
    digest: str

    def of(self, text: str) -> str | None:
        """The text in the other system, None where it has to be there and is not."""
        return self.texts.get(text, text if self.keeps_missing else None)


def read_cross_reference(section: CrossReference, folder: Path) -> Translation:
    """The translation that a section of a profile in this folder names.

    Raises CrossReferenceRefused for a file that cannot be read, lacks one of the columns, or
    translates one text in two ways.
    """
    path = folder / section.file
    try:
        tables = read_tables(path)
        digest = file_digest(path)
    except FileRefused as error:
        why = str(error).removeprefix(f"{path.name} was not loaded: ")
        raise CrossReferenceRefused("file", f"{section.file}: {why}") from None
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    for table in _with_columns(tables, section):
        for place, text, meaning in _pairs(table, section):
            if texts.setdefault(text, meaning) != meaning:
                raise CrossReferenceRefused(
                    "file",
                    f'{section.file}, {place}: "{text}" is "{meaning}" here, '
                    f'and "{texts[text]}" in {places[text]}',
                )
            places.setdefault(text, place)
    return Translation(section.file, section.source, texts, section.missing == "keep", digest)


def _with_columns(tables: list[Table], section: CrossReference) -> list[Table]:
    """The tables of the file that have both columns, each once."""
    for word, column in (("from", section.source), ("to", section.target)):
        if not any(column in table.header for table in tables):
            header = listed(list(filter(None, tables[0].header)))
            raise CrossReferenceRefused(
                word, f'{section.file} has no column "{column}"; it has: {header}'
            )
    found = [each for each in tables if {section.source, section.target} <= set(each.header)]
    if not found:
        raise CrossReferenceRefused(
            "file",
            f'{section.file} has no table with both "{section.source}" and "{section.target}"',
        )
    for table in found:
        for word, column in (("from", section.source), ("to", section.target)):
            if table.header.count(column) > 1:
                raise CrossReferenceRefused(
                    word, f'{section.file}: the column "{column}" stands twice in its header'
                )
    return found


def _pairs(table: Table, section: CrossReference) -> Iterator[tuple[str, str, str]]:
    """Each row's place, its text and what that is. Rows without one of both say nothing."""
    source, target = table.header.index(section.source), table.header.index(section.target)
    for number, row in table.rows():
        cells = [row[at] if at < len(row) else "" for at in (source, target)]
        place = f"row {number}" if table.sheet is None else f"sheet {table.sheet}, row {number}"
        for cell in cells:
            if isinstance(cell, Inexact):
                raise CrossReferenceRefused(
                    "file",
                    f'{section.file}, {place}: "{cell}" is a number of more than 15 digits, whose '
                    "end the spreadsheet has changed; format the column as text",
                )
        text, meaning = (cell.strip() for cell in cells)
        if text and meaning:
            yield place, text, meaning
