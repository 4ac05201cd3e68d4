"""The worker: does the jobs of this host, one after the other, beside the requests."""

from __future__ import annotations

import logging
import os
import platform
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from api.check import failed_subject
from api.exits import http_status
from api.http.schemas import code_of
from api.http.service import Service
from api.http.uploads import folder_of
from api.shelf import shelf_of_settings
from api.told import told_of
from genealogy.errors import (
    Cancelled,
    DatabaseUnavailable,
    DiskFull,
    GenealogyError,
    JobNotFound,
    WrongUsage,
    listed,
)
from genealogy.visible import visible
from loaders.loading import load
from loaders.profile import Profile
from loaders.receipt import Replay, Run
from loaders.replay import replay
from loaders.shelf import Shelf
from loaders.summary import summary
from office.events import CHECK_FAILED, tell
from office.jobs import ENDED, Job, end, job_of, put_back, sign_of_life, take
from queries.check import check

LOG = logging.getLogger("genealogy.worker")
_EXAMPLES = 3
_OLD_SECONDS = 3_600.0
LOAD, REPLAY = "load", "replay"
_LOOK_SECONDS, _ALIVE_SECONDS = 1.0, 1.0
_AWAY_SECONDS = 5.0  # until a database that is away is tried again


def host_of(service: Service) -> str:
    """Where uploads are kept: this machine and its data folder."""
    return f"{platform.node()}:{service.settings.data}"[:255]


