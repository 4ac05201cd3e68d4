"""The known answers, worked out from the events alone and not from the exports or the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import networkx

from demo.laboratory import failing
from demo.master import ITEMS
from demo.nouns import (
    OWN,
    Batch,
    Consumption,
    Count,
    Disposal,
    Event,
    Flow,
    Issue,
    Output,
    Receipt,
    Return,
    Run,
    Shipment,
    change,
    of_kind,
)
from demo.writing import plain

Node = Batch | str  # an operation is its id


def flow_graph(events: Sequence[Event]) -> networkx.DiGraph[Node]:
    """Batches and operations, joined the way the material flows.

    An issue that was reversed never happened and joins nothing; one that was returned, even
    wholly, did happen: the goods were at the line, so it joins.
    """
    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    reversed_lines = {issue.reverses for issue in of_kind(events, Issue) if issue.reverses}
    for event in events:
        match event:
            case Receipt():
                networkx.add_path(graph, [event.source, event.operation, event.batch])
            case Run():
                graph.add_node(f"{OWN}/{event.order}")
            case Output():
                graph.add_edge(f"{OWN}/{event.order}", event.batch)
            case Consumption():
                graph.add_edge(event.batch, f"{OWN}/{event.order}")
            case Issue(movement="issue"):
                if (event.document, event.line) not in reversed_lines:
                    graph.add_edge(event.batch, f"{OWN}/{event.order}")
    return graph


def imbalance(events: Sequence[Event]) -> dict[Batch, Decimal]:
    """By own batch: what its events leave and the last count did not find; 0 where all is well."""
    left: dict[Batch, Decimal] = {}
    for event in events:
        if isinstance(event, Flow):
            left[event.batch] = left.get(event.batch, Decimal(0)) + change(event)
    for count in last_count(events):
        left[count.batch] -= count.quantity
    return left


def last_count(events: Sequence[Event]) -> list[Count]:
    """The rows of the latest full count."""
    counts = of_kind(events, Count)
    latest = max(count.at for count in counts)
    return [count for count in counts if count.at == latest]


def known_answers(
    events: Sequence[Event], origin: Batch, finished: Sequence[Batch]
) -> dict[str, Any]:
    """What a correct engine says of these events: the recall of `origin`, and the rest."""
    graph = flow_graph(events)
    ((lost, missing),) = ((batch, left) for batch, left in imbalance(events).items() if left > 0)
    return {
        "origin": {
            "party": origin.party,
            "item": origin.item,
            "lot": origin.lot,
            "batch_id": origin.batch_id,
        },
        "batches": len(_batches(graph)),
        "operations": len(_operations(graph)),
        "forward": _forward(events, graph, origin),
        "backward_of": {batch.batch_id: _backward(graph, batch) for batch in finished},
        "gap": {
            "batch_id": lost.batch_id,
            "quantity": str(plain(missing)),
            "unit": ITEMS[lost.item].unit,
            "kind": "unaccounted",
        },
        "ambiguous_lot": "1",
        "failing": _ids(failing(events)),
    }


def _forward(
    events: Sequence[Event], graph: networkx.DiGraph[Node], origin: Batch
) -> dict[str, Any]:
    """The recall scope: all that `origin` went into, who got it, and where the rest is."""
    nodes = {origin, *networkx.descendants(graph, origin)}
    scope = _batches(nodes)
    shipped = [e for e in of_kind(events, Shipment) if e.batch in scope]
    return {
        "batches": _ids(scope),
        "operations": _operations(nodes),
        "customers": sorted({e.customer for e in shipped}),
        "suppliers": _suppliers(scope),
        "shipments": sorted((_shipment(e) for e in shipped), key=lambda line: tuple(line.values())),
        "shipped": _totals(shipped),
        "returned": _totals(e for e in of_kind(events, Return) if e.batch in scope),
        "disposed": _totals(e for e in of_kind(events, Disposal) if e.batch in scope),
        "on_hand": _totals(e for e in last_count(events) if e.batch in scope),
        "in_process": [node for node in _operations(nodes) if graph.out_degree(node) == 0],
        "loops": _loops(graph.subgraph(nodes)),
    }


def _backward(graph: networkx.DiGraph[Node], batch: Batch) -> dict[str, list[str]]:
    """All that a batch came from, itself included, and who supplied it."""
    scope = _batches({batch, *networkx.ancestors(graph, batch)})
    return {"batches": _ids(scope), "suppliers": _suppliers(scope)}


def _loops(graph: networkx.DiGraph[Node]) -> list[list[str]]:
    """The batches of each set of nodes that reach one another."""
    sets = (
        _batches(nodes) for nodes in networkx.strongly_connected_components(graph) if len(nodes) > 1
    )
    return sorted(_ids(batches) for batches in sets)


def _shipment(event: Shipment) -> dict[str, str]:
    return {
        "batch_id": event.batch.batch_id,
        "customer_id": event.customer,
        "document": f"{event.document}/{event.line}",
        "quantity": str(plain(event.quantity)),
        "unit": ITEMS[event.batch.item].unit,
    }


def _totals(events: Iterable[Shipment | Return | Disposal | Count]) -> dict[str, str]:
    """The sum of each unit, as text; unlike units are never added."""
    totals: dict[str, Decimal] = {}
    for event in events:
        unit = ITEMS[event.batch.item].unit
        totals[unit] = totals.get(unit, Decimal(0)) + event.quantity
    return {unit: str(plain(total)) for unit, total in totals.items()}


def _batches(nodes: Iterable[Node]) -> set[Batch]:
    return {node for node in nodes if isinstance(node, Batch)}


def _operations(nodes: Iterable[Node]) -> list[str]:
    return sorted(node for node in nodes if isinstance(node, str))


def _ids(batches: Iterable[Batch]) -> list[str]:
    return sorted(batch.batch_id for batch in batches)


def _suppliers(batches: Iterable[Batch]) -> list[str]:
    return sorted({batch.party for batch in batches} - {OWN})
