"""Scorecards: how the batches of each supplier, line, shift, ... came out."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema, Time, examples_of
from api.http.schemas.verdict import Gap
from genealogy.outcomes import State
from genealogy.scorecard import By

_SHARE = "The failures of the known ones, 0 to 1; null where none is known."


class ScorecardAsked(Schema):
    """What was asked for."""

    by: By = Field(description="What batches are compared by.")
    from_: Time | None = Field(alias="from", description="From this time on; null: open.")
    to: Time | None = Field(description="Until then; null: open.")
    bad: list[str] = Field(description="Batches that are bad whatever the records say.")
    bad_from: list[str] = Field(description="The selections of such batches.")
    sites: list[str] | None = Field(description="The sites that the caller is held to, or null.")


class PeriodScore(Schema):
    """How the batches of a month or a week came out."""

    of: str = Field(description="The id of the score.")
    period: str = Field(description="The month, 2026-10, or the week by ISO 8601, 2026-W41.")
    batches: Count = Field(description="How many batches there are.")
    known: Count = Field(description="Of how many it is known whether they are bad or good.")
    failures: Count = Field(description="How many are bad.")
    share: float | None = Field(description=_SHARE)


class Score(Schema):
    """How the batches of one supplier, line, shift, ... came out."""

    id: str = Field(description="Id, or the name of the line, the shift or the site.")
    name: str | None = Field(description="Name; null where none is stated besides.")
    batches: Count = Field(description="How many batches were made or delivered.")
    tested: Count = Field(description="How many have a test that could be judged.")
    known: Count = Field(description="Of how many it is known whether they are bad or good.")
    failures: Count = Field(description="How many are bad.")
    unknown: Count = Field(description="Of how many nothing was decided: neither bad nor good.")
    possible: Count = Field(description="Batches only possibly made there: in no other number.")
    share: float | None = Field(description=_SHARE)
    share_low: float | None = Field(
        description="Lower end of its 95 % interval (Wilson); null likewise."
    )
    share_high: float | None = Field(description="Upper end of that interval; null likewise.")
    ppm: Count | None = Field(description="The share in parts per million; null likewise.")
    flagged: bool = Field(description="Whether three or more failed one after the other.")
    trend: Literal["rising", "falling"] | None = Field(
        description="Whether the share rises or falls over the periods; null where neither is sure."
    )
    trend_p: float | None = Field(
        description="How likely so strong a trend is by chance alone; null with too few periods."
    )


class InARow(Schema):
    """A batch that failed after another one, three or more in a row."""

    of: str = Field(description="The id of the score.")
    run: Count = Field(description="Number of the sequence, from 1.")
    batch_id: str = Field(description="Id of the batch.")


class ScoredBatch(Schema):
    """A batch of a score, with what became of it and why."""

    of: str = Field(description="The id of the score.")
    batch_id: str = Field(description="Id of the batch.")
    at: Time | None = Field(description="When it was made or delivered; null where not stated.")
    outcome: State = Field(description="Whether it is bad, good or unknown.")
    tests: Count = Field(description="How many of its tests could be judged.")
    why: str | None = Field(description="The reasons; null where nothing is known.")


class ScorecardAnswer(Schema):
    """How the batches of each came out, the largest share of failures first."""

    model_config = ConfigDict(json_schema_extra=examples_of("scorecard"))

    question: ScorecardAsked = Field(description="What was asked for.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    grain: Literal["month", "week"] = Field(description="By what the period is divided.")
    scores: list[Score] = Field(description="One for each supplier, line, shift, ...")
    periods: list[PeriodScore] = Field(description="The same month by month, or week by week.")
    in_a_row: list[InARow] = Field(description="What failed in a row, in the order of time.")
    batches: list[ScoredBatch] = Field(description="Every batch that is counted, by score.")
    untimed: list[str] = Field(
        description="Batches that the period leaves out only since nobody states their time."
    )
    unplaced: Count = Field(description="Batches that have no line, shift, ... on record.")
    withheld: Count = Field(description="Batches of other sites than the caller is held to.")
    as_of: dict[str, Time] = Field(description="For each source the time of its latest fact.")
    stale: list[str] = Field(description="Sources that end long before the latest one.")
    missing_input: list[Gap] = Field(description="Input that is not in the graph.")
