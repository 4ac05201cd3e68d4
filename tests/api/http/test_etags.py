"""An unchanged graph answers 304; anything that could change an answer changes its tag."""

from __future__ import annotations

import json

import httpx

from tests.api.http.conftest import EXPORTS
from tests.api.http.served import KEY, serving
from tests.shell import Shell

RECALL = "/v1/recalls?batch=CUL-2231"


def test_what_the_caller_has_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get(RECALL)
    again = client.get(RECALL, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_another_question_form_or_order_of_parameters(client: httpx.Client) -> None:
    tag = client.get(RECALL).headers["etag"]

    assert client.get("/v1/recalls?batch=WM-0412").headers["etag"] != tag
    assert client.get("/v1/traces?batch=CUL-2231").headers["etag"] != tag
    assert client.get(RECALL, headers={"Accept": "text/csv"}).headers["etag"] != tag
    assert client.get(f"{RECALL}&quantities=false").headers["etag"] == tag


def test_a_picture_is_told_apart_by_its_language(client: httpx.Client) -> None:
    path = "/v1/graphs?batch=CUL-2231"
    german = {"Accept-Language": "de, zh-CN;q=0.9, en;q=0.5"}
    plain, asked, accepted, both = (
        client.get(url, headers=headers)
        for url, headers in (
            (path, {}),
            (f"{path}&lang=zh-CN", {}),
            (path, german),
            (f"{path}&lang=en", german),
        )
    )

    assert plain.headers["etag"] == both.headers["etag"] != asked.headers["etag"]
    assert asked.headers["etag"] == accepted.headers["etag"]
    assert "Accept-Language" in accepted.headers["vary"].split(", ")
    assert asked.json() == accepted.json()
    assert (plain.json()["said"], asked.json()["said"]) == (
        "Detail: 149 of 149 nodes, each with a card.",
        "详细：149 个节点中的 149 个，各为一张卡片。",
    )
    keys = [
        [(node["key"], node["kind"], node["level"]) for node in answer.json()["nodes"]]
        for answer in (plain, asked)
    ]
    assert keys[0] == keys[1]
    drawn = client.get(path, headers=german | {"Accept": "image/svg+xml"})
    assert "不完整：1 个缺口" in drawn.text
    assert client.get(f"{path}&lang=fr").status_code == 422


def test_after_a_load_the_answer_is_sent_anew(fresh: Shell) -> None:
    fresh.out("load", EXPORTS / "erp_issues.csv")
    only_rejected = fresh.folder / "nonsense.csv"
    header = (EXPORTS / "erp_deliveries.csv").read_text(encoding="utf-8").splitlines()[0]
    only_rejected.write_text(f"{header}\nD-1,1,,,,,,,x,y,z\n", encoding="utf-8")
    path = "/v1/traces?batch=YB-0401"
    with serving(fresh.having(GENEALOGY_API_KEY=KEY)) as served, served.client() as client:
        for file in (only_rejected, EXPORTS / "erp_deliveries.csv"):
            tag = client.get(path).headers["etag"]
            fresh.run("load", file)
            again = client.get(path, headers={"If-None-Match": tag})
            assert again.status_code == 200, file
            assert again.headers["etag"] != tag, file


def test_every_answer_names_the_entry_by_which_it_is_on_record(
    client: httpx.Client, demo: Shell
) -> None:
    first = client.get(RECALL)
    again = client.get(RECALL, headers={"If-None-Match": first.headers["etag"]})

    for answer, told in ((first, "answer"), (again, "unchanged")):
        number, hash_ = answer.headers["audit-head"].split(":")
        words = ("audit", "list", "--after", str(int(number) - 1), "--most", "1", "--json")
        (entry,) = json.loads(demo.out(*words))
        assert (entry["number"], entry["hash"]) == (int(number), hash_)
        assert (entry["action"], told in entry["details"]) == ("question.recall", True)
