"""What a row of an export can state: facts, descriptions, and voids of facts.

A fact is one relationship of the graph; each class below carries its pattern. It is known by
its `key` (source system, kind, document, line, subject), so that stating it twice changes
nothing, and stating it with other content makes a new version of it. (EPCIS 2.0 events,
ISA-95 material actuals and FSMA 204 key data elements map to these.)
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from genealogy.identity import is_pending
from genealogy.nouns import Noun


@dataclass(frozen=True, slots=True)
class Edge:
    """The relationship type of a fact, what it joins, and the end at which it is looked up.

    The anchor is the end with few edges of the type: the operation of a consumption, since
    one lot of salt may be consumed 60,000 times.
    """

    type: str
    source: Noun
    target: Noun
    anchor: Literal["source", "target"]
    can_be_possible: bool = False

    @property
    def about(self) -> Literal["source", "target"]:
        """The end that the key of a fact without a batch names. A container that leaves can be
        said to go to another customer: then it is the same fact, corrected."""
        return "source" if self.source is Noun.CONTAINER else "target"

    @property
    def anchor_noun(self) -> Noun:
        """The noun at the anchor."""
        return self.source if self.anchor == "source" else self.target

    @property
    def place(self) -> str:
        """Where facts of the kind are looked up: `enter_operation`, `leave_batch`, ..."""
        verb = "leave" if self.anchor == "source" else "enter"
        return f"{verb}_{self.anchor_noun.value.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all facts carry.

    `source` and `target` are the ids at the two ends, in the direction of the arrow.
    `quantity` is finite and not negative; where a source states one for several batches
    together it stays open and `at_most` bounds it. `probability` marks a fact that is only
    possible.
    `changed_at` is when the source last changed it, `stated_at` when the extract was made:
    the later one is live, whatever the order of loading.
    """

    EDGE: ClassVar[Edge]

    key: str
    source: str
    target: str
    quantity: Decimal | None = None
    at_most: Decimal | None = None
    unit: str | None = None
    occurred_at: datetime | None = None
    document: str | None = None
    probability: Decimal | None = None
    changed_at: datetime | None = None
    stated_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.probability is not None and not self.EDGE.can_be_possible:
            raise ValueError(f"a {type(self).__name__} is certain or not stated, never possible")

    @property
    def certain(self) -> bool:
        """Whether it is known, not merely possible."""
        return self.probability is None

    @property
    def pending_lot(self) -> str | None:
        """The lot without an item that it is stated of, if any."""
        for noun, node_id in ((self.EDGE.source, self.source), (self.EDGE.target, self.target)):
            if noun is Noun.BATCH and is_pending(node_id):
                return node_id
        return None

    @property
    def type(self) -> str:
        """The relationship type: `POSSIBLY_...` for a fact that is not certain, `PENDING_...`
        for one that is stated of a lot without its item."""
        if self.pending_lot:
            return f"PENDING_{self.EDGE.type}"
        return self.EDGE.type if self.certain else f"POSSIBLY_{self.EDGE.type}"

    @property
    def anchor(self) -> str:
        """The id at the end where the fact is looked up."""
        return self.source if self.EDGE.anchor == "source" else self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Fact):
    """A supplier delivered a batch."""

    # (:Supplier)-[:SUPPLIED]->(:Batch)
    EDGE = Edge("SUPPLIED", Noun.SUPPLIER, Noun.BATCH, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption(Fact):
    """An operation used material of a batch; with role `return`, gave some of it back."""

    # (:Batch)-[:CONSUMED]->(:Operation)
    EDGE = Edge("CONSUMED", Noun.BATCH, Noun.OPERATION, "target", can_be_possible=True)
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Production(Fact):
    """An operation made a batch, as main product, co-product, by-product, rework or scrap."""

    # (:Operation)-[:PRODUCED]->(:Batch)
    EDGE = Edge("PRODUCED", Noun.OPERATION, Noun.BATCH, "target", can_be_possible=True)
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment(Fact):
    """Material of a batch left for a customer. `site` is where it left from."""

    # (:Batch)-[:SHIPPED_TO]->(:Customer)
    EDGE = Edge("SHIPPED_TO", Noun.BATCH, Noun.CUSTOMER, "source", can_be_possible=True)
    site: str | None = None
    container: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Fact):
    """A customer's own record that material of a batch arrived. `site` is where it came from."""

    # (:Batch)-[:RECEIVED_BY]->(:Customer)
    EDGE = Edge("RECEIVED_BY", Noun.BATCH, Noun.CUSTOMER, "source", can_be_possible=True)
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Fact):
    """A customer sent material of a batch back."""

    # (:Customer)-[:RETURNED]->(:Batch)
    EDGE = Edge("RETURNED", Noun.CUSTOMER, Noun.BATCH, "target")
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Fact):
    """Material of a batch went to another own location. `origin` is where it came from."""

    # (:Batch)-[:MOVED_TO]->(:Location)
    EDGE = Edge("MOVED_TO", Noun.BATCH, Noun.LOCATION, "source")
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal(Fact):
    """Material of a batch was scrapped, sampled, adjusted or returned to its supplier."""

    # (:Batch)-[:DISPOSED]->(:Disposal)
    EDGE = Edge("DISPOSED", Noun.BATCH, Noun.DISPOSAL, "source")
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockGain(Fact):
    """More of a batch was found than the books had: an inventory difference, posted as a gain.

    It comes from the account that losses go to. It is no origin: nobody says whence it came.
    """

    # (:Disposal)-[:GAINED]->(:Batch)
    EDGE = Edge("GAINED", Noun.DISPOSAL, Noun.BATCH, "target")
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount(Fact):
    """Material of a batch was on hand at a place and time. `document` names the count."""

    # (:Batch)-[:COUNTED]->(:Location)
    EDGE = Edge("COUNTED", Noun.BATCH, Noun.LOCATION, "source")
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Fact):
    """A batch was blocked. The hold notice is the target."""

    # (:Batch)-[:HELD]->(:Hold)
    EDGE = Edge("HELD", Noun.BATCH, Noun.HOLD, "source")
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Fact):
    """A batch was released from a hold."""

    # (:Batch)-[:RELEASED]->(:Hold)
    EDGE = Edge("RELEASED", Noun.BATCH, Noun.HOLD, "source")
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing(Fact):
    """Material of a batch was put into a container."""

    # (:Batch)-[:PACKED_IN]->(:Container)
    EDGE = Edge("PACKED_IN", Noun.BATCH, Noun.CONTAINER, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacking(Fact):
    """Material of a batch was taken out of a container."""

    # (:Batch)-[:UNPACKED_FROM]->(:Container)
    EDGE = Edge("UNPACKED_FROM", Noun.BATCH, Noun.CONTAINER, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting(Fact):
    """A container was put into another one: a case onto a pallet."""

    # (:Container)-[:PACKED_IN]->(:Container)
    EDGE = Edge("PACKED_IN", Noun.CONTAINER, Noun.CONTAINER, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnesting(Fact):
    """A container was taken out of another one."""

    # (:Container)-[:UNPACKED_FROM]->(:Container)
    EDGE = Edge("UNPACKED_FROM", Noun.CONTAINER, Noun.CONTAINER, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerEmptying(Fact):
    """All that was in a container was taken out at a place, whatever it was.

    The place empties it, as a supplier supplies: so the container is the subject of the key and
    the anchor, as with all that tells what is in it. (EPCIS AggregationEvent DELETE without
    children.)
    """

    # (:Location)-[:EMPTIED]->(:Container)
    EDGE = Edge("EMPTIED", Noun.LOCATION, Noun.CONTAINER, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerShipment(Fact):
    """A container left for a customer, with all that was in it then. `site` is where it left."""

    # (:Container)-[:SHIPPED_TO]->(:Customer)
    EDGE = Edge("SHIPPED_TO", Noun.CONTAINER, Noun.CUSTOMER, "source")
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerArrival(Fact):
    """A customer's own record that a container arrived. `site` is where it came from."""

    # (:Container)-[:RECEIVED_BY]->(:Customer)
    EDGE = Edge("RECEIVED_BY", Noun.CONTAINER, Noun.CUSTOMER, "source")
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement(Fact):
    """A characteristic of a batch was tested: `quantity` in `unit`, with limits and verdict."""

    # (:Batch)-[:MEASURED]->(:Measurement)
    EDGE = Edge("MEASURED", Noun.BATCH, Noun.MEASUREMENT, "target")
    characteristic: str | None = None
    text: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessValue(Measurement):
    """A value of an operation was recorded: a temperature, a pH, a pressure."""

    # (:Operation)-[:MEASURED]->(:Measurement)
    EDGE = Edge("MEASURED", Noun.OPERATION, Noun.MEASUREMENT, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentUse(Fact):
    """An operation ran on equipment, from `occurred_at` to `ended_at`."""

    # (:Operation)-[:RAN_ON]->(:Equipment)
    EDGE = Edge("RAN_ON", Noun.OPERATION, Noun.EQUIPMENT, "source")
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning(Fact):
    """An operation cleaned equipment, from `occurred_at` to `ended_at`."""

    # (:Operation)-[:CLEANED]->(:Equipment)
    EDGE = Edge("CLEANED", Noun.OPERATION, Noun.EQUIPMENT, "source")
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(Fact):
    """An operation serviced or repaired equipment, from `occurred_at` to `ended_at`."""

    # (:Operation)-[:MAINTAINED]->(:Equipment)
    EDGE = Edge("MAINTAINED", Noun.OPERATION, Noun.EQUIPMENT, "source")
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAssignment(Fact):
    """An operator ran an operation, from `occurred_at` to `ended_at`."""

    # (:Operation)-[:RUN_BY]->(:Operator)
    EDGE = Edge("RUN_BY", Noun.OPERATION, Noun.OPERATOR, "source")
    ended_at: datetime | None = None


FACTS: dict[str, type[Fact]] = {
    "receipt": Receipt,
    "consumption": Consumption,
    "production": Production,
    "shipment": Shipment,
    "arrival": Arrival,
    "return": Return,
    "move": Move,
    "disposal": Disposal,
    "stock_gain": StockGain,
    "stock_count": StockCount,
    "hold": Hold,
    "release": Release,
    "packing": Packing,
    "unpacking": Unpacking,
    "nesting": Nesting,
    "unnesting": Unnesting,
    "container_emptying": ContainerEmptying,
    "container_shipment": ContainerShipment,
    "container_arrival": ContainerArrival,
    "measurement": Measurement,
    "process_value": ProcessValue,
    "equipment_use": EquipmentUse,
    "cleaning": Cleaning,
    "maintenance": Maintenance,
    "operator_assignment": OperatorAssignment,
}
"""Every kind of fact by the word that profiles and fact keys use for it."""

WORDS: dict[type[Fact], str] = {kind: word for word, kind in FACTS.items()}
"""The word for each kind of fact."""


def kind_of_key(key: str) -> type[Fact]:
    """The kind of the fact with this key, which names it."""
    return FACTS[key.split("|", 2)[1]]


COMMON_FIELDS = tuple(field.name for field in fields(Fact))
"""The fields that every fact has; the others belong to its kind."""


_OWN_FIELDS = {
    kind: tuple(field.name for field in fields(kind) if field.name not in COMMON_FIELDS)
    for kind in FACTS.values()
}


def own_fields(kind: type[Fact]) -> tuple[str, ...]:
    """The fields of a kind of fact beyond those that all have."""
    return _OWN_FIELDS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Properties of one node, each the latest that any source has stated."""

    noun: Noun
    id: str
    properties: dict[str, str | float]
    changed_at: datetime | None = None
    stated_at: datetime | None = None


DESCRIBED: dict[Noun, tuple[str, ...]] = {
    Noun.BATCH: (
        "name",
        "code",
        "kind",
        "made_at",
        "expires_on",
        "stated_quantity",
        "unit",
        "status",
    ),
    Noun.MATERIAL: ("name", "kind", "unit"),
    Noun.OPERATION: (
        "kind",
        "order",
        "step",
        "site",
        "line",
        "recipe",
        "started_at",
        "ended_at",
    ),
    Noun.EQUIPMENT: ("name", "kind", "site"),
    Noun.OPERATOR: ("name",),
    Noun.SUPPLIER: ("name", "contact", "address", "kind"),
    Noun.CUSTOMER: ("name", "contact", "address", "kind"),
    Noun.LOCATION: ("name", "kind", "site"),
    Noun.CONTAINER: ("name", "kind"),
}
"""The properties that can be described, for each noun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """A fact never happened (a reversed posting, a withdrawn event).

    `key` and `kind` name the fact, `source` and `target` where it is expected. It may be
    stated before the fact itself: then it waits.
    """

    key: str
    kind: type[Fact]
    source: str
    target: str
    reason: str

    @property
    def anchor(self) -> str:
        """The id at the end where the fact is looked up."""
        return self.source if self.kind.EDGE.anchor == "source" else self.target


Statement = Fact | Description | Void
"""Anything that a row can state."""
