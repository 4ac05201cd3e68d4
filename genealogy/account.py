"""Accounts: mass balances to read, of whole batches or of a period, and their totals.

    opening + received + produced + returned + gained
        = used + in process + shipped + disposed + sampled + returned to supplier
          + on hand + unexplained

Every quantity stands in one column alone. (GMP reconciliation; ISO 22005.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from genealogy.balance import (
    Balance,
    Flow,
    balances,
    flows_of,
    in_unit,
    latest_count,
    main_unit,
)
from genealogy.graph import Genealogy, Movement, by_batch
from genealogy.times import moment

IN = ("opening", "received", "produced", "returned", "gained")
OUT = (
    "used",
    "in_process",
    "shipped",
    "disposed",
    "sampled",
    "returned_to_supplier",
    "on_hand",
)
_ZERO = Decimal(0)
_WORDS = {"consumed": "used"}


@dataclass(frozen=True, slots=True)
class Account:
    """The balance of one batch, or of several: `amounts` by column, in `unit`.

    `allowed` may stay unexplained; `beyond` counts the batches of which more is. `unchecked`
    counts those that cannot be balanced: quantities or times are not stated, or units are unlike.
    Of the columns in `unstated` only a part is known.
    """

    batch_id: str | None
    unit: str
    amounts: Mapping[str, Decimal]
    allowed: Decimal
    batches: int = 1
    beyond: int = 0
    unchecked: int = 0
    unstated: frozenset[str] = frozenset()

    @property
    def unexplained(self) -> Decimal:
        """What of the known amounts came in and is nowhere; negative where more went out."""
        return _sum(self.amounts, IN) - _sum(self.amounts, OUT)

    @property
    def within(self) -> bool | None:
        """Whether no more is unexplained than may be; None where that could not be checked."""
        return None if self.unchecked == self.batches else not self.beyond

    def to_dict(self) -> dict[str, Any]:
        """The account as JSON, None where a quantity is not known: it is not 0."""
        known = {
            name: None if name in self.unstated else float(self.amounts.get(name, _ZERO))
            for name in (*IN, *OUT)
        }
        return {
            "batch_id": self.batch_id,
            "unit": self.unit,
            **known,
            "unexplained": None if self.unstated else float(self.unexplained),
            "tolerance": None if self.unstated else float(self.allowed),
            "within": self.within,
            "batches": self.batches,
            "beyond": self.beyond,
            "unchecked": self.unchecked,
        }


def accounts_of(genealogy: Genealogy, tolerance: Decimal) -> list[Account]:
    """The account of every batch, over all its time."""
    return [_whole(sheet, tolerance) for sheet in balances(genealogy).values()]


def _whole(sheet: Balance, tolerance: Decimal) -> Account:
    amounts = {name: getattr(sheet, name) for name in (*IN, *OUT) if name != "used"}
    amounts["used"] = sheet.consumed - sheet.in_process
    amounts["disposed"] = sheet.disposed - sheet.sampled - sheet.returned_to_supplier
    return Account(
        sheet.batch_id,
        sheet.unit,
        amounts,
        sheet.allowed(tolerance),
        beyond=int(sheet.exceeds(tolerance)),
        unchecked=int(not sheet.checked),
        unstated=frozenset(_WORDS.get(name, name) for name in sheet.unstated),
    )


def accounts_within(
    genealogy: Genealogy, start: datetime | None, end: datetime | None, tolerance: Decimal
) -> list[Account]:
    """The account of every batch from one time to another, both included: what was there, what
    moved, what is left.

    What was there is by the latest count before, and what moved since; a batch that was never
    counted is carried by its movements alone, so that nothing of it is unexplained. Movements
    without a time leave it unchecked. Batches of which nothing was there are left out.
    """
    flows: dict[str, list[Flow]] = {}
    for batch_id, flow in flows_of(genealogy):
        flows.setdefault(batch_id, []).append(flow)
    counts = by_batch(genealogy.of_type("COUNTED"))
    found = (
        _within(batch_id, flows.get(batch_id, []), counts.get(batch_id, []), start, end, tolerance)
        for batch_id in genealogy.batches
    )
    return [each for each in found if any(each.amounts.values()) or each.unchecked]


def _within(
    batch_id: str,
    flows: list[Flow],
    counts: list[Movement],
    start: datetime | None,
    end: datetime | None,
    tolerance: Decimal,
) -> Account:
    unit = main_unit(flows, counts)
    timed = [
        Timed(moment(flow.occurred_at), flow, amount)
        for flow in flows
        if flow.occurred_at and (amount := in_unit(flow.quantity, flow.unit, unit)) is not None
    ]
    dated = [
        each
        for each in counts
        if each.occurred_at and in_unit(each.quantity, each.unit, unit) is not None
    ]
    amounts = dict.fromkeys((*IN, *OUT), _ZERO)
    if start is not None:
        amounts["opening"] = max(_stock(timed, dated, unit, lambda at: at < start), _ZERO)
    on_hand = _stock(timed, dated, unit, lambda at: end is None or at <= end)
    amounts["on_hand"] = max(on_hand, _ZERO)  # what went out beyond what was there is unexplained
    for each in timed:
        if (start is None or each.at >= start) and (end is None or each.at <= end):
            word = each.flow.part or _WORDS.get(each.flow.word, each.flow.word)
            given_back = each.flow.word == "consumed" and each.flow.sign > 0
            amounts[word] += -each.amount if given_back else each.amount
    unstated = _unstated(flows, counts, timed, dated, start, end)
    checked = len(timed) == len(flows) and len(dated) == len(counts)
    came, went = _sum(amounts, IN), _sum(amounts, OUT)
    allowed = tolerance * max(came, went)
    return Account(
        batch_id,
        unit,
        amounts,
        allowed,
        beyond=int(checked and abs(came - went) > allowed),
        unchecked=int(not checked),
        unstated=unstated,
    )


def _unstated(
    flows: Sequence[Flow],
    counts: Sequence[Movement],
    timed: Sequence[Timed],
    dated: Sequence[Movement],
    start: datetime | None,
    end: datetime | None,
) -> frozenset[str]:
    """The columns of which only a part is known: of what has no quantity, or no time, so that it
    can have been before the period, in it or after it. A count makes good what is missing before.
    """
    told = {id(each.flow) for each in timed} | {id(each) for each in dated}
    untold = [
        (each.part or _WORDS.get(each.word, each.word), each.occurred_at)
        for each in flows
        if id(each) not in told
    ]
    untold += [("", each.occurred_at) for each in counts if id(each) not in told]
    counted = [moment(each.occurred_at or "") for each in dated]
    before = max((at for at in counted if start and at < start), default=None)
    until = max((at for at in counted if end is None or at <= end), default=None)
    found = set()
    for column, occurred_at in untold:
        at = moment(occurred_at) if occurred_at else None
        began = start is None or at is None or at >= start
        ended = end is None or at is None or at <= end
        if start and (at is None or (not began and (before is None or at > before))):
            found.add("opening")
        if at is None or (ended and (until is None or at > until)):
            found.add("on_hand")
        if column and began and ended:
            found.add(column)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Timed:
    """A flow at its time, in the batch's unit."""

    at: datetime
    flow: Flow
    amount: Decimal


