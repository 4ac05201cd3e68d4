"""`/v1/jobs`: work that takes longer than a request: how far it is, what became of it, its end."""

from __future__ import annotations

import shutil
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import ConfigDict

from api.http.callers import caller
from api.http.described import A_PAGE, problems
from api.http.forms import JSON
from api.http.pages import Page, cut
from api.http.schemas import JobAnswer, JobsPage
from api.http.service import service_of
from api.http.uploads import folder_of
from exports.json_text import json_text
from genealogy.errors import JobNotFound, PageLost, WrongUsage
from office.jobs import ENDED, Job, all_jobs, cancel, job_of
from office.roles import Caller, Right

router = APIRouter(tags=["jobs"])
_JobId = Annotated[
    str, Path(max_length=100, description="id of the job, as its upload was answered with")
]
_Caller = Annotated[Caller, Depends(caller)]
_WAIT_SECONDS = 10.0  # for a small load to end, before the caller is told to look again
_FAILURES = problems([WrongUsage, PageLost, JobNotFound])


class JobsQuestion(Page):
    """Which page of the jobs."""

    model_config = ConfigDict(extra="forbid")


@router.get(
    "/v1/jobs",
    response_class=Response,
    responses={200: {"model": JobsPage, "description": A_PAGE}, **_FAILURES},
)
def jobs(request: Request, question: Annotated[JobsQuestion, Query()], found: _Caller) -> Response:
    """The jobs of the caller, the newest first; all of them for who operates the service."""
    page = cut(
        all_jobs(service_of(request).office, by=_whose(found)), question, lambda job: job.job_id
    )
    told = {"jobs": [job.to_dict() for job in page.rows], "next": page.next}
    return Response(json_text(told), media_type=JSON)


@router.get(
    "/v1/jobs/{job_id}",
    response_class=Response,
    responses={200: {"model": JobAnswer, "description": "The job as it is now."}, **_FAILURES},
)
def job(request: Request, job_id: _JobId, found: _Caller) -> Response:
    """A job: how far it is, and once it has ended its result, or the problem that ended it."""
    return job_response(job_of(service_of(request).office, job_id, by=_whose(found)))


@router.delete(
    "/v1/jobs/{job_id}",
    response_class=Response,
    responses={
        200: {"model": JobAnswer, "description": "It had ended already; nothing was changed."},
        202: {"model": JobAnswer, "description": "It ends, or has not begun and never will."},
        **_FAILURES,
    },
)
def cancel_job(request: Request, job_id: _JobId, found: _Caller) -> Response:
    """Ends a job: one that waits never begins; one that runs ends after the rows at hand, which
    are kept. Loading the file again goes on from there; `DELETE /v1/loads/ID` takes it back. One
    that has ended stays as it is: it is answered with 200, and nothing is changed."""
    service = service_of(request)
    asked = job_of(service.office, job_id, by=_whose(found))
    if asked.status in ENDED:
        return job_response(asked)
    with service.changing() as change:
        cancel(change.connection, job_id)
        details = {"door": "http", "job": job_id, "request": request.state.request_id}
        change.append(by=found.id, action="job.cancel", details=details)
    ended = job_of(service.office, job_id)
    if ended.started_at is None:  # no worker will look after its files
        shutil.rmtree(folder_of(service.settings, job_id), ignore_errors=True)
    return job_response(ended, 202)


def _whose(found: Caller) -> str | None:
    return None if found.may(Right.OPERATE) else found.id


def job_response(found: Job, status: int = 200) -> Response:
    """A job as an answer; while it goes on, with when to look again."""
    headers = {"Location": f"/v1/jobs/{found.job_id}"}
    if found.status not in ENDED:
        headers["Retry-After"] = "1"
    return Response(json_text(found.to_dict()), status, headers, media_type=JSON)


def answered_soon(request: Request, job_id: str) -> Response:
    """The job once it has ended, if that is soon; else as it is by then, with 202. At once where
    the caller prefers that (`Prefer: respond-async`, RFC 7240)."""
    service = service_of(request)
    patience = 0.0 if "respond-async" in request.headers.get("prefer", "") else _WAIT_SECONDS
    deadline, pause = time.monotonic() + patience, 0.02
    while True:
        found = job_of(service.office, job_id)
        if found.status in ENDED:
            return job_response(found)
        if time.monotonic() > deadline:
            return job_response(found, 202)
        time.sleep(pause)
        pause = min(0.25, 1.5 * pause)
