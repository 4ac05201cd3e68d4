"""The pages of the explorer as HTML: the frame that their scripts fill."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Literal, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from visualize.languages import EIGHT_D, LANGUAGES, Language, said_in

Page = Literal["explorer", "recall", "root-cause", "scorecards", "control-charts", "quality"]
PAGES: tuple[Page, ...] = get_args(Page)


def html(page: Page, language: Language, version: str) -> str:
    """A page without data: it holds the words, and its scripts ask for all else."""
    words = {key: text for key, text in said_in(language).items() if not key.startswith(EIGHT_D)}
    # "<" cannot end the script element that holds the words
    told = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return (
        _environment()
        .get_template(f"{page}.html")
        .render(
            page=page,
            language=language,
            languages=LANGUAGES,
            say=words,
            words=told,
            version=version,
        )
    )


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("visualize"), autoescape=True, undefined=StrictUndefined
    )
