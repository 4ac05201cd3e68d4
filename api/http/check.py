"""`/v1/checks`: what in the graph is not plausible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import ChecksAnswer
from api.told import told_of
from genealogy.engine.database import Database
from loaders.undo import find_load
from queries.check import Checks, check

router = APIRouter(tags=["checks"])


class ChecksQuestion(Question):
    """Which checks, of what."""

    name: Annotated[list[Name], Field(max_length=100, description="checks; none: all")] = []
    load: Annotated[
        Name | None,
        Field(description="only what touches the facts of this load: id, beginning of it, or file"),
    ] = None
    examples: Annotated[
        int, Field(ge=0, le=1_000_000, description="findings told of each check; 0: all")
    ] = 0


@dataclass(frozen=True)
class Checked:
    """What the checks have found, with as many examples as are wanted."""

    checks: Checks
    examples: int

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return self.checks.to_dict(self.examples)


@told_of.register
def _(answer: Checked) -> dict[str, Any]:
    return told_of(answer.checks)


@router.get("/v1/checks", **answers(Checked, ChecksAnswer))
def checks(question: Annotated[ChecksQuestion, Query()], asking: Asks) -> Response:
    """What in the graph is not plausible, by all checks or the named ones."""

    def ask(database: Database) -> Checked:
        load_id = None if question.load is None else find_load(database, question.load).load_id
        found = check(database, question.name, load_id, asking.settings)
        return Checked(found, question.examples)

    return asking.answered(Checked, ask, question.model_dump())
