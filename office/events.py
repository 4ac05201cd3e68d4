"""Events: what other systems are told of, kept until every receiver that wants it was told.

An event is written together with what it is about, where that is in the operational database;
what happened in the graph is found from the graph (office/sweeping.py). Names and contacts of
customers are in no event: it goes to whoever reads a group's chat.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, func, select

from genealogy.times import moment
from office.audit import canonical
from office.tables import deliveries, events, receivers

Kind = Literal[
    "load.finished", "load.undone", "check.failed", "hold.placed", "hold.released", "recall.opened"
]
LOAD_FINISHED: Kind = "load.finished"
LOAD_UNDONE: Kind = "load.undone"
CHECK_FAILED: Kind = "check.failed"
HOLD_PLACED: Kind = "hold.placed"
HOLD_RELEASED: Kind = "hold.released"
RECALL_OPENED: Kind = "recall.opened"
KINDS: tuple[Kind, ...] = get_args(Kind)

WAITING, TOLD, GIVEN_UP = "waiting", "told", "given_up"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: what kind of thing, when it was told here, and about what."""

    event_id: str
    at: str
    kind: str
    subject: Mapping[str, Any]

    @classmethod
    def of(cls, row: Row[Any]) -> Event:
        """The event of a row of its table."""
        return cls(row.event_id, row.at, row.kind, json.loads(row.subject))

    def body(self) -> str:
        """The event as canonical JSON: the same bytes whenever it is sent."""
        return canonical(
            {"id": self.event_id, "kind": self.kind, "at": self.at, "subject": self.subject}
        )


def tell(
    connection: Connection, kind: Kind, subject: Mapping[str, Any], event_id: str | None = None
) -> str:
    """The id of the event, which waits for each receiver that wants the kind.

    The connection is that of `office.one_at_a_time()`: the event and what else it writes are
    one. An event of an id that was told already is not told again.
    """
    event_id = event_id or f"event-{token_hex(12)}"
    known = select(events.c.event_id).where(events.c.event_id == event_id)
    if connection.execute(known).first() is not None:
        return event_id
    at = _after_all(connection)
    connection.execute(
        events.insert().values(event_id=event_id, at=at, kind=kind, subject=canonical(subject))
    )
    for name in _wanting(connection, kind):
        connection.execute(
            deliveries.insert().values(
                event_id=event_id, receiver=name, status=WAITING, since=at, next_at=at, tries=0
            )
        )
    return event_id


def stamp(at: datetime) -> str:
    """A moment as text, always with microseconds, so that times are in order as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _after_all(connection: Connection) -> str:
    """Now, or just after the latest event where a clock was set back: times are the order."""
    now = datetime.now(UTC)
    latest = connection.execute(select(func.max(events.c.at))).scalar()
    if latest is not None:
        now = max(now, moment(latest) + timedelta(microseconds=1))
    return stamp(now)


def _wanting(connection: Connection, kind: str) -> list[str]:
    known = connection.execute(select(receivers.c.name, receivers.c.kinds)).all()
    return sorted(row.name for row in known if kind in json.loads(row.kinds))
