"""The webhook: told what became of a load, and never the reason that a load fails."""

from __future__ import annotations

import json
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from genealogy.errors import WrongUsage
from genealogy.settings import Settings
from loaders.webhook import webhook
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import Shell

GOOD = ("PO-1", "1", "1001", "批-1", "25", "kg", NOON)
BAD = ("PO-1", "2", "1001", "L-1", "many", "kg", NOON)


@dataclass
class Receiver:
    """A server that keeps what is posted to it, and answers with these codes one by one."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append((self.path, dict(self.headers), body))
            self.send_response(told.answers.pop(0) if told.answers else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


def test_the_summary_of_a_run_is_posted(
    settings_of: Callable[[str], Settings], receiver: Receiver, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD, BAD])
    url = f"http://kim:a%20secret@127.0.0.1:{receiver.port}/hook?token=hidden#part"
    done = run(settings_of("embedded"), "load", path, "--dry-run", "--webhook", url)

    assert done.returncode == 6
    assert "hidden" not in done.stdout + done.stderr
    ((where, headers, body),) = receiver.requests
    assert where == "/hook?token=hidden"
    assert headers["Authorization"] == f"Basic {b64encode(b'kim:a secret').decode()}"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    told = json.loads(body)
    assert (told["result"], told["dry_run"]) == ("rows rejected", True)
    totals = {name: told["totals"][name] for name in ("tables", "rows_read", "rows_rejected")}
    assert totals == {"tables": 1, "rows_read": 2, "rows_rejected": 1}
    assert told["receipts"][0]["file"] == "a.csv"


def test_a_webhook_that_fails_is_a_warning_and_the_load_stands(
    settings_of: Callable[[str], Settings], receiver: Receiver, tmp_path: Path
) -> None:
    receiver.answers = [403]
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD])
    url = f"http://kim:password@127.0.0.1:{receiver.port}/path-token?query-token"
    done = run(settings_of("embedded"), "load", path, "--dry-run", "--webhook", url)

    assert done.returncode == 0
    warned = f"The webhook at http://127.0.0.1:{receiver.port} was not told: it answered 403."
    assert done.stderr.splitlines() == ["dry run: nothing was written", warned]


def test_trouble_of_the_server_is_tried_again(receiver: Receiver) -> None:
    receiver.answers = [500, 204]

    assert webhook(f"http://127.0.0.1:{receiver.port}/").tell({"result": "loaded"}) is None
    assert len(receiver.requests) == 2


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    for code in (301, 303, 307, 308):
        receiver.answers = [code]
        failure = webhook(f"http://127.0.0.1:{receiver.port}/").tell({})
        assert failure is not None
        assert failure.endswith(f"it answered {code}.")
    assert {where for where, _, _ in receiver.requests} == {"/"}


def test_a_server_that_is_not_there_is_told_without_the_secrets() -> None:
    failure = webhook("http://kim:password@127.0.0.1:9/token?token").tell({})

    assert failure == "The webhook at http://127.0.0.1:9 was not told: Connection refused."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host/path",
        "ftp://host/",
        "file:///etc/passwd",
        "http://",
        "http://host:port/",
        "http://[::1/",
        "http://host/a b",
        "http://host/\r\nX: y",
        "http://host/密",
    ],
)
def test_only_an_http_address_is_a_webhook(url: str) -> None:
    with pytest.raises(WrongUsage, match="--webhook needs an address"):
        webhook(url)


def test_an_address_is_never_shown_whole() -> None:
    hook = webhook("https://kim:password@[::1]:8443/path-token?query-token")

    for text in (repr(hook), str(hook)):
        assert "password" not in text
        assert "token" not in text


@pytest.mark.parametrize("drip", [b"H", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["byte", "continue"])
def test_an_answer_that_drips_ends_with_the_time_for_all_of_it(drip: bytes) -> None:
    ended = threading.Event()

    def answer(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            while True:
                connection.sendall(drip)
                time.sleep(0.05)
        ended.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        hook = webhook(f"http://127.0.0.1:{server.getsockname()[1]}/")
        begun = time.monotonic()
        failure = replace(hook, seconds=0.5).tell({})

        assert failure is not None
        assert failure.endswith("no answer within 0.5 s.")
        assert time.monotonic() - begun < 15
        assert ended.wait(5)  # the connection is given up, too


def test_the_address_can_be_a_setting_which_no_list_of_processes_shows(
    settings_of: Callable[[str], Settings],
    receiver: Receiver,
    tmp_path: Path,
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [GOOD])
    shell = Shell(tmp_path, settings_of("embedded").data)
    with_hook = shell.having(GENEALOGY_WEBHOOK=f"http://127.0.0.1:{receiver.port}/token")

    with_hook.out("load", path, "--dry-run")
    wrong = shell.having(GENEALOGY_WEBHOOK="token").run("load", path, "--dry-run")

    assert [where for where, _, _ in receiver.requests] == ["/token"]
    assert (wrong.returncode, "GENEALOGY_WEBHOOK needs" in wrong.stderr) == (2, True)
    assert "token" not in wrong.stderr
