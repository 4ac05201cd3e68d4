"""The schemas of the answers: held against what the program really answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http import schemas
from api.http.schemas.base import CUT
from genealogy.engine.database import Database
from loaders.loading import load
from loaders.receipt import Run
from loaders.runs import begin
from queries.loads import loads, runs
from queries.status import status
from tests.api.http import examples, plant
from tests.api.http.examples import OF_DEMO, OF_SERVICE, OF_TABLE, asked, example, kept
from tests.api.http.models import MODELS, all_models, fields_of, filled, held, owner
from tests.shell import Shell

SHIFT = 'line="White side" from=2026-09-22T06:00 to=2026-09-22T14:00'

OF_PROGRAM = "no answer has it: routes make it"
OF_ROUTES = ("graph", "history", "investigations", "jobs", "me", "operation", "pages", "problem")
"""What is answered over HTTP alone: test_answers.py and test_schemathesis.py hold it."""

OF_HAND_MADE_PLANTS = ("root_cause",)
"""What small plants seldom have: tests/queries/test_root_cause.py holds it."""

OWN_EXAMPLES = ("Problem", "MeAnswer", "InvestigationAnswer")
"""What the demo plant does not answer the same each time."""

NEVER_SEEN: dict[str, str] = {
    "Page.next": OF_PROGRAM,
    "FoundGroup.withheld": "only keys that are held to sites: test_roles.py",
    "ScorecardAsked.sites": "only keys that are held to sites: test_roles.py",
    "ControlChartAsked.sites": "only keys that are held to sites: test_roles.py",
    "Score.trend": "of more periods than the demo has: tests/genealogy/test_scorecard.py",
}
"""Fields that no answer of these tests fills, each with the reason."""

DEMO_QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("TraceAnswer", ("trace", "CUL-2231")),
    ("TraceAnswer", ("trace", "CUL-2231", "--quantities", "--time-respecting")),
    ("TraceAnswer", ("trace", "YOG-0040", "--backward", "--time-respecting")),
    ("TraceAnswer", ("trace", "WM-0412", "--both")),
    ("TraceAnswer", ("trace", "--both", "--where", SHIFT)),
    ("TraceAnswer", ("trace", "YB-0424", "--both", "--time-respecting")),
    ("RecallAnswer", ("recall", "CUL-2231", "CUL-2218")),
    ("RecallAnswer", ("recall", "YOG-0040", "--where", SHIFT, "--quantities")),
    ("WhyAnswer", ("why", "YOG-0040", "CUL-2231", "--between")),
    ("WhyAnswer", ("why", "YOG-0040", "CUL-2231", "--all")),
    ("CompareAnswer", ("compare", "--scope", "CUL-2231")),
    (
        "CompareAnswer",
        (
            *("compare", "--scope", "CUL-2231", "--scope", "milk: 101-260921,101-260922"),
            *("--scope", f"shift: {SHIFT}"),
        ),
    ),
    ("SiblingsAnswer", ("siblings", "WM-0412")),
    ("SiblingsAnswer", ("siblings", "YOG-0040", "--where", SHIFT)),
    ("RootCauseAnswer", ("root-cause", "--bad", "YOG-0041", "--bad", "YOG-0042")),
    ("GapsAnswer", ("gaps", "--kind", "unaccounted", "--site", "Husum")),
    ("GapsAnswer", ("gaps", "--kind", "no origin", "--material", "White mass")),
    ("BalanceAnswer", ("balance", "WM-0412", "YOG-0040")),
    ("BalanceAnswer", ("balance", "--material", "White mass", "--to", "2026-09-30")),
    ("ScorecardAnswer", ("scorecard", "--by", "shift", "--bad-from", SHIFT)),
    ("ChecksAnswer", ("check", "numbering-gap", "--examples", "0")),
    ("ChecksAnswer", ("check", "--load", "mes_consumption.csv")),
    ("BatchesAnswer", ("batches", "--where", SHIFT)),
    ("LoadsAnswer", ("loads",)),
    ("RunsAnswer", ("loads", "runs")),
    ("RejectedRowsAnswer", ("rejected", "list", "--status", "all")),
)

EXAMPLE_OF = {
    "balance": "BalanceAnswer",
    "balance-of-material": "BalanceAnswer",
    "batches": "BatchesAnswer",
    "checks": "ChecksAnswer",
    "compare": "CompareAnswer",
    "compare-changes": "ChangesAnswer",
    "compare-part": "PartAnswer",
    "completeness": "CompletenessAnswer",
    "find": "FindsAnswer",
    "gaps": "GapsAnswer",
    "load": "LoadAnswer",
    "load-row": "Load",
    "loads": "LoadsAnswer",
    "operation": "OperationAnswer",
    "recall": "RecallAnswer",
    "recall-with-quantities": "RecallAnswer",
    "root-cause": "RootCauseAnswer",
    "run": "RunReceipt",
    "runs": "RunsAnswer",
    "scorecard": "ScorecardAnswer",
    "siblings": "SiblingsAnswer",
    "status": "StatusAnswer",
    "trace": "TraceAnswer",
    "why": "WhyAnswer",
}


@pytest.fixture(scope="module")
def demo_answers(demo: Shell) -> dict[str, tuple[str, Any]]:
    """What the demo plant answers to the questions of the examples, and to others."""
    found = {name: (EXAMPLE_OF[name], asked(demo, *words)) for name, words in OF_DEMO.items()}
    found |= {" ".join(words): (of, asked(demo, *words)) for of, words in DEMO_QUESTIONS}
    now = datetime.now(UTC).isoformat()
    for of, words in (
        ("RecallAnswer", ("recall", "CUL-2231", "--as-known-on", now)),
        ("WhyAnswer", ("why", "WM-0412", "CUL-2231", "--as-known-on", now)),
    ):
        found[f"{words[0]} as known on"] = (of, asked(demo, *words))
    return found | _saved(demo)


def _saved(demo: Shell) -> dict[str, tuple[str, Any]]:
    """Comparisons with answers that were saved before."""
    (demo.folder / "with.json").write_text(demo.out(
        "recall", "CUL-2231", "--quantities", "--time-respecting", "--json"
    ), encoding="utf-8")  # fmt: skip
    for name in ("YOG-0040", "YOG-0041"):
        told = demo.out("trace", name, "--backward", "--json")
        (demo.folder / f"{name}.json").write_text(told, encoding="utf-8")
    now = ("compare", "--scope", "@with.json", "--scope", "CUL-2218")
    saved = ("compare", "--scope", "@YOG-0040.json", "--scope", "@YOG-0041.json")
    return {
        "saved and now": ("CompareAnswer", asked(demo, *now)),
        "part of saved": ("PartAnswer", asked(demo, *now, "--list", "only:with")),
        "no changes": (
            "ChangesAnswer",
            asked(demo, "compare", "--scope", "A: CUL-2231", "--scope", "B: CUL-2231",
                  "--list", "changes"),
        ),
        "saved alone": ("CompareAnswer", asked(demo, *saved)),
    }  # fmt: skip


@pytest.fixture(scope="module")
def plant_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Any]]]:
    """What the small plant answers, while it is loaded and afterwards."""
    folder = tmp_path_factory.mktemp("plant")
    shell = Shell(folder, folder / "data")
    try:
        told = [*plant.loads_of(shell)]
        yield told + [(of, asked(shell, *words)) for of, words in plant.QUESTIONS]
    finally:
        shell.run("engine", "stop")


@pytest.fixture(scope="module")
def table_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What loading one table of the demo plant answers."""
    folder = tmp_path_factory.mktemp("table")
    shell = Shell(folder, folder / "data")
    try:
        yield {name: asked(shell, *words) for name, words in OF_TABLE.items()}
    finally:
        shell.run("engine", "stop")


