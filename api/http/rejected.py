"""`/v1/rejected-rows`: rows that could not be understood, their correction, their end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Path, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import AsksOfLoads, Name, Question
from api.http.callers import needs
from api.http.described import answers, problems
from api.http.forms import JSON, XLSX, Rows, attached
from api.http.jobs import answered_soon
from api.http.load import begin
from api.http.pages import Page, cut
from api.http.schemas import (
    DiscardedAnswer,
    JobAnswer,
    RejectedPage,
    WholeRejectedRow,
)
from api.http.service import service_of
from api.http.uploads import OnlyFiles, folder_of, keep
from api.http.worker import REPLAY, profiles_named
from api.shelf import shelf_of_settings
from api.told import told_of
from exports.columns import table
from exports.json_text import json_text
from genealogy.engine.database import Database
from genealogy.errors import FileRefused, LoadNotFound, WrongUsage
from loaders.rejected import Profiles
from loaders.rejected_workbook import export
from loaders.undo import find_load
from office.jobs import new_job_id
from office.roles import Caller, Right
from queries.rejected import STATUSES, Status, WholeRow, discard, rejected_row, rejected_rows

router = APIRouter(tags=["rejected rows"])
_COLUMNS = "rejected_id file row column text reason status"
_Corrects = Annotated[Caller, Depends(needs(Right.CORRECT))]


class RejectedQuestion(Question, Page):
    """Which rejected rows."""

    status: Annotated[
        Literal["open", "replayed", "discarded", "undone", "all"],
        Field(description="by what became of them"),
    ] = "open"
    load: Annotated[
        Name | None, Field(description="only of this load: id, beginning of it, or file")
    ] = None


@router.get("/v1/rejected-rows", **answers(Rows, RejectedPage, LoadNotFound))
def rejected(question: Annotated[RejectedQuestion, Query()], asking: AsksOfLoads) -> Response:
    """Rejected rows with file, row, column, text and reason, a page at a time."""

    def ask(database: Database) -> Rows:
        wanted: list[Status] = [each for each in STATUSES if question.status in ("all", each)]
        load_id = None if question.load is None else find_load(database, question.load).load_id
        found = asking.own(rejected_rows(database, wanted, load_id), lambda row: row.rejected_id)
        page = cut(found, question, lambda row: row.rejected_id)
        rows = [row.to_dict() for row in page.rows]
        return Rows({"rejected_rows": rows, "next": page.next}, table(_COLUMNS, rows))

    return asking.answered(Rows, ask, question.model_dump())


@router.get(
    "/v1/rejected-rows/workbook",
    response_class=Response,
    responses={
        200: {
            "description": "The workbook; its name is in `Content-Disposition`.",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        },
        204: {"description": "No rejected row is open."},
        **problems([LoadNotFound]),
    },
)
def workbook(
    request: Request,
    caller: _Corrects,
    load: Annotated[str | None, Query(max_length=500, description="only of this load")] = None,
) -> Response:
    """The open rows as a workbook, to be corrected there and posted back: a sheet for each load,
    with the file's own columns; the cell at fault is coloured."""
    service = service_of(request)
    profiles = Profiles({}, shelf_of_settings(service.settings))
    with (
        service.on_record(request, caller, "export.rejected", {"load": load}) as entry,
        service.asked_by(caller) as database,
        TemporaryDirectory(prefix="genealogy-") as folder,
    ):
        path = FilePath(folder) / "rejected.xlsx"
        load_id = None if load is None else find_load(database, load).load_id
        done = export(database, path, profiles, load_id)
        entry.outcome(rows=done.rows)
        if not done.rows:
            return Response(status_code=204)
        name = "rejected-rows" if load_id is None else f"rejected-rows-{load_id}"
        return Response(path.read_bytes(), headers=attached(name, XLSX), media_type=XLSX)


class ReplayQuestion(BaseModel):
    """How rejected rows are mapped again."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[list[Name], Field(max_length=100, description="names of profiles")] = []
    dry_run: Annotated[bool, Field(description="tell what would change, change nothing")] = False


@router.post(
    "/v1/rejected-rows/replays",
    response_class=Response,
    responses={
        200: {"model": JobAnswer, "description": "Replayed; what became of them is the `result`."},
        202: {"model": JobAnswer, "description": "Going on: look again at `Location`."},
        **problems([WrongUsage, FileRefused]),
    },
)
def replays(
    request: Request,
    question: Annotated[ReplayQuestion, Query()],
    caller: _Corrects,
    _: OnlyFiles,
    files: Annotated[
        list[UploadFile] | None,
        File(description="the corrected workbook; without one: by profiles"),
    ] = None,
) -> Response:
    """Maps rejected rows again: as corrected in a workbook, or by a corrected profile."""
    service = service_of(request)
    profiles_named(shelf_of_settings(service.settings), question.profile)
    job_id = new_job_id()
    if not files and not question.profile:
        raise WrongUsage("Send the corrected workbook as files, or name the corrected profile.")
    if files and len(files) > 1:
        raise WrongUsage("One corrected workbook at a time.")
    names = keep(files, folder_of(service.settings, job_id)) if files else []
    asked = {"files": names, "profiles": question.profile, "dry_run": question.dry_run}
    begin(service, request, caller, REPLAY, job_id, asked)
    return answered_soon(request, job_id)


@dataclass(frozen=True)
class _Row:
    row: WholeRow

    def to_dict(self) -> dict[str, Any]:
        return self.row.to_dict()


@told_of.register
def _(answer: _Row) -> dict[str, Any]:
    return {"rejected_id": answer.row.row.rejected_id}


@router.get("/v1/rejected-rows/{rejected_id}", **answers(_Row, WholeRejectedRow))
def one_rejected(
    rejected_id: Annotated[str, Path(max_length=100, description="id, as the list has it")],
    question: Annotated[Question, Query()],
    asking: AsksOfLoads,
) -> Response:
    """One rejected row: every cell, the one at fault, and its history."""
    return asking.answered(
        _Row,
        lambda database: _Row(rejected_row(database, asking.own_id(rejected_id))),
        question.model_dump() | {"rejected_id": rejected_id},
    )


class Discarding(BaseModel):
    """Rows that state nothing worth keeping, and why."""

    model_config = ConfigDict(extra="forbid")
    rejected_ids: Annotated[
        list[Name],
        Field(min_length=1, max_length=10_000, description="ids, as the list of rows has them"),
    ]
    reason: Annotated[str, Field(min_length=3, max_length=1_000, description="why, for the record")]


@router.post(
    "/v1/rejected-rows/discards",
    response_class=Response,
    responses={
        200: {"model": DiscardedAnswer, "description": "Which rows were settled, and which not."},
        **problems([WrongUsage]),
    },
)
def discards(request: Request, body: Discarding, caller: _Corrects) -> Response:
    """Settles rows that may be left out. They stay on record with the reason."""
    service = service_of(request)
    asked = body.model_dump()
    with (
        service.on_record(request, caller, "discard", asked) as entry,
        service.borrowed() as database,
    ):
        settled = discard(database, body.rejected_ids, body.reason, caller.id)
        entry.outcome(discarded=settled)
    left = sorted({*body.rejected_ids} - {*settled})
    return Response(json_text({"discarded": settled, "not_open": left}), media_type=JSON)
