"""Workbooks: their sheets as rows of text, got from a process of its own.

All that a workbook holds is kept as the bytes that the process wrote, a tenth of what its cells
would take, and its rows are made of them each time that they are read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from genealogy.errors import FileRefused
from loaders.text_files import NumberedRow
from loaders.typed_text import TYPES
from loaders.workbook_process import MEMORY

_SECONDS = 600


@dataclass(slots=True)
class Sheet:
    """A sheet with its rows that are not blank. They stand in `told`, from `start` on."""

    name: str
    told: bytes = field(repr=False)
    start: int
    count: int = 0

    def rows(self) -> Iterator[NumberedRow]:
        """Each row with its number in the sheet."""
        lines = BytesIO(self.told)
        lines.seek(self.start)
        for _, line in zip(range(self.count), lines, strict=False):
            number, types, cells = json.loads(line)
            if types:
                cells = [TYPES[each](cell) for each, cell in zip(types, cells, strict=True)]
            yield number, cells


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook; raises FileRefused for one that cannot be read, or is made to
    take more memory or time than any export needs."""
    told = _told(path)
    sheets: list[Sheet] = []
    at = 0
    for line in BytesIO(told):
        at += len(line)
        if line.startswith(b"["):
            sheets[-1].count += 1
            continue
        said = json.loads(line)
        if "refused" in said:
            raise FileRefused(path, f"it is no readable spreadsheet ({said['refused']}).")
        if "sheet" in said:
            sheets.append(Sheet(said["sheet"], told, at))
    return sheets


def _told(path: Path) -> bytes:
    """All that the process wrote."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "loaders.workbook_process", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(path, f"it was not read within {_SECONDS} seconds.") from None
    if done.returncode != 0:
        why = f"or needs more than {MEMORY // 1_000_000_000} GB of memory to be read"
        raise FileRefused(path, f"it is no readable spreadsheet, {why}.")
    return done.stdout
