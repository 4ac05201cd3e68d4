"""The history of a batch: every fact, with where it was stated and what became of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.http.schemas.base import FINGERPRINT, Count, Day, Fingerprint, Schema, Time
from api.http.schemas.batches import BatchName


class DescribedBatch(BatchName):
    """A batch as the records describe it."""

    made_at: Time | Day | None = Field(description="When it was made; null where it is not stated.")
    expires_on: Time | Day | None = Field(
        description="Until when it is good; null where it is not stated."
    )
    quantity: float | None = Field(
        description="How much it is as described, in `unit`; null where it is not stated."
    )
    unit: str | None = Field(description="Unit of the batch; null where it is not stated.")


class FactRow(Schema):
    """A row of a file that states a fact."""

    load_id: str = Field(description="Id of the load that has read the file.")
    file: str | None = Field(description="Name of the file; null where its load is not known.")
    sheet: str | None = Field(description="Sheet of a workbook; null of other files.")
    row: Count = Field(description="Number of the row, as a spreadsheet counts.")


class FactOfBatch(Schema):
    """One fact: what flowed, was counted, measured or blocked."""

    type: str = Field(description="Type of the fact, such as CONSUMED, SHIPPED_TO, MEASURED, HELD.")
    source_noun: str = Field(description="What stands at the beginning: Batch, Operation, ...")
    source: str = Field(description="Id of what stands at the beginning.")
    target_noun: str = Field(description="What stands at the end: Batch, Customer, ...")
    target: str = Field(description="Id of what stands at the end.")
    quantity: float | None = Field(description="How much, in `unit`; null where nobody states it.")
    unit: str | None = Field(description="Unit of the quantity; null where none is stated.")
    occurred_at: Time | None = Field(description="When it happened; null where nobody states it.")
    document: str | None = Field(description="Document and line; null where none is stated.")
    recorded_at: Time | None = Field(description="When the graph learned it; null in old graphs.")
    voided_at: Time | None = Field(description="Since when it does not stand; null while it does.")
    void_reason: str | None = Field(
        description="Why it was voided: reversed, superseded, undone; null while it stands."
    )
    more: dict[str, Any] = Field(description="What else is stated of it, by its name.")
    fact_key: str = Field(description="What identifies the fact in all extracts.")
    system: str = Field(description="System that states it, such as ERP.")
    evidence: list[FactRow] = Field(description="The rows that state it.")


class MeasurementTold(Schema):
    """What was measured of a batch or an operation, with its limits and the verdict."""

    measurement: str = Field(description="Id of the measurement.")
    characteristic: str | None = Field(
        description="What was measured, such as pH; null where it is not stated."
    )
    value: float | None = Field(description="The value, in `unit`; null where it is no number.")
    text: str | None = Field(description="A result in words; null where there is none.")
    unit: str | None = Field(description="Unit of value and limits; null where none is stated.")
    low: float | None = Field(description="Lowest value allowed; null where none is stated.")
    high: float | None = Field(description="Highest value allowed; null where none is stated.")
    verdict: str | None = Field(
        description="Verdict as the record has it, such as pass or fail; null where none is stated."
    )
    measured_at: Time | None = Field(description="When, in UTC; null where nobody states it.")
    fact_key: str = Field(description="Which of `facts` states it, with file and row.")


class HoldTold(Schema):
    """A hold notice that the batch is or was blocked by."""

    hold: str = Field(description="Number of the hold notice.")
    status: Literal["held", "released"] = Field(
        description="Whether the batch is blocked by it now; held where the times do not tell."
    )
    reason: str | None = Field(description="Why it was blocked; null where it is not stated.")
    held_at: Time | None = Field(
        description="When it was blocked last, in UTC; null where nobody states it."
    )
    released_at: Time | None = Field(
        description="When it was released last, in UTC; null where it was not, or nobody says when."
    )
    fact_keys: list[str] = Field(description="Which of `facts` state it, with file and row.")


class HistoryQuestion(Schema):
    """What was asked."""

    batch: str = Field(description="Id of the batch that was asked about.")
    standing_only: bool = Field(description="Whether voided facts are left out.")


class HistoryAnswer(Schema):
    """One batch with its facts, in the order in which they happened."""

    question: HistoryQuestion = Field(description="What was asked, with the whole id.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    batch: DescribedBatch = Field(description="The batch as the records describe it.")
    measurements: list[MeasurementTold] = Field(
        description="What was measured and stands, with limits and verdict; each is a fact, too."
    )
    holds: list[HoldTold] = Field(
        description="The hold notices it is or was blocked by, by what stands of them."
    )
    facts: list[FactOfBatch] = Field(description="Its facts; those that were voided if asked for.")
