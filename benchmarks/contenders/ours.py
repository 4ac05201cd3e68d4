"""Our engines: the bare walk, which is what a recursive CTE does, and the whole answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import neo4j

from benchmarks.contenders import Unavailable, Walked
from benchmarks.engines import engine
from benchmarks.known import Link
from benchmarks.questions import Question
from genealogy import graph
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.facts import Fact
from genealogy.settings import Settings
from loaders.gathering import MappedRow
from loaders.writing import write_chunk
from queries.fetching import walk
from queries.recall import recall
from queries.root_cause import RootCause, root_cause
from queries.trace import trace
from queries.why import why
from tests import neo4j_server

_CHUNK = 10_000


class Ours:
    """A graph behind Bolt; `kept` tells, beside its folder, how it was loaded before."""

    def __init__(
        self, name: str, version: str, database: Database, settings: Settings, kept: Path | None
    ) -> None:
        self.name = name
        self.version = version
        self.kept = kept
        self._database = database
        self._settings = settings

    @property
    def seconds(self) -> float:
        """How long statements have taken until now."""
        return self._database.seconds

    def load(self, facts: Iterable[Fact]) -> int:
        """All facts, as rows of a file are loaded: chunk by chunk, each with its evidence."""
        waiting, number = iter(facts), 0
        while chunk := list(islice(waiting, _CHUNK)):
            rows = [MappedRow(number + at, (fact,)) for at, fact in enumerate(chunk, 1)]
            number += len(chunk)
            write_chunk(
                self._database, rows, "benchmark", lambda _: {"status": "done", "rows_rejected": 0}
            )
        return number

    def walk(self, origins: Sequence[str], *, forward: bool) -> Walked:
        """The walk of every trace, without what is asked of its batches besides."""
        return Walked(*walk(self._database, origins, forward=forward))

    def told(self, links: Sequence[graph.Link]) -> set[Link]:
        """As the known answer tells them."""
        return {
            (each.batch_id, each.operation_id, each.consumed, float(each.quantity or 0))
            for each in links
        }

    def answer(self, question: Question, *, quantities: bool = False) -> dict[str, Any]:
        """The whole answer as JSON: batches, links, shipments, balances, gaps, verdict."""
        if question.forward:
            return recall(
                self._database, question.origins, self._settings, quantities=quantities
            ).to_dict()
        return trace(self._database, question.origins, "backward", self._settings).to_dict()

    def root_cause(self, bad: Sequence[str], good: Sequence[str]) -> RootCause:
        """The suspects of the bad batches, held against the good ones."""
        return root_cause(self._database, bad, good, self._settings)

    def chain(self, origin: str, batch: str) -> list[str]:
        """The nodes of a shortest chain of evidence."""
        hops = why(self._database, batch, origin, settings=self._settings).hops
        return [hops[0]["source"], *(hop["target"] for hop in hops)]


@contextmanager
def ours(name: str, keep: Path | None) -> Iterator[Ours]:
    """One of our engines. Raises Unavailable where no Neo4j can be had."""
    folder = keep if name == "embedded" else None
    try:
        with engine(name, folder) as settings, open_database(settings) as database:
            kept = folder.with_suffix(".json") if folder else None
            yield Ours(name, _version(name, settings), database, settings, kept)
    except neo4j_server.Unavailable as reason:
        raise Unavailable(f"Neo4j: {reason}") from None


def _version(name: str, settings: Settings) -> str:
    if name == "embedded":
        return f"ArcadeDB {version('arcadedb-embedded')}"
    assert settings.neo4j_uri and settings.neo4j_password
    user = (settings.neo4j_user, settings.neo4j_password.get_secret_value())
    with neo4j.GraphDatabase.driver(settings.neo4j_uri, auth=user) as driver:
        return driver.get_server_info().agent.replace("/", " ")
