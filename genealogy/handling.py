"""What was packed into containers and taken out, and when they left: in the order of time.

(GS1 SSCC; EPCIS 2.0 AggregationEvent and ObjectEvent.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from genealogy.graph import Movement
from genealogy.times import moment

CONTAINER = "container"
Item = tuple[str, str]
"""What can be in a container, a batch or another container, and its id."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Handling:
    """Something was packed into a container, or taken `out` of it.

    `item` is None where what was packed is no part of the answer, so that only the time matters,
    and where all that was inside was taken out.
    """

    container_id: str
    item: Item | None
    out: bool = False
    quantity: Decimal | None = None
    unit: str | None = None
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """A container left for a customer, or by the customer's own record has arrived.

    `batch_ids` are those that shipments of batches name as being in it: what is stated of them
    already, so that it is no delivery more.
    """

    container_id: str
    customer_id: str
    arrived: bool
    occurred_at: str | None
    document: str | None
    site: str | None
    fact_key: str
    batch_ids: frozenset[str] = frozenset()


def told_once(departures: Sequence[Departure]) -> list[Departure]:
    """The departures without those arrivals of which a shipment names the same document."""
    shipped = {
        (each.container_id, each.customer_id, each.document)
        for each in departures
        if each.document and not each.arrived
    }
    return [
        each
        for each in departures
        if not each.arrived or (each.container_id, each.customer_id, each.document) not in shipped
    ]


def stated_of_batches(movements: Iterable[Movement]) -> Iterator[Departure]:
    """The departures of containers that certain shipments of batches name: they left with them.

    The lines of one document and day are one departure, at the time of the last.
    """
    lines: dict[tuple[str, str, str | None, str], list[Movement]] = {}
    for each in movements:
        if each.type == "SHIPPED_TO" and each.certain and each.container and each.occurred_at:
            key = (each.container, each.other, each.document, each.occurred_at[:10])
            lines.setdefault(key, []).append(each)
    for (container_id, customer_id, document, _), its in lines.items():
        last = max(its, key=lambda each: (moment(each.occurred_at or ""), each.fact_key))
        yield Departure(
            container_id,
            customer_id,
            arrived=False,
            occurred_at=last.occurred_at,
            document=document,
            site=last.site,
            fact_key=last.fact_key,
            batch_ids=frozenset(each.batch_id for each in its),
        )


Event = tuple[Handling | Departure, bool]
"""A handling or a departure; of a departure, whether it is as stated, or only may have been."""

_Order = tuple[datetime, int, bool, str, str, str, str, Decimal]


def in_order(handlings: Sequence[Handling], departures: Iterable[Departure]) -> list[Event]:
    """All that has a time, in its order: at one time what was packed comes first, then what
    left, then what was taken out."""
    events: list[tuple[_Order, Event]] = [
        (order_of(each), (each, True)) for each in handlings if each.occurred_at
    ]
    timed = [each for each in departures if each.occurred_at]
    customers = {each.customer_id for each in timed}
    packed = _packed(handlings)
    by_container: defaultdict[str, list[Departure]] = defaultdict(list)
    for each in timed:
        by_container[each.container_id].append(each)
    for container_id, its in by_container.items():
        for departure, at, as_stated in _departed(its, packed.get(container_id, [])):
            # At one time, what leaves from a customer comes after what was delivered there.
            onward = departure.site in customers
            words = (container_id, departure.customer_id, departure.document or "")
            order = (at, 1 + departure.arrived, onward, *words, departure.fact_key, Decimal(0))
            events.append((order, (departure, as_stated)))
    events.sort(key=lambda each: each[0])
    return [event for _, event in events]


def order_of(each: Handling) -> _Order:
    """Its place among others, whatever order they are found in; without a time before all."""
    at = moment(each.occurred_at) if each.occurred_at else _BEFORE_ALL
    kind, id_ = each.item or ("", "")
    size = Decimal(-1) if each.quantity is None else each.quantity
    return (at, 3 if each.out else 0, False, each.container_id, kind, id_, each.unit or "", size)


def _packed(handlings: Iterable[Handling]) -> dict[str, list[datetime]]:
    """When something was packed into each container, in order; at no time is before all."""
    packed: dict[str, list[datetime]] = {}
    for each in handlings:
        if not each.out:
            at = moment(each.occurred_at) if each.occurred_at else _BEFORE_ALL
            packed.setdefault(each.container_id, []).append(at)
    return {container_id: sorted(times) for container_id, times in packed.items()}


def _departed(
    departures: Iterable[Departure], packed: Sequence[datetime]
) -> Iterator[tuple[Departure, datetime, bool]]:
    """When one container left each time, and whether that is as stated.

    Where nothing packed since it last left explains that it left, it may have left with what
    was packed within a day after: a date stands for its midnight, and clocks differ.
    """
    timed = sorted(
        ((moment(each.occurred_at), each) for each in departures if each.occurred_at),
        key=lambda pair: (pair[0], pair[1].arrived, pair[1].fact_key),
    )
    times = [at for at, _ in timed]
    claimed, told = 0, _Told()
    for at, each in timed:
        yield each, at, True
        before = bisect_right(packed, at)
        if before > claimed:
            claimed, told = before, _Told()
        elif not told.explains(each):
            later = bisect_right(times, at)
            end = bisect_right(packed, at + _A_DAY)
            if later < len(times):
                end = min(end, bisect_left(packed, times[later]))
            if end > before:
                yield each, packed[end - 1], False
                claimed = end
        told.add(each)


class _Told:
    """The departures of a container since something was packed into it."""

    def __init__(self) -> None:
        self._customers: set[str | None] = set()
        self._shipped: set[str] = set()
        self._documents: set[tuple[str, str]] = set()

    def add(self, each: Departure) -> None:
        """One more."""
        self._customers.add(each.customer_id)
        if not each.arrived:
            self._shipped.add(each.customer_id)
        if each.document:
            self._documents.add((each.customer_id, each.document))

    def explains(self, each: Departure) -> bool:
        """Whether it is one of them told again, or goes on from where one of them led."""
        if each.arrived and each.customer_id in self._shipped:
            return True
        return (
            each.site in self._customers
            or (each.customer_id, each.document or "") in self._documents
        )
