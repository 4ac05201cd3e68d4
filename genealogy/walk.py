"""Walks over a fetched part of the graph: what is certain, how far it is, what goes in circles.

Nodes are pairs of a kind and an id, since a batch and an operation may have the same id.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from genealogy.graph import Genealogy, Link

BATCH, OPERATION = "batch", "operation"
Node = tuple[str, str]
Steps = dict[Node, list[Node]]


def steps(links: Iterable[Link], *, forward: bool) -> Steps:
    """For each node, the nodes one link further, each once."""
    found: dict[Node, dict[Node, None]] = {}
    for link in links:
        batch, operation = (BATCH, link.batch_id), (OPERATION, link.operation_id)
        with_flow = (batch, operation) if link.consumed else (operation, batch)
        tail, head = with_flow if forward else with_flow[::-1]
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


def ranks(origins: Sequence[str], ahead: Steps) -> Ranks:
    """How far each node is that a walk from these batches reaches, and what goes in circles."""
    nodes = reached(origins, ahead)
    order, loops = _in_order(nodes, ahead)
    batches = (sorted(name for kind, name in loop if kind == BATCH) for loop in loops.values())
    return Ranks(_levels(nodes, order, loops, ahead), sorted(batches))


def _levels(
    nodes: set[Node], order: list[Node], loops: dict[Node, tuple[Node, ...]], ahead: Steps
) -> dict[Node, int]:
    level: dict[Node, int] = dict.fromkeys(nodes, 0)
    for group in order:
        members = loops.get(group, (group,))
        here = max(level[member] for member in members)
        for member in members:
            level[member] = here
        inside = set(members)
        for member in members:
            for head in ahead.get(member, ()):
                if head not in inside:
                    step = 1 if member[0] == BATCH else 0
                    level[head] = max(level[head], here + step)
    return level


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


def _in_order(nodes: set[Node], ahead: Steps) -> tuple[list[Node], dict[Node, tuple[Node, ...]]]:
    """The nodes so that each stands behind those that lead to it; loops as one, by a member."""
    entering = dict.fromkeys(nodes, 0)
    for node in nodes:
        for head in ahead.get(node, ()):
            entering[head] += 1
    waiting = [node for node, count in entering.items() if count == 0]
    order = []
    while waiting:
        node = waiting.pop()
        order.append(node)
        for head in ahead.get(node, ()):
            entering[head] -= 1
            if entering[head] == 0:
                waiting.append(head)
    if len(order) == len(nodes):
        return order, {}
    return _with_loops(nodes, ahead)


def _with_loops(nodes: set[Node], ahead: Steps) -> tuple[list[Node], dict[Node, tuple[Node, ...]]]:
    import networkx  # loops are rare, and it takes long to import

    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from((tail, head) for tail in nodes for head in ahead.get(tail, ()))
    condensed = networkx.condensation(graph)
    order, loops = [], {}
    for group in networkx.topological_sort(condensed):
        members = tuple(sorted(condensed.nodes[group]["members"]))
        order.append(members[0])
        if len(members) > 1:
            loops[members[0]] = members
    return order, loops
