"""A bound on what a transaction sends: one row can hold all of the graph, by `collect()`.

The driver gathers a row whole before anyone can look at it, so the bytes are counted where they
come out of its socket. It has no door there: what is used of its inside, tests hold on to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from genealogy.engine.driver import neo4j


@dataclass(slots=True)
class Bound:
    """The socket of a connection, which breaks when too much has come out of it."""

    socket: Any
    most: int
    taken: int = 0

    @property
    def reached(self) -> bool:
        """Whether more would have come."""
        return self.taken > self.most

    def recv_into(self, buffer: memoryview, count: int) -> int:
        """As the socket's; an OSError is what the driver takes for a broken connection."""
        got = int(self.socket.recv_into(buffer, count))
        self.taken += got
        if self.reached:
            raise OSError("more than may be held")
        return got

    def __getattr__(self, name: str) -> Any:
        return getattr(self.socket, name)


@contextmanager
def bounded(transaction: neo4j.Transaction, most: int) -> Iterator[Bound]:
    """Ends the connection of the transaction when more than so many bytes come over it."""
    inbox = transaction._connection.inbox
    bound = Bound(inbox._socket, most)
    inbox._socket = bound
    try:
        yield bound
    finally:
        inbox._socket = bound.socket  # it goes back to the others, if it is whole
