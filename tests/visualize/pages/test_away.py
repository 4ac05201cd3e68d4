"""A service from its empty graph on: what the page says first, and while the service is down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from genealogy.settings import Settings
from tests.api.http.served import KEY, Served, serving
from tests.shell import Shell
from tests.visualize.pages.conftest import EXPORTS, drawn

Opened = Callable[..., Page]


@pytest.fixture
def pages(embedded_settings: Settings, tmp_path: Path) -> Iterator[Served]:
    """A service of a graph in which nothing is yet."""
    with serving(Shell(tmp_path, embedded_settings.data, {"GENEALOGY_API_KEY": KEY})) as served:
        yield served


def test_an_empty_graph_says_what_to_load_and_a_stopped_service_is_waited_for(
    opened: Opened, pages: Served
) -> None:
    page = opened("/", may_fail=(503,))
    expect(page.locator("#start-state")).to_contain_text("The graph is empty")
    expect(page.locator("#start-state")).to_contain_text("genealogy load FOLDER")
    pages.shell.out("load", EXPORTS)
    page.keyboard.type("CUL-2231")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    drawn(page)
    shown = page.locator("#outline tbody tr").count()

    pages.kill()
    page.click("#toolbar button:text-is('Backward')")
    expect(page.locator("#banner")).to_contain_text("The service does not answer")
    assert page.locator("#outline tbody tr").count() == shown
    assert page.is_visible("#table [role=tab]")

    with serving(pages.shell, port=int(pages.url.rpartition(":")[2])):
        expect(page.locator("#banner")).to_be_hidden(timeout=60_000)
        expect(page.locator("#toolbar [aria-pressed=true]")).to_have_text("Backward")
        expect(page.locator("#outline tbody tr")).not_to_have_count(shown)
