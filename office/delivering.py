"""Delivering: sending each receiver what waits for it, in order, until it has taken it.

Any number of processes may deliver. Each takes a receiver for itself for a while (a lease, which
lapses where the process dies) and lets go of it when done, so that no event is under way twice.
A process that dies between the receiver's answer and its own note of it sends the event again:
at least once, and the id tells.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event as Signal
from typing import Any

from sqlalchemy import Connection, select, update

from genealogy.posting import post
from genealogy.times import moment
from office.events import GIVEN_UP, TOLD, WAITING, Event, stamp
from office.forms import LIMITS, message_of, refusal
from office.opening import Office
from office.receivers import Receiver
from office.tables import deliveries, events
from office.tables import receivers as table

_SECONDS = 10.0  # for one exchange
_TRIES = 2  # at once; a robot has one, since each counts against its limit
_LEASE = timedelta(seconds=30)  # longer than all tries of a message
_FIRST_WAIT, _LONGEST_WAIT = 15.0, 3_600.0
GIVE_UP_AFTER = timedelta(days=3)
_MOST_IN_DIGEST = 1_000
_TURN_SECONDS = 20.0  # then the next look, which sees what was asked for meanwhile
_ABOUT_THE_MESSAGE = (400, 409, 413, 422)  # refused for what it says: others may be taken


@dataclass(slots=True)
class Outcome:
    """What one turn with a receiver came to: how many events it was told, how many were given
    up, and why the last message failed if it did."""

    receiver: str
    told: int = 0
    given_up: int = 0
    failure: str | None = None


def deliver_due(
    office: Office, receivers: Sequence[Receiver], now: datetime, stopped: Signal | None = None
) -> list[Outcome]:
    """What came of sending what is due, for each receiver with which anything was done.

    One that fails is left alone for a while, longer each time; what waits for it stays in order.
    After three days without success an event is given up. Raises OfficeUnavailable.
    """
    if not receivers:
        return []

    def turn(receiver: Receiver) -> Outcome:
        return _Turn(office, receiver, now, stopped or Signal()).take()

    with ThreadPoolExecutor(min(8, len(receivers)), "delivering") as threads:
        outcomes = list(threads.map(turn, receivers))
    return [each for each in outcomes if each.told or each.given_up or each.failure]


def send_test(office: Office, receiver: Receiver, now: datetime) -> str | None:
    """Why the receiver did not take a test message, None where it did.

    It is kept nowhere, and counts against the receiver's rate limit as all messages do.
    """
    with office.one_at_a_time() as connection:
        state = _state(connection, receiver)
        if state is not None and not _counted(connection, receiver, state, now):
            return "its rate limit is used up, ask again in a minute"
    subject = {"receiver": receiver.name}
    event = Event(f"test-{token_hex(8)}", stamp(now), "test", subject)
    return _posted(receiver, [event], now).failure


class _Turn:
    """One process's turn with one receiver."""

    def __init__(self, office: Office, receiver: Receiver, now: datetime, stopped: Signal) -> None:
        self._office = office
        self._receiver = receiver
        self._begun = now
        self._clock = time.monotonic()
        self._stopped = stopped
        self._holder = token_hex(8)
        self._outcome = Outcome(receiver.name)

    def take(self) -> Outcome:
        """Sends until nothing is due, the rate is used up, a message fails, or time is over."""
        if not self._anything_due() or not self._hold():
            return self._outcome
        try:
            while self._goes_on() and (due := self._next()):
                self._send(due)
        finally:
            self._let_go()
        return self._outcome

    @property
    def _now(self) -> datetime:
        return self._begun + timedelta(seconds=time.monotonic() - self._clock)

    def _goes_on(self) -> bool:
        in_time = time.monotonic() - self._clock < _TURN_SECONDS
        return in_time and not self._stopped.is_set()

    def _anything_due(self) -> bool:
        """Looks without writing: most looks find nothing."""
        with self._office.reading() as connection:
            state = _state(connection, self._receiver)
            if state is None or (state.next_at or "") > stamp(self._now):
                return False
            return bool(_due(connection, self._receiver, self._now, most=1))

    def _hold(self) -> bool:
        with self._office.one_at_a_time() as connection:
            now, state = self._now, _state(connection, self._receiver)
            if state is None or (state.held_until or "") > stamp(now):
                return False
            self._keep(connection, holder=self._holder, held_until=stamp(now + _LEASE))
            return True

    def _let_go(self) -> None:
        with self._office.one_at_a_time() as connection:
            mine = (table.c.name == self._receiver.name) & (table.c.holder == self._holder)
            connection.execute(update(table).where(mine).values(holder=None, held_until=None))

    def _next(self) -> list[Event]:
        """What the next message tells: the first event that is due, or all of them where the
        rate does not allow a message for each. Nothing where it allows none."""
        with self._office.one_at_a_time() as connection:
            now, state = self._now, _state(connection, self._receiver)
            left_alone = state is None or (state.next_at or "") > stamp(now)
            if state is None or left_alone or state.holder != self._holder:
                return []
            limited = bool(LIMITS[self._receiver.form])
            due = _due(connection, self._receiver, now, _MOST_IN_DIGEST if limited else 1)
            allowed = _allowed(self._receiver, _sent(state), now)
            if not due or not _counted(connection, self._receiver, state, now):
                return []
            self._keep(connection, held_until=stamp(now + _LEASE))
            return due if len(due) > allowed else due[:1]

    def _send(self, due: Sequence[Event]) -> None:
        answer = _posted(self._receiver, due, self._now)
        with self._office.one_at_a_time() as connection:
            if answer.failure is None:
                self._note_told(connection, due)
            elif answer.about_the_message:
                self._note_refused(connection, due, answer.failure)
            else:
                self._note_failed(connection, due, answer.failure)

    def _note_told(self, connection: Connection, due: Sequence[Event]) -> None:
        done = {"status": TOLD, "told_at": stamp(self._now), "failure": None}
        connection.execute(self._of(due).values(tries=deliveries.c.tries + 1, **done))
        self._keep(connection, failures=0, next_at=None)
        self._outcome.told += len(due)

    def _note_refused(self, connection: Connection, due: Sequence[Event], failure: str) -> None:
        """These wait by themselves, and hold up nobody."""
        key = deliveries.c.event_id == due[0].event_id
        mine = deliveries.c.receiver == self._receiver.name
        tries = connection.execute(select(deliveries.c.tries).where(key & mine)).scalar_one() + 1
        values = {"tries": tries, "failure": failure, "next_at": stamp(self._now + _wait(tries))}
        connection.execute(self._of(due).values(values))
        self._outcome.failure = failure
        self._give_up(connection, failure, due)

    def _note_failed(self, connection: Connection, due: Sequence[Event], failure: str) -> None:
        """The receiver is left alone: what waits behind these would fare no better."""
        connection.execute(self._of(due).values(tries=deliveries.c.tries + 1, failure=failure))
        state = _state(connection, self._receiver)
        failures = (state.failures if state else 0) + 1
        self._keep(connection, failures=failures, next_at=stamp(self._now + _wait(failures)))
        self._outcome.failure = failure
        self._give_up(connection, failure)

    def _give_up(
        self, connection: Connection, failure: str, due: Sequence[Event] | None = None
    ) -> None:
        late = (
            (deliveries.c.receiver == self._receiver.name)
            & (deliveries.c.status == WAITING)
            & (deliveries.c.since <= stamp(self._now - GIVE_UP_AFTER))
        )
        if due is not None:
            late &= deliveries.c.event_id.in_([event.event_id for event in due])
        values = {"status": GIVEN_UP, "failure": failure}
        self._outcome.given_up += connection.execute(
            update(deliveries).where(late).values(values)
        ).rowcount

    def _of(self, due: Sequence[Event]) -> Any:
        ids = [event.event_id for event in due]
        mine = deliveries.c.receiver == self._receiver.name
        return update(deliveries).where(mine & deliveries.c.event_id.in_(ids))

    def _keep(self, connection: Connection, **values: Any) -> None:
        mine = table.c.name == self._receiver.name
        connection.execute(update(table).where(mine).values(values))


