"""`/v1/root-causes`: what bad batches have in common that good ones have not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import RootCauseAnswer
from genealogy.engine.database import Database
from queries.root_cause import RootCause, root_cause

router = APIRouter(tags=["root cause"])

_BATCHES = Field(max_length=10_000, description="batch ids, or lot numbers that are unique")
_WHERE = Field(max_length=100, description="selections: `supplier=S-201 from=2026-09-14`")


class RootCauseQuestion(BaseModel):
    """The bad batches, and the good ones to hold against them."""

    model_config = ConfigDict(extra="forbid")
    bad: Annotated[list[Name], _BATCHES] = []
    bad_from: Annotated[list[Name], _WHERE] = []
    good: Annotated[list[Name], _BATCHES] = []
    good_from: Annotated[list[Name], _WHERE] = []


@router.post("/v1/root-causes", **answers(RootCause, RootCauseAnswer))
def root_causes(
    body: RootCauseQuestion, question: Annotated[Question, Query()], asking: Asks
) -> Response:
    """What bad batches have in common that good ones have not: everything upstream, ranked. Where
    no good batches are named, those of the same material and time are compared."""

    def ask(database: Database) -> RootCause:
        return root_cause(
            database,
            body.bad,
            body.good,
            asking.settings,
            bad_from=body.bad_from,
            good_from=body.good_from,
        )

    return asking.answered(RootCause, ask, question.model_dump() | body.model_dump())
