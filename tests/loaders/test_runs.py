"""The receipt of a run: kept in the graph from its beginning, whatever becomes of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, LoadNotFound, NothingToLoad
from genealogy.settings import Settings
from loaders.loading import load
from loaders.receipt import Run
from loaders.rejected import Profiles
from loaders.rejected_workbook import export
from loaders.replay import replay
from loaders.runs import begin
from queries.loads import find_run, loads, runs
from tests.conftest import query
from tests.loaders.exports import CONSUMPTION, NOON, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
BAD = ("PO-1", "2", "1001", "L-1", "many", "kg", NOON)


def exports(folder: Path) -> Path:
    """A folder with a table, one with a row that is wrong, one that no profile knows, a letter."""
    folder.mkdir()
    write_csv(folder / "good.csv", CONSUMPTION, [GOOD])
    write_csv(folder / "wrong.csv", CONSUMPTION, [GOOD, BAD])
    (folder / "odd.csv").write_text("Colour,Taste\nred,sweet\n", encoding="utf-8")
    (folder / "letter.txt.gz").write_bytes(b"x")
    return folder


def state_of(settings: Settings) -> list[dict[str, object]]:
    return query(settings, "MATCH (g:Graph) RETURN g.fingerprint AS f, g.revision AS r")


def test_a_run_is_kept_with_its_tables_and_all_that_was_left_out(
    database: Database, tmp_path: Path
) -> None:
    done = load(database, [exports(tmp_path / "in")])

    (kept,) = runs(database)
    assert kept["run_id"] == done.run_id
    assert kept["result"] == "refused"
    assert done.started_at == kept["started_at"] < kept["finished_at"] == done.finished_at
    assert kept["by"]
    assert (kept["tables"], kept["files_refused"], kept["rows_read"]) == (2, 1, 3)
    assert (kept["rows_new"], kept["rows_known"], kept["rows_rejected"]) == (1, 1, 1)
    assert kept["ignored"] == ["letter.txt.gz"]
    ((refused),) = kept["refused"]
    assert refused["file"] == "odd.csv"
    assert "no profile fits its header" in refused["why"]
    assert kept["load_ids"] == [each.load_id for each in done.receipts]
    assert set(kept["load_ids"]) == {each["load_id"] for each in loads(database)}
    assert [(each["file"], each["rows_new"]) for each in kept["receipts"]] == [
        ("good.csv", 1),
        ("wrong.csv", 0),
    ]


def test_a_run_that_loaded_nothing_new_is_kept_and_moves_nothing(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD])
    load(database, [path])
    before = state_of(engine)

    load(database, [path])

    assert state_of(engine) == before
    second, first = runs(database)
    assert second["load_ids"] == first["load_ids"]
    assert [(each["rows_new"], each["rows_known"]) for each in (first, second)] == [(1, 0), (0, 1)]
    assert second["receipts"][0]["rows_known"] == 1


def test_a_run_whose_files_are_all_refused_is_kept_alone(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    (tmp_path / "odd.csv").write_text("Colour,Taste\nred,sweet\n", encoding="utf-8")

    load(database, [tmp_path / "odd.csv"])

    (kept,) = runs(database)
    assert (kept["result"], kept["tables"], kept["load_ids"]) == ("refused", 0, [])
    labels = query(engine, "MATCH (n) RETURN DISTINCT labels(n) AS labels")
    assert {tuple(row["labels"]) for row in labels} == {("Run",), ("SchemaVersion",)}  # type: ignore[arg-type]


def test_a_run_that_is_killed_stays_as_running(database: Database, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD])

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        load(database, [path], progress=kill)

    (kept,) = runs(database)
    assert kept["result"] == "running"
    assert "finished_at" not in kept


def test_another_try_of_an_interrupted_run_is_the_same_run(
    database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD])
    interrupted = Run()
    begin(database, interrupted)

    load(database, [path], run_id=interrupted.run_id)

    assert [each["result"] for each in runs(database)] == ["loaded"]


def test_neither_a_dry_run_nor_one_with_nothing_to_begin_with_is_kept(
    database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD, BAD])
    assert load(None, [path]).run_id is None
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToLoad):
        load(database, [tmp_path / "empty"])
    assert runs(database) == []

    load(database, [path])
    replay(database, by="ann", dry_run=True)
    assert len(runs(database)) == 1


def test_a_replay_is_a_run_and_a_workbook_among_the_files_part_of_one(
    database: Database, tmp_path: Path
) -> None:
    load(database, [write_csv(tmp_path / "wrong.csv", CONSUMPTION, [GOOD, BAD])])
    export(database, tmp_path / "book.xlsx", Profiles())

    replay(database, tmp_path / "book.xlsx", by="ann")
    load(database, [tmp_path / "book.xlsx"])

    loaded, replayed, _ = runs(database)
    assert (replayed["by"], replayed["result"]) == ("ann", "rows rejected")
    for kept in (loaded, replayed):
        ((part),) = kept["replays"]
        assert (part["file"], part["loads"][0]["rows_unchanged"]) == ("book.xlsx", 1)
        assert kept["notes"] == ["wrong.csv: 0 rejected rows replayed, 1 still open"]


def test_a_replay_of_a_file_that_is_no_workbook_is_a_refused_run(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "no.xlsx").write_text("no workbook", encoding="utf-8")

    with pytest.raises(FileRefused):
        replay(database, tmp_path / "no.xlsx", by="ann")

    (kept,) = runs(database)
    assert (kept["result"], kept["refused"][0]["file"]) == ("refused", "no.xlsx")


def test_a_run_is_found_by_the_beginning_of_its_id(database: Database) -> None:
    for run_id in ("run-1a", "run-1b", "run-2"):
        begin(database, Run(), run_id=run_id)

    assert (find_run(database, "run-2") or {})["run_id"] == "run-2"
    assert find_run(database, "run-3") is find_run(database, "") is None
    with pytest.raises(LoadNotFound, match=r'2 runs are meant by "run-1".*genealogy loads runs'):
        find_run(database, "run-1")


def test_names_that_are_no_utf_8_and_very_many_of_them_are_kept(
    embedded_database: Database, tmp_path: Path
) -> None:
    folder = exports(tmp_path / "in")
    for number in range(5_000):
        (folder / f"a rather long name of a file that is no table {number}.gz").touch()
    try:
        (folder / "odd.csv").rename(folder / os.fsdecode(b"\xb9\xa4.csv"))
    except OSError:
        pytest.skip("this file system knows no such names")

    load(embedded_database, [folder])

    (kept,) = runs(embedded_database)
    assert len(kept["ignored"]) == 5_001
    assert re.fullmatch(r"[?\ufffd]{1,2}\.csv", kept["refused"][0]["file"])
    assert re.fullmatch(r"run-[0-9a-f]{16}", kept["run_id"])
