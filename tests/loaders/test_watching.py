"""The hot folder: what is whole is loaded and moved, whatever happens around it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from api.watching import Stop
from genealogy.engine.folder import DATABASE
from genealogy.engine.opening import open_database
from genealogy.errors import DatabaseLost, WrongUsage
from genealogy.settings import Settings
from loaders.loading import load
from loaders.profile import builtin_profile_texts
from loaders.watching import HotFolder
from queries.loads import runs
from tests.conftest import address, empty
from tests.loaders.commands import (
    environment,
    holds_equation,
    loads,
    run,
    running,
    wait_for_rows,
)
from tests.loaders.exports import CONSUMPTION, NOON, many_consumptions, write_csv
from tests.shell import GENEALOGY, Shell

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
BAD = ("PO-1", "2", "1001", "L-1", "many", "kg", NOON)
QUICK = ("--watch", "--settle", "0.2")


@pytest.fixture
def embedded(settings_of: Callable[[str], Settings]) -> Settings:
    """The embedded engine with an empty graph."""
    settings = settings_of("embedded")
    with open_database(settings):
        pass
    empty(settings)
    return settings


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def until(holds: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Waits until it holds, as long as the process runs."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it did not come within a minute"
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.05)


def ended(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a watch that is sent a signal."""
    process.send_signal(number)
    out, told = process.communicate(timeout=60)
    return process.returncode, out, told


def names(folder: Path) -> set[str]:
    """The files in a folder, none where it is not there yet."""
    return {path.name for path in folder.glob("*") if path.is_file()}


