"""The answer of all checks, of the demo plant: which are made, how they are counted and told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import LoadNotFound, WrongUsage
from loaders.loading import load
from queries.check import RULES, check
from queries.status import status

FOLDER = Path(demo.__file__).parent
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
DOCUMENT = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    load(shared_graph, [FOLDER / "exports"])
    return shared_graph


def load_of(database: Database, file: str) -> str:
    (load_id,) = (row["load_id"] for row in status(database).loads if row["file"] == file)
    return str(load_id)


def pairs(database: Database, **question: Any) -> set[tuple[str, str]]:
    """The findings as check and subject. The demo's days are ahead of an early clock: true,
    and nothing of the plant."""
    answer = check(database, **question)
    found = {
        (each.rule.name, finding.subject) for each in answer.results for finding in each.findings
    }
    early = datetime.now(UTC) < datetime(2026, 10, 19, tzinfo=UTC)
    return {pair for pair in found if not (early and pair[0] == "future-date")}


def test_only_the_checks_that_are_named_are_made(plant: Database) -> None:
    answer = check(plant, ["loop", "orphan"])

    assert [each.rule.name for each in answer.results] == ["loop", "orphan"]
    assert [len(each.findings) for each in answer.results] == [1, 0]
    assert pairs(plant, names=["loop"]) == {("loop", TRUTH["forward"]["loops"][0][0])}


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (
            "mes_consumption.csv",
            {
                "loop",
                "numbering-gap",
                "used-before-received-or-made",
                "yield-outside-usual-range",
            },
        ),
        # It says who ran the operation and where, and nothing of its lots.
        ("mes_operations.csv", {"duplicate-document", "yield-outside-usual-range"}),
        ("wms_returns.csv", set()),
        ("erp_receipts.csv", {"duplicate-document", "same-lot-number-two-suppliers"}),
    ],
)
def test_with_a_load_only_what_touches_its_facts_is_told(
    plant: Database, file: str, names: set[str]
) -> None:
    assert {name for name, _ in pairs(plant, load_id=load_of(plant, file))} == names


def test_an_unknown_check_or_load_is_refused(plant: Database) -> None:
    with pytest.raises(WrongUsage, match=r'no check "loops"\. Did you mean "loop"\? There are: '):
        check(plant, ["orphan", "loops"])
    with pytest.raises(LoadNotFound, match="nowhere"):
        check(plant, load_id="nowhere")


def test_the_counts_are_exact_however_many_examples_are_shown(shared_graph: Database) -> None:
    answer = check(shared_graph, ["loop"])
    (result,) = answer.results
    many = type(result)(result.rule, result.findings * 7)

    for examples, shown in ((0, 7), (3, 3), (5, 5), (9, 7)):
        told = many.to_dict(examples)
        assert (told["count"], len(told["examples"])) == (7, shown)
        assert told["not_shown"] == 7 - shown


def test_the_answer_is_told_as_json_the_same_each_time(plant: Database) -> None:
    first, second = (json.dumps(check(plant).to_dict(0), ensure_ascii=False) for _ in range(2))
    told = json.loads(first)

    assert first == second
    assert told["fingerprint"] == status(plant).fingerprint
    assert [each["check"] for each in told["checks"]] == list(RULES) == told["question"]["checks"]
    assert told["found"] == {
        severity: sum(each["count"] for each in told["checks"] if each["severity"] == severity)
        for severity in ("error", "warning", "notice")
    }


def test_the_severe_checks_stand_first() -> None:
    severities = [rule.severity for rule in RULES.values()]

    assert severities == sorted(severities, key=("error", "warning", "notice").index)


@pytest.mark.parametrize("name", RULES)
def test_every_check_has_a_test_with_a_planted_fault(name: str) -> None:
    tests = Path(__file__).parent.glob("test_check_*.py")

    assert any(f'"{name}"' in path.read_text(encoding="utf-8") for path in tests)


@pytest.mark.parametrize("name", RULES)
def test_every_check_is_documented_with_its_severity_and_its_words(name: str) -> None:
    (row,) = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{name}` |")]
    _, _, severity, title, effect, settled, _ = (cell.strip() for cell in row.split("|"))

    rule = RULES[name]
    assert (severity, title, effect) == (rule.severity, rule.title, rule.effect)
    assert len(settled) > 20
