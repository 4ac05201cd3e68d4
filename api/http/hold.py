"""`/v1/holds` and `/v1/releases`: blocking batches, and letting them go."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import Name
from api.http.callers import needs
from api.http.described import problems
from api.http.forms import JSON
from api.http.schemas import HoldAnswer
from api.http.service import service_of
from exports.json_text import json_text
from genealogy.errors import AmbiguousBatch, NotOnHold, UnknownBatch, WrongUsage
from genealogy.identity import parse_batch_id
from loaders.loading import load
from office.roles import Caller, Right
from queries.batches import resolve
from queries.holds import check_on_hold
from queries.loads import HOLDING_RUN
from queries.within_sites import check_sites

router = APIRouter(tags=["holds"])
_Holds = Annotated[Caller, Depends(needs(Right.HOLD))]
_FAILURES = (WrongUsage, UnknownBatch, AmbiguousBatch)


class Holding(BaseModel):
    """Batches to be blocked or released, by which notice, and why."""

    model_config = ConfigDict(extra="forbid")
    batches: Annotated[list[Name], Field(min_length=1, max_length=10_000, description="ids")]
    hold: Annotated[
        str, Field(min_length=1, max_length=100, description="number of the hold notice")
    ]
    reason: Annotated[str, Field(min_length=3, max_length=1_000, description="why")]


@router.post(
    "/v1/holds",
    status_code=201,
    response_class=Response,
    responses={201: {"model": HoldAnswer}, **problems(_FAILURES)},
)
def holds(request: Request, body: Holding, caller: _Holds) -> Response:
    """Blocks batches: a fact of the graph like that of a file, with who said so on record."""
    return _stated(request, body, caller, "hold")


@router.post(
    "/v1/releases",
    status_code=201,
    response_class=Response,
    responses={201: {"model": HoldAnswer}, **problems([*_FAILURES, NotOnHold])},
)
def releases(request: Request, body: Holding, caller: _Holds) -> Response:
    """Releases batches from a hold. Where one of them is not on hold by this notice, none is
    released."""
    return _stated(request, body, caller, "release")


def _stated(
    request: Request, body: Holding, caller: Caller, kind: Literal["hold", "release"]
) -> Response:
    """States it as a file would: a line for each batch, loaded with a receipt. Without a time of
    its own, since this source has no data that could be old; when it was recorded is kept."""
    service = service_of(request)
    asked = body.model_dump()
    with (
        service.on_record(request, caller, kind, asked) as entry,
        TemporaryDirectory(prefix="genealogy-") as folder,
    ):
        with service.asked_by(caller) as seen:
            batch_ids = resolve(seen, body.batches)
            if caller.sites is not None:
                check_sites(seen, batch_ids, caller.sites)
            file = Path(folder) / f"{kind}-{request.state.request_id}.jsonl"
            if kind == "release":
                check_on_hold(seen, batch_ids, body.hold, file.name)
        decision = str(request.state.request_id)
        lines = [_line(kind, batch_id, body, caller, decision) for batch_id in batch_ids]
        file.write_text("".join(lines), encoding="utf-8")
        with service.borrowed() as database:
            run = load(database, [file], run_id=f"{HOLDING_RUN}{token_hex(8)}")
        entry.answer(run)
    (receipt,) = run.receipts
    told = {**asked, "batches": [*batch_ids], "load_id": receipt.load_id, "new": receipt.facts_new}
    return Response(json_text(told), 201, media_type=JSON)


def _line(kind: str, batch_id: str, body: Holding, caller: Caller, decision: str) -> str:
    """A decision is one request: said again by it, it is the same; after a release, a new one."""
    parts = parse_batch_id(batch_id)
    number = {"lot": parts.lot} if parts.lot is not None else {"serial": parts.serial}
    line = {
        "kind": kind,
        "key": [body.hold, decision],
        "batch": {"party": parts.party, "item": parts.item, **number},
        "hold": body.hold,
        "reason": body.reason,
        "document": f"{body.hold} ({caller.id})",
    }
    return json.dumps(line, ensure_ascii=False) + "\n"
