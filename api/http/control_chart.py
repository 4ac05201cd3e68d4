"""`/v1/control-charts`: how a characteristic went in time, and where it was out of control."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.balance import period
from api.http import sites
from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import ControlChartAnswer
from genealogy.errors import NothingMeasured
from queries.control_chart import NAMES, ControlChart, Of, control_chart

router = APIRouter(tags=["quality"])


class ControlChartQuestion(Question):
    """What is charted, and of what."""

    characteristic: Annotated[Name, Field(description="what was measured, as records call it")]
    material: Annotated[Name | None, Field(description="of it, by item, id or name")] = None
    recipe: Annotated[Name | None, Field(description="of what ran by it")] = None
    equipment: Annotated[Name | None, Field(description="of what ran on it, by id or name")] = None
    line: Annotated[Name | None, Field(description="of what ran on it")] = None
    site: Annotated[Name | None, Field(description="of what ran there")] = None
    operator: Annotated[Name | None, Field(description="of what they ran, by id or name")] = None
    order: Annotated[Name | None, Field(description="of what ran for it")] = None
    operation: Annotated[Name | None, Field(description="of this one, by its id")] = None
    begin: Annotated[str | None, Field(max_length=40, description="from this time on")] = None
    end: Annotated[
        str | None, Field(max_length=40, description="until then; a date to its end")
    ] = None
    baseline_to: Annotated[
        str | None, Field(max_length=40, description="limits of the values until then alone")
    ] = None
    subgroup: Annotated[
        int, Field(ge=1, le=10, description="means and ranges of so many values; 1: each by itself")
    ] = 1
    unit: Annotated[
        str | None, Field(max_length=40, description="only values that are of it or convert to it")
    ] = None
    of: Annotated[
        Of | None, Field(description="tests of batches, or process values of operations")
    ] = None


@router.get("/v1/control-charts", **answers(ControlChart, ControlChartAnswer, NothingMeasured))
def control_charts(question: Annotated[ControlChartQuestion, Query()], asking: Asks) -> Response:
    """The values in the order of time, centre and limits, and what breaks a Western Electric rule,
    each with the batches made then and how to ask for their scope."""
    zone = asking.settings.timezone
    by = {name: value for name in NAMES if (value := getattr(question, name)) is not None}
    return asking.answered(
        ControlChart,
        lambda database: control_chart(
            database,
            question.characteristic,
            by,
            period(question.begin, question.end, zone),
            asking.settings,
            baseline_to=period(None, question.baseline_to, zone).end,
            subgroup=question.subgroup,
            unit=question.unit,
            of=question.of,
            sites=asking.caller.sites,
        ),
        question.model_dump(),
    )


@sites.parts_of.register
def _(answer: ControlChart) -> list[sites.Of]:
    return [answer.batch_ids]
