"""A service and the command line on one data folder, at the same time: neither takes from the
other what it keeps."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.api.http.conftest import EXPORTS
from tests.api.http.served import Served, serving
from tests.shell import Shell


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The demo's graph on an engine of its own, which the tests of this file share."""
    folder = tmp_path_factory.mktemp("beside")
    shell = Shell(folder, folder / "data")
    shell.out("load", EXPORTS)
    shell.out("keys", "new", "first", "--role", "admin")
    yield shell
    shell.run("engine", "stop")


@pytest.fixture(scope="module")
def beside(alone: Shell) -> Iterator[Served]:
    """A service on that graph, which commands use as well."""
    with serving(alone.having(GENEALOGY_API_RATE="100000/minute")) as served:
        yield served


def test_commands_beside_a_service_lose_nothing_and_revoke_at_once(
    beside: Served, alone: Shell
) -> None:
    key = alone.out("keys", "new", "second", "--role", "coordinator").strip()
    with beside.client(key) as client:
        for number in range(5):
            assert client.get("/v1/status").status_code == 200
            alone.out("batches", f"YOG-000{number}")
        hold = {"batches": ["YOG-0040"], "hold": "H-1", "reason": "a test"}
        assert client.post("/v1/holds", json=hold).status_code == 201
        assert [*beside.shell.data.glob("office.sqlite-wal")]
        (made,) = [each for each in json.loads(alone.out("keys", "--json"))
                   if each["name"] == "second"]  # fmt: skip
        alone.out("keys", "revoke", made["key_id"], "--reason", "laptop lost")
        assert client.get("/v1/status").status_code == 401

    assert "question.status" in alone.out("audit", "list", "--by", f"key:{made['key_id']}")
    done = alone.run("audit", "verify")
    assert done.returncode == 0, done.stdout


def test_a_body_that_does_not_come_takes_no_place_from_others(beside: Served) -> None:
    import socket

    host, port = beside.url.removeprefix("http://").split(":")
    waiting = [socket.create_connection((host, int(port)), timeout=10) for _ in range(12)]
    try:
        for connection in waiting:
            connection.sendall(
                b"POST /v1/comparisons HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                b"Content-Type: application/json\r\n\r\n{"
            )
        time.sleep(0.5)
        started = time.monotonic()
        with beside.client("nobody") as client:
            assert client.get("/v1/status").status_code == 401
        assert time.monotonic() - started < 5
        assert waiting[0].recv(100).startswith(b"HTTP/1.1 401")
    finally:
        for connection in waiting:
            connection.close()


def test_a_key_of_a_site_holds_no_batch_elsewhere(beside: Served, alone: Shell) -> None:
    words = ("keys", "new", "far", "--role", "coordinator", "--site", "Elsewhere")
    held = ("cypher", "MATCH ()-[r:HELD]->(h) RETURN h.hold_id AS hold ORDER BY hold")
    before = alone.out(*held), alone.out("events", "--json")
    with beside.client(alone.out(*words).strip()) as client:
        hold = {"batches": ["YOG-0040"], "hold": "H-9", "reason": "a test"}
        answer = client.post("/v1/holds", json=hold)
        opened = client.post("/v1/recalls", json={"batch": ["CUL-2231"], "reason": "a test"})

    assert (answer.status_code, opened.status_code) == (403, 403)
    assert (alone.out(*held), alone.out("events", "--json")) == before


def test_who_loads_sees_its_own_loads_and_rejected_rows_alone(beside: Served, alone: Shell) -> None:
    one, two = (
        alone.out("keys", "new", name, "--role", "integrator").strip() for name in ("one", "two")
    )
    head = (EXPORTS / "erp_deliveries.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = f"{head}\nD-9,1,C-9,Secret Shop,,,3002,L-9,much,kg,2026-10-01T00:00:00Z\n"
    with beside.client(one) as client, beside.client(two) as other:
        files = [("files", ("wrong.csv", rows.encode()))]
        assert client.post("/v1/loads", files=files).json()["status"] == "done"
        (row,) = client.get("/v1/rejected-rows?load=wrong.csv").json()["rejected_rows"]
        assert [each["file"] for each in client.get("/v1/loads").json()["loads"]] == ["wrong.csv"]
        assert other.get("/v1/rejected-rows").json()["rejected_rows"] == []
        assert other.get("/v1/loads").json()["loads"] == []
        assert other.get(f"/v1/rejected-rows/{row['rejected_id']}").status_code == 404
        assert other.get("/v1/loads/wrong.csv").status_code == 404
        assert "Secret" in client.get(f"/v1/rejected-rows/{row['rejected_id']}").text


def test_a_viewer_sees_no_name_in_headings_warnings_or_reasons(
    beside: Served, alone: Shell
) -> None:
    keys = {role: alone.out("keys", "new", role, "--role", role).strip()
            for role in ("viewer", "analyst", "admin")}  # fmt: skip
    head = (EXPORTS / "erp_deliveries.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "D-{},1,C-9,Secret Shop,,,3002,L-9,{},{},2026-10-01T00:00:00Z,x"
    rows = (row.format(7, "much Secret", "kg"), row.format(8, 1, "Secret boxes"))
    table = "\n".join([f"{head},price of Secret", *rows])
    with beside.client(keys["admin"]) as client:
        made = client.post("/v1/loads", files=[("files", ("names.csv", table.encode()))]).json()
        (receipt,) = made["result"]["receipts"]
        assert (receipt["rows_new"], receipt["rows_rejected"]) == (1, 1)
        path = f"/v1/loads/{receipt['load_id']}"
        assert client.delete(path, params={"reason": "sent to Secret"}).status_code == 200
        (rejected,) = client.get("/v1/rejected-rows?status=all&load=names.csv").json()[
            "rejected_rows"
        ]
    questions = (path, "/v1/loads", "/v1/status", "/v1/rejected-rows?status=all",
                 f"/v1/rejected-rows/{rejected['rejected_id']}")  # fmt: skip
    with beside.client(keys["viewer"]) as viewer, beside.client(keys["analyst"]) as analyst:
        for question in questions:
            for form in ("application/json", "text/csv"):
                seen, whole = (
                    client.get(question, headers={"Accept": form}) for client in (viewer, analyst)
                )
                assert seen.status_code == whole.status_code, question
                assert "Secret" not in seen.text, f"{question} as {form}"
            assert "Secret" in analyst.get(question).text, question
