"""What every request passes: ids, logs, headers, limits of size and number."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.http.served import KEY, Served, serving
from tests.shell import Shell

RECALL = "/v1/recalls?batch=CUL-2231"


def test_every_answer_has_an_id_and_headers_that_keep_browsers_safe(client: httpx.Client) -> None:
    for path in (RECALL, "/nothing", "/health/live", "/v1/recalls"):
        headers = client.get(path).headers
        assert len(headers["x-request-id"]) == 16
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_an_id_of_the_caller_is_kept_if_it_is_one(client: httpx.Client) -> None:
    good = client.get("/health/live", headers={"X-Request-Id": "mes-4711"})
    bad = client.get("/health/live", headers={"X-Request-Id": "a b\tc" * 30})

    assert good.headers["x-request-id"] == "mes-4711"
    assert len(bad.headers["x-request-id"]) == 16


def test_the_log_has_a_line_a_request_without_key_or_data(served: Served) -> None:
    with served.client() as client:
        client.get(RECALL, headers={"X-Request-Id": "for-the-log"})
    line = json.loads(logged(served, "for-the-log"))

    assert (line["route"], line["status"], line["method"]) == ("/v1/recalls", 200, "GET")
    assert line["caller"] == "key:environment"
    assert line["bytes"] > 0 < line["ms"]
    log = "\n".join(served.lines())
    assert KEY not in log
    assert "CUL-2231" not in log
    assert "Kaufhof" not in log


def logged(served: Served, text: str) -> str:
    """The line with this text, which is written once the answer is out."""
    for _ in range(100):
        if found := [line for line in served.lines() if text in line]:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no line has {text}")


def test_errors_are_problems(client: httpx.Client) -> None:
    for path, status, code in (
        ("/v1/recalls?batch=NOPE", 404, "unknown-batch"),
        ("/v1/recalls?batch=1", 409, "ambiguous-batch"),
        ("/v1/recalls", 400, "wrong-usage"),
        ("/v1/recalls?batch=1&more=2", 422, "not-understood"),
        ("/nothing", 404, "not-found"),
    ):
        answer = client.get(path)
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
        assert told["detail"]
    assert client.delete("/v1/recalls").status_code == 405


def test_candidates_are_told_to_programs(client: httpx.Client) -> None:
    told = client.get("/v1/recalls?batch=1").json()

    assert told["candidates"] == ["S-402/1401/1", "S-502/2201/1"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: httpx.Client) -> None:
    body = {"scopes": [{"name": "a", "batches": ["x" * 900] * 3_000}]}
    answer = client.post("/v1/comparisons", json=body)

    assert answer.status_code == 413
    assert "1,048,576 bytes" in answer.json()["detail"]


def test_a_body_that_comes_in_parts_is_counted(client: httpx.Client) -> None:
    answer = client.post(
        "/v1/comparisons",
        content=(b" " * 65_536 for _ in range(40)),
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 413


def test_deep_json_is_refused(client: httpx.Client) -> None:
    answer = client.post(
        "/v1/comparisons",
        content="[" * 100_000,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_a_body_of_another_kind_is_refused(client: httpx.Client, content_type: str) -> None:
    answer = client.post(
        "/v1/comparisons", content="scopes", headers={"Content-Type": content_type}
    )

    assert answer.status_code in (415, 422)


def test_smuggled_headers_are_refused(served: Served) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/comparisons HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/status HTTP/1.1\r\n\r\n"
        )
        connection.settimeout(10)
        told = connection.recv(65_536)

    assert told.startswith(b"HTTP/1.1 400")
    assert told.count(b"HTTP/1.1") == 1


def test_one_key_asks_no_more_often_than_it_may(demo: Shell) -> None:
    shell = demo.having(GENEALOGY_API_KEY=KEY, GENEALOGY_API_RATE="5/minute")
    with serving(shell) as served, served.client() as client:
        answers = [client.get("/v1/status") for _ in range(7)]

    assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "5/minute" in answers[-1].json()["detail"]


def test_more_than_can_be_answered_is_refused_at_once_and_not_piled_up(demo: Shell) -> None:
    shell = demo.having(GENEALOGY_API_KEY=KEY, GENEALOGY_API_AT_ONCE="1")
    with serving(shell) as served, served.client() as client:
        with ThreadPoolExecutor(30) as threads:
            answers = [*threads.map(lambda _: client.get(RECALL), range(30))]
        after = client.get(RECALL)

    statuses = {each.status_code for each in answers}
    assert statuses == {200, 503}
    busy = next(each for each in answers if each.status_code == 503)
    assert busy.json()["code"] == "too-busy"
    assert int(busy.headers["retry-after"]) >= 1
    assert after.status_code == 200
    assert len({each.text for each in answers if each.status_code == 200}) == 1


def test_a_question_that_takes_too_long_is_ended_and_shows_nothing_partial(demo: Shell) -> None:
    shell = demo.having(GENEALOGY_API_KEY=KEY, GENEALOGY_API_SECONDS="0.002")
    with serving(shell) as served, served.client() as client:
        answer = client.get("/v1/checks")

    assert answer.status_code == 504
    assert answer.json()["code"] == "query-timed-out"


def test_it_stops_with_grace(demo: Shell) -> None:
    with serving(demo.having(GENEALOGY_API_KEY=KEY)) as served:
        with served.client() as client, ThreadPoolExecutor(1) as threads:
            answer = threads.submit(client.get, "/v1/checks")
            time.sleep(0.3)
            served.process.terminate()
            assert answer.result().status_code == 200
        assert served.process.wait(timeout=60) in (0, -15)


def test_a_port_that_is_taken_ends_the_command(demo: Shell) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = demo.run("serve", "--port", str(other.getsockname()[1]))

    assert done.returncode != 0
    assert "address already in use" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_figures_are_told_by_route_and_never_by_what_was_asked(client: httpx.Client) -> None:
    client.get(RECALL)
    client.get("/v1/batches/own/3101/WM-0412")
    text = client.get("/metrics").text

    assert 'genealogy_requests_total{method="GET",route="/v1/recalls",status="200"}' in text
    assert 'route="/v1/batches/{batch_id:path}"' in text
    assert "genealogy_scope_batches_bucket" in text
    assert "genealogy_query_seconds_count" in text
    assert "WM-0412" not in text
