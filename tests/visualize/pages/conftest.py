"""The pages as people meet them: a real Chromium before a running service."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
)

import demo
from genealogy.settings import Settings
from office.keys import new_key
from office.opening import open_office
from office.roles import Role
from tests.api.http.served import KEY, Served, serving
from tests.conftest import SHARED_DATA
from tests.shell import Shell
from tests.visualize.pages import brewery, names

EXPORTS = Path(demo.__file__).parent / "exports"
FARMS = SHARED_DATA / "fsma204" / "dev_det_small"
_TOLD = {401, 403}
"""Statuses by which the service refuses a key: pages say so, and the browser does as well."""
_PATIENCE = 20_000
expect.set_options(timeout=_PATIENCE)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service on the demo's plant, beside which are batches of hostile names and shapes, measured
    ones, and others' records of outbreaks where those are at hand."""
    folder = tmp_path_factory.mktemp("pages")
    shell = Shell(folder, folder / "data", {"GENEALOGY_API_KEY": KEY})
    besides = folder / "besides.jsonl"
    lines = (json.dumps(line) + "\n" for line in (*names.statements(), *brewery.statements()))
    besides.write_text("".join(lines), encoding="utf-8")
    try:
        shell.out("load", EXPORTS, besides, *([FARMS] if FARMS.is_dir() else []))
        with serving(shell.having(GENEALOGY_API_RATE="100000/minute")) as served:
            yield served
    finally:
        shell.run("engine", "stop")


@pytest.fixture(scope="session")
def keys(pages: Served) -> dict[str, str]:
    """A key of some roles, and one that is no longer valid."""
    made = {}
    with open_office(Settings(data=pages.shell.data)) as office:
        for role in (Role.VIEWER, Role.COORDINATOR):
            made[role.value] = new_key(office, name=role.value, role=role, by="test")[1]
        soon = datetime.now(UTC) + timedelta(seconds=1)
        made["expired"] = new_key(office, name="old", role=Role.ADMIN, by="test", expires=soon)[1]
    time.sleep(1)  # until it is no longer valid
    return made


@pytest.fixture
def opened(browser: Browser, pages: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page in a window of its own, with a key. In the end the browser must have complained
    of nothing but answers of the service that refuse a key, or of these statuses, or that did not
    come; and no other host was asked."""
    windows: list[BrowserContext] = []
    complaints: list[str] = []

    def goto(
        path: str,
        key: str | None = KEY,
        *,
        width: int = 1440,
        scale: float = 1,
        may_fail: tuple[int, ...] = (),
    ) -> Page:
        size = ViewportSize(width=width, height=900)
        window = browser.new_context(viewport=size, device_scale_factor=scale, locale="en-GB")
        window.set_default_timeout(_PATIENCE)
        windows.append(window)
        page = window.new_page()
        _watch(page, pages.url, {*_TOLD, *may_fail}, complaints)
        page.goto(pages.url + path + (f"#key={quote(key)}" if key else ""))
        return page

    yield goto
    ran = [page.url for window in windows for page in window.pages if page.title() == "ran"]
    for window in windows:
        window.close()
    assert complaints == []
    assert ran == []


def _watch(page: Page, home: str, told: set[int], complaints: list[str]) -> None:
    def hear(said: ConsoleMessage) -> None:
        if said.text.startswith("Failed to load resource"):
            status = re.search(r"status of (\d+)", said.text)
            if status is None or int(status[1]) in told:
                return
        complaints.append(f"{said.type}: {said.text} ({said.location['url']})")

    def asked(url: str) -> None:
        if not url.startswith((f"{home}/", "data:", "blob:")):
            complaints.append(f"asked elsewhere: {url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda request: asked(request.url))


def drawn(page: Page) -> None:
    """Waits until the picture and the whole answer are there."""
    page.wait_for_selector("#work:not([hidden]):not([aria-busy])")
    page.wait_for_selector("#table [role=tab]")
