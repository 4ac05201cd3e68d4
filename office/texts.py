"""Events in Chinese, as a group's robot tells them: a title, and lines of what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genealogy.visible import visible
from office.audit import canonical
from office.events import Event

_TITLES = {
    "load.finished": "载入完成",
    "load.undone": "载入已撤销",
    "check.failed": "检查发现错误",
    "hold.placed": "批次冻结",
    "hold.released": "批次解除冻结",
    "recall.opened": "召回已启动",
    "test": "测试消息",
}
_LABELS = {
    "run_id": "载入任务",
    "load_id": "载入",
    "recall_id": "召回",
    "result": "结果",
    "started_at": "开始时间",
    "finished_at": "结束时间",
    "files": "文件",
    "file": "文件",
    "refused": "未载入的文件",
    "tables": "表数",
    "files_refused": "未载入的文件数",
    "rows_read": "读取行数",
    "rows_rejected": "被拒绝的行数",
    "facts_new": "新增事实",
    "batch": "批次",
    "batches": "批次",
    "batches_held": "冻结批次数",
    "batches_released": "解除冻结批次数",
    "undone_at": "撤销时间",
    "origins": "源头批次",
    "errors": "错误数",
    "checks": "检查项",
    "check": "检查项",
    "count": "数量",
    "load": "载入",
    "fingerprint": "数据指纹",
    "reason": "原因",
    "status": "状态",
    "by": "操作人",
    "receiver": "接收方",
}
_WORDS = {"loaded": "全部载入", "rows rejected": "部分行被拒绝", "refused": "有文件未载入"}
_LATEST = 10


def title_of(event: Event) -> str:
    """What happened, in a few words."""
    return _TITLES.get(event.kind, event.kind)


def lines_of(event: Event) -> list[str]:
    """What the event is about, one fact a line; every member of a list has a line of its own."""
    told = [line for name, value in event.subject.items() for line in _lines(name, value)]
    return [f"时间：{event.at}", *told, f"事件：{event.event_id}"]


def digest_title(events: Sequence[Event]) -> str:
    """How many events a digest stands for."""
    return f"{len(events)} 个事件的摘要"


def digest_lines(events: Sequence[Event]) -> list[str]:
    """How many of each kind there were, and the latest by name."""
    counts = Counter(title_of(event) for event in events)
    latest = [
        f"{event.at} {title_of(event)}：{_name(event)}" for event in reversed(events[-_LATEST:])
    ]
    return [
        "全部事件可用命令 genealogy events 查看",
        *(f"{title}：{count}" for title, count in counts.items()),
        f"最近 {len(latest)} 个：",
        *latest,
    ]


def _name(event: Event) -> str:
    """By what an event is called: the first id in its subject, else its own."""
    for name in ("recall_id", "run_id", "load_id"):
        if name in event.subject:
            return visible(str(event.subject[name]))
    return event.event_id


def _lines(name: str, value: Any) -> Iterator[str]:
    label = _LABELS.get(name, visible(name))
    if isinstance(value, list):
        for each in value:
            yield f"{label}：{_text(each)}"
    elif value is not None:
        yield f"{label}：{_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(
            f"{_LABELS.get(key, visible(key))} {_text(of)}" for key, of in value.items()
        )
    text = value if isinstance(value, str) else canonical(value)
    return visible(_WORDS.get(text, text))
