"""`/v1/scorecards`: how the batches of each supplier, line, shift, ... came out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.balance import period
from api.http import sites
from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import ScorecardAnswer
from genealogy.scorecard import By
from queries.scorecard import Scorecard, scorecard

router = APIRouter(tags=["quality"])


class ScorecardQuestion(Question):
    """What is compared, in which period."""

    by: Annotated[By, Field(description="what is compared")]
    begin: Annotated[str | None, Field(max_length=40, description="from this time on")] = None
    end: Annotated[
        str | None, Field(max_length=40, description="until then; a date to its end")
    ] = None
    bad: Annotated[
        list[Name],
        Field(max_length=10_000, description="batches that are bad whatever the records say"),
    ] = []
    bad_from: Annotated[
        list[Name], Field(max_length=100, description="selections of such batches")
    ] = []


@router.get("/v1/scorecards", **answers(Scorecard, ScorecardAnswer))
def scorecards(question: Annotated[ScorecardQuestion, Query()], asking: Asks) -> Response:
    """How many batches of each failed, of those that are known, with interval and trend. Who is
    held to sites has what is of these alone, and how many batches are not."""
    return asking.answered(
        Scorecard,
        lambda database: scorecard(
            database,
            question.by,
            period(question.begin, question.end, asking.settings.timezone),
            asking.settings,
            bad=question.bad,
            bad_from=question.bad_from,
            sites=asking.caller.sites,
        ),
        question.model_dump(),
    )


@sites.parts_of.register
def _(answer: Scorecard) -> list[sites.Of]:
    return [answer.batch_ids]
