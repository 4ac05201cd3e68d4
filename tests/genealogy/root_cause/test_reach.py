"""Which batches each node reaches, and how near: against networkx on random graphs."""

from __future__ import annotations

from random import Random

import networkx
import pytest

from genealogy.graph import Link
from genealogy.root_cause.reach import distances, matrix, reach
from genealogy.walk import BATCH, OPERATION, Node, steps


def link(batch: str, operation: str, *, consumed: bool) -> Link:
    key = f"{batch}{'>' if consumed else '<'}{operation}"
    return Link(batch, operation, consumed, True, None, None, None, None, None, key)


def random_links(random: Random) -> list[Link]:
    """Links with diamonds, loops and parts that are not connected."""
    size = random.randint(2, 25)
    return [
        link(
            f"b{random.randrange(size)}",
            f"o{random.randrange(size)}",
            consumed=random.random() < 0.5,
        )
        for _ in range(random.randint(1, 3 * size))
    ]


def graph_of(links: list[Link]) -> networkx.DiGraph[Node]:
    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    for each in links:
        batch, operation = (BATCH, each.batch_id), (OPERATION, each.operation_id)
        graph.add_edge(*((batch, operation) if each.consumed else (operation, batch)))
    return graph


@pytest.mark.parametrize("seed", range(200))
def test_reach_and_distance_are_those_of_networkx(seed: int) -> None:
    random = Random(seed)
    links = random_links(random)
    graph = graph_of(links)
    known = [*sorted({each.batch_id for each in links}), "lonely"]
    seeds = random.sample(known, random.randint(1, len(known)))
    graph.add_nodes_from((BATCH, each) for each in seeds)

    back = steps(links, forward=False)
    found = reach(seeds, back)
    near = distances(seeds, back)

    upstream = {
        node
        for each in seeds
        for node in {(BATCH, each), *networkx.ancestors(graph, (BATCH, each))}
    }
    assert set(found) == set(near) == upstream
    for node, bits in found.items():
        ahead = {node, *networkx.descendants(graph, node)}
        assert bits == sum(1 << at for at, each in enumerate(seeds) if (BATCH, each) in ahead)
        hops = networkx.single_source_shortest_path_length(graph, node)
        nearest = min(hops[BATCH, each] for each in seeds if (BATCH, each) in hops)
        assert near[node] == (nearest + 1) // 2  # a batch and an operation are one operation


def test_bits_become_rows_of_zeros_and_ones() -> None:
    assert matrix([0b1, 0b1000000010], 10).tolist() == [
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 0, 0, 0, 1],
    ]
    assert matrix([], 3).shape == (0, 3)
