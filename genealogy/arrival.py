"""Which nodes material of the origins can have reached in time, and when at the earliest.

A way is possible in time when true times exist for its links, each at most the tolerance before
the recorded one (backflushed postings come late), that never go backwards; so when no link of
it was recorded more than the tolerance before an earlier link of it. A link without a time is
always possible. What decides of a way is the latest time on it, and the smaller that is the more
ways go on: so the search for the earliest arrival (Dijkstra 1959) finds every node that any such
way reaches, also through loops. Origins hold their own material at any time.

Backward it is the same with time reversed: when a node can have been left at the latest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from math import inf

from genealogy.graph import Link
from genealogy.times import moment, utc_text
from genealogy.walk import BATCH, Node, ends

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The nodes that are reached in time.

    `clocks` has their earliest arrivals in microseconds (backward: latest departures, negated);
    minus infinity where no link on the way has a time.
    """

    forward: bool
    tolerance: timedelta
    clocks: dict[Node, float]

    def __contains__(self, node: Node) -> bool:
        return node in self.clocks

    def at(self, node: Node) -> str | None:
        """The earliest arrival (backward: latest departure); None where any time is possible."""
        clock = self.clocks[node]
        if clock == -inf:
            return None
        return utc_text(_EPOCH + (clock if self.forward else -clock) * _MICROSECOND)

    def allow(self, tail: Node, occurred_at: str | None) -> bool:
        """Whether material of the origins can have gone on from the node at this time."""
        if tail not in self.clocks:
            return False
        clock = _clock(occurred_at, forward=self.forward)
        return clock is None or clock >= self.clocks[tail] - self.tolerance // _MICROSECOND


def arrivals(
    origins: Iterable[str], links: Iterable[Link], tolerance: timedelta, *, forward: bool
) -> Arrivals:
    """What material of these batches can have reached in time over these links.

    Costs the number of links times its logarithm, whatever the number of ways.
    """
    late = tolerance // _MICROSECOND
    ahead: dict[Node, list[tuple[Node, float | None]]] = {}
    for link in links:
        tail, head = ends(link, forward=forward)
        ahead.setdefault(tail, []).append((head, _clock(link.occurred_at, forward=forward)))
    waiting: list[tuple[float, Node]] = [(-inf, (BATCH, origin)) for origin in origins]
    heapify(waiting)
    clocks: dict[Node, float] = {}
    while waiting:
        clock, node = heappop(waiting)
        if node in clocks:
            continue
        clocks[node] = clock
        for head, at in ahead.get(node, ()):
            if head not in clocks and (at is None or at >= clock - late):
                heappush(waiting, (clock if at is None else max(clock, at), head))
    return Arrivals(forward, tolerance, clocks)


def _clock(text: str | None, *, forward: bool) -> float | None:
    if text is None:
        return None
    clock = (moment(text) - _EPOCH) // _MICROSECOND
    return clock if forward else -clock
