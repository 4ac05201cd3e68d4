"""Whether the service is well, and its figures. Neither needs a key, neither tells of the data."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.http.callers import needs
from api.http.described import problems
from api.http.service import service_of
from genealogy.engine.limited import within
from office.roles import Caller, Right
from queries.one_state import fingerprint

router = APIRouter(tags=["health"])
_READY_SECONDS = 5.0
_NOT_READY: dict[int | str, dict[str, Any]] = {
    status: answer for status, answer in problems([]).items() if status in (500, 503, 504)
}
_FIGURES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The figures as text.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    },
    **problems([]),
}


@router.get("/health/live", response_description="It runs.")
def live() -> dict[str, str]:
    """The process runs."""
    return {"status": "live"}


@router.get("/health/ready", response_description="It can be asked.", responses=_NOT_READY)
def ready(request: Request) -> dict[str, str]:
    """The graph and the operational database answer."""
    service = service_of(request)
    with service.borrowed() as database, within(database, _READY_SECONDS) as limited:
        fingerprint(limited)
    with service.office.reading():
        return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses=_FIGURES)
def metrics(request: Request, _: Annotated[Caller, Depends(needs(Right.OPERATE))]) -> Response:
    """Figures for Prometheus: requests, times, sizes of scopes, loads, rejected rows."""
    text, media_type = service_of(request).metrics.text()
    return Response(text, media_type=media_type)
