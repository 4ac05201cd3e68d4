"""Loads and runs: the receipt of every table that was ever loaded, and of every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
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
class Held:
    """A load that states holds, and the batches that it holds."""

    load_id: str
    batch_ids: list[str]


LOADS = statement("loads/all", LoadRow)
RUNS = statement("loads/runs", RunRow)
FINISHED = statement("loads/finished", RunId)
RUNS_BY_ID = statement("loads/runs_by_id", RunRow)
HELD = statement("loads/held", Held)


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
    """The id of every run that has ended since a time, in the order in which they ended."""
    return [row.run_id for row in database.read(FINISHED, since=since)]


def runs_by_id(database: Database, run_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The receipts of these runs, in the order in which they ended."""
    return [row.to_dict() for row in database.read(RUNS_BY_ID, ids=list(run_ids))]


def held_by_loads(database: Database, load_ids: Sequence[str]) -> dict[str, list[str]]:
    """The batches that are held by each of these loads, of those that state holds at all."""
    rows = database.read(HELD, load_ids=list(load_ids)) if load_ids else []
    return {row.load_id: sorted(row.batch_ids) for row in rows}


def find_run(database: Database, asked: str) -> dict[str, Any] | None:
    """The run that is meant by an id or the beginning of one; None where no run is.

    Raises LoadNotFound with those it can be.
    """
    meant = [row for row in runs(database) if asked and row["run_id"].startswith(asked)]
    if len(meant) > 1:
        told = [f"{row['run_id']}  {row['started_at']}  {row['result']}" for row in meant]
        raise LoadNotFound(asked, told, "run")
    return meant[0] if meant else None
