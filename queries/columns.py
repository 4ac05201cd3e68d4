"""The rows of the tracing statements, and the statements bound to them.

Every statement that returns many things returns parallel columns: a record costs the driver
more than a value in a list. In a column '' and -1 stand for what was not stated.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat

from genealogy.engine.statement import statement
from genealogy.graph import Input, Link, Movement, Packed, Use
from genealogy.handling import Departure, Handling
from queries.as_known import also_then


@dataclass(frozen=True, slots=True)
class State:
    """The fingerprint of the graph, and how often it was written."""

    fingerprint: str
    revision: int


@dataclass(frozen=True, slots=True)
class Reached:
    """The batches that one origin reaches."""

    batch_id: str
    reached: list[str]


@dataclass(frozen=True, slots=True)
class LinkColumns:
    """Consumptions or productions, as parallel columns."""

    types: list[str]
    batch_ids: list[str]
    operation_ids: list[str]
    quantities: list[float]
    units: list[str]
    occurred_at: list[str]
    roles: list[str]
    pending_lots: list[str]
    fact_keys: list[str]

    def links(self, *, consumed: bool) -> Iterator[Link]:
        """Each of them."""
        certain = "CONSUMED" if consumed else "PRODUCED"
        columns = zip(
            self.batch_ids,
            self.operation_ids,
            repeat(consumed, len(self.types)),
            [type_ == certain for type_ in self.types],
            map(decimal, self.quantities),
            told(self.units),
            told(self.occurred_at),
            told(self.roles),
            told(self.pending_lots),
            self.fact_keys,
            strict=True,
        )
        return map(Link._make, columns)


@dataclass(frozen=True, slots=True)
class InputColumns:
    """What operations consumed, as parallel columns."""

    types: list[str]
    batch_ids: list[str]
    operation_ids: list[str]
    quantities: list[float]
    units: list[str]
    roles: list[str]

    def apart_from(self, batch_ids: Container[str]) -> Iterator[Input]:
        """Those of other batches alone."""
        for type_, batch_id, operation_id, quantity, unit, role in zip(
            self.types,
            self.batch_ids,
            self.operation_ids,
            self.quantities,
            self.units,
            self.roles,
            strict=True,
        ):
            if batch_id not in batch_ids:
                certain = type_ == "CONSUMED"
                yield Input(
                    batch_id, operation_id, certain, decimal(quantity), unit or None, role or None
                )


@dataclass(frozen=True, slots=True)
class UseColumns:
    """Equal uses of batches by operations with their number, as parallel columns."""

    batch_ids: list[str]
    types: list[str]
    quantities: list[float]
    units: list[str]
    returned: list[bool]
    sites: list[str]
    in_process: list[bool]
    at: list[str]
    firsts: list[str]
    times: list[int]

    def uses(self) -> Iterator[Use]:
        """Each of them, its quantities summed."""
        for batch_id, type_, quantity, unit, returned, site, in_process, at, times in zip(
            self.batch_ids,
            self.types,
            self.quantities,
            self.units,
            self.returned,
            self.sites,
            self.in_process,
            self.at,
            self.times,
            strict=True,
        ):
            each = decimal(quantity)
            yield Use(
                batch_id=batch_id,
                certain=type_ == "CONSUMED",
                returned=returned,
                quantity=None if each is None else each * times,
                unit=unit or None,
                occurred_at=at or None,
                site=site or None,
                times=times,
                in_process=in_process,
            )


@dataclass(frozen=True, slots=True)
class MovementColumns:
    """Facts between batches and what is no operation, as parallel columns."""

    types: list[str]
    batch_ids: list[str]
    others: list[str]
    quantities: list[float]
    at_most: list[float]
    units: list[str]
    occurred_at: list[str]
    documents: list[str]
    sites: list[str]
    statuses: list[str]
    reasons: list[str]
    containers: list[str]
    pending_lots: list[str]
    fact_keys: list[str]

    def movements(self) -> Iterator[Movement]:
        """Each of them."""
        columns = zip(
            [type_.removeprefix("POSSIBLY_") for type_ in self.types],
            [not type_.startswith("POSSIBLY_") for type_ in self.types],
            self.batch_ids,
            self.others,
            map(decimal, self.quantities),
            map(decimal, self.at_most),
            told(self.units),
            told(self.occurred_at),
            told(self.documents),
            told(self.sites),
            told(self.statuses),
            told(self.reasons),
            told(self.containers),
            told(self.pending_lots),
            self.fact_keys,
            strict=True,
        )
        return map(Movement._make, columns)


@dataclass(frozen=True, slots=True)
class HandlingColumns:
    """Packings into containers and takings out, as parallel columns. `ids` are of what is
    inside: batches, or inner containers."""

    types: list[str]
    ids: list[str]
    container_ids: list[str]
    quantities: list[float]
    units: list[str]
    occurred_at: list[str]

    def handlings(self, kind: str) -> Iterator[Handling]:
        """Each of them; `kind` is what the ids are of."""
        for type_, id_, container_id, quantity, unit, at in zip(
            self.types,
            self.ids,
            self.container_ids,
            self.quantities,
            self.units,
            self.occurred_at,
            strict=True,
        ):
            yield Handling(
                container_id,
                (kind, id_),
                out=type_ == "UNPACKED_FROM",
                quantity=decimal(quantity),
                unit=unit or None,
                occurred_at=at or None,
            )


@dataclass(frozen=True, slots=True)
class PackingColumns(HandlingColumns):
    """The same of batches, with the keys of the facts."""

    fact_keys: list[str]

    def packed(self) -> Iterator[Packed]:
        """The packings of batches among them."""
        for type_, id_, container_id, at, key in zip(
            self.types, self.ids, self.container_ids, self.occurred_at, self.fact_keys, strict=True
        ):
            if type_ == "PACKED_IN":
                yield Packed(id_, container_id, at or None, key)


@dataclass(frozen=True, slots=True)
class PackingTimes:
    """When anything was packed into containers, and all taken out, as parallel columns."""

    types: list[str]
    container_ids: list[str]
    occurred_at: list[str]

    def handlings(self) -> Iterator[Handling]:
        """Each of them, as a packing of something or an emptying."""
        for type_, container_id, at in zip(
            self.types, self.container_ids, self.occurred_at, strict=True
        ):
            yield Handling(container_id, None, out=type_ == "EMPTIED", occurred_at=at or None)


@dataclass(frozen=True, slots=True)
class DepartureColumns:
    """Shipments and arrivals of containers, as parallel columns."""

    types: list[str]
    container_ids: list[str]
    customer_ids: list[str]
    occurred_at: list[str]
    documents: list[str]
    sites: list[str]
    fact_keys: list[str]

    def departures(self) -> Iterator[Departure]:
        """Each of them."""
        for type_, container_id, customer_id, at, document, site, key in zip(
            self.types,
            self.container_ids,
            self.customer_ids,
            self.occurred_at,
            self.documents,
            self.sites,
            self.fact_keys,
            strict=True,
        ):
            yield Departure(
                container_id,
                customer_id,
                arrived=type_ == "RECEIVED_BY",
                occurred_at=at or None,
                document=document or None,
                site=site or None,
                fact_key=key,
            )


@dataclass(frozen=True, slots=True)
class BatchColumns:
    """Batches, as parallel columns."""

    batch_ids: list[str]
    names: list[str]
    made_at: list[str]
    expires_on: list[str]
    stated_quantities: list[float]
    units: list[str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The batches that a pending lot can be."""

    batch_id: str
    candidates: list[str]


