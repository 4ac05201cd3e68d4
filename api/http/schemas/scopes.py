"""Scopes: the answers of a trace and of a recall, with what time allows and the quantities."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import (
    FINGERPRINT,
    ByUnit,
    Count,
    Fingerprint,
    Schema,
    Time,
    examples_of,
    sometimes,
)
from api.http.schemas.batches import Batch
from api.http.schemas.links import Link, Operation
from api.http.schemas.parties import (
    Customer,
    Disposal,
    RecalledCustomer,
    Return,
    Shipment,
    Stock,
    Supplier,
    Supply,
)
from api.http.schemas.verdict import Verdict
from genealogy.verdict import Direction


class ScopeAsked(Schema):
    """Which batches a question was about."""

    origins: list[str] = Field(
        description="Ids of the batches that the question is about, named or selected."
    )
    named: list[str] = sometimes(
        "Ids of the batches that were named besides a selection. Only where something was selected."
    )
    where: list[str] = sometimes(
        "The selections, with whole times in UTC. Only where something was selected."
    )
    untimed: list[str] = sometimes(
        "Ids of batches that meet the selection but for a time that nobody states; they are not "
        "in the answer. Only where something was selected."
    )


class TraceAsked(ScopeAsked):
    """What a trace was asked."""

    direction: Direction = Field(
        description="`forward`: where it went; `backward`: what it was made from; or both."
    )
    as_known_on: Time = sometimes(
        "The time in the past, in UTC, as of which the graph was asked. Only where it was asked so."
    )


class RecallAsked(TraceAsked):
    """What a recall was asked."""

    direction: Literal["forward"] = Field(description="A recall always goes forward.")


class BatchInTime(Schema):
    """A batch that time allows to be in the scope."""

    batch_id: str = Field(description="Id of the batch in the scope.")
    certain: bool = Field(
        description="Whether certain links alone lead there in time; else it is only possible."
    )
    earliest: Time | None = Field(
        description="When material of the origins can have been there first, in UTC; null where "
        "no time binds it, or the answer goes backward."
    )
    latest: Time | None = Field(
        description="Until when what came to the origins can have left, in UTC; null where no "
        "time binds it, or the answer goes forward."
    )


class PartyInTime(Schema):
    """A party that time allows."""

    certain: bool = Field(
        description="Whether certain facts alone lead there in time; else it is only possible."
    )
    batches: Count = Field(description="How many batches of the scope in time it is about.")


class CustomerInTime(PartyInTime):
    """A customer that material of the origins can have reached in time."""

    customer_id: str = Field(description="Id of the customer in the records.")


class SupplierInTime(PartyInTime):
    """A supplier that material of the origins can have come from in time."""

    supplier_id: str = Field(description="Id of the supplier in the records.")


class Leaving(Schema):
    """What is in the full scope, and not in the one that time allows."""

    what: Literal["batch", "link", "shipment", "customer", "supply", "supplier"] = Field(
        description="What kind of thing leaves the scope."
    )
    id: str = Field(
        description="Id of the batch, of the party, or of what the link or movement leads from."
    )
    to: str | None = Field(
        description="Far end of a link, shipment or supply; null for a batch or a party."
    )
    occurred_at: Time | None = Field(
        description="When it is stated to have happened, in UTC; null where that plays no part."
    )
    reason: str = Field(description="Why it leaves the scope, in words for people.")


class TimeRespecting(Schema):
    """The part of a scope that time allows. The full scope stays what it is."""

    tolerance_hours: float = Field(
        description="How many hours late a posting may be: the setting "
        "GENEALOGY_TIME_TOLERANCE_HOURS."
    )
    batches: list[BatchInTime] = Field(description="The batches that time allows in the scope.")
    customers: list[CustomerInTime] = Field(
        description="Who can have received material of the origins; none of a backward trace."
    )
    suppliers: list[SupplierInTime] = Field(
        description="Who can have supplied material of the origins; none of a forward trace."
    )
    left: list[Leaving] = Field(
        description="What is in the full scope and not in this one, each once, with the reason."
    )


class Found(Schema):
    """Where the material of the origins is, if they mixed perfectly, in the unit of the row. Null
    is what the records do not tell."""

    customers: float | None = Field(description="With customers, in `unit`; null if not told.")
    disposed: float | None = Field(description="Disposed of, in `unit`; null if not told.")
    on_hand: float | None = Field(description="On hand here, in `unit`; null if not told.")
    operations: float | None = Field(
        description="Lost or in process in operations, in `unit`; null if not told."
    )
    unexplained: float | None = Field(
        description="Came into batches and is nowhere, in `unit`; null if not told."
    )
    origins: float | None = Field(
        description="Went into others of the origins, in `unit`; null if not told."
    )
    not_known: float | None = Field(
        description="Where the records tell no quantities, in `unit`; null if not told."
    )


class Content(Schema):
    """Where all of the origins' material is, of those origins whose units can be added."""

    unit: str = Field(description="Unit of all quantities of the row, such as kg or L.")
    origins: list[str] = Field(description="Ids of the origins that are measured in this unit.")
    seeded: float | None = Field(
        description="How much of the origins there was, in `unit`; null where it is not stated."
    )
    found: Found = Field(description="Where it is, adding up to what there was.")


