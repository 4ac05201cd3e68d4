"""Walks over a fetched part of the graph: what is certain, how far it is, what goes in circles.

Nodes are pairs of a kind and an id, since a batch and an operation may have the same id.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass

from genealogy.components import components
from genealogy.graph import Genealogy, Link

BATCH, OPERATION = "batch", "operation"
Node = tuple[str, str]
Steps = dict[Node, list[Node]]


def ends(link: Link, *, forward: bool) -> tuple[Node, Node]:
    """The node that a walk comes from over a link, and the one that it goes to."""
    batch, operation = (BATCH, link.batch_id), (OPERATION, link.operation_id)
    return (batch, operation) if link.consumed == forward else (operation, batch)


def steps(links: Iterable[Link], *, forward: bool) -> Steps:
    """For each node, the nodes one link further, each once."""
    found: dict[Node, dict[Node, None]] = {}
    for link in links:
        tail, head = ends(link, forward=forward)
        found.setdefault(tail, {})[head] = None
    return {tail: list(heads) for tail, heads in found.items()}


def reached(origins: Iterable[str], ahead: Steps) -> set[Node]:
    """Every node that a walk from these batches reaches, themselves included."""
    waiting = [(BATCH, origin) for origin in origins]
    seen = set(waiting)
    while waiting:
        for node in ahead.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def certain_nodes(genealogy: Genealogy, *, forward: bool) -> set[Node]:
    """The nodes that certain links alone reach; all others of the answer are only possible."""
    certain = (link for link in genealogy.links if link.certain)
    return reached(genealogy.origins, steps(certain, forward=forward))


@dataclass(frozen=True, slots=True)
class Ranks:
    """The process level of each node, and the batches on each loop.

    The level is the most operations between a node and an origin: longest path, counted in
    batches, an operation and what it makes one level further. A loop counts as one node (its
    strongly connected component), so rework ends.
    """

    levels: dict[Node, int]
    loops: list[list[str]]


def ranks(origins: Iterable[str], links: Iterable[Link], *, forward: bool) -> Ranks:
    """How far each node is that a walk from these batches reaches, and what goes in circles."""
    nodes: list[Node] = []
    ahead: list[list[int]] = []

    def numbered(name: str, kind: str, known: dict[str, int]) -> int:
        at = known.get(name)
        if at is None:
            at = known[name] = len(nodes)
            nodes.append((kind, name))
            ahead.append([])
        return at

    batches: dict[str, int] = {}
    operations: dict[str, int] = {}
    starts = [numbered(origin, BATCH, batches) for origin in origins]
    for link in links:
        batch = numbered(link.batch_id, BATCH, batches)
        operation = numbered(link.operation_id, OPERATION, operations)
        if link.consumed == forward:
            ahead[batch].append(operation)
        else:
            ahead[operation].append(batch)
    level, loops = [0] * len(nodes), []
    levels: dict[Node, int] = {}
    for members in components(starts, ahead):
        here = max(map(level.__getitem__, members))
        inside: Container[int] = set(members) if len(members) > 1 else ()
        for member in members:
            node = nodes[member]
            levels[node] = here
            beyond = here + (node[0] == BATCH)
            for head in ahead[member]:
                if level[head] < beyond and head not in inside:
                    level[head] = beyond
        if inside:
            loops.append(sorted(nodes[each][1] for each in members if nodes[each][0] == BATCH))
    return Ranks(levels, sorted(loops))


def shortest_chain(start: str, end: str, ahead: Steps) -> list[Node] | None:
    """The nodes of a shortest walk from one batch to another, None where there is none."""
    before: dict[Node, Node | None] = {(BATCH, start): None}
    waiting = deque(before)
    while waiting:
        node = waiting.popleft()
        if node == (BATCH, end):
            chain: list[Node] = []
            step: Node | None = node
            while step is not None:
                chain.append(step)
                step = before[step]
            return chain[::-1]
        for head in sorted(ahead.get(node, ())):
            if head not in before:
                before[head] = node
                waiting.append(head)
    return None
