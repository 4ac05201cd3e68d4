"""The outbox as people look at it: every event with what became of it at each receiver."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from genealogy.errors import EventNotFound
from office.events import GIVEN_UP, WAITING, Event, stamp
from office.opening import Office
from office.tables import deliveries, events, receivers

_OF_DELIVERY = ("receiver", "status", "tries", "next_at", "told_at", "failure")


def all_events(office: Office) -> list[dict[str, Any]]:
    """Every event with its deliveries, the newest first."""
    of: dict[str, list[dict[str, Any]]] = {}
    with office.reading() as connection:
        order = (deliveries.c.event_id, deliveries.c.receiver)
        for row in connection.execute(select(deliveries).order_by(*order)):
            told = {name: getattr(row, name) for name in _OF_DELIVERY}
            of.setdefault(row.event_id, []).append(told)
        found = [
            Event.of(row) for row in connection.execute(select(events).order_by(events.c.at.desc()))
        ]
    return [_as_dict(event, of.get(event.event_id, [])) for event in found]


def one_event(office: Office, event_id: str) -> dict[str, Any]:
    """The event of this id with its deliveries. Raises EventNotFound."""
    with office.reading() as connection:
        row = connection.execute(select(events).where(events.c.event_id == event_id)).first()
        if row is None:
            raise EventNotFound(event_id)
        mine = deliveries.c.event_id == event_id
        rows = connection.execute(select(deliveries).where(mine).order_by(deliveries.c.receiver))
        told = [{name: getattr(each, name) for name in _OF_DELIVERY} for each in rows]
    return _as_dict(Event.of(row), told)


def retry_event(office: Office, event_id: str, now: datetime) -> int:
    """How many receivers are told of this event anew, or soon: all that have not taken it.

    Raises EventNotFound.
    """
    one_event(office, event_id)
    wanted = deliveries.c.event_id == event_id
    return _retry(office, wanted & deliveries.c.status.in_((GIVEN_UP, WAITING)), now)


def retry_given_up(office: Office, now: datetime) -> int:
    """How many deliveries that were given up begin anew."""
    return _retry(office, deliveries.c.status == GIVEN_UP, now)


def _retry(office: Office, which: ColumnElement[bool], now: datetime) -> int:
    with office.one_at_a_time() as connection:
        names = set(connection.execute(select(deliveries.c.receiver).where(which)).scalars())
        at = stamp(now)
        values = {"status": WAITING, "since": at, "next_at": at, "tries": 0}
        count = connection.execute(update(deliveries).where(which).values(values)).rowcount
        mine = receivers.c.name.in_(names)
        connection.execute(update(receivers).where(mine).values(failures=0, next_at=None))
        return count


def _as_dict(event: Event, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": event.event_id,
        "at": event.at,
        "kind": event.kind,
        "subject": dict(event.subject),
        "deliveries": told,
    }
