"""What a picture says by itself: in one language, whichever was asked for."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from tests.visualize.drawings import dairy, head, large, rework
from visualize.drawing import Mode, drawing
from visualize.head import Head
from visualize.languages import ENGLISH, Words, of_environment
from visualize.page import page
from visualize.svg import svg

CHINESE = Words("zh-CN")
_WORD = re.compile(r"[A-Za-z]{3,}")
_TEXT = re.compile(r"<(text|title|p|li|span|button|output)\b[^>]*>([^<]*)</\1>")


def said(markup: str) -> str:
    """All that is there to be read."""
    return unescape(" ".join(text for _, text in _TEXT.findall(markup)))


@pytest.mark.parametrize("mode", ["detail", "compact", "summary"])
@pytest.mark.parametrize("whole", [dairy(), rework(), large(30)], ids=["dairy", "loop", "large"])
def test_a_chinese_picture_has_no_english_but_what_is_stored(
    whole: dict[str, Any], mode: Mode
) -> None:
    stored = set(_WORD.findall(json.dumps([*whole.values()], ensure_ascii=False)))
    drawn = drawing(whole, mode, words=CHINESE)
    words = Head("召回", (("不完整", "red"),), ("缺口",) * 9, (), CHINESE)

    cards = [text for card in drawn.picture.cards for text in (card.below, *card.facts)]
    arrows = [text for arrow in drawn.picture.arrows for text in arrow.facts]
    everything = [said(svg(drawn, words)), said(page(drawn, words)), *cards, *arrows]

    english = {word for text in everything for word in _WORD.findall(text)}
    kinds = {"make", "CONSUMED", "PRODUCED", "SHIPPED", "SUPPLIED", "customer", "supplier"}
    assert english <= stored - kinds
    assert "另有 4 个" in everything[0]
    assert '<html lang="zh-CN">' in page(drawn, words)


def test_both_languages_say_it_of_the_same_cards_at_the_same_places() -> None:
    english, chinese = (drawing(rework(), words=words) for words in (ENGLISH, CHINESE))

    assert english.where.lanes == chinese.where.lanes
    assert {key: at.y for key, at in english.where.positions.items()} == {
        key: at.y for key, at in chinese.where.positions.items()
    }
    assert "operation make" in [line for card in english.picture.cards for line in card.facts]
    assert "工序 生产" in [line for card in chinese.picture.cards for line in card.facts]


def test_without_a_word_a_picture_is_english() -> None:
    assert svg(drawing(dairy()), head()) == svg(drawing(dairy(), words=ENGLISH), head())


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.GB18030"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-CN"),
    ],
)
def test_the_language_of_a_terminal_is_that_of_its_locale(
    stated: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in stated.items():
        monkeypatch.setenv(name, value)

    assert of_environment() == language
