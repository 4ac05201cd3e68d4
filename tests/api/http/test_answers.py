"""Answers over HTTP are those of the command line, byte for byte, on either engine."""

from __future__ import annotations

import json
import re

import pytest

from tests.api.http.examples import asked
from tests.api.http.models import held
from tests.api.http.served import Served
from tests.shell import Shell

RECALL = {"batch": "CUL-2231"}


@pytest.mark.parametrize(
    ("path", "params", "command"),
    [
        ("recalls", RECALL, ["recall", "CUL-2231"]),
        ("recalls", RECALL | {"quantities": "true"}, ["recall", "CUL-2231", "--quantities"]),
        ("recalls", {"batch": ["CT-0003", "CT-0005"]}, ["recall", "CT-0003", "CT-0005"]),
        ("recalls", {"where": "supplier=S-201"}, ["recall", "--where", "supplier=S-201"]),
        ("traces", {"batch": "YOG-0041", "direction": "backward"},
         ["trace", "YOG-0041", "--backward"]),
        ("traces", {"batch": "YOG-0041", "direction": "both", "time_respecting": "true"},
         ["trace", "YOG-0041", "--both", "--time-respecting"]),
        ("whys", {"batch": "WM-0412", "origin": "CUL-2231"}, ["why", "WM-0412", "CUL-2231"]),
        ("whys", {"batch": "WM-0412", "origin": "CUL-2231", "links": "between"},
         ["why", "WM-0412", "CUL-2231", "--between"]),
        ("siblings", {"batch": "WM-0412"}, ["siblings", "WM-0412"]),
        ("balances", {"batch": "WM-0412"}, ["balance", "WM-0412"]),
        ("balances", {"material": "3101", "begin": "2026-09-01", "end": "2026-10-31"},
         ["balance", "--material", "3101", "--from", "2026-09-01", "--to", "2026-10-31"]),
        ("gaps", {"kind": "unaccounted"}, ["gaps", "--kind", "unaccounted"]),
        ("completeness", {}, ["completeness"]),
        ("status", {}, ["status"]),
    ],
)  # fmt: skip
def test_an_answer_is_that_of_the_command_line(
    serving_plant: Served, plant: Shell, path: str, params: dict[str, str], command: list[str]
) -> None:
    with serving_plant.client() as client:
        answer = client.get(f"/v1/{path}", params=params)

    assert answer.status_code == 200, answer.text
    assert answer.text == plant.out(*command, "--json")


def test_checks_tell_what_the_command_finds(serving_plant: Served, plant: Shell) -> None:
    with serving_plant.client() as client:
        answer = client.get("/v1/checks", params={"examples": 3})

    done = plant.run("check", "--examples", "3", "--json")
    assert (done.returncode, answer.text) == (7, done.stdout)


def test_a_comparison_is_that_of_the_command_line(serving_plant: Served, plant: Shell) -> None:
    scopes = [
        {"name": "culture", "batches": ["CUL-2231"]},
        {"name": "mass", "where": ["lot=WM-0412"]},
    ]
    with serving_plant.client() as client:
        answer = client.post("/v1/comparisons", json={"scopes": scopes})

    options = ["--scope", "culture: CUL-2231", "--scope", "mass: lot=WM-0412"]
    assert answer.text == plant.out("compare", *options, "--json")


def test_an_earlier_answer_is_compared_with_the_same_question_now(
    serving_plant: Served,
) -> None:
    with serving_plant.client() as client:
        before = client.get("/v1/recalls", params=RECALL).json()
        scopes = [{"name": "before", "answer": before}, {"name": "now", "batches": ["CUL-2231"]}]
        answer = client.post("/v1/comparisons", json={"scopes": scopes})

    assert answer.json()["changes"] == []


def test_a_scope_of_the_server_s_own_files_is_not_to_be_had(
    serving_plant: Served, plant: Shell
) -> None:
    (plant.folder / "answer.json").write_text(
        plant.out("recall", "CUL-2231", "--json"), encoding="utf-8"
    )
    scopes = [
        {"name": "file", "batches": [f"@{plant.folder / 'answer.json'}"]},
        {"name": "now", "batches": ["CUL-2231"]},
    ]
    with serving_plant.client() as client:
        answer = client.post("/v1/comparisons", json={"scopes": scopes})

    assert answer.status_code == 404


def test_one_batch_is_told_with_its_facts_and_their_rows(serving_plant: Served) -> None:
    with serving_plant.client() as client:
        answer = client.get("/v1/batches/own/3101/WM-0412").json()

    assert answer["batch"]["name"] == "White mass"
    assert {(fact["type"], fact["evidence"][0]["file"]) for fact in answer["facts"]} == {
        ("PRODUCED", "erp_production.xlsx"),
        ("CONSUMED", "mes_consumption.csv"),
    }


def test_the_history_of_a_batch_has_what_was_reversed(serving_plant: Served) -> None:
    with serving_plant.client() as client:
        standing = client.get("/v1/batches/YOG-0040").json()["facts"]
        ever = client.get("/v1/histories/YOG-0040").json()["facts"]

    gone = [fact for fact in ever if fact["voided_at"]]
    assert [fact["void_reason"] for fact in gone] == ["reversed"]
    assert standing == [fact for fact in ever if not fact["voided_at"]]


