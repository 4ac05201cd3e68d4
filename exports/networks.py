"""A trace as a network: for networkx in memory, as GraphML in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import networkx as nx

from exports.amounts import flat
from exports.xml_text import escaped
from genealogy.balance import deliveries
from genealogy.graph import Movement
from genealogy.new_file import new_file
from genealogy.nouns import Noun
from queries.trace import Trace

Told = dict[str, Any]

_FROM = {"SUPPLIED": Noun.SUPPLIER, "RETURNED": Noun.CUSTOMER, "GAINED": Noun.DISPOSAL}
_TO = {
    "SHIPPED_TO": Noun.CUSTOMER,
    "RECEIVED_BY": Noun.CUSTOMER,
    "DISPOSED": Noun.DISPOSAL,
    "COUNTED": Noun.LOCATION,
}
"""What is at the far end of each movement, and on which side of the batch."""

_OF_LINKS = ("quantity", "unit", "certain", "occurred_at", "role", "pending_lot", "fact_key")
_OF_MOVEMENTS = ("site", "status", "reason", "container", "pending_lot", "fact_key")
_SAID = ("batch_id", "operation_id", "party_id")


def to_networkx(trace: Trace) -> nx.MultiDiGraph[str]:
    """The answer as a network: its batches, operations and parties, and every fact between them.

    A node is called by its noun and id, `Batch:own/3101/YOG-0040`, since one party can be both a
    supplier and a customer; noun and id are attributes too, beside what the answer tells of it.
    An edge is one fact, directed as the material flows: its `type` is the relationship type of
    the graph, its key a number of its own. A delivery is one edge, also where both sides have
    recorded it. What is not stated is left out. `graph` has question, verdict, gaps, data up to,
    and fingerprint.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        question=json.dumps(trace.to_dict()["question"], ensure_ascii=False),
        verdict=trace.verdict.status,
        gaps=len(trace.verdict.gaps),
        data_up_to=json.dumps(trace.verdict.as_of, ensure_ascii=False),
        fingerprint=trace.fingerprint,
    )
    for noun, id_, told in _nodes(trace):
        network.add_node(_name(noun, id_), **_stated({"noun": noun.value, "id": id_, **told}))
    for number, (source, target, told) in enumerate(_edges(trace)):
        network.add_edge(source, target, number, **_stated(told))
    return network


def write_graphml(
    trace: Trace, file: Path, places: Mapping[str, tuple[float, float]] | None = None
) -> None:
    r"""Writes the network to a GraphML file that does not exist yet; nodes that have one of the
    `places` of a picture, by the name of the node, tell it as `x` and `y`.

    The same answer gives the same bytes. Characters that XML cannot hold, and those that drive a
    terminal, are written as escapes, `\x1b`; a backslash that would read as one is `\x5c`, so
    that two ids never become one. Raises WrongUsage where the file is there or cannot be written.
    """
    network = to_networkx(trace)
    shown: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_escaped(network.graph))
    for node, told in network.nodes.items():
        at = dict(zip("xy", (places or {}).get(node, ()), strict=False))
        shown.add_node(escaped(node), **_escaped(told), **at)
    for source, target, number, told in network.edges(keys=True, data=True):
        shown.add_edge(escaped(source), escaped(target), number, **_escaped(told))
    with new_file(file) as out:
        nx.write_graphml_xml(shown, out)


def _nodes(trace: Trace) -> Iterator[tuple[Noun, str, Told]]:
    for row in flat(trace.batches):
        yield Noun.BATCH, row["batch_id"], row
    for row in trace.operations:
        yield Noun.OPERATION, row["operation_id"], row
    known = {Noun.SUPPLIER: trace.genealogy.suppliers, Noun.CUSTOMER: trace.genealogy.customers}
    for noun, id_ in sorted({_far_end(each) for each in _movements(trace)}):
        party = known.get(noun, {}).get(id_)
        yield noun, id_, asdict(party) if party else {}


def _edges(trace: Trace) -> Iterator[tuple[str, str, Told]]:
    for link in trace.genealogy.links:
        ends = (_name(Noun.BATCH, link.batch_id), _name(Noun.OPERATION, link.operation_id))
        told = {name: getattr(link, name) for name in _OF_LINKS}
        told["quantity"] = None if link.quantity is None else float(link.quantity)
        yield *(ends if link.consumed else reversed(ends)), {"type": link.type, **told}
    for each in _movements(trace):
        ends = (_name(*_far_end(each)), _name(Noun.BATCH, each.batch_id))
        told = {name: getattr(each, name) for name in _OF_MOVEMENTS}
        told |= trace.movement(each, "party_id")
        type_ = each.type if each.certain else f"POSSIBLY_{each.type}"
        yield *(ends if each.type in _FROM else reversed(ends)), {"type": type_, **told}


def _movements(trace: Trace) -> Iterator[Movement]:
    """Those of the answer, each delivery once."""
    yield from deliveries(trace.genealogy)
    yield from trace.genealogy.of_type("SUPPLIED", "RETURNED", "DISPOSED", "GAINED", "COUNTED")


def _far_end(each: Movement) -> tuple[Noun, str]:
    return (_FROM | _TO)[each.type], each.other


def _name(noun: Noun, id_: str) -> str:
    return f"{noun}:{id_}"


def _stated(told: Told) -> Told:
    """What is stated, under names that are not said already by the node or the ends."""
    return {name: value for name, value in told.items() if value is not None and name not in _SAID}


def _escaped(told: Told) -> Told:
    return {
        name: escaped(value) if isinstance(value, str) else value for name, value in told.items()
    }
