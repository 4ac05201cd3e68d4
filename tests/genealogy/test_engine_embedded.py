"""The embedded engine: a child process of our own, its folder, its one door, its end."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from genealogy.engine import embedded
from genealogy.engine.folder import DataFolder, Running
from genealogy.engine.opening import open_database
from genealogy.errors import DataFolderRefused
from genealogy.settings import Settings
from tests.conftest import query
from tests.loaders.commands import run, running
from tests.plants import consumed, state


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Settings]:
    """A folder of its own, whose engine is stopped at the end however the test ends."""
    settings = Settings(data=tmp_path / "data", engine_memory_mb=512)
    yield settings
    if (found := DataFolder(settings.data).running()) is not None:
        psutil.Process(found.pid).kill()


def announced(settings: Settings) -> Running:
    found = DataFolder(settings.data).running()
    assert found is not None
    return found


def consumptions(settings: Settings) -> object:
    return query(settings, "MATCH ()-[r:CONSUMED]->() RETURN count(r) AS n")[0]["n"]


def test_a_killed_engine_is_started_by_the_next_command_and_the_data_is_there(
    own: Settings,
) -> None:
    with open_database(own) as database:
        state(database, [consumed(f"L-{at}", "op") for at in range(100)])
    first = announced(own)
    os.kill(first.pid, signal.SIGKILL)
    while first.alive():  # also as a child of this process that nobody has asked for
        time.sleep(0.01)
    assert (own.data / "engine.json").exists()

    status = run(own, "status", "--json")

    assert status.returncode == 0
    assert json.loads(status.stdout)["totals"]["batches"] == 100
    second = announced(own)
    assert (second.pid, second.password) != (first.pid, first.password)

    assert run(own, "engine", "stop").stderr == "stopped\n"
    assert not second.alive()
    assert not (own.data / "engine.json").exists()
    assert consumptions(own) == 100


def test_its_only_door_is_bolt_on_this_machine_and_its_secret_is_the_user_s(
    own: Settings,
) -> None:
    found = embedded.start(own)
    process = psutil.Process(found.pid)
    listening = [
        (each.laddr.ip.removeprefix("::ffff:"), each.laddr.port)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening == [("127.0.0.1", found.port)]

    for name in ("engine.json", "genealogy.json"):
        assert stat.S_IMODE((own.data / name).stat().st_mode) == 0o600
    secrets = (found.password, found.read_password)
    assert secrets[0] != secrets[1]
    for secret in secrets:
        assert len(secret) >= 32
        assert not any(secret in word for word in process.cmdline())
        assert not any(secret in text for text in process.environ().values())
    logs = [path for path in own.data.rglob("*") if path.suffix in (".log", ".json", ".0")]
    assert own.data / "engine.log" in logs
    readable = [path for path in logs if path.name != "engine.json"]
    for secret in secrets:
        assert not any(secret.encode() in path.read_bytes() for path in readable)


def test_a_second_command_opens_in_well_under_a_second(
    settings_of: Callable[[str], Settings],
) -> None:
    settings = settings_of("embedded")
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        with open_database(settings):
            taken.append(time.perf_counter() - begun)
    print(f"opened in {', '.join(f'{1000 * each:.0f}' for each in taken)} ms")
    assert min(taken) < 1


def test_two_commands_that_start_at_once_share_one_engine(own: Settings) -> None:
    with running(own, "status") as first, running(own, "status") as second:
        ended = [each.communicate(timeout=120) for each in (first, second)]
        assert [first.returncode, second.returncode] == [0, 0], ended
    engines = [
        each.pid
        for each in psutil.process_iter(["cmdline"])
        if str(own.data) in (each.info["cmdline"] or ())
    ]
    assert engines == [announced(own).pid]


def test_it_ends_by_itself_when_no_client_is_left(own: Settings) -> None:
    settings = own.model_copy(update={"engine_idle_minutes": 0.03})
    with open_database(settings) as database:
        found = announced(settings)
        state(database, [consumed("L", "op")])
        time.sleep(3)
        assert found.alive(), "a client is connected"
        assert consumptions(settings) == 1

    psutil.wait_procs([psutil.Process(found.pid)], timeout=20)
    assert not found.alive()
    assert not (own.data / "engine.json").exists()


def foreign_process() -> dict[str, object]:
    return {"pid": os.getpid(), "created": 1.0, "port": 1, "password": "x"}


def dead_process() -> dict[str, object]:
    child = subprocess.Popen([sys.executable, "-c", ""])
    created = psutil.Process(child.pid).create_time()
    child.wait()
    return {"pid": child.pid, "created": created, "port": 1, "password": "x"}


@pytest.mark.parametrize(
    "found",
    [
        foreign_process,
        dead_process,
        dict,
        list,
        lambda: "text",
        lambda: foreign_process() | {"pid": -1},
        lambda: foreign_process() | {"pid": "7"},
        lambda: foreign_process() | {"pid": 2**70},
        lambda: foreign_process() | {"created": None},
        lambda: foreign_process() | {"more": 1},
    ],
)
def test_an_announcement_of_nobody_is_not_believed(
    found: Callable[[], object], tmp_path: Path
) -> None:
    (tmp_path / "engine.json").write_text(json.dumps(found()), encoding="utf-8")
    assert DataFolder(tmp_path).running() is None


@pytest.mark.parametrize("text", ["", "{", "\x00", "[]"])
def test_a_damaged_announcement_is_not_believed(text: str, tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text(text, encoding="utf-8")
    assert DataFolder(tmp_path).running() is None


def test_an_engine_that_died_without_being_asked_for_is_not_alive(tmp_path: Path) -> None:
    """As under `genealogy serve`: the dead child stays in the process table."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    found = Running(child.pid, psutil.Process(child.pid).create_time(), 1, "x")
    assert found.alive()
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and still there

    assert psutil.pid_exists(child.pid)
    assert not found.alive()
    child.communicate()


