"""Pages: parts of long lists, with where the next one begins."""

from __future__ import annotations

from pydantic import Field

from api.http.schemas.base import Count, Page, sometimes
from api.http.schemas.batches import BatchName
from api.http.schemas.jobs import JobAnswer
from api.http.schemas.loads import Load
from api.http.schemas.rejected import RejectedRow


class BatchesPage(Page):
    """Batches that were searched for, or selected."""

    batches: list[BatchName] = Field(
        description="Those of this page: of a search the best matches first, else in the order "
        "of their ids."
    )
    withheld: Count = sometimes(
        "How many batches were found that are, or could be, at other sites. Only for a key that "
        "is held to sites."
    )
    all_looked_at: bool = sometimes(
        "Whether all that match were looked at; else at least so many are withheld. Only for a "
        "key that is held to sites."
    )


class LoadsPage(Page):
    """Receipts of loads."""

    loads: list[Load] = Field(description="Those of this page, in the order of source and file.")


class RejectedPage(Page):
    """Rows that could not be understood."""

    rejected_rows: list[RejectedRow] = Field(
        description="Those of this page, in the order of file and row."
    )


class JobsPage(Page):
    """Jobs of the caller."""

    jobs: list[JobAnswer] = Field(description="Those of this page, the newest first.")
