"""`/v1/investigations`: suspects, evidence and verdicts, as a log that only grows."""

from __future__ import annotations

import platform
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.eight_d import filed
from api.http.asking import Name
from api.http.callers import needs
from api.http.described import A_PAGE, problems
from api.http.forms import ENDINGS, JSON, XLSX, accepted, attached
from api.http.pages import Page, cut
from api.http.schemas import InvestigationAnswer, InvestigationsPage
from api.http.service import Service, route_of, service_of
from api.suspects import by_id, is_batch
from exports.json_text import json_text
from genealogy.errors import (
    AmbiguousBatch,
    InvestigationClosed,
    InvestigationNotFound,
    PageLost,
    UnknownBatch,
    WrongUsage,
)
from office.investigating import add, investigation, investigations, open_investigation
from office.investigation import Investigation
from office.roles import Caller, Right
from office.said import MOST_BATCHES, Added, Line, Lines, OpenEntry
from queries.batches import resolve
from queries.one_state import of_one_state
from queries.within_sites import check_all_sites, check_sites, known_at

router = APIRouter(tags=["investigations"])
PDF = "application/pdf"
_Reads = Annotated[Caller, Depends(needs(Right.ASK))]
_Writes = Annotated[Caller, Depends(needs(Right.INVESTIGATE))]
_Id = Annotated[str, Path(max_length=100, description="id of the investigation, as INV-0001")]
_OF_BATCHES = (WrongUsage, UnknownBatch, AmbiguousBatch)
_EXAMPLES = [
    {"entry": "suspect", "kind": "equipment", "name": "FILL-2", "note": "Cleaned late."},
    {"entry": "verdict", "suspect": "S1", "verdict": "confirmed", "reason": "The same strain."},
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}


class InvestigationsQuestion(Page):
    """Which investigations."""

    status: Annotated[
        Literal["open", "closed", "all"], Field(description="whether more can be said in them")
    ] = "all"


class SheetQuestion(BaseModel):
    """How the 8D sheet is written."""

    model_config = ConfigDict(extra="forbid")
    language: Annotated[
        Literal["en", "zh"], Field(description="of the headings of a workbook or a PDF")
    ] = "en"


