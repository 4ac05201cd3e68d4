"""networkx: all of the graph in the memory of the process that asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import networkx

from benchmarks.contenders import Row, Walked, rows, told, walked
from benchmarks.known import Link
from genealogy.facts import Fact


class Networkx:
    """A directed graph of batches and operations."""

    name = "networkx"
    version = f"networkx {networkx.__version__}"

    def __init__(self) -> None:
        self._graph: networkx.DiGraph[str] = networkx.DiGraph()

    def load(self, facts: Iterable[Fact]) -> int:
        """Nodes are known by their ids, a link carries its row."""
        for row in rows(facts):
            self._graph.add_edge(row[1], row[2], row=row)
        return self._graph.number_of_edges()

    def walk(self, origins: Sequence[str], *, forward: bool) -> Walked:
        """A search over the adjacency of the graph, from all origins at once."""
        beside = self._graph.succ if forward else self._graph.pred
        seen, waiting = set(origins), list(origins)
        found: list[Row] = []
        while waiting:
            for node, link in beside[waiting.pop()].items():
                found.append(link["row"])
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return walked(origins, found, forward=forward)

    def told(self, links: Sequence[Row]) -> set[Link]:
        """As the known answer tells them."""
        return told(links)

    def chain(self, origin: str, batch: str) -> list[str]:
        """The nodes of a shortest way between two batches."""
        return networkx.shortest_path(self._graph, origin, batch)


@contextmanager
def in_memory() -> Iterator[Networkx]:
    """An empty graph."""
    yield Networkx()
