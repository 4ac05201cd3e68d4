"""Runs: one call of load, or one replay of rejected rows, as the graph keeps its receipt."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, RootModel

from api.http.schemas.base import Count, Schema, Time, examples_of, sometimes
from api.http.schemas.counts import RowCounts, TableName
from api.http.schemas.loads import Refused
from api.http.schemas.replays import Replay

RunResult = Literal["running", "loaded", "rows rejected", "refused"]

_ENDED = " Not there while the run goes on."


class RunTable(TableName, RowCounts):
    """The counts of a table as they were in this run: rows of one that was loaded before are all
    known."""

    sheet: str | None = Field(description="Sheet of a workbook; null for any other file.")


class RunReceipt(Schema):
    """The receipt of a run. While it goes on, or where it was interrupted, only its id, result,
    begin and person are there."""

    model_config = ConfigDict(json_schema_extra=examples_of("run"))

    run_id: str = Field(description="Id of the run; none of a load begins like it.")
    result: RunResult = Field(
        description="The worst that happened; `running` where it goes on, or was interrupted."
    )
    started_at: Time = Field(description="When the run began, in UTC.")
    by: str = Field(description="Who ran it: the name that was given, else the machine's user.")
    finished_at: Time = sometimes("When the run ended, in UTC." + _ENDED)
    tables: Count = sometimes("How many tables the run had." + _ENDED)
    files_refused: Count = sometimes("How many files were refused." + _ENDED)
    rows_read: Count = sometimes("Rows of all tables that were read." + _ENDED)
    rows_new: Count = sometimes("Rows of which something was new to the graph." + _ENDED)
    rows_known: Count = sometimes("Rows of which everything was known." + _ENDED)
    rows_voiding: Count = sometimes("Rows that took other facts back." + _ENDED)
    rows_rejected: Count = sometimes("Rows that could not be understood." + _ENDED)
    rows_skipped: Count = sometimes("Rows that profiles leave out on purpose." + _ENDED)
    rows_replayed: Count = sometimes(
        "Rejected rows that the replays of this run have settled." + _ENDED
    )
    facts_new: Count = sometimes("Facts that were not in the graph yet." + _ENDED)
    facts_voided: Count = sometimes("Facts that were taken back." + _ENDED)
    gaps_opened: list[str] = sometimes(
        "How many gaps of traces the run opened, by kind: `35 x no origin`." + _ENDED
    )
    gaps_closed: list[str] = sometimes(
        "How many gaps of traces the run closed, by kind: `35 x no origin`." + _ENDED
    )
    load_ids: list[str] = sometimes("Ids of the loads of the run." + _ENDED)
    receipts: list[RunTable] = sometimes("The counts of each table." + _ENDED)
    refused: list[Refused] = sometimes("Files that were refused, with the reason." + _ENDED)
    replays: list[Replay] = sometimes("What became of rejected rows, by replay." + _ENDED)
    ignored: list[str] = sometimes("Names of files that are no tables, left out." + _ENDED)
    notes: list[str] = sometimes("What else people are told of the run." + _ENDED)


class RunsAnswer(RootModel[list[RunReceipt]]):
    """The receipt of every run, the newest first."""

    model_config = ConfigDict(json_schema_extra=examples_of("runs"))
