"""`/v1/me`: who the caller is to the plant's records, and in which zone the site is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.http.callers import caller
from api.http.described import problems
from api.http.forms import JSON
from api.http.schemas import MeAnswer
from api.http.service import service_of
from exports.json_text import json_text
from office.roles import Caller, Right

router = APIRouter(tags=["keys"])


@router.get("/v1/me", response_class=Response, responses={200: {"model": MeAnswer}, **problems(())})
def me(request: Request, found: Annotated[Caller, Depends(caller)]) -> Response:
    """Who the caller is: name, role, rights, sites, and until when; and the time zone of the site.
    It tells of no record of the plant, so it is not on record."""
    told = {
        "id": found.id,
        "name": found.name,
        "role": found.role,
        "rights": [right for right in Right if found.may(right)],
        "masked": found.masked,
        "sites": None if found.sites is None else list(found.sites),
        "expires_at": found.expires_at,
        "zone": service_of(request).settings.zone,
    }
    headers = {"Cache-Control": "private, no-store"}
    return Response(json_text(told), headers=headers, media_type=JSON)
