"""Jobs, and what requests that change something answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.http.schemas.base import Count, Schema, Time


class Progress(Schema):
    """How far a job is."""

    file: str = Field(description="Name of the file that is being read.")
    rows: Count = Field(description="Rows of it that were read until now.")
    about: Count = Field(description="About how many rows it has, judged by its size.")


class JobProblem(Schema):
    """What ended a job before it was done."""

    status: int = Field(description="The HTTP status that this error has.")
    code: str = Field(description="The name of the error for programs.")
    detail: str = Field(description="What went wrong and what to do next, for people.")


class JobAnswer(Schema):
    """Work that takes longer than a request."""

    job_id: str = Field(description="Id of the job, which names it in `/v1/jobs/`.")
    kind: Literal["load", "replay"] = Field(
        description="What is done: exports are loaded, or rejected rows are mapped again."
    )
    status: Literal["waiting", "running", "done", "failed", "cancelled"] = Field(
        description="What has become of it; the last three are ends."
    )
    by: str = Field(description="Id of the caller who asked for it.")
    created_at: Time = Field(description="When it was asked for.")
    started_at: Time | None = Field(description="When it was begun; null while it waits.")
    ended_at: Time | None = Field(description="When it came to an end; null until then.")
    asked: dict[str, Any] = Field(description="What is to be done: files, profiles, options.")
    progress: Progress | None = Field(
        description="How far it is; null before the first rows, or where they were few."
    )
    result: dict[str, Any] | None = Field(
        description="The receipts, as `genealogy load --json` has them, with one word for all of "
        "it (`result`) and `totals`; of a replay as of `rejected replay`; null until it is done."
    )
    error: JobProblem | None = Field(description="Why it failed; null where it did not.")


class UndoneBefore(Schema):
    """Who took a load back, and why."""

    at: Time = Field(description="When it was taken back.")
    by: str = Field(description="Who took it back.")
    reason: str = Field(description="Why it was taken back.")


class UndoneAnswer(Schema):
    """What taking a load back has changed, or would change."""

    load_id: str = Field(description="Id of the load that is taken back.")
    file: str = Field(description="Name of the file that was loaded.")
    dry_run: bool = Field(description="Whether nothing was changed, only told.")
    voided: dict[str, Count] = Field(description="Facts that only it stated, by their kind.")
    kept: dict[str, Count] = Field(description="Facts that other loads state too, by their kind.")
    restored: dict[str, Count] = Field(description="Facts that come back, by their kind.")
    descriptions: Count = Field(description="Number of nodes that are described otherwise.")
    examples: list[str] = Field(description="A few of the descriptions, before and after.")
    before: UndoneBefore | None = Field(
        description="Who had taken it back already; null where nobody had."
    )


class DiscardedAnswer(Schema):
    """Which rejected rows were settled."""

    discarded: list[str] = Field(description="Ids of the rows that were open, and are settled.")
    not_open: list[str] = Field(description="Ids of no row, or of one that is not open.")


class HoldAnswer(Schema):
    """Batches that were blocked, or released."""

    batches: list[str] = Field(description="Ids of the batches that are meant.")
    hold: str = Field(description="Number of the hold notice.")
    reason: str = Field(description="Why they were blocked or released.")
    load_id: str = Field(description="Id of the load whose evidence this is.")
    new: Count = Field(description="How many of these facts are new; 0 where all were known.")
