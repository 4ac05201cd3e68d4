"""`/v1/loads`: uploading exports, and the receipts of what was loaded."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Path, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import AsksOfLoads, Name, Question
from api.http.callers import needs
from api.http.described import answers, problems
from api.http.forms import JSON, Rows
from api.http.jobs import answered_soon
from api.http.pages import Page, cut
from api.http.schemas import JobAnswer, Load, LoadsPage, UndoneAnswer
from api.http.service import Service, service_of
from api.http.uploads import MOST_FILES, OnlyFiles, folder_of, keep
from api.http.worker import LOAD, host_of, profiles_named
from api.shelf import shelf_of_settings
from api.told import told_of
from exports.columns import table
from exports.json_text import json_text
from genealogy.engine.database import Database
from genealogy.errors import FileRefused, LoadNotFound, WrongUsage
from loaders.rejected_workbook import holds_rejected_rows
from loaders.undo import find_load, undo
from office.jobs import new_job, new_job_id
from office.roles import Caller, Right
from queries.loads import loads as all_loads

router = APIRouter(tags=["loads"])
LoadId = Annotated[
    str, Path(max_length=500, description="id of a load, the beginning of it, or the file's name")
]
_COLUMNS = "load_id file sheet profile source status rows_read rows_rejected facts_new recorded_at"


@dataclass(frozen=True)
class Receipt:
    """The receipt of one load."""

    properties: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON."""
        return self.properties


@told_of.register
def _(answer: Receipt) -> dict[str, Any]:
    return {"load_id": answer.properties["load_id"]}


class LoadsQuestion(Question, Page):
    """Which page of the loads."""


@router.get("/v1/loads", **answers(Rows, LoadsPage))
def loads(question: Annotated[LoadsQuestion, Query()], asking: AsksOfLoads) -> Response:
    """The receipt of every load, a page at a time."""

    def ask(database: Database) -> Rows:
        found = asking.own(all_loads(database), lambda row: str(row["load_id"]))
        page = cut(found, question, lambda row: str(row["load_id"]))
        rows = [{name: row.get(name) for name in _COLUMNS.split()} for row in page.rows]
        return Rows({"loads": page.rows, "next": page.next}, table(_COLUMNS, rows))

    return asking.answered(Rows, ask, question.model_dump())


@router.get("/v1/loads/{load_id}", **answers(Receipt, Load, LoadNotFound))
def one_load(
    load_id: LoadId, question: Annotated[Question, Query()], asking: AsksOfLoads
) -> Response:
    """The whole receipt of a load: what became of its rows, what it covers, its warnings."""

    def ask(database: Database) -> Receipt:
        found = asking.own_id(find_load(database, load_id).load_id)
        (receipt,) = (row for row in all_loads(database) if row["load_id"] == found)
        return Receipt(receipt)

    return asking.answered(Receipt, ask, question.model_dump() | {"load": load_id})


class UploadQuestion(BaseModel):
    """How the files are to be loaded."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[
        list[Name], Field(max_length=100, description="names of profiles; else by the header")
    ] = []
    dry_run: Annotated[bool, Field(description="read and check everything, write nothing")] = False
    check: Annotated[
        bool, Field(description="then check what the loads touched; findings are in the result")
    ] = False


@router.post(
    "/v1/loads",
    response_class=Response,
    responses={
        200: {"model": JobAnswer, "description": "Loaded; the receipt is the job's `result`."},
        202: {"model": JobAnswer, "description": "Going on: look again at `Location`."},
        **problems([WrongUsage, FileRefused]),
    },
)
def upload(
    request: Request,
    question: Annotated[UploadQuestion, Query()],
    files: Annotated[list[UploadFile], File(min_length=1, description="exports, as they are")],
    caller: Annotated[Caller, Depends(needs(Right.LOAD))],
    _: OnlyFiles,
) -> Response:
    """Loads exports of ERP, WMS, MES and QMS; also a corrected workbook of rejected rows.

    Loading the same again changes nothing. Small files are loaded while the caller waits, large
    ones as a job. One file that is refused does not keep the others out: the receipt says why.
    """
    if len(files) > MOST_FILES:
        raise WrongUsage(f"At most {MOST_FILES} files in one request.")
    service = service_of(request)
    profiles_named(shelf_of_settings(service.settings), question.profile)
    job_id = new_job_id()
    folder = folder_of(service.settings, job_id)
    names = keep(files, folder)
    if not caller.may(Right.CORRECT) and any(map(is_workbook_of_rejected_rows, folder.iterdir())):
        shutil.rmtree(folder, ignore_errors=True)
        caller.must(Right.CORRECT)
    asked = {
        "files": names,
        "profiles": question.profile,
        "dry_run": question.dry_run,
        "check": question.check,
    }
    begin(service, request, caller, LOAD, job_id, asked)
    return answered_soon(request, job_id)


def is_workbook_of_rejected_rows(path: FilePath) -> bool:
    """Whether a file would correct rows of others' loads."""
    return path.suffix.lower() == ".xlsx" and holds_rejected_rows(path)


def begin(
    service: Service,
    request: Request,
    caller: Caller,
    kind: str,
    job_id: str,
    asked: Mapping[str, Any],
) -> None:
    """Makes the job; that it was begun is on record together with it."""
    host, by = host_of(service), caller.id
    try:
        with service.changing() as change:
            new_job(change.connection, kind, asked, by=by, host=host, job_id=job_id)
            details = {
                "door": "http",
                "request": request.state.request_id,
                "job": job_id,
                "asked": {**asked},
            }
            change.append(by=by, action=f"{kind}.begun", details=details)
    except BaseException:
        shutil.rmtree(folder_of(service.settings, job_id), ignore_errors=True)
        raise
    request.app.state.worker.wake()


@router.delete(
    "/v1/loads/{load_id}",
    response_class=Response,
    responses={
        200: {"model": UndoneAnswer, "description": "What was taken back, or would be."},
        **problems([WrongUsage, LoadNotFound]),
    },
)
def take_back(
    request: Request,
    load_id: LoadId,
    reason: Annotated[str, Query(min_length=3, max_length=1_000, description="why")],
    caller: Annotated[Caller, Depends(needs(Right.UNDO))],
    *,
    dry_run: Annotated[bool, Query(description="tell what would change, change nothing")] = False,
) -> Response:
    """Takes back what only this load stated; what other loads state too stays. Nothing is
    deleted: facts are voided and keep their history."""
    service = service_of(request)
    asked = {"load": load_id, "reason": reason, "dry_run": dry_run}
    with (
        service.on_record(request, caller, "undo", asked) as entry,
        service.borrowed() as database,
    ):
        done = undo(database, load_id, reason=reason, by=caller.id, dry_run=dry_run)
        entry.answer(done)
    return Response(json_text(done.to_dict()), media_type=JSON)
