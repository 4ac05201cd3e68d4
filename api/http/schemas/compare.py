"""Comparing scopes: what they share, what only one of them has, what has changed."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import ByUnit, Count, Fingerprint, Schema, examples_of
from api.http.schemas.batches import Batch
from api.http.schemas.parties import CalledCustomer
from api.http.schemas.scopes import TraceAsked
from api.http.schemas.verdict import GapKind, VerdictStatus

PART = (
    "`union`: in any of the scopes; `intersection`: in all of them; `only:NAME`: in that scope and "
    "no other; `outside:NAME`: in another one and not in that."
)
POSSIBLE_CUSTOMERS = "How many of the customers are only possible, not certain."


class CompareAsked(Schema):
    """Which scopes were compared."""

    scopes: list[str] = Field(description="Names of the scopes, in the order that was asked for.")


class Scope(Schema):
    """One of the scopes that are compared."""

    name: str = Field(description="Name of the scope: its own, or the text that asked for it.")
    saved: bool = Field(
        description="Whether the scope is an answer that was saved, rather than asked now."
    )
    question: TraceAsked = Field(description="What the scope is the answer to.")
    batches: Count = Field(description="How many batches the scope has.")
    possible: Count = Field(description="How many of the batches are only possible, not certain.")
    customers: Count = Field(description="How many customers received any of it.")
    possible_customers: Count = Field(description=POSSIBLE_CUSTOMERS)
    shipped: ByUnit = Field(description="What certainly went to customers, by unit.")
    verdict: VerdictStatus = Field(
        description="Whether the scope is complete, incomplete or stale."
    )
    gaps: Count = Field(description="How many gaps the verdict of the scope has.")
    fingerprint: Fingerprint = Field(
        description="Of the facts that the scope was answered from: other than that of the "
        "comparison where it was saved before a change."
    )


class PartByIds(Schema):
    """Some of the batches and customers of several scopes, by their ids."""

    part: str = Field(description=PART)
    batches: list[str] = Field(description="Ids of the batches of the part.")
    customers: list[str] = Field(description="Ids of the customers of the part.")
    possible_customers: Count = Field(description=POSSIBLE_CUSTOMERS)
    shipped: ByUnit = Field(
        description="What of the part's batches certainly went to customers, by unit."
    )


class Change(Schema):
    """What the second of two scopes has changed against the first."""

    noun: Literal["batch", "customer", "shipment", "gap"] = Field(
        description="What kind of thing has changed."
    )
    change: Literal["came", "went", "changed", "opened", "closed"] = Field(
        description="Whether it came or went, or (a gap) opened or closed; `changed` where it has "
        "another quantity or certainty."
    )
    id: str = Field(description="Id of the batch or customer, or the subject of the gap.")
    customer_id: str | None = Field(description="Customer of a shipment; null for all else.")
    document: str | None = Field(
        description="Document of a shipment, or its time where it has none; null for all else."
    )
    kind: GapKind | None = Field(description="Kind of a gap; null for all else.")
    why: str | None = Field(description="What a gap says is missing; null for all else.")
    quantity_before: ByUnit | None = Field(
        description="How much it is in the first scope, by unit; null where it is not in it."
    )
    quantity_after: ByUnit | None = Field(
        description="How much it is in the second scope, by unit; null where it is not in it."
    )
    certain_before: bool | None = Field(
        description="Whether it is certain in the first scope; null where it is not in it, and "
        "for a gap."
    )
    certain_after: bool | None = Field(
        description="Whether it is certain in the second scope; null where it is not in it, and "
        "for a gap."
    )


class CompareAnswer(Schema):
    """Several scopes side by side: what they share, what only one has, what stays outside."""

    model_config = ConfigDict(json_schema_extra=examples_of("compare"))

    question: CompareAsked = Field(description="Which scopes were compared.")
    fingerprint: Fingerprint | None = Field(
        description="Of the facts in the graph, for the scopes that were asked now; null where "
        "all were saved."
    )
    scopes: list[Scope] = Field(description="The scopes, in the order that was asked for.")
    parts: list[PartByIds] = Field(
        description="What the scopes have in common, what each has alone, and what is outside of "
        "each; none for a single scope."
    )
    changes: list[Change] | None = Field(
        description="What the second scope has changed against the first; null unless there are "
        "two."
    )


class PartBatch(Batch):
    """A batch of a part, as the scope tells it that has it for certain."""

    shipped: ByUnit = Field(description="What of it certainly went to customers, by unit.")


class ScopeVerdict(Schema):
    """The verdict of a scope that a part rests on."""

    name: str = Field(description="Name of the scope: its own, or the text that asked for it.")
    verdict: VerdictStatus = Field(
        description="Whether the scope is complete, incomplete or stale."
    )
    gaps: Count = Field(description="How many gaps the verdict of the scope has.")


class PartAnswer(Schema):
    """A part of a comparison, with all that is told of its batches and customers."""

    model_config = ConfigDict(json_schema_extra=examples_of("compare-part"))

    part: str = Field(description=PART)
    batches: list[PartBatch] = Field(description="The batches of the part, by id.")
    customers: list[CalledCustomer] = Field(
        description="The customers of the part, with all that they got of any of the scopes, the "
        "certain ones first."
    )
    possible_customers: Count = Field(description=POSSIBLE_CUSTOMERS)
    shipped: ByUnit = Field(
        description="What of the part's batches certainly went to customers, by unit."
    )
    verdicts: list[ScopeVerdict] = Field(
        description="The verdicts of the scopes, on which all of this rests."
    )


class ChangesAnswer(Schema):
    """What the second of two scopes has changed against the first."""

    model_config = ConfigDict(json_schema_extra=examples_of("compare-changes"))

    changes: list[Change] = Field(description="Every change, by what it is of and its id.")
