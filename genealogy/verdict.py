"""The verdict on an answer: is it complete, and if not, what is missing.

It never says more than: no gap is known in the data of these sources up to these times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from genealogy.balance import Balance
from genealogy.graph import Genealogy, Link, Movement, by_batch
from genealogy.identity import is_pending
from genealogy.times import moment, utc_text
from genealogy.units import quantity_text

Direction = Literal["forward", "backward", "both"]
_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the data does not tell. `closes` is what would settle it."""

    kind: str
    subject: str
    why: str
    closes: str
    quantity: Decimal | None = None
    unit: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The gap as JSON."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "why": self.why,
            "closes": self.closes,
            "quantity": None if self.quantity is None else float(self.quantity),
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer is complete, as far as the loaded data can tell.

    `stale` are the sources that end more than `stale_hours` before the latest one.
    """

    status: Literal["complete", "incomplete", "stale"]
    as_of: dict[str, str]
    stale: list[str]
    leaves: dict[str, int]
    gaps: list[Gap]
    violations: list[dict[str, Any]]
    unchecked: int
    stale_hours: float
    loops: list[list[str]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """No gap is known, and every source is as fresh as the others."""
        return self.status == "complete"

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return {
            "complete": self.complete,
            "status": self.status,
            "as_of": self.as_of,
            "stale": self.stale,
            "leaves": self.leaves,
            "gaps": [gap.to_dict() for gap in self.gaps],
            "violations": self.violations,
            "unchecked": self.unchecked,
            "loops": self.loops,
        }


def judge(
    genealogy: Genealogy,
    sheets: Mapping[str, Balance],
    direction: Direction,
    *,
    as_of: Mapping[str, str],
    missing_input: Sequence[Gap],
    tolerance: Decimal,
    stale_hours: float,
    loops: list[list[str]],
) -> Verdict:
    """The verdict on a fetched part of the graph and the balances of its batches.

    `tolerance` is the share of a batch that may stay unexplained. A source is stale when it
    ends more than `stale_hours` before the latest one.
    """
    gaps = [
        *missing_input,
        *_gaps_of_batches(genealogy, sheets, tolerance),
        *_gaps_of_operations(genealogy, direction),
        *_pending_lots(genealogy),
    ]
    gaps.sort(key=lambda gap: (-(gap.quantity or 0), gap.kind, gap.subject))
    stale = _stale(as_of, stale_hours)
    return Verdict(
        status="incomplete" if gaps else "stale" if stale else "complete",
        as_of=dict(sorted(as_of.items())),
        stale=stale,
        leaves=_leaves(genealogy, sheets, gaps, direction),
        gaps=gaps,
        violations=_violations(genealogy),
        unchecked=sum(not sheet.checked for sheet in sheets.values()),
        stale_hours=stale_hours,
        loops=loops,
    )


def _gaps_of_batches(
    genealogy: Genealogy, sheets: Mapping[str, Balance], tolerance: Decimal
) -> Iterable[Gap]:
    came = {link.batch_id for link in genealogy.produced}
    came |= {each.batch_id for each in genealogy.of_type("SUPPLIED")}
    went = {link.batch_id for link in genealogy.consumed}
    went |= {
        each.batch_id
        for each in genealogy.of_type("SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED")
    }
    for batch_id, sheet in sheets.items():
        if is_pending(batch_id):
            continue  # its own gap says that nobody knows which batch it is
        if batch_id not in came:
            yield Gap(
                "no origin",
                batch_id,
                "it was never received or produced",
                "a goods receipt, or the production that made it",
            )
        elif batch_id not in went:
            yield Gap(
                "no whereabouts",
                batch_id,
                "nothing is known of it since it was received or produced",
                "a stock count, or where it was consumed, shipped or scrapped",
                sheet.came if sheet.checked else None,
                sheet.unit or None,
            )
        elif sheet.exceeds(tolerance):
            yield _unaccounted(sheet)


def _unaccounted(sheet: Balance) -> Gap:
    amount = f"{quantity_text(abs(sheet.unexplained))} {sheet.unit}"
    if sheet.unexplained > 0:
        why = f"{amount} of {quantity_text(sheet.came)} {sheet.unit} are unaccounted for"
        closes = "a stock count, or where it was consumed, shipped or scrapped"
    else:
        why = (
            f"{amount} more went out than the {quantity_text(sheet.came)} {sheet.unit} that came in"
        )
        closes = "the receipt or production that is missing, or a corrected quantity"
    return Gap("unaccounted", sheet.batch_id, why, closes, abs(sheet.unexplained), sheet.unit)


def _gaps_of_operations(genealogy: Genealogy, direction: Direction) -> Iterable[Gap]:
    consuming, producing = _operations(genealogy)
    if direction != "backward":
        for operation_id in sorted(consuming - producing - set(in_process(genealogy))):
            yield Gap(
                "operation without outputs",
                operation_id,
                "it consumed material and produced no batch",
                "the production posted for it, or its scrap",
            )
    if direction != "forward":
        for operation_id in sorted(producing - consuming):
            yield Gap(
                "operation without inputs",
                operation_id,
                "it produced a batch and consumed nothing",
                "the consumption posted for it",
            )


def _pending_lots(genealogy: Genealogy) -> Iterable[Gap]:
    """Lots that were named without their item, and are not known to be one batch."""
    stated: list[Link | Movement] = [*genealogy.links, *genealogy.movements]
    found: dict[str, set[str]] = {}
    for each in stated:
        if each.pending_lot and (not each.certain or each.batch_id == each.pending_lot):
            found.setdefault(each.pending_lot, set()).add(each.batch_id)
    for lot, batches in sorted(found.items()):
        can_be = sorted({*genealogy.candidates.get(lot, ()), *batches} - {lot})
        yield Gap(
            "pending lot",
            lot,
            f"a record names the lot without its item, and {_can_be(can_be)}",
            "the item of the lot in that record, or the receipt or production of the batch",
        )


def _can_be(candidates: Sequence[str]) -> str:
    """Which batches a lot can be, also where one of them only is in the answer."""
    if not candidates:
        return "no batch has this number"
    if len(candidates) == 1:
        return f"it is possibly {candidates[0]}"
    listed = ", ".join(candidates[:_MOST_LISTED])
    if len(candidates) > _MOST_LISTED:
        return f"it can be any of {len(candidates)} batches, among them {listed}"
    return f"it can be any of {listed}"


def in_process(genealogy: Genealogy) -> list[str]:
    """Operations that have begun, not ended, and made nothing yet."""
    consuming, producing = _operations(genealogy)
    waiting = (genealogy.operations[each] for each in consuming - producing)
    return sorted(
        each.operation_id
        for each in waiting
        if each.started_at is not None and each.ended_at is None
    )


def _operations(genealogy: Genealogy) -> tuple[set[str], set[str]]:
    """The operations that consumed something, and those that produced something."""
    consuming = {link.operation_id for link in genealogy.links if link.consumed}
    producing = {link.operation_id for link in genealogy.links if not link.consumed}
    return consuming, producing


def _leaves(
    genealogy: Genealogy, sheets: Mapping[str, Balance], gaps: list[Gap], direction: Direction
) -> dict[str, int]:
    """How many ends of the answer are of each type; every end counts once."""
    with_gap = {gap.subject for gap in gaps}
    found: Counter[str] = Counter()
    found["gap"] = sum(gap.kind.startswith("operation without") for gap in gaps)
    if direction != "backward":
        inner = {link.batch_id for link in genealogy.links if link.consumed}
        movements = by_batch(genealogy.movements)
        facts = {batch_id: {each.type for each in its} for batch_id, its in movements.items()}
        for batch_id in genealogy.batches.keys() - inner:
            if batch_id in with_gap:
                found["gap"] += 1
            else:
                found[_forward_type(sheets[batch_id], facts.get(batch_id, set()))] += 1
        found["in process"] = len(in_process(genealogy))
    if direction != "forward":
        inner = {link.batch_id for link in genealogy.links if not link.consumed}
        supplied = {each.batch_id for each in genealogy.of_type("SUPPLIED")}
        for batch_id in genealogy.batches.keys() - inner:
            found["received" if batch_id in supplied else "gap"] += 1
    return dict(sorted((name, count) for name, count in found.items() if count))


def _forward_type(sheet: Balance, facts: set[str]) -> str:
    if facts & {"SHIPPED_TO", "RECEIVED_BY"}:
        return "shipped"
    if sheet.on_hand or ("COUNTED" in facts and not sheet.checked):
        return "on hand"
    return "disposed" if "DISPOSED" in facts else "consumed"


def _violations(genealogy: Genealogy) -> list[dict[str, Any]]:
    """Uses of a batch before it was received or made. They stay in scope and are listed."""
    came = [(each.batch_id, each.occurred_at) for each in genealogy.of_type("SUPPLIED")]
    came += [(link.batch_id, link.occurred_at) for link in genealogy.produced]
    first: dict[str, datetime] = {}
    for batch_id, at in came:
        if at is not None:
            first[batch_id] = min(first.get(batch_id, moment(at)), moment(at))
    used = [
        ("consumed before it was made", link.batch_id, link.operation_id, link.occurred_at)
        for link in genealogy.consumed
    ]
    used += [
        ("shipped before it was made", each.batch_id, each.other, each.occurred_at)
        for each in genealogy.of_type("SHIPPED_TO")
    ]
    return [
        {
            "kind": kind,
            "subject": batch_id,
            "by": by,
            "at": at,
            "made_at": utc_text(first[batch_id]),
        }
        for kind, batch_id, by, at in sorted(used, key=lambda each: tuple(map(str, each)))
        if at is not None and batch_id in first and moment(at) < first[batch_id]
    ]


def _stale(as_of: Mapping[str, str], hours: float) -> list[str]:
    if not as_of:
        return []
    times = {source: moment(at) for source, at in as_of.items()}
    limit = max(times.values()) - timedelta(hours=hours)
    return sorted(source for source, at in times.items() if at < limit)
