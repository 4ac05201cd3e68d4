"""Why: the evidence for a batch being in the scope of an origin."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Fingerprint, Schema, Time, examples_of, sometimes
from api.http.schemas.links import Hop
from queries.why import Which


class WhyAsked(Schema):
    """Of which batch and origin the evidence was asked."""

    batch: str = Field(description="Id of the batch that is in the scope.")
    origin: str = Field(description="Id of the origin that it comes from.")
    links: Which = Field(
        description="`shortest`: the fewest links that lead there; `into`: every link into the "
        "batch that belongs to the scope; `between`: every link on any way between the two."
    )
    as_known_on: Time = sometimes(
        "The time in the past, in UTC, as of which the graph was asked. Only where it was asked so."
    )


class WhyAnswer(Schema):
    """Why a batch is in the scope of an origin: the links, each with file and row."""

    model_config = ConfigDict(json_schema_extra=examples_of("why"))

    question: WhyAsked = Field(description="What was asked, with the ids that were found.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    certain: bool = Field(
        description="Whether certain links alone lead from the origin to the batch."
    )
    hops: list[Hop] = Field(
        description="The links: the shortest chain in its order, else by their ends. None where "
        "the batch is the origin itself."
    )
