"""The order of files and the size of chunks play no part: every answer has the same bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from loaders.loading import load
from queries.balance import balance, balance_of_material
from queries.check import RULES, check
from queries.compare import compare
from queries.completeness import completeness
from queries.gaps import gaps
from queries.recall import recall
from queries.scopes import wanted
from queries.siblings import siblings
from queries.trace import trace
from queries.why import why
from tests.conftest import empty

EXPORTS = sorted((Path(demo.__file__).parent / "exports").iterdir())
CULTURE = "S-201/1201/CUL-2231"
LINE = 'line="Line 2" from=2026-09-24T06:00Z to=2026-09-24T14:00Z'

QUESTIONS: dict[str, Callable[[Database], Any]] = {
    "recall with quantities": lambda graph: recall(graph, [CULTURE], quantities=True),
    "quantities of several origins": lambda graph: trace(
        graph, ["SU-0001", "CT-0003", "ST-0002"], quantities=True
    ),
    "in time": lambda graph: trace(graph, [CULTURE], "both", time_respecting=True),
    "selected": lambda graph: trace(graph, (), "backward", where=[LINE]),
    "contradicts time": lambda graph: trace(graph, ["YB-0424"], "both"),
    "all links between": lambda graph: why(graph, "YOG-0040", CULTURE, "between"),
    "gaps": gaps,
    "completeness": completeness,
    "balance of a recall": lambda graph: balance(graph, [CULTURE], recalled=True),
    "balance in a period": lambda graph: balance_of_material(
        graph, "3101", datetime(2026, 9, 21, tzinfo=UTC), datetime(2026, 10, 10, tzinfo=UTC)
    ),
    "compare": lambda graph: compare(graph, [wanted(f"bad: {CULTURE}"), wanted(f"shift: {LINE}")]),
    "siblings": lambda graph: siblings(graph, ["YOG-0040"]),
    # Without what is told of a clock that the demo's days are ahead of.
    "check": lambda graph: check(graph, [name for name in RULES if name != "future-date"]),
}


def answers(database: Database) -> dict[str, str]:
    """Every answer as a program gets it."""
    return {
        name: json.dumps(ask(database).to_dict(), ensure_ascii=False)
        for name, ask in QUESTIONS.items()
    }


@pytest.fixture(scope="module")
def in_order(settings_of: Callable[[str], Settings]) -> dict[str, str]:
    """The answers of the demo as a person would load it, on the embedded engine."""
    settings = settings_of("embedded")
    with open_database(settings) as database:
        empty(settings)
        load(database, EXPORTS)
        return answers(database)


@pytest.mark.parametrize(("seed", "statements"), [(7, 90), (11, 1_300)])
def test_files_in_another_order_and_other_chunks_change_no_byte_of_any_answer(
    in_order: dict[str, str],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    statements: int,
) -> None:
    monkeypatch.setattr("loaders.parcel.STATEMENTS", statements)
    shuffled = random.Random(seed).sample(EXPORTS, len(EXPORTS))

    run = load(database, shuffled)

    assert (run.refused, len(run.receipts)) == ([], len(EXPORTS))
    assert shuffled != EXPORTS
    found = answers(database)
    assert [name for name, answer in found.items() if answer != in_order[name]] == []


def test_no_answer_is_an_empty_one(in_order: dict[str, str]) -> None:
    """Equal bytes would be easy to have, were there nothing in them."""
    told = {name: json.loads(answer) for name, answer in in_order.items()}

    assert all(len(answer) > 400 for answer in in_order.values())
    assert told["recall with quantities"]["quantities"][0]["seeded"] == 24
    assert len(told["gaps"]["gaps"]) == 2
    assert len(told["contradicts time"]["verdict"]["violations"]) == 1
    assert len({answer["fingerprint"] for answer in told.values()}) == 1
