"""Control charts: values in the order of time, their limits, and what breaks a rule."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema, Time
from api.http.schemas.verdict import Gap
from genealogy.control_chart import NoLimits


class ControlChartAsked(Schema):
    """What was asked for."""

    characteristic: str = Field(description="What was measured, by its name.")
    by: str = Field(description="Of what, as a selection.")
    from_: Time | None = Field(alias="from", description="Measured from then on; null: open.")
    to: Time | None = Field(description="Measured until then; null: open.")
    baseline_to: Time | None = Field(description="Limits of the values until then; null: of all.")
    subgroup: Count = Field(description="How many values make a point.")
    unit: str | None = Field(description="The unit that was asked for, or null.")
    sites: list[str] | None = Field(description="The sites that the caller is held to, or null.")


class ChartPoint(Schema):
    """A value, or the mean of a subgroup."""

    point: Count = Field(description="Number of the point, from 1.")
    at: Time = Field(description="When it was measured; of a subgroup its first value.")
    measured: float = Field(description="The value, or the mean.")
    range: float | None = Field(description="Largest less smallest of the subgroup; else null.")
    low: float | None = Field(
        description="Lower limit of the specification; null where none is stated."
    )
    high: float | None = Field(
        description="Upper limit of the specification; null where none is stated."
    )
    verdict: str | None = Field(
        description="The verdict on record; null where there is none, or several."
    )
    measurements: list[str] = Field(description="Ids of the measurements.")
    rules: list[str] = Field(description="The rules that it breaks.")
    of: list[str] = Field(description="The batches or operations that were measured.")
    batch_ids: list[str] = Field(description="The batches that were made then.")


class RuleViolation(Schema):
    """A Western Electric rule that is broken."""

    rule: str = Field(description="Number of the rule, from 1 to 4.")
    why: str = Field(description="What the rule says, in words.")
    points: list[str] = Field(description="Numbers of the points that break it together.")
    started_at: Time = Field(description="When the first of them was measured.")
    ended_at: Time = Field(description="When the last of them was measured.")
    batch_ids: list[str] = Field(description="The batches that were made then.")
    command: str | None = Field(
        description="What asks for their scope on the command line; null without batches."
    )
    request: str | None = Field(description="What asks for it over HTTP; null without batches.")


class ControlChartAnswer(Schema):
    """The chart. Limits are null where there are too few values."""

    question: ControlChartAsked = Field(description="What was asked for.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    of: Literal["batches", "operations"] = Field(description="Of what the values are.")
    unit: str | None = Field(description="The unit of all values; null where none is stated.")
    kind: Literal["individuals", "xbar-r"] = Field(description="Values, or means and ranges.")
    centre: float | None = Field(description="The mean of the baseline; null with too few values.")
    lower: float | None = Field(description="Lower control limit; null with too few values.")
    upper: float | None = Field(description="Upper control limit; null with too few values.")
    range_centre: float | None = Field(
        description="Mean range, moving or of the subgroups; null with too few values."
    )
    range_lower: float | None = Field(
        description="Lower control limit of the ranges; null likewise."
    )
    range_upper: float | None = Field(
        description="Upper control limit of the ranges; null likewise."
    )
    no_limits: NoLimits | None = Field(
        description="Why there are no limits: fewer than eight points to take them from, or "
        "values that do not vary; null where there are."
    )
    baseline: Count = Field(description="Of how many points the limits come.")
    left_over: Count = Field(description="Values that fill no whole subgroup.")
    points: list[ChartPoint] = Field(description="Every point in the order of time.")
    violations: list[RuleViolation] = Field(description="Every rule that is broken.")
    texts: Count = Field(description="Values that are texts, and not on the chart.")
    untimed: Count = Field(description="Values without a time, and not on the chart.")
    other_units: Count = Field(description="Values of another unit than the one asked for.")
    withheld: Count = Field(description="Values of other sites than the caller is held to.")
    as_of: dict[str, Time] = Field(description="For each source the time of its latest fact.")
    stale: list[str] = Field(description="Sources that end long before the latest one.")
    missing_input: list[Gap] = Field(description="Input that is not in the graph.")
