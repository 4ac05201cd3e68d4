"""Delivering: at least once, in order, within the rate, and given up only after days."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from genealogy.settings import Settings
from genealogy.times import moment
from office.delivering import deliver_due, send_test
from office.events import LOAD_FINISHED, tell
from office.forms import signature
from office.opening import Office, open_office
from office.outbox import all_events, retry_event, retry_given_up
from office.receivers import Form, Receiver, make_known
from office.tables import receivers as table
from tests.office.listening import SECRET, Listener, listening


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def told(office: Office, *receivers: Receiver, count: int = 1) -> list[str]:
    """So many new events that wait for these receivers."""
    make_known(office, receivers)
    with office.one_at_a_time() as connection:
        return [tell(connection, LOAD_FINISHED, {"run_id": f"run-{n}"}) for n in range(count)]


def after(**time: float) -> datetime:
    """A moment that much later than now."""
    return datetime.now(UTC) + timedelta(**time)


def delivery(office: Office, event_id: str) -> dict[str, Any]:
    """What became of the only delivery of an event."""
    (found,) = [each for each in all_events(office) if each["id"] == event_id]
    (told,) = found["deliveries"]
    return dict(told)


def statuses(office: Office) -> set[str]:
    """What became of all deliveries."""
    return {each["status"] for event in all_events(office) for each in event["deliveries"]}


def test_events_are_told_in_order_each_signed_and_once(office: Office, listener: Listener) -> None:
    receiver = listener.receiver()
    ids = told(office, receiver, count=5)

    (outcome,) = deliver_due(office, [receiver], after())
    assert (outcome.told, outcome.failure) == (5, None)
    assert deliver_due(office, [receiver], after()) == []
    assert listener.ids == ids
    for each in listener.told:
        stamp = each.headers["Genealogy-Timestamp"]
        assert each.headers["Genealogy-Signature"] == signature(SECRET, stamp, each.body)
        assert each.headers["Genealogy-Id"] == each.id
        assert each.path == "/hook?token=hidden"
    assert statuses(office) == {"told"}


def left_alone_until(office: Office, name: str = "quality") -> datetime:
    """When the receiver is tried again."""
    with office.reading() as connection:
        row = connection.execute(table.select().where(table.c.name == name)).one()
    return moment(row.next_at)


def test_a_failure_waits_longer_each_time_and_keeps_order_and_id(
    office: Office, listener: Listener
) -> None:
    receiver = listener.receiver()
    first, second = told(office, receiver, count=2)
    listener.answers = [(500, "")] * 6
    now, waits = after(), []
    for _ in range(3):
        (outcome,) = deliver_due(office, [receiver], now)
        assert (outcome.told, outcome.failure) == (0, "it answered 500")
        again = left_alone_until(office)
        assert deliver_due(office, [receiver], again - timedelta(seconds=1)) == []
        waits.append((again - now).total_seconds())
        now = again

    assert 10 < waits[0] < waits[1] < waits[2] < 90
    assert set(listener.ids) == {first}  # two tries at once each time
    assert [delivery(office, each)["tries"] for each in (first, second)] == [3, 0]
    assert deliver_due(office, [receiver], now)[0].told == 2
    assert listener.ids[6:] == [first, second]
    assert listener.told[0].body == listener.told[6].body


def test_a_wait_goes_on_where_the_program_starts_anew(
    office_settings: Settings, listener: Listener
) -> None:
    receiver = listener.receiver()
    listener.answers = [(503, "")] * 2
    with open_office(office_settings) as office:
        ids = told(office, receiver)
        deliver_due(office, [receiver], after())
    with open_office(office_settings) as office:
        assert deliver_due(office, [receiver], after(seconds=1)) == []
        assert deliver_due(office, [receiver], after(minutes=1))[0].told == 1
    assert listener.ids == ids * 3


def test_a_redirect_is_refused_and_followed_nowhere(office: Office, listener: Listener) -> None:
    receiver = listener.receiver()
    told(office, receiver)
    listener.answers = [(307, "")]

    assert deliver_due(office, [receiver], after())[0].failure == "it answered 307"
    assert [each.path for each in listener.told] == ["/hook?token=hidden"]


def test_an_answer_that_drips_in_is_a_failure(tmp_path: Path) -> None:
    def answer(server: socket.socket) -> None:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while True:
                connection.sendall(b"H")
                time.sleep(0.1)

    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        open_office(Settings(data=tmp_path / "data")) as office,
    ):
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        receiver = Listener(server.getsockname()[1]).receiver()
        told(office, receiver)
        (outcome,) = deliver_due(office, [receiver], after())

    assert outcome.failure == "no answer within 10 s"


def test_one_that_is_not_there_is_told_without_its_secrets(office: Office) -> None:
    receiver = Listener(port=9).receiver()
    (event_id,) = told(office, receiver)
    (outcome,) = deliver_due(office, [receiver], after())

    assert outcome.failure == "Connection refused"
    assert "hidden" not in json.dumps(delivery(office, event_id))


def test_an_event_that_is_refused_holds_up_no_other(office: Office, listener: Listener) -> None:
    receiver = listener.receiver()
    first, second, third = told(office, receiver, count=3)
    listener.answers = [(422, "")]

    (outcome,) = deliver_due(office, [receiver], after())
    assert (outcome.told, outcome.failure) == (2, "it answered 422")
    assert listener.ids == [first, second, third]
    assert delivery(office, first)["status"] == "waiting"
    assert deliver_due(office, [receiver], after(minutes=1))[0].told == 1


def test_after_three_days_it_is_given_up_and_can_begin_anew(
    office: Office, listener: Listener
) -> None:
    receiver = listener.receiver()
    first, second = told(office, receiver, count=2)
    listener.answers = [(500, "")] * 4

    (early,) = deliver_due(office, [receiver], after(days=2.9))
    assert (early.given_up, statuses(office)) == (0, {"waiting"})
    (late,) = deliver_due(office, [receiver], after(days=3.1))
    assert (late.given_up, statuses(office)) == (2, {"given_up"})
    assert delivery(office, first)["failure"] == "it answered 500"
    assert deliver_due(office, [receiver], after(days=3.2)) == []

    now = after(days=3.3)
    assert retry_event(office, first, now) == 1
    assert retry_given_up(office, now) == 1
    assert deliver_due(office, [receiver], now)[0].told == 2
    assert listener.ids[4:] == [first, second]


def test_one_that_was_not_there_for_days_still_gets_what_waited(
    office: Office, listener: Listener
) -> None:
    receiver = listener.receiver()
    told(office, receiver, count=3)

    assert deliver_due(office, [receiver], after(days=9))[0].told == 3


def test_several_deliverers_at_once_tell_each_event_once_and_in_order(
    office_settings: Settings, listener: Listener
) -> None:
    receiver = listener.receiver()
    with open_office(office_settings) as office:
        ids = told(office, receiver, count=40)

    def deliver(_: int) -> None:
        with open_office(office_settings) as office:
            for _ in range(40):
                deliver_due(office, [receiver], after())
                if len(listener.told) >= 40:
                    break
                time.sleep(0.05)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(deliver, range(4)))
    assert listener.ids == ids


def test_a_slow_receiver_holds_up_no_other(office: Office, listener: Listener) -> None:
    with listening() as slow:
        slow.may_answer.clear()
        receivers = [slow.receiver(name="slow"), listener.receiver(name="quick")]
        ids = told(office, *receivers, count=3)
        stopped = threading.Event()
        turn = threading.Thread(target=deliver_due, args=(office, receivers, after(), stopped))
        turn.start()
        deadline = time.monotonic() + 8
        while len(listener.told) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (listener.ids, slow.asked.is_set()) == (ids, True)
        stopped.set()
        slow.may_answer.set()
        turn.join(10)
    assert [each.id for each in slow.told] == ids[:1]  # asked to stop, it began no other


ROBOTS: tuple[tuple[Form, int, float], ...] = (
    ("dingtalk", 20, 60), ("wecom", 20, 60), ("feishu", 100, 60), ("feishu", 5, 1),
)  # fmt: skip


@pytest.mark.parametrize(("form", "most", "seconds"), ROBOTS)
def test_robots_are_told_within_their_rate_and_of_every_event(
    office: Office, listener: Listener, form: Form, most: int, seconds: float
) -> None:
    receiver = listener.receiver(form)
    begun, moments = after(seconds=60), []
    for second in range(0, 130, 2):
        told(office, receiver, count=3 if second < 100 else 0)
        now = begun + timedelta(seconds=second)
        before = len(listener.told)
        deliver_due(office, [receiver], now)
        moments += [now] * (len(listener.told) - before)

    window = timedelta(seconds=seconds)
    assert all(sum(at <= each < at + window for each in moments) <= most for at in moments)
    assert statuses(office) == {"told"}
    bodies = [each.body.decode() for each in listener.told]
    found = [re.search(r"(\d+) 个事件的摘要", body) for body in bodies]
    digests = [int(each[1]) for each in found if each]
    assert sum(digests) + len(bodies) - len(digests) == 150
    assert digests or form == "feishu"


def test_more_than_the_rate_allows_is_one_digest_at_once(
    office: Office, listener: Listener
) -> None:
    receiver = listener.receiver("wecom")
    told(office, receiver, count=500)

    (outcome,) = deliver_due(office, [receiver], after())
    assert (outcome.told, len(listener.told)) == (500, 1)
    text = json.loads(listener.told[0].body)["markdown"]["content"]
    assert "500 个事件的摘要" in text
    assert len(text.encode()) <= 4_096


@pytest.mark.parametrize("form", ["dingtalk", "wecom", "feishu"])
def test_a_code_in_a_good_answer_is_a_failure_and_is_tried_again(
    office: Office, listener: Listener, form: Form
) -> None:
    receiver = listener.receiver(form)
    (event_id,) = told(office, receiver)
    refused = {"errcode": 310000, "errmsg": "sign not match", "code": 310000, "msg": "sign"}
    listener.answers = [(200, json.dumps(refused))]

    (outcome,) = deliver_due(office, [receiver], after())
    assert outcome.failure is not None
    assert "310000 sign" in outcome.failure
    assert delivery(office, event_id)["status"] == "waiting"
    assert len(listener.told) == 1  # a robot is not tried at once again: it would count
    assert deliver_due(office, [receiver], after(minutes=1))[0].told == 1


def test_a_test_message_counts_against_the_rate(office: Office, listener: Listener) -> None:
    receiver = listener.receiver("dingtalk")
    make_known(office, [receiver])
    now = after()

    assert [send_test(office, receiver, now) for _ in range(20)] == [None] * 20
    assert send_test(office, receiver, now) == "its rate limit is used up, ask again in a minute"
    assert len(listener.told) == 20
    assert "测试消息" in listener.told[0].body.decode()
