"""Mass balances: what came in against what went out."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import (
    FINGERPRINT,
    Count,
    Fingerprint,
    Schema,
    Time,
    examples_of,
)


class BatchesBalanced(Schema):
    """The balance of batches over all their time."""

    batches: list[str] = Field(description="Ids of the batches that were asked about.")
    recalled: bool = Field(description="Whether the balance is of their whole recall scope.")


class MaterialBalanced(Schema):
    """The balance of all batches of a material, in a period or over all time."""

    material: str = Field(description="The material that was asked about: item, id or name.")
    from_: Time | None = Field(
        alias="from",
        description="Beginning of the period, included, in UTC; null where none was given.",
    )
    to: Time | None = Field(
        description="End of the period, included, in UTC; null where none was given."
    )


def _column(what: str) -> str:
    return f"{what}, in `unit`; null where only a part of it is known, never 0 for that."


class Account(Schema):
    """What came in and what went out, of a batch or of all in one unit. Every quantity stands in
    one column alone: opening + received + produced + returned + gained = used + in_process +
    shipped + disposed + sampled + returned_to_supplier + on_hand + unexplained."""

    batch_id: str | None = Field(description="Id of the batch; null for a total.")
    unit: str = Field(
        description="Unit of all quantities of the row, such as kg; empty where none is stated."
    )
    opening: float | None = Field(description=_column("In: what was there before"))
    received: float | None = Field(description=_column("In: from suppliers"))
    produced: float | None = Field(description=_column("In: made by operations"))
    returned: float | None = Field(description=_column("In: sent back by customers"))
    gained: float | None = Field(description=_column("In: found beyond the books"))
    used: float | None = Field(description=_column("Out: consumed by operations"))
    in_process: float | None = Field(
        description=_column("Out: in operations that have made nothing yet")
    )
    shipped: float | None = Field(description=_column("Out: delivered to customers"))
    disposed: float | None = Field(description=_column("Out: scrapped, lost or adjusted"))
    sampled: float | None = Field(description=_column("Out: taken as samples"))
    returned_to_supplier: float | None = Field(description=_column("Out: sent back to suppliers"))
    on_hand: float | None = Field(description=_column("Left: by the latest count and movements"))
    unexplained: float | None = Field(
        description="Came in and is nowhere, in `unit`; negative where more went out; null where "
        "a column is null."
    )
    tolerance: float | None = Field(
        description="How much may be unexplained, in `unit`, of a total summed up; null where a "
        "column is null."
    )
    within: bool | None = Field(
        description="Whether no more is unexplained than may be, of a total in each of its "
        "batches; null where that could not be checked."
    )
    batches: Count = Field(description="How many batches the row is of; 1 but for a total.")
    beyond: Count = Field(
        description="How many of the batches have more unexplained than their tolerance."
    )
    unchecked: Count = Field(
        description="How many of the batches cannot be balanced; a total leaves them out."
    )


class BalanceAnswer(Schema):
    """What came in against what went out: of batches, a recall, or a material in a period."""

    model_config = ConfigDict(json_schema_extra=examples_of("balance", "balance-of-material"))

    question: BatchesBalanced | MaterialBalanced = Field(
        description="Whether it is of batches or of a material, and of which."
    )
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    batches: list[Account] = Field(description="The account of each batch, by id.")
    totals: list[Account] = Field(
        description="What the accounts sum up to, one for each unit; unlike units stand side by "
        "side."
    )
