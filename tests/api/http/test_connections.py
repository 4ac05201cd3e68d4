"""Connections on which nothing moves are ended, and others are not: looked at often here, so that
the tests need not wait for as long as callers may."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import httpx
import pytest
import uvicorn

from api.http import connections
from api.http.connections import Connection
from tests.api.http.served import Served

CHUNK, CHUNKS = b"x" * 65_536, 400


async def app(scope: dict[str, Any], _: Any, send: Callable[..., Any]) -> None:
    """Answers much, or late."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/late":
        await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(CHUNKS if scope["path"] == "/much" else 1):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body"})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    """A server with the connections of the service, which are looked at five times a second."""
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.2)
    config = uvicorn.Config(app, port=0, http=Connection, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server
    server.should_exit = True
    thread.join(timeout=30)
    assert not thread.is_alive()


def address(server: uvicorn.Server) -> tuple[str, int]:
    host, port = server.servers[0].sockets[0].getsockname()
    return str(host), int(port)


def ended(connection: socket.socket, seconds: float = 5.0) -> bool:
    """Whether the other side ends the connection, whatever it says before."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-More: "])
def test_a_request_that_does_not_come_is_not_waited_for(
    server: uvicorn.Server, sent: bytes
) -> None:
    with socket.create_connection(address(server)) as connection:
        connection.sendall(sent)
        assert ended(connection)


def test_a_request_that_comes_by_the_letter_is_not_waited_for(server: uvicorn.Server) -> None:
    with socket.create_connection(address(server)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-More: ")
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 5:
                connection.sendall(b"x")
                time.sleep(0.02)


def test_who_does_not_take_the_answer_is_cut_off(server: uvicorn.Server) -> None:
    with socket.create_connection(address(server)) as connection:
        connection.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 5
        while server.server_state.total_requests == 0 and server.server_state.tasks:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(1)
        assert not server.server_state.connections
        assert not server.server_state.tasks


def test_who_takes_it_slowly_gets_all_of_it(server: uvicorn.Server) -> None:
    host, port = address(server)
    took, began = 0, time.monotonic()
    with httpx.stream("GET", f"http://{host}:{port}/much", timeout=10) as answer:
        for part in answer.iter_raw(1_000_000):
            took += len(part)
            time.sleep(0.08)

    assert took == len(CHUNK) * CHUNKS
    assert time.monotonic() - began > 1


def test_an_answer_that_is_late_is_waited_for_and_connections_are_used_again(
    server: uvicorn.Server,
) -> None:
    host, port = address(server)
    with httpx.Client(base_url=f"http://{host}:{port}", timeout=10) as client:
        assert client.get("/late").status_code == 200
        for _ in range(8):
            assert client.get("/").status_code == 200
            time.sleep(0.1)
        assert len(server.server_state.connections) == 1


def test_the_service_answers_others_beside_those_who_do_not_read(
    served: Served, client: httpx.Client
) -> None:
    ask = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
    waiting = [served.connection() for _ in range(8)]
    try:
        for connection in waiting:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.sendall(ask * 20)
        time.sleep(0.5)
        began = time.monotonic()
        assert client.get("/v1/status").status_code == 200
        assert time.monotonic() - began < 5
    finally:
        for connection in waiting:
            connection.close()
