"""`/v1/finds`: whatever of the graph is called by a text, begins with it, or contains it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.http import sites
from api.http.asking import Asks, Question
from api.http.described import answers
from api.http.schemas import FindsAnswer
from queries.finding import Finds, find

router = APIRouter(tags=["batches"])


class FindQuestion(Question):
    """What is looked for."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=1_000, description="the beginning of a name, or a part"),
    ]
    most: Annotated[int, Field(ge=1, le=100, description="hits of each kind at most")] = 20


@router.get("/v1/finds", **answers(Finds, FindsAnswer))
def finds(question: Annotated[FindQuestion, Query()], asking: Asks) -> Response:
    """Batches, materials, orders, operations, customers, suppliers, equipment and containers that
    are called by a text, begin with it, or contain it; each with what selects its batches."""
    return asking.answered(
        Finds,
        lambda database: find(database, question.text, question.most, asking.caller.sites),
        question.model_dump(),
        searching=True,
    )


@sites.parts_of.register
def _(_: Finds) -> list[sites.Of]:
    return []  # held to sites as it is looked for
