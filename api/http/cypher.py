"""`/v1/cypher`: questions that nobody foresaw; they read the graph, and can do nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.http.callers import needs
from api.http.described import problems
from api.http.forms import JSON
from api.http.schemas import CypherAnswer
from api.http.service import service_of
from exports.json_text import json_text
from genealogy.errors import CypherNotUnderstood, CypherRefused
from office.roles import Caller, Right
from queries.cypher import ask_cypher

router = APIRouter(tags=["cypher"])
MOST_ROWS = 100_000


_DEEPEST = 20


def _not_too_deep(value: dict[str, Any]) -> dict[str, Any]:
    """The value, which has no lists and maps within one another without end."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError(f"lists and maps go at most {_DEEPEST} deep")
        inner = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        waiting += ((within, depth + 1) for within in inner)
    return value


class CypherQuestion(BaseModel):
    """A text in Cypher, its parameters, and its limits."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(min_length=1, max_length=100_000, description="what is asked")]
    parameters: Annotated[
        dict[str, Any],
        Field(max_length=100, description="values of the text's $names"),
        AfterValidator(_not_too_deep),
    ] = {}
    rows: Annotated[int, Field(ge=1, le=MOST_ROWS, description="rows at most")] = 1_000
    seconds: Annotated[float, Field(gt=0, le=120, description="seconds at most")] = 30.0


@router.post(
    "/v1/cypher",
    response_class=Response,
    responses={
        200: {"model": CypherAnswer},
        **problems([CypherRefused, CypherNotUnderstood]),
    },
)
def cypher(
    request: Request,
    body: CypherQuestion,
    caller: Annotated[Caller, Depends(needs(Right.CYPHER))],
) -> Response:
    """What a Cypher text finds. The engine itself refuses what would write, or reach files or the
    network. Limits of rows, bytes and time may cut the answer: then `complete` is false, and
    `cut` says which did."""
    service = service_of(request)
    asked = {"text": body.text, "parameters": body.parameters}
    with (
        service.on_record(request, caller, "question.cypher", asked) as entry,
        service.reader.borrowed() as reader,
    ):
        answer = ask_cypher(
            reader, body.text, body.parameters, rows=body.rows, seconds=body.seconds
        )
        entry.outcome(rows=len(answer.rows), cut=answer.cut)
    return Response(json_text(answer.to_dict()), media_type=JSON)
