"""The mass balance of a batch: what came in, what went out, what is on hand, what is missing.

    opening + received + produced + returned + gained
        = consumed + shipped + disposed + on hand + unexplained

Only what is certain counts. Quantities of one dimension are converted to the batch's unit;
where a quantity was not stated, or units are unlike, the balance says that it is unchecked.
A gain counts, since what was found can be used; it is no origin, since nobody says whence.
(Mass balance as in ISO 22005 and GMP reconciliation; decimal arithmetic, no rounding.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from genealogy.graph import Genealogy, Link, Movement, by_batch, in_process
from genealogy.times import moment
from genealogy.units import convert

OPENING_STOCK = "own/opening stock"
"""The supplier of what was there when a system was taken into use."""

_ZERO = Decimal(0)
_PARTS = {"sample": "sampled", "returned to supplier": "returned_to_supplier"}
_SUMS = (
    *("opening", "received", "produced", "returned", "gained", "consumed", "shipped", "disposed"),
    *_PARTS.values(),
    "in_process",
)
_UNTOLD = datetime.min.replace(tzinfo=UTC)


class Balance(NamedTuple):
    """One batch's balance, in `unit`. `checked` is False where quantities are missing.

    Of what was disposed of, `sampled` and `returned_to_supplier` are told apart, of what was
    consumed what is `in_process`: operations that have made nothing yet hold it. `unstated` are
    the sums, or these parts of them, that miss a quantity.
    """

    batch_id: str
    unit: str
    received: Decimal
    produced: Decimal
    returned: Decimal
    gained: Decimal
    consumed: Decimal
    shipped: Decimal
    disposed: Decimal
    on_hand: Decimal
    checked: bool
    opening: Decimal = _ZERO
    sampled: Decimal = _ZERO
    returned_to_supplier: Decimal = _ZERO
    in_process: Decimal = _ZERO
    unstated: frozenset[str] = frozenset()

    @property
    def came(self) -> Decimal:
        """All that came in."""
        return self.opening + self.received + self.produced + self.returned + self.gained

    @property
    def left(self) -> Decimal:
        """All that went out or is on hand: what there must have been of it."""
        return self.consumed + self.shipped + self.disposed + self.on_hand

    @property
    def unexplained(self) -> Decimal:
        """What came in and is nowhere; negative where more went out than came in."""
        return self.came - self.left

    def allowed(self, tolerance: Decimal) -> Decimal:
        """So much may stay unexplained: this share of what moved."""
        return tolerance * max(self.came, self.left)

    def exceeds(self, tolerance: Decimal) -> bool:
        """Whether more is unexplained than this share of what moved."""
        return self.checked and abs(self.unexplained) > self.allowed(tolerance)


class Flow(NamedTuple):
    """One flow into or out of a batch, or `times` equal ones. `sign` is +1 for what comes in.

    `part` names what its word holds besides: samples are disposed of, too.
    """

    word: str
    sign: int
    quantity: Decimal | None
    unit: str | None
    occurred_at: str | None
    times: int = 1
    part: str | None = None


def deliveries(genealogy: Genealogy) -> list[Movement]:
    """What reached customers, each delivery once.

    A shipment and the customer's own record of its arrival are one delivery, told by the
    document that both name; an arrival that no shipment tells of is a delivery too.
    """
    shipped = list(genealogy.of_type("SHIPPED_TO"))
    known = {(each.batch_id, each.other, each.document, each.certain) for each in shipped}
    arrived = [
        each
        for each in genealogy.of_type("RECEIVED_BY")
        if (each.batch_id, each.other, each.document, each.certain) not in known
    ]
    return shipped + arrived


def balances(genealogy: Genealogy) -> dict[str, Balance]:
    """The balance of every batch of the answer."""
    flows: dict[str, list[Flow]] = {}
    for batch_id, flow in flows_of(genealogy):
        flows.setdefault(batch_id, []).append(flow)
    counts = by_batch(each for each in genealogy.of_type("COUNTED"))
    return {
        batch_id: _balance(batch_id, flows.get(batch_id, []), counts.get(batch_id, []))
        for batch_id in genealogy.batches
    }


def on_hand(genealogy: Genealogy) -> list[Movement]:
    """The rows of the latest stock count that names each batch."""
    latest = []
    for counts in by_batch(genealogy.of_type("COUNTED")).values():
        latest += latest_count(counts)
    return latest


def flows_of(genealogy: Genealogy) -> Iterator[tuple[str, Flow]]:
    """Every certain flow into and out of a batch, with the batch."""
    moved = deliveries(genealogy)
    holders = _holders(moved)
    for link in genealogy.produced:
        if link.certain:
            yield link.batch_id, _flow_of(link, "produced", 1)
    for use in genealogy.uses:
        if use.certain and use.site not in holders.get(use.batch_id, ()):
            sign = 1 if use.returned else -1
            part = "in_process" if use.in_process else None
            flow = Flow("consumed", sign, use.quantity, use.unit, use.occurred_at, use.times, part)
            yield use.batch_id, flow
    waiting = set(in_process(genealogy))
    for link in genealogy.consumed:
        if link.batch_id in genealogy.summed:
            continue
        operation = genealogy.operations.get(link.operation_id)
        site = operation.site if operation else None
        if link.certain and site not in holders.get(link.batch_id, ()):
            part = "in_process" if link.operation_id in waiting else None
            sign = 1 if link.role == "return" else -1
            yield link.batch_id, _flow_of(link, "consumed", sign, part)
    for each in moved:
        # What a customer passes on is no second outflow: it left here when it was shipped.
        if each.certain and each.site not in holders.get(each.batch_id, ()):
            yield each.batch_id, _flow_of(each, "shipped", -1)
    for each in genealogy.of_type("SUPPLIED"):
        word = "opening" if each.other == OPENING_STOCK else "received"
        yield each.batch_id, _flow_of(each, word, 1)
    for word, type_, sign in (
        ("returned", "RETURNED", 1),
        ("gained", "GAINED", 1),
        ("disposed", "DISPOSED", -1),
    ):
        for each in genealogy.of_type(type_):
            yield each.batch_id, _flow_of(each, word, sign, _PARTS.get(each.other))


def _holders(moved: Iterable[Movement]) -> dict[str, set[str]]:
    """Who outside holds some of each batch."""
    holders: dict[str, set[str]] = {}
    for each in moved:
        holders.setdefault(each.batch_id, set()).add(each.other)
    return holders


def _flow_of(each: Link | Movement, word: str, sign: int, part: str | None = None) -> Flow:
    return Flow(word, sign, each.quantity, each.unit, each.occurred_at, 1, part)


def _balance(batch_id: str, flows: list[Flow], counts: list[Movement]) -> Balance:
    unit = main_unit(flows, counts)
    sums = dict.fromkeys(_SUMS, _ZERO)
    unstated: list[Flow] = []
    for flow in flows:
        amount = in_unit(flow.quantity, flow.unit, unit)
        if amount is None:
            unstated.append(flow)
            continue
        if flow.word == "consumed" and flow.sign > 0:
            amount = -amount
        sums[flow.word] += amount
        if flow.part:
            sums[flow.part] += amount
    latest = latest_count(counts)
    on_hand = _ZERO
    missing = {flow.part or flow.word for flow in unstated}
    for count in latest:
        amount = in_unit(count.quantity, count.unit, unit)
        if amount is None:
            missing.add("on_hand")
        on_hand += amount or _ZERO
    counted_at = max(map(_time_of, latest), default=_UNTOLD)
    if counted_at != _UNTOLD:
        # What went out beyond all that was there is unexplained: no stock is below nothing.
        on_hand = max(on_hand + _moved_since(counted_at, flows, unit), _ZERO)
        if any(each.occurred_at and moment(each.occurred_at) > counted_at for each in unstated):
            missing.add("on_hand")
    return Balance(
        batch_id,
        unit,
        on_hand=on_hand,
        checked=bool(flows) and not missing,
        unstated=frozenset(missing),
        **sums,
    )


def latest_count(counts: list[Movement]) -> list[Movement]:
    """The rows of the latest count: those of its document, or of its very time without one."""
    if not counts:
        return []
    last = max(counts, key=lambda each: (_time_of(each), each.document or ""))
    if last.document:
        return [each for each in counts if each.document == last.document]
    return [each for each in counts if each.occurred_at == last.occurred_at]


def counted_at(counts: Iterable[Movement]) -> str | None:
    """When the latest count was, from which on movements change what it found."""
    times = [each.occurred_at for each in latest_count(list(counts)) if each.occurred_at]
    return max(times, key=moment, default=None)


def _time_of(count: Movement) -> datetime:
    return moment(count.occurred_at) if count.occurred_at else _UNTOLD


def _moved_since(counted_at: datetime, flows: list[Flow], unit: str) -> Decimal:
    """How much came in, less what went out, after the count."""
    return sum(
        (
            flow.sign * (in_unit(flow.quantity, flow.unit, unit) or _ZERO)
            for flow in flows
            if flow.occurred_at and moment(flow.occurred_at) > counted_at
        ),
        _ZERO,
    )


def main_unit(flows: list[Flow], counts: list[Movement]) -> str:
    """The unit that most of them are stated in."""
    stated = {flow.unit for flow in flows} | {count.unit for count in counts}
    if len(stated) == 1:
        return stated.pop() or ""
    units = Counter(count.unit for count in counts if count.unit)
    for flow in flows:
        if flow.unit:
            units[flow.unit] += flow.times
    return min(units, key=lambda unit: (-units[unit], unit), default="")


def in_unit(quantity: Decimal | None, unit: str | None, wanted: str) -> Decimal | None:
    """The quantity in the wanted unit, None where that cannot be told."""
    if quantity is None or unit == wanted:
        return quantity
    return convert(quantity, unit or "", wanted)
