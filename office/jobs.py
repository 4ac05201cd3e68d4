"""Jobs: work that takes longer than a request, kept so that it goes on after a restart.

A job is taken by one worker, which gives a sign of life every few seconds; one whose worker died
is taken again. All that jobs do may be done twice: loading the same file again changes nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, or_, select, update

from genealogy.errors import JobNotFound
from genealogy.times import now_text, recorded_text
from office.opening import Office
from office.tables import jobs

Status = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: tuple[Status, ...] = ("done", "failed", "cancelled")
_DEAD_AFTER = timedelta(seconds=20)
_TOLD = ("job_id", "kind", "status", "by", "created_at", "started_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Job:
    """A job: what is to be done, for whom, and what became of it."""

    job_id: str
    kind: str
    status: Status
    asked: dict[str, Any]
    by: str
    created_at: str
    started_at: str | None
    ended_at: str | None
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    is_cancelled: bool

    def to_dict(self) -> dict[str, Any]:
        """The job as JSON; `error` is a problem as the API tells it."""
        return {name: getattr(self, name) for name in _TOLD} | {
            "asked": self.asked,
            "progress": self.progress,
            "result": self.result,
            "error": self.error,
        }


def new_job(
    connection: Connection, kind: str, asked: Mapping[str, Any], *, by: str, host: str, job_id: str
) -> Job:
    """A job that waits, kept together with what else the connection writes. Its files are on
    this host: only a worker there can do it."""
    connection.execute(
        jobs.insert().values(
            job_id=job_id,
            kind=kind,
            status="waiting",
            asked=json.dumps(asked, ensure_ascii=False),
            by=by,
            host=host,
            created_at=now_text(),
            cancel=0,
        )
    )
    return _job(connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one())


def new_job_id() -> str:
    """An id that nobody can guess."""
    return f"job-{secrets.token_hex(12)}"


def job_of(office: Office, job_id: str, *, by: str | None = None) -> Job:
    """The job; with `by` only one of this caller. Raises JobNotFound."""
    with office.reading() as connection:
        found = connection.execute(select(jobs).where(jobs.c.job_id == job_id)).first()
    if found is None or by not in (None, found.by):
        raise JobNotFound(job_id)
    return _job(found)


def all_jobs(office: Office, *, by: str | None = None) -> list[Job]:
    """The jobs, the newest first; with `by` those of this caller."""
    query = select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.job_id)
    if by is not None:
        query = query.where(jobs.c.by == by)
    with office.reading() as connection:
        return [_job(row) for row in connection.execute(query)]


def take(office: Office, *, host: str, worker: str) -> Job | None:
    """The job of this host that has waited longest, or whose worker died, now this worker's."""
    dead = recorded_text(datetime.now(UTC) - _DEAD_AFTER)
    with office.one_at_a_time() as connection:
        found = connection.execute(
            select(jobs)
            .where(
                jobs.c.host == host,
                or_(
                    jobs.c.status == "waiting",
                    and_(jobs.c.status == "running", jobs.c.alive_at < dead),
                ),
            )
            .order_by(jobs.c.created_at)
            .limit(1)
        ).first()
        if found is None:
            return None
        started = found.started_at or now_text()
        connection.execute(
            update(jobs)
            .where(jobs.c.job_id == found.job_id)
            .values(status="running", worker=worker, alive_at=now_text(), started_at=started)
        )
        return _job(connection.execute(select(jobs).where(jobs.c.job_id == found.job_id)).one())


def sign_of_life(
    office: Office, job_id: str, *, worker: str, progress: Mapping[str, Any] | None
) -> bool:
    """Says that the worker goes on, and how far it is; False where it is to stop, since somebody
    cancelled the job or another worker has it by now."""
    with office.writing() as connection:
        found = connection.execute(
            update(jobs)
            .where(jobs.c.job_id == job_id, jobs.c.worker == worker, jobs.c.status == "running")
            .values(alive_at=now_text(), progress=json.dumps(progress, ensure_ascii=False))
            .returning(jobs.c.cancel)
        ).first()
    return found is not None and not found.cancel


def end(
    connection: Connection,
    job_id: str,
    *,
    worker: str,
    result: Mapping[str, Any] | None = None,
    error: Mapping[str, Any] | None = None,
) -> bool:
    """Ends a job, with a result, else with the problem that ended it; False where another worker
    has it by now."""
    status: Status = "done" if error is None else "failed"
    if error is not None and error["code"] == "cancelled":
        status = "cancelled"
    ended = connection.execute(
        update(jobs)
        .where(jobs.c.job_id == job_id, jobs.c.worker == worker, jobs.c.status == "running")
        .values(
            status=status,
            ended_at=now_text(),
            result=None if result is None else json.dumps(result, ensure_ascii=False),
            error=None if error is None else json.dumps(error, ensure_ascii=False),
        )
    )
    return ended.rowcount == 1


def put_back(office: Office, job_id: str, *, worker: str) -> None:
    """Lets a job wait again that cannot go on now."""
    with office.writing() as connection:
        connection.execute(
            update(jobs)
            .where(jobs.c.job_id == job_id, jobs.c.worker == worker, jobs.c.status == "running")
            .values(status="waiting")
        )


def cancel(connection: Connection, job_id: str) -> None:
    """Asks for the end of a job: one that waits never begins, one that runs ends after the rows
    at hand, one that has ended stays as it is."""
    connection.execute(
        update(jobs)
        .where(jobs.c.job_id == job_id, jobs.c.status == "waiting")
        .values(status="cancelled", ended_at=now_text(), cancel=1)
    )
    connection.execute(
        update(jobs).where(jobs.c.job_id == job_id, jobs.c.status == "running").values(cancel=1)
    )


def _job(row: Row[Any]) -> Job:
    return Job(
        **{name: getattr(row, name) for name in _TOLD},
        asked=json.loads(row.asked),
        progress=_read(row.progress),
        result=_read(row.result),
        error=_read(row.error),
        is_cancelled=bool(row.cancel),
    )


def _read(text: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None if text is None else json.loads(text)
    return found
