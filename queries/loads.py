"""Loads and runs: the receipt of every table that was ever loaded, and of every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import Statement, statement
from genealogy.errors import LoadNotFound

_OF_PARTS = ("receipts", "refused", "replays")


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One load's receipt, as the graph keeps it."""

    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run's receipt, as the graph keeps it."""

    properties: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON, its parts taken apart."""
        parts = {
            name: [json.loads(text) for text in self.properties[name]]
            for name in _OF_PARTS
            if name in self.properties
        }
        return self.properties | parts


@dataclass(frozen=True, slots=True)
class RunId:
    """One run by its id."""

    run_id: str


@dataclass(frozen=True, slots=True)
class BatchesOfLoad:
    """A load that states holds, or releases, and the batches that it holds or releases."""

    load_id: str
    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class UndoneLoad:
    """A load that was taken back: when, by whom and why."""

    load_id: str
    file: str
    undone_at: str
    undone_by: str
    undone_reason: str


LOADS = statement("loads/all", LoadRow)
RUNS = statement("loads/runs", RunRow)
FINISHED = statement("loads/finished", RunId)
RUNS_BY_ID = statement("loads/runs_by_id", RunRow)
HELD = statement("loads/held", BatchesOfLoad)
RELEASED = statement("loads/released", BatchesOfLoad)
UNDONE = statement("loads/undone", UndoneLoad)

HOLDING_RUN = "run-hold-"
"""What the id of a run begins with by which somebody places or releases a hold: no file was
loaded."""


def loads(database: Database) -> list[dict[str, Any]]:
    """The receipt of every load, in the order of source and file."""
    return [row.properties for row in database.read(LOADS)]


def runs(database: Database) -> list[dict[str, Any]]:
    """The receipt of every run, the newest first. One that has not ended says `running`.

    It says what was so then: a table that was loaded before has all its rows known here, while
    its load says how many were new at first.
    """
    return [row.to_dict() for row in database.read(RUNS)]


def finished_runs(database: Database, since: str) -> list[str]:
    """The id of every run that has ended since a time, in the order in which they ended; of those
    that place or release a hold the ones that brought new facts."""
    rows = database.read(FINISHED, since=since, holding=HOLDING_RUN)
    return [row.run_id for row in rows]


def runs_by_id(database: Database, run_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The receipts of these runs, in the order in which they ended."""
    return [row.to_dict() for row in database.read(RUNS_BY_ID, ids=list(run_ids))]


def held_by_loads(database: Database, load_ids: Sequence[str]) -> dict[str, list[str]]:
    """The batches that are held by each of these loads, of those that state holds at all."""
    return _batches_by_load(database, HELD, load_ids)


def released_by_loads(database: Database, load_ids: Sequence[str]) -> dict[str, list[str]]:
    """The batches that are released by each of these loads, of those that state releases."""
    return _batches_by_load(database, RELEASED, load_ids)


def _batches_by_load(
    database: Database, which: Statement[BatchesOfLoad], load_ids: Sequence[str]
) -> dict[str, list[str]]:
    rows = database.read(which, load_ids=list(load_ids)) if load_ids else []
    return {row.load_id: sorted(row.batch_ids) for row in rows}


def undone_loads(database: Database, since: str) -> list[dict[str, Any]]:
    """Every load that was taken back since a time, in the order in which they were."""
    return [asdict(row) for row in database.read(UNDONE, since=since)]


def find_run(database: Database, asked: str) -> dict[str, Any] | None:
    """The run that is meant by an id or the beginning of one; None where no run is.

    Raises LoadNotFound with those it can be.
    """
    meant = [row for row in runs(database) if asked and row["run_id"].startswith(asked)]
    if len(meant) > 1:
        told = [f"{row['run_id']}  {row['started_at']}  {row['result']}" for row in meant]
        raise LoadNotFound(asked, told, "run")
    return meant[0] if meant else None