def _stock(
    flows: Sequence[Timed],
    counts: Sequence[Movement],
    unit: str,
    counts_in: Callable[[datetime], bool],
) -> Decimal:
    """What was there, of what happened at times that count: by the latest count, and what moved
    since; without a count by all that moved."""
    before = [each for each in counts if counts_in(moment(each.occurred_at or ""))]
    latest = latest_count(before)
    counted = max((moment(each.occurred_at or "") for each in latest), default=None)
    moved = (
        each.flow.sign * each.amount
        for each in flows
        if counts_in(each.at) and (counted is None or each.at > counted)
    )
    rows = (in_unit(each.quantity, each.unit, unit) or _ZERO for each in latest)
    return sum(rows, _ZERO) + sum(moved, _ZERO)


def totals(accounts: Iterable[Account]) -> list[Account]:
    """The sum of the accounts for each unit; what is unchecked is counted and not summed."""
    by_unit: dict[str, list[Account]] = {}
    for each in accounts:
        by_unit.setdefault(each.unit, []).append(each)
    found = []
    for unit, group in sorted(by_unit.items()):
        sound = [each for each in group if not each.unchecked]
        amounts = {
            name: sum((each.amounts.get(name, _ZERO) for each in sound), _ZERO)
            for name in (*IN, *OUT)
        }
        found.append(
            Account(
                None,
                unit,
                amounts,
                sum((each.allowed for each in sound), _ZERO),
                batches=len(group),
                beyond=sum(each.beyond for each in group),
                unchecked=sum(each.unchecked for each in group),
            )
        )
    return found


def _sum(amounts: Mapping[str, Decimal], names: Iterable[str]) -> Decimal:
    return sum((amounts.get(name, _ZERO) for name in names), _ZERO)
