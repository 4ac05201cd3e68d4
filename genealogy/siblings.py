"""Siblings of a scope: batches that share an ancestor with its origins, and are not of it.

Where the fault of a batch lies with what it was made from, these may have it too. Each is told
with the nearest ancestor that it shares, and with the part of that ancestor which went its way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from genealogy.graph import Genealogy, Link
from genealogy.units import convert
from genealogy.walk import BATCH, OPERATION, Node, Steps, reached, steps


@dataclass(frozen=True, slots=True)
class Sibling:
    """A batch at risk. `operations` is how many lie between the ancestor and it.

    `share` is the part of all that was consumed of the ancestor that went into the first of
    these operations; None where the records do not tell.
    """

    batch_id: str
    ancestor: str
    operations: int
    share: float | None
    certain: bool


def siblings(
    genealogy: Genealogy,
    origins: Iterable[str],
    ancestors: Collection[str],
    certain_ancestors: Iterable[str],
) -> list[Sibling]:
    """The siblings of a scope, the nearest first.

    `genealogy` is all that the material of the ancestors went into; the origins are ancestors of
    themselves. Ancestors are no siblings, however much they share. Linear in the links, besides
    the sets of operations that begin the chains from an ancestor.
    """
    ahead = steps(genealogy.links, forward=True)
    scope = reached(origins, ahead)
    certain_links = steps((link for link in genealogy.links if link.certain), forward=True)
    certain = reached(certain_ancestors, certain_links)
    used = _Used(genealogy)
    found = [
        Sibling(
            name, at.ancestor, at.operations, used.share(at.ancestor, at.first), node in certain
        )
        for node, at in _nearest(ancestors, ahead).items()
        for kind, name in [node]
        if kind == BATCH and at.operations and node not in scope
    ]
    return sorted(found, key=lambda each: (each.operations, each.ancestor, each.batch_id))


@dataclass(frozen=True, slots=True)
class _At:
    """How a node is reached from its nearest ancestor: through which operations at first."""

    ancestor: str
    operations: int
    first: frozenset[str]


def _nearest(ancestors: Iterable[str], ahead: Steps) -> dict[Node, _At]:
    """The nearest ancestor of every node, by operations, the first by its id where several are."""
    found = {(BATCH, each): _At(each, 0, frozenset()) for each in sorted(ancestors)}
    level: dict[Node, _At] = dict(found)
    while level:
        following: dict[Node, _At] = {}
        for node, at in level.items():
            for head in ahead.get(node, ()):
                if head not in found:
                    new = _step(at, head)
                    following[head] = _nearer(following.get(head), new)
        found |= following
        level = following
    return found


def _step(at: _At, head: Node) -> _At:
    if head[0] != OPERATION:
        return at
    return _At(at.ancestor, at.operations + 1, at.first or frozenset({head[1]}))


def _nearer(before: _At | None, new: _At) -> _At:
    """Of two chains that are equally long the one whose ancestor comes first; of one ancestor
    both."""
    if before is None or new.ancestor < before.ancestor:
        return new
    if before.ancestor < new.ancestor or new.first <= before.first:
        return before
    return _At(before.ancestor, before.operations, before.first | new.first)


class _Used:
    """What each operation used of a batch, returns taken off."""

    def __init__(self, genealogy: Genealogy) -> None:
        self._links: dict[str, list[Link]] = {}
        for link in genealogy.consumed:
            if link.certain:
                self._links.setdefault(link.batch_id, []).append(link)
        self._by_operation: dict[str, dict[str, Decimal] | None] = {}

    def share(self, batch_id: str, operations: Iterable[str]) -> float | None:
        """The part of all that was consumed of a batch that these operations consumed."""
        if batch_id not in self._by_operation:
            self._by_operation[batch_id] = _amounts(self._links.get(batch_id, []))
        amounts = self._by_operation[batch_id]
        if amounts is None or not all(each in amounts for each in operations):
            return None
        whole = sum(amounts.values(), Decimal(0))
        part = sum((amounts[each] for each in operations), Decimal(0))
        return float(part / whole) if whole > 0 and part >= 0 else None


def _amounts(links: list[Link]) -> dict[str, Decimal] | None:
    """What was consumed by each operation, in one unit; None where it cannot be added."""
    found: dict[str, Decimal] = {}
    for link in links:
        unit = links[0].unit or ""
        amount = None if link.quantity is None else convert(link.quantity, link.unit or "", unit)
        if amount is None:
            return None
        sign = -1 if link.role == "return" else 1
        found[link.operation_id] = found.get(link.operation_id, Decimal(0)) + sign * amount
    return None if any(amount < 0 for amount in found.values()) else found
