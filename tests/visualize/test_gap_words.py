"""What a gap says in each language: made of its own fields, and in English what the answer says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from api.http.schemas.verdict import GapKind, TellingExtract, ViolationKind
from genealogy import violations
from genealogy.engine.database import Database
from genealogy.facts import Consumption
from loaders.loading import load
from loaders.writing import write_chunk
from queries.gaps import KINDS, gaps
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.plants import state
from tests.queries.flows import came, counted, made, sent, sent_back, used
from visualize import gap_words
from visualize.languages import ENGLISH, LANGUAGES, Words, said_in

CHINESE = Words("zh-CN")
MODULES = Path(gap_words.__file__).parent / "static" / "app"


def test_every_kind_of_gap_and_violation_has_its_words_in_every_language() -> None:
    extracts = get_args(TellingExtract.model_fields["kind"].annotation)

    assert set(KINDS) == set(get_args(GapKind))
    assert set(violations.KINDS) == set(get_args(ViolationKind))
    for language in LANGUAGES:
        said = said_in(language)
        for kind in KINDS:
            assert f"recall.gap.{kind}" in said
            variants = {row: f"gap.why.{gap_words.variant(row_of(kind, *row))}" for row in ROWS}
            assert [key for key in variants.values() if key not in said] == []
            for side in ("forward", "backward"):
                assert f"gap.closes.{gap_words.of_side({'kind': kind, 'side': side})}" in said
        assert [kind for kind in violations.KINDS if f"value.{kind}" not in said] == []
        assert [kind for kind in extracts if f"gap.extracts.{kind}" not in said] == []


ROWS = [(side, count) for side in ("forward", "backward") for count in (1, 2, 30)]


def row_of(kind: str, side: str, count: int) -> dict[str, Any]:
    named = [f"b-{number}" for number in range(min(count, 5))]
    return {"kind": kind, "side": side, "details": {"count": count, "named": named}}


@pytest.fixture
def told(embedded_database: Database, tmp_path: Path) -> list[dict[str, Any]]:
    """A gap of every kind, and of those whose sentence differs one of each."""

    def pending(lot: str) -> Consumption:
        ends = {"source": f"own/?/{lot}", "target": "cook"}
        return Consumption(key=lot, **ends, quantity=Decimal(3), unit="kg")

    row = ("PO-1", 1, "1001", "L-1", 5, "kg", NOON)
    write_csv(tmp_path / "mes.csv", CONSUMPTION, [row, (*row[:4], "much", *row[5:])])
    load(embedded_database, [tmp_path])
    receipt = {"file": "mb51.csv", "status": "loading", "rows_rejected": 0}
    write_chunk(embedded_database, [], "L", lambda _: receipt)
    found = [came("milk"), used("milk", "cook", "4"), counted("milk", "1"), made("cook", "curd")]
    found += [came("salt", "3"), used("salt", "brine", "5"), sent_back("shop", "salt", "2")]
    found += [sent("curd", "mart", "4"), sent_back("mart", "curd", "5"), made("bake", "bread")]
    found += [came("oats"), came("twin"), pending("milk"), pending("nobody's")]
    state(embedded_database, found)
    return [*gaps(embedded_database).rows()]


def test_the_english_of_pages_is_the_answers_and_their_chinese_that_of_pictures(
    told: list[dict[str, Any]],
) -> None:
    assert {each["kind"] for each in told} == set(KINDS)
    names = ("kind", "subject", "why", "closes")

    english, chinese = (in_browser(told, language) for language in LANGUAGES)

    for own, said in zip(told, english, strict=True):
        assert [said[name] for name in names[1:]] == [own[name] for name in names[1:]]
        assert gap_words.told(own, ENGLISH) == {name: own[name] for name in names}
        assert "details" not in said
    for own, said in zip(told, chinese, strict=True):
        assert gap_words.told(own, CHINESE) == {name: said[name] for name in names}
        assert said["why"] != own["why"]
        assert said["closes"] != own["closes"]


def test_what_the_catalogue_does_not_know_stays_as_the_answer_says_it() -> None:
    of_tomorrow = row_of("no such kind", "both", 1) | {"subject": "x", "why": "so", "closes": "it"}
    of_yesterday = {"kind": "unaccounted", "side": "forward", "subject": "x", "why": "5 kg"}

    assert gap_words.told(of_tomorrow | DETAILS, CHINESE)["why"] == "so"
    assert gap_words.told(of_yesterday, CHINESE)["why"] == "5 kg"
    for gap in (of_tomorrow | DETAILS, of_yesterday):
        (said,) = in_browser([gap], "zh-CN")
        assert said["why"] == gap["why"]


DETAILS = {
    "details": {
        "came": None,
        "went": None,
        "customer_id": None,
        "count": 1,
        "named": [],
        "extracts": [],
    }
}


def in_browser(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """The rows as the module of the pages makes them."""
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        pytest.fail("node is not installed, and on CI the modules must be tested")
    if node is None:
        pytest.skip("node is not installed: apt-get install nodejs")
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ gapRow }} from {json.dumps((MODULES / "gap_words.js").as_uri())};
        import {{ speak }} from {json.dumps((MODULES / "words.js").as_uri())};
        const [words, language, rows] = JSON.parse(readFileSync(0, "utf8"));
        speak(words, language);
        console.log(JSON.stringify(rows.map(gapRow)));
    """
    ran = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        input=json.dumps([dict(said_in(language)), language, rows]),  # type: ignore[arg-type]
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answer: list[dict[str, Any]] = json.loads(ran.stdout)
    return answer