def test_answers_of_the_demo_plant_are_as_the_schemas_say(
    demo_answers: dict[str, tuple[str, Any]],
) -> None:
    for of, answer in demo_answers.values():
        held(of, answer)


def test_answers_of_a_plant_with_all_that_can_be_are_as_the_schemas_say(
    plant_answers: list[tuple[str, Any]],
) -> None:
    for of, answer in plant_answers:
        held(of, answer)


def test_the_questions_reach_the_edges(
    demo_answers: dict[str, tuple[str, Any]], plant_answers: list[tuple[str, Any]]
) -> None:
    of_plant: dict[str, list[Any]] = {}
    for of, answer in plant_answers:
        of_plant.setdefault(of, []).append(answer)
    traces = of_plant["TraceAnswer"]

    assert {len(each["links"]) for each in traces} >= {0}
    assert {each["question"]["direction"] for each in traces} == {"forward", "backward", "both"}
    assert {each["status"] for each in of_plant["RejectedRowsAnswer"][0]} >= {"discarded"}
    assert {each["result"] for each in of_plant["RunsAnswer"][0]} >= {"loaded", "refused"}
    assert of_plant["Load"][0]["status"] == "undone"
    assert {"batches": [], "more": False} in of_plant["BatchesAnswer"]
    assert not demo_answers["gaps --kind no origin --material White mass"][1]["gaps"]
    assert demo_answers["no changes"][1] == {"changes": []}
    assert demo_answers["saved alone"][1]["fingerprint"] is None
    assert "amounts" in demo_answers["part of saved"][1]["batches"][0]


