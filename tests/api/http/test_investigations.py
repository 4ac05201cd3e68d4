"""Investigations over HTTP: said by several, refused where it cannot be, in pages, as a sheet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api.http.forms import XLSX
from tests.api.http.models import held
from tests.shell import Shell

PATH = "/v1/investigations"
FIGURES = {"p": 0.003, "q": 0.02, "odds_ratio": 14.5}


@pytest.fixture
def path(client: httpx.Client) -> str:
    """The path of a new investigation."""
    answer = client.post(PATH, json={"title": "Swollen cups", "bad": ["WM-0412"]})
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def add(client: httpx.Client, path: str, entry: str, **said: Any) -> httpx.Response:
    """Says something."""
    return client.post(f"{path}/entries", json={"entry": entry, **said})


def test_what_is_said_stands_in_the_investigation(client: httpx.Client, path: str) -> None:
    said = {"kind": "batch", "name": "CUL-2231", "key": "batch:x", "figures": FIGURES}
    answers = [
        add(client, path, "suspect", fingerprint="abcd", **said),
        add(client, path, "evidence", suspect="S1", text="a", file="f", sha256="0" * 64),
        add(client, path, "verdict", suspect="S1", verdict="confirmed", reason="b"),
        add(client, path, "action", kind="preventive", text="c", who="d", due="2026-12-01"),
        add(client, path, "done", action="A1", text="e"),
        add(client, path, "close", reason="f"),
    ]
    found = client.get(path).json()

    assert [each.status_code for each in answers] == [201] * 6
    assert found == answers[-1].json()
    held("InvestigationAnswer", found)
    assert found["bad"] == ["own/3101/WM-0412"]
    (suspect,) = found["suspects"]
    assert (suspect["figures"], suspect["judged_on"]) == (FIGURES, "abcd")
    assert suspect["name"].endswith("/CUL-2231")
    assert {each["by"] for each in found["log"]} == {"key:environment"}
    assert add(client, path, "note", text="late").json()["code"] == "investigation-closed"
    assert add(client, path, "reopen", reason="g").json()["status"] == "open"


@pytest.mark.parametrize(
    ("said", "status", "where"),
    [
        ({"entry": "verdict", "suspect": "S1", "verdict": "open"}, 422, "reason"),
        ({"entry": "verdict", "suspect": "S1", "verdict": "open", "reason": "a"}, 400, "S1"),
        ({"entry": "note", "text": "x" * 10_001}, 422, "10000 letters at most"),
        ({"entry": "note", "text": "a\x00b"}, 422, "letters that cannot be seen"),
        ({"entry": "open", "title": "a"}, 422, "This is to be one of"),
        ({"text": "a"}, 422, "This needs a field that says which it is"),
        ({"entry": "suspect", "kind": "batch", "name": "WM-41"}, 404, "Nearest"),
        ({"entry": "suspect", "kind": "a", "name": "b", "figures": FIGURES}, 422, "fingerprint"),
    ],
)
def test_what_cannot_be_said_is_refused(
    client: httpx.Client, path: str, said: dict[str, Any], status: int, where: str
) -> None:
    answer = client.post(f"{path}/entries", json=said)

    assert (answer.status_code, where in answer.text) == (status, True), answer.text
    assert client.get(path).json()["entries"] == 1


def test_an_unknown_one_is_not_found(client: httpx.Client) -> None:
    for asked in ("INV-9999", "nope", "INV-0001%00"):
        answer = client.get(f"{PATH}/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (404, "investigation-not-found")
        assert add(client, f"{PATH}/{asked}", "note", text="a").status_code == 404
    assert client.post(PATH, json={"title": "a", "bad": ["NOPE"]}).status_code == 404


def test_of_what_two_people_say_at_once_nothing_is_lost(client: httpx.Client, path: str) -> None:
    with ThreadPoolExecutor(4) as people:
        done = [*people.map(lambda n: add(client, path, "note", text=f"{n}"), range(12))]
    log = client.get(path).json()["log"][1:]

    assert {each.status_code for each in done} == {201}
    assert {each["said"]["text"] for each in log} == {f"{number}" for number in range(12)}


def test_the_list_comes_in_pages_the_newest_first(client: httpx.Client, path: str) -> None:
    client.post(PATH, json={"title": "one more"})
    whole = client.get(PATH, params={"status": "open"}).json()
    held("InvestigationsPage", whole)
    found, after = [], None
    for _ in whole["investigations"]:
        asked = httpx.QueryParams(most=1, status="open")
        page = client.get(PATH, params=asked.set("after", after) if after else asked).json()
        found += page["investigations"]
        after = page["next"]
        if after is None:
            break

    assert found == whole["investigations"]
    assert found[1]["investigation_id"] == path.rsplit("/", 1)[-1]


def test_an_8d_sheet_is_the_file_of_the_command(
    client: httpx.Client, demo: Shell, path: str
) -> None:
    inv = path.rsplit("/", 1)[-1]
    for form, ending in ((XLSX, "xlsx"), ("application/pdf", "pdf")):
        answer = client.get(path, params={"language": "zh"}, headers={"Accept": form})
        name = f"{inv}.{ending}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        demo.out("investigation", "export", inv, name, "--language", "zh")
        assert answer.content == (demo.folder / name).read_bytes()
