"""While a graph holds a part of a backup: nobody else writes to it, and one restore at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import RestoreUnfinished, WrongUsage
from genealogy.settings import Settings
from loaders.backup import backup
from loaders.loading import load
from loaders.replay import replay
from loaders.restore import restore
from loaders.undo import undo
from queries.loads import loads, runs
from queries.rejected import discard, rejected_rows
from tests.conftest import empty, graph_of, query
from tests.loaders.commands import fingerprint
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.plants import consumed, state

MANY = [consumed(f"milk-{n}", f"mix-{n % 7}") for n in range(4000)]
"""More than one chunk of a restore."""


class Stopped(Exception):
    """Ends a restore as an interruption does."""


def stop(_: int) -> None:
    raise Stopped


def test_an_interrupted_restore_is_told_and_repeated(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    state(database, MANY)
    expected = fingerprint(engine), graph_of(engine)
    backup(database, tmp_path / "b.gz")
    empty(engine)

    with pytest.raises(Stopped):
        restore(database, tmp_path / "b.gz", stop)
    (left,) = loads(database)
    assert left["status"] == "restoring"

    restore(database, tmp_path / "b.gz")
    assert (fingerprint(engine), graph_of(engine)) == expected
    assert {each["load_id"] for each in loads(database)} == {"test"}


def test_nobody_else_writes_to_half_of_a_backup(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    wrong = write_csv(
        tmp_path / "bad.csv", CONSUMPTION, [("W-1", "1", "1001", "L-1", "many", "kg", NOON)]
    )
    load(database, [wrong])
    (row,) = rejected_rows(database)
    state(database, MANY)
    backup(database, tmp_path / "b.gz")
    empty(engine)
    with pytest.raises(Stopped):
        restore(database, tmp_path / "b.gz", stop)

    attempts: list[Callable[[], object]] = [
        lambda: load(database, [wrong]),
        lambda: undo(database, "restore", reason="x", by="ann"),
        lambda: replay(database, by="ann"),
        lambda: discard(database, [row.rejected_id], "x", "ann"),
        lambda: state(database, [consumed("soy", "mix")]),
    ]
    for attempt in attempts:
        with pytest.raises(RestoreUnfinished, match=r"genealogy restore .*b\.gz"):
            attempt()
    assert not runs(database)

    restore(database, tmp_path / "b.gz")
    assert load(database, [wrong]).rows_open == 1


def test_a_second_restore_ends_at_once_while_the_first_goes_on(
    embedded_database: Database, embedded_settings: Settings, tmp_path: Path
) -> None:
    state(embedded_database, MANY)
    expected = graph_of(embedded_settings)
    backup(embedded_database, tmp_path / "b.gz")
    empty(embedded_settings)
    seconds: list[float] = []

    def meanwhile(_: int) -> None:
        begun = time.monotonic()
        with (
            open_database(embedded_settings) as other,
            pytest.raises(WrongUsage, match="another process"),
        ):
            restore(other, tmp_path / "b.gz")
        seconds.append(time.monotonic() - begun)

    restore(embedded_database, tmp_path / "b.gz", meanwhile)
    assert 0 < max(seconds) < 10
    assert graph_of(embedded_settings) == expected


def test_a_restore_of_which_another_took_the_place_ends(
    embedded_database: Database, embedded_settings: Settings, tmp_path: Path
) -> None:
    state(embedded_database, MANY)
    backup(embedded_database, tmp_path / "b.gz")
    empty(embedded_settings)

    def elsewhere(_: int) -> None:
        text = "MATCH (load:Load {load_id: 'restore'}) SET load.owner = 'other 1 1.0 x'"
        query(embedded_settings, text)

    with pytest.raises(WrongUsage, match="Another restore"):
        restore(embedded_database, tmp_path / "b.gz", elsewhere)
    restore(embedded_database, tmp_path / "b.gz")


# The file of a backup


def test_a_backup_follows_no_link_and_overwrites_nothing(
    embedded_database: Database, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_text("mine", encoding="utf-8")
    (tmp_path / ".b.gz.unfinished").symlink_to(other)
    backup(embedded_database, tmp_path / "b.gz")
    assert other.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "b.gz").is_symlink()

    (tmp_path / "c.gz").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WrongUsage, match="exists already"):
        backup(embedded_database, tmp_path / "c.gz")
    names = {each.name for each in tmp_path.iterdir()}
    assert names == {"other", ".b.gz.unfinished", "b.gz", "c.gz"}


def test_of_two_backups_to_one_name_one_is_told(
    embedded_database: Database, tmp_path: Path
) -> None:
    state(embedded_database, MANY)
    made: list[bytes] = []

    def meanwhile(_: int) -> None:
        if not made:
            backup(embedded_database, tmp_path / "b.gz")
            made.append((tmp_path / "b.gz").read_bytes())

    with pytest.raises(WrongUsage, match="exists already"):
        backup(embedded_database, tmp_path / "b.gz", meanwhile)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == made


def test_a_backup_into_a_folder_that_is_not_there_is_told(
    embedded_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match="cannot be written"):
        backup(embedded_database, tmp_path / "away" / "b.gz")
