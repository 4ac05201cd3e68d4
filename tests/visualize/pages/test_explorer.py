"""The explorer in a browser: searched, drawn, walked, compared, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.http.served import KEY, Served
from tests.visualize.conftest import faults
from tests.visualize.pages.conftest import HOSTILE, drawn

Opened = Callable[..., Page]
ORIGIN = "S-201/1201/CUL-2231"


def state(page: Page) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def test_from_the_typed_search_to_the_recall_in_three_keys(opened: Opened) -> None:
    page = opened("/")
    page.wait_for_selector("#start:not([hidden])")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.type("CUL-2231")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawn(page)
    page.keyboard.press("r")
    page.wait_for_url("**/recall?**")
    assert state(page)["batch"] == [ORIGIN]


def test_the_picture_says_what_the_answer_says(opened: Opened, pages: Served) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    with pages.client() as client:
        answer = client.get("/v1/traces", params={"batch": ORIGIN}).json()
        graph = client.get("/v1/graphs", params={"batch": ORIGIN}).json()
    assert page.inner_text("#verdict") == "INCOMPLETE"
    counts = page.inner_text("#counts")
    assert f"{len(answer['batches'])} batches" in counts
    assert f"{len(answer['customers'])} customers" in counts
    assert f"{graph['shown']} of {graph['of']} shown" in counts
    assert page.locator("#lanes .lane").count() == len(graph["lanes"])
    assert page.locator("#outline tbody tr").count() == graph["shown"]
    assert f"({len(answer['batches'])})" in page.inner_text("#tab-batches")


def test_the_table_holds_everything_sorts_and_saves(opened: Opened, pages: Served) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&tab=shipments")
    drawn(page)
    with pages.client() as client:
        shipments = client.get("/v1/traces", params={"batch": ORIGIN}).json()["shipments"]
    assert page.locator("#rows tbody tr").count() == len(shipments)
    page.click("#rows th [data-column=quantity]")
    page.click("#rows th [data-column=quantity]")
    assert page.get_attribute("#rows th:has([data-column=quantity])", "aria-sort") == "descending"
    first = page.inner_text("#rows tbody tr:first-child")
    assert f"{max(row['quantity'] for row in shipments):,g}" in first
    with page.expect_download() as download:
        page.click("#table button:text-is('CSV')")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == len(shipments) + 1


def test_the_address_restores_what_its_sender_saw(opened: Opened) -> None:
    chosen, hidden = "batch:own/3101/WM-0412", "batch:own/1201/CT-0005"
    page = opened(
        f"/?batch={quote(ORIGIN)}&direction=forward&mode=compact&lang=zh-CN&theme=dark"
        f"&selected={quote(chosen)}&pin={quote(chosen)}&hide={quote(hidden)}&tab=customers"
    )
    drawn(page)
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.inner_text("#panel h2") == "WM-0412"
    assert "紧凑" in page.inner_text("#counts")
    assert "已隐藏 1 项" in page.inner_text("#note")
    assert page.get_attribute("#tab-customers", "aria-selected") == "true"
    page.wait_for_selector("#panel .evidence")
    assert "erp_production.xlsx" in page.inner_text("#panel")


def test_a_card_opens_a_page_more_and_says_how_many(opened: Opened, pages: Served) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&depth=1")
    drawn(page)
    with pages.client() as client:
        params = {"batch": ORIGIN, "depth": "1"}
        graph = client.get("/v1/graphs", params=params).json()
    assert f"{graph['hidden']} lie beyond" in page.inner_text("#note")
    node = next(each for each in graph["nodes"] if each["more"])
    page.locator(f"#outline tr[data-key='{node['key']}']").dispatch_event("click")
    page.click(f"#panel button:has-text('Show {node['more']} more')")
    page.wait_for_selector(f"#outline tbody tr:nth-child({graph['shown'] + 1})")
    assert state(page)["open"] == [node["key"]]
    page.go_back()
    expect(page.locator("#outline tbody tr")).to_have_count(graph["shown"])


def test_two_scopes_are_compared(opened: Opened, pages: Served) -> None:
    other = "own/1201/CT-0003"
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&with={quote(other)}")
    drawn(page)
    page.wait_for_selector("#note strong")
    with pages.client() as client:
        first, second = (
            {
                row["batch_id"]
                for row in client.get("/v1/traces", params={"batch": each}).json()["batches"]
            }
            for each in (ORIGIN, other)
        )
    told = page.inner_text("#note")
    assert f"{len(first & second)} common" in told
    assert f"{len(first - second)} only in the first" in told
    assert f"{len(second - first)} only in the second" in told


def test_why_lights_up_the_chain_with_its_rows(opened: Opened) -> None:
    page = opened(
        f"/?batch={quote(ORIGIN)}&direction=forward&selected={quote('batch:own/3101/WM-0412')}"
    )
    drawn(page)
    page.click("#panel button:text-is('Why is it here?')")
    page.wait_for_selector("#panel .why li")
    assert "erp_receipts.csv" in page.inner_text("#panel .why")


def test_filters_say_what_they_hide(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    whole = page.locator("#outline tbody tr").count()
    page.click("#toolbar button:text-is('Filters')")
    page.check("#filters label:has-text('White mass') input")
    page.wait_for_selector("#note strong")
    left = page.locator("#outline tbody tr").count()
    assert f"{whole - left} hidden" in page.inner_text("#note")
    assert state(page)["material"] == ["White mass"]
    page.click("#note button:text-is('Show all')")
    assert page.locator("#outline tbody tr").count() == whole


def test_the_outline_is_walked_with_the_arrows(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    page.keyboard.press("o")
    key = "document.activeElement.dataset.key"
    assert page.evaluate(key) == f"batch:{ORIGIN}"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(key).startswith("operation:")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(key) == f"batch:{ORIGIN}"
    assert state(page)["selected"] == [f"batch:{ORIGIN}"]


@pytest.mark.parametrize("look", ["lang=en&theme=light", "lang=zh-CN&theme=dark"])
def test_it_is_usable_by_who_does_not_see_it(opened: Opened, look: str) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&{look}")
    drawn(page)
    assert faults(page) == []


def test_hostile_names_are_only_text(opened: Opened) -> None:
    page = opened("/")
    page.keyboard.type("EVIL")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    drawn(page)
    assert HOSTILE in page.inner_text("#rows")
    for row in page.locator("#outline tbody tr").all():
        row.dispatch_event("click")
        page.wait_for_timeout(100)
    assert page.locator("main img").count() == 0
    assert "\u202e" not in page.inner_text("#table")


def test_a_key_that_is_refused_is_asked_for_and_the_place_is_kept(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward", key="gk_expired")
    page.wait_for_selector("#key[open]")
    assert faults(page) == []
    page.fill("#key-text", KEY)
    page.keyboard.press("Enter")
    drawn(page)
    assert state(page)["batch"] == [ORIGIN]
    assert KEY not in page.url


def test_what_is_shown_stays_while_the_service_is_away(
    opened: Opened, context: BrowserContext, pages: Served
) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    context.set_offline(True)
    page.click("#toolbar button:text-is('Backward')")
    page.wait_for_selector("#banner:not([hidden])")
    assert page.locator("#outline tbody tr").count() > 100
    context.set_offline(False)
    with pages.client() as client:
        params = {"batch": ORIGIN, "direction": "backward"}
        backward = client.get("/v1/graphs", params=params).json()
    expect(page.locator("#outline tbody tr")).to_have_count(backward["shown"], timeout=15_000)
    assert page.is_hidden("#banner")


def test_an_unknown_batch_is_said_and_an_ambiguous_one_can_be_chosen(opened: Opened) -> None:
    page = opened("/?batch=NOPE-1")
    page.wait_for_selector("#over:not([hidden])")
    assert "NOPE-1" in page.inner_text("#over")


def test_a_viewer_sees_no_name_of_a_customer(opened: Opened, pages: Served) -> None:
    key = pages.shell.out("keys", "new", "reader", "--role", "viewer").strip()
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&tab=customers", key=key)
    drawn(page)
    told = page.inner_text("body")
    assert "Kaufhof" not in told
    assert "C-101" in told
