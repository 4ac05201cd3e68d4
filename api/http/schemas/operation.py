"""One operation with its facts."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Fingerprint, Schema, Time, examples_of
from api.http.schemas.batches import BatchName
from api.http.schemas.history import FactOfBatch, MeasurementTold


class DescribedOperation(Schema):
    """An operation as the records describe it."""

    operation_id: str = Field(description="Id of the operation: order or process run.")
    kind: str | None = Field(
        description="What was done: make, split, merge, rework, repack, relabel or receive, or as "
        "the record has it; null where it is not stated."
    )
    order: str | None = Field(description="Number of the order; null where it is not stated.")
    site: str | None = Field(description="Site where it ran; null where it is not stated.")
    line: str | None = Field(description="Line that it ran on; null where it is not stated.")
    recipe: str | None = Field(description="Recipe that it ran by; null where it is not stated.")
    started_at: Time | None = Field(
        description="Begin of the operation, in UTC; null where it is not stated."
    )
    ended_at: Time | None = Field(
        description="End of the operation, in UTC; null where it is not stated, or goes on."
    )


class OperationQuestion(Schema):
    """What was asked."""

    operation: str = Field(description="Id of the operation that was asked about.")


class OperationAnswer(Schema):
    """One operation with its facts that stand, in the order in which they happened."""

    model_config = ConfigDict(json_schema_extra=examples_of("operation"))

    question: OperationQuestion = Field(description="What was asked, with the whole id.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    operation: DescribedOperation = Field(description="The operation as the records describe it.")
    batches: list[BatchName] = Field(
        description="What the batches are called that it used or made."
    )
    measurements: list[MeasurementTold] = Field(
        description="What was measured as it ran, with limits and verdict; each is a fact, too."
    )
    facts: list[FactOfBatch] = Field(
        description="Its facts: CONSUMED, PRODUCED, RAN_ON equipment, RUN_BY operators, MEASURED."
    )
