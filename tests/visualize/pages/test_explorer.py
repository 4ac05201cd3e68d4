"""The explorer in a browser: searched, drawn, walked, compared, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from genealogy.settings import Settings
from office.keys import new_key, revoke
from office.opening import open_office
from office.roles import Role
from tests.api.http.served import KEY, Served
from tests.shell import ROOT
from tests.visualize.conftest import faults
from tests.visualize.pages.conftest import drawn
from tests.visualize.pages.names import HOSTILE, QUOTED

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
        f"/?batch={quote(ORIGIN)}&direction=forward&mode=compact&depth=5&lang=zh-CN&theme=dark"
        f"&material=White+mass&from=2026-09-01&selected={quote(chosen)}&pin={quote(chosen)}"
        f"&hide={quote(hidden)}&tab=customers&sort=-name"
    )
    drawn(page)
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.inner_text("#panel h2") == "WM-0412"
    assert page.get_attribute("#panel button:text-is('取消固定')", "aria-pressed") == "true"
    assert "! 缺口：2384.05 kg 中有 118 kg 去向不明" in page.inner_text("#panel")
    assert "紧凑" in page.inner_text("#counts")
    assert page.inner_text("#toolbar [aria-pressed=true]") == "正向追溯"
    assert page.input_value("#toolbar label:has-text('深度') select") == "5"
    assert "筛选（2）" in page.inner_text("#toolbar")
    rows = page.locator("#outline tbody tr")
    keys = rows.evaluate_all("(rows) => rows.map((row) => row.dataset.key)")
    assert hidden not in keys
    assert chosen in keys
    assert page.get_attribute("#tab-customers", "aria-selected") == "true"
    assert page.get_attribute("#rows th:has([data-column=name])", "aria-sort") == "descending"
    page.wait_for_selector("#panel .evidence")
    assert "erp_production.xlsx" in page.inner_text("#panel")
    before = page.url, page.inner_text("#note"), keys
    page.reload()
    drawn(page)
    after = rows.evaluate_all("(rows) => rows.map((row) => row.dataset.key)")
    assert (page.url, page.inner_text("#note"), after) == before


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
    page.click("#note button:text-is('Stop comparing')")
    expect(page.locator("#note strong")).to_have_count(0)
    page.locator(f"#outline tr[data-key='batch:{other}']").dispatch_event("click")
    page.click("#panel button:text-is('Compare with this')")
    expect(page.locator("#note strong")).to_contain_text(f"{len(first & second)} common")


def test_what_cannot_be_compared_is_said(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&with=NOPE-1", may_fail=(404,))
    drawn(page)
    expect(page.locator("#note .wrong")).to_contain_text("NOPE-1")


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


def test_all_of_it_can_be_done_by_keyboard(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    press = page.keyboard.press
    at = "document.activeElement.dataset.key"
    press("o")
    assert page.evaluate(at) == f"batch:{ORIGIN}"
    press("ArrowRight")
    assert page.evaluate(at).startswith("operation:")
    press("ArrowLeft")
    assert page.evaluate(at) == f"batch:{ORIGIN}"
    assert state(page)["selected"] == [f"batch:{ORIGIN}"]
    for key, row in (("End", "last-child"), ("Home", "first-child"), ("ArrowDown", "nth-child(2)")):
        press(key)
        assert page.evaluate(at) == page.get_attribute(f"#outline tbody tr:{row}", "data-key")
    press("Home")
    press("ArrowDown")
    press("ArrowRight")
    press("ArrowRight")
    reached = page.evaluate(at)
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Trace from here"
    press("Enter")
    page.wait_for_url(f"**/?batch={quote(reached.removeprefix('batch:'), safe='')}&**")
    page.evaluate("document.activeElement.blur()")
    press("u")
    page.wait_for_url(f"**/?batch={quote(ORIGIN, safe='')}&**")
    press("/")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"


def test_the_keys_are_listed_on_the_page_and_in_the_manual(opened: Opened) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    listed = page.locator("#keys dt").all_inner_texts()
    manual = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
    for key in listed:
        assert all(f"`{each}`" in manual for each in key.split())
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.click("#toolbar button:text-is('Keys')")
    assert page.is_visible("#keys")


@pytest.mark.parametrize("look", ["lang=en&theme=light", "lang=zh-CN&theme=dark"])
def test_it_is_usable_by_who_does_not_see_it(opened: Opened, look: str) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&depth=2&{look}")
    drawn(page)
    assert faults(page) == []


def test_hostile_names_are_only_text(opened: Opened) -> None:
    page = opened("/")
    page.keyboard.type("EVIL")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    drawn(page)
    assert HOSTILE in page.inner_text("#rows")
    assert QUOTED in page.inner_text("#rows")
    for row in page.locator("#outline tbody tr").all():
        row.dispatch_event("click")
        page.wait_for_timeout(100)
    assert page.locator("main img").count() == 0
    assert "\u202e" not in page.inner_text("#table")


def test_a_key_that_ends_is_asked_for_and_the_place_is_kept(opened: Opened, pages: Served) -> None:
    with open_office(Settings(data=pages.shell.data)) as office:
        leaver, key = new_key(office, name="leaver", role=Role.QUALITY, by="test")
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&depth=3", key=key)
    drawn(page)
    with open_office(Settings(data=pages.shell.data)) as office:
        revoke(office, leaver.key_id, by="test", reason="left")
    page.click("#toolbar button:text-is('Backward')")
    page.wait_for_selector("#key[open]")
    assert page.locator("#outline tbody tr").count() > 5
    assert faults(page) == []
    page.fill("#key-text", KEY)
    page.keyboard.press("Enter")
    drawn(page)
    assert page.inner_text("#toolbar [aria-pressed=true]") == "Backward"
    asked = state(page)
    assert (asked["batch"], asked["direction"], asked["depth"]) == ([ORIGIN], ["backward"], ["3"])
    assert KEY not in page.url


def test_what_is_shown_stays_while_the_service_is_away(opened: Opened, pages: Served) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward")
    drawn(page)
    page.context.set_offline(True)
    page.click("#toolbar button:text-is('Backward')")
    page.wait_for_selector("#banner:not([hidden])")
    assert page.locator("#outline tbody tr").count() > 100
    page.context.set_offline(False)
    with pages.client() as client:
        params = {"batch": ORIGIN, "direction": "backward"}
        backward = client.get("/v1/graphs", params=params).json()
    expect(page.locator("#outline tbody tr")).to_have_count(backward["shown"], timeout=15_000)
    assert page.is_hidden("#banner")


def test_an_unknown_batch_is_said_and_an_ambiguous_one_can_be_chosen(opened: Opened) -> None:
    page = opened("/?batch=NOPE-1", may_fail=(404,))
    page.wait_for_selector("#over:not([hidden])")
    assert "NOPE-1" in page.inner_text("#over")


def test_a_viewer_sees_no_name_of_a_customer(opened: Opened, keys: dict[str, str]) -> None:
    page = opened(f"/?batch={quote(ORIGIN)}&direction=forward&tab=customers", key=keys["viewer"])
    drawn(page)
    told = page.inner_text("body")
    assert "Kaufhof" not in told
    assert "C-101" in told
