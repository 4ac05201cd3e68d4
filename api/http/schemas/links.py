"""Operations, the links of batches and operations, and the rows of files that state them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.http.schemas.base import Count, Schema, Time

LinkType = Literal["CONSUMED", "PRODUCED", "POSSIBLY_CONSUMED", "POSSIBLY_PRODUCED"]

TYPE = (
    "CONSUMED leads from a batch to the operation that used it, PRODUCED from an operation to the "
    "batch that it made; with POSSIBLY_ in front where the records only suggest it."
)


class DescribedOperation(Schema):
    """An operation as the records describe it."""

    operation_id: str = Field(description="Id of the operation: order or process run.")
    kind: str | None = Field(
        description="What was done: make, split, merge, rework, repack, relabel or receive, or as "
        "the record has it; null where it is not stated."
    )
    order: str | None = Field(description="Number of the order; null where it is not stated.")
    site: str | None = Field(description="Site where it ran; null where it is not stated.")
    line: str | None = Field(description="Line that it ran on; null where it is not stated.")
    recipe: str | None = Field(description="Recipe that it ran by; null where it is not stated.")
    started_at: Time | None = Field(
        description="Begin of the operation, in UTC; null where it is not stated."
    )
    ended_at: Time | None = Field(
        description="End of the operation, in UTC; null where it is not stated, or goes on."
    )


class Operation(DescribedOperation):
    """An operation of a scope: one run of a process."""

    certain: bool = Field(
        description="Whether the records state that it is in the scope; else it is only possible."
    )
    level: int = Field(
        description="The most operations between the origins and it, itself among them; in a "
        "trace of both directions negative for what the origins were made from."
    )


class Link(Schema):
    """Material that went from a batch into an operation, or the other way, its facts netted. A
    link has a row for each of its units."""

    type: LinkType = Field(description=TYPE)
    source: str = Field(description="Id at the tail, where the material came from.")
    target: str = Field(description="Id at the head, where the material went.")
    quantity: float | None = Field(
        description="What went over the link, in `unit`, what came back taken off; null where a "
        "fact of it states no quantity."
    )
    unit: str | None = Field(description="Unit of the quantity; null where none is stated.")
    certain: bool = Field(
        description="Whether the records state the link; else they only suggest it."
    )


class Evidence(Schema):
    """A row of a file that states a fact."""

    load_id: str = Field(description="Id of the load that read the row.")
    source: str = Field(description="System that the record comes from, such as ERP or MES.")
    file: str | None = Field(description="Name of the loaded file; null where it is not kept.")
    sheet: str | None = Field(description="Sheet of a workbook; null for any other file.")
    row: Count = Field(description="Number of the row or record in the file, from 1.")


class Fact(Schema):
    """One consumption or production, as a document states it."""

    quantity: float | None = Field(
        description="How much, in `unit`; null where the record states no quantity, never 0."
    )
    unit: str | None = Field(description="Unit of the quantity; null where none is stated.")
    role: str | None = Field(
        description="Of a consumption `return` where it came back; of a production main, "
        "co-product, by-product, rework or scrap; null where the record says neither."
    )
    occurred_at: Time | None = Field(
        description="When it happened, in UTC; null where the record states no time."
    )
    document: str | None = Field(
        description="Document and line, such as an order with its position; null where none is "
        "stated."
    )
    evidence: list[Evidence] = Field(
        description="Every row of a file that states this fact, by file and row."
    )


class Hop(Schema):
    """A link of a chain, with every fact that states it."""

    type: LinkType = Field(description=TYPE)
    source: str = Field(description="Id at the tail, where the material came from.")
    target: str = Field(description="Id at the head, where the material went.")
    facts: list[Fact] = Field(description="Every consumption or production between the two.")
