"""What loads and replays count: rows of tables, and facts."""

from __future__ import annotations

from pydantic import Field

from api.http.schemas.base import Count, Schema


class MappedRows(Schema):
    """What became of rows that could be understood."""

    rows_new: Count = Field(description="Rows of which something was not in the graph yet.")
    rows_known: Count = Field(description="Rows of which everything was in the graph already.")
    rows_voiding: Count = Field(
        description="Rows that take other facts back, such as reversed postings."
    )
    rows_skipped: Count = Field(
        description="Rows that the profile leaves out on purpose, such as totals."
    )
    facts_new: Count = Field(description="Facts that were not in the graph yet.")
    facts_voided: Count = Field(
        description="Facts that were taken back; they are kept with their history."
    )


class RowCounts(MappedRows):
    """What became of every row: read = new + known + voiding + rejected + skipped, always."""

    rows_read: Count = Field(description="Rows that were read, without header and empty ones.")
    rows_rejected: Count = Field(
        description="Rows that could not be understood. Of a kept load without those that were "
        "replayed since."
    )


class TableName(Schema):
    """Which table it is: a file, or a sheet of one."""

    load_id: str = Field(
        description="Id of the load: the same for the same content read with the same profile."
    )
    file: str = Field(description="Name of the file, without its folder.")
