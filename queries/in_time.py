"""In time: the part of a scope that time allows, and what leaves it, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from genealogy.arrival import arrivals
from genealogy.graph import Genealogy, Link, Movement
from genealogy.times import moment
from genealogy.verdict import Direction
from genealogy.walk import BATCH, Node, ends, reached, steps

_SIDES = {"forward": (True,), "backward": (False,), "both": (True, False)}


@dataclass(frozen=True)
class InTime:
    """What of an answer material of the origins can have reached (backward: come from) in time.

    See genealogy/arrival.py for what is possible in time. The full scope stays what it is: this
    stands beside it.
    """

    genealogy: Genealogy
    direction: Direction
    tolerance_hours: float

    @cached_property
    def _sides(self) -> list[_Side]:
        late = timedelta(hours=self.tolerance_hours)
        return [_Side(self.genealogy, late, forward=each) for each in _SIDES[self.direction]]

    @cached_property
    def possible(self) -> frozenset[Node]:
        """The batches and operations that are in the scope in time."""
        return frozenset(node for side in self._sides for node in side.all.clocks)

    @cached_property
    def batches(self) -> list[dict[str, Any]]:
        """The batches that are: when material of the origins was there at the earliest, and when
        what came to the origins can have left at the latest; None where no link says."""
        return [
            {
                "batch_id": batch_id,
                "certain": any((BATCH, batch_id) in side.certain for side in self._sides),
                "earliest": self._at(batch_id, forward=True),
                "latest": self._at(batch_id, forward=False),
            }
            for batch_id in self.genealogy.batches
            if (BATCH, batch_id) in self.possible
        ]

    @cached_property
    def customers(self) -> list[dict[str, Any]]:
        """Who can have received material of the origins."""
        return self._parties("customer_id", forward=True)

    @cached_property
    def suppliers(self) -> list[dict[str, Any]]:
        """Who can have supplied material of the origins."""
        return self._parties("supplier_id", forward=False)

    @cached_property
    def left(self) -> list[dict[str, Any]]:
        """What is in the full scope and not in this one, each once, with the reason."""
        kept = {_place(row) for side in self._sides for row in side.rows() if not row["reason"]}
        rows = [
            row
            for side in self._sides
            for row in side.rows()
            if row["reason"] and _place(row) not in kept
        ]
        return list({_place(row): row for row in reversed(rows)}.values())[::-1]

    def to_dict(self) -> dict[str, Any]:
        """The part of the answer as JSON."""
        return {
            "tolerance_hours": self.tolerance_hours,
            "batches": self.batches,
            "customers": self.customers,
            "suppliers": self.suppliers,
            "left": self.left,
        }

    def _at(self, batch_id: str, *, forward: bool) -> str | None:
        node = (BATCH, batch_id)
        sides = (side for side in self._sides if side.forward == forward and node in side.all)
        return next((side.all.at(node) for side in sides), None)

    def _parties(self, name: str, *, forward: bool) -> list[dict[str, Any]]:
        found: dict[str, list[tuple[Movement, bool]]] = {}
        for side in self._sides:
            for each in side.movements:
                if side.forward == forward and side.all.allow(
                    (BATCH, each.batch_id), each.occurred_at
                ):
                    certain = each.certain and side.certain.allow(
                        (BATCH, each.batch_id), each.occurred_at
                    )
                    found.setdefault(each.other, []).append((each, certain))
        return [
            {
                name: party_id,
                "certain": any(certain for _, certain in its),
                "batches": len({each.batch_id for each, _ in its}),
            }
            for party_id, its in sorted(found.items())
        ]


class _Side:
    """One direction of an answer."""

    def __init__(self, genealogy: Genealogy, late: timedelta, *, forward: bool) -> None:
        self.forward = forward
        links, origins = genealogy.links, genealogy.origins
        self.scope = reached(origins, steps(links, forward=forward))
        self.links = [link for link in links if ends(link, forward=forward)[0] in self.scope]
        self.all = arrivals(origins, links, late, forward=forward)
        certain = (link for link in links if link.certain)
        self.certain = arrivals(origins, certain, late, forward=forward)
        # The receiver's own record of a delivery too: where the two differ, the later one counts.
        types = ("SHIPPED_TO", "RECEIVED_BY") if forward else ("SUPPLIED",)
        self.movements = [
            each for each in genealogy.of_type(*types) if (BATCH, each.batch_id) in self.scope
        ]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each batch, link, movement and party of the full scope; with the reason where it
        leaves, else without one."""
        for kind, id_ in sorted(self.scope):
            if kind == BATCH:
                why = "" if (kind, id_) in self.all else "no way to it is possible in time"
                yield _row("batch", id_, None, None, why)
        yield from self._links()
        yield from self._movements()

    def _links(self) -> Iterator[dict[str, Any]]:
        grouped: dict[tuple[str, str, str], list[Link]] = {}
        for link in self.links:
            grouped.setdefault((link.type, link.source, link.target), []).append(link)
        for (_, source, target), links in sorted(grouped.items()):
            tail, _ = ends(links[0], forward=self.forward)
            at, why = self._reason(tail, [link.occurred_at for link in links])
            yield _row("link", source, target, at, why)

    def _movements(self) -> Iterator[dict[str, Any]]:
        what, party = ("shipment", "customer") if self.forward else ("supply", "supplier")
        grouped: dict[tuple[str, str], list[str | None]] = {}
        for each in self.movements:
            grouped.setdefault((each.batch_id, each.other), []).append(each.occurred_at)
        kept = dict.fromkeys((other for _, other in grouped), False)
        for (batch_id, other), times in sorted(grouped.items()):
            at, why = self._reason((BATCH, batch_id), times)
            kept[other] |= not why
            yield _row(what, batch_id, other, at, why)
        for other, some in sorted(kept.items()):
            why = "" if some else f"every {what} of this {party} left"
            yield _row(party, other, None, None, why)

    def _reason(self, tail: Node, times: Iterable[str | None]) -> tuple[str | None, str]:
        """The time of the facts that comes nearest to being possible, and why they leave."""
        stated = list(times)
        if any(self.all.allow(tail, at) for at in stated):
            return None, ""
        timed = [at for at in stated if at is not None]
        best = max if self.forward else min
        nearest = best(timed, key=moment) if timed else None
        if tail not in self.all:
            return nearest, f"{tail[1]} left"
        word = "before the earliest" if self.forward else "after the latest"
        return nearest, f"{word} possible time at {tail[1]}, {self.all.at(tail)}"


def _row(what: str, id_: str, other: str | None, at: str | None, why: str) -> dict[str, Any]:
    return {"what": what, "id": id_, "to": other, "occurred_at": at, "reason": why}


def _place(row: dict[str, Any]) -> tuple[str, str, str | None]:
    return row["what"], row["id"], row["to"]
