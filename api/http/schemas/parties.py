"""Suppliers, customers, and what moved between them and the plant."""

from __future__ import annotations

from pydantic import Field

from api.http.schemas.base import ByUnit, Count, Schema, Time, sometimes
from api.http.schemas.batches import Amount


class Party(Schema):
    """Who supplied or received batches of an answer."""

    name: str | None = Field(description="Name of the party; null where no record states it.")
    contact: str | None = Field(
        description="Whom to call or write to; null where no record states it."
    )
    address: str | None = Field(
        description="Postal address of the party; null where no record states it."
    )
    certain: bool = Field(
        description="Whether the records state that any of it reached them, or came from them; "
        "else that is only possible."
    )
    batches: Count = Field(description="How many batches of the answer it is about.")


class Supplier(Party):
    """Who supplied batches of a scope."""

    supplier_id: str = Field(description="Id of the supplier in the records.")


class CalledCustomer(Party):
    """Who received any of the batches, with how much: whom to call."""

    customer_id: str = Field(description="Id of the customer in the records.")
    last_shipment: Time | None = Field(
        description="The latest delivery, in UTC; null where no delivery states its time."
    )
    shipped: ByUnit = Field(
        description="What certainly went to the customer, by unit; empty where no quantity is "
        "certain."
    )


class Customer(Party):
    """Who received batches of a scope."""

    customer_id: str = Field(description="Id of the customer in the records.")
    kind: str | None = Field(
        description="Kind of customer, as the records have it; null where it is not stated."
    )
    last_shipment: Time | None = Field(
        description="The latest delivery, in UTC; null where no delivery states its time."
    )
    amounts: list[Amount] = sometimes(
        "How much of the origins is with the customer, one for each dimension that the origins "
        "are measured in. Only in answers with quantities."
    )


class RecalledCustomer(Customer):
    """Who received batches of a recall, with how much."""

    shipped: ByUnit = Field(
        description="What certainly went to the customer, by unit; empty where no quantity is "
        "certain."
    )


class Movement(Schema):
    """What moved of one batch, by one document line."""

    batch_id: str = Field(description="Id of the batch that moved.")
    quantity: float | None = Field(
        description="How much moved, in `unit`; null where the record does not state how much of "
        "this batch, never 0."
    )
    at_most: float | None = Field(
        description="No more of the batch moved than this, in `unit`: where a record states one "
        "quantity for several batches together; else null."
    )
    unit: str | None = Field(description="Unit of the quantities; null where none is stated.")
    occurred_at: Time | None = Field(
        description="When it moved, in UTC; null where the record states no time."
    )
    document: str | None = Field(
        description="Delivery note, goods receipt or posting, with its line; null where none is "
        "stated."
    )
    certain: bool = Field(
        description="Whether the movement, and the batch in the scope, are stated; else they are "
        "only possible."
    )


class Supply(Movement):
    """A goods receipt of a batch from its supplier."""

    supplier_id: str = Field(description="Id of the supplier that it came from.")


class Shipment(Movement):
    """A delivery of a batch to a customer."""

    customer_id: str = Field(description="Id of the customer that it went to.")
    container: str | None = Field(
        description="Container (SSCC) that it left in; null where it left in none that is stated."
    )
    site: str | None = Field(
        description="Where it left from; null where the record does not state it."
    )
    stated_by_receiver: bool = Field(
        description="Whether only the receiver's own record tells of the delivery."
    )


class Return(Movement):
    """What a customer sent back."""

    customer_id: str = Field(description="Id of the customer that sent it back.")
    reason: str | None = Field(description="Why it came back; null where it is not stated.")


class Disposal(Movement):
    """What of a batch is gone without a customer, or was found beyond the books."""

    disposal_id: str = Field(
        description="How it ended or was gained: scrap, sample, adjustment or returned to supplier."
    )
    reason: str | None = Field(
        description="Why it ended or was gained; null where it is not stated."
    )


class Stock(Schema):
    """Where a batch was last counted, and how much of it there is since."""

    batch_id: str = Field(description="Id of the batch that is on hand.")
    location_id: str = Field(description="Id of the place where it was counted.")
    quantity: float | None = Field(
        description="How much was counted there, in `unit`; null where the count does not say."
    )
    unit: str | None = Field(description="Unit of the quantities; null where none is stated.")
    status: str | None = Field(
        description="What it was counted as, such as available or blocked; null where it is not "
        "stated."
    )
    counted_at: Time | None = Field(
        description="Time of the stock count, in UTC; null where it is not stated."
    )
    document: str | None = Field(
        description="Document of the stock count; null where none is stated."
    )
    on_hand: float | None = Field(
        description="On hand of the whole batch at all places, in its own unit, by the latest "
        "count and what moved since; null where quantities of the batch are not stated."
    )
