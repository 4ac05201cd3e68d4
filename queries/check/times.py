"""Checks of time: what happened before it could, or at a time that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genealogy.engine.statement import statement
from queries.check.in_containers import about
from queries.check.rule import Asked, Finding, Rule

_FEWEST_FACTS = 10  # a load with fewer tells nothing of its clock
_MOST_HOURS = 14  # no two zones of one plant's systems lie further apart
_INSIDE_AS_IS, _INSIDE_MOVED = 0.1, 0.95


@dataclass(frozen=True, slots=True)
class EarlyUse:
    """A batch that was used before it was there."""

    batch_id: str
    made: str
    used: str
    used_by: str
    uses: int


@dataclass(frozen=True, slots=True)
class Makers:
    """A batch that several operations made, and from when to when each."""

    batch_id: str
    operation_ids: list[str]
    begun: list[str]
    ended: list[str]


@dataclass(frozen=True, slots=True)
class Future:
    """A batch, operation or container with facts that were recorded before they happened."""

    id: str
    latest: str
    recorded: str
    facts: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Facts of a load that fall into their operations once moved by `least` to `most` hours."""

    load_id: str
    file: str
    type: str
    least: int
    most: int
    facts: int
    earliest: str
    latest: str


USED_BEFORE = statement("check/used_before_received_or_made", EarlyUse)
TWICE_MADE = statement("check/batch_made_by_two_operations_at_two_times", Makers)
FUTURE = statement("check/future_date", Future)
SHIFTED = statement("check/time_zone_shift_suspected", Shift)


def used_before_made(asked: Asked) -> Iterator[Finding]:
    """Batches that were used before any of them was received or made."""
    early = {row.batch_id: row for row in asked.database.read(USED_BEFORE)}
    concerned: dict[str, tuple[str, ...]] = {}
    for batch_id, made, _ in asked.in_containers.terms():
        uses = [use for use in asked.in_containers.uses(batch_id) if use.at < made]
        if uses:
            first = min(uses)
            known = early.get(batch_id, EarlyUse(batch_id, made, first.at, first.by, 0))
            early[batch_id] = EarlyUse(
                batch_id,
                made,
                min(known.used, first.at),
                min(known.used_by, first.by),
                known.uses + len(uses),
            )
            concerned[batch_id] = about(batch_id, uses)
    for row in early.values():
        many = "1 use" if row.uses == 1 else f"{row.uses} uses"
        yield Finding(
            row.batch_id,
            f"first received or made at {row.made}Z, but used from {row.used}Z on "
            f"({many} too early, such as by {row.used_by})",
            concerned.get(row.batch_id, ()),
        )


def made_twice(asked: Asked) -> Iterator[Finding]:
    """Batches that one operation went on with after another one had ended with them."""
    for row in asked.database.read(TWICE_MADE):
        runs = sorted(zip(row.begun, row.ended, row.operation_ids, strict=False))
        ended, maker = runs[0][1], runs[0][2]
        for begun, until, operation in runs[1:]:
            if begun > ended:
                yield Finding(
                    row.batch_id,
                    f"made by {maker} until {ended}Z and by {operation} from {begun}Z on",
                )
                break
            ended, maker = max((ended, maker), (until, operation))


def in_the_future(asked: Asked) -> Iterator[Finding]:
    """Facts that were recorded before they happened."""
    for row in asked.database.read(FUTURE):
        facts = "1 fact" if row.facts == 1 else f"{row.facts} facts"
        yield Finding(row.id, f"{facts} up to {row.latest}Z, recorded at {row.recorded}Z")


def shifted(asked: Asked) -> Iterator[Finding]:
    """Loads whose facts all fall into their operations once their clock is moved."""
    loads: dict[tuple[str, str], list[Shift]] = {}
    for row in asked.database.read(SHIFTED):
        loads.setdefault((row.load_id, row.type), []).append(row)
    for (load_id, type_), rows in loads.items():
        hours = shift_of(rows)
        if hours:
            facts = sum(row.facts for row in rows)
            word = "consumptions" if type_ == "CONSUMED" else "productions"
            least, most = sorted(map(abs, (hours[0], hours[-1])))
            far = f"{most}" if least == most else f"{least} to {most}"
            yield Finding(
                rows[0].file,
                f"its {facts} {word} lie outside of their operations, and within them once "
                f"moved {far} h {'back' if hours[0] > 0 else 'ahead'}",
                (load_id,),
            )


def shift_of(rows: Sequence[Shift]) -> list[int]:
    """By how many hours all times can be off; none where they are not, or it cannot be told.

    Times that all have the same hour and minute are dates: these say nothing of a clock.
    """
    facts = sum(row.facts for row in rows)
    dates_only = min(row.earliest for row in rows) == max(row.latest for row in rows)
    if facts < _FEWEST_FACTS or dates_only:
        return []

    def inside(hours: int) -> int:
        return sum(row.facts for row in rows if row.least <= hours <= row.most)

    if inside(0) > _INSIDE_AS_IS * facts:
        return []
    # Towards one side only: where both would do, the operations are too long to tell.
    sides = (range(1, _MOST_HOURS + 1), range(-_MOST_HOURS, 0))
    fitting = [[each for each in side if inside(each) >= _INSIDE_MOVED * facts] for side in sides]
    return [] if all(fitting) else fitting[0] or fitting[1]


RULES = (
    Rule(
        "used-before-received-or-made",
        "error",
        "A batch was consumed, packed or shipped before any of it was received or made.",
        "The use stays in scope and is listed as a violation; a link may be to the wrong batch.",
        used_before_made,
    ),
    Rule(
        "batch-made-by-two-operations-at-two-times",
        "warning",
        "Two operations made the same batch, one after the other.",
        "If a number was given twice, a recall of one takes in all that the other went into.",
        made_twice,
    ),
    Rule(
        "future-date",
        "error",
        "A fact was recorded before it happened.",
        "No link is lost; what is on hand and how fresh a source is may be told wrongly.",
        in_the_future,
    ),
    Rule(
        "time-zone-shift-suspected",
        "warning",
        "All times of a load are off by the same whole hours.",
        "No link is lost; violations of time and stock since the last count may be false.",
        shifted,
    ),
)
