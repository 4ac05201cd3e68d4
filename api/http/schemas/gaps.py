"""Gaps of the whole graph, and of how much of it the origin is known."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema, examples_of
from api.http.schemas.verdict import Gap, GapKind


class GapsAsked(Schema):
    """Which gaps were asked for; nothing is left out of what an empty list is about."""

    kinds: list[GapKind] = Field(description="Only gaps of these kinds; empty for all kinds.")
    materials: list[str] = Field(
        description="Only gaps of these materials (item, id or name); empty for all of them."
    )
    sites: list[str] = Field(description="Only gaps at these sites; empty for all of them.")


class PlacedGap(Gap):
    """A gap of the graph, with what it is of."""

    materials: list[str] = Field(
        description="Items of the batches that the gap is of; empty where no batch is known."
    )
    sites: list[str] = Field(
        description="Sites where these were made or used; empty where none is stated."
    )


class GapsAnswer(Schema):
    """Every gap of the graph that was asked for, the worst first."""

    model_config = ConfigDict(json_schema_extra=examples_of("gaps"))

    question: GapsAsked = Field(description="Which gaps were asked for.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    found: dict[GapKind, Count] = Field(
        description="How many gaps there are of each kind; a kind without any is not there."
    )
    input_left_out: Count = Field(
        description="How many gaps of input (rejected rows, unfinished loads, unknown lots) are "
        "not told, since they are of no material and at no site."
    )
    gaps: list[PlacedGap] = Field(description="Every gap that was asked for, the worst first.")


class Share(Schema):
    """How many batches there are, and of how many the origin is known all the way back."""

    batches: Count = Field(description="How many batches there are.")
    complete: Count = Field(
        description="How many of them have a backward trace without a gap that leaves it open."
    )
    percent: float | None = Field(
        description="The complete ones of the batches, in percent; null where there is no batch."
    )


class ShareBy(Share):
    """The same of the batches of one material, site or month."""

    by: Literal["material", "site", "month"] = Field(description="What the batches are counted by.")
    value: str = Field(
        description="Item, site, or month such as 2026-10; empty where it is not known."
    )


class CompletenessAnswer(Schema):
    """Of how many batches the origin is known all the way back."""

    model_config = ConfigDict(json_schema_extra=examples_of("completeness"))

    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    total: Share = Field(description="Of all batches of the graph.")
    by: list[ShareBy] = Field(description="By material, then by site, then by month.")
    missing_input: list[Gap] = Field(
        description="Input that is not in the graph: it makes every answer incomplete, whatever "
        "is counted."
    )
