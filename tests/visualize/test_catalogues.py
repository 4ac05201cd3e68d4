"""What the pages say: in every language the same sentences, and none that is missing."""

from __future__ import annotations

import re
from pathlib import Path

from visualize.languages import LANGUAGES, said_in

ROOT = Path(__file__).parents[2] / "visualize"
_PART = re.compile(r"\{\w+\}")


def test_every_language_says_the_same_with_the_same_parts() -> None:
    first, *others = (said_in(language) for language in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
        for key, text in first.items():
            allowed = {*_PART.findall(text), "{count}"}
            assert {*_PART.findall(other[key])} <= allowed, key


def test_whatever_a_page_says_is_in_the_catalogue() -> None:
    known = said_in("en").keys()
    asked = {
        (file.name, key)
        for pattern, files in (
            (r'\bsay\("([^"]+)"', (ROOT / "static" / "app").glob("*.js")),
            (r'\bsay\[["\']([^"\']+)["\']\]', (ROOT / "templates").glob("*.html")),
        )
        for file in files
        for key in re.findall(pattern, file.read_text(encoding="utf-8"))
    }

    assert len(asked) > 100
    assert {each for each in asked if each[1] not in known} == set()
