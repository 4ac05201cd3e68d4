"""Holds: which batches are blocked, and by which notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genealogy.engine.statement import Reader, statement
from genealogy.errors import NotOnHold


@dataclass(frozen=True, slots=True)
class Decision:
    """A batch was held, or else released, by a notice."""

    batch_id: str
    hold_id: str
    held: bool
    at: str
    again: bool


DECISIONS = statement("holds/decisions", Decision)


def on_hold(database: Reader, batch_ids: Sequence[str]) -> set[str]:
    """Those of the batches that are on hold by any notice: the last that was decided by it, by
    time, was not to release them."""
    last = {
        (each.batch_id, each.hold_id): each.held
        for each in database.read(DECISIONS, batch_ids=list(batch_ids), file="")
    }
    return {batch_id for (batch_id, _), held in last.items() if held}


def check_on_hold(database: Reader, batch_ids: Sequence[str], hold: str, file: str) -> None:
    """Raises NotOnHold where one of the batches is not on hold by this notice: nobody held it, or
    the last that was decided of it by time was to release it.

    A release that a load of this `file` states already may be stated once more, as by a caller
    that did not hear the answer.
    """
    last: dict[str, dict[str, Decision]] = {}
    for each in database.read(DECISIONS, batch_ids=list(batch_ids), file=file):
        last.setdefault(each.batch_id, {})[each.hold_id] = each  # they come in their order
    free = [each for each in batch_ids if not _may_be_released(last.get(each, {}).get(hold))]
    if free:
        others = {batch_id: sorted(hold_id for hold_id, each in its.items() if each.held)
                  for batch_id, its in last.items()}  # fmt: skip
        raise NotOnHold(free, hold, others)


def _may_be_released(last: Decision | None) -> bool:
    return last is not None and (last.held or last.again)
