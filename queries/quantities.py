"""Quantities: how much of the origins of a forward answer is where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from genealogy.balance import Balance
from genealogy.engine.statement import Reader
from genealogy.flows import network
from genealogy.graph import Genealogy, Input, Link
from genealogy.mixing import Amount, Content, contents
from queries.columns import INPUTS_OF_OPERATIONS
from queries.in_columns import in_columns

_DIGITS = ".9g"  # fewer than floats have, so that both engines print the same


@dataclass(frozen=True, slots=True)
class Quantities:
    """The contents of an answer, one for each dimension that its origins are measured in."""

    contents: list[Content]

    def of_batch(self, batch_id: str) -> list[dict[str, Any]]:
        """How much of the origins was in the batch, for each unit of the origins that reach it."""
        return [
            _amount(each.unit, each.batches[batch_id])
            for each in self.contents
            if batch_id in each.batches
        ]

    def of_customer(self, customer_id: str) -> list[dict[str, Any]]:
        """How much of the origins is with the customer, for each unit that reaches it."""
        return [
            _amount(each.unit, each.customers[customer_id])
            for each in self.contents
            if customer_id in each.customers
        ]

    @property
    def without(self) -> list[str]:
        """The batches of the answer that can hold nothing: all that went there came back."""
        batches = sorted({batch_id for each in self.contents for batch_id in each.batches})
        return [
            batch_id
            for batch_id in batches
            if all(
                each.batches[batch_id].high == 0
                for each in self.contents
                if batch_id in each.batches
            )
        ]

    def to_list(self) -> list[dict[str, Any]]:
        """Where all of the origins' material is, for each of their units."""
        return [
            {
                "unit": each.unit,
                "origins": list(each.origins),
                "seeded": rounded(each.seeded),
                "found": {word: rounded(amount) for word, amount in each.found.items()},
            }
            for each in self.contents
        ]


def inputs_of(graph: Reader, genealogy: Genealogy) -> list[Link | Input]:
    """All that the operations of a forward answer consumed: what came from elsewhere thins."""
    inputs: list[Link | Input] = [link for link in genealogy.links if link.consumed]
    columns = in_columns(graph, INPUTS_OF_OPERATIONS, "operation_ids", genealogy.operations)
    for each in columns:
        inputs += each.apart_from(genealogy.batches)
    return inputs


def quantities(
    genealogy: Genealogy, sheets: Mapping[str, Balance], inputs: Iterable[Link | Input]
) -> Quantities:
    """How much of the origins is in every batch of a forward answer and with every customer."""
    return Quantities(contents(genealogy.origins, network(genealogy, sheets, inputs)))


def _amount(unit: str, amount: Amount) -> dict[str, Any]:
    return {
        "unit": unit,
        "low": rounded(amount.low),
        "mixing": rounded(amount.mixing),
        "high": rounded(amount.high),
        "share": rounded(amount.share),
    }


def rounded(number: float | None) -> float | None:
    """The number in so many digits as an answer tells of what was computed in floats."""
    return None if number is None else float(format(number, _DIGITS))
