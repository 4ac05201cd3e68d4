"""`/v1/whys`: why a batch is in the scope of an origin, each fact with its evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import WhyAnswer
from genealogy.errors import NoPath
from queries.why import Which, Why, why

router = APIRouter(tags=["why"])


class WhyQuestion(Question):
    """What is to be explained."""

    batch: Annotated[Name, Field(description="the batch that is in the scope")]
    origin: Annotated[Name, Field(description="the batch that the scope is of")]
    links: Annotated[
        Which,
        Field(description="the shortest chain; all links into the batch; or between the two"),
    ] = "shortest"
    as_known_on: Annotated[
        str | None, Field(max_length=40, description="answer as the graph knew it then")
    ] = None


@router.get("/v1/whys", **answers(Why, WhyAnswer, NoPath))
def whys(question: Annotated[WhyQuestion, Query()], asking: Asks) -> Response:
    """Why a batch is in the scope of an origin: the chain of facts, with file and row of each."""
    return asking.answered(
        Why,
        lambda database: why(
            database,
            question.batch,
            question.origin,
            question.links,
            asking.settings,
            as_known_on=question.as_known_on,
        ),
        question.model_dump(),
    )
