"""`genealogy events` as people and services run it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.exits import BATCH_NOT_FOUND, CHECKS_FAILED, WRONG_USAGE
from genealogy.settings import Settings
from office.events import CHECK_FAILED, tell
from office.opening import open_office
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.office.listening import Listener, listening
from tests.shell import GENEALOGY, Shell

ROWS = [("P-1", str(line), "I", f"L-{line}", "2", "kg", NOON) for line in range(1, 4)]


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def plant(tmp_path: Path, embedded_settings: Settings, listener: Listener) -> Shell:
    """A shell with an empty graph and an outbox of its own, whose events the listener is told."""
    for name in ("office.sqlite", "audit-heads.jsonl"):
        (embedded_settings.data / name).unlink(missing_ok=True)
    shell = Shell(tmp_path, embedded_settings.data)
    return shell.having(GENEALOGY_RECEIVERS=json.dumps([listener.setting()]))


@contextmanager
def delivering(shell: Shell) -> Iterator[subprocess.Popen[str]]:
    """`genealogy events deliver` on its way; killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [GENEALOGY, "events", "deliver"],
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(true: Callable[[], bool], seconds: float = 90) -> None:
    """Waits for it."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def events(shell: Shell) -> list[dict[str, Any]]:
    """What `genealogy events` lists."""
    return list(json.loads(shell.out("events", "--json")))


def told(shell: Shell, count: int) -> list[str]:
    """So many new events, which wait."""
    shell.out("events")  # makes the receivers known
    with open_office(Settings(data=shell.data)) as office, office.one_at_a_time() as connection:
        return [tell(connection, CHECK_FAILED, {"errors": n}) for n in range(count)]


def test_a_check_that_finds_errors_is_an_event_and_a_load_that_ends_too(
    plant: Shell, listener: Listener
) -> None:
    with delivering(plant):
        until((plant.data / "office.sqlite").exists)
        # What is loaded after the first sweep ever is new.
        until(lambda: "sweep.done" in marks(plant))
        write_csv(plant.folder / "used.csv", CONSUMPTION, ROWS)
        # A receiver is known there by now: commands without the setting write for it, too.
        without = Shell(plant.folder, plant.data)
        without.out("load", "used.csv")
        assert without.run("check", "consumed-more-than-exists").returncode == CHECKS_FAILED
        until(lambda: len(listener.told) == 2)

    kinds = {json.loads(each.body)["kind"]: json.loads(each.body) for each in listener.told}
    assert set(kinds) == {"check.failed", "load.finished"}
    assert kinds["check.failed"]["subject"]["checks"] == [
        {"check": "consumed-more-than-exists", "count": 3}
    ]
    assert kinds["load.finished"]["subject"]["files"] == ["used.csv"]


def marks(shell: Shell) -> set[str]:
    """How far the sweeps have come."""
    from office.tables import marks

    with open_office(Settings(data=shell.data)) as office, office.reading() as connection:
        return {row.name for row in connection.execute(marks.select())}


def test_killed_in_the_middle_of_a_delivery_nothing_is_lost(
    plant: Shell, listener: Listener
) -> None:
    ids = told(plant, 3)
    listener.may_answer.clear()
    with delivering(plant) as process:
        until(listener.asked.is_set)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert {event["deliveries"][0]["status"] for event in events(plant)} == {"waiting"}

    listener.may_answer.set()
    with delivering(plant):
        until(lambda: len(listener.told) >= 4)
        until(lambda: {e["deliveries"][0]["status"] for e in events(plant)} == {"told"})
    # The one that was under way came twice, with one id; the others once, and all in order.
    assert listener.ids == [ids[0], *ids]
    assert listener.told[0].body == listener.told[1].body


def test_a_service_that_is_stopped_ends_well_and_says_what_it_did(
    plant: Shell, listener: Listener
) -> None:
    told(plant, 2)
    with delivering(plant) as process:
        until(lambda: {e["deliveries"][0]["status"] for e in events(plant)} == {"told"})
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=40)

    assert (process.returncode, out) == (0, "")
    assert err.splitlines() == ["delivering events", "quality: 2 told"]
    assert len(listener.told) == 2


def test_events_are_listed_shown_and_tried_again(plant: Shell) -> None:
    assert plant.run("events").stderr.startswith("No event was told yet.\n")
    (event_id,) = told(plant, 1)

    assert f"{event_id}" in plant.out("events", "list")
    assert "quality: waiting" in plant.out("events")
    shown = plant.out("events", "show", event_id)
    assert "check.failed at " in shown
    assert "errors: 0" in shown
    assert json.loads(plant.out("events", "show", event_id, "--json"))["id"] == event_id
    assert "1 delivery will be tried now" in plant.run("events", "retry", event_id).stderr
    assert "0 deliveries" in plant.run("events", "retry", "--all-given-up").stderr
    assert plant.run("events", "show", "none").returncode == BATCH_NOT_FOUND
    assert plant.run("events", "retry", "none").returncode == BATCH_NOT_FOUND
    assert plant.run("events", "retry").returncode == WRONG_USAGE
    assert plant.run("events", "retry", event_id, "--all-given-up").returncode == WRONG_USAGE


def test_a_receiver_can_be_tested_and_shows_no_secret(plant: Shell, listener: Listener) -> None:
    done = plant.run("events", "test", "quality")
    assert done.returncode == 0
    assert done.stdout == f"quality at http://127.0.0.1:{listener.port} took the test message\n"
    listener.answers = [(403, "")]
    refused = plant.run("events", "test", "quality")
    unknown = plant.run("events", "test", "nobody")

    assert (refused.returncode, unknown.returncode) == (WRONG_USAGE, WRONG_USAGE)
    assert "did not take it: it answered 403" in refused.stderr
    assert 'no receiver "nobody". There are: quality.' in unknown.stderr
    assert "hidden" not in done.stdout + refused.stderr + unknown.stderr
    assert events(plant) == []


def test_wrong_receivers_end_a_command_with_code_2_and_no_secret_is_said(plant: Shell) -> None:
    wrong = plant.having(GENEALOGY_RECEIVERS='[{"url": "http://host/hush", "secret": "hush"}]')
    done = wrong.run("events")

    assert done.returncode == WRONG_USAGE
    assert "GENEALOGY_RECEIVERS cannot be used: receiver 1" in done.stderr
    assert "hush" not in done.stderr
    nobody = Shell(plant.folder, plant.data).run("events", "deliver")
    assert (nobody.returncode, "names no receiver" in nobody.stderr) == (WRONG_USAGE, True)
