"""Why: the evidence for a batch being in the scope of an origin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, get_args

from genealogy.engine.database import Database
from genealogy.engine.statement import Reader
from genealogy.errors import NoPath, WrongUsage
from genealogy.graph import Link
from genealogy.settings import Settings, load_settings
from genealogy.times import recorded_text
from genealogy.walk import BATCH, Node, ends, reached, shortest_chain, steps
from queries.as_known import AsKnown, fingerprint_of_links, time_of
from queries.batches import resolve
from queries.evidence import Stated, of_links
from queries.fetching import walk
from queries.one_state import of_one_state

Which = Literal["shortest", "into", "between"]


@dataclass(frozen=True, slots=True)
class Why:
    """Links from origin to batch, each with every fact and row that states it.

    `hops` is the shortest chain, in its order; or all links into the batch, or between the two,
    each once, in the order of their ends. `certain` tells whether certain links alone lead there.
    """

    origin: str
    batch: str
    which: Which
    as_known_on: str | None
    certain: bool
    fingerprint: str
    hops: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"batch": self.batch, "origin": self.origin, "links": self.which}
            | ({"as_known_on": self.as_known_on} if self.as_known_on else {}),
            "fingerprint": self.fingerprint,
            "certain": self.certain,
            "hops": self.hops,
        }


def why(
    database: Database,
    batch: str,
    origin: str,
    which: Which = "shortest",
    settings: Settings | None = None,
    *,
    as_known_on: str | None = None,
) -> Why:
    """Why a batch is in the scope of an origin: the fewest links that lead from one to the other.

    Of the chain certain links are preferred: only where they do not suffice, possible ones are
    taken too. `into`: the operations of the scope that made the batch, and what of the scope
    they used; `between`: every link that lies on any way from the origin to the batch. Both with
    the possible ones. `as_known_on` asks of a time in the past.
    Raises NoPath where the batch is not in that scope, and as `trace` does.
    """
    if which not in get_args(Which):
        raise WrongUsage(f'Links are shortest, into or between: "{which}" is none of these.')
    graph: Reader = database
    known_on = None
    if as_known_on is not None:
        known_on = time_of(as_known_on, (settings or load_settings()).timezone)
        graph = AsKnown(database, known_on)

    def answer() -> tuple[Why, list[Link]]:
        (start,), (end,) = resolve(graph, [origin]), resolve(graph, [batch])
        _, links = walk(graph, [start], forward=True)
        chain, certain = _chain(links, start, end)
        if chain is None:
            raise NoPath(end, start, turned=start in walk(graph, [end], forward=True)[0])
        if which == "shortest":
            hops = [
                _links_between(links, tail, head, certain=certain) for tail, head in pairwise(chain)
            ]
        else:
            found = _between(links, end) if which == "between" else _into(links, end)
            hops = _grouped(found)
        together = [link for its in hops for link in its]
        stated = of_links(graph, together)
        told = [_hop(its, stated) for its in hops]
        on = recorded_text(known_on) if known_on else None
        return Why(start, end, which, on, certain, "", told), together

    (result, used), fingerprint = of_one_state(database, answer)
    if known_on:
        fingerprint = fingerprint_of_links([result.origin, result.batch], used)
    return replace(result, fingerprint=fingerprint)


def _into(links: Sequence[Link], end: str) -> list[Link]:
    """The links into a batch: what made it, and what that used."""
    makers = {link.operation_id for link in links if not link.consumed and link.batch_id == end}
    return [
        link
        for link in links
        if link.operation_id in makers and (link.consumed or link.batch_id == end)
    ]


def _between(links: Sequence[Link], end: str) -> list[Link]:
    """Those of the links of a forward walk that lead to a batch: also loops that pass it."""
    leading = reached([end], steps(links, forward=False))
    return [link for link in links if ends(link, forward=True)[1] in leading]


def _grouped(links: Iterable[Link]) -> list[list[Link]]:
    """The links by their two ends, each group a hop."""
    grouped: dict[tuple[str, str, str], dict[str, Link]] = {}
    for link in links:
        grouped.setdefault((link.source, link.target, link.type), {})[link.fact_key] = link
    return [
        [facts[key] for key in sorted(facts)]
        for _, facts in sorted(grouped.items(), key=lambda each: each[0])
    ]


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


def _hop(links: list[Link], stated: Stated) -> dict[str, Any]:
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
