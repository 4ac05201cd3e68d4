"""Forms: an event as each kind of receiver takes it, signed, and within its limits.

json      one event a message, HMAC-SHA256 over the time and the body, as docs/events.md says
dingtalk  open.dingtalk.com/document/orgapp/custom-robot-access: HMAC-SHA256 with the secret over
          "milliseconds \\n secret", base64, both as parameters of the URL, good for an hour;
          20 messages a minute, else none is taken for 10 minutes; 200 with errcode 0
wecom     developer.work.weixin.qq.com/document/path/91770: the key is in the URL; markdown of up
          to 4096 bytes in UTF-8; 20 messages a minute; 200 with errcode 0
feishu    open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: HMAC-SHA256 of nothing with
          the key "seconds \\n secret", base64, both in the body, good for an hour; a body of up to
          20 KB; 100 messages a minute and 5 a second; 200 with code 0
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from genealogy.posting import Address
from genealogy.visible import visible
from office.events import Event
from office.receivers import Form, Receiver
from office.texts import digest_lines, digest_title, lines_of, title_of

LIMITS: dict[Form, tuple[tuple[int, float], ...]] = {
    # so many messages in so many seconds; a second more than is said, as they travel unevenly
    "json": (),
    "dingtalk": ((20, 61),),
    "wecom": ((20, 61),),
    "feishu": ((5, 2), (100, 61)),
}
_MOST_BYTES = {"dingtalk": 18_000, "wecom": 4_096, "feishu": 18_000}
_DINGTALK_ACTIVE = re.compile(r"[\\`*_\[\]<>~]")  # inside of a line; a label begins each
# WeCom documents no escape: what its markdown knows is shown by the wide twin of the character.
_WECOM_TWINS = str.maketrans("`*[]<>", "｀＊［］＜＞")


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted, and where to."""

    address: Address
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def message_of(receiver: Receiver, events: Sequence[Event], now: datetime) -> Message:
    """The message that tells these events: one by itself, several as a digest."""
    if receiver.form == "json":
        (event,) = events
        return _json(receiver, event, now)
    if len(events) == 1:
        title, lines = title_of(events[0]), lines_of(events[0])
    else:
        title, lines = digest_title(events), digest_lines(events)
    return _ROBOTS[receiver.form](receiver, title, lines, now)


def refusal(form: Form, answer: bytes) -> str | None:
    """Why a robot did not take a message, though it answered 200; None where it did."""
    if form == "json":
        return None
    try:
        told: Any = json.loads(answer)
    except ValueError:
        return "its answer is no JSON"
    if not isinstance(told, dict):
        return "its answer is no JSON object"
    code, why = ("code", "msg") if form == "feishu" else ("errcode", "errmsg")
    number = told.get(code)
    if number == 0:
        return None
    # Of its words only the first are shown, and no address: it may be the one with the secret.
    words = visible(str(told.get(why, "")).partition("http")[0])[:80]
    return f"it answered {code} {visible(str(number))[:20]} {words}".rstrip()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a json message."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, "sha256")
    return f"sha256={digest.hexdigest()}"


def _json(receiver: Receiver, event: Event, now: datetime) -> Message:
    body = event.body().encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Genealogy-Id": event.event_id,
        "Genealogy-Timestamp": timestamp,
        "Genealogy-Signature": signature(receiver.key, timestamp, body),
    }
    return Message(receiver.address, body, headers)


def _dingtalk(receiver: Receiver, title: str, lines: Sequence[str], now: datetime) -> Message:
    def body(shown: Sequence[str]) -> bytes:
        items = "\n".join(f"- {_DINGTALK_ACTIVE.sub(_backslash, line)}" for line in shown)
        text = f"#### {_DINGTALK_ACTIVE.sub(_backslash, title)}\n\n{items}"
        return _bytes({"msgtype": "markdown", "markdown": {"title": title, "text": text}})

    address = receiver.address
    if receiver.key:
        timestamp = str(int(now.timestamp() * 1000))
        signed = _hmac(receiver.key, f"{timestamp}\n{receiver.key}")
        joint = "&" if "?" in address.url else "?"
        address = replace(
            address, url=f"{address.url}{joint}timestamp={timestamp}&sign={quote_plus(signed)}"
        )
    return Message(address, body(_fitting(lines, body, "dingtalk")))


def _wecom(receiver: Receiver, title: str, lines: Sequence[str], _: datetime) -> Message:
    def content(shown: Sequence[str]) -> bytes:
        quoted = "".join(f"\n> {line.translate(_WECOM_TWINS)}" for line in shown)
        return f"### {title.translate(_WECOM_TWINS)}{quoted}".encode()

    text = content(_fitting(lines, content, "wecom")).decode()
    return Message(receiver.address, _bytes({"msgtype": "markdown", "markdown": {"content": text}}))


def _feishu(receiver: Receiver, title: str, lines: Sequence[str], now: datetime) -> Message:
    timestamp = str(int(now.timestamp()))
    signed: dict[str, Any] = {}
    if receiver.key:
        signed = {"timestamp": timestamp, "sign": _hmac(f"{timestamp}\n{receiver.key}", "")}

    def body(shown: Sequence[str]) -> bytes:
        # text, which is no markdown: nothing in it has to be escaped
        content = [[{"tag": "text", "text": line}] for line in shown]
        post = {"zh_cn": {"title": title, "content": content}}
        return _bytes({**signed, "msg_type": "post", "content": {"post": post}})

    return Message(receiver.address, body(_fitting(lines, body, "feishu")))


_ROBOTS: dict[Form, Callable[[Receiver, str, Sequence[str], datetime], Message]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "feishu": _feishu,
}


def _fitting(
    lines: Sequence[str], made: Callable[[Sequence[str]], bytes], form: Form
) -> Sequence[str]:
    """The lines that a message has room for, each of them whole, and how many there is none for.

    The last line, which names the event, is always one of them.
    """
    most = _MOST_BYTES[form]
    if len(made(lines)) <= most:
        return lines
    kept: list[str] = []
    *others, last = lines
    for line in others:
        left_out = f"另有 {len(others)} 行未显示，可用命令 genealogy events 查看"
        if len(made([*kept, line, left_out, last])) <= most:
            kept.append(line)
    return [*kept, f"另有 {len(others) - len(kept)} 行未显示，可用命令 genealogy events 查看", last]


def _backslash(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _hmac(key: str, text: str) -> str:
    return b64encode(hmac.new(key.encode(), text.encode(), "sha256").digest()).decode()


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
