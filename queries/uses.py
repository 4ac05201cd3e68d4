"""Uses: what operations used of batches that stand only upstream, summed instead of listed."""

from __future__ import annotations

from genealogy.balance import counted_at
from genealogy.engine.statement import Reader
from genealogy.graph import Link, Movement, Use, by_batch
from genealogy.times import moment
from queries.as_known import AsKnown
from queries.columns import CONSUMPTIONS_OF_BATCHES, USES_BEFORE, USES_OF_BATCHES
from queries.described import operations_of
from queries.in_columns import in_parts, links_at

_NEVER = "~"  # behind every time


def uses_of(
    database: Reader, batch_ids: frozenset[str], produced: list[Link], movements: list[Movement]
) -> tuple[list[Use], list[Link]]:
    """What operations used of the batches, summed, and the links that contradict time.

    Of the past each use is listed: what was voided since is told link by link.
    """
    if not batch_ids:
        return [], []
    if isinstance(database, AsKnown):
        links = links_at(database, CONSUMPTIONS_OF_BATCHES, batch_ids)
        operations = operations_of(database, {link.operation_id for link in links})
        return [_use(link, operations[link.operation_id].site) for link in links], links
    counts = by_batch(each for each in movements if each.type == "COUNTED")
    came: dict[str, str] = {}
    inward: list[Link | Movement] = [*produced]
    inward += [each for each in movements if each.type in ("SUPPLIED", "GAINED")]
    for each in inward:
        if each.occurred_at:
            known = came.setdefault(each.batch_id, each.occurred_at)
            came[each.batch_id] = min(known, each.occurred_at, key=moment)
    rows = [
        {
            "batch_id": batch_id,
            "counted_at": (counted_at(counts.get(batch_id, ())) or _NEVER).replace("Z", ""),
            "came_at": came.get(batch_id, "").replace("Z", ""),
        }
        for batch_id in sorted(batch_ids)
    ]
    uses: list[Use] = []
    first: dict[str, str] = {}
    for columns in in_parts(database, USES_OF_BATCHES, "rows", rows):
        uses += columns.uses()
        for batch_id, at in zip(columns.batch_ids, columns.firsts, strict=True):
            first[batch_id] = min(first.get(batch_id, at), at)
    contradicting = [row for row in rows if first.get(row["batch_id"], _NEVER) < row["came_at"]]
    links = [
        link
        for columns in in_parts(database, USES_BEFORE, "rows", contradicting)
        for link in columns.links(consumed=True)
    ]
    return uses, links


def _use(link: Link, site: str | None) -> Use:
    return Use(
        batch_id=link.batch_id,
        certain=link.certain,
        returned=link.role == "return",
        quantity=link.quantity,
        unit=link.unit,
        occurred_at=link.occurred_at,
        site=site,
        times=1,
    )