def test_what_either_engine_keeps_of_loads_is_as_the_schemas_say(
    database: Database, tmp_path: Path
) -> None:
    load(database, [plant.write_plant(tmp_path)])
    begin(database, Run(), by="anna")

    held("LoadsAnswer", loads(database))
    held("RunsAnswer", runs(database))
    held("StatusAnswer", status(database).to_dict())
    assert next((each["result"], len(each)) for each in runs(database)) == ("running", 4)


def test_every_field_is_filled_in_some_answer(
    demo_answers: dict[str, tuple[str, Any]],
    plant_answers: list[tuple[str, Any]],
    table_answers: dict[str, Any],
) -> None:
    seen: Counter[str] = Counter()
    told = [*demo_answers.values(), *plant_answers]
    told += [(EXAMPLE_OF[name], answer) for name, answer in table_answers.items()]
    for of, answer in told:
        for field in filled(MODELS[of].model_validate(answer)):
            seen[field] += 1
    every = {
        f"{owner(model, name)}.{name}"
        for model in all_models()
        for name in fields_of(model)
        if model.__module__.rsplit(".", 1)[-1] not in OF_ROUTES + OF_HAND_MADE_PLANTS
    }

    assert every - seen.keys() == NEVER_SEEN.keys()


@pytest.mark.parametrize("name", OF_DEMO)
def test_an_example_is_what_the_demo_answers(
    name: str, demo_answers: dict[str, tuple[str, Any]]
) -> None:
    assert kept(name) == example(demo_answers[name][1]), f"see {examples.__name__}"


@pytest.mark.parametrize("name", OF_TABLE)
def test_an_example_of_loading_is_what_the_first_load_answers(
    name: str, table_answers: dict[str, Any]
) -> None:
    assert kept(name) == example(table_answers[name]), f"see {examples.__name__}"


@pytest.mark.parametrize("name", OF_SERVICE)
def test_an_example_over_http_is_what_the_demo_answers(name: str, client: httpx.Client) -> None:
    answer = client.get(OF_SERVICE[name]).json()

    held(EXAMPLE_OF[name], answer)
    assert kept(name) == example(answer), f"see {examples.__name__}"


def test_every_example_is_shown_with_its_schema() -> None:
    shown = {}
    for of, model in MODELS.items():
        schema = model.model_json_schema()
        for each in schema.get("examples", ()):
            held(of, each)
            shown[_sorted(each)] = of
            assert of in OWN_EXAMPLES or schema["description"].endswith(CUT)
    files = {path.stem for path in Path(examples.FOLDER).iterdir()}

    assert files == EXAMPLE_OF.keys() == OF_DEMO.keys() | OF_TABLE.keys() | OF_SERVICE.keys()
    assert {_sorted(kept(name)): EXAMPLE_OF[name] for name in files}.items() <= shown.items()


def _sorted(answer: Any) -> str:
    """The answer with its keys sorted, as schemas have them."""
    return json.dumps(answer, sort_keys=True)


def test_the_example_of_a_problem_is_what_the_demo_says(client: httpx.Client) -> None:
    (told,) = schemas.Problem.model_json_schema()["examples"]

    assert client.get("/v1/recalls?batch=WM-412").json() == told
