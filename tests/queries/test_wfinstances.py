"""Recorded workflow runs, deep and full of diamonds, against closures that others counted."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.verdict import Direction
from queries.trace import Trace, trace
from tests.plants import state
from tests.queries.wfinstances import Workflow, read_workflow

INSTANCES = (
    "blast-chameleon-small-001",
    "epigenomics-chameleon-hep-1seq-100k-001",
    "hic-dirt02-001",
    "montage-chameleon-2mass-01d-001",
    "sarek-dirt02-001",
    "srasearch-chameleon-50a-001",
)


@pytest.fixture(scope="module")
def workflows(shared_data: Path) -> dict[str, Workflow]:
    folder = shared_data / "wfinstances"
    return {name: read_workflow(folder / f"{name}.json") for name in INSTANCES}


@pytest.fixture(scope="module")
def plant(shared_graph: Database, workflows: dict[str, Workflow]) -> Database:
    state(shared_graph, [fact for each in workflows.values() for fact in each.facts()])
    return shared_graph


def test_every_instance_with_a_truth_is_tested(shared_data: Path) -> None:
    truths = (shared_data / "wfinstances" / "truth").glob("*.truth.json")
    assert sorted(path.name.removesuffix(".truth.json") for path in truths) == list(INSTANCES)


@pytest.mark.parametrize("name", INSTANCES)
def test_what_each_raw_file_went_into_is_the_counted_closure(
    plant: Database, workflows: dict[str, Workflow], shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)["forward_from_raw"]

    assert {
        file: closure(plant, workflows[name], file, "forward", "n_final") for file in truth
    } == truth


@pytest.mark.parametrize("name", INSTANCES)
def test_what_each_final_file_came_from_is_the_counted_closure(
    plant: Database, workflows: dict[str, Workflow], shared_data: Path, name: str
) -> None:
    truth = truth_of(shared_data, name)["backward_from_final"]

    assert {
        file: closure(plant, workflows[name], file, "backward", "n_raw") for file in truth
    } == truth


@pytest.mark.parametrize("name", INSTANCES)
def test_the_parents_and_children_of_every_task_are_the_declared_ones(
    plant: Database, workflows: dict[str, Workflow], name: str
) -> None:
    workflow = workflows[name]
    written = {file for task in workflow.tasks for file in task["outputFiles"]}
    raw = {file for task in workflow.tasks for file in task["inputFiles"]} - written
    from_nothing = {
        file for task in workflow.tasks if not task["inputFiles"] for file in task["outputFiles"]
    }

    answer = trace(plant, [workflow.batch(file) for file in raw | from_nothing], "both")

    assert next_operations(answer) == {
        (workflow.operation(task["id"]), workflow.operation(child))
        for task in workflow.tasks
        for child in task["children"]
    }
    assert next_operations(answer) == {
        (workflow.operation(parent), workflow.operation(task["id"]))
        for task in workflow.tasks
        for parent in task["parents"]
    }
    assert {row["operation_id"] for row in answer.operations} == {
        workflow.operation(task["id"]) for task in workflow.tasks
    }


def truth_of(shared_data: Path, name: str) -> dict[str, Any]:
    path = shared_data / "wfinstances" / "truth" / f"{name}.truth.json"
    return json.loads(path.read_text(encoding="utf-8"))


def closure(
    database: Database, workflow: Workflow, file: str, direction: Direction, ends: str
) -> dict[str, Any]:
    """How many files the answer has besides this one, how many of them end it, and their hash."""
    answer = trace(database, [workflow.batch(file)], direction)
    found = {row["lot"] for row in answer.batches if not row["origin"]}
    side, type_ = ("source", "CONSUMED") if direction == "forward" else ("target", "PRODUCED")
    inner = {row[side] for row in answer.links if row["type"] == type_}
    leaves = {each for each in found if workflow.batch(each) not in inner}
    digest = sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]
    return {"n": len(found), ends: len(leaves), "sha": digest}


def next_operations(answer: Trace) -> set[tuple[str, str]]:
    """Pairs of operations where the second used something that the first made."""
    users: dict[str, set[str]] = {}
    for row in answer.links:
        if row["type"] == "CONSUMED":
            users.setdefault(row["source"], set()).add(row["target"])
    return {
        (row["source"], user)
        for row in answer.links
        if row["type"] == "PRODUCED"
        for user in users.get(row["target"], ())
    }