def receipt(path: Path) -> dict[str, object]:
    """The receipt that lies beside a file that was put away."""
    text = path.with_name(f"{path.name}.receipt.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert isinstance(told, dict)
    return told


# Files


def test_a_file_is_whole_when_it_has_stood_still(inbox: Path) -> None:
    hot = HotFolder(inbox, settle=2)
    path = inbox / "a.csv"
    path.write_text("half", encoding="utf-8")

    assert hot.whole(100) == []
    assert hot.whole(101.9) == []
    path.write_text("half and half", encoding="utf-8")
    assert hot.whole(102) == []
    os.utime(path, ns=(1, 1))  # as long as before, written anew
    assert hot.whole(103.5) == []
    assert hot.whole(105) == []
    assert hot.whole(105.5) == [path]


def test_unfinished_and_hidden_files_and_those_put_away_are_left_alone(inbox: Path) -> None:
    for name in (".a.csv", "~$a.xlsx", "a.csv.part", "a.tmp", "A.CRDOWNLOAD", "a.csv"):
        (inbox / name).write_text("x", encoding="utf-8")
    for name in ("done", "refused"):
        (inbox / name).mkdir()
        (inbox / name / "b.csv").write_text("x", encoding="utf-8")

    assert HotFolder(inbox, settle=0).whole(0) == [inbox / "a.csv"]


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(inbox: Path) -> None:
    hot = HotFolder(inbox, settle=0)
    with hot.alone():
        for number in range(3):
            path = write_csv(inbox / "a.csv", CONSUMPTION, [GOOD] * (number + 1))
            assert hot.whole(0) == [path]
            assert hot.put_away(path, load(None, [path]))

    done = inbox / "done"
    files = {"a.csv", "a-2.csv", "a-3.csv"}
    assert names(done) == files | {f"{name}.receipt.json" for name in files}
    for name, rows in (("a.csv", 1), ("a-2.csv", 2), ("a-3.csv", 3)):
        told = receipt(done / name)
        assert (told["from"], told["result"]) == ("a.csv", "loaded")
        assert told["totals"]["rows_read"] == rows  # type: ignore[index]


def test_a_file_that_changes_while_it_is_loaded_stays_and_is_loaded_again(inbox: Path) -> None:
    hot = HotFolder(inbox, settle=0)
    path = write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
    with hot.alone():
        assert hot.whole(0) == [path]
        first = load(None, [path])
        write_csv(path, CONSUMPTION, [GOOD, BAD])

        assert hot.put_away(path, first) is None
        assert hot.whole(1) == [path]
        assert hot.put_away(path, load(None, [path])) == inbox / "done" / "a.csv"
    assert receipt(inbox / "done" / "a.csv")["result"] == "rows rejected"


def test_links_stay_where_they_are_and_are_not_read(inbox: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("top secret", encoding="utf-8")
    (inbox / "p.csv").symlink_to(secret)
    (inbox / "folder").symlink_to(tmp_path)
    path = write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
    hot = HotFolder(inbox, settle=0)

    with hot.alone():
        assert hot.whole(0) == [path]
        assert hot.links() == [inbox / "folder", inbox / "p.csv"]
        path.unlink()
        path.symlink_to(secret)
        assert not hot.stands(path)


def test_nothing_is_written_through_a_link(inbox: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    hot = HotFolder(inbox, settle=0)
    path = write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
    with hot.alone():
        (inbox / "done" / "a.csv.receipt.json").symlink_to(elsewhere / "a")
        (inbox / "done" / "a-2.csv").symlink_to(elsewhere / "b")
        assert hot.whole(0) == [path]
        assert hot.put_away(path, load(None, [path])) == inbox / "done" / "a-3.csv"

        write_csv(path, CONSUMPTION, [BAD])
        (inbox / "done").rename(inbox / ".done")
        (inbox / "done").symlink_to(elsewhere)
        assert hot.whole(1) == [path]
        with pytest.raises(OSError, match="done is a link"):
            hot.put_away(path, load(None, [path]))
    assert not list(elsewhere.iterdir())
    assert path.exists()

    with pytest.raises(WrongUsage, match="done in it is a link"), HotFolder(inbox, 0).alone():
        pass


def test_a_watch_tells_of_a_link_and_goes_on(embedded: Settings, inbox: Path) -> None:
    (inbox / "p.csv").symlink_to("/etc/passwd")
    with running(embedded, "load", inbox, *QUICK) as process:
        write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
        until(lambda: names(inbox / "done"), process)
        _, _, told = ended(process, signal.SIGTERM)

    assert "p.csv is a link: it is not followed" in told
    assert "root:" not in told
    assert (inbox / "p.csv").is_symlink()


def test_a_file_that_cannot_be_moved_is_not_loaded_again_until_it_changes(inbox: Path) -> None:
    hot = HotFolder(inbox, settle=0)
    path = write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
    with hot.alone():
        (inbox / "done").rmdir()
        run = load(None, [path])
        for now in range(2):
            assert hot.whole(now) == [path]
            assert hot.loaded(path) is (run if now else None)
            with pytest.raises(OSError, match="done"):
                hot.put_away(path, run)
        write_csv(path, CONSUMPTION, [GOOD, BAD])
        assert hot.whole(2) == [path]
        assert hot.loaded(path) is None

        (inbox / "done").mkdir()
        assert hot.put_away(path, load(None, [path])) == inbox / "done" / "a.csv"
        assert hot.whole(3) == []


def test_two_watches_of_a_folder_exclude_each_other(inbox: Path) -> None:
    with HotFolder(inbox, 0).alone(), pytest.raises(WrongUsage, match="already watched"):
        HotFolder(inbox, 0).alone().__enter__()
    with HotFolder(inbox, 0).alone():
        pass


# Stopping


@pytest.mark.parametrize(
    ("number", "ends_with"), [(signal.SIGTERM, SystemExit), (signal.SIGINT, KeyboardInterrupt)]
)
def test_a_stop_waits_for_the_end_of_what_is_held_even_where_that_fails(
    number: signal.Signals, ends_with: type[BaseException]
) -> None:
    before = signal.getsignal(number)
    done = []
    with pytest.raises(ends_with), Stop() as stop, stop.held():
        os.kill(os.getpid(), number)
        done.append("went on")
        raise DatabaseLost("stopped with us")
    assert done == ["went on"]
    assert signal.getsignal(number) is before
    with pytest.raises(ends_with), Stop():
        os.kill(os.getpid(), number)
        raise AssertionError("outside it ends at once")


# The command


def test_each_file_is_loaded_and_moved_with_its_receipt(embedded: Settings, inbox: Path) -> None:
    write_csv(inbox / "good.csv", CONSUMPTION, [GOOD])
    write_csv(inbox / "some rows.csv", CONSUMPTION, [GOOD, BAD])
    (inbox / "odd.csv").write_text("Colour,Taste\nred,sweet\n", encoding="utf-8")
    with running(embedded, "load", inbox, *QUICK) as process:
        until(lambda: len(names(inbox / "done")) == 4, process)
        until(lambda: len(names(inbox / "refused")) == 2, process)
        second = run(embedded, "load", inbox, *QUICK)
        late = write_csv(inbox / "good.csv.part", CONSUMPTION, [GOOD])
        late.rename(inbox / "good.csv")
        until(lambda: len(names(inbox / "done")) == 6, process)
        code, out, told = ended(process, signal.SIGTERM)

    assert (code, told) == (0, f"watching {inbox}\n")
    assert {line.split(":")[0] for line in out.splitlines()} == {
        "good.csv -> done/good.csv",
        "some rows.csv -> done/some rows.csv",
        "odd.csv -> refused/odd.csv",
        "good.csv -> done/good-2.csv",
    }
    assert "some rows.csv: 2 rows read, 1 known, 1 rejected\n" in out
    assert receipt(inbox / "done" / "some rows.csv")["result"] == "rows rejected"
    assert receipt(inbox / "refused" / "odd.csv")["result"] == "refused"
    assert (second.returncode, second.stdout) == (2, "")
    assert "is already watched by another run" in second.stderr
    assert {each["file"] for each in loads(embedded)} == {"good.csv", "some rows.csv"}
    with open_database(embedded) as database:
        kept = [(each["result"], each["rows_new"]) for each in runs(database)]
    assert kept[0] == ("loaded", 0)  # the same file once more
    assert sorted(kept[1:]) == [("loaded", 1), ("refused", 0), ("rows rejected", 0)]


def test_sigterm_ends_it_between_two_chunks_and_the_next_watch_goes_on(
    embedded: Settings, inbox: Path
) -> None:
    many_consumptions(inbox / "big.csv", 21_000)
    with running(embedded, "load", inbox, *QUICK) as process:
        wait_for_rows(embedded, process, 1)
        code, out, _ = ended(process, signal.SIGTERM)
    (stopped,) = loads(embedded)

    assert (code, out) == (0, "")
    assert stopped["status"] == "loading"
    assert holds_equation(stopped)
    assert 0 < int(str(stopped["rows_read"])) < 21_000
    assert names(inbox) >= {"big.csv"}
    with running(embedded, "load", inbox, *QUICK, "--json") as process:
        until((inbox / "done" / "big.csv").exists, process)
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        code, _, _ = ended(process, signal.SIGINT)
    assert code == 130
    assert (told["to"], told["totals"]["rows_new"]) == ("done/big.csv", 21_000)
    (whole,) = loads(embedded)
    assert (whole["status"], whole["rows_read"]) == ("done", 21_000)
    with open_database(embedded) as database:
        assert [each["result"] for each in runs(database)] == ["loaded", "running"]


@contextmanager
def door(to: int, at: int) -> Iterator[None]:
    """The way to a server: while it is open, port `at` of this machine leads to port `to`."""
    waiting = socket.create_server(("127.0.0.1", at))
    pairs: list[socket.socket] = [waiting]

    def pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                target.sendall(block)

    def let_in() -> None:
        while True:
            try:
                inner, _ = waiting.accept()
            except OSError:
                return
            outer = socket.create_connection(("127.0.0.1", to))
            pairs.extend((inner, outer))
            for pair in ((inner, outer), (outer, inner)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=let_in, daemon=True).start()
    try:
        yield
    finally:
        for each in pairs:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def test_a_database_that_is_away_for_a_while_is_waited_for(embedded: Settings, inbox: Path) -> None:
    uri, (user, password), _ = address(embedded)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    shell = Shell(inbox, inbox / "none").having(
        GENEALOGY_NEO4J_URI=f"bolt://127.0.0.1:{port}",
        GENEALOGY_NEO4J_USER=user,
        GENEALOGY_NEO4J_PASSWORD=password,
        GENEALOGY_NEO4J_DATABASE=DATABASE,
        GENEALOGY_START_TIMEOUT="0.5",
    )
    write_csv(inbox / "a.csv", CONSUMPTION, [GOOD])
    with subprocess.Popen(
        [GENEALOGY, "load", inbox, *QUICK],
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stderr is not None
            told = [process.stderr.readline() for _ in range(4)]
            time.sleep(3)  # it tries again, and says no more
            assert "a.csv" in names(inbox)
            with door(int(uri.rpartition(":")[2]), port):
                until((inbox / "done" / "a.csv").exists, process)
            code, _, rest = ended(process, signal.SIGTERM)
        finally:
            process.kill()

    assert "No graph database answers" in told[1]
    assert told[3] == "Waiting for it; no file was moved.\n"
    assert (code, rest) == (0, "")


def test_own_profiles_are_read_anew_for_each_file(embedded: Settings, inbox: Path) -> None:
    own = inbox.parent / "own"
    own.mkdir()
    header = ("Planet", *CONSUMPTION[1:])
    mine = builtin_profile_texts()["mes-consumption"].replace('"Order"', '"Planet"')
    (own / "mine.toml").write_text("name = 1", encoding="utf-8")
    with subprocess.Popen(
        [GENEALOGY, "load", inbox, *QUICK],
        env=environment(embedded) | {"GENEALOGY_PROFILES": str(own)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            write_csv(inbox / "a.csv", header, [GOOD])
            until((inbox / "refused" / "a.csv").exists, process)
            (own / "mine.toml").write_text(mine, encoding="utf-8")
            write_csv(inbox / "b.csv", header, [GOOD])
            until((inbox / "done" / "b.csv").exists, process)
            code, _, told = ended(process, signal.SIGTERM)
        finally:
            process.kill()

    assert code == 0
    assert "The profile mine.toml has" in told
    assert "Tables are refused until it is mended." in told
    why = receipt(inbox / "refused" / "a.csv")["refused"][0]["why"]  # type: ignore[index]
    assert "line 1: name: " in why


def test_files_whose_names_are_no_utf_8_are_loaded_and_put_away(
    embedded: Settings, inbox: Path
) -> None:
    good, bad = (os.fsdecode(name) for name in (b"\xb9\xa4.csv", b"\xb9\xa5.csv"))
    try:
        write_csv(inbox / good, CONSUMPTION, [GOOD])
    except OSError:
        pytest.skip("this file system knows no such names")
    write_csv(inbox / bad, ("Planet", "Moons"), [("Mars", "2")])
    with running(embedded, "load", inbox, *QUICK, "--json") as process:
        until((inbox / "done" / good).exists, process)
        until((inbox / "refused" / bad).exists, process)
        code, out, told = ended(process, signal.SIGTERM)

    assert (code, told.splitlines()[1:]) == (0, [])
    first, second = map(json.loads, out.splitlines())
    assert (first["from"], first["to"]) == ("\ufffd.csv", "done/\ufffd.csv")
    assert first["receipts"][0]["file"] == "\ufffd.csv"
    assert second["refused"][0]["file"] == "\ufffd.csv"
    assert receipt(inbox / "done" / good)["result"] == "loaded"
    assert receipt(inbox / "refused" / bad)["from"] == "\ufffd.csv"


@pytest.mark.parametrize(
    "words",
    [
        ("load", "{inbox}", "{inbox}", "--watch"),
        ("load", "{inbox}/none", "--watch"),
        ("load", "{inbox}", "--watch", "--dry-run"),
        ("load", "{inbox}", "--settle", "3"),
        ("load", "{inbox}", "--webhook", "ftp://a.secret.word/"),
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_wrong_usage(
    words: tuple[str, ...], settings_of: Callable[[str], Settings], inbox: Path
) -> None:
    done = run(settings_of("embedded"), *(word.format(inbox=inbox) for word in words))

    assert done.returncode == 2
    assert "--" in done.stderr
    assert "secret" not in done.stderr
    assert names(inbox) == set()
