"""Batches: what they are called, how large they are, how much of the origins is in them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import ByUnit, Count, Day, Schema, Time, examples_of, sometimes


class BatchName(Schema):
    """What a batch is called: who gave the number, of which item, and the lot or serial."""

    batch_id: str = Field(
        description="Id of the batch: party/item/lot, or party/item/#serial; party/?/lot is a lot "
        "whose item is not known yet."
    )
    party: str = Field(description="Who gave the batch its number: a supplier's id, or `own`.")
    item: str | None = Field(
        description="Item (material number) of the batch; null where the item is not known yet, "
        "empty where the lot code names its lot alone."
    )
    lot: str | None = Field(description="Lot number; null for a unit that has a serial number.")
    serial: str | None = Field(
        description="Serial number of a single unit; null for a batch that has a lot number."
    )
    name: str | None = Field(description="Name of the material; null where no record states it.")


class Amount(Schema):
    """How much of the origins is in one place, in one unit, with sound bounds."""

    unit: str = Field(description="Unit of the amounts, that of the origins, such as kg or L.")
    low: float = Field(description="No less of the origins is there, in `unit`.")
    mixing: float | None = Field(
        description="How much of the origins is there if they mixed perfectly, in `unit`; null "
        "where the records do not tell."
    )
    high: float | None = Field(
        description="No more of the origins is there, in `unit`; null where nothing bounds it."
    )
    share: float | None = Field(
        description="Part of the batch, or of what the customer has, that is of the origins if "
        "they mixed perfectly, from 0 to 1; null where that cannot be told, or across dimensions."
    )


class Batch(BatchName):
    """A batch of a scope."""

    origin: bool = Field(description="Whether the question was about this very batch.")
    certain: bool = Field(
        description="Whether the records state that it is in the scope; else it is only possible."
    )
    level: int = Field(
        description="The most operations between the origins and the batch; in a trace of both "
        "directions negative for what the origins were made from."
    )
    quantity: float | None = Field(
        description="How much was made or received, in `unit`, else what is stated of the batch; "
        "null where no record states it, never 0."
    )
    unit: str | None = Field(
        description="Unit of the quantity, such as kg or pcs; null where none is stated."
    )
    made_at: Time | None = Field(
        description="When it was made, in UTC; null where no record describes that."
    )
    expires_on: Day | None = Field(
        description="Best before or expiry, a date; null where no record states it."
    )
    in_time: bool = sometimes(
        "Whether time allows that the batch is in the scope. Only in time-respecting answers."
    )
    amounts: list[Amount] = sometimes(
        "How much of the origins was in the batch, one for each dimension that the origins are "
        "measured in. Only in answers with quantities."
    )


class BatchesAnswer(Schema):
    """The batches that a search or a selection found. A search lists those first that have the
    very number."""

    model_config = ConfigDict(json_schema_extra=examples_of("batches"))

    batches: list[BatchName] = Field(description="The batches that were found, each once.")
    more: bool = Field(description="Whether a search found more batches than it lists.")


class SizedBatch(Schema):
    """A batch with its size, as answers list it beside a scope."""

    batch_id: str = Field(description="Id of the batch: party/item/lot, or party/item/#serial.")
    name: str | None = Field(description="Name of the material; null where no record states it.")
    quantity: float | None = Field(
        description="How much was made or received, in `unit`; null where no record states it."
    )
    unit: str | None = Field(
        description="Unit of all quantities of the row; null where none is stated."
    )
    certain: bool = Field(
        description="Whether the records state that it belongs here; else it is only possible."
    )
    on_hand: float | None = Field(
        description="On hand of the whole batch, in `unit`, by the latest count and what moved "
        "since; null where quantities of it are not stated."
    )


class Sibling(SizedBatch):
    """A batch at risk: made from what the origins were made from, and not of their scope."""

    made_at: Time | None = Field(
        description="When it was made, in UTC; null where no record describes that."
    )
    ancestor: str = Field(description="Id of the nearest batch that it shares with the origins.")
    ancestor_name: str | None = Field(
        description="Material of that ancestor; null where no record states it."
    )
    operations: Count = Field(
        description="How many operations lie between the sibling and the ancestor."
    )
    share: float | None = Field(
        description="Part of the ancestor that went the sibling's way, from 0 to 1; null where "
        "quantities do not tell."
    )
    shipped: ByUnit = Field(
        description="What of it certainly went to customers, by unit; empty where nothing did."
    )


class Ancestor(SizedBatch):
    """A batch that the origins were made from."""

    siblings: Count = Field(description="How many siblings this is the nearest ancestor of.")
