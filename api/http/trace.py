"""`/v1/traces`: where material went, or came from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.http.asking import Asks, OfBatches
from api.http.described import answers
from api.http.schemas import TraceAnswer
from genealogy.engine.database import Database
from genealogy.verdict import Direction
from queries.trace import Trace, trace

router = APIRouter(tags=["trace"])


class ScopeQuestion(OfBatches):
    """What a scope is asked for with."""

    time_respecting: Annotated[
        bool, Field(description="tell besides what of the scope time allows, and what leaves it")
    ] = False
    as_known_on: Annotated[
        str | None,
        Field(max_length=40, description="answer as the graph knew it then; a date means its end"),
    ] = None
    quantities: Annotated[
        bool, Field(description="tell besides how much of the batches is where")
    ] = False


class TraceQuestion(ScopeQuestion):
    """What a trace is of."""

    direction: Annotated[
        Direction, Field(description="where it went, what it was made from, or both")
    ] = "forward"


@router.get("/v1/traces", **answers(Trace, TraceAnswer))
def traces(question: Annotated[TraceQuestion, Query()], asking: Asks) -> Response:
    """Every batch that material went into, or came from, and whether that is all of it."""

    def ask(database: Database) -> Trace:
        question.check()
        return trace(
            database,
            question.batch,
            question.direction,
            asking.settings,
            question.where,
            time_respecting=question.time_respecting,
            as_known_on=question.as_known_on,
            quantities=question.quantities,
        )

    return asking.answered(Trace, ask, question.model_dump())
