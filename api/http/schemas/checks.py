"""Plausibility checks: what in the graph cannot be, is missing, or is worth a look."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema, examples_of
from queries.check.rule import Severity


class ChecksAsked(Schema):
    """Which checks were made, and on what."""

    checks: list[str] = Field(description="Names of the checks that were made, severe ones first.")
    load: str | None = Field(
        description="Id of the load that the findings touch; null where all of the graph is asked."
    )


class Finding(Schema):
    """Something that is not plausible."""

    subject: str = Field(
        description="What it is of: a batch, operation or container by its id, a document, or a "
        "load."
    )
    why: str = Field(description="What is not plausible about it, in words for people.")


class CheckResult(Schema):
    """What one check found."""

    check: str = Field(description="Name of the check, such as `consumed-more-than-exists`.")
    severity: Severity = Field(
        description="`error` contradicts what can be; `warning` is missing or unlikely; `notice` "
        "can be ordinary, and is worth a look."
    )
    title: str = Field(description="What the check looks for, in a sentence.")
    effect: str = Field(description="What its findings mean for the completeness of answers.")
    count: Count = Field(description="How many findings there are in all, shown or not.")
    examples: list[Finding] = Field(
        description="The first findings, by subject and reason; all of them where asked so."
    )
    not_shown: Count = Field(description="How many findings are not among the examples.")


class ChecksAnswer(Schema):
    """What the checks found, also of those that found nothing."""

    model_config = ConfigDict(json_schema_extra=examples_of("checks"))

    question: ChecksAsked = Field(description="Which checks were made, and on what.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    found: dict[Severity, Count] = Field(
        description="How many findings there are of each severity, 0 among them."
    )
    checks: list[CheckResult] = Field(description="Every check that was made, severe ones first.")
