"""Suspects of some batches: everything upstream of any of them, fetched from the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from genealogy.engine.statement import Reader
from genealogy.gaps import Gap
from genealogy.open_batches import no_origin
from genealogy.root_cause.finding import Found
from genealogy.root_cause.suspects import Upstream
from genealogy.units import factor
from genealogy.walk import BATCH
from queries.described import operations_of
from queries.fetching import walk
from queries.netted import sizes
from queries.upstream import (
    EQUIPMENT,
    OPERATORS,
    care_of,
    names_of,
    runs_of,
    supplies_of,
    values_of,
)


def upstream_of(database: Reader, batch_ids: Sequence[str]) -> Upstream:
    """All that is known upstream of these batches, themselves included.

    One walk for all of them, so the cost grows with the links of the union of their scopes.
    """
    walked, links = walk(database, batch_ids, forward=False)
    with ThreadPoolExecutor(1) as beside:  # the database answers two statements at once
        supplies = beside.submit(supplies_of, database, walked)
        names = beside.submit(names_of, database, walked)
        operations = operations_of(database, {link.operation_id for link in links})
        equipment, equipment_names = runs_of(database, EQUIPMENT, operations)
        operators, operator_names = runs_of(database, OPERATORS, operations)
        care = care_of(database, {run.other for run in equipment})
        values = values_of(database, walked, operations, links)
        return Upstream(
            links,
            operations,
            supplies.result(),
            equipment,
            operators,
            care,
            values,
            names=names.result()
            | {("equipment", id_): name for id_, name in equipment_names.items() if name}
            | {("operator", id_): name for id_, name in operator_names.items() if name},
        )


def quantities_of(found: Found) -> list[float] | None:
    """How much each of the batches is, in one unit; None where that is not known of all, or their
    units do not convert into each other."""
    own = {*found.batch_ids}
    known = sizes(
        (link for link in found.upstream.links if not link.consumed and link.batch_id in own),
        (each for each in found.upstream.supplies if each.batch_id in own),
    )
    amounts = [known[each] for each in found.batch_ids if each in known]
    rates = [factor(unit or "", amounts[0][1] or "") for _, unit in amounts]
    if len(amounts) < len(found.batch_ids) or None in rates:
        return None
    return [float(amount) * (rate or 0) for (amount, _), rate in zip(amounts, rates, strict=True)]


def without_origin(found: Found) -> Iterator[Gap]:
    """The batches upstream of which nothing was stated: a cause behind them cannot be seen."""
    made = {link.batch_id for link in found.upstream.links if not link.consumed}
    made |= {each.batch_id for each in found.upstream.supplies}
    for kind, name in sorted(found.reach):
        if kind == BATCH and name not in made:
            yield no_origin(name)
