"""Netted: the facts of each link as one row, and the flows into each batch as its size."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from genealogy.graph import Link, Movement

_ZERO = Decimal(0)
_ENDS = attrgetter("batch_id", "operation_id", "consumed", "certain")


def netted_links(links: Iterable[Link]) -> list[dict[str, Any]]:
    """Every link once for each unit, its facts netted. Those with the same ends are expected to
    stand together."""
    rows = []
    for _, parallel in groupby(links, key=_ENDS):
        by_unit: dict[str, list[Link]] = {}
        for link in parallel:
            by_unit.setdefault(link.unit or "", []).append(link)
        rows += [
            {
                "type": link.type,
                "source": link.source,
                "target": link.target,
                "quantity": _net(its),
                "unit": unit or None,
                "certain": link.certain,
            }
            for unit, its in sorted(by_unit.items())
        ]
    return rows


def sizes(
    produced: Iterable[Link], supplied: Iterable[Movement]
) -> dict[str, tuple[Decimal, str | None]]:
    """How much of each batch was made or received, where one unit says it all."""
    found: dict[str, tuple[Decimal, str | None]] = {}
    untold: set[str] = set()
    made = (link for link in produced if link.certain)
    for each in chain[Link | Movement](made, supplied):
        before, unit = found.get(each.batch_id, (_ZERO, each.unit))
        if each.quantity is None or each.unit != unit:
            untold.add(each.batch_id)
        else:
            found[each.batch_id] = (before + each.quantity, unit)
    return {batch_id: size for batch_id, size in found.items() if batch_id not in untold}


def _net(links: list[Link]) -> float | None:
    """What went over a link, returns taken off; None where a fact does not state it."""
    total = _ZERO
    for link in links:
        if link.quantity is None:
            return None
        total += -link.quantity if link.role == "return" else link.quantity
    return float(total)
