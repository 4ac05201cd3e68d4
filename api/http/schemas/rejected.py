"""Rejected rows: what could not be understood, what is wrong, and what became of it."""

from __future__ import annotations

from pydantic import Field, RootModel

from api.http.schemas.base import Count, Schema, Time
from queries.rejected import Status

STATUS = (
    "`open`: it waits, and makes every answer incomplete; `replayed`: it was loaded after all; "
    "`discarded`: it was left out on purpose; `undone`: its load was taken back."
)


class RejectedRow(Schema):
    """A row of a file that could not be understood."""

    rejected_id: str = Field(description="Id of the row: the load's, a colon, and its number.")
    file: str = Field(description="Name of the file, without its folder.")
    row: Count = Field(description="Number of the row or record in the file, from 1.")
    column: str = Field(
        description="Heading of the cell at fault; empty where it is the row as a whole."
    )
    text: str = Field(description="Text of the cell at fault, as it was read.")
    reason: str = Field(description="What is wrong with it, in words for people.")
    status: Status = Field(description=STATUS)


class RejectedRowsAnswer(RootModel[list[RejectedRow]]):
    """The rejected rows that were asked for, by file and row."""


class RowEvent(Schema):
    """Something that happened to a rejected row."""

    at: Time = Field(description="When it happened, in UTC.")
    status: Status = Field(description="What the row became by it.")
    by: str = Field(description="Who did it: a name, or the load by its id.")
    reason: str = Field(description="Why it happened, in words for people.")


class WholeRejectedRow(RejectedRow):
    """A rejected row with every cell and all that became of it."""

    load_id: str = Field(description="Id of the load that read the row.")
    sheet: str | None = Field(description="Sheet of a workbook; null for any other file.")
    profile: str = Field(description="Name of the profile that the row was read with.")
    columns: list[str] = Field(
        description="Headings of the table; empty for the record of a document, which is one cell."
    )
    cells: list[str] = Field(description="Text of every cell, as it was read.")
    corrected: list[str] | None = Field(
        description="Text of every cell by the last replay; null where it had no other cells."
    )
    history: list[RowEvent] = Field(description="What happened to the row, the first first.")