def test_the_picture_tells_of_how_much_it_is(serving_plant: Served) -> None:
    with serving_plant.client() as client:
        detail = client.get("/v1/graphs", params=RECALL).json()
        summary = client.get("/v1/graphs", params=RECALL | {"mode": "summary"}).json()

    assert (detail["mode"], detail["shown"]) == ("detail", detail["of"])
    assert summary["shown"] < summary["of"] == detail["of"]
    assert summary["why"]
    keys = {node["key"] for node in detail["nodes"]}
    assert {end for arrow in detail["arrows"] for end in (arrow["source"], arrow["target"])} <= keys


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("HistoryAnswer", "/v1/histories/YOG-0040"),
        ("HistoryAnswer", "/v1/batches/WM-0412"),
        ("OperationAnswer", "/v1/operations/own/PO-00021"),
        ("FindsAnswer", "/v1/finds?text=yog"),
        ("MeAnswer", "/v1/me"),
        ("Problem", "/v1/operations/own/PO-99"),
        ("GraphAnswer", "/v1/graphs?batch=CUL-2231"),
        ("GraphAnswer", "/v1/graphs?batch=CUL-2231&mode=summary"),
        ("BatchesPage", "/v1/batches?text=YOG&most=5"),
        ("LoadsPage", "/v1/loads?most=3"),
        ("Load", "/v1/loads/erp_deliveries.csv"),
        ("RejectedPage", "/v1/rejected-rows?status=all"),
        ("JobsPage", "/v1/jobs"),
        ("Problem", "/v1/recalls?batch=WM-412"),
        ("Problem", "/v1/recalls?batch=1"),
        ("Problem", "/v1/recalls?where=supplier=S-99"),
        ("Problem", "/v1/recalls?batch=1&other=2"),
        ("Problem", "/nowhere"),
    ],
)
def test_an_answer_has_the_form_that_the_schema_tells(
    serving_plant: Served, name: str, path: str
) -> None:
    with serving_plant.client() as client:
        answer = client.get(path)

    held(name, answer.json())


def test_without_a_filter_every_batch_is_on_one_page(serving_plant: Served, plant: Shell) -> None:
    wanted = [
        each["batch_id"] for each in asked(plant, "batches", "/", "--most", "9999")["batches"]
    ]
    found, after, pages = [], None, 0
    with serving_plant.client() as client:
        while pages == 0 or after:
            params = {"most": "97"} | ({"after": after} if after else {})
            page = client.get("/v1/batches", params=params).json()
            found += [each["batch_id"] for each in page["batches"]]
            after, pages = page["next"], pages + 1
        answer = client.get("/v1/batches?most=2", headers={"Accept": "text/csv"})

    assert found == sorted(found) == sorted(wanted)
    assert pages == -(-len(wanted) // 97)
    assert len(answer.text.splitlines()) == 3
    assert 'rel="next"' in answer.headers["link"]


LOTS = "MATCH (b:Batch) WHERE b.lot STARTS WITH 'YOG-000' RETURN b.lot AS lot, b AS b ORDER BY lot"
CSV = {"Accept": "text/csv"}


def test_it_is_a_table_too_that_of_the_command_line(serving_plant: Served, plant: Shell) -> None:
    with serving_plant.client() as client:
        answer = client.post("/v1/cypher", json={"text": LOTS}, headers=CSV)

    assert answer.text == plant.out("cypher", LOTS, "--csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="cypher.csv"'
    assert "x-cut" not in answer.headers


def test_a_table_that_a_limit_has_cut_says_so(serving_plant: Served) -> None:
    with serving_plant.client() as client:
        answer = client.post("/v1/cypher", json={"text": LOTS, "rows": 2}, headers=CSV)
        as_json = client.post("/v1/cypher", json={"text": LOTS, "rows": 2})

    assert len(answer.text.splitlines()) == 3
    assert answer.headers["x-cut"] == as_json.headers["x-cut"] == as_json.json()["cut"] == "rows"
    assert "cut-by-rows" in answer.headers["content-disposition"]


def test_numbers_that_json_has_not_are_texts(serving_plant: Served) -> None:
    text = "RETURN 0.0 / 0.0 AS nan, 1.0 / 0.0 AS inf, -1.0 / 0.0 AS less, 1.5 AS number"
    with serving_plant.client() as client:
        answer = client.post("/v1/cypher", json={"text": text})

    told = json.loads(answer.text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert told["rows"] == [["nan", "inf", "-inf", 1.5]]
    held("CypherAnswer", told)


@pytest.mark.parametrize(
    ("text", "status", "first"),
    [
        ("MATCH (n RETURN n", 400, "This Cypher cannot be run as it stands.\nWhy: "),
        ("RETURN nope(1)", 400, "This Cypher cannot be run as it stands.\nWhy: "),
        ("RETURN $missing", 400, "This Cypher cannot be run as it stands.\nWhy: "),
        ("RETURN date('x') AS d", 400, "This Cypher cannot be run as it stands.\nWhy: "),
        ("RETURN toInteger({a: 1}) AS x", 400, "This Cypher cannot be run as it stands.\nWhy: "),
        ("CREATE (n:Batch {batch_id: 'x'})", 403, "This Cypher is refused: only what reads"),
        ("CALL nope.nope()", 400, "This Cypher "),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", 400, "This Cypher "),
    ],
)
def test_a_refusal_says_first_in_our_words_what_it_is(
    serving_plant: Served, text: str, status: int, first: str
) -> None:
    with serving_plant.client() as client:
        answer = client.post("/v1/cypher", json={"text": text})

    assert answer.status_code in (status, 403)
    detail = answer.json()["detail"]
    assert detail.startswith(first)
    assert not re.search(r"\b[a-z]+\.[a-z]+\.[\w.]*[A-Z]|Exception|\$\w+\$|\.java", detail)
