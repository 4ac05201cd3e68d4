"""Evidence: for each fact its document, and every row of a file that states it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from genealogy.engine.statement import Reader, statement
from genealogy.graph import Link
from genealogy.identity import source_of_key
from queries.as_known import also_then
from queries.one_state import TornRead

Stated = dict[str, tuple[str | None, list[dict[str, Any]]]]
"""For each fact key, the document and the rows."""


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


EVIDENCE = also_then(statement("why/evidence", Evidence))
FACTS = also_then(statement("why/facts", Evidence))
LOADS = also_then(statement("why/loads", LoadedFile))


def of_links(graph: Reader, links: Sequence[Link]) -> Stated:
    """The evidence of each of these links. Raises TornRead where one is gone meanwhile."""
    rows = graph.read(
        EVIDENCE,
        batch_ids={link.batch_id: True for link in links},
        operation_ids=sorted({link.operation_id for link in links}),
        fact_keys={link.fact_key: True for link in links},
    )
    stated = _stated(graph, rows)
    if any(link.fact_key not in stated for link in links):
        raise TornRead
    return stated


def of_facts(graph: Reader, places: Iterable[tuple[str, str]]) -> Stated:
    """The evidence of facts, each named by the batch or container that it is of and its key."""
    ids, keys = {place for place, _ in places}, {key: True for _, key in places}
    if not keys:
        return {}
    return _stated(
        graph,
        graph.read(FACTS, batch_ids=sorted(ids), container_ids=sorted(ids), fact_keys=keys),
    )


def _stated(graph: Reader, rows: Sequence[Evidence]) -> Stated:
    load_ids = sorted({each.rsplit(":", 1)[0] for row in rows for each in row.evidence})
    files = {load.load_id: load for load in graph.read(LOADS, load_ids=load_ids)}
    return {row.fact_key: (row.document, _rows(row, files)) for row in rows}


def _rows(fact: Evidence, files: dict[str, LoadedFile]) -> list[dict[str, Any]]:
    """The rows. A load that had not begun at the time that is asked for is not among `files`."""
    found = []
    for each in dict.fromkeys(fact.evidence):
        load_id, row = each.rsplit(":", 1)
        if load := files.get(load_id):
            found.append(
                {
                    "load_id": load_id,
                    "source": source_of_key(fact.fact_key),
                    "file": load.file,
                    "sheet": load.sheet,
                    "row": int(row),
                }
            )
    return sorted(found, key=lambda each: (each["file"] or "", each["row"], each["load_id"]))
