"""`/v1/status`: what the graph holds, from which sources, up to when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.http.asking import Asks, Question
from api.http.described import answers
from api.http.schemas import StatusAnswer
from queries.status import Status, status

router = APIRouter(tags=["status"])


@router.get("/v1/status", **answers(Status, StatusAnswer))
def graph_status(question: Annotated[Question, Query()], asking: Asks) -> Response:
    """The numbers of batches, operations and parties, how fresh each source is, every load."""
    return asking.answered(Status, status, question.model_dump())
