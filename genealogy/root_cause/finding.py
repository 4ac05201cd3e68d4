"""Finding the suspects of some batches in all that lies upstream of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, tzinfo
from functools import cached_property

from genealogy.root_cause.reach import Reach, reach
from genealogy.root_cause.readings import Reading, readings
from genealogy.root_cause.suspects import Suspect, Upstream, suspects
from genealogy.root_cause.windows import since_care, windows
from genealogy.shifts import shift_of
from genealogy.times import moment
from genealogy.walk import OPERATION, Node, Steps, steps


@dataclass(frozen=True)
class Found:
    """The suspects of some batches; `batch_ids` are in the order of the bits,
    `steps` lead from each node to those that it came from.

    `certain` are the suspects with the batches that they reach by certain links alone, `possible`
    those that reach more by possible ones. `nodes` are the batches and operations that make each
    a suspect, a window of time aside; `began` is when each operation began.
    """

    batch_ids: tuple[str, ...]
    upstream: Upstream
    steps: Steps
    reach: Reach
    nodes: Mapping[Suspect, list[Node]]
    began: Mapping[str, str]
    certain: Mapping[Suspect, int]
    possible: Mapping[Suspect, int]

    def nodes_of(self, suspect: Suspect) -> list[Node]:
        """The batches and operations that make it a suspect, in its window if it has one."""
        nodes = sorted(self.nodes.get(suspect.place, ()))
        if suspect.start is None or suspect.end is None:
            return nodes
        start, end = moment(suspect.start), moment(suspect.end)
        began = {name: moment(at) for name, at in self.began.items()}
        return [node for node in nodes if node[1] in began and start <= began[node[1]] < end]

    @cached_property
    def readings(self) -> list[Reading]:
        """What was measured in numbers upstream of the batches."""
        return readings(self.upstream.values, self.reach, len(self.batch_ids))


def find(
    batch_ids: Sequence[str], upstream: Upstream, zone: tzinfo, shifts: Sequence[time] = ()
) -> Found:
    """Everything upstream of these batches that could be to blame, whatever it is.

    Linear in the links of the union of their scopes. Days are those of `zone`, and so are the
    times at which `shifts` begin.
    """
    began = _began(upstream)
    if shifts:
        of_shift = {each: shift_of(moment(at), zone, shifts) for each, at in began.items()}
        upstream = replace(upstream, shifts=of_shift)
    back = steps(upstream.links, forward=False)
    whole = reach(batch_ids, back)
    surely = [link for link in upstream.links if link.certain]
    if len(surely) == len(upstream.links):
        by_certain = whole
    else:
        by_certain = reach(batch_ids, steps(surely, forward=False))
    nodes: dict[Suspect, list[Node]] = {}
    for suspect, node in suspects(whole, batch_ids, upstream):
        nodes.setdefault(suspect, []).append(node)

    def of(reached: Reach) -> dict[Suspect, int]:
        found = windows(_placed(upstream, began, reached), zone)
        found |= since_care(_placed(upstream, began, reached), upstream.care, zone)
        for suspect, its in nodes.items():
            bits = 0
            for node in its:
                bits |= reached.get(node, 0)
            if bits:
                found[suspect] = bits
        return found

    certain = of(by_certain)
    more = {} if by_certain is whole else of(whole)
    possible = {each: bits for each, bits in more.items() if bits != certain.get(each, 0)}
    return Found(tuple(batch_ids), upstream, back, by_certain, nodes, began, certain, possible)


def reached_by(found: Found, suspect: Suspect) -> int:
    """Which of the batches a suspect reaches by certain links, as bits; also one that was found
    upstream of others."""
    if suspect.start is None or suspect.end is None:
        return found.certain.get(suspect, 0)
    start, end, bits = moment(suspect.start), moment(suspect.end), 0
    for kind, place, at, reached in _placed(found.upstream, found.began, found.reach):
        if (kind, place) == (suspect.kind, suspect.id) and at and start <= moment(at) < end:
            bits |= reached
    return bits


def _placed(
    upstream: Upstream, began: Mapping[str, str], found: Reach
) -> Iterator[tuple[str, str, str | None, int]]:
    """Where and when each operation ran: on which line and equipment."""
    for operation_id, each in upstream.operations.items():
        if each.line:
            bits = found.get((OPERATION, operation_id), 0)
            yield "line", each.line, began.get(operation_id), bits
    for run in upstream.equipment:
        bits = found.get((OPERATION, run.operation_id), 0)
        yield "equipment", run.other, run.began or began.get(run.operation_id), bits


def _began(upstream: Upstream) -> dict[str, str]:
    """When each operation began, as it is stated, else by its first posting."""
    found: dict[str, str] = {}
    for link in upstream.links:
        if link.occurred_at:
            first = found.setdefault(link.operation_id, link.occurred_at)
            if link.occurred_at != first:
                found[link.operation_id] = min(first, link.occurred_at, key=moment)
    for operation_id, each in upstream.operations.items():
        if each.started_at:
            found[operation_id] = each.started_at
    return found
