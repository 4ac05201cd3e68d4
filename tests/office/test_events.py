"""Events: one with what they are about, told once, in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from office.audit import append
from office.events import CHECK_FAILED, KINDS, RECALL_OPENED, tell
from office.opening import Office
from office.outbox import all_events
from office.receivers import Receiver, make_known
from office.tables import audit, events

GROUP = Receiver.model_validate(
    {
        "name": "group",
        "form": "wecom",
        "url": "https://host/send?key=k",
        "events": ["recall.opened"],
    }
)


def test_an_event_waits_for_each_receiver_that_wants_its_kind(office: Office) -> None:
    make_known(office, [GROUP])
    with office.one_at_a_time() as connection:
        first = tell(connection, CHECK_FAILED, {"errors": 2})
        second = tell(connection, RECALL_OPENED, {"recall_id": "R-1", "batches": ["own/批/1"]})

    newest, oldest = all_events(office)
    assert (oldest["id"], oldest["deliveries"]) == (first, [])
    assert (newest["id"], newest["subject"]["batches"]) == (second, ["own/批/1"])
    ((receiver, status, tries),) = [
        (each["receiver"], each["status"], each["tries"]) for each in newest["deliveries"]
    ]
    assert (receiver, status, tries) == ("group", "waiting", 0)


def test_an_event_and_what_else_is_written_are_one(office: Office) -> None:
    with pytest.raises(ValueError, match="midway"), office.one_at_a_time() as connection:
        append(connection, by="key:1", action="recall.open", details={})
        tell(connection, RECALL_OPENED, {})
        raise ValueError("midway")

    with office.reading() as connection:
        assert connection.execute(select(audit)).all() == []
    assert all_events(office) == []


def test_an_id_is_told_once_by_however_many_at_once(office: Office) -> None:
    make_known(office, [GROUP])

    def told(_: int) -> str:
        with office.one_at_a_time() as connection:
            return tell(connection, RECALL_OPENED, {}, "recall.opened:R-1")

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(told, range(16))) == {"recall.opened:R-1"}
    (event,) = all_events(office)
    assert len(event["deliveries"]) == 1


def test_events_are_in_order_also_where_a_clock_was_set_back(office: Office) -> None:
    later = "2999-01-01T00:00:00.000000Z"
    with office.one_at_a_time() as connection:
        connection.execute(events.insert().values(event_id="0", at=later, kind="x", subject="{}"))
        ids = [tell(connection, kind, {}) for kind in KINDS]

    assert [event["id"] for event in all_events(office)] == [*reversed(ids), "0"]
