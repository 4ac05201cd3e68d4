"""One operation with its facts."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Fingerprint, Schema, examples_of
from api.http.schemas.batches import BatchName
from api.http.schemas.history import FactOfBatch, MeasurementTold
from api.http.schemas.links import DescribedOperation


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
        description="Its facts: CONSUMED, PRODUCED, RAN_ON, CLEANED or MAINTAINED equipment, "
        "RUN_BY operators, MEASURED."
    )
