"""The languages of pages and pictures: which one, and what is said in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast, get_args

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
EIGHT_D = "8d."
"""How the keys begin of what the 8D sheet says, and no page."""

_PREFERENCE = re.compile(r"\s*([A-Za-z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")


@lru_cache
def said_in(language: Language) -> Mapping[str, str]:
    """Every sentence of pages and sheets in a language, by its key."""
    text = (files("visualize") / "catalogues" / f"{language}.json").read_text(encoding="utf-8")
    return cast(dict[str, str], json.loads(text))


def chosen(asked: str | None, accepted: str = "") -> Language:
    """The language that was asked for, or else the first that a browser accepts
    (`Accept-Language`, RFC 9110 12.5.4) and there is; English where there is none."""
    if asked in LANGUAGES:
        return asked
    ranked: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        if found := _PREFERENCE.match(part):
            ranked.append((-float(found[2] or 1), found[1].lower()))
    for weight, name in sorted(ranked, key=lambda each: each[0]):
        if weight < 0 and name.startswith("zh"):
            return "zh-CN"
        if weight < 0 and name.startswith("en"):
            return "en"
    return "en"
