"""The pages as people meet them: a real Chromium before a running service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import demo
from tests.api.http.served import KEY, Served, serving
from tests.shell import Shell

EXPORTS = Path(demo.__file__).parent / "exports"
HOSTILE = "<img src=x onerror=document.title='ran'>"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service on the demo's plant, in which one chain of batches has hostile names."""
    folder = tmp_path_factory.mktemp("pages")
    shell = Shell(folder, folder / "data", {"GENEALOGY_API_KEY": KEY})
    hostile = folder / "hostile.jsonl"
    hostile.write_text("".join(json.dumps(line) + "\n" for line in _hostile()), encoding="utf-8")
    try:
        shell.out("load", EXPORTS, hostile)
        with serving(shell.having(GENEALOGY_API_RATE="100000/minute")) as served:
            yield served
    finally:
        shell.run("engine", "stop")


def _hostile() -> Iterator[dict[str, object]]:
    batch = {"party": "own", "item": HOSTILE, "lot": f"EVIL-{HOSTILE}"}
    long = {"party": "own", "item": "LONG", "lot": "EVIL-" + "\u202e9" * 240}
    order = f"PO-{HOSTILE}"
    yield {"kind": "consumption", "key": ["evil", "1"], "operation": order, "batch": batch,
           "quantity": "1", "unit": "kg", "document": HOSTILE}  # fmt: skip
    yield {"kind": "production", "key": ["evil", "2"], "operation": order, "batch": long,
           "quantity": "1", "unit": "kg", "document": HOSTILE}  # fmt: skip
    yield {"kind": "shipment", "key": ["evil", "3"], "batch": long, "quantity": "1", "unit": "kg",
           "customer": f"C-{HOSTILE}", "document": HOSTILE}  # fmt: skip


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own: nothing that another test left in it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext, pages: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page with a key; at the end nothing was asked of elsewhere, and nothing failed."""
    page = context.new_page()
    foreign: list[str] = []
    wrong: list[str] = []
    home = urlsplit(pages.url).netloc

    def look(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != home:
            foreign.append(url)

    page.on("request", lambda request: look(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )

    def goto(path: str, key: str | None = KEY) -> Page:
        page.goto(pages.url + path + (f"#key={quote(key)}" if key else ""))
        return page

    yield goto
    assert foreign == []
    assert wrong == []
    assert page.title() != "ran"


def drawn(page: Page) -> None:
    """Waits until the picture and the whole answer are there."""
    page.wait_for_selector("#work:not([hidden]):not([aria-busy])")
    page.wait_for_selector("#table [role=tab]")
