"""`/v1/cypher`: questions that nobody foresaw; they read the graph, and can do nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.http.callers import needs
from api.http.described import problems
from api.http.forms import CSV, JSON, accepted, attached
from api.http.schemas import CypherAnswer
from api.http.service import service_of
from exports.csv_text import csv_lines
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
        200: {
            "model": CypherAnswer,
            "description": "What was found, and whether that is all of it.",
            "content": {JSON: {}, CSV: {"schema": {"type": "string"}}},
            "headers": {
                "X-Cut": {
                    "description": "the limit that cut the rows; not there where these are all",
                    "schema": {"type": "string", "enum": ["rows", "bytes", "seconds"]},
                }
            },
        },
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
    `cut` says which did, and so does the header `X-Cut`, since CSV has no place for it."""
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
    cut = {} if answer.cut is None else {"X-Cut": answer.cut}
    if accepted(request) == JSON:
        return Response(json_text(answer.to_dict()), headers=cut, media_type=JSON)
    name = "cypher" if answer.cut is None else f"cypher-cut-by-{answer.cut}"
    return StreamingResponse(
        csv_lines(answer.to_rows(), answer.columns),
        headers={**cut, **attached(name, CSV)},
        media_type=f"{CSV}; charset=utf-8",
    )
