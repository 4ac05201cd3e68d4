"""Walks over fetched links, held against networkx on random graphs."""

from __future__ import annotations

from itertools import pairwise

import networkx
from hypothesis import given
from hypothesis import strategies as some

from genealogy.graph import Genealogy, Link
from genealogy.walk import BATCH, certain_nodes, ranks, reached, shortest_chain, steps


def link(batch: str, operation: str, *, consumed: bool, certain: bool = True) -> Link:
    key = f"{batch}|{operation}|{consumed}|{certain}"
    return Link(batch, operation, consumed, certain, None, None, None, None, None, key)


names = some.sampled_from("abcde")
links = some.lists(
    some.builds(link, names, names, consumed=some.booleans(), certain=some.booleans()), max_size=14
)
origins = some.lists(names, min_size=1, max_size=3)


def as_graph(found: list[Link], *, forward: bool) -> networkx.DiGraph:
    graph: networkx.DiGraph = networkx.DiGraph()
    graph.add_nodes_from((BATCH, name) for name in "abcde")
    for each in found:
        batch, operation = (BATCH, each.batch_id), ("operation", each.operation_id)
        ends = (batch, operation) if each.consumed else (operation, batch)
        graph.add_edge(*(ends if forward else ends[::-1]))
    return graph


def expected_scope(graph: networkx.DiGraph, starts: list[str]) -> set[tuple[str, str]]:
    found = {(BATCH, name) for name in starts}
    for node in list(found):
        found |= networkx.descendants(graph, node)
    return found


@given(links, origins, some.booleans())
def test_a_walk_reaches_what_networkx_reaches(
    found: list[Link], starts: list[str], forward: bool
) -> None:
    scope = reached(starts, steps(found, forward=forward))
    assert scope == expected_scope(as_graph(found, forward=forward), starts)


@given(links, origins, some.booleans())
def test_certain_is_what_certain_links_alone_reach(
    found: list[Link], starts: list[str], forward: bool
) -> None:
    genealogy = Genealogy(tuple(starts), {}, {}, found, [], [], [])
    graph = as_graph([each for each in found if each.certain], forward=forward)
    assert certain_nodes(genealogy, forward=forward) == expected_scope(graph, starts)


@given(links, origins, some.booleans())
def test_loops_are_the_strong_components_of_the_scope(
    found: list[Link], starts: list[str], forward: bool
) -> None:
    graph = as_graph(found, forward=forward)
    scope = graph.subgraph(expected_scope(graph, starts))
    loops = [
        sorted(name for kind, name in part if kind == BATCH)
        for part in networkx.strongly_connected_components(scope)
        if len(part) > 1
    ]
    assert ranks(starts, found, forward=forward).loops == sorted(loops)


@given(links, origins)
def test_a_level_is_the_longest_way_counted_in_operations(
    found: list[Link], starts: list[str]
) -> None:
    """The definition itself on the condensed graph, by dynamic programming over its order."""
    graph = as_graph(found, forward=True)
    scope = graph.subgraph(expected_scope(graph, starts))
    condensed = networkx.condensation(scope)
    level = dict.fromkeys(condensed, 0)
    for group in networkx.topological_sort(condensed):
        for tail, head in scope.edges:
            tail_group = condensed.graph["mapping"][tail]
            head_group = condensed.graph["mapping"][head]
            if tail_group == group != head_group:
                step = level[group] + (tail[0] == BATCH)
                level[head_group] = max(level[head_group], step)
    expected = {node: level[condensed.graph["mapping"][node]] for node in scope}

    assert ranks(starts, found, forward=True).levels == expected


@given(links, names, names)
def test_a_chain_is_a_shortest_one(found: list[Link], start: str, end: str) -> None:
    graph = as_graph(found, forward=True)
    chain = shortest_chain(start, end, steps(found, forward=True))

    if not networkx.has_path(graph, (BATCH, start), (BATCH, end)):
        assert chain is None
        return
    assert chain is not None
    assert (chain[0], chain[-1]) == ((BATCH, start), (BATCH, end))
    assert all(graph.has_edge(*step) for step in pairwise(chain))
    length = networkx.shortest_path_length(graph, (BATCH, start), (BATCH, end))
    assert len(chain) == length + 1


def test_a_batch_and_an_operation_of_the_same_name_are_two_nodes() -> None:
    found = [link("1", "1", consumed=True)]
    assert reached(["1"], steps(found, forward=True)) == {(BATCH, "1"), ("operation", "1")}
    assert ranks(["1"], found, forward=True).loops == []


def test_a_chain_of_ten_thousand_batches_is_walked() -> None:
    found = []
    for at in range(10_000):
        found += [
            link(f"b{at}", f"o{at}", consumed=True),
            link(f"b{at + 1}", f"o{at}", consumed=False),
        ]
    ahead = steps(found, forward=True)

    assert ranks(["b0"], found, forward=True).levels[BATCH, "b10000"] == 10_000
    assert len(reached(["b0"], ahead)) == 20_001
    chain = shortest_chain("b0", "b10000", ahead)
    assert chain is not None
    assert len(chain) == 20_001
