"""A real browser for the pages, and what keeps people from using one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

AXE = Path(__file__).parents[2] / "lint" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window. For one file: while it runs, a loop of asyncio does."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        launched.close()


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
