"""A file that changes while it is loaded is never done, and loading it again completes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.settings import Settings
from loaders.loading import Progress, load
from loaders.parcel import LETTERS
from queries.freshness import missing_input
from queries.loads import loads
from tests.conftest import graph_of
from tests.loaders.exports import CONSUMPTION, NOON, write_csv

ROWS = 90
_REMARK = "x" * (LETTERS // 15)  # so that several chunks are written


def export(path: Path, remark: str = "") -> Path:
    header = (*CONSUMPTION, "Remark")
    rows = [("PO-1", n, "1001", f"L-{n}", 25, "kg", NOON, remark) for n in range(ROWS)]
    return write_csv(path, header, rows)


def once(change: Callable[[], object]) -> Progress:
    """Changes the file when the first chunk of it is written."""
    done: list[object] = []

    def progress(_file: str, _rows: int, _about: int) -> None:
        if not done:
            done.append(change())

    return progress


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_in_a_row(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: -20 * len(_REMARK)] + b'"no end')


def no_text(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000] + b"\xff" * 40_000_000)


def longer(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("PO-X,1,1001,L-1,25,kg,2026-10-02T12:00:00+02:00,\n")


def another(path: Path) -> None:
    """As many bytes, with the time of the file set back."""
    stat = path.stat()
    text = path.read_bytes()
    path.write_bytes(text.replace(b"kg", b"lb"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (cut, ""),
        (longer, ""),
        (another, ""),
        (Path.unlink, ""),
        (cut_in_a_row, _REMARK),
        (no_text, _REMARK),
    ],
)
def test_a_file_that_changes_while_it_is_loaded_is_refused_and_completed_later(
    embedded_database: Database,
    embedded_settings: Settings,
    tmp_path: Path,
    change: Callable[[Path], object],
    remark: str,
) -> None:
    path = export(tmp_path / "a.csv", remark)
    whole = path.read_bytes()

    changed = load(embedded_database, [path], progress=once(lambda: change(path)))

    assert not changed.receipts
    assert "was changed while it was read" in changed.refused[0].why
    assert [each["status"] for each in loads(embedded_database)] == ["changed"]
    assert [gap.kind for gap in missing_input(embedded_database)] == ["unfinished load"]

    path.write_bytes(whole)
    (again,) = load(embedded_database, [path]).receipts
    assert (again.rows_read, again.rows_known > 0) == (ROWS, True)
    assert [each["status"] for each in loads(embedded_database)] == ["done"]
    assert not missing_input(embedded_database)
    edges = graph_of(embedded_settings)["edges"]
    assert sum(" CONSUMED " in each for each in edges) in (ROWS, ROWS + (change is longer))


def test_the_file_as_it_is_by_then_takes_the_place_of_the_one_that_changed(
    embedded_database: Database, tmp_path: Path
) -> None:
    path = export(tmp_path / "a.csv")
    load(embedded_database, [path], progress=once(lambda: longer(path)))

    (again,) = load(embedded_database, [path]).receipts

    assert again.rows_read == ROWS + 1
    assert {each["status"] for each in loads(embedded_database)} == {"done", "superseded"}
    assert not missing_input(embedded_database)


def test_a_dry_run_tells_it_too(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv")

    run = load(None, [path], progress=once(lambda: longer(path)))

    assert "was changed while it was read" in run.refused[0].why
