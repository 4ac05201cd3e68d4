"""`/v1/gaps` and `/v1/completeness`: what is missing in the whole graph."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import CompletenessAnswer, GapsAnswer
from queries.completeness import Completeness, completeness
from queries.gaps import Gaps, gaps

router = APIRouter(tags=["gaps"])
_Names = Annotated[list[Name], Field(max_length=1_000)]


class GapsQuestion(Question):
    """Which gaps are wanted; without anything all of them."""

    kind: Annotated[_Names, Field(description="kinds of gaps")] = []
    material: Annotated[_Names, Field(description="materials by item, id or name")] = []
    site: Annotated[_Names, Field(description="sites")] = []


@router.get("/v1/gaps", **answers(Gaps, GapsAnswer))
def all_gaps(question: Annotated[GapsQuestion, Query()], asking: Asks) -> Response:
    """Every gap of the graph, the worst first: what is missing, which file would tell it."""
    return asking.answered(
        Gaps,
        lambda database: gaps(
            database,
            asking.settings,
            kinds=question.kind,
            materials=question.material,
            sites=question.site,
        ),
        question.model_dump(),
    )


@router.get("/v1/completeness", **answers(Completeness, CompletenessAnswer))
def all_completeness(question: Annotated[Question, Query()], asking: Asks) -> Response:
    """Of how many batches the origin is known all the way back: by material, site and month."""
    return asking.answered(
        Completeness,
        lambda database: completeness(database, asking.settings),
        question.model_dump(),
    )
