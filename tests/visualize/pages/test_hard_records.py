"""What is hard on a page: batches without links, loops, no names, thousands of customers."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.http.served import Served
from tests.visualize.pages.conftest import drawn
from tests.visualize.pages.crowding import crowded
from tests.visualize.pages.names import LONE, LONG, LOOP, MANY

Opened = Callable[..., Page]


def outlined(page: Page) -> set[str]:
    """The keys of what is drawn."""
    rows = page.locator("#outline tbody tr")
    return set(rows.evaluate_all("(rows) => rows.map((row) => row.dataset.key)"))


def recall_of_it(page: Page) -> None:
    """Goes on to the recall of what is shown, and waits for all of that."""
    page.keyboard.press("r")
    page.wait_for_url("**/recall?**")
    expect(page.locator("#verdict")).not_to_be_empty()
    expect(page.locator("#flow-found")).to_have_text(re.compile(r"[^…]$"))


def test_a_batch_without_links_is_drawn_alone(opened: Opened) -> None:
    page = opened(f"/?batch={LONE}")
    drawn(page)
    assert outlined(page) == {f"batch:own/LONE/{LONE}"}
    assert "1 batch · 0 customers" in page.inner_text("#counts")
    recall_of_it(page)
    assert "INCOMPLETE" in page.inner_text("#verdict")


def test_a_loop_is_drawn_and_walked_in_circles(opened: Opened) -> None:
    page = opened(f"/?batch={LOOP[0]}")
    drawn(page)
    batches = {f"batch:own/LOOP/{lot}" for lot in LOOP}
    assert page.inner_text("#verdict").startswith("Out of date")  # other sources go on for weeks
    assert outlined(page) == batches | {"operation:PO-LOOP-0", "operation:PO-LOOP-1"}
    page.keyboard.press("o")
    walked = []
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        walked.append(page.evaluate("document.activeElement.dataset.key"))
    assert set(walked) == outlined(page)
    recall_of_it(page)


def test_what_has_no_name_is_called_by_its_number(opened: Opened) -> None:
    page = opened("/?batch=BARE-1")
    drawn(page)
    assert outlined(page) == {"batch:own//BARE-1", "operation:PO-BARE", "customer:C-BARE"}
    for row in page.locator("#outline tbody tr").all():
        row.dispatch_event("click")
        expect(page.locator("#panel h2")).not_to_be_empty()
        expect(page.locator("#panel .wrong")).to_have_count(0)
    recall_of_it(page)
    expect(page.locator("#table tbody td").first).to_have_text("C-BARE")


def test_a_name_of_500_characters_leaves_room_for_the_rest(opened: Opened) -> None:
    page = opened("/")
    page.keyboard.type("EVIL-\u202e9")
    page.wait_for_selector("#found [role=option]")
    assert page.locator("#found").bounding_box()["width"] < 1440
    page.keyboard.press("Enter")
    drawn(page)
    assert len(LONG) > 500
    assert "\u202e" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    recall_of_it(page)
    assert "\u202e" not in page.inner_text("body")
    assert crowded(page) == []


def test_ten_thousand_customers_are_told_within_seconds_and_all_can_be_had(
    opened: Opened, pages: Served
) -> None:
    page = opened("/recall?batch=MANY-1")
    expect(page.locator("#table tbody tr")).to_have_count(200)
    assert f"{MANY:,}" in page.inner_text("#counts")
    expect(page.locator("#flow-found")).to_contain_text("with customers", timeout=60_000)
    assert page.locator("main *").count() < 5000
    page.click("#rows .more")
    expect(page.locator("#table tbody tr")).to_have_count(1200)
    with page.expect_download() as download:
        page.click("#table button:text-is('CSV')")
    assert len(download.value.path().read_text(encoding="utf-8").splitlines()) == MANY + 1
    page.goto(f"{pages.url}/?batch=MANY-1")
    drawn(page)
    assert page.locator("#outline tbody tr").count() < 5000
    assert f"{MANY:,} customers" in page.inner_text("#counts")
