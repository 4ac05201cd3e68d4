"""Checks of what may be used: released, not on hold, not expired."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from genealogy.engine.statement import statement
from queries.check.in_containers import Use, about
from queries.check.rule import Asked, Finding, Rule

_LATEST_ZONE = timedelta(days=1, hours=12)  # when a date has ended everywhere on Earth


@dataclass(frozen=True, slots=True)
class Decided:
    """The holds and releases of a batch, and its uses, as two sets of parallel columns."""

    batch_id: str
    decisions: list[str]
    hold_ids: list[str]
    decided: list[str]
    used: list[str]
    used_by: list[str]

    def by_hold(self) -> dict[str, list[tuple[str, str]]]:
        """For each hold notice its decisions in the order of time."""
        found: dict[str, list[tuple[str, str]]] = {}
        rows = zip(self.hold_ids, self.decided, self.decisions, strict=False)
        for hold_id, at, decision in rows:
            found.setdefault(hold_id, []).append((at, decision))
        return {hold_id: sorted(found[hold_id]) for hold_id in sorted(found)}

    def uses(self, asked: Asked) -> list[Use]:
        """Its uses in the order of time, with what left of it in containers."""
        stated = map(Use, self.used, self.used_by)
        return sorted([*stated, *asked.in_containers.uses(self.batch_id)])


@dataclass(frozen=True, slots=True)
class Expired:
    """A batch that expires, and its uses on later dates."""

    batch_id: str
    expires_on: str
    used: list[str]
    used_by: list[str]


BEFORE_RELEASE = statement("check/shipped_before_release", Decided)
AFTER_HOLD = statement("check/used_or_shipped_after_hold", Decided)
AFTER_EXPIRY = statement("check/used_or_shipped_after_expiry", Expired)


def before_release(asked: Asked) -> Iterator[Finding]:
    """Batches of which a shipment left, and whose release came later."""
    for row in asked.database.read(BEFORE_RELEASE):
        uses = row.uses(asked)
        for hold_id, decisions in row.by_hold().items():
            early = [
                use
                for use in uses
                if _last(decisions, use.at) != "RELEASED" and _next(decisions, use.at) == "RELEASED"
            ]
            if early:
                after = (at for at, word in decisions if word == "RELEASED" and at > early[0].at)
                yield Finding(
                    row.batch_id,
                    f"{_told(early, 'shipped to')}, released ({hold_id}) at {min(after)}Z",
                    about(row.batch_id, early),
                )


def after_hold(asked: Asked) -> Iterator[Finding]:
    """Batches that were used while a hold on them was not released."""
    for row in asked.database.read(AFTER_HOLD):
        uses = row.uses(asked)
        for hold_id, decisions in row.by_hold().items():
            late = [use for use in uses if _last(decisions, use.at) == "HELD"]
            if late:
                held = max(at for at, word in decisions if word == "HELD" and at < late[0].at)
                yield Finding(
                    row.batch_id,
                    f"{_told(late, 'used by')}, on hold ({hold_id}) since {held}Z",
                    about(row.batch_id, late),
                )


def after_expiry(asked: Asked) -> Iterator[Finding]:
    """Batches that were used when the date of their expiry had ended in every time zone."""
    uses = {
        row.batch_id: (row.expires_on, list(map(Use, row.used, row.used_by)))
        for row in asked.database.read(AFTER_EXPIRY)
    }
    for batch_id, _, expires_on in asked.in_containers.terms():
        if expires_on:
            _, its = uses.setdefault(batch_id, (expires_on, []))
            its += asked.in_containers.uses(batch_id)
    for batch_id, (expires_on, its) in uses.items():
        ended = _end_of(expires_on)
        late = sorted(use for use in its if use.at >= ended)
        if late:
            yield Finding(
                batch_id,
                f"{_told(late, 'used by')}, expired on {expires_on}",
                about(batch_id, late),
            )


def _last(decisions: list[tuple[str, str]], at: str) -> str | None:
    """What had been decided at that time; of what is decided in its very moment, a release."""
    place = bisect_left(decisions, (at, "RELEASED"))
    if (at, "RELEASED") in decisions[place : place + 1]:
        return "RELEASED"
    place = bisect_left(decisions, (at, "HELD"))
    return decisions[place - 1][1] if place else None


def _next(decisions: list[tuple[str, str]], at: str) -> str | None:
    later = bisect_right(decisions, (at, "RELEASED"))
    return decisions[later][1] if later < len(decisions) else None


def _end_of(expires_on: str) -> str:
    try:
        expires = date.fromisoformat(expires_on)
    except ValueError:
        return "~"  # no date of the calendar: nothing is later than it
    return (datetime(expires.year, expires.month, expires.day) + _LATEST_ZONE).isoformat()


def _told(uses: Iterable[Use], words: str) -> str:
    first, *more = uses
    by = f"{first.by} in {first.container}" if first.container else first.by
    others = f" ({len(more) + 1} times)" if more else ""
    return f"{words} {by} at {first.at}Z{others}"


RULES = (
    Rule(
        "shipped-before-release",
        "error",
        "A batch was shipped before it was released.",
        "No link is lost; customers have goods that nobody had released.",
        before_release,
    ),
    Rule(
        "used-or-shipped-after-expiry",
        "error",
        "A batch was consumed or shipped after it had expired.",
        "No link is lost; a date or a lot number may be wrong, and then a link is too.",
        after_expiry,
    ),
    Rule(
        "used-or-shipped-after-hold",
        "error",
        "A batch was consumed or shipped while it was on hold.",
        "No link is lost; what was made of it is in the scope of whatever the hold was for.",
        after_hold,
    ),
)
