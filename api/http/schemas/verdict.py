"""The verdict on an answer: gaps, what contradicts time, and how fresh its sources are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.http.schemas.base import Count, Schema, Time
from api.http.schemas.links import Evidence
from genealogy.gaps import Side

VerdictStatus = Literal["complete", "incomplete", "stale"]

GapKind = Literal[
    "no origin",
    "no whereabouts",
    "unaccounted",
    "return without shipment",
    "operation without outputs",
    "operation without inputs",
    "pending lot",
    "unknown lots",
    "rejected rows",
    "unfinished load",
]

ViolationKind = Literal[
    "consumed before it was made",
    "shipped before it was made",
    "received before it was made",
    "disposed of before it was made",
    "packed before it was made",
    "made before its operation was fed",
    "received before it was shipped",
]

LeafType = Literal[
    "gap",
    "shipped",
    "on hand",
    "disposed",
    "consumed",
    "in process",
    "received",
    "opening stock",
]

AS_OF = (
    "For each source system the time of its latest fact, in UTC: up to when the answer can tell."
)


class TellingExtract(Schema):
    """An extract that has told facts of a kind so far."""

    kind: Literal["receipt", "production", "consumption", "shipment", "disposal", "stock_count"] = (
        Field(description="What kind of facts it tells.")
    )
    source: str = Field(description="The source system of them.")
    profile: str = Field(description="Profile by which it is read.")
    covers_to: Time | None = Field(
        description="Time of its latest fact, in UTC; null where none is stated."
    )


class GapDetails(Schema):
    """What the sentences of a gap name, for who tells them in another language."""

    came: float | None = Field(
        description="How much came in, or came back from the customer, in the unit of the gap; "
        "null where that cannot be told, or is not in the sentence."
    )
    went: float | None = Field(
        description="How much is known to have gone to the customer, in the unit of the gap; null "
        "where that cannot be told, or is not in the sentence."
    )
    customer_id: str | None = Field(description="Customer that it came back from, else null.")
    count: int | None = Field(
        ge=0,
        description="How many batches a lot can be, lots are unknown, or rows were rejected; else "
        "null.",
    )
    named: list[str] = Field(
        description="Ids of the first of these batches or lots; empty for other gaps."
    )
    extracts: list[TellingExtract] = Field(
        description="The extracts that have told so far what would settle it: for each kind of "
        "facts the freshest one of each source system."
    )


class Gap(Schema):
    """Something that the data does not tell, how much it concerns, and what would tell it."""

    kind: GapKind = Field(
        description="What kind of gap it is. A batch that never came in, or went nowhere; a "
        "quantity that does not add up; an operation that used or made nothing; a lot without "
        "its item; or input that is not in the graph."
    )
    subject: str = Field(
        description="What it is of: a batch, an operation or a pending lot by its id, a file by "
        "its name, or how many lots are unknown."
    )
    why: str = Field(description="What is missing, in a sentence for people.")
    closes: str = Field(
        description="What would settle it, with the sources that have told such facts so far."
    )
    quantity: float | None = Field(
        description="How much is not accounted for, in `unit`; null where that cannot be told."
    )
    unit: str | None = Field(description="Unit of the quantity; null where none can be told.")
    side: Side = Field(description="Direction of a trace that the gap leaves open.")
    at_most_batches: Count | None = Field(
        description="By how many batches of this graph the scope could be larger at most; null "
        "where that is not worked out."
    )
    at_most_customers: Count | None = Field(
        description="By how many customers of this graph the scope could be larger at most; null "
        "where that is not worked out."
    )
    details: GapDetails = Field(description="What `why` and `closes` name.")


class Violation(Schema):
    """A link that contradicts time. It stays in the scope: a wrong clock is likelier."""

    kind: ViolationKind = Field(description="What happened before it can have happened.")
    subject: str = Field(description="Id of the batch that it happened to.")
    by: str = Field(description="Id of the operation, customer, disposal or container it is by.")
    at: Time = Field(description="When it is stated to have happened, too early, in UTC.")
    made_at: Time = Field(description="The first time at which it can have happened, in UTC.")
    document: str | None = Field(
        description="Document that states the time that is too early; null where none is stated."
    )
    evidence: list[Evidence] = Field(description="Rows that state what happened too early.")
    against: list[Evidence] = Field(description="Rows that state what it came before.")


class Verdict(Schema):
    """Whether an answer is complete, as far as the loaded data can tell."""

    complete: bool = Field(
        description="Whether no gap is known and no source is stale; the same as the status "
        "`complete`."
    )
    status: VerdictStatus = Field(
        description="`complete`: no gap is known, in the data of these sources up to these times; "
        "`incomplete`: there are gaps; `stale`: no gap, but a source ends long before the others."
    )
    as_of: dict[str, Time] = Field(description=AS_OF)
    stale: list[str] = Field(
        description="Sources whose data end long before those of the latest one: by more hours "
        "than the setting GENEALOGY_STALE_HOURS."
    )
    leaves: dict[LeafType, Count] = Field(
        description="How many ends the answer has of each type: where material came from, or "
        "where it has got to. Every end counts once."
    )
    gaps: list[Gap] = Field(description="Every gap of the answer, the worst first.")
    violations: list[Violation] = Field(description="Every link that contradicts time.")
    unchecked: Count = Field(
        description="How many batches cannot be balanced, since quantities are not stated or "
        "units are unlike."
    )
    loops: list[list[str]] = Field(
        description="Loops of material, such as rework: the ids of the batches of each."
    )
