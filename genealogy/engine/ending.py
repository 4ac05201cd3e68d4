"""Ending statements that run, from another connection, so that no core burns on for nobody.

Neo4j ends what is over its own time limit, at its next look; the embedded engine has one limit
for all, and goes on with a statement whose client has gone. Both end a transaction by its name.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from genealogy.engine.driver import exceptions as failures
from genealogy.engine.driver import neo4j

_SHOW = "SHOW TRANSACTIONS YIELD transactionId, clientAddress, metaData"
_END = "TERMINATE TRANSACTIONS $names"
_PATIENCE = 5.0  # seconds: a statement can be on its way to the server, and not yet be shown


class Statements:
    """The transactions of one asker that run now. Safe to use from several threads."""

    def __init__(self, driver: neo4j.Driver, name: str) -> None:
        self._driver = driver
        self._name = name
        self._lock = threading.Lock()
        self._running: dict[str, int | None] = {}

    @contextmanager
    def transaction(self, session: neo4j.Session, seconds: float) -> Iterator[neo4j.Transaction]:
        """A transaction that the server ends after so many seconds, and `end()` at once.

        What it read is all that it is for: it is never committed.
        """
        mark = secrets.token_hex(8)
        # Neo4j counts milliseconds, and takes 0 for no limit.
        limit = max(seconds, 0.001)
        with session.begin_transaction(metadata={"asked": mark}, timeout=limit) as transaction:
            with self._lock:
                self._running[mark] = _port_of(transaction)
            try:
                yield transaction
            finally:
                with self._lock:
                    del self._running[mark]

    def end(self) -> None:
        """Ends all that run. What goes wrong here is told by the statements themselves."""
        deadline = time.monotonic() + _PATIENCE
        while self._now() and time.monotonic() < deadline:
            try:
                with self._driver.session(database=self._name) as session:
                    if names := self._names(session):
                        session.run(_END, names=names).consume()
            except (failures.DriverError, failures.Neo4jError, OSError):
                return
            time.sleep(0.05)

    def _names(self, session: neo4j.Session) -> list[str]:
        """The server's names of our transactions: by our mark; the embedded engine keeps none,
        and tells the port, which on this machine only one connection has."""
        ours = self._now()
        addresses = {f"/127.0.0.1:{port}" for port in ours.values() if port}
        return [
            name
            for name, address, marked in session.run(_SHOW).values()
            if (marked.get("asked") in ours if marked else address in addresses)
        ]

    def _now(self) -> dict[str, int | None]:
        with self._lock:
            return dict(self._running)


def _port_of(transaction: neo4j.Transaction) -> int | None:
    """The port on this side of the connection, which the driver has and does not show."""
    port: Any = getattr(transaction._connection, "local_port", None)
    return port if isinstance(port, int) else None
