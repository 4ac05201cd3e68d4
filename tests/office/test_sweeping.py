"""Sweeping: what happened in the graph is told once, whoever did it and whoever looks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from genealogy.engine.database import Database
from genealogy.errors import DatabaseLost
from genealogy.settings import Settings
from loaders.loading import load
from loaders.receipt import Run
from loaders.runs import begin
from loaders.undo import undo
from office.deliverer import Deliverer
from office.events import CHECK_FAILED, tell
from office.opening import Office, open_office
from office.outbox import all_events
from office.receivers import make_known
from office.sweeping import sweep
from queries.loads import HOLDING_RUN, runs
from tests.conftest import query
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.office.listening import listening

HOLDS = Path(__file__).parents[1] / "loaders" / "samples" / "qms-holds.csv"
GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
BAD = ("PO-1", "2", "1001", "L-1", "many", "kg", NOON)


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Office]:
    """An operational database in a file, for what does not depend on which it is."""
    with open_office(Settings(data=tmp_path / "office")) as office:
        yield office


def consumption(folder: Path, name: str) -> Path:
    """An export with a row that is right and one that is wrong."""
    return write_csv(folder / name, CONSUMPTION, [GOOD, BAD])


def now() -> datetime:
    return datetime.now(UTC)


def test_a_finished_run_is_told_once_and_nothing_older_than_the_first_sweep(
    database: Database, own_office: Office, tmp_path: Path
) -> None:
    load(database, [consumption(tmp_path, "before.csv")])
    assert sweep(own_office, database, now()) == 0
    done = load(database, [consumption(tmp_path, "after.csv")])

    assert sweep(own_office, database, now()) == 1
    assert sweep(own_office, database, now()) == 0
    (event,) = all_events(own_office)
    assert event["id"] == f"load.finished:{done.run_id}"
    subject = event["subject"]
    assert (subject["result"], subject["files"]) == ("rows rejected", ["after.csv"])
    assert (subject["rows_read"], subject["rows_rejected"], subject["tables"]) == (2, 1, 1)


def test_a_load_that_holds_batches_is_told_as_such_where_it_is_new(
    database: Database, own_office: Office
) -> None:
    sweep(own_office, database, now())
    for _ in range(2):
        load(database, [HOLDS])
    sweep(own_office, database, now())

    told = {event["kind"]: event["subject"] for event in all_events(own_office)}
    kinds = [event["kind"] for event in reversed(all_events(own_office))]
    assert kinds == ["load.finished", "hold.placed", "hold.released", "load.finished"]
    (batch,) = told["hold.placed"]["batches"]
    assert batch.endswith("/3001/D-12")
    assert (told["hold.placed"]["batches_held"], told["hold.placed"]["file"]) == (1, HOLDS.name)


def test_a_hold_that_somebody_places_or_releases_is_no_finished_load(
    database: Database, own_office: Office, tmp_path: Path
) -> None:
    sweep(own_office, database, now())
    for kind in ("hold", "release", "hold"):
        batch = {"party": "own", "item": "1", "lot": "A"}
        line = {"kind": kind, "key": ["H-1"], "batch": batch, "hold": "H-1", "reason": "a test"}
        path = tmp_path / f"{kind}.jsonl"
        path.write_text(json.dumps(line), encoding="utf-8")
        load(database, [path], run_id=f"{HOLDING_RUN}{token_hex(8)}")
    assert sweep(own_office, database, now()) == 2
    assert sweep(own_office, database, now()) == 0

    placed, released = reversed(all_events(own_office))
    assert (placed["kind"], released["kind"]) == ("hold.placed", "hold.released")
    assert placed["subject"]["batches"] == released["subject"]["batches"] == ["own/1/A"]
    assert released["subject"]["batches_released"] == 1


def test_a_load_that_was_taken_back_is_told_each_time(
    database: Database, own_office: Office, tmp_path: Path
) -> None:
    sweep(own_office, database, now())
    path = consumption(tmp_path, "a.csv")
    for _ in range(2):
        load_id = load(database, [path]).receipts[0].load_id
        undo(database, load_id, reason="wrong plant", by="ann")
        undo(database, load_id, reason="once more", by="bo")
        assert sweep(own_office, database, now()) == 2
        assert sweep(own_office, database, now()) == 0

    told = [each["subject"] for each in all_events(own_office) if each["kind"] == "load.undone"]
    assert len(told) == 2
    assert (told[0]["load_id"], told[0]["file"]) == (load_id, "a.csv")
    assert (told[0]["by"], told[0]["reason"]) == ("ann", "wrong plant")


def test_a_run_that_goes_on_or_was_interrupted_is_told_when_it_has_ended(
    database: Database, own_office: Office, tmp_path: Path
) -> None:
    sweep(own_office, database, now())
    run = Run()
    begin(database, run)
    assert sweep(own_office, database, now()) == 0
    load(database, [consumption(tmp_path, "a.csv")], run_id=run.run_id)
    assert sweep(own_office, database, now()) == 1


def test_many_sweeps_at_once_tell_each_run_once(
    embedded_database: Database, office_settings: Settings, tmp_path: Path
) -> None:
    with open_office(office_settings) as office:
        sweep(office, embedded_database, now())
    for number in range(4):
        load(embedded_database, [consumption(tmp_path, f"{number}.csv")])

    def swept(_: int) -> None:
        with open_office(office_settings) as office:
            sweep(office, embedded_database, now())

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(swept, range(8)))
    with open_office(office_settings) as office:
        told = [event["subject"]["run_id"] for event in reversed(all_events(office))]
    assert told == [run["run_id"] for run in reversed(runs(embedded_database))]


def test_a_run_that_is_seen_late_is_found_and_so_is_what_ended_while_nobody_looked(
    embedded_database: Database,
    embedded_settings: Settings,
    own_office: Office,
    tmp_path: Path,
) -> None:
    sweep(own_office, embedded_database, now() - timedelta(days=60))
    done = [load(embedded_database, [consumption(tmp_path, f"{n}.csv")]) for n in range(3)]
    ages = dict(zip((run.run_id for run in done), (2, 6, 50), strict=True))
    for run_id, days in ages.items():  # as hosts write them whose clocks are behind
        query(
            embedded_settings,
            "MATCH (run:Run {run_id: $run_id}) SET run.finished_at = $at",
            run_id=run_id,
            at=(now() - timedelta(days=days)).isoformat().replace("+00:00", "Z"),
        )

    assert sweep(own_office, embedded_database, now()) == 3
    assert sweep(own_office, embedded_database, now()) == 0


def test_the_deliverer_tells_what_happens_while_it_runs(
    embedded_database: Database, own_office: Office, tmp_path: Path
) -> None:
    with listening() as listener:
        said: list[str] = []
        deliverer = Deliverer(
            own_office, [listener.receiver()], lambda: nullcontext(embedded_database), said.append
        )
        sweep(own_office, embedded_database, now())
        done = load(embedded_database, [consumption(tmp_path, "a.csv")])
        deliverer.start()
        until(lambda: bool(said))
        deliverer.stop()

    assert listener.ids == [f"load.finished:{done.run_id}"]
    assert said == ["quality: 1 told"]


def test_a_graph_that_is_away_stops_no_delivery(own_office: Office) -> None:
    def away() -> Database:
        raise DatabaseLost("it was stopped")

    with listening() as listener:
        make_known(own_office, [listener.receiver()])
        with own_office.one_at_a_time() as connection:
            event_id = tell(connection, CHECK_FAILED, {"errors": 1})
        said: list[str] = []
        deliverer = Deliverer(own_office, [listener.receiver()], away, said.append)
        deliverer.start()
        until(lambda: len(said) == 2)
        deliverer.stop()

    assert listener.ids == [event_id]
    assert "no longer answers" in said[0]


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for it."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
