"""An investigation as people read it on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.console import say, show, show_block, show_table, time_text

if TYPE_CHECKING:
    from office.investigation import Investigation

_SUSPECTS = {
    "suspect": "suspect", "kind": "kind", "name": "name", "verdict": "verdict",
    "bad": "bad", "good": "good", "odds_ratio": "odds ratio", "p": "p", "q": "q",
    "evidence": "evidence", "reason": "because",
}  # fmt: skip
_ACTIONS = {
    "action": "action", "kind": "kind", "text": "what", "who": "who", "due": "due",
    "done_at": "done",
}  # fmt: skip
_LOG = {"number": "entry", "at": "at", "by": "by", "entry": "", "text": "said"}
_FIGURES = ("bad", "good", "odds_ratio", "p", "q")


def show_investigation(found: Investigation) -> None:
    """Title and problem, suspects, actions, and every entry of the log."""
    told = found.to_dict()
    show(f"{told['investigation_id']}, {told['status']}: {told['title']}", style="bold")
    for line in (told["problem"] or "").splitlines():
        show_block(line, 2)
    if told["bad"]:
        show_block(f"bad batches: {', '.join(told['bad'])}", 2)
    if told["suspects"]:
        show()
        show_table([*map(_suspect, told["suspects"])], _SUSPECTS, (*_FIGURES, "evidence"))
    if told["actions"]:
        show()
        actions = [each | {"text": _text(each["text"])} for each in told["actions"]]
        show_table(actions, _ACTIONS, times=("done_at",))
    show()
    show_table([*map(_entry, told["log"])], _LOG, ("number",), times=("at",))
    say(f"last entry {time_text(told['changed_at'])}, on record as {told['on_record']}")


def _suspect(each: dict[str, Any]) -> dict[str, Any]:
    figures = {name: _figure(each["figures"].get(name)) for name in _FIGURES}
    told = {"evidence": len(each["evidence"]) or None, "reason": _text(each["reason"] or "")}
    return each | figures | told


def _figure(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def _entry(each: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in each["said"].items() if name != "figures"}
    return each | {"text": "; ".join(f"{name} {_text(value)}" for name, value in said.items())}


def _text(value: Any) -> str:
    """In one line, as a table has it."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())
