"""Rows as CSV, line by line: what `--csv` prints and what HTTP answers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from exports.amounts import amounts_text

_FORMULA = re.compile(
    r"[=@\t\r]|[+-](?!(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\Z)", re.ASCII | re.IGNORECASE
)


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """The heading, then a line a row, each ended by a line feed. Text that a spreadsheet would
    run as a formula is quoted with a `'`."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(columns)
    yield line.text
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
        yield line.text


class _Line:
    """The line that was written last. The writer ends lines by `\\r\\n`, since it quotes only
    those breaks in a cell that end its lines: with `\\n` no carriage return."""

    text = ""

    def write(self, line: str) -> None:
        """One line."""
        self.text = line.removesuffix("\r\n") + "\n"


def _cell(value: Any) -> Any:
    cell = amounts_text(value) if isinstance(value, Mapping) else value
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell
