"""The forms of an answer: by `Accept`, the same as the files of the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import httpx
import pytest

from api.http.forms import CSV, GRAPHML, JSON, NDJSON, XLSX, chosen
from genealogy.errors import NotAcceptable
from tests.shell import Shell

RECALL = "/v1/recalls?batch=CUL-2231"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("text/html, application/*;q=0.5", JSON),
        ("application/json;q=0.1, text/csv;q=0.9", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
    ],
)
def test_the_form_is_the_one_that_is_liked_best(accept: str, form: str) -> None:
    assert chosen(accept, (JSON, CSV)) == form


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/csv;q=x", "a/b;q=9"])
def test_a_form_that_is_not_offered_is_refused(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="It is offered as application/json"):
        chosen(accept, (JSON, CSV))


def test_csv_is_that_of_the_command_line(client: httpx.Client, demo: Shell) -> None:
    for table in ("shipments", "customers", "gaps"):
        answer = client.get(f"{RECALL}&table={table}", headers={"Accept": CSV})
        assert answer.text == demo.out("recall", "CUL-2231", "--csv", "--table", table)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_files_are_those_of_the_command_line(client: httpx.Client, demo: Shell) -> None:
    demo.out("recall", "CUL-2231", "--xlsx", "http.xlsx", "--graphml", "http.graphml")
    for form, name in ((XLSX, "http.xlsx"), (GRAPHML, "http.graphml")):
        answer = client.get(RECALL, headers={"Accept": form})
        assert answer.content == (demo.folder / name).read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment; ")


def test_lines_of_json_hold_every_row_and_say_where_they_end(client: httpx.Client) -> None:
    whole = client.get(RECALL).json()
    answer = client.get(RECALL, headers={"Accept": NDJSON})

    head, *rows, end = [json.loads(line) for line in answer.text.splitlines()]
    assert head["fingerprint"] == whole["fingerprint"]
    assert head["verdict"] == whole["verdict"]
    assert end == {"end": True, "rows": len(rows)}
    batches = [row["row"]["batch_id"] for row in rows if row["table"] == "batches"]
    assert batches == [row["batch_id"] for row in whole["batches"]]


def test_a_table_that_is_not_there_is_refused_with_those_that_are(client: httpx.Client) -> None:
    answer = client.get(f"{RECALL}&table=costumers", headers={"Accept": CSV})

    assert answer.status_code == 400
    assert "customers" in answer.json()["detail"]


POSTS = (
    ("/v1/cypher", {"json": {"text": "RETURN 1 AS one"}}),
    ("/v1/comparisons", {"json": {"scopes": [{"name": name, "batches": ["CUL-2231"]}
                                             for name in "ab"]}}),
    ("/v1/loads", {"files": [("files", ("a.csv", b"a,b\n1,2\n"))]}),
    ("/v1/rejected-rows/replays?profile=mes-consumption", {}),
    ("/v1/rejected-rows/discards", {"json": {"rejected_ids": ["nope:1"], "reason": "a test"}}),
    ("/v1/holds", {"json": {"batches": ["CUL-2231"], "hold": "H-1", "reason": "a test"}}),
)  # fmt: skip


@pytest.mark.parametrize(("path", "body"), POSTS, ids=lambda each: str(each)[:40])
def test_what_changes_something_is_refused_before_it_does_in_a_form_that_is_not_there(
    client: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    before = client.get("/v1/status").json()["fingerprint"], client.get("/v1/jobs").json()
    answer = client.post(path, headers={"Accept": "image/png"}, **body)

    assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
    assert "application/json" in answer.json()["detail"]
    assert (client.get("/v1/status").json()["fingerprint"], client.get("/v1/jobs").json()) == before


def test_a_comparison_is_a_table_too(client: httpx.Client) -> None:
    (path, body) = POSTS[1]
    answer = client.post(f"{path}?table=scopes", headers={"Accept": CSV}, **body)

    rows = [*csv.DictReader(io.StringIO(answer.text))]
    assert [(row["name"], row["batches"]) for row in rows] == [("a", "72"), ("b", "72")]
    assert answer.headers["content-disposition"] == 'attachment; filename="comparisons.csv"'


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/jobs/nope", "/v1/status", "/v1/whys?batch=a"])
def test_what_is_there_as_json_alone_says_so(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers={"Accept": CSV}).status_code in (406, 422)


def test_figures_are_text_for_who_asks_for_text(client: httpx.Client) -> None:
    assert client.get("/metrics", headers={"Accept": "text/plain"}).status_code == 200


@pytest.mark.parametrize("form", [CSV, NDJSON, XLSX, GRAPHML])
def test_a_file_has_a_name_that_is_safe_everywhere(client: httpx.Client, form: str) -> None:
    for path in (RECALL, "/v1/traces?batch=CUL-2231"):
        told = client.get(path, headers={"Accept": form}).headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="[a-z-]+\.(csv|ndjson|xlsx|graphml)"', told)


def test_a_list_is_a_table_too(client: httpx.Client) -> None:
    answer = client.get("/v1/batches?text=YOG-000&most=3", headers={"Accept": CSV})

    rows = [*csv.DictReader(io.StringIO(answer.text))]
    assert [row["lot"] for row in rows] == ["YOG-0001", "YOG-0003", "YOG-0005"]
