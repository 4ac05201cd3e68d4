"""The API as clients meet it: a served process, asked over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.shell import GENEALOGY, Shell

KEY = "a key for tests"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(shell: Shell) -> Iterator[httpx.Client]:
    """A client of `genealogy serve`, which ends with the block."""
    port = free_port()
    process = subprocess.Popen(
        [GENEALOGY, "serve", "--port", str(port)],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            wait_for(client, process)
            yield client
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode in (0, -15)


def wait_for(client: httpx.Client, process: subprocess.Popen[str]) -> None:
    """Returns once the service says that it is ready."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if client.get("/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the service is not ready after a minute")


@pytest.fixture(scope="module")
def client(demo: Shell) -> Iterator[httpx.Client]:
    """A client of an API without a key."""
    with serving(demo) as client:
        yield client


@pytest.fixture(scope="module")
def guarded(demo: Shell) -> Iterator[httpx.Client]:
    """A client of an API with a key, which the client does not send by itself."""
    with serving(demo.having(GENEALOGY_API_KEY=KEY)) as client:
        yield client


def test_health_tells_that_the_process_runs_and_that_the_database_answers(
    client: httpx.Client,
) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_a_recall_over_http_is_that_of_the_command_line(client: httpx.Client, demo: Shell) -> None:
    answer = client.get("/v1/recalls", params={"batch": "CUL-2231"})

    assert answer.status_code == 200
    assert answer.json() == json.loads(demo.out("recall", "CUL-2231", "--json"))


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
def test_a_trace_over_http_is_that_of_the_command_line(
    client: httpx.Client, demo: Shell, direction: str
) -> None:
    answer = client.get("/v1/traces", params={"batch": "YOG-0041", "direction": direction})

    assert answer.json() == json.loads(demo.out("trace", "YOG-0041", f"--{direction}", "--json"))


def test_several_batches_are_asked_about_together(client: httpx.Client, demo: Shell) -> None:
    answer = client.get("/v1/recalls", params={"batch": ["CT-0003", "CT-0005"]})

    assert answer.json() == json.loads(demo.out("recall", "CT-0003", "CT-0005", "--json"))


@pytest.mark.parametrize(
    ("params", "status", "told"),
    [
        ({"batch": "CUL-2232"}, 404, "Nearest: S-201/1201/CUL-2231"),
        ({"batch": "1"}, 409, "S-402/1401/1"),
        ({}, 422, "batch"),
        ({"batch": "CUL-2231", "direction": "sideways"}, 422, "forward"),
        ({"batch": "CUL-2231", "as_known_on": "2026-10-01"}, 422, "as_known_on"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: httpx.Client, params: dict[str, str], status: int, told: str
) -> None:
    answer = client.get("/v1/traces", params=params)

    assert answer.status_code == status
    assert told in answer.text
    assert "Traceback" not in answer.text


def test_without_the_key_nothing_of_the_graph_is_told(guarded: httpx.Client) -> None:
    for path in ("/v1/recalls", "/v1/traces"):
        for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}):
            answer = guarded.get(path, params={"batch": "CUL-2231"}, headers=header)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert "CUL" not in answer.text


def test_with_the_key_it_answers(guarded: httpx.Client) -> None:
    header = {"Authorization": f"Bearer {KEY}"}
    answer = guarded.get("/v1/recalls", params={"batch": "CUL-2231"}, headers=header)

    assert answer.status_code == 200
    assert answer.json()["verdict"]["complete"] is False


def test_health_needs_no_key(guarded: httpx.Client) -> None:
    assert guarded.get("/health/live").status_code == 200
    assert guarded.get("/health/ready").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "plant.example"])
def test_without_a_key_it_is_served_to_this_machine_only(demo: Shell, host: str) -> None:
    done = demo.run("serve", "--host", host, "--port", str(free_port()))

    assert done.returncode == 2
    assert "set GENEALOGY_API_KEY first" in done.stderr


def test_a_port_that_is_taken_ends_the_command(demo: Shell) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = demo.run("serve", "--port", str(other.getsockname()[1]))

    assert done.returncode != 0
    assert "address already in use" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_the_schema_of_the_api_is_served_and_no_page_of_a_foreign_host(
    client: httpx.Client,
) -> None:
    assert set(client.get("/openapi.json").json()["paths"]) == {
        "/health/live",
        "/health/ready",
        "/v1/traces",
        "/v1/recalls",
    }
    assert client.get("/docs").status_code == 404
