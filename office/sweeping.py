"""Sweeping: events of what happened in the graph, found from what the graph keeps of it.

Every run of `load` leaves its receipt there, whoever ran it, and so does a load that is taken
back. A run's event has an id made from the run's, so that it is told once, however often and by
however many processes it is found; and a process that dies after the graph's commit has lost
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select

from genealogy.engine.database import Database
from genealogy.times import moment
from office.events import (
    HOLD_PLACED,
    HOLD_RELEASED,
    LOAD_FINISHED,
    LOAD_UNDONE,
    Kind,
    stamp,
    tell,
)
from office.opening import Office
from office.tables import events, marks
from queries.loads import (
    HOLDING_RUN,
    finished_runs,
    held_by_loads,
    released_by_loads,
    runs_by_id,
    undone_loads,
)

_BEGINNING, _SWEPT = "sweep.beginning", "sweep.done"
_LOOK_BACK = timedelta(days=7)  # for runs of hosts whose clocks are wrong, and late commits
_AT_ONCE = 200
_MOST_LISTED = 100
_TOTALS = ("tables", "files_refused", "rows_read", "rows_rejected", "facts_new")

Told = tuple[Kind, dict[str, Any], str]


def sweep(office: Office, database: Database, now: datetime) -> int:
    """How many runs, and loads that were taken back, were found of which no event told yet; they
    are told now.

    The first sweep ever tells nothing: what had ended before it is old.
    Raises OfficeUnavailable and the errors of the graph.
    """
    since = _since(office, now)
    if since is None:
        return 0
    runs = {run_id: _event_ids(run_id) for run_id in finished_runs(database, since)}
    undone = {_undone_id(load): load for load in undone_loads(database, since)}
    told = _told(office, [*chain(*runs.values()), *undone])
    untold = [run_id for run_id, ids in runs.items() if told.isdisjoint(ids)]
    for first in range(0, len(untold), _AT_ONCE):
        _tell(office, database, untold[first : first + _AT_ONCE])
    new = [event_id for event_id in undone if event_id not in told]
    for event_id in new:
        with office.one_at_a_time() as connection:
            tell(connection, LOAD_UNDONE, _undone_subject(undone[event_id]), event_id)
    with office.one_at_a_time() as connection:
        _mark(connection, _SWEPT, now)
    return len(untold) + len(new)


def _since(office: Office, now: datetime) -> str | None:
    """From when on runs may be untold: None where nobody has swept before."""
    with office.one_at_a_time() as connection:
        at = {row.name: row.at for row in connection.execute(select(marks))}
        if _BEGINNING not in at:
            _mark(connection, _BEGINNING, now)
            _mark(connection, _SWEPT, now)
            return None
    beginning: str = at[_BEGINNING]
    return max(beginning, stamp(moment(at[_SWEPT]) - _LOOK_BACK))


def _mark(connection: Connection, name: str, at: datetime) -> None:
    mine = marks.c.name == name
    if not connection.execute(marks.update().where(mine).values(at=stamp(at))).rowcount:
        connection.execute(marks.insert().values(name=name, at=stamp(at)))


def _told(office: Office, event_ids: Sequence[str]) -> set[str]:
    """Those of the events that there are."""
    told: set[str] = set()
    with office.reading() as connection:
        for first in range(0, len(event_ids), _AT_ONCE):
            ids = event_ids[first : first + _AT_ONCE]
            rows = connection.execute(select(events.c.event_id).where(events.c.event_id.in_(ids)))
            told |= {row.event_id for row in rows}
    return told


def _tell(office: Office, database: Database, run_ids: Sequence[str]) -> None:
    runs = runs_by_id(database, run_ids)
    new = {load["load_id"] for run in runs for load in _loads(run) if load["facts_new"]}
    held = held_by_loads(database, sorted(new))
    released = released_by_loads(database, sorted(new))
    for run in runs:
        with office.one_at_a_time() as connection:  # the events of one run are one
            if not _only_holds(run["run_id"]):
                tell(connection, LOAD_FINISHED, _finished(run), *_event_ids(run["run_id"]))
            for kind, subject, event_id in chain(
                _holds(run, HOLD_PLACED, "batches_held", held),
                _holds(run, HOLD_RELEASED, "batches_released", released),
            ):
                tell(connection, kind, subject, event_id)


def _finished(run: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a run that has ended: of no row, no reason and no party."""
    files = list(dict.fromkeys(load["file"] for load in _loads(run)))
    return {
        "run_id": run["run_id"],
        "result": run["result"],
        "started_at": run["started_at"],
        "finished_at": run["finished_at"],
        **{name: run.get(name, 0) for name in _TOTALS},
        "files": files[:_MOST_LISTED],
        "refused": [each["file"] for each in run.get("refused", ())][:_MOST_LISTED],
    }


def _holds(
    run: Mapping[str, Any], kind: Kind, counted: str, by_load: Mapping[str, Sequence[str]]
) -> Iterator[Told]:
    """What is told of the batches that the loads of a run hold, or release."""
    run_id = run["run_id"]
    new = {load["load_id"]: load["file"] for load in _loads(run) if load["facts_new"]}
    for load_id, file in new.items():
        if batches := by_load.get(load_id):
            subject = {
                "run_id": run_id,
                "load_id": load_id,
                "file": file,
                counted: len(batches),
                "batches": list(batches[:_MOST_LISTED]),
            }
            # a run that only holds has one load, and is found again by the event's id
            apart = "" if _only_holds(run_id) else f":{load_id}"
            yield kind, subject, f"{kind}:{run_id}{apart}"


def _undone_subject(load: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "load_id": load["load_id"],
        "file": load["file"],
        "undone_at": load["undone_at"],
        "by": load["undone_by"],
        "reason": load["undone_reason"],
    }


def _loads(run: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The tables of a run, those of replays too, each with its load and its new facts."""
    yield from run.get("receipts", ())
    for replay in run.get("replays", ()):
        yield from replay["loads"]


def _only_holds(run_id: str) -> bool:
    """Whether somebody placed or released a hold by the run, which loaded no file."""
    return run_id.startswith(HOLDING_RUN)


def _event_ids(run_id: str) -> list[str]:
    """The ids of events by one of which a run was told."""
    kinds = (HOLD_PLACED, HOLD_RELEASED) if _only_holds(run_id) else (LOAD_FINISHED,)
    return [f"{kind}:{run_id}" for kind in kinds]


def _undone_id(load: Mapping[str, Any]) -> str:
    """The id of an undo's event: a load can be loaded again, and taken back again."""
    return f"{LOAD_UNDONE}:{load['load_id']}:{load['undone_at']}"
