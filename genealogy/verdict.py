"""The verdict on an answer: is it complete, and if not, what is missing.

It never says more than: no gap is known in the data of these sources up to these times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from genealogy.balance import OPENING_STOCK, Balance
from genealogy.gaps import (
    Gap,
    gaps_of_operations,
    pending_lots,
    worst_first,
)
from genealogy.graph import Genealogy, by_batch, in_process
from genealogy.open_batches import gaps_of_batches
from genealogy.times import moment

Direction = Literal["forward", "backward", "both"]


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
    violations: list[dict[str, Any]],
) -> Verdict:
    """The verdict on a fetched part of the graph and the balances of its batches.

    `tolerance` is the share of a batch that may stay unexplained. A source is stale when it
    ends more than `stale_hours` before the latest one.
    """
    gaps = [
        *missing_input,
        *gaps_of_batches(genealogy, sheets, tolerance),
        *gaps_of_operations(genealogy, direction),
        *pending_lots(genealogy),
    ]
    gaps.sort(key=worst_first)
    stale = stale_sources(as_of, stale_hours)
    return Verdict(
        status="incomplete" if gaps else "stale" if stale else "complete",
        as_of=dict(sorted(as_of.items())),
        stale=stale,
        leaves=_leaves(genealogy, sheets, gaps, direction),
        gaps=gaps,
        violations=violations,
        unchecked=sum(not sheet.checked for sheet in sheets.values()),
        stale_hours=stale_hours,
        loops=loops,
    )


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
        stock: set[str] = set()
        supplied: set[str] = set()
        for each in genealogy.of_type("SUPPLIED"):
            (stock if each.other == OPENING_STOCK else supplied).add(each.batch_id)
        for batch_id in genealogy.batches.keys() - inner:
            opening = "opening stock" if batch_id in stock else "gap"
            found["received" if batch_id in supplied else opening] += 1
    return dict(sorted((name, count) for name, count in found.items() if count))


def _forward_type(sheet: Balance, facts: set[str]) -> str:
    if facts & {"SHIPPED_TO", "RECEIVED_BY"}:
        return "shipped"
    if sheet.on_hand or ("COUNTED" in facts and not sheet.checked):
        return "on hand"
    return "disposed" if "DISPOSED" in facts else "consumed"


def stale_sources(as_of: Mapping[str, str], hours: float) -> list[str]:
    """The sources that end more than these hours before the latest one."""
    if not as_of:
        return []
    times = {source: moment(at) for source, at in as_of.items()}
    latest, limit = max(times.values()), timedelta(hours=hours)
    return sorted(source for source, at in times.items() if latest - at > limit)
