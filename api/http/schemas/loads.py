"""Loads: the receipt of every loaded table, and what the graph holds of all of them."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, RootModel

from api.http.schemas.base import (
    FINGERPRINT,
    Count,
    Fingerprint,
    Schema,
    Time,
    examples_of,
    sometimes,
)
from api.http.schemas.counts import RowCounts, TableName
from api.http.schemas.replays import Replay
from api.http.schemas.verdict import AS_OF, GapKind

LoadStatus = Literal["loading", "done", "changed", "undoing", "undone", "superseded"]

STATUS = (
    "`done`: all of the table is in the graph; `loading`: it goes on, or was interrupted; "
    "`changed`: the file was changed while it was read; `superseded`: a later load has read that "
    "file whole; `undoing`, `undone`: it is being taken back, or has been."
)


class LoadedTable(TableName, RowCounts):
    """What every receipt of a table tells."""

    sha256: str = Field(description="SHA-256 of the file's content, in hexadecimal digits.")
    profile: str = Field(description="Name of the profile that the table was read with.")
    profile_sha256: str = Field(description="SHA-256 of the profile's text, in hexadecimal digits.")
    source: str = Field(description="System that wrote the file, such as ERP, MES or WMS.")
    encoding: str = Field(
        description="Encoding that the file was read in; `spreadsheet` for a workbook."
    )
    columns: list[str] = Field(
        description="Headings of the table in their order; empty for a document without columns."
    )
    status: LoadStatus = Field(description=STATUS)
    rows_replayed: Count = Field(
        description="Rows that were rejected at first, and were loaded later."
    )
    rows_settled: Count = Field(
        description="Of the rejected rows those that were discarded or corrected since."
    )
    facts_disputed: Count = Field(
        description="Facts that say otherwise than an earlier extract, where no time tells which "
        "is later."
    )
    last_row: Count = Field(description="Number of the last row that was read.")
    warnings: list[str] = Field(description="What else to look at, a sentence each.")
    batches: Count = Field(description="How many batches the table states facts of.")
    operations: Count = Field(description="How many operations the table states facts of.")
    kinds: list[str] = Field(
        description="Kinds of facts that the table states, such as consumption or shipment."
    )
    seconds: float = Field(description="How long the load took, in seconds.")


class Receipt(LoadedTable):
    """The receipt of a table, as a run tells it when it ends."""

    sheet: str | None = Field(description="Sheet of a workbook; null for any other file.")
    covers_from: Time | None = Field(
        description="Time of the earliest fact of the table, in UTC; null where none states one."
    )
    covers_to: Time | None = Field(
        description="Time of the latest fact of the table, in UTC; null where none states one."
    )
    sources: dict[str, Time] = Field(
        description="For each source system of its facts the time of the latest one, in UTC."
    )
    rejected: dict[str, Count] = Field(
        description="How many rows were rejected for each reason, the most frequent first."
    )
    skipped: dict[str, Count] = Field(
        description="How many rows were left out for each reason, the most frequent first."
    )
    gaps_opened: dict[GapKind, Count] = Field(
        description="How many gaps of traces the table opened, by kind; of a dry run none."
    )
    gaps_closed: dict[GapKind, Count] = Field(
        description="How many gaps of traces the table closed, by kind; of a dry run none."
    )


class Refused(Schema):
    """A file that was not loaded; nothing of it was written."""

    file: str = Field(description="Name of the file, without its folder.")
    why: str = Field(description="Why it was refused and what to do next, for people.")


class LoadAnswer(Schema):
    """What became of one run of a load: a receipt for each table, and what was refused."""

    model_config = ConfigDict(json_schema_extra=examples_of("load"))

    run_id: str | None = Field(
        description="Id of the run, by which its receipt is kept; null for a dry run."
    )
    dry_run: bool = Field(description="Whether everything was only read and checked.")
    receipts: list[Receipt] = Field(description="The receipt of each table.")
    refused: list[Refused] = Field(description="Files that were refused, with the reason.")
    ignored: list[str] = Field(description="Names of files that are no tables, left out.")
    notes: list[str] = Field(description="What else people are told of the run.")
    replays: list[Replay] = Field(
        description="What became of workbooks of rejected rows that lay among the files."
    )


class Load(LoadedTable):
    """The receipt of a table as the graph keeps it. What is not known is not there."""

    model_config = ConfigDict(json_schema_extra=examples_of("load-row"))

    sheet: str = sometimes("Sheet of a workbook. Not there for any other file.")
    covers_from: Time = sometimes(
        "Time of the earliest fact of the table, in UTC. Not there where none states one."
    )
    covers_to: Time = sometimes(
        "Time of the latest fact of the table, in UTC. Not there where none states one."
    )
    sources: list[str] = Field(
        description="For each source system of its facts the time of the latest one, in UTC: "
        "`ERP|2026-10-16T17:30:00Z`."
    )
    rejected: list[str] = Field(
        description="How many rows were rejected for each reason: `2 x Quantity: no number`."
    )
    skipped: list[str] = Field(
        description="How many rows were left out for each reason: `3 x example`."
    )
    gaps_opened: list[str] = Field(
        description="How many gaps of traces the table opened, by kind: `35 x no origin`."
    )
    gaps_closed: list[str] = Field(
        description="How many gaps of traces the table closed, by kind: `35 x no origin`."
    )
    recorded_at: Time = Field(description="When its last rows were written, in UTC.")
    history: list[str] = Field(
        description="When the load came to each status, in UTC: `2026-10-18T06:00:00Z done`."
    )
    undone_at: Time = sometimes("When it was taken back, in UTC. Not there where it was not.")
    undone_by: str = sometimes("Who took it back. Not there where it was not taken back.")
    undone_reason: str = sometimes("Why it was taken back. Not there where it was not.")


class LoadsAnswer(RootModel[list[Load]]):
    """The receipt of every table that was ever loaded, by source and file."""

    model_config = ConfigDict(json_schema_extra=examples_of("loads"))


class Totals(Schema):
    """How much the graph holds."""

    batches: Count = Field(description="How many batches the graph holds.")
    operations: Count = Field(description="How many operations the graph holds.")
    suppliers: Count = Field(description="How many suppliers the graph holds.")
    customers: Count = Field(description="How many customers the graph holds.")


class StatusAnswer(Schema):
    """What the graph holds, from which sources, up to when."""

    model_config = ConfigDict(json_schema_extra=examples_of("status"))

    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    totals: Totals = Field(description="How much of each noun the graph holds.")
    as_of: dict[str, Time] = Field(description=AS_OF)
    loads: list[Load] = Field(description="The receipt of every load, by source and file.")
