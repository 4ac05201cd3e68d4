"""The example notebook: it runs as it stands, and says what the demo's events alone imply."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from genealogy.engine import embedded
from tests.shell import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
TRUTH: dict[str, Any] = json.loads((ROOT / "demo" / "truth.json").read_text(encoding="utf-8"))
FORWARD = TRUTH["forward"]

FIGURES = """
import json
sums = by_customer["shipped"]
print(json.dumps({
    "origins": list(answer.trace.origins),
    "batches": sorted(frames["batches"]["batch_id"]),
    "customers": sorted(frames["customers"]["customer_id"]),
    "shipments": len(shipments),
    "shipped": {unit: str(amount) for unit, amount in sums.groupby("unit").sum().items()},
    "gaps": [[gap.subject, str(gap.quantity), gap.unit] for gap in answer.verdict.gaps],
    "compared": [len(scope.batches) for scope in what_if.scopes],
    "spared": len(spared.batches),
    "nodes": network.number_of_nodes(),
    "workbook": workbook.stat().st_size,
}))
"""
"""Asked at the end in the notebook itself, so that the figures are those of its own answers."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[nbformat.NotebookNode]:
    """The notebook after all of its cells have run, and one that tells the figures."""
    (path,) = NOTEBOOKS
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(FIGURES))
    folder = tmp_path_factory.mktemp("notebook")
    inherited = {name: text for name, text in os.environ.items() if "GENEALOGY" not in name}
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(
        env=inherited | {"TMPDIR": str(folder), "GENEALOGY_ENGINE_MEMORY_MB": "512"},
    )
    yield notebook
    for data in folder.glob("*/plant"):
        embedded.stop(data)


def outputs(notebook: nbformat.NotebookNode, id_: str) -> list[Any]:
    """What a cell has put out."""
    (cell,) = [cell for cell in notebook.cells if cell.id == id_]
    return list(cell.outputs)


def html_of(notebook: nbformat.NotebookNode, id_: str) -> str:
    """What a cell shows."""
    (shown,) = [each for each in outputs(notebook, id_) if each.output_type == "execute_result"]
    return str(shown.data["text/html"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_kept_valid_and_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert code
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []


def test_every_cell_runs_without_an_error(run: nbformat.NotebookNode) -> None:
    code = [cell for cell in run.cells if cell.cell_type == "code"]

    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    kinds = {output.output_type for cell in code for output in cell.outputs}
    assert kinds == {"execute_result", "stream"}


def test_its_figures_are_those_of_the_events(run: nbformat.NotebookNode) -> None:
    (told,) = [each.text for each in run.cells[-1].outputs]
    figures = json.loads(told)
    gap = TRUTH["gap"]

    assert figures["origins"] == [TRUTH["origin"]["batch_id"]]
    assert figures["batches"] == FORWARD["batches"]
    assert figures["customers"] == sorted(FORWARD["customers"])
    assert figures["shipments"] == len(FORWARD["shipments"])
    assert {unit: round(Decimal(text), 6) for unit, text in figures["shipped"].items()} == {
        unit: round(Decimal(str(amount)), 6) for unit, amount in FORWARD["shipped"].items()
    }
    ((subject, quantity, unit),) = figures["gaps"]
    assert (subject, Decimal(quantity), unit) == (
        gap["batch_id"],
        Decimal(str(gap["quantity"])),
        gap["unit"],
    )
    whole, first = figures["compared"]
    assert whole == len(FORWARD["batches"]) > first
    assert figures["spared"] == whole - first
    nouns = ("batches", "operations", "customers")
    assert figures["nodes"] >= sum(len(FORWARD[noun]) for noun in nouns)
    assert figures["workbook"] > 0


def test_it_shows_the_receipt_and_the_verdict_first(run: nbformat.NotebookNode) -> None:
    shown = html_of(run, "recall")

    assert "erp_receipts.csv" in html_of(run, "open")
    assert shown.index("Recall scope of") < shown.index("INCOMPLETE  1 gap")
    assert shown.index("INCOMPLETE") < shown.index("<strong>gaps</strong>: 1 row")
    assert shown.index("<strong>customers</strong>") < shown.index("<strong>batches</strong>")
    count = len(FORWARD["batches"])
    assert f"50 of {count} rows; all of them: answer.frames()[&#x27;batches&#x27;]" in shown
    assert TRUTH["gap"]["batch_id"] in html_of(run, "why")
