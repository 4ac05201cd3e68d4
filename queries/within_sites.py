"""Within sites: what somebody may be told who is held to some sites of the plant.

All of an answer or nothing of it: a part of a scope reads like a whole one, and a recall that
rests on it misses what lies elsewhere. What a batch's sites are is asked of the graph: where
operations made or used it, where it left from, where it was counted or moved to. Names are
compared as they are stated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import Reader, statement
from genealogy.errors import BeyondSites, NotAllowed
from genealogy.graph import Genealogy, Movement, Use
from queries.batches import Hit, batches_after, search
from queries.gaps import SiteColumns
from queries.in_columns import in_columns

OF_BATCHES = statement("within_sites/of_batches", SiteColumns)
IN_CONTAINERS = statement("within_sites/in_containers", SiteColumns)


@dataclass(frozen=True, slots=True)
class KnownIds:
    """Ids of what is known at sites."""

    ids: list[str]


KNOWN_AT = {
    kind: statement(f"within_sites/{kind}s", KnownIds)
    for kind in ("operation", "order", "customer", "container")
}

_HITS_LOOKED_AT = 2_000
_SEARCHES = ("batches/by_code", "batches/starting_with", "batches/containing")
"""What names batches that nobody has asked about. No answer is made of it."""


@dataclass(frozen=True, slots=True)
class SearchedWithin:
    """What a search found at the sites, and how many batches it withheld that are known, or could
    be, elsewhere: at least so many, where not `all_looked_at`."""

    hits: list[Hit]
    withheld: int
    all_looked_at: bool


def check_sites(database: Reader, answer: Genealogy | Iterable[str], sites: Sequence[str]) -> None:
    """Raises BeyondSites where an answer, by its genealogy or its batches, is not of these sites
    alone: where it touches another site, or a batch of which no site is known at all."""
    if isinstance(answer, Genealogy):
        known = _sites_of(database, {*answer.batches, *chain(*answer.candidates.values())})
        _add_its_own(known, answer)  # what was so in the past, and what left in containers
    else:
        known = _sites_of(database, answer)
    others = {batch_id: at - set(sites) for batch_id, at in known.items()}
    elsewhere = [batch_id for batch_id, at in others.items() if at]
    unknown = [batch_id for batch_id, at in known.items() if not at]
    if elsewhere or unknown:
        raise BeyondSites(len(elsewhere), len(set().union(*others.values())), len(unknown))


def check_all_sites(sites: Sequence[str] | None) -> None:
    """Raises NotAllowed for who is held to sites: of answers that are of the whole graph, as its
    gaps, checks, loads and rejected rows are."""
    if sites is not None:
        raise NotAllowed(
            "This answer is of all sites at once. Ask somebody whose key is not held to sites."
        )


def search_within(
    database: Database, text: str, sites: Sequence[str], most: int = 50
) -> SearchedWithin:
    """The search of `queries.batches`, of batches that are within the sites."""
    found = search(database, text, _HITS_LOOKED_AT)
    inside = _inside(database, (hit.batch_id for hit in found), sites)
    hits = [hit for hit in found if hit.batch_id in inside]
    return SearchedWithin(hits[:most], len(found) - len(hits), len(found) < _HITS_LOOKED_AT)


def batches_after_within(
    database: Database, last: str, sites: Sequence[str], most: int
) -> SearchedWithin:
    """The batches within the sites whose ids come after this one, the last of `most` only to tell
    that there are more; and how many were withheld before that: as many are looked at as it takes.
    """
    hits: list[Hit] = []
    withheld = behind = 0
    while found := batches_after(database, last, _HITS_LOOKED_AT):
        inside = _inside(database, (hit.batch_id for hit in found), sites)
        for hit in found:
            if hit.batch_id in inside:
                hits.append(hit)
            elif len(hits) < most - 1:
                withheld += 1
            else:
                behind += 1  # the page after this one tells of them, if there is one
            if len(hits) == most:
                return SearchedWithin(hits, withheld, all_looked_at=True)
        last = found[-1].batch_id
    return SearchedWithin(hits, withheld + behind, all_looked_at=True)


def known_at(database: Reader, kind: str, ids: Iterable[str], sites: Sequence[str]) -> set[str]:
    """Which of the ids of a kind may be named to who is held to these sites: batches that are at
    no others; operations, orders, customers and containers that have to do with one of them;
    anything else, as materials and suppliers, whatever it is."""
    if kind == "batch":
        return _inside(database, ids, sites)
    if kind not in KNOWN_AT:
        return set(ids)
    (found,) = database.read(KNOWN_AT[kind], ids=sorted(ids), sites=list(sites))
    return set(found.ids)


def check_ran_at(site: str | None, sites: Sequence[str]) -> None:
    """Raises NotAllowed for an operation that ran elsewhere, or nobody states where."""
    if site not in sites:
        raise NotAllowed(
            "This operation ran at another site, or nobody states where. Ask somebody whose key is"
            " not held to sites."
        )


def held_to(database: Database, sites: Sequence[str]) -> Database:
    """The same graph, in which no batch beyond the sites is named as one that is near, or found
    by its code: an error does not tell of it. What answers are made of is left as it is, since
    nothing may be missing there: they are held to `check_sites`."""

    def veil(statement: Any, _: Mapping[str, Any], rows: list[Any]) -> list[Any]:
        if statement.name not in _SEARCHES:
            return rows
        inside = _inside(database, (row.batch_id for row in rows), sites)
        return [row for row in rows if row.batch_id in inside]

    return database.seen_by(veil)


def _inside(database: Reader, batch_ids: Iterable[str], sites: Collection[str]) -> set[str]:
    known = _sites_of(database, batch_ids)
    return {batch_id for batch_id, at in known.items() if at and at <= set(sites)}


def _sites_of(database: Reader, batch_ids: Iterable[str]) -> dict[str, set[str]]:
    """The sites of each batch; none where none is known."""
    found: dict[str, set[str]] = {batch_id: set() for batch_id in batch_ids}
    for query in (OF_BATCHES, IN_CONTAINERS):
        for columns in in_columns(database, query, "batch_ids", found):
            for batch_id, site in zip(columns.ids, columns.sites, strict=True):
                found[batch_id].add(site)
    return found


def _add_its_own(known: dict[str, set[str]], genealogy: Genealogy) -> None:
    """Adds the sites that a genealogy states of its batches."""
    for link in genealogy.links:
        operation = genealogy.operations.get(link.operation_id)
        if operation and operation.site:
            known.setdefault(link.batch_id, set()).add(operation.site)
    stated: list[Movement | Use] = [*genealogy.movements, *genealogy.uses]
    for each in stated:
        if each.site:
            known.setdefault(each.batch_id, set()).add(each.site)
