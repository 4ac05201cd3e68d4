"""Why: the shortest chain of evidence from an origin to a batch of its scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.errors import NoPath
from genealogy.graph import Link
from genealogy.identity import source_of_key
from genealogy.walk import BATCH, Node, shortest_chain, steps
from queries.batches import resolve
from queries.fetching import TornRead, of_one_state, walk


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one fact was stated."""

    fact_key: str
    document: str | None
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The file of a load."""

    load_id: str
    file: str
    sheet: str | None


EVIDENCE = statement("why/evidence", Evidence)
LOADS = statement("why/loads", LoadedFile)


@dataclass(frozen=True, slots=True)
class Why:
    """A chain of links from origin to batch, each with every fact and row that states it."""

    origin: str
    batch: str
    certain: bool
    fingerprint: str
    hops: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"batch": self.batch, "origin": self.origin},
            "fingerprint": self.fingerprint,
            "certain": self.certain,
            "hops": self.hops,
        }


def why(database: Database, batch: str, origin: str) -> Why:
    """Why a batch is in the scope of an origin: the fewest links that lead from one to the other.

    Certain links are preferred: only where they do not suffice, possible ones are taken too.
    Raises NoPath where the batch is not in that scope, and as `trace` does.
    """

    def answer() -> Why:
        (start,), (end,) = resolve(database, [origin]), resolve(database, [batch])
        _, links = walk(database, [start], forward=True)
        chain, certain = _chain(links, start, end)
        if chain is None:
            raise NoPath(end, start)
        hops = [
            _links_between(links, tail, head, certain=certain) for tail, head in pairwise(chain)
        ]
        stated = _evidence(database, [link for links in hops for link in links])
        return Why(start, end, certain, "", [_hop(links, stated) for links in hops])

    result, fingerprint = of_one_state(database, answer)
    return replace(result, fingerprint=fingerprint)


def _chain(links: list[Link], start: str, end: str) -> tuple[list[Node] | None, bool]:
    certain = [link for link in links if link.certain]
    if chain := shortest_chain(start, end, steps(certain, forward=True)):
        return chain, True
    return shortest_chain(start, end, steps(links, forward=True)), False


def _links_between(links: list[Link], tail: Node, head: Node, *, certain: bool) -> list[Link]:
    consumed = tail[0] == BATCH
    return [
        link
        for link in links
        if link.consumed == consumed
        and (link.source, link.target) == (tail[1], head[1])
        and (link.certain or not certain)
    ]


def _evidence(database: Database, links: list[Link]) -> dict[str, tuple[str | None, list[Any]]]:
    """For each fact its document and the rows that state it."""
    rows = database.read(
        EVIDENCE,
        batch_ids={link.batch_id: True for link in links},
        operation_ids=sorted({link.operation_id for link in links}),
        fact_keys={link.fact_key: True for link in links},
    )
    load_ids = sorted({each.rsplit(":", 1)[0] for row in rows for each in row.evidence})
    files = {load.load_id: load for load in database.read(LOADS, load_ids=load_ids)}
    stated = {row.fact_key: (row.document, _stated_in(row, files)) for row in rows}
    if any(link.fact_key not in stated for link in links):
        raise TornRead
    return stated


def _stated_in(fact: Evidence, files: dict[str, LoadedFile]) -> list[dict[str, Any]]:
    found = []
    for each in fact.evidence:
        load_id, row = each.rsplit(":", 1)
        load = files.get(load_id)
        found.append(
            {
                "load_id": load_id,
                "source": source_of_key(fact.fact_key),
                "file": load.file if load else None,
                "sheet": load.sheet if load else None,
                "row": int(row),
            }
        )
    return sorted(found, key=lambda each: (each["file"] or "", each["row"], each["load_id"]))


def _hop(links: list[Link], stated: dict[str, tuple[str | None, list[Any]]]) -> dict[str, Any]:
    return {
        "type": links[0].type,
        "source": links[0].source,
        "target": links[0].target,
        "facts": [
            {
                "quantity": None if link.quantity is None else float(link.quantity),
                "unit": link.unit,
                "role": link.role,
                "occurred_at": link.occurred_at,
                "document": stated[link.fact_key][0],
                "evidence": stated[link.fact_key][1],
            }
            for link in links
        ],
    }
