"""Forms: signed as each kind of receiver checks it, escaped, and within its limits."""

from __future__ import annotations

import hmac
import json
import re
import time
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from office.events import Event
from office.forms import message_of, refusal
from office.receivers import Form, Receiver
from tests.shell import ROOT

NOW = datetime(2026, 11, 22, 14, 10, tzinfo=UTC)
SECRET = "SEC of the tests, long enough"
URL = "https://host/robot/send?access_token=token"
ROBOTS: tuple[Form, ...] = ("dingtalk", "wecom", "feishu")


def receiver(form: Form) -> Receiver:
    """A receiver of this form."""
    given: dict[str, Any] = {"name": "r", "form": form, "url": URL, "events": ["load.finished"]}
    return Receiver.model_validate(given | ({} if form == "wecom" else {"secret": SECRET}))


def event(number: int = 1, kind: str = "hold.placed", **subject: Any) -> Event:
    """An event about this subject."""
    return Event(f"event-{number}", f"2026-11-22T14:{number % 60:02}:00.000000Z", kind, subject)


def text_of(form: Form, *events: Event) -> str:
    """What people read of the message, markdown and all."""
    told = json.loads(message_of(receiver(form), events, NOW).body)
    if form == "dingtalk":
        assert (told["msgtype"], set(told["markdown"])) == ("markdown", {"title", "text"})
        return str(told["markdown"]["text"])
    if form == "wecom":
        assert (told["msgtype"], set(told["markdown"])) == ("markdown", {"content"})
        return str(told["markdown"]["content"])
    post = told["content"]["post"]["zh_cn"]
    assert told["msg_type"] == "post"
    assert {part["tag"] for line in post["content"] for part in line} == {"text"}
    return "\n".join([post["title"], *(line[0]["text"] for line in post["content"])])


def example() -> Any:
    """The function that docs/events.md gives to those who verify messages."""
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len([*filter(None, program.splitlines())]) == 6
    names: dict[str, Any] = {}
    exec(program, names)
    return names["is_genuine"]


def test_the_documented_example_verifies_a_message_and_refuses_any_other() -> None:
    is_genuine = example()
    now = datetime.fromtimestamp(time.time(), UTC)
    message = message_of(receiver("json"), [event(批次="批-1")], now)

    assert is_genuine(SECRET, message.headers, message.body)
    assert not is_genuine("another secret", message.headers, message.body)
    assert not is_genuine(SECRET, message.headers, message.body + b" ")
    later = message.headers | {"Genealogy-Timestamp": str(int(now.timestamp()) + 1)}
    assert not is_genuine(SECRET, later, message.body)
    old = message_of(receiver("json"), [event()], NOW)
    assert is_genuine(SECRET, old.headers, old.body) == (abs(time.time() - NOW.timestamp()) < 300)


def test_a_json_message_is_the_same_bytes_each_time() -> None:
    first = message_of(receiver("json"), [event(b=2, a="批次")], NOW)

    assert first.body.decode() == (
        '{"at":"2026-11-22T14:01:00.000000Z","id":"event-1","kind":"hold.placed",'
        '"subject":{"a":"批次","b":2}}'
    )
    assert first.headers["Genealogy-Id"] == "event-1"
    assert first.address.url == URL


def test_dingtalk_is_signed_in_the_parameters_of_the_url() -> None:
    message = message_of(receiver("dingtalk"), [event()], NOW)
    asked = parse_qs(urlsplit(message.address.url).query)

    milliseconds = str(int(NOW.timestamp() * 1000))
    right = hmac.new(SECRET.encode(), f"{milliseconds}\n{SECRET}".encode(), "sha256").digest()
    assert asked == {
        "access_token": ["token"],
        "timestamp": [milliseconds],
        "sign": [b64encode(right).decode()],
    }
    assert SECRET not in message.body.decode() + message.address.url


def test_feishu_is_signed_in_the_body() -> None:
    message = message_of(receiver("feishu"), [event()], NOW)
    told = json.loads(message.body)

    seconds = str(int(NOW.timestamp()))
    right = hmac.new(f"{seconds}\n{SECRET}".encode(), b"", "sha256").digest()
    assert (told["timestamp"], told["sign"]) == (seconds, b64encode(right).decode())
    assert message.address.url == URL