def holds_other_files(folder: Path) -> Path:
    folder.mkdir()
    (folder / "thesis.odt").write_text("years of work", encoding="utf-8")
    return folder


def is_a_file(folder: Path) -> Path:
    folder.write_text("a file", encoding="utf-8")
    return folder


def lies_in_a_file(folder: Path) -> Path:
    return is_a_file(folder) / "data"


def of_a_newer_layout(folder: Path) -> Path:
    folder.mkdir()
    (folder / "genealogy.json").write_text('{"layout": 99}', encoding="utf-8")
    return folder


def with_a_damaged_mark(folder: Path) -> Path:
    folder.mkdir()
    (folder / "genealogy.json").write_text('{"layout":', encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (holds_other_files, "it holds files of something else"),
        (is_a_file, "File exists"),
        (lies_in_a_file, "Not a directory"),
        (of_a_newer_layout, "made by a newer version"),
        (with_a_damaged_mark, "its genealogy.json cannot be read"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused_and_left_alone(
    make: Callable[[Path], Path], why: str, tmp_path: Path
) -> None:
    folder = make(tmp_path / "data")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    with pytest.raises(DataFolderRefused, match=why):
        embedded.start(Settings(data=folder))
    result = run(Settings(data=folder), "status")

    assert result.returncode == 5
    assert why in result.stderr
    assert "Traceback" not in result.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_claim_that_another_command_is_just_making_is_no_foreign_file(tmp_path: Path) -> None:
    """Also what a command leaves that was killed while it claimed the folder."""
    (tmp_path / "genealogy.json.4711").write_text("", encoding="utf-8")

    DataFolder(tmp_path).claim()

    assert json.loads((tmp_path / "genealogy.json").read_text(encoding="utf-8")) == {"layout": 1}


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path) -> None:
    assert embedded.stop(tmp_path) is False
    assert run(Settings(data=tmp_path), "engine", "stop").returncode == 0
