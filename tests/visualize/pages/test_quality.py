"""The data quality page in a browser: what it counts is what the API says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.api.http.served import Served
from tests.visualize.conftest import faults

Opened = Callable[..., Page]


def ready(page: Page) -> None:
    """Waits until every section is there."""
    for name in ("loads", "checks", "gaps", "completeness"):
        page.wait_for_selector(f"#tab-{name}")


def test_the_figures_are_those_of_the_answers(opened: Opened, pages: Served) -> None:
    page = opened("/quality")
    ready(page)
    with pages.client() as client:
        checks = client.get("/v1/checks").json()["checks"]
        gaps = client.get("/v1/gaps").json()["gaps"]
        loads = client.get("/v1/loads", params={"most": 1000}).json()["loads"]
        total = client.get("/v1/completeness").json()["total"]
    failed = [each for each in checks if each["count"] and each["severity"] == "error"]
    told = page.inner_text("#figures")
    assert f"{len(failed)}\nchecks with errors" in told
    assert f"{len(gaps)}\ngaps" in told
    assert f"{int(1000 * total['complete'] / total['batches']) / 10:g} %" in told
    assert f"({len(loads)})" in page.inner_text("#tab-loads")


def test_a_load_opens_its_receipt_and_a_gap_leads_to_its_batch(
    opened: Opened, pages: Served
) -> None:
    page = opened("/quality?tab=loads")
    ready(page)
    page.click("#rows tbody tr:has-text('erp_receipts.csv')")
    assert "Gaps opened" in page.inner_text("#panel") or "History" in page.inner_text("#panel")
    with pages.client() as client:
        first = client.get("/v1/gaps").json()["gaps"][0]
    page.click("#tab-gaps")
    page.click(f"#rows tbody tr:has-text('{first['subject']}')")
    assert first["why"] in page.inner_text("#panel")
    page.click("#panel a")
    page.wait_for_selector("#verdict:has-text('COMPLETE')")


def test_a_section_that_is_refused_leaves_the_others(opened: Opened, pages: Served) -> None:
    key = pages.shell.out("keys", "new", "mes", "--role", "integrator").strip()
    page = opened("/quality", key=key)
    page.wait_for_selector("#refused p")
    page.wait_for_selector("#tab-loads")
    expect(page.locator("#refused")).to_contain_text("Checks")


@pytest.mark.parametrize("look", ["lang=en&theme=dark", "lang=zh-CN&theme=light"])
def test_it_is_usable_by_who_does_not_see_it(opened: Opened, look: str) -> None:
    page = opened(f"/quality?tab=checks&{look}")
    ready(page)
    page.click("#rows tbody tr:first-child")
    assert faults(page) == []
