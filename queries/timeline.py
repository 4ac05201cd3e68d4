"""Timeline: what was made of a suspect, or at it, one after the other, and how that turned out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from genealogy.engine.statement import Reader
from genealogy.graph import Link
from genealogy.root_cause.finding import Found
from genealogy.root_cause.reach import counted
from genealogy.root_cause.suspects import Suspect
from genealogy.selection import Window
from genealogy.times import moment
from genealogy.walk import BATCH, OPERATION
from queries.columns import (
    CONSUMPTIONS_OF_BATCHES,
    OPERATIONS,
    PRODUCTIONS_BY_OPERATIONS,
)
from queries.in_columns import in_columns, links_at
from queries.selecting import OF_SUPPLIER, OPERATIONS_OF

_AT_A_PLACE = ("equipment", "line", "operator", "recipe", "site")
_WIDER = 2  # a timeline is so much longer at each end as a half of what is known to be of it
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Made:
    """A batch that was made of a suspect, or at it, and when; `bad` is None where none of the
    compared batches was made from it, so that nobody knows."""

    at: datetime
    batch_id: str
    bad: bool | None


def timeline(database: Reader, suspect: Suspect, found: Found, bad: int) -> list[Made]:
    """What was made of a suspect or at it, in the order of time: of a batch or a delivery what it
    was used for, of a supplier what was delivered, at equipment and the like what was made there
    about that time. Empty for what has no timeline, such as a parameter.
    """
    if suspect.kind == "supplier":
        rows = list(_supplied(database, suspect.id))
    elif suspect.kind in _AT_A_PLACE:
        rows = list(_made_at(database, suspect, found))
    elif suspect.kind in ("batch", "delivery", "operation"):
        rows = list(_made_of(database, suspect, found))
    else:
        rows = []
    first: dict[str, datetime] = {}
    for at, batch_id in rows:
        first[batch_id] = min(first.get(batch_id, at), at)
    ordered = sorted((at, batch_id) for batch_id, at in first.items())
    return [Made(at, batch_id, _outcome(batch_id, found, bad)) for at, batch_id in ordered]


def _outcome(batch_id: str, found: Found, bad: int) -> bool | None:
    bits = found.reach.get((BATCH, batch_id), 0)
    return counted(bits, bad)[0] > 0 if bits else None


def _supplied(database: Reader, supplier: str) -> Iterator[tuple[datetime, str]]:
    for row in database.read(OF_SUPPLIER, name=supplier):
        for batch_id, at in zip(row.ids, row.occurred_at, strict=True):
            if at:
                yield moment(at), batch_id


def _made_of(database: Reader, suspect: Suspect, found: Found) -> Iterator[tuple[datetime, str]]:
    """What the batches of a suspect, or an operation that is one, were used for."""
    nodes = found.nodes[suspect]
    used = {name for kind, name in nodes if kind == BATCH}
    consumed = links_at(database, CONSUMPTIONS_OF_BATCHES, used)
    operations = {name for kind, name in nodes if kind == OPERATION}
    operations |= {link.operation_id for link in consumed if link.certain}
    yield from _outputs(database, operations, found, consumed)


def _made_at(database: Reader, suspect: Suspect, found: Found) -> Iterator[tuple[datetime, str]]:
    """What was made at a place, or by somebody, about the time of what the compared batches have
    of it."""
    its = {name for kind, name in found.nodes[suspect.place] if kind == OPERATION}
    times = sorted(moment(found.began[each]) for each in its if each in found.began)
    if not times:
        return
    wider = max((times[-1] - times[0]) / _WIDER, _A_WEEK)
    about = Window(times[0] - wider, times[-1] + wider)
    ran: set[str] = set()
    for row in database.read(OPERATIONS_OF[suspect.kind], name=suspect.id):
        for operation_id, began, ended in zip(row.ids, row.began, row.ended, strict=True):
            told = moment(began or ended) if began or ended else None
            if operation_id in its or told is None or about.overlaps(told, told):
                ran.add(operation_id)
    if suspect.kind == "operator" and suspect.of:
        ran = set(_on_line(database, ran, suspect.of))
    for at, batch_id in _outputs(database, ran, found, ()):
        if about.overlaps(at, at):
            yield at, batch_id


def _on_line(database: Reader, operations: set[str], line: str) -> Iterator[str]:
    for columns in in_columns(database, OPERATIONS, "operation_ids", operations):
        for operation_id, its in zip(columns.operation_ids, columns.lines, strict=True):
            if its == line:
                yield operation_id


def _outputs(
    database: Reader, operations: set[str], found: Found, consumed: Iterable[Link]
) -> Iterator[tuple[datetime, str]]:
    """What the operations made, each at the time at which its operation began, else used what it
    is about, else made it."""
    used = {link.operation_id: link.occurred_at for link in consumed if link.occurred_at}
    for link in links_at(database, PRODUCTIONS_BY_OPERATIONS, operations):
        began = found.began.get(link.operation_id) or used.get(link.operation_id)
        at = began or link.occurred_at
        if at and link.certain:
            yield moment(at), link.batch_id
