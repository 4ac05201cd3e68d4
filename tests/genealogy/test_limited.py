"""A deadline over all statements of an answer: when it is over, the server has stopped too."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from genealogy.engine.database import Database
from genealogy.engine.limited import within
from genealogy.errors import QueryTimedOut, StatementFailed
from genealogy.settings import Settings
from tests.conftest import query
from tests.genealogy.test_database import BROKEN, COUNT, MARK, SLOW, Count


def at_work(settings: Settings) -> list[object]:
    """The slow statements that the server works on."""
    rows = query(settings, "SHOW TRANSACTIONS YIELD currentQuery")
    return [row for row in rows if "100000" in str(row["currentQuery"])]


def wait_until_at_work(settings: Settings, count: int = 1) -> None:
    deadline = time.monotonic() + 10
    while len(at_work(settings)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_statement_is_gone_from_the_server_when_the_time_is_over(
    engine: Settings, database: Database
) -> None:
    begun = time.monotonic()
    with (
        pytest.raises(QueryTimedOut, match=r'"slow" did not end within 1 s'),
        within(database, 1) as limited,
    ):
        limited.read(SLOW)

    assert 0.9 < time.monotonic() - begun < 3
    assert at_work(engine) == []
    assert database.read(COUNT) == [Count(0)]


def test_the_time_is_for_all_statements_together(database: Database) -> None:
    begun = time.monotonic()
    with within(database, 1) as limited:
        with pytest.raises(QueryTimedOut):
            while True:
                limited.read(COUNT)
        assert limited.left == 0
        with pytest.raises(QueryTimedOut):
            limited.read(COUNT)

    assert 0.9 < time.monotonic() - begun < 3
    assert limited.statements_run > 2


def test_another_thread_ends_what_several_wait_for(engine: Settings, database: Database) -> None:
    with within(database, 60) as limited, ThreadPoolExecutor() as pool:
        waiting = [pool.submit(limited.read, SLOW) for _ in range(3)]
        wait_until_at_work(engine, 3)
        begun = time.monotonic()
        limited.cancel()
        for each in waiting:
            with pytest.raises(QueryTimedOut):
                each.result(timeout=10)

    assert time.monotonic() - begun < 3
    assert at_work(engine) == []


def test_what_is_cancelled_at_any_moment_never_runs_on(
    engine: Settings, database: Database
) -> None:
    for pause in (0, 0.001, 0.003, 0.006, 0.01, 0.02, 0.05):
        with within(database, 60) as limited, ThreadPoolExecutor() as pool:
            waiting = pool.submit(limited.read, SLOW)
            time.sleep(pause)
            limited.cancel()
            with pytest.raises(QueryTimedOut):
                waiting.result(timeout=3)
    assert at_work(engine) == []


def test_nothing_of_others_is_ended(engine: Settings, database: Database) -> None:
    with ThreadPoolExecutor() as pool:
        with within(database, 4) as other:
            of_other = pool.submit(other.read, SLOW)
            wait_until_at_work(engine)
            with within(database, 0.5) as limited, pytest.raises(QueryTimedOut):
                limited.read(SLOW)
            assert len(at_work(engine)) == 1
            assert not of_other.done()
            other.cancel()
        with pytest.raises(QueryTimedOut):
            of_other.result(timeout=10)


def test_it_sees_what_was_written_and_counts_by_itself(database: Database) -> None:
    database.write(lambda transaction: transaction.run(MARK, at=1))
    before = database.statements_run
    with within(database, 30) as limited, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: limited.read(COUNT), range(100)))

    assert found == [[Count(1)]] * 100
    assert (limited.statements_run, database.statements_run) == (100, before)
    assert limited.seconds > 0


def test_threads_that_share_a_graph_are_all_counted(database: Database) -> None:
    before = database.statements_run
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: database.read(COUNT), range(100)))

    assert database.statements_run == before + 100


def test_what_is_wrong_is_told_as_ever_and_no_thread_stays(database: Database) -> None:
    before = threading.active_count()
    with within(database, 30) as limited, pytest.raises(StatementFailed, match="broken"):
        limited.read(BROKEN)
    limited.close()

    assert database.read(COUNT) == [Count(0)]
    time.sleep(0.2)
    assert threading.active_count() <= before