class _ScopeAnswer(Schema):
    """What a trace and a recall have in common."""

    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    batches: list[Batch] = Field(description="Every batch of the scope, by level and id.")
    operations: list[Operation] = Field(
        description="Every operation of the scope, by level and id."
    )
    links: list[Link] = Field(description="Every link between batches and operations.")
    suppliers: list[Supplier] = Field(description="Who supplied batches of the scope.")
    supplies: list[Supply] = Field(description="Every goods receipt of a batch of the scope.")
    shipments: list[Shipment] = Field(
        description="Every delivery of a batch of the scope, by batch and customer."
    )
    verdict: Verdict = Field(description="Whether the answer is complete, and what is missing.")
    time_respecting: TimeRespecting = sometimes(
        "The part of the scope that time allows. Only where it was asked for."
    )
    quantities: list[Content] = sometimes(
        "Where all of the origins' material is, one for each dimension that they are measured in. "
        "Only where quantities were asked for, forward only."
    )


class TraceAnswer(_ScopeAnswer):
    """Every batch that material went into, or came from, and whether that is all of it. Nothing
    is truncated; each batch and operation is there once, and each link once for each unit."""

    model_config = ConfigDict(json_schema_extra=examples_of("trace"))

    question: TraceAsked = Field(description="What was asked, with the ids that were found.")
    customers: list[Customer] = Field(description="Who received batches of the scope.")


class RecallTotals(Schema):
    """Totals of what certainly belongs to the scope; unlike units stand side by side."""

    shipped: ByUnit = Field(
        description="What went to customers, by unit; what they passed on to others aside."
    )
    returned: ByUnit = Field(description="What customers sent back, by unit.")
    disposed: ByUnit = Field(
        description="What was scrapped, sampled, adjusted or returned to suppliers, by unit."
    )
    gained: ByUnit = Field(description="What was found beyond the books, by unit.")
    on_hand: ByUnit = Field(
        description="What is on hand by the latest counts and what moved since, by unit."
    )


class RecallAnswer(_ScopeAnswer):
    """The scope of a recall: all batches that material of the origins went into, who received
    what, what can still be stopped, and whether that is all of it. Nothing is truncated."""

    model_config = ConfigDict(json_schema_extra=examples_of("recall", "recall-with-quantities"))

    question: RecallAsked = Field(description="What was asked, with the ids that were found.")
    customers: list[RecalledCustomer] = Field(
        description="Who received batches of the scope, the certain ones first."
    )
    stock: list[Stock] = Field(
        description="What is on hand of the scope: where each batch was last counted."
    )
    returns: list[Return] = Field(
        description="What customers sent back of the scope, by batch and time."
    )
    disposals: list[Disposal] = Field(
        description="What of the scope is gone without a customer, by batch and time."
    )
    gains: list[Disposal] = Field(
        description="What of the scope was found beyond the books, by batch and time."
    )
    totals: RecallTotals = Field(description="What the scope sums up to, by unit.")
    in_process: list[str] = Field(
        description="Ids of operations that have begun and made nothing yet: they can be stopped."
    )
