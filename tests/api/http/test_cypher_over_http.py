"""Cypher over HTTP: what would write, or reach outside, is refused, and nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.http.served import Served
from tests.genealogy.cypher_attempts import AROUND, CALLS, COMMANDS, LOADS, SCHEMA, WRITES, escaped

NESTED = [
    around.format("\0").replace("\0", text)
    for around in AROUND
    for text in ("CREATE (:Batch {batch_id: 'w'})", "MATCH (n) DETACH DELETE n")
]


@pytest.mark.parametrize(
    "texts",
    [WRITES, [escaped(each) for each in WRITES], SCHEMA, COMMANDS, CALLS, LOADS, NESTED],
    ids=["writes", "escaped", "schema", "commands", "calls", "loads", "nested"],
)
def test_what_is_more_than_reading_is_refused_and_changes_nothing(
    serving_plant: Served, tmp_path: Path, texts: list[str]
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("the-secret\n", encoding="utf-8")
    count = {"text": "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS n, "
                     "count(r) AS r"}  # fmt: skip
    with serving_plant.client() as client:
        before = client.get("/v1/status").json(), client.post("/v1/cypher", json=count).json()
        for attempt in texts:
            text = attempt.replace("{port}", "9").replace("{file}", str(secret))
            answer = client.post("/v1/cypher", json={"text": text, "rows": 2, "seconds": 10})
            assert 400 <= answer.status_code < 500, f"{text}: {answer.text}"
            assert answer.json()["code"] in ("cypher-refused", "cypher-not-understood"), text
            assert "the-secret" not in answer.text
        after = client.get("/v1/status").json(), client.post("/v1/cypher", json=count).json()

    assert after == before