@dataclass(frozen=True, slots=True)
class _Posted:
    failure: str | None
    about_the_message: bool = False


def _posted(receiver: Receiver, due: Sequence[Event], now: datetime) -> _Posted:
    message = message_of(receiver, due, now)
    tries = _TRIES if receiver.form == "json" else 1
    answer = post(message.address, message.body, message.headers, _SECONDS, tries)
    if answer.failure is not None:
        about = receiver.form == "json" and answer.status in _ABOUT_THE_MESSAGE
        return _Posted(answer.failure, about)
    return _Posted(refusal(receiver.form, answer.body))


def _state(connection: Connection, receiver: Receiver) -> Any:
    return connection.execute(select(table).where(table.c.name == receiver.name)).first()


def _due(connection: Connection, receiver: Receiver, now: datetime, most: int) -> list[Event]:
    """What waits for the receiver and is due, in the order in which it happened."""
    rows = connection.execute(
        select(events)
        .join(deliveries, deliveries.c.event_id == events.c.event_id)
        .where(
            deliveries.c.receiver == receiver.name,
            deliveries.c.status == WAITING,
            deliveries.c.next_at <= stamp(now),
        )
        .order_by(events.c.at)
        .limit(most)
    )
    return [Event.of(row) for row in rows]


def _sent(state: Any) -> list[datetime]:
    return [moment(at) for at in json.loads(state.sent)]


def _allowed(receiver: Receiver, sent: Sequence[datetime], now: datetime) -> float:
    """How many messages its rate allows now."""
    return min(
        (
            count - sum(at > now - timedelta(seconds=seconds) for at in sent)
            for count, seconds in LIMITS[receiver.form]
        ),
        default=float("inf"),
    )


def _counted(connection: Connection, receiver: Receiver, state: Any, now: datetime) -> bool:
    """Whether a message may be sent now; it is counted, before it is sent."""
    limits = LIMITS[receiver.form]
    if not limits:
        return True
    sent = _sent(state)
    if _allowed(receiver, sent, now) < 1:
        return False
    longest = max(seconds for _, seconds in limits)
    kept = [stamp(at) for at in sent if at > now - timedelta(seconds=longest)]
    values = {"sent": json.dumps([*kept, stamp(now)])}
    connection.execute(update(table).where(table.c.name == receiver.name).values(values))
    return True


def _wait(failures: int) -> timedelta:
    """How long after so many failures: twice as long each time, and not all at one moment."""
    seconds = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(failures - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 (spreads them)
