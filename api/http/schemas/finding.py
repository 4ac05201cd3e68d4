"""What is found as somebody types."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import Count, Schema, examples_of, sometimes

FoundKind = Literal[
    "batch", "material", "order", "operation", "customer", "supplier", "equipment", "container"
]


class FoundHit(Schema):
    """Something that is called by the text, begins with it, or contains it."""

    kind: FoundKind = Field(description="What it is, as its group says.")
    id: str = Field(description="Its id; of an order its number.")
    name: str | None = Field(
        description="Its name, of a batch that of its material; null where no record states it. "
        "`***` is a customer's that is not shown."
    )
    select: str = Field(
        description="What its batches are asked for by: of a batch its id, for `batch=`; else a "
        "selection, for `where=`."
    )


class FoundGroup(Schema):
    """What was found of one kind."""

    kind: FoundKind = Field(description="What all of the group are.")
    hits: list[FoundHit] = Field(
        description="Those first that are called by the text, then those that begin with it, then "
        "those that contain it; empty where there are none."
    )
    more: bool = Field(description="Whether there are more than these.")
    withheld: Count = sometimes(
        "How many others were found that are, or could be, at other sites: at least so many, where "
        "there are more. Only for a key that is held to sites."
    )


class FindQuestion(Schema):
    """What was asked."""

    text: str = Field(description="What was looked for, without spaces around it.")
    most: Count = Field(description="How many of each kind at most.")


class FindsAnswer(Schema):
    """What is called by a text, begins with it, or contains it: a group for each kind, always in
    the same order."""

    model_config = ConfigDict(json_schema_extra=examples_of("find"))

    question: FindQuestion = Field(description="What was asked, as it was understood.")
    groups: list[FoundGroup] = Field(description="One for each kind, in this order.")
    anywhere: bool = Field(
        description="Whether also all batches, orders, operations and containers were looked "
        "through that contain the text further on: only where nothing begins with it, and two "
        "seconds are enough. Of other kinds that is always done."
    )
