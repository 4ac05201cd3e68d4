"""A fetched part of the graph, immutable: what an answer is computed from.

Of links, uses and movements there are many: named tuples are made in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the answer and what was stated of it."""

    batch_id: str
    name: str | None = None
    made_at: str | None = None
    expires_on: str | None = None
    stated_quantity: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the answer and what was stated of it."""

    operation_id: str
    kind: str | None = None
    order: str | None = None
    site: str | None = None
    line: str | None = None
    recipe: str | None = None
    started_at: str | None = None
    ended_at: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or a customer."""

    party_id: str
    name: str | None = None
    contact: str | None = None
    address: str | None = None
    kind: str | None = None


class Link(NamedTuple):
    """One consumption (batch to operation) or production (operation to batch).

    `pending_lot` is the lot without an item that it was stated of.
    """

    batch_id: str
    operation_id: str
    consumed: bool
    certain: bool
    quantity: Decimal | None
    unit: str | None
    occurred_at: str | None
    role: str | None
    pending_lot: str | None
    fact_key: str

    @property
    def source(self) -> str:
        """The id at its tail."""
        return self.batch_id if self.consumed else self.operation_id

    @property
    def target(self) -> str:
        """The id at its head."""
        return self.operation_id if self.consumed else self.batch_id

    @property
    def type(self) -> str:
        """Its relationship type."""
        bare = "CONSUMED" if self.consumed else "PRODUCED"
        return bare if self.certain else f"POSSIBLY_{bare}"


class Input(NamedTuple):
    """How much an operation consumed of a batch: what quantities need of a link."""

    batch_id: str
    operation_id: str
    certain: bool
    quantity: Decimal | None
    unit: str | None
    role: str | None


class Use(NamedTuple):
    """Equal uses of a batch by operations, summed: `times` of them, `quantity` in all.

    `returned` is what operations gave back, `site` where they ran, `occurred_at` the latest;
    `in_process` is what operations still hold.
    """

    batch_id: str
    certain: bool
    returned: bool
    quantity: Decimal | None
    unit: str | None
    occurred_at: str | None
    site: str | None
    times: int
    in_process: bool = False


class Movement(NamedTuple):
    """One fact between a batch and something that is no operation: a customer, a count, ...

    `type` is the relationship type without `POSSIBLY_`, `other` the id at the far end,
    `site` where it left from, `status` what it was counted as, `reason` why it came back,
    `container` what it left in: stated of it, or the container left with it inside.
    """

    type: str
    certain: bool
    batch_id: str
    other: str
    quantity: Decimal | None
    at_most: Decimal | None
    unit: str | None
    occurred_at: str | None
    document: str | None
    site: str | None
    status: str | None
    reason: str | None
    container: str | None
    pending_lot: str | None
    fact_key: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch of the answer was put into a container."""

    batch_id: str
    container_id: str
    occurred_at: str | None
    fact_key: str


@dataclass(frozen=True)
class Genealogy:
    """A part of the graph: batches, operations, the links between them, and what came and went.

    `links` are those of the walk, in the order of type, source, target and fact; `produced` and
    `consumed` are all flows into and out of the batches, also from and to operations outside of
    it, for the balance. What was used of the batches in `summed`, which stand only upstream, is
    in `uses`; in `consumed` they have but the links of the walk and those that contradict time.
    `candidates` are the batches that each pending lot of them can be, also those outside of it.
    """

    origins: tuple[str, ...]
    batches: dict[str, Batch]
    operations: dict[str, Operation]
    links: list[Link]
    produced: list[Link]
    consumed: list[Link]
    movements: list[Movement]
    suppliers: dict[str, Party] = field(default_factory=dict)
    customers: dict[str, Party] = field(default_factory=dict)
    packed: list[Packed] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    summed: frozenset[str] = frozenset()
    candidates: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def consuming(self) -> frozenset[str]:
        """The operations that consumed something and did not give all of it back."""
        consuming = {link.operation_id for link in self.links if link.consumed}
        returning = {link.operation_id for link in self.links if link.role == "return"}
        return frozenset(consuming - returning | _keeping(self.links, returning))

    @cached_property
    def producing(self) -> frozenset[str]:
        """The operations that produced something."""
        return frozenset(link.operation_id for link in self.links if not link.consumed)

    def of_type(self, *types: str) -> Iterator[Movement]:
        """The movements of these types."""
        return (each for each in self.movements if each.type in types)


def _keeping(links: Iterable[Link], operations: set[str]) -> set[str]:
    """Which of the operations used more of any batch than they gave back, or may have."""
    kept: dict[tuple[str, str, str | None], Decimal | None] = {}
    for link in links:
        if link.consumed and link.operation_id in operations:
            of = (link.operation_id, link.batch_id, link.unit)
            before, amount = kept.get(of, Decimal(0)), link.quantity
            if before is None or not amount or not link.certain:
                kept[of] = None
            else:
                kept[of] = before - amount if link.role == "return" else before + amount
    return {of[0] for of, amount in kept.items() if amount is None or amount > 0}


def by_batch(movements: Iterable[Movement]) -> dict[str, list[Movement]]:
    """The movements by the batch that they are of."""
    found: dict[str, list[Movement]] = {}
    for each in movements:
        found.setdefault(each.batch_id, []).append(each)
    return found


def in_process(genealogy: Genealogy) -> list[str]:
    """Operations that have begun, not ended, and made nothing yet."""
    known = genealogy.operations
    silent = genealogy.consuming - genealogy.producing
    waiting = (known[each] for each in silent if each in known)
    return sorted(
        each.operation_id
        for each in waiting
        if each.started_at is not None and each.ended_at is None
    )