@dataclass(frozen=True, slots=True)
class OperationColumns:
    """Operations, as parallel columns."""

    operation_ids: list[str]
    kinds: list[str]
    orders: list[str]
    sites: list[str]
    lines: list[str]
    recipes: list[str]
    started_at: list[str]
    ended_at: list[str]


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """Suppliers or customers, as parallel columns."""

    ids: list[str]
    names: list[str]
    contacts: list[str]
    addresses: list[str]
    kinds: list[str]


def told(column: Iterable[str]) -> list[str | None]:
    """The column with None for the '' that stands for what was not stated."""
    return [value or None for value in column]


def decimal(number: float) -> Decimal | None:
    """The number as it was written; None for the -1 that stands for an unstated one."""
    return None if number < 0 else Decimal(repr(float(number)))


STATE = statement("trace/state", State)
SCOPES = {
    True: statement("trace/forward_scope", Reached),
    False: statement("trace/backward_scope", Reached),
}
CONSUMPTIONS_OF_BATCHES = also_then(statement("trace/consumptions_of_batches", LinkColumns))
CONSUMPTIONS_BY_OPERATIONS = also_then(statement("trace/consumptions_by_operations", LinkColumns))
USES_OF_BATCHES = statement("trace/uses_of_batches", UseColumns)
USES_BEFORE = statement("trace/uses_before", LinkColumns)
INPUTS_OF_OPERATIONS = also_then(statement("trace/inputs_of_operations", InputColumns))
PRODUCTIONS_BY_OPERATIONS = also_then(statement("trace/productions_by_operations", LinkColumns))
PRODUCTIONS_OF_BATCHES = also_then(statement("trace/productions_of_batches", LinkColumns))
BATCHES = statement("trace/batches", BatchColumns)
CANDIDATES = statement("trace/candidates", Candidates)
OPERATIONS = statement("trace/operations", OperationColumns)
FROM_BATCHES = also_then(statement("trace/facts_from_batches", MovementColumns))
INTO_BATCHES = also_then(statement("trace/facts_into_batches", MovementColumns))
PACKINGS_OF_BATCHES = also_then(statement("trace/packings_of_batches", PackingColumns))
NESTINGS_OF_CONTAINERS = also_then(statement("trace/nestings_of_containers", HandlingColumns))
PACKING_TIMES = also_then(statement("trace/packing_times", PackingTimes))
FACTS_OF_CONTAINERS = also_then(statement("trace/facts_of_containers", DepartureColumns))
SUPPLIERS = statement("trace/suppliers", PartyColumns)
CUSTOMERS = statement("trace/customers", PartyColumns)
