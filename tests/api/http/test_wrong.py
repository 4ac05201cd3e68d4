"""What cannot be understood is told in sentences of ours, by its place, and never sent back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

RECALL = "/v1/recalls"
MUCH = "x" * 100_000


def wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    """Where something is wrong, and why."""
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "not-understood"
    assert len(answer.text) < 3_000
    return [(each["where"], each["why"]) for each in answer.json()["wrong"]]


@pytest.mark.parametrize(
    ("asked", "where", "why"),
    [
        ({"quantities": "perhaps"}, "query.quantities", "This is to be true or false."),
        ({"colour": "red"}, "query.colour", "There is nothing of this name here."),
        ({"batch": ""}, "query.batch.0", "This is to have more letters, 1 at least."),
        ({"batch": MUCH[:20_000]}, "query.batch.0", "This is to have 1000 letters at most."),
    ],
)
def test_a_parameter_that_cannot_be_is_told_in_a_sentence(
    client: httpx.Client, asked: dict[str, str], where: str, why: str
) -> None:
    assert wrong(client.get(RECALL, params=asked)) == [(where, why)]


@pytest.mark.parametrize(
    ("path", "body", "where", "why"),
    [
        ("cypher", {}, "body.text", "This is needed, and is not there."),
        ("cypher", {"text": 1}, "body.text", "This is to be a text."),
        ("cypher", {"text": "x", "rows": 0}, "body.rows", "This is to be 1 or more."),
        ("cypher", {"text": "x", "rows": "many"}, "body.rows", "This is to be a whole number."),
        ("cypher", {"text": "x", "seconds": 1e9}, "body.seconds", "This is to be 120 or less."),
        ("cypher", {"text": "x", "seconds": 0}, "body.seconds", "This is to be more than 0."),
        ("cypher", {"text": "x", "parameters": []}, "body.parameters",
         "This is to be an object with names and values."),
        ("cypher", [], "body", "This is to be an object with names and values."),
        ("comparisons", {"scopes": MUCH}, "body.scopes", "This is to be a list."),
        ("comparisons", {"scopes": []}, "body.scopes", "This is to have more entries, 2 at least."),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_is_told_in_a_sentence(
    client: httpx.Client, path: str, body: Any, where: str, why: str
) -> None:
    assert wrong(client.post(f"/v1/{path}", json=body)) == [(where, why)]


def test_a_word_that_is_none_of_those_that_are_is_told_with_them(client: httpx.Client) -> None:
    ((where, why),) = wrong(client.get("/v1/traces?batch=CUL-2231&direction=sideways"))

    assert where == "query.direction"
    assert why == "This is to be one of: 'forward', 'backward' or 'both'."


def test_lists_in_lists_without_end_are_told_in_a_sentence(client: httpx.Client) -> None:
    deep: Any = 1
    for _ in range(30):
        deep = [deep]
    ((where, why),) = wrong(
        client.post("/v1/cypher", json={"text": "RETURN 1 AS x", "parameters": {"deep": deep}})
    )

    assert (where, why) == ("body.parameters", "This cannot be: lists and maps go at most 20 deep.")


def test_what_is_no_json_is_told_and_not_sent_back(client: httpx.Client) -> None:
    answer = client.post(
        "/v1/cypher", content="{" + MUCH, headers={"Content-Type": "application/json"}
    )

    ((_, why),) = wrong(answer)
    assert why.startswith("The body is no JSON: ")


def test_a_name_of_a_hundred_thousand_letters_is_cut(client: httpx.Client) -> None:
    ((where, _),) = wrong(client.post("/v1/cypher", json={"text": "RETURN 1 AS x", MUCH: 1}))

    assert where.endswith("x...")
    assert len(where) < 300


FILES = [("files", ("a.csv", b"a,b\n1,2\n"))]


@pytest.mark.parametrize("path", ["/v1/loads", "/v1/rejected-rows/replays"])
def test_a_form_has_files_and_nothing_else(client: httpx.Client, path: str) -> None:
    unknown = "There is nothing of this name here."
    form = {"dry_run": "true", "profile": "mine"}

    for sent in ({"files": FILES}, {}):
        answer = client.post(path, data=form, **sent)  # type: ignore[arg-type]
        assert {("body.dry_run", unknown), ("body.profile", unknown)} == {*wrong(answer)}
    other = client.post(path, files=[*FILES, ("file", ("b.csv", b"a\n"))])
    assert wrong(other) == [("body.file", unknown)]
    assert wrong(client.post(path, json={"profile": ["mine"]}))[0][0] == "body"
    text = client.post(path, data={"files": "text"})
    assert wrong(text) == [("body.files", "This is to be a file, sent with its name.")]
