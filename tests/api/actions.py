"""Actions of the audit trail: those that docs/audit.md lists, and those that the code writes."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.shell import ROOT

_ROW = re.compile(r"^\| (`[a-z.-]+`(?:, `[a-z.-]+`)*) \| ", re.M)
_ACTION = re.compile(r"[a-z-]+(\.[a-z-]+)*")
_WRITERS = {
    "opened", "put_on_record", "recorded", "_office", "on_record", "answered",
    "append", "record", "_stated",
}  # fmt: skip
"""Functions that are told the name of an action."""


@cache
def documented_actions() -> frozenset[str]:
    """Every action of the table in docs/audit.md."""
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    table = text.split("| action |")[1].split("\n\n")[0]
    return frozenset(name for row in _ROW.findall(table) for name in re.findall(r"`(.+?)`", row))


def written_actions() -> set[str]:
    """Every text that stands in the code where an action is named."""
    found: set[str] = set()
    for room in ("api", "office"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found |= {text for part in _naming(node) for text in _texts(part)}
    return found


def _naming(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign) and any(
        isinstance(each, ast.Name) and each.id == "action" for each in node.targets
    ):
        return [node.value]
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name not in _WRITERS:
        return []
    return [*node.args, *(each.value for each in node.keywords if each.arg == "action")]


def _texts(part: ast.expr) -> set[str]:
    """The texts that the expression itself can be, not those within dicts and calls."""
    if isinstance(part, ast.IfExp):
        return _texts(part.body) | _texts(part.orelse)
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return {part.value} if _ACTION.fullmatch(part.value) else set()
    return set()
