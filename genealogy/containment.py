"""What was in a container when it left: its shipment is a shipment of that.

Material never flows through a container: it is used again, and its old content has nothing to do
with the new. What was inside is found by replaying its facts in the order of time; at one time
packing comes before leaving, and leaving before unpacking. A batch is inside until it is
unpacked (a stated quantity reduces it, none takes it out whole), an inner container until it is
taken out of the outer one, and all of it until the container is emptied: what is in an inner one
stays in that. What has left with its container is out as soon as something is packed into that
container again, whether or not anyone recorded the unpacking.

Where records cannot tell, nothing is left out, but it is only possible:

- A container leaves again, nothing packed since, from elsewhere than where it was delivered.
- It was packed anew, and goes on from where it had been delivered: the old may be beneath.
- It left before anything was packed, and was packed within a day (a date without its hour).
- It left without a time: all that was ever packed into it.
- Something was packed without a time, so at any, into a container that left more than once, was
  emptied before it left, or of which other packings have times.
- Something was taken out, or the container emptied, without a time.

(GS1 SSCC; EPCIS 2.0 AggregationEvent.)
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from genealogy.graph import Movement
from genealogy.handling import (
    CONTAINER,
    Departure,
    Handling,
    Item,
    in_order,
    order_of,
    stated_of_batches,
    told_once,
)
from genealogy.units import convert
from genealogy.walk import BATCH

_Amount = tuple[Decimal | None, str | None]
_UNKNOWN: _Amount = (None, None)
_MAYBE, _LEFT, _CERTAIN = range(3)  # it may have left; it has; with its content still in it


def container_shipments(
    handlings: Sequence[Handling], departures: Sequence[Departure], movements: Iterable[Movement]
) -> list[Movement]:
    """What customers got of each batch in containers, one movement a batch and departure.

    `movements` are what is stated of the batches themselves. A shipment of a batch that names
    the same document, or the same use of a container, is that delivery and stands for it; where
    it names another customer both stay, and the container's is only possible.
    Linear, besides sorting, in the facts and the movements found.
    """
    stated = [each for each in movements if each.certain]
    left = [*told_once(departures), *stated_of_batches(stated)]
    replay = _Replay(sorted(handlings, key=order_of))
    for each, as_stated in in_order(handlings, left):
        if isinstance(each, Departure):
            replay.leave(each, _CERTAIN if as_stated else _LEFT)
        elif each.out:
            replay.take_out(each)
        else:
            replay.pack(each)
    untimed = [each for each in left if each.occurred_at is None]
    replay.leave_at_some_time(sorted(untimed, key=lambda each: each.fact_key), handlings)
    replay.tell(stated)
    return replay.deliveries()


@dataclass(slots=True, eq=False)
class _Use:
    """A container from its first packing until it is packed again after it has left."""

    content: dict[Item, _Amount] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    left: bool = False
    doubtful: bool = False
    untimed: bool = False
    delivered: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)

    def fits(self, departure: Departure) -> bool:
        """Whether it can leave so with its content in it: for the first time, the same told
        again, or on from where it was delivered."""
        return not self.customers or bool({departure.customer_id, departure.site} & self.customers)


@dataclass(slots=True)
class _Box:
    """A container: its present use, and what else may be in it."""

    use: _Use = field(default_factory=_Use)
    anytime: dict[Item, None] = field(default_factory=dict)
    untimed: dict[Item, None] = field(default_factory=dict)
    out_anytime: set[Item] = field(default_factory=set)
    emptied_anytime: bool = False
    earlier: dict[Item, None] = field(default_factory=dict)
    earlier_at: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """A new use. What has left is out, unless the container goes on from where that is."""
        if self.use.left:
            self.earlier |= dict.fromkeys(self.use.content)
            self.earlier_at |= self.use.customers
        else:
            self.anytime |= dict.fromkeys(self.use.content)
        self.use = _Use()

    def goes_on(self, departure: Departure) -> bool:
        """Whether the content of earlier uses may go along."""
        return bool(self.use.customers) or departure.site in self.earlier_at

    def items(self, departure: Departure) -> Iterator[tuple[Item, _Amount, bool]]:
        """What is or may be inside, how much, and whether it surely is."""
        content = self.use.content
        for item, amount in content.items():
            yield item, amount, not (self.emptied_anytime or item in self.out_anytime)
        others = self.anytime | self.earlier if self.goes_on(departure) else self.anytime
        for item in others:
            if item not in content:
                yield item, _UNKNOWN, False

    def remove(self, item: Item) -> None:
        """It is inside no more, at whatever time it was packed."""
        for inside in (self.use.content, self.anytime, self.untimed, self.earlier):
            inside.pop(item, None)

    def empty(self) -> None:
        """Nothing is inside, but for what was packed nobody knows when: maybe only since."""
        self.use.content.clear()
        self.earlier.clear()
        self.anytime = dict(self.untimed)

    def leave(self, departure: Departure, level: int) -> None:
        """Notes that it left, or maybe did."""
        if not self.goes_on(departure):
            self.earlier, self.earlier_at = {}, set()
        self.use.doubtful |= not self.use.fits(departure)
        self.use.customers.add(departure.customer_id)
        self.use.left |= level >= _LEFT


class _Replay:
    """All containers, as they are at one time after the other, and what was delivered in them."""

    def __init__(self, handlings: Sequence[Handling]) -> None:
        self._boxes: defaultdict[str, _Box] = defaultdict(_Box)
        self._found: list[tuple[Movement, _Use | None, str]] = []
        self._told: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
        self._pack_untimed(handlings)

    def _pack_untimed(self, handlings: Sequence[Handling]) -> None:
        timed = {each.container_id for each in handlings if not each.out and each.occurred_at}
        for each in handlings:
            if each.occurred_at is not None:
                continue
            box = self._boxes[each.container_id]
            if each.item is None:
                box.emptied_anytime |= each.out
            elif each.out:
                box.out_anytime.add(each.item)
            else:
                box.untimed[each.item] = None
                if each.container_id in timed:
                    box.anytime[each.item] = None
                else:
                    self.pack(each)
                    box.use.untimed = True

    def pack(self, each: Handling) -> None:
        """Puts it in. What has left with the container before is out."""
        box = self._boxes[each.container_id]
        if box.use.customers:
            box.begin()
        if each.item is not None:
            before = box.use.content.get(each.item)
            box.use.content[each.item] = _sum(before, each, 1)

    def take_out(self, each: Handling) -> None:
        """Takes it out: all of it, unless a smaller quantity is stated; without an item, all."""
        box = self._boxes[each.container_id]
        if each.item is None:
            box.empty()
        elif each.quantity is None:
            box.remove(each.item)
        elif each.item in box.use.content:
            rest = _sum(box.use.content.pop(each.item), each, -1)
            if rest[0] is None or rest[0] > 0:
                box.use.content[each.item] = rest

    def leave(self, departure: Departure, level: int) -> None:
        """Delivers all that is or may be inside, or notes what a shipment says of it already."""
        unseen = set(departure.batch_ids)
        for container_id, reached in self._reached(departure, level).items():
            box = self._boxes[container_id]
            for (kind, id_), amount, sure in box.items(departure):
                if kind == BATCH and not departure.batch_ids:
                    certain = sure and reached == _CERTAIN
                    self._deliver(id_, amount, departure, container_id, certain=certain)
                elif kind == BATCH and id_ in departure.batch_ids:
                    self._told[id_, box.use].add(departure.customer_id)
                    unseen.discard(id_)
            box.leave(departure, reached)
        for batch_id in unseen:
            self._told[batch_id, CONTAINER, departure.container_id].add(departure.customer_id)

    def _reached(self, departure: Departure, level: int) -> dict[str, int]:
        """The containers that left, each with how surely. Each is gone through at most once a
        level, so a container that is nested in itself comes to an end."""
        found: dict[str, int] = {}
        waiting = deque([(departure.container_id, level)])
        while waiting:
            container_id, reached = waiting.popleft()
            box = self._boxes[container_id]
            if box.use.doubtful or not box.use.fits(departure):
                reached = min(reached, _LEFT)
            if found.get(container_id, -1) >= reached:
                continue
            found[container_id] = reached
            for (kind, inner), _, sure in box.items(departure):
                if kind == CONTAINER:
                    # Inside at any time: then also what is in it is, as far as this one tells.
                    self._boxes[inner].use.untimed |= box.use.untimed
                    waiting.append((inner, reached if sure else _MAYBE))
        return found

    def _deliver(
        self, batch_id: str, amount: _Amount, departure: Departure, inner: str, *, certain: bool
    ) -> None:
        use = self._boxes[inner].use
        documents = use.delivered.setdefault((batch_id, departure.customer_id), set())
        if documents and (departure.arrived or departure.document in documents):
            return
        found = _movement(batch_id, amount, departure, certain=certain and not documents)
        documents.add(departure.document)
        self._found.append((found, use, inner))

    def leave_at_some_time(
        self, departures: Iterable[Departure], handlings: Iterable[Handling]
    ) -> None:
        """Delivers, as possible, all that was ever packed, where nobody says when it left."""
        ever: defaultdict[str, dict[Item, None]] = defaultdict(dict)
        for each in handlings:
            if each.item is not None and not each.out:
                ever[each.container_id][each.item] = None
        known = {(each.batch_id, each.other, each.document) for each, _, _ in self._found}
        reached = {(batch_id, customer_id) for batch_id, customer_id, _ in known}
        for departure in departures:
            for container_id, batch_id in _all_inside(departure.container_id, ever):
                delivery = (batch_id, departure.customer_id, departure.document)
                again = departure.arrived and delivery[:2] in reached
                if delivery not in known and not again:
                    found = _movement(batch_id, _UNKNOWN, departure, certain=False)
                    self._found.append((found, None, container_id))
                    known.add(delivery)

    def tell(self, stated: Iterable[Movement]) -> None:
        """Notes which deliveries are stated of the batches themselves."""
        for each in stated:
            if each.type in ("SHIPPED_TO", "RECEIVED_BY"):
                self._told[_document(each)].add(each.other)
            if each.type == "SHIPPED_TO" and each.container and each.occurred_at is None:
                self._told[each.batch_id, CONTAINER, each.container].add(each.other)

    def deliveries(self) -> list[Movement]:
        """What was found, but for what is stated of the batches themselves."""
        merged: dict[Movement, Movement] = {}
        for each, use, inner in self._found:
            keys = (
                (each.batch_id, use),
                (each.batch_id, CONTAINER, inner),
                (each.batch_id, CONTAINER, each.container),
                _document(each),
            )
            told = set[str]().union(*(self._told.get(key, ()) for key in keys))
            if each.other not in told:
                in_doubt = use is not None and use.untimed and use.doubtful
                elsewhere = bool(told) and each.site not in told
                found = each._replace(certain=each.certain and not (in_doubt or elsewhere))
                key = each._replace(certain=True, quantity=None, unit=None)
                merged[key] = _merged(merged.get(key), found)
        return list(merged.values())


def _merged(before: Movement | None, each: Movement) -> Movement:
    """What left of one batch at once in several inner containers; the certain part, if any."""
    if before is None or each.certain > before.certain:
        return each
    if before.certain > each.certain:
        return before
    amount, unit = _sum((before.quantity, before.unit), each, 1)
    return before._replace(quantity=amount, unit=unit)


def _all_inside(container_id: str, ever: dict[str, dict[Item, None]]) -> Iterator[tuple[str, str]]:
    """Every container that was ever in this one, with every batch that was ever in that."""
    waiting, seen = [container_id], {container_id}
    while waiting:
        here = waiting.pop()
        for kind, id_ in ever.get(here, ()):
            if kind == BATCH:
                yield here, id_
            elif id_ not in seen:
                seen.add(id_)
                waiting.append(id_)


def _sum(before: _Amount | None, each: Handling | Movement, sign: int) -> _Amount:
    """The amount with this more or less; unknown where either is, or where units are unlike."""
    if before is None:
        return (each.quantity, each.unit)
    amount, unit = before
    if amount is None or each.quantity is None:
        return (None, unit)
    more = convert(each.quantity, each.unit or "", unit or "")
    return (None if more is None else amount + sign * more, unit)


def _document(each: Movement) -> tuple[object, ...]:
    """By what a delivery of a batch is known: its document, or its very time without one."""
    if each.document:
        return (each.batch_id, "document", each.document)
    return (each.batch_id, "time", each.occurred_at)


def _movement(batch_id: str, amount: _Amount, departure: Departure, *, certain: bool) -> Movement:
    return Movement(
        type="RECEIVED_BY" if departure.arrived else "SHIPPED_TO",
        certain=certain,
        batch_id=batch_id,
        other=departure.customer_id,
        quantity=amount[0],
        at_most=None,
        unit=amount[1] or None,
        occurred_at=departure.occurred_at,
        document=departure.document,
        site=departure.site,
        status=None,
        reason=None,
        container=departure.container_id,
        pending_lot=None,
        fact_key=departure.fact_key,
    )
