"""Reads a recorded run of a computing workflow as a genealogy: files are batches, tasks operations.

The format is that of WfFormat 1.5 (wfcommons.org).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from genealogy.facts import Consumption, Fact, Production
from genealogy.identity import batch_id, joined


@dataclass(frozen=True)
class Workflow:
    """One recorded run."""

    name: str
    tasks: list[dict[str, Any]]
    sizes: dict[str, Decimal]

    def batch(self, file: str) -> str:
        """The id of the batch that a file is."""
        return batch_id("wf", self.name, file)

    def operation(self, task: str) -> str:
        """The id of the operation that a task is."""
        return joined(self.name, task)

    def facts(self) -> Iterator[Fact]:
        """What each task read and wrote."""
        for task in self.tasks:
            operation = self.operation(task["id"])
            for file in task["inputFiles"]:
                yield Consumption(
                    key=f"{operation}|reads|{file}",
                    source=self.batch(file),
                    target=operation,
                    quantity=self.sizes[file],
                    unit="B",
                )
            for file in task["outputFiles"]:
                yield Production(
                    key=f"{operation}|writes|{file}",
                    source=operation,
                    target=self.batch(file),
                    quantity=self.sizes[file],
                    unit="B",
                )


def read_workflow(path: Path) -> Workflow:
    """The run that a file records."""
    specification = json.loads(path.read_text(encoding="utf-8"))["workflow"]["specification"]
    sizes = {each["id"]: Decimal(each["sizeInBytes"]) for each in specification["files"]}
    return Workflow(path.stem, specification["tasks"], sizes)
