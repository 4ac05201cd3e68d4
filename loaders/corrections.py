"""Corrections: which rejected rows are to be mapped again, with their cells as they are by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from genealogy.engine.database import Database
from genealogy.errors import FileRefused
from loaders.reading import shown_path
from loaders.receipt import Replay
from loaders.rejected import LOAD, LOADS, ROWS, KeptLoad, KeptRow, corrected
from loaders.rejected_workbook import SheetRow, check_headings, open_rows, read_workbook

_ROWS_A_STATEMENT = 1_000


@dataclass(frozen=True, slots=True)
class Correction:
    """A row to map again: what is kept of it, its cells by now, and how they came about."""

    kept: KeptRow
    cells: tuple[str, ...]
    how: str

    @property
    def changed(self) -> bool:
        """Whether somebody has written another text into it."""
        return self.cells != self.kept.cells


def of_graph(database: Database) -> Iterator[tuple[KeptLoad, Iterator[Correction]]]:
    """Every open row by its load, with the cells that are kept."""
    for each in database.read(LOADS):
        load = KeptLoad.read(each.properties)
        rows = open_rows(database, load)
        yield load, (Correction(kept, kept.cells, "mapped again") for kept in rows)


def of_workbook(
    database: Database, path: Path, result: Replay
) -> Iterator[tuple[KeptLoad, Iterator[Correction]]]:
    """The rows of a workbook by their load, with the cells that stand there."""
    rows, others = read_workbook(path)
    result.notes += [f'the sheet "{name}" holds no rejected rows: left out' for name in others]
    rows.sort(key=lambda row: row.load_id)
    found = []
    for load_id, its in groupby(rows, key=lambda row: row.load_id):
        its_rows = list(its)
        if not (known := database.read(LOAD, load_id=load_id)):
            result.rows_unknown += len(its_rows)
            continue
        load = KeptLoad.read(known[0].properties)
        for row in its_rows:
            check_headings(path, row, load)
        found.append((load, its_rows))
    if not found:
        raise FileRefused(path, "its rows are of loads that this graph does not hold.")
    how = f"corrected in {shown_path(path).name}"
    for load, its_rows in found:
        yield load, _as_corrected(database, load, its_rows, how, result)


def _as_corrected(
    database: Database, load: KeptLoad, rows: list[SheetRow], how: str, result: Replay
) -> Iterator[Correction]:
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = {row.rejected_id: row for row in rows[start : start + _ROWS_A_STATEMENT]}
        found = [KeptRow.read(each.properties) for each in database.read(ROWS, ids=sorted(part))]
        result.rows_unknown += len(part) - len(found)
        for kept in sorted(found, key=lambda each: each.row):
            cells = corrected(kept.cells, part[kept.rejected_id].cells, len(load.headings))
            yield Correction(kept, cells, how)
