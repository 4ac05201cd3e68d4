"""The process that reads a workbook, so that a hostile one ends it and not the program.

A few bytes of a workbook can ask for more memory than any machine has, and then the library
that reads it ends the process that it is in. What it holds is written on stdout as lines of
JSON: `{"sheet": name}`, then the rows of that sheet that are not blank, `[number, types, cells]`.
The last line is `{"end": true}`, or `{"refused": why}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

from loaders.text_files import LONGEST_ROW
from loaders.typed_text import marks_of, typed_text

MEMORY = 1_000_000_000
MOST_BYTES = 200_000_000


def main() -> None:
    """Writes what the workbook holds that the first argument names."""
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    try:
        for line in _lines(sys.argv[1]):
            sys.stdout.buffer.write(line)
        end: dict[str, object] = {"end": True}
    except MemoryError:
        sys.exit(1)
    except Exception as error:  # the library raises errors of many kinds for a damaged file
        end = {"refused": str(error)[:200]}
    sys.stdout.buffer.write(_line(end))


def _lines(path: str) -> Iterator[bytes]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    written = 0
    with Path(path).open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        for each in book.sheets_metadata:
            if each.typ != SheetTypeEnum.WorkSheet:
                continue
            yield _line({"sheet": each.name})
            sheet = book.get_sheet_by_name(each.name)
            left = [""] * (sheet.start or (0, 0))[1]
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [typed_text(_moment(cell)) for cell in row]
                if any(map(str.strip, cells)):
                    line = _line([number, marks_of(left + cells), left + cells])
                    if len(line) > LONGEST_ROW:
                        raise ValueError(f"row {number} has more than {LONGEST_ROW:,} letters")
                    written += len(line)
                    if written > MOST_BYTES:
                        raise ValueError(f"its cells take more than {MOST_BYTES // 1_000_000} MB")
                    yield line


def _moment(cell: object) -> object:
    """A cell that is a day as the midnight that spreadsheets mean by it."""
    is_day = isinstance(cell, date) and not isinstance(cell, datetime)
    return datetime.combine(cell, time()) if is_day else cell  # type: ignore[arg-type]


def _line(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    main()
