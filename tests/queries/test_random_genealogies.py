"""Random genealogies, with loops, diamonds and possible links, against networkx."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

import networkx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from genealogy.engine.database import Database
from genealogy.facts import Consumption, Production
from genealogy.verdict import Direction
from queries.trace import trace
from tests.plants import own, state

_PREFIXES = (f"g{number}" for number in count())


@dataclass(frozen=True)
class Edge:
    """One fact: batch number -> operation number where `consumed`, else the other way."""

    consumed: bool
    batch: int
    operation: int
    quantity: int = 1
    certain: bool = True


Node = tuple[str, str]


def eats(batch: int, operation: int, **more: Any) -> Edge:
    return Edge(True, batch, operation, **more)


def makes(operation: int, batch: int, **more: Any) -> Edge:
    return Edge(False, batch, operation, **more)


EDGES = st.lists(
    st.builds(
        Edge,
        consumed=st.booleans(),
        batch=st.integers(0, 11),
        operation=st.integers(0, 7),
        quantity=st.integers(1, 9),
        certain=st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=40,
)
PICKS = st.lists(st.integers(0, 11), min_size=1, max_size=12)


def batch_of(prefix: str, number: int) -> str:
    return own(f"{prefix}-{number}")


def operation_of(prefix: str, number: int) -> str:
    # Also an operation may be called like a batch: the two are told apart by what they are.
    return own(f"{prefix}-{number}")


def written(database: Database, prefix: str, edges: list[Edge]) -> None:
    facts: list[object] = []
    for number, edge in enumerate(edges):
        ends = (batch_of(prefix, edge.batch), operation_of(prefix, edge.operation))
        source, target = ends if edge.consumed else ends[::-1]
        facts.append(
            (Consumption if edge.consumed else Production)(
                key=f"{prefix}|{number}",
                source=source,
                target=target,
                quantity=Decimal(edge.quantity),
                unit="kg",
                probability=None if edge.certain else Decimal("0.5"),
            )
        )
    state(database, facts)


def oracle(prefix: str, edges: list[Edge]) -> networkx.DiGraph[Node]:
    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    for edge in edges:
        batch = ("batch", batch_of(prefix, edge.batch))
        operation = ("operation", operation_of(prefix, edge.operation))
        graph.add_edge(*((batch, operation) if edge.consumed else (operation, batch)))
    return graph


def reach(graph: networkx.DiGraph[Node], origins: set[Node]) -> set[Node]:
    return origins.union(*(networkx.descendants(graph, each) for each in origins if each in graph))


def expected(
    prefix: str, edges: list[Edge], origins: set[Node], direction: Direction
) -> dict[str, Any]:
    """What a trace must answer, from the edges alone."""
    everything = oracle(prefix, edges)
    known = oracle(prefix, [edge for edge in edges if edge.certain])
    walks = [
        (reach(turned(everything), origins), reach(turned(known), origins), head)
        for turned, head, way in (
            (networkx.DiGraph.copy, 0, "forward"),
            (networkx.DiGraph.reverse, 1, "backward"),
        )
        if direction in (way, "both")
    ]
    nodes = set().union(*(reached for reached, _, _ in walks))
    certain = set().union(*(surely for _, surely, _ in walks))
    links: Counter[tuple[str, str, str]] = Counter()
    for edge in edges:
        batch = ("batch", batch_of(prefix, edge.batch))
        operation = ("operation", operation_of(prefix, edge.operation))
        ends = (batch, operation) if edge.consumed else (operation, batch)
        if any(ends[tail] in reached for reached, _, tail in walks):
            bare = "CONSUMED" if edge.consumed else "PRODUCED"
            type_ = bare if edge.certain else f"POSSIBLY_{bare}"
            links[type_, ends[0][1], ends[1][1]] += edge.quantity
    circles = networkx.strongly_connected_components(everything)
    return {
        "batches": sorted(
            (id_, ("batch", id_) in certain) for kind, id_ in nodes if kind != "operation"
        ),
        "operations": sorted(
            (id_, ("operation", id_) in certain) for kind, id_ in nodes if kind == "operation"
        ),
        "links": sorted((*link, float(total)) for link, total in links.items()),
        "loops": sorted(
            sorted(id_ for kind, id_ in circle if kind == "batch")
            for circle in circles
            if len(circle) > 1 and circle <= nodes
        ),
    }


def answered(database: Database, origins: set[Node], direction: Direction) -> dict[str, Any]:
    answer = trace(database, [id_ for _, id_ in origins], direction)
    return {
        "batches": sorted((row["batch_id"], row["certain"]) for row in answer.batches),
        "operations": sorted((row["operation_id"], row["certain"]) for row in answer.operations),
        "links": sorted(
            (row["type"], row["source"], row["target"], row["quantity"]) for row in answer.links
        ),
        "loops": answer.verdict.loops,
    }


DIAMOND = [eats(0, 0), makes(0, 1), makes(0, 2), eats(1, 1), eats(2, 1), makes(1, 3)]
SELF_FEEDING = [eats(0, 0), makes(0, 0), makes(0, 1)]
TWO_LOOPS = [
    *(eats(0, 0), makes(0, 1), eats(1, 1), makes(1, 0)),
    *(eats(1, 2), makes(2, 2), eats(2, 3), makes(3, 3), eats(3, 4), makes(4, 2)),
]
POSSIBLE_LOOP = [eats(0, 0), makes(0, 1), eats(1, 1, certain=False), makes(1, 0)]
POSSIBLE_AND_CERTAIN = [
    *(eats(0, 0, certain=False), makes(0, 1), eats(1, 1), makes(1, 2)),
    *(eats(0, 2), makes(2, 3, certain=False), makes(2, 2), eats(0, 0, certain=False)),
]
TWICE_THE_SAME = [eats(0, 0, quantity=2), eats(0, 0, quantity=3), makes(0, 1), makes(0, 1)]
NINE_INTO_A_CHAIN = [
    *(eats(each, 0) for each in range(9)),
    *(makes(0, 9), eats(9, 1), makes(1, 10), eats(10, 2), makes(2, 11)),
]
NINE_OUT_OF_A_CHAIN = [
    *(eats(0, 0), makes(0, 1), eats(1, 1), makes(1, 2), eats(2, 2)),
    *(makes(2, each) for each in range(3, 12)),
]
CHAIN = [edge for at in range(7) for edge in (eats(at, at), makes(at, at + 1))]


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
@settings(
    max_examples=24,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edges=EDGES, picks=PICKS)
@example(edges=DIAMOND, picks=[0])
@example(edges=DIAMOND, picks=[0, 1, 2, 3])
@example(edges=SELF_FEEDING, picks=[0])
@example(edges=TWO_LOOPS, picks=[0, 2])
@example(edges=POSSIBLE_LOOP, picks=[1])
@example(edges=POSSIBLE_AND_CERTAIN, picks=[0])
@example(edges=TWICE_THE_SAME, picks=[1])
@example(edges=CHAIN, picks=[3, 4])
@example(edges=NINE_INTO_A_CHAIN, picks=list(range(9)))
@example(edges=NINE_OUT_OF_A_CHAIN, picks=list(range(3, 12)))
def test_a_trace_is_what_networkx_reaches(
    shared_graph: Database, direction: Direction, edges: list[Edge], picks: list[int]
) -> None:
    prefix = next(_PREFIXES)
    written(shared_graph, prefix, edges)
    named = sorted({edge.batch for edge in edges})
    origins = {("batch", batch_of(prefix, named[pick % len(named)])) for pick in picks}

    assert answered(shared_graph, origins, direction) == expected(prefix, edges, origins, direction)
