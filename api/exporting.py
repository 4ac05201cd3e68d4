"""Answers as files, beside what a command prints: workbooks and networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.console import say
from exports.tables import Answer
from genealogy.errors import WrongUsage
from loaders.reading import stands
from queries.recall import Recall
from queries.trace import Trace

AsXlsx = Annotated[
    Path | None,
    typer.Option(
        "--xlsx",
        metavar="FILE",
        help="Besides, a workbook with all tables: a file that does not exist yet.",
        show_default=False,
    ),
]
AsGraphml = Annotated[
    Path | None,
    typer.Option(
        "--graphml",
        metavar="FILE",
        help="Besides, the network as GraphML: a file that does not exist yet.",
        show_default=False,
    ),
]


def check_new(*paths: Path | None) -> None:
    """Raises WrongUsage, before a question is asked, for a file that is there already."""
    for path in paths:
        if path is not None and stands(path):
            raise WrongUsage(f"{path} exists already; an export never overwrites a file.")


def export_workbook(answer: Answer, path: Path | None) -> None:
    """Writes the answer as a workbook if one was asked for."""
    if path is not None:
        from exports.workbook import write_workbook

        write_workbook(answer, path)
        say(f"workbook: {path}")


def export_graphml(answer: Trace | Recall, path: Path | None) -> None:
    """Writes the scope as GraphML if it was asked for."""
    if path is not None:
        from exports.networks import write_graphml

        write_graphml(answer.trace if isinstance(answer, Recall) else answer, path)
        say(f"network: {path}")
