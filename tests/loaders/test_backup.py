"""A backup holds all of a graph; restored into either engine it is the same graph."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import FileRefused, WrongUsage
from genealogy.settings import Settings
from loaders.backup import backup, fingerprint_of, lines_of
from loaders.loading import load
from loaders.restore import restore
from loaders.undo import undo
from queries.loads import loads, runs
from queries.recall import recall
from queries.rejected import rejected_rows
from tests.conftest import ENGINES, empty, graph_of
from tests.loaders.commands import fingerprint
from tests.loaders.exports import CONSUMPTION, write_csv
from tests.loaders.test_facts import voided
from tests.loaders.test_pending import CREAM, MILK, received, used
from tests.loaders.test_undo import DEMO
from tests.plants import consumed, produced, state

ORIGIN = "S-201/1201/CUL-2231"


def full(database: Database, folder: Path) -> None:
    """A graph with everything: versions, voids, pending lots, an undone load, rejected rows."""
    assert not load(database, DEMO).refused
    wrong = write_csv(
        folder / "bad.csv",
        CONSUMPTION,
        [["W-1", "1", "1001", "L-1", "many", "kg", "2026-10-02 10:00"]],
    )
    assert load(database, [wrong]).rows_open == 1
    state(database, [received(MILK), received(CREAM), used(), voided(consumed("a", "b"))], "more")
    state(database, [consumed("x", "y"), produced("y", "z")], "wrong")
    undo(database, "wrong", reason="wrong", by="ann")


@pytest.mark.parametrize("into", ENGINES)
def test_a_restored_graph_is_the_same(
    database: Database,
    engine: Settings,
    settings_of: Callable[[str], Settings],
    tmp_path: Path,
    into: str,
) -> None:
    full(database, tmp_path)
    expected = (
        fingerprint(engine),
        graph_of(engine),
        loads(database),
        runs(database),
        rejected_rows(database),
        recall(database, [ORIGIN]).to_dict(),
    )
    assert [run["result"] for run in expected[3]] == ["rows rejected", "loaded"]
    made = backup(database, tmp_path / "all.jsonl.gz")
    assert made.fingerprint == expected[0]
    target = settings_of(into)
    empty(target)

    with open_database(target) as other:
        done = restore(other, tmp_path / "all.jsonl.gz")
        assert done.fingerprint == made.fingerprint
        assert expected == (
            fingerprint(target),
            graph_of(target),
            loads(other),
            runs(other),
            rejected_rows(other),
            recall(other, [ORIGIN]).to_dict(),
        )
        assert load(other, DEMO).receipts[0].rows_new == 0  # and it goes on where it was


def test_the_fingerprint_is_what_the_lines_imply(database: Database, tmp_path: Path) -> None:
    full(database, tmp_path)
    made = backup(database, tmp_path / "all.jsonl.gz")

    assert fingerprint_of(lines_of(database)) == made.fingerprint


def test_two_backups_of_one_graph_differ_in_the_time_alone(
    database: Database, tmp_path: Path
) -> None:
    state(database, [consumed("milk", "mix"), produced("mix", "cake")])
    texts = []
    for name in ("one", "two"):
        backup(database, tmp_path / name)
        texts.append(gzip.decompress((tmp_path / name).read_bytes()).decode().splitlines())

    assert texts[0][1:-1] == texts[1][1:-1]


def test_a_graph_that_holds_something_is_not_overwritten(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    state(database, [consumed("milk", "mix")])
    backup(database, tmp_path / "b.gz")
    before = graph_of(engine)

    with pytest.raises(WrongUsage, match="holds something already"):
        restore(database, tmp_path / "b.gz")
    with pytest.raises(WrongUsage, match="never overwrites"):
        backup(database, tmp_path / "b.gz")
    assert graph_of(engine) == before


@pytest.mark.parametrize("size", [10, 200, -10])
def test_a_file_that_is_cut_off_is_refused(
    embedded_database: Database,
    settings_of: Callable[[str], Settings],
    tmp_path: Path,
    size: int,
) -> None:
    state(embedded_database, [consumed(f"milk-{n}", "mix") for n in range(50)])
    backup(embedded_database, tmp_path / "b.gz")
    whole = (tmp_path / "b.gz").read_bytes()
    (tmp_path / "cut.gz").write_bytes(whole[:size])
    empty(settings_of("embedded"))

    with pytest.raises(FileRefused):
        restore(embedded_database, tmp_path / "cut.gz")
    assert graph_of(settings_of("embedded")) == {"nodes": [], "edges": []}
