"""The rows of the tracing statements, and the statements bound to them.

Every statement that returns many things returns parallel columns: a record costs the driver
more than a value in a list.
"""

from __future__ import annotations

from dataclasses import dataclass

from genealogy.engine.statement import statement


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


STATE = statement("trace/state", State)
SCOPES = {
    True: statement("trace/forward_scope", Reached),
    False: statement("trace/backward_scope", Reached),
}
CONSUMPTIONS_OF_BATCHES = statement("trace/consumptions_of_batches", LinkColumns)
CONSUMPTIONS_BY_OPERATIONS = statement("trace/consumptions_by_operations", LinkColumns)
PRODUCTIONS_BY_OPERATIONS = statement("trace/productions_by_operations", LinkColumns)
PRODUCTIONS_OF_BATCHES = statement("trace/productions_of_batches", LinkColumns)
BATCHES = statement("trace/batches", BatchColumns)
OPERATIONS = statement("trace/operations", OperationColumns)
FROM_BATCHES = statement("trace/facts_from_batches", MovementColumns)
INTO_BATCHES = statement("trace/facts_into_batches", MovementColumns)
SUPPLIERS = statement("trace/suppliers", PartyColumns)
CUSTOMERS = statement("trace/customers", PartyColumns)
