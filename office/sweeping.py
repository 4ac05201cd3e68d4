"""Sweeping: events of what happened in the graph, found from what the graph keeps of it.

Every run of `load` leaves its receipt there, whoever ran it. A run's event has an id made from
the run's, so that it is told once, however often and by however many processes it is found; and a
process that dies after the graph's commit has lost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from genealogy.engine.database import Database
from genealogy.times import moment
from office.events import HOLD_PLACED, LOAD_FINISHED, Kind, stamp, tell
from office.opening import Office
from office.tables import events, marks
from queries.loads import finished_runs, held_by_loads, runs_by_id

_BEGINNING, _SWEPT = "sweep.beginning", "sweep.done"
_LOOK_BACK = timedelta(days=7)  # for runs of hosts whose clocks are wrong, and late commits
_AT_ONCE = 200
_MOST_LISTED = 100
_TOTALS = ("tables", "files_refused", "rows_read", "rows_rejected", "facts_new")

Told = tuple[Kind, dict[str, Any], str]


def sweep(office: Office, database: Database, now: datetime) -> int:
    """How many runs were found of which no event told yet; they are told now.

    The first sweep ever tells nothing: what had ended before it is old.
    Raises OfficeUnavailable and the errors of the graph.
    """
    since = _since(office, now)
    if since is None:
        return 0
    found = finished_runs(database, since)
    told = _told(office, found)
    untold = [run_id for run_id in found if run_id not in told]
    for first in range(0, len(untold), _AT_ONCE):
        _tell(office, database, untold[first : first + _AT_ONCE])
    with office.one_at_a_time() as connection:
        _mark(connection, _SWEPT, now)
    return len(untold)


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


def _told(office: Office, run_ids: Sequence[str]) -> set[str]:
    """Those of the runs of which events told."""
    told: set[str] = set()
    with office.reading() as connection:
        for first in range(0, len(run_ids), _AT_ONCE):
            ids = {_event_id(run_id): run_id for run_id in run_ids[first : first + _AT_ONCE]}
            rows = connection.execute(
                select(events.c.event_id).where(events.c.event_id.in_(list(ids)))
            )
            told |= {ids[row.event_id] for row in rows}
    return told


def _tell(office: Office, database: Database, run_ids: Sequence[str]) -> None:
    runs = runs_by_id(database, run_ids)
    new = {load["load_id"] for run in runs for load in _loads(run) if load["facts_new"]}
    held = held_by_loads(database, sorted(new))
    for run in runs:
        with office.one_at_a_time() as connection:  # the events of one run are one
            for kind, subject, event_id in _events(run, held):
                tell(connection, kind, subject, event_id)


def _events(run: Mapping[str, Any], held: Mapping[str, Sequence[str]]) -> Iterator[Told]:
    """What a run's events say: of no row, no reason and no party."""
    run_id, loads = run["run_id"], list(_loads(run))
    files = list(dict.fromkeys(load["file"] for load in loads))
    yield (
        LOAD_FINISHED,
        {
            "run_id": run_id,
            "result": run["result"],
            "started_at": run["started_at"],
            "finished_at": run["finished_at"],
            **{name: run.get(name, 0) for name in _TOTALS},
            "files": files[:_MOST_LISTED],
            "refused": [each["file"] for each in run.get("refused", ())][:_MOST_LISTED],
        },
        _event_id(run_id),
    )
    new = {load["load_id"]: load["file"] for load in loads if load["facts_new"]}
    for load_id, file in new.items():
        if load_id in held:
            batches = held[load_id]
            yield (
                HOLD_PLACED,
                {
                    "run_id": run_id,
                    "load_id": load_id,
                    "file": file,
                    "batches_held": len(batches),
                    "batches": list(batches[:_MOST_LISTED]),
                },
                f"{HOLD_PLACED}:{run_id}:{load_id}",
            )


def _loads(run: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The tables of a run, those of replays too, each with its load and its new facts."""
    yield from run.get("receipts", ())
    for replay in run.get("replays", ()):
        yield from replay["loads"]


def _event_id(run_id: str) -> str:
    return f"{LOAD_FINISHED}:{run_id}"