class Worker(Thread):
    """Does jobs until it is stopped; a job at hand ends after its rows, and goes on next time."""

    def __init__(self, service: Service) -> None:
        super().__init__(name="jobs", daemon=True)
        self._service = service
        self._name = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._wake, self._ends = Event(), Event()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Returns when the job at hand has come to a row where it can go on later."""
        self._ends.set()
        self._wake.set()
        self.join(timeout=60)

    def run(self) -> None:
        """Looks for jobs."""
        self._sweep()
        while not self._ends.is_set():
            try:
                job = take(self._service.office, host=host_of(self._service), worker=self._name)
                if job is None:
                    self._wake.wait(_LOOK_SECONDS)
                    self._wake.clear()
                else:
                    self._do(job)
            except GenealogyError:
                LOG.warning("the operational database is away")
                self._ends.wait(_AWAY_SECONDS)
            except Exception:
                LOG.exception("a job could not be done")
                self._ends.wait(_AWAY_SECONDS)

    def _sweep(self) -> None:
        """Removes uploads of which no job is left to be done: something died between the two."""
        for folder in (self._service.settings.data / "uploads").glob("job-*"):
            try:
                ended = job_of(self._service.office, folder.name).status in ENDED
            except JobNotFound:
                ended = time.time() - folder.stat().st_mtime > _OLD_SECONDS
            except (GenealogyError, OSError):
                continue
            if ended:
                shutil.rmtree(folder, ignore_errors=True)

    def _do(self, job: Job) -> None:
        doing = _Doing(self._service, job, self._name, self._ends)
        with doing:
            try:
                found, result = _KINDS[job.kind](doing)
            except DiskFull as error:  # no matter of waiting
                doing.fail(problem_told(error))
                return
            except (DatabaseUnavailable, _Stopped) as why:
                put_back(self._service.office, job.job_id, worker=self._name)
                if not isinstance(why, _Stopped):
                    self._ends.wait(_AWAY_SECONDS)
                return
            except GenealogyError as error:
                doing.fail(problem_told(error))
                return
            except Exception:
                LOG.exception("a fault of the program in the job %s", job.job_id)
                doing.fail(_FAULT)
                return
        doing.end(result, told_of(found))


_FAULT = {
    "status": 500,
    "code": "fault",
    "detail": "A fault of the program; its trace is in the log, by the id of the job.",
}


def problem_told(error: GenealogyError) -> dict[str, Any]:
    """What a job says that an error has ended."""
    return {"status": http_status(error), "code": code_of(type(error)), "detail": error.over_http()}


class _Stopped(Exception):
    """The service ends; the job goes on when it runs again."""


@dataclass
class _Doing:
    """A job that is being done, with its signs of life."""

    service: Service
    job: Job
    worker: str
    stop: Event
    progress: dict[str, Any] = field(default_factory=dict)
    _ended: Event = field(default_factory=Event)
    _given_up: Event = field(default_factory=Event)

    def __enter__(self) -> _Doing:
        self._thread = Thread(target=self._live, name="sign-of-life", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def asked(self) -> Mapping[str, Any]:
        """What is to be done."""
        return self.job.asked

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return folder_of(self.service.settings, self.job.job_id)

    def told(self, file: str, rows: int, about: int) -> None:
        """How far it is. Raises Cancelled, or _Stopped where the service ends."""
        self.progress = {"file": file, "rows": rows, "about": max(rows, about)}
        if self._given_up.is_set():
            raise Cancelled
        if self.stop.is_set():
            raise _Stopped

    def end(self, result: dict[str, Any], answer: Mapping[str, Any]) -> None:
        """Ends it well; what became of it is on record and told in the same breath."""
        job = self.job
        with self.service.changing() as change:
            if not end(change.connection, job.job_id, worker=self.worker, result=result):
                return
            details = {"door": "http", "job": job.job_id, "answer": answer}
            change.append(by=job.by, action=f"{job.kind}.done", details=details)
            for subject in result.get("failed_checks", ()):
                tell(change.connection, CHECK_FAILED, subject)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fail(self, told: Mapping[str, Any]) -> None:
        """Ends it with a problem."""
        job = self.job
        with self.service.changing() as change:
            if not end(change.connection, job.job_id, worker=self.worker, error=told):
                return
            word = "cancelled" if told["code"] == "cancelled" else "failed"
            details = {"door": "http", "job": job.job_id, "code": told["code"]}
            change.append(by=job.by, action=f"{job.kind}.{word}", details=details)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _live(self) -> None:
        while not self._ended.wait(_ALIVE_SECONDS):
            try:
                alive = sign_of_life(
                    self.service.office,
                    self.job.job_id,
                    worker=self.worker,
                    progress=self.progress or None,
                )
            except GenealogyError:
                continue  # another worker takes it over if that lasts
            if not alive:
                self._given_up.set()
                return


def _load(doing: _Doing) -> tuple[Run, dict[str, Any]]:
    service, asked = doing.service, doing.asked
    shelf = shelf_of_settings(service.settings)
    with service.borrowed() as database:
        run = load(
            None if asked["dry_run"] else database,
            [doing.folder / name for name in asked["files"]],
            profiles_named(shelf, asked["profiles"]),
            doing.told,
            shelf=shelf,
            run_id=None if asked["dry_run"] else f"run-{doing.job.job_id.removeprefix('job-')}",
        )
        result = summary(run)
        if asked["check"] and not asked["dry_run"]:
            found = [check(database, None, each.load_id, service.settings) for each in run.receipts]
            result["checks"] = [each.to_dict(_EXAMPLES) for each in found]
            failed = [each for each in found if each.count("error")]
            result["failed_checks"] = [failed_subject(each) for each in failed]
    metrics = service.metrics
    metrics.loads.labels(result["result"]).inc(max(1, len(run.receipts)))
    metrics.rows.inc(result["totals"]["rows_read"])
    metrics.rejected.inc(result["totals"]["rows_rejected"])
    return run, result


def _replay(doing: _Doing) -> tuple[Replay, dict[str, Any]]:
    service, asked = doing.service, doing.asked
    shelf = shelf_of_settings(service.settings)
    files = [doing.folder / name for name in asked["files"]]
    with service.borrowed() as database:
        done = replay(
            database,
            files[0] if files else None,
            profiles_named(shelf, asked["profiles"]),
            shelf,
            by=doing.job.by,
            dry_run=asked["dry_run"],
        )
    return done, done.to_dict()


_KINDS: dict[str, Callable[[_Doing], tuple[Run | Replay, dict[str, Any]]]] = {
    LOAD: _load,
    REPLAY: _replay,
}


def profiles_named(shelf: Shelf, names: list[str]) -> dict[str, Profile] | None:
    """The profiles with these names. Over HTTP a name is never a file.

    Raises WrongUsage for one that nobody knows."""
    if not names:
        return None
    known = {**shelf.builtin, **shelf.own}
    for name in names:
        if name not in known:
            raise WrongUsage(
                f'There is no profile "{visible(name)}". There are: {listed(sorted(known), 100)}.'
            )
    return {name: known[name] for name in names}
