"""Replays: what became of rejected rows when they were mapped again."""

from __future__ import annotations

from pydantic import Field

from api.http.schemas.base import Count, Schema, sometimes
from api.http.schemas.counts import MappedRows, TableName


class CorrectedCell(Schema):
    """A cell that was written anew."""

    rejected_id: str = Field(description="Id of the rejected row that the cell is of.")
    column: str = Field(description="Heading of the column that the cell stands in.")
    before: str = Field(description="What stood there, as it was read.")
    after: str = Field(description="What stands there since it was corrected.")


class ReplayedLoad(TableName, MappedRows):
    """What became of rejected rows of one load when they were mapped again."""

    sheet: str | None = Field(description="Sheet of a workbook; null for any other file.")
    profile: str = Field(description="Name of the profile that the rows were mapped by.")
    rows_open: Count = Field(
        description="Rows that are wrong in another way by now, and still wait."
    )
    rows_unchanged: Count = Field(description="Rows that are wrong as before, and still wait.")
    rows_settled: Count = Field(description="Rows that were settled before this replay.")
    rows_differing: Count = Field(
        description="Of those settled before the ones that have other cells now, which changes "
        "nothing."
    )
    facts_disputed: Count = Field(
        description="Facts that say otherwise than an earlier extract, where no time tells which "
        "is later."
    )
    rejected: dict[str, Count] = Field(
        description="How many rows are still rejected for each reason, the most frequent first."
    )
    corrections: list[CorrectedCell] = sometimes(
        "The cells that were written anew, each with its text before and after. Only of a replay "
        "that was just done: receipts leave it out, since the audit trail has it."
    )
    notes: list[str] = Field(description="What else people are told of these rows.")


class Replay(Schema):
    """One replay of rejected rows, by the loads that they are of."""

    file: str | None = Field(
        description="Name of the corrected workbook; null where the rows were mapped as they are."
    )
    dry_run: bool = Field(description="Whether nothing was written, only worked out.")
    loads: list[ReplayedLoad] = Field(description="What became of the rows of each load.")
    rows_unknown: Count = Field(
        description="Rows of the workbook that this graph does not hold, left out."
    )
    notes: list[str] = Field(description="What else people are told of the replay.")
