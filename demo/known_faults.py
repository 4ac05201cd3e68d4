"""The faults of the plant and who finds them, worked out from the events alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import networkx

from demo.master import ITEMS
from demo.nouns import Batch, Consumption, Event, Issue, Output, Receipt, of_kind
from demo.truth import flow_graph, imbalance
from demo.writing import plain

Row = dict[str, Any]


def known_faults(events: Sequence[Event]) -> list[Row]:
    """Each fault: what it is, the commands that find it, and what they say of it."""
    left = {batch: rest for batch, rest in imbalance(events).items() if rest}
    ((first, again),) = _booked_twice(events)
    (lost,) = (batch for batch, rest in left.items() if rest > 0)
    (short,) = (batch for batch, rest in left.items() if rest < 0 and batch != first.batch)
    return [
        _gap(events, lost, left[lost]),
        _short_batch(events, short, -left[short]),
        _time_paradox(events),
        _double_booking(first, again, -left[first.batch]),
    ]


def ordinary(events: Sequence[Event], lot: str, loops: Sequence[Sequence[str]]) -> list[Row]:
    """What is no fault, and what a check tells all the same: it is worth a look."""
    suppliers = {e.source.party for e in of_kind(events, Receipt) if e.source.lot == lot}
    shared: Row = {
        "kind": "shared lot number",
        "subject": lot,
        "what": f"{' and '.join(sorted(suppliers))} both number a lot {lot}",
        "found_by": [_check("same-lot-number-two-suppliers", lot)],
    }
    return [
        shared,
        *(
            {
                "kind": "rework loop",
                "subject": loop[0],
                "what": "rework that was made of a lot and went back into it",
                "found_by": [_check("loop", loop[0])],
            }
            for loop in loops
        ),
    ]


def _gap(events: Sequence[Event], batch: Batch, quantity: Decimal) -> Row:
    """A row that the MES lost: the rest of a lot went on, and nothing says where."""
    ((order, line),) = _lost_lines(events)
    return {
        "kind": "gap",
        "subject": batch.batch_id,
        "what": f"the MES lost line {line} of {order}: the rest of the lot, fed to that order",
        **_quantity(batch, quantity),
        "found_by": [
            _unaccounted(batch, quantity, "forward"),
            _check("yield-outside-usual-range", f"own/{order}"),
            _check("numbering-gap", f"MES consumption {order}"),
        ],
    }


def _short_batch(events: Sequence[Event], batch: Batch, quantity: Decimal) -> Row:
    """A lot of which more went out than its production says was made."""
    (made,) = (output for output in of_kind(events, Output) if output.batch == batch)
    later = networkx.descendants(flow_graph(events), batch)
    without_origin = [batch, *(node for node in later if isinstance(node, Batch))]
    posted, really = plain(made.quantity), plain(made.quantity + quantity)
    return {
        "kind": "short batch",
        "subject": batch.batch_id,
        "what": f"{made.document} posts {posted} of the {really} that were made and used: two "
        "digits changed over",
        **_quantity(batch, quantity),
        "found_by": [
            _unaccounted(batch, quantity, "backward"),
            {"command": "genealogy completeness", "incomplete": len(without_origin)},
            _check("consumed-more-than-exists", batch.batch_id),
            _check("yield-outside-usual-range", f"own/{made.order}"),
        ],
    }


def _time_paradox(events: Sequence[Event]) -> Row:
    """A lot that was used before it was made."""
    made = {output.batch: output.at for output in reversed(of_kind(events, Output))}
    uses = of_kind(events, Consumption)
    (early,) = (use for use in uses if use.batch in made and use.at < made[use.batch])
    at, made_at = _utc(early.at), _utc(made[early.batch])
    return {
        "kind": "time paradox",
        "subject": early.batch.batch_id,
        "what": f"line {early.line} of {early.order} was typed with the wrong month: used at {at}, "
        f"made at {made_at}",
        "at": at,
        "made_at": made_at,
        "found_by": [
            {
                "command": "genealogy trace",
                "kind": "consumed before it was made",
                "subject": early.batch.batch_id,
                "by": f"own/{early.order}",
                "at": at,
                "made_at": made_at,
            },
            _check("used-before-received-or-made", early.batch.batch_id),
        ],
    }


def _double_booking(first: Issue, again: Issue, quantity: Decimal) -> Row:
    """An issue that stands in the books twice, too small for a mass balance to show."""
    return {
        "kind": "double booking",
        "subject": again.document,
        "what": f"an interface sent line {first.line} of {first.document} again, as "
        f"{again.document}: {first.batch.batch_id} for {first.order}",
        "batch_id": first.batch.batch_id,
        **_quantity(first.batch, quantity),
        "found_by": [_check("duplicate-document", f"ERP {again.document}")],
    }


def _lost_lines(events: Sequence[Event]) -> Iterator[tuple[str, int]]:
    """The orders that lack a line of what they were fed, and which."""
    lines: dict[str, list[int]] = {}
    for use in of_kind(events, Consumption):
        lines.setdefault(use.order, [0]).append(use.line)
    for order, found in lines.items():
        for low, high in pairwise(sorted(found)):
            yield from ((order, line) for line in range(low + 1, high))


def _booked_twice(events: Sequence[Event]) -> Iterator[tuple[Issue, Issue]]:
    """The issues that say what another document says, after that one."""
    known: dict[tuple[object, ...], Issue] = {}
    for issue in of_kind(events, Issue):
        said = (issue.movement, issue.order, issue.batch, issue.quantity, issue.at)
        first = known.setdefault(said, issue)
        if first.document != issue.document:
            yield first, issue


def _check(name: str, subject: str) -> Row:
    return {"command": "genealogy check", "check": name, "subject": subject}


def _unaccounted(batch: Batch, quantity: Decimal, side: str) -> Row:
    gap = {"command": "genealogy gaps", "kind": "unaccounted", "subject": batch.batch_id}
    return gap | _quantity(batch, quantity) | {"side": side}


def _quantity(batch: Batch, quantity: Decimal) -> Row:
    return {"quantity": str(plain(quantity)), "unit": ITEMS[batch.item].unit}


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
