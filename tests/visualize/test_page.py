"""The one-file page: one document, closed to everything foreign, and true to its answer."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from tests.visualize.drawings import (
    SPITE,
    SPITEFUL_HEAD,
    answer,
    dairy,
    head,
    large,
    rework,
    shown,
    spiteful,
)
from visualize.page import write_page

SCHEME = re.compile(r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


class Elements(HTMLParser):
    """The elements of a page and their attributes, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.fixture(scope="module", params=[dairy, rework, large, spiteful, answer])
def html(request) -> str:
    return shown(request.param(), SPITEFUL_HEAD)


def test_it_is_exactly_one_document(html):
    tags = Elements(html).tags

    assert html.startswith("<!DOCTYPE html>\n<html lang=")
    assert all(tags.count(tag) == 1 for tag in ("html", "head", "body", "title", "h1", "header"))


def test_stored_names_bring_no_element_and_no_handler(html):
    elements = Elements(html)

    assert not {"img", "svg", "iframe", "object", "embed", "link", "center"} & set(elements.tags)
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert elements.tags.count("script") == 4
    own = re.sub(r"<script[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    assert not any(text in own for text in SPITE[:5])


def test_the_data_in_the_script_cannot_end_it(html):
    (data,) = re.findall(r"new vis\.DataSet\((\[.*?\])\);", html)[:1]

    assert not set("<>&'") & set(data)


def test_it_loads_nothing(html):
    assert not SCHEME.search(html)
    assert "cdn.jsdelivr" not in html
    assert "cdnjs" not in html


def test_its_policy_names_every_script_and_style_and_nothing_else(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    found = {
        tag: re.findall(rf"<{tag}(?:\s[^>]*)?>(.*?)</{tag}>", html, re.DOTALL)
        for tag in ("script", "style")
    }

    for tag, texts in found.items():
        named = re.search(rf"{tag}-src ([^;]*)", policy)[1].split()
        digests = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts]
        assert named == [f"'sha256-{digest}'" for digest in digests]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_verdict_comes_first_and_gaps_are_counted():
    html = shown(answer(), head(gaps=("M-1: 118 kg",) * 1_007))

    assert html.index("INCOMPLETE") < html.index("M-1: 118 kg") < html.index("data up to")
    assert html.count("<li>M-1: 118 kg</li>") == 5
    assert "and 1,002 more" in html


def test_a_large_answer_says_that_it_is_summed_up():
    html = shown(large(), head())

    assert "Summary: 2,700 nodes" in html
    assert "Summary:" not in shown(dairy(), head())


def test_the_same_answer_gives_the_same_bytes():
    assert shown(dairy(), head()) == shown(dairy(), head())


def test_the_file_is_utf_8_whatever_the_machine_prefers(tmp_path):
    write_page(tmp_path / "recall.html", dairy(chinese=True), head("召回范围"))

    written = (tmp_path / "recall.html").read_bytes()
    assert "<title>召回范围</title>" in written.decode("utf-8")
    assert b"\r" not in written
