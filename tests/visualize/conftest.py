"""A real browser for the pages, and what it must never do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.http.served import KEY, Served

AXE = Path(__file__).parents[2] / "lint" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window. For one file: while it runs, a loop of asyncio does."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail("chromium is not installed, and on CI the pages must be opened")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@contextmanager
def opened(
    browser: Browser,
    served: Served,
    path: str,
    key: str = KEY,
    width: int = 1440,
    may_fail: tuple[int | str, ...] = (),
) -> Iterator[Page]:
    """A page with this key. In the end the browser must have complained of nothing but answers
    of these statuses (or of these texts), and asked no other host."""
    complaints: list[str] = []
    asked: set[str] = set()
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{served.url}{path}#key={key}")
    try:
        yield page
    finally:
        context.close()
    known = [f"status of {each} " if isinstance(each, int) else each for each in may_fail]
    assert [each for each in complaints if not any(one in each for one in known)] == []
    assert {url for url in asked if not url.startswith((served.url, "data:", "blob:"))} == set()


def faults(page: Page) -> list[str]:
    """What axe-core finds that keeps people from using the page."""
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("axe-core is not installed, and on CI the pages must be checked")
        pytest.skip("axe-core is not installed: npm ci --prefix lint")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes']][:3]}"
        for each in found["violations"]
    ]
