"""Random plants: siblings and comparisons of scopes, against networkx and sets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import networkx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from genealogy.engine.database import Database
from genealogy.facts import Shipment
from queries.compare import compare
from queries.scopes import Wanted
from queries.siblings import siblings
from tests.plants import state
from tests.queries.test_random_genealogies import (
    DIAMOND,
    EDGES,
    PICKS,
    POSSIBLE_AND_CERTAIN,
    TWO_LOOPS,
    Edge,
    Node,
    batch_of,
    eats,
    makes,
    oracle,
    reach,
    written,
)

_PREFIXES = iter(range(10**6))

SLOWLY = settings(
    max_examples=24,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def batches_in(nodes: set[Node]) -> set[str]:
    return {id_ for kind, id_ in nodes if kind == "batch"}


# Siblings


def expected(prefix: str, edges: list[Edge], origins: set[Node]) -> dict[str, Any]:
    """What the siblings must be, from the edges alone."""
    graph = oracle(prefix, edges)
    known = oracle(prefix, [edge for edge in edges if edge.certain])
    above = {node for node in reach(graph.reverse(), origins) if node[0] == "batch"}
    surely_above = {node for node in reach(known.reverse(), origins) if node[0] == "batch"}
    at_risk = (
        batches_in(reach(graph, above)) - batches_in(reach(graph, origins)) - batches_in(above)
    )
    surely = batches_in(reach(known, surely_above))
    lengths = {
        ancestor: networkx.single_source_shortest_path_length(graph, ancestor)
        for ancestor in above
        if ancestor in graph
    }
    found = []
    for batch_id in at_risk:
        operations, ancestor = min(
            (steps[("batch", batch_id)] // 2, id_)
            for (_, id_), steps in lengths.items()
            if ("batch", batch_id) in steps
        )
        found.append((operations, ancestor, batch_id, batch_id in surely))
    return {"siblings": sorted(found), "ancestors": sorted(batches_in(above - origins))}


def share_of(prefix: str, edges: list[Edge], ancestor: str, sibling: str) -> float | None:
    """The part of what was consumed of the ancestor by the first operations of all shortest
    chains to the sibling."""
    graph = oracle(prefix, edges)
    chains = networkx.all_shortest_paths(graph, ("batch", ancestor), ("batch", sibling))
    first = {chain[1][1] for chain in chains}
    of_it = [
        edge
        for edge in edges
        if edge.consumed and edge.certain and batch_of(prefix, edge.batch) == ancestor
    ]
    if not first <= {batch_of(prefix, edge.operation) for edge in of_it}:
        return None
    part = sum(edge.quantity for edge in of_it if batch_of(prefix, edge.operation) in first)
    return part / sum(edge.quantity for edge in of_it)


THROUGH_TWO_WAYS = [
    *(eats(0, 0, quantity=1), eats(0, 1, quantity=2), eats(0, 2, quantity=5)),
    *(makes(0, 1), makes(1, 1), makes(2, 2)),
]
LOOP_ABOVE = [eats(0, 0), makes(0, 1), eats(1, 1), makes(1, 0), makes(1, 2), makes(0, 3)]


@SLOWLY
@given(edges=EDGES, picks=st.one_of(PICKS, st.lists(st.integers(0, 11), min_size=1, max_size=2)))
@example(edges=DIAMOND, picks=[1])
@example(edges=TWO_LOOPS, picks=[2])
@example(edges=POSSIBLE_AND_CERTAIN, picks=[2])
@example(edges=THROUGH_TWO_WAYS, picks=[2])
@example(edges=LOOP_ABOVE, picks=[2])
def test_siblings_are_those_of_the_set_algebra(
    shared_graph: Database, edges: list[Edge], picks: list[int]
) -> None:
    prefix = f"s{next(_PREFIXES)}"
    written(shared_graph, prefix, edges)
    named = sorted({edge.batch for edge in edges})
    origins = {("batch", batch_of(prefix, named[pick % len(named)])) for pick in picks}

    answer = siblings(shared_graph, [id_ for _, id_ in origins])

    rows = answer.batches
    assert {
        "siblings": [
            (row["operations"], row["ancestor"], row["batch_id"], row["certain"]) for row in rows
        ],
        "ancestors": sorted(row["batch_id"] for row in answer.ancestors),
    } == expected(prefix, edges, origins)
    for row in rows:
        share = share_of(prefix, edges, row["ancestor"], row["batch_id"])
        assert row["share"] == (None if share is None else pytest.approx(share))


# Comparisons

SHIPMENTS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 3), st.integers(1, 9), st.booleans()), max_size=12
)
SCOPES = st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=3), min_size=2, max_size=4)


@SLOWLY
@given(edges=EDGES, shipments=SHIPMENTS, picks=SCOPES)
@example(edges=DIAMOND, shipments=[(3, 0, 2, True), (2, 1, 3, True)], picks=[[0], [2]])
@example(edges=DIAMOND, shipments=[(3, 0, 2, True), (3, 0, 3, False)], picks=[[1], [2], [3]])
@example(edges=POSSIBLE_AND_CERTAIN, shipments=[(2, 0, 2, True)], picks=[[0], [1], [2]])
def test_parts_of_scopes_are_those_of_the_set_algebra(
    shared_graph: Database,
    edges: list[Edge],
    shipments: list[tuple[int, int, int, bool]],
    picks: list[list[int]],
) -> None:
    prefix = f"c{next(_PREFIXES)}"
    written(shared_graph, prefix, edges)
    named = sorted({edge.batch for edge in edges})
    sent = [
        (batch_of(prefix, named[batch % len(named)]), f"{prefix}-{customer}", quantity, certain)
        for batch, customer, quantity, certain in shipments
    ]
    state(
        shared_graph,
        [
            Shipment(
                key=f"{prefix}|shipment|{number}",
                source=source,
                target=customer,
                quantity=Decimal(quantity),
                unit="kg",
                probability=None if certain else Decimal("0.5"),
            )
            for number, (source, customer, quantity, certain) in enumerate(sent)
        ],
    )
    origins = [
        {("batch", batch_of(prefix, named[each % len(named)])) for each in its} for its in picks
    ]

    answer = compare(
        shared_graph,
        [
            Wanted(f"scope {number}", tuple(id_ for _, id_ in its))
            for number, its in enumerate(origins)
        ],
    )

    graph, known = oracle(prefix, edges), oracle(prefix, [each for each in edges if each.certain])
    batches = [batches_in(reach(graph, its)) for its in origins]
    surely = set().union(*(batches_in(reach(known, its)) for its in origins))
    customers = [{to for source, to, _, _ in sent if source in scope} for scope in batches]
    assert [scope.to_dict()["batches"] for scope in answer.scopes] == list(map(len, batches))
    for part in answer.parts:
        wanted = algebra(part.kind, part.scope, batches)
        assert [row["batch_id"] for row in part.batches] == sorted(wanted)
        assert {row["customer_id"] for row in part.customers} == algebra(
            part.kind, part.scope, customers
        )
        left = sum(
            quantity
            for source, _, quantity, certain in sent
            if certain and source in wanted & surely
        )
        assert sum(part.to_dict()["shipped"].values()) == left
    assert len(answer.parts) == 2 + 2 * len(picks)


def algebra(kind: str, scope: str | None, sets: list[set[str]]) -> set[str]:
    """The part, by the definition."""
    if scope is None:
        return set.union(*sets) if kind == "union" else set.intersection(*sets)
    at = int(scope.split()[-1])
    others = set[str]().union(*(each for number, each in enumerate(sets) if number != at))
    return sets[at] - others if kind == "only" else others - sets[at]
