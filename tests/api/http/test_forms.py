"""The forms of an answer: by `Accept`, the same as the files of the command line."""

from __future__ import annotations

import csv
import io
import json

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


def test_a_list_is_a_table_too(client: httpx.Client) -> None:
    answer = client.get("/v1/batches?text=YOG-000&most=3", headers={"Accept": CSV})

    rows = [*csv.DictReader(io.StringIO(answer.text))]
    assert [row["lot"] for row in rows] == ["YOG-0001", "YOG-0003", "YOG-0005"]
