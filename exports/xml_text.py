"""Text that XML can hold: what it forbids is written as an escape that people can read."""

from __future__ import annotations

import re

from genealogy.visible import visible

_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})")


def without_noncharacters(text: str) -> str:
    r"""The text with halves of surrogate pairs and U+FFFE and U+FFFF as `\ufffe`."""
    return _NO_CHARACTER.sub(lambda each: f"\\u{ord(each.group()):04x}", text)


def escaped(text: str) -> str:
    r"""The text with every character that XML forbids or changes, or that drives a terminal, as
    `\x1b`. A backslash that would read as such an escape is `\x5c`: two texts never become one."""
    return without_noncharacters(visible(_LIKE_AN_ESCAPE.sub(r"\\x5c", text)))