class Opening(BaseModel):
    """What is to be investigated."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[Line, Field(description="what it is about, in a line")]
    problem: Annotated[Lines | None, Field(description="what is wrong; null if not said")] = None
    bad: Annotated[
        list[Name],
        Field(max_length=MOST_BATCHES, description="batches known as bad, by ids or numbers"),
    ] = []


@router.get(
    "/v1/investigations",
    response_class=Response,
    responses={
        200: {"model": InvestigationsPage, "description": A_PAGE},
        **problems([WrongUsage, PageLost]),
    },
)
def listed(
    request: Request, question: Annotated[InvestigationsQuestion, Query()], caller: _Reads
) -> Response:
    """Investigations, the newest first; for a key of sites those of its batches alone."""
    service = service_of(request)
    asked = question.model_dump(exclude_defaults=True)
    with service.on_record(request, caller, "question.investigation.list", asked) as entry:
        found = [each for each in _within(service, caller, investigations(service.office))
                 if question.status in ("all", each.status)]  # fmt: skip
        page = cut(found, question, lambda each: each.investigation_id)
        rows = [_seen(caller, each).summary() for each in page.rows]
        entry.outcome(investigations=len(rows))
    return Response(json_text({"investigations": rows, "next": page.next}), media_type=JSON)


@router.post(
    "/v1/investigations",
    status_code=201,
    response_class=Response,
    responses={201: {"model": InvestigationAnswer}, **problems(_OF_BATCHES)},
)
def opened(request: Request, body: Opening, caller: _Writes) -> Response:
    """Begins an investigation. Who is held to sites names batches of theirs that are bad."""
    service = service_of(request)
    batches, fingerprint = _known(service, caller, body.bad) if body.bad else ((), None)
    _check_sites(service, caller, batches)
    told = body.model_dump() | {"bad": [*batches], "fingerprint": fingerprint}
    said = OpenEntry(**told)
    with service.changing() as change:
        found = open_investigation(change, said, by=caller.id, door=_door(request))
    return _told(found)


@router.get(
    "/v1/investigations/{investigation_id}",
    response_class=Response,
    responses={
        200: {
            "model": InvestigationAnswer,
            "description": "The whole investigation; as a workbook or a PDF, its 8D sheet.",
            "content": {JSON: {}, XLSX: _BINARY, PDF: _BINARY},
        },
        **problems([WrongUsage, InvestigationNotFound]),
    },
)
def one(
    request: Request,
    investigation_id: _Id,
    question: Annotated[SheetQuestion, Query()],
    caller: _Reads,
) -> Response:
    """An investigation as it stands, with its log; also as an 8D sheet."""
    service, form = service_of(request), accepted(request)
    action = "question.investigation.show" if form == JSON else "export.investigation"
    asked = {"id": investigation_id} | question.model_dump(exclude_defaults=True)
    with service.on_record(request, caller, action, asked) as entry:
        found = investigation(service.office, investigation_id)
        _check_sites(service, caller, found.batches)
        seen = _seen(caller, found)
        entry.outcome(form=form, status=found.status, entries=len(found.log), newest=found.head)
        if form == JSON:
            return _told(seen, 200)
        ending = ENDINGS[form]
        made = filed(seen, f".{ending}", "zh-CN" if question.language == "zh" else "en")
    return Response(made, headers=attached(investigation_id, form), media_type=form)


@router.post(
    "/v1/investigations/{investigation_id}/entries",
    status_code=201,
    response_class=Response,
    responses={
        201: {"model": InvestigationAnswer},
        **problems([*_OF_BATCHES, InvestigationNotFound, InvestigationClosed]),
    },
)
def added(
    request: Request,
    investigation_id: _Id,
    body: Annotated[Added, Body(discriminator="entry", examples=_EXAMPLES)],
    caller: _Writes,
) -> Response:
    """Adds an entry to the log: a suspect, evidence, a verdict, a note, an action, that one was
    done; or closes it, or reopens it."""
    service = service_of(request)
    _check_sites(service, caller, investigation(service.office, investigation_id).batches)
    if is_batch(body):
        body = by_id(body, lambda text: _known(service, caller, [text])[0][0])
        _check_sites(service, caller, [body.name])  # type: ignore[union-attr]
    with service.changing() as change:
        found = add(change, investigation_id, [body], by=caller.id, door=_door(request))
    return _told(found)


def _known(service: Service, caller: Caller, names: list[str]) -> tuple[tuple[str, ...], str]:
    """The ids of batches, and the fingerprint of the graph that has them."""
    with service.asked_by(caller) as seen:
        return of_one_state(seen, lambda: resolve(seen, names))


def _check_sites(service: Service, caller: Caller, batches: Any) -> None:
    """Raises NotAllowed where not all of the batches are at the sites of the caller; without any
    batch an investigation is one of the whole plant."""
    if caller.sites is None:
        return
    if not batches:
        check_all_sites(caller.sites)
    with service.asked_by(caller) as seen:
        check_sites(seen, batches, caller.sites)


def _within(service: Service, caller: Caller, found: list[Investigation]) -> list[Investigation]:
    if caller.sites is None:
        return found
    batches = {batch_id for each in found for batch_id in each.batches}
    with service.asked_by(caller) as seen:
        inside = known_at(seen, "batch", batches, caller.sites)
    return [each for each in found if each.batches and inside.issuperset(each.batches)]


def _seen(caller: Caller, found: Investigation) -> Investigation:
    return found.masked() if caller.masked else found


def _door(request: Request) -> dict[str, str]:
    return {
        "door": "http",
        "host": platform.node(),
        "command": route_of(request),
        "request": str(request.state.request_id),
    }


def _told(found: Investigation, status: int = 201) -> Response:
    headers = {
        "Location": f"/v1/investigations/{found.investigation_id}",
        "Audit-Head": found.head,
        "Cache-Control": "private, no-store",
    }
    return Response(json_text(found.to_dict()), status, headers, media_type=JSON)