@pytest.mark.parametrize("form", ROBOTS)
def test_robots_tell_it_in_chinese_with_whole_ids(form: Form) -> None:
    told = text_of(form, event(batches=["own/3101/WM-0412"], file="holds.csv", batches_held=1))

    for words in ("批次冻结", "批次：own/3101/WM-0412", "文件：holds.csv", "冻结批次数：1"):
        assert words in told
    assert told.endswith("事件：event-1")
    assert "召回已启动" in text_of(form, event(kind="recall.opened", recall_id="R-1"))
    assert "载入完成" in text_of(form, event(kind="load.finished", result="loaded"))
    released = text_of(form, event(kind="hold.released", batches_released=2))
    assert "批次解除冻结" in released
    assert "解除冻结批次数：2" in released
    undone = text_of(form, event(kind="load.undone", undone_at="2026-11-22T14:00:00Z"))
    assert "载入已撤销" in undone
    assert "撤销时间：2026-11-22T14:00:00Z" in undone
    failed = text_of(form, event(kind="check.failed", checks=[{"check": "loop", "count": 2}]))
    assert "检查项 loop，数量 2" in failed


def test_what_markdown_would_take_for_its_own_is_escaped() -> None:
    hostile = "[here](https://bad/) <@all> **b** `c` \n# big\x1b[0m"

    assert "\\[here\\](https://bad/) \\<@all\\> \\*\\*b\\*\\* \\`c\\` " in text_of(
        "dingtalk", event(file=hostile)
    )
    wecom = text_of("wecom", event(file=hostile))
    assert "［here］(https://bad/) ＜@all＞ ＊＊b＊＊ ｀c｀ " in wecom
    assert "文件：[here](https://bad/) <@all> **b** `c` " in text_of("feishu", event(file=hostile))
    for form in ROBOTS:
        assert not re.search(r"^#+ big|\x1b", text_of(form, event(file=hostile)), re.MULTILINE)


MOST_BYTES: dict[Form, int] = {"dingtalk": 20_000, "wecom": 4_096, "feishu": 20_000}


@pytest.mark.parametrize(("form", "most"), MOST_BYTES.items())
def test_a_message_keeps_within_its_bytes_and_cuts_no_id(form: Form, most: int) -> None:
    ids = [f"own/物料-{number:05}/批次-{number:05}-ABCDEFGHIJ" for number in range(2_000)]
    message = message_of(receiver(form), [event(batches=ids)], NOW)
    told = text_of(form, event(batches=ids))

    size = len(told.encode()) if form == "wecom" else len(message.body)
    assert most * 0.8 < size <= most
    shown = re.findall(r"批次：(.+)", told)
    assert set(shown) <= set(ids)
    left_out = re.search(r"另有 (\d+) 行未显示", told)
    assert left_out is not None
    assert int(left_out[1]) == len(ids) - len(shown)
    assert "事件：event-1" in told


@pytest.mark.parametrize("form", ROBOTS)
def test_a_digest_counts_by_kind_and_names_the_latest(form: Form) -> None:
    events = [event(number, "load.finished", run_id=f"run-{number}") for number in range(300)]
    told = text_of(form, *events, event(300, "recall.opened", recall_id="R-1"))

    assert "301 个事件的摘要" in told
    assert "载入完成：300" in told
    assert "召回已启动：1" in told
    assert "召回已启动：R-1" in told
    assert "run-299" in told
    assert "run-100" not in told
    assert "genealogy events" in told


@pytest.mark.parametrize(
    ("form", "answer", "failure"),
    [
        ("dingtalk", '{"errcode": 0, "errmsg": "ok"}', None),
        ("dingtalk", '{"errcode": 310000, "errmsg": "sign not match"}', "310000 sign not match"),
        ("wecom", '{"errcode": 45009, "errmsg": "api freq out of limit"}', "45009 api freq"),
        ("feishu", '{"code": 0, "msg": "success"}', None),
        ("feishu", '{"code": 19021, "msg": "sign match fail"}', "code 19021 sign match fail"),
        ("dingtalk", '{"errcode": 1, "errmsg": "no: http://host/?token"}', "errcode 1 no:"),
        ("feishu", "{}", "code None"),
        ("wecom", "<html>", "no JSON"),
        ("wecom", "[]", "no JSON object"),
        ("json", "anything", None),
    ],
)
def test_a_code_in_a_good_answer_is_a_failure(form: Form, answer: str, failure: str | None) -> None:
    told = refusal(form, answer.encode())

    assert (told is None) == (failure is None)
    assert (failure or "") in (told or "")
    assert "token" not in (told or "")
