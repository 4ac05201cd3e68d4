"""The mass balance of a batch: what came in, what went out, what is on hand, what is missing.

    received + produced + returned + gained = consumed + shipped + disposed + on hand + unexplained

Only what is certain counts. Quantities of one dimension are converted to the batch's unit;
where a quantity was not stated, or units are unlike, the balance says that it is unchecked.
A gain counts, since what was found can be used; it is no origin, since nobody says whence.
(Mass balance as in ISO 22005 and GMP reconciliation; decimal arithmetic, no rounding.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from genealogy.graph import Genealogy, Link, Movement, by_batch
from genealogy.times import moment
from genealogy.units import convert

_ZERO = Decimal(0)
_UNTOLD = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Balance:
    """One batch's balance, in `unit`. `checked` is False where quantities are missing."""

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

    @property
    def came(self) -> Decimal:
        """All that came in."""
        return self.received + self.produced + self.returned + self.gained

    @property
    def unexplained(self) -> Decimal:
        """What came in and is nowhere; negative where more went out than came in."""
        return self.came - self.consumed - self.shipped - self.disposed - self.on_hand

    def exceeds(self, tolerance: Decimal) -> bool:
        """Whether more is unexplained than this share of what moved."""
        moved = max(self.came, self.came - self.unexplained)
        return self.checked and abs(self.unexplained) > tolerance * moved


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow into or out of a batch. `sign` is +1 for what comes in."""

    word: str
    sign: int
    quantity: Decimal | None
    unit: str | None
    occurred_at: str | None


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
    for batch_id, flow in _flows(genealogy):
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
        latest += _latest_count(counts)
    return latest


def _flows(genealogy: Genealogy) -> Iterator[tuple[str, Flow]]:
    moved = deliveries(genealogy)
    holders = _holders(moved)
    for link in genealogy.produced:
        if link.certain:
            yield link.batch_id, _flow_of(link, "produced", 1)
    for link in genealogy.consumed:
        operation = genealogy.operations.get(link.operation_id)
        site = operation.site if operation else None
        if link.certain and site not in holders.get(link.batch_id, ()):
            yield link.batch_id, _flow_of(link, "consumed", 1 if link.role == "return" else -1)
    for each in moved:
        # What a customer passes on is no second outflow: it left here when it was shipped.
        if each.certain and each.site not in holders.get(each.batch_id, ()):
            yield each.batch_id, _flow_of(each, "shipped", -1)
    for word, type_, sign in (
        ("received", "SUPPLIED", 1),
        ("returned", "RETURNED", 1),
        ("gained", "GAINED", 1),
        ("disposed", "DISPOSED", -1),
    ):
        for each in genealogy.of_type(type_):
            yield each.batch_id, _flow_of(each, word, sign)


def _holders(moved: Iterable[Movement]) -> dict[str, set[str]]:
    """Who outside holds some of each batch."""
    holders: dict[str, set[str]] = {}
    for each in moved:
        holders.setdefault(each.batch_id, set()).add(each.other)
    return holders


def _flow_of(each: Link | Movement, word: str, sign: int) -> Flow:
    return Flow(word, sign, each.quantity, each.unit, each.occurred_at)


def _balance(batch_id: str, flows: list[Flow], counts: list[Movement]) -> Balance:
    unit = _main_unit(flows, counts)
    sums = dict.fromkeys(
        ("received", "produced", "returned", "gained", "consumed", "shipped", "disposed"), _ZERO
    )
    checked = True
    for flow in flows:
        amount = _in_unit(flow.quantity, flow.unit, unit)
        if amount is None:
            checked = False
        elif flow.word == "consumed":
            sums["consumed"] -= flow.sign * amount
        else:
            sums[flow.word] += amount
    latest = _latest_count(counts)
    on_hand = _ZERO
    for count in latest:
        amount = _in_unit(count.quantity, count.unit, unit)
        checked = checked and amount is not None
        on_hand += amount or _ZERO
    counted_at = max(map(_time_of, latest), default=_UNTOLD)
    if counted_at != _UNTOLD:
        on_hand += _moved_since(counted_at, flows, unit)
    return Balance(batch_id, unit, on_hand=on_hand, checked=checked and bool(flows), **sums)


def _latest_count(counts: list[Movement]) -> list[Movement]:
    """The rows of the latest count: those of its document, or of its very time without one."""
    if not counts:
        return []
    last = max(counts, key=lambda each: (_time_of(each), each.document or ""))
    if last.document:
        return [each for each in counts if each.document == last.document]
    return [each for each in counts if each.occurred_at == last.occurred_at]


def _time_of(count: Movement) -> datetime:
    return moment(count.occurred_at) if count.occurred_at else _UNTOLD


def _moved_since(counted_at: datetime, flows: list[Flow], unit: str) -> Decimal:
    """How much came in, less what went out, after the count."""
    return sum(
        (
            flow.sign * (_in_unit(flow.quantity, flow.unit, unit) or _ZERO)
            for flow in flows
            if flow.occurred_at and moment(flow.occurred_at) > counted_at
        ),
        _ZERO,
    )


def _main_unit(flows: list[Flow], counts: list[Movement]) -> str:
    stated = [flow.unit for flow in flows] + [count.unit for count in counts]
    units = Counter(unit for unit in stated if unit)
    return min(units, key=lambda unit: (-units[unit], unit), default="")


def _in_unit(quantity: Decimal | None, unit: str | None, wanted: str) -> Decimal | None:
    if quantity is None:
        return None
    return convert(quantity, unit or "", wanted)
