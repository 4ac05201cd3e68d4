"""Every page at 200 % and in a narrow window: nothing cut, overlapping, or beyond the edge."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.visualize.pages.conftest import drawn
from tests.visualize.pages.crowding import crowded

Opened = Callable[..., Page]
SIZES: tuple[ViewportSize, ...] = (
    {"width": 720, "height": 450},
    {"width": 390, "height": 844},
    {"width": 1440, "height": 900},
)
"""A window of 1440 x 900 at 200 %, one as wide as a telephone, and the window itself."""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_explorer_has_room(opened: Opened, language: str) -> None:
    chosen = quote("batch:own/3101/WM-0412")
    asked = f"batch=CUL-2231&direction=forward&selected={chosen}&lang={language}"
    page = opened(f"/?{asked}", scale=2)
    drawn(page)
    page.wait_for_selector("#panel .evidence")
    page.click("#toolbar [aria-controls=filters]")
    for size in SIZES:
        page.set_viewport_size(size)
        assert crowded(page) == []
        page.fill("#search input", "CT-")
        page.wait_for_selector("#found [role=option]")
        box = page.locator("#found").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= size["width"] - box["width"]
        page.fill("#search input", "")
        page.wait_for_selector("#found", state="hidden")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_recall_has_room(opened: Opened, language: str) -> None:
    page = opened(f"/recall?batch=CUL-2231&lang={language}", scale=2)
    expect(page.locator("#flow svg")).to_be_visible()
    expect(page.locator("#open-recall")).to_be_visible()
    for size in SIZES:
        page.set_viewport_size(size)
        assert crowded(page) == []
