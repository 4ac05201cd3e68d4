"""What an EPCIS event says of material: made, used, packed, delivered, counted, destroyed.

Pure: an event in, its statements out, or the reason why it states none.

- *Transformation*: an operation of kind `make` that consumed its inputs and produced its
  outputs. Events with one transformation id are one operation.
- *Object event with ADD* (commissioning, a catch, a harvest): the batch begins there. It is told
  as supplied by the source of the event, else by its place, not as made by an operation: nobody
  says that inputs were left out, and the trace ends at whoever gave it its number.
- *Deliveries* (shipping, receiving, and steps of one's own with a destination): see
  deliveries.py.
- *Aggregation*: packed and unpacked, whatever identifies the parent. An observation tells that
  something was inside, so it is a packing without a quantity. A DELETE that names no children
  takes all of them out: the place of the event, or a place that is not known, emptied it.
- *Destroyed*: a disposal. A number that was merely taken out of use (decommissioned) is no loss.
- *Association*: no containment and no flow; what its sensors tell is kept.
- *Error declaration*: the facts of the event are void.

(GS1 EPCIS 2.0, sections 7.4 and 7.6; CBV 2.0, section 7.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from genealogy.facts import (
    Consumption,
    ContainerEmptying,
    Description,
    Disposal,
    Fact,
    Measurement,
    Nesting,
    Packing,
    Production,
    Receipt,
    Statement,
    StockCount,
    Unnesting,
    Unpacking,
    Void,
)
from genealogy.identity import joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from loaders.formats.epcis.deliveries import (
    BY_OWNER,
    COMING,
    COUNTING,
    LEAVING,
    NOT_SHIPPED,
    by_delivery,
    deliveries,
    parents,
    parties,
    places,
)
from loaders.formats.epcis.event import Event
from loaders.formats.epcis.facts import (
    SOURCE,
    Keys,
    Lot,
    containers_of,
    descriptions,
    lots_of,
    material_of,
    process_values,
    readings,
)
from loaders.formats.gs1 import identify, place_id
from loaders.part import Outcome, Skipped
from loaders.values import RowRejected

DESTROYED = frozenset({"destroyed", "disposed"})
_NO_PLACE = "unknown"


def outcome(event: Event) -> Outcome:
    """What the event states, or why it states nothing. Raises RowRejected."""
    keys = Keys(event)
    stated = list(_STATES[event.type](keys))
    if event.withdrawn is not None:
        stated = list(_voids(event, stated))
    return tuple(stated) or Skipped(_why_nothing(event))


def _transformation(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    used, made = material_of(event.inputs), material_of(event.outputs)
    if not used and not made:
        return
    operation_id = _operation_id(event)
    properties: dict[str, str | float] = {
        "kind": "make",
        "started_at": utc_text(event.at),
        "ended_at": utc_text(event.at),
    }
    if event.step:
        properties["step"] = event.step
    if event.place:
        properties["site"] = place_id(event.place)
    yield Description(noun=Noun.OPERATION, id=operation_id, properties=properties)
    for lot in used:
        common = keys.common(Consumption, lot.id)
        yield Consumption(**common, source=lot.id, target=operation_id, **lot.amount)
    for lot in made:
        common = keys.common(Production, lot.id)
        yield Production(**common, source=operation_id, target=lot.id, **lot.amount)
    yield from descriptions(event, made, made=False)
    yield from process_values(keys, operation_id)


def _operation_id(event: Event) -> str:
    if event.transformation:
        thing = identify(event.transformation)
        return joined(SOURCE, "transformation", thing.container_id)
    return joined(SOURCE, event.key)


def _object(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    lots = lots_of(event.objects)
    if event.action == "ADD":
        yield from _beginnings(keys, lots)
        yield from descriptions(event, lots, made=True)
    elif event.ilmd:
        yield from descriptions(event, lots, made=False)
    if event.step == "destroying" or event.disposition in DESTROYED:
        for lot in lots:
            common = keys.common(Disposal, lot.id)
            reason = event.disposition or event.step
            yield Disposal(**common, source=lot.id, target="scrap", reason=reason, **lot.amount)
    elif event.step in COUNTING and event.place:
        yield from _counts(keys, lots)
    else:
        yield from deliveries(keys, lots, containers_of(event.objects))
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _beginnings(keys: Keys, lots: Iterable[Lot]) -> Iterator[Fact]:
    event = keys.event
    for supplier in [*parties(event.sources, BY_OWNER), *places(event)][:1]:
        for lot in lots:
            common = keys.common(Receipt, lot.id)
            yield Receipt(**common, source=supplier, target=lot.id, **lot.amount)


def _counts(keys: Keys, lots: Iterable[Lot]) -> Iterator[Fact]:
    event = keys.event
    for lot in lots:
        common = by_delivery(keys.common(StockCount, lot.id), event)
        location = place_id(event.place)
        status = event.disposition or None
        yield StockCount(**common, source=lot.id, target=location, status=status, **lot.amount)


def _transaction(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    lots = lots_of(event.objects)
    if event.action != "DELETE":  # else they no longer belong to the transaction
        yield from deliveries(keys, lots, [*parents(event), *containers_of(event.objects)])
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _aggregation(keys: Keys) -> Iterator[Statement]:
    event = keys.event
    if not event.parent and event.action != "OBSERVE":
        raise RowRejected(
            "parentID", "", f"is missing, and an aggregation to {event.action} has it"
        )
    lots, inner = lots_of(event.objects), containers_of(event.objects)
    for outer in parents(event):
        if event.action == "DELETE" and not event.objects:
            common = keys.common(ContainerEmptying, outer)
            place = next(iter(places(event)), _NO_PLACE)
            yield ContainerEmptying(**common, source=place, target=outer)
        yield from _contents(keys, outer, lots, inner)
    yield from deliveries(keys, lots, [*parents(event), *inner])
    yield from readings(keys, Measurement, (lot.id for lot in lots))


def _contents(keys: Keys, outer: str, lots: Iterable[Lot], inner: Iterable[str]) -> Iterator[Fact]:
    action = keys.event.action
    packing: type[Packing | Unpacking] = Unpacking if action == "DELETE" else Packing
    nesting: type[Nesting | Unnesting] = Unnesting if action == "DELETE" else Nesting
    seen: set[str] = set()
    for lot in lots:
        if action != "OBSERVE":
            common = keys.common(packing, lot.id)
            yield packing(**common, source=lot.id, target=outer, **lot.amount)
        elif lot.id not in seen:
            seen.add(lot.id)
            yield packing(**keys.common(packing, lot.id), source=lot.id, target=outer)
    for container_id in inner:
        common = keys.common(nesting, container_id)
        yield nesting(**common, source=container_id, target=outer)


def _association(keys: Keys) -> Iterator[Statement]:
    lots = lots_of(keys.event.objects)
    yield from readings(keys, Measurement, (lot.id for lot in lots))


_STATES: dict[str, Callable[[Keys], Iterator[Statement]]] = {
    "ObjectEvent": _object,
    "AggregationEvent": _aggregation,
    "TransactionEvent": _transaction,
    "TransformationEvent": _transformation,
    "AssociationEvent": _association,
}


def _voids(event: Event, stated: Iterable[Statement]) -> Iterator[Void]:
    withdrawn = event.withdrawn
    assert withdrawn is not None
    reason = f"declared in error: {withdrawn.reason or 'no reason given'}"
    if withdrawn.corrective:
        reason += f"; corrected by {', '.join(withdrawn.corrective)}"
    for fact in stated:
        if isinstance(fact, Fact):
            yield Void(
                key=fact.key, kind=type(fact), source=fact.source, target=fact.target, reason=reason
            )


def _why_nothing(event: Event) -> str:
    """The reason for which an event states nothing."""
    if event.type == "AssociationEvent":
        return "an association is no containment and no flow"
    if not (lots_of(event.objects) or containers_of(event.objects) or parents(event)):
        return "names no batch and no container, at most classes without a lot"
    return f"{event.step or 'no business step'}: {_what_is_missing(event)}"


def _what_is_missing(event: Event) -> str:
    if event.step in LEAVING | {NOT_SHIPPED} and not event.destinations:
        return "the event does not tell to whom"
    if event.step in COMING | COUNTING and not places(event):
        return "the event does not tell where"
    if event.step in COUNTING | {"destroying", NOT_SHIPPED} or event.disposition in DESTROYED:
        return "what is in the container, the event does not tell"
    return f"no material flows ({event.action})"
