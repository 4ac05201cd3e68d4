"""Siblings: batches that share an ancestor with a scope, and what can still be stopped."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, ByUnit, Fingerprint, Schema, Time, examples_of
from api.http.schemas.batches import Ancestor, Sibling
from api.http.schemas.parties import CalledCustomer, Shipment, Stock
from api.http.schemas.scopes import ScopeAsked
from api.http.schemas.verdict import Verdict

Kinship = Literal["sibling", "scope", "ancestor"]

OF = (
    "What the batch is to the origins: a `sibling`, of their own `scope` (itself or what it went "
    "into), or an `ancestor`."
)


class SiblingsAsked(ScopeAsked):
    """Of which batches the siblings were asked."""

    direction: Literal["siblings"] = Field(
        description="Neither forward nor backward: back to the ancestors, then forward from them."
    )


class StockAtRisk(Stock):
    """What can still be stopped on hand."""

    of: Kinship = Field(description=OF)


class InProcess(Schema):
    """What can still be stopped in an operation that has begun and made nothing yet."""

    operation_id: str = Field(description="Id of the operation that has made nothing yet.")
    order: str | None = Field(description="Number of the order; null where it is not stated.")
    site: str | None = Field(description="Site where it runs; null where it is not stated.")
    line: str | None = Field(description="Line that it runs on; null where it is not stated.")
    started_at: Time | None = Field(
        description="Since when it runs, in UTC; null where it is not stated."
    )
    batch_id: str = Field(description="Id of a batch that the operation has consumed.")
    of: Kinship = Field(description=OF)


class SiblingsTotals(Schema):
    """What certainly belongs to the siblings; unlike units stand side by side."""

    shipped: ByUnit = Field(description="What of the siblings went to customers, by unit.")
    on_hand: ByUnit = Field(description="What of the siblings is on hand, by unit.")


class SiblingsVerdict(Schema):
    """The verdicts of the two traces that siblings are found by."""

    backward: Verdict = Field(description="Whether the trace to the ancestors is complete.")
    forward: Verdict = Field(description="Whether the trace from the ancestors is complete.")


class SiblingsAnswer(Schema):
    """Batches at risk: made from what the origins were made from, and not of their scope."""

    model_config = ConfigDict(json_schema_extra=examples_of("siblings"))

    question: SiblingsAsked = Field(description="What was asked, with the ids that were found.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    siblings: list[Sibling] = Field(
        description="Every sibling with the nearest ancestor that it shares, the nearest first."
    )
    ancestors: list[Ancestor] = Field(description="Every batch that the origins were made from.")
    customers: list[CalledCustomer] = Field(
        description="Who got any of the siblings, the certain ones first."
    )
    shipments: list[Shipment] = Field(description="Every delivery of a sibling.")
    stock: list[StockAtRisk] = Field(
        description="What can still be stopped on hand: of siblings, the scope and ancestors."
    )
    in_process: list[InProcess] = Field(
        description="What can still be stopped in process, a row for each batch that is in it."
    )
    totals: SiblingsTotals = Field(description="What the siblings sum up to, by unit.")
    verdict: SiblingsVerdict = Field(
        description="Whether the answer is complete, one verdict for each of its two traces."
    )
