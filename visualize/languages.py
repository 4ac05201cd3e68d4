"""The languages of pages and pictures: which one, and what is said in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast, get_args

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
EIGHT_D = "8d."
"""How the keys begin of what the 8D sheet says, and no page."""

_PREFERENCE = re.compile(r"\s*([A-Za-z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")
_PART = re.compile(r"\{(\w+)\}")


@lru_cache
def said_in(language: Language) -> Mapping[str, str]:
    """Every sentence of pages, pictures and sheets in a language, by its key."""
    text = (files("visualize") / "catalogues" / f"{language}.json").read_text(encoding="utf-8")
    return cast(dict[str, str], json.loads(text))


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language; words.js says it alike."""

    language: Language

    def say(self, key: str, **parts: str | int) -> str:
        """A sentence by its key, with its `{parts}` filled in; `key|one` where `count` is 1."""
        said = said_in(self.language)
        one = said.get(f"{key}|one") if parts.get("count") == 1 else None

        def filled(part: re.Match[str]) -> str:
            value = parts[part[1]]
            return f"{value:,}" if isinstance(value, int) else value

        return _PART.sub(filled, one or said[key])

    def value(self, text: str) -> str:
        """A word that the program uses as a value; any other text as it is."""
        return said_in(self.language).get(f"value.{text}", text)


ENGLISH = Words("en")


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


def of_environment() -> Language:
    """The language of whoever sits at the terminal: by the locale of LC_ALL, LC_MESSAGES or LANG,
    the first that is set."""
    stated = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-CN" if next(filter(None, stated), "").lower().startswith("zh") else "en"
