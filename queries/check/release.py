"""Checks of what may be used: released, not on hold, not expired."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.settings import Settings
from queries.check.rule import Finding, Rule

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

    def uses(self) -> list[tuple[str, str]]:
        """When it was used and by whom, in the order of time."""
        return sorted(zip(self.used, self.used_by, strict=False))


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


def before_release(database: Database, _: Settings) -> Iterator[Finding]:
    """Batches of which a shipment left, and whose release came later."""
    for row in database.read(BEFORE_RELEASE):
        for hold_id, decisions in row.by_hold().items():
            early = [
                (at, by)
                for at, by in row.uses()
                if _last(decisions, at) != "RELEASED" and _next(decisions, at) == "RELEASED"
            ]
            if early:
                after = (at for at, word in decisions if word == "RELEASED" and at > early[0][0])
                released = min(after)
                yield Finding(
                    row.batch_id,
                    f"{_uses(early, 'shipped to')}, released ({hold_id}) at {released}Z",
                )


def after_hold(database: Database, _: Settings) -> Iterator[Finding]:
    """Batches that were used while a hold on them was not released."""
    for row in database.read(AFTER_HOLD):
        for hold_id, decisions in row.by_hold().items():
            late = [(at, by) for at, by in row.uses() if _last(decisions, at) == "HELD"]
            if late:
                held = max(at for at, word in decisions if word == "HELD" and at < late[0][0])
                yield Finding(
                    row.batch_id,
                    f"{_uses(late, 'used by')}, on hold ({hold_id}) since {held}Z",
                )


def after_expiry(database: Database, _: Settings) -> Iterator[Finding]:
    """Batches that were used when the date of their expiry had ended in every time zone."""
    for row in database.read(AFTER_EXPIRY):
        ended = _end_of(row.expires_on)
        late = sorted(
            (at, by) for at, by in zip(row.used, row.used_by, strict=False) if at >= ended
        )
        if late:
            yield Finding(row.batch_id, f"{_uses(late, 'used by')}, expired on {row.expires_on}")


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


def _uses(uses: Iterable[tuple[str, str]], words: str) -> str:
    (at, by), *more = uses
    others = f" ({len(more) + 1} times)" if more else ""
    return f"{words} {by} at {at}Z{others}"


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
