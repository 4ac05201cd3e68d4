"""Text files: in which encoding, with which delimiter, as rows with their numbers.

CSV is read by the standard library, which gives rows of any length up to a bound.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from genealogy.errors import FileRefused

ENCODINGS = ("utf-8-sig", "gb18030")
FIRST_ROWS = 20
"""Among so many rows the header is looked for."""

LONGEST_CELL = 1_000_000
LONGEST_ROW = 8_000_000
MOST_CELLS = 100_000
"""So many letters a cell or a row may have, and so many cells a row; more is no table."""

NumberedRow = tuple[int, list[str]]

_DELIMITERS = ",;\t|"
_BLOCK = 1 << 16
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NO_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}


def encoding_named(name: str) -> str:
    """The encoding of text files with this name, as Python calls it.

    Raises ValueError for a name that is none. Escapes and names of hosts are no files' text.
    """
    try:
        found = codecs.lookup(name).name
        if found not in _NO_FILES and "Lot".encode(name).decode(name) == "Lot":
            return "utf-8-sig" if found == "utf-8" else found
    except (LookupError, ValueError):
        pass
    raise ValueError(f'"{name}" is no encoding of text; one is e.g. cp1252, utf-8 or big5')


def encoding_of(path: Path, stated: str | None = None) -> str:
    """The encoding that every byte of the file fits: that of its byte order mark, else the one
    that is stated, else the first of those that exports commonly have.

    Raises FileRefused where none fits, or for a file that is no text.
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    given = marked or stated
    if given is None and b"\x00" in start:
        raise FileRefused(path, "it is binary, not a table of text.")
    for encoding in (given,) if given else ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                binary = "\x00" in file.read(_BLOCK)
                while file.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        if binary:
            raise FileRefused(path, "it is binary, not a table of text.")
        return encoding
    if given:
        raise FileRefused(path, f"its text is not in the encoding {given}.")
    raise FileRefused(
        path,
        f"its text is in none of the encodings {', '.join(ENCODINGS)}; a profile can state"
        ' another: encoding = "cp1252" under [file].',
    )


def delimiters(path: Path, encoding: str) -> list[str]:
    """The delimiters that the file can have, the one of its first line first.

    Where that has none, as a title has none, the one that most of the next lines have.
    """
    with path.open(encoding=encoding, newline="") as file:
        lines = iter(lambda: file.readline(LONGEST_CELL), "")
        first = list(islice(filter(str.strip, lines), FIRST_ROWS))
    lines_with = {each: sum(each in line for line in first) for each in _DELIMITERS}
    found = sorted(filter(lines_with.get, _DELIMITERS), key=lambda each: -lines_with[each])
    if any(each in first[0] for each in found):
        found.sort(key=first[0].count, reverse=True)
    return found or [","]


def text_rows(path: Path, encoding: str, delimiter: str) -> Iterator[NumberedRow]:
    """Each row that is not blank, with its number. Raises FileRefused where one breaks off."""
    csv.field_size_limit(min(LONGEST_CELL, sys.maxsize))
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(path, file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for number, row in enumerate(reader, start=1):
                lines.next_row()
                if len(row) > MOST_CELLS:
                    why = f"line {reader.line_num}: a row of over {MOST_CELLS:,} cells."
                    raise FileRefused(path, why)
                if any(cell.strip() for cell in row):
                    yield number, row
        except csv.Error as error:
            raise FileRefused(path, f"line {reader.line_num}: {error}.") from None


class _Lines:
    """The lines of a file, which is refused where those of one row take no end."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file
        self._number = 0
        self._letters = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_ROW + 1):
            self._number += 1
            self._letters += len(line)
            if self._letters > LONGEST_ROW:
                why = f"line {self._number}: a row of over {LONGEST_ROW:,} letters."
                raise FileRefused(self._path, why)
            yield line

    def next_row(self) -> None:
        """Says that a row has ended."""
        self._letters = 0
