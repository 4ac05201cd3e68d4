"""Text that can be shown: names and cells come from files, and may hold what drives a terminal.

Control characters (ESC and CSI among them), line ends, and the marks that turn the direction of
writing are shown as escapes; what is left can change nothing but its own place.
"""

from __future__ import annotations

import re

_DRIVES = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DRIVES_NOT_LINES = re.compile(_DRIVES.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with such characters as `\x1b` or `\u202e`. With `lines` a line end is one: for
    sentences of our own, of which the parts that others wrote are visible already."""
    return (_DRIVES_NOT_LINES if lines else _DRIVES).sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
