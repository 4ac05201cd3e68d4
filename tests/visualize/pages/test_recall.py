"""The page of a recall in a real browser, on a real service: what it says is what the API says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from genealogy.settings import Settings
from office.audit import Sought, entries
from office.opening import open_office
from tests.api.http.served import KEY, Served
from tests.visualize.conftest import faults
from tests.visualize.pages.names import CUSTOMERS, HOSTILE

Opened = Callable[..., Page]
SOME = f"/recall?where={quote('material=9002')}&lang=en"
"""The recall of the lot of an evil name that went to 450 customers."""


def recalled(pages: Served, **question: Any) -> dict[str, Any]:
    """The API's own answer."""
    with pages.client() as client:
        answer = client.get("/v1/recalls", params=question)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def texts(page: Page, selector: str) -> list[str]:
    """What these elements say."""
    return [each.strip() for each in page.locator(selector).all_inner_texts()]


def test_it_says_what_the_api_says(opened: Opened, pages: Served) -> None:
    answer = recalled(pages, batch="CUL-2231", quantities=True)
    gap = answer["verdict"]["gaps"][0]
    page = opened("/recall?batch=CUL-2231&lang=en")
    expect(page.locator("#flow svg")).to_be_visible()

    assert page.locator("#verdict").inner_text() == "INCOMPLETE: 1 gap"
    told = page.locator("#gap-list li").inner_text()
    assert all(gap[name] in told for name in ("subject", "why", "closes"))
    assert f"{gap['at_most_batches']} batches" in told
    assert f"{gap['at_most_customers']:,} customers" in told
    assert texts(page, "#sources dt") == [*answer["verdict"]["as_of"]]
    assert texts(page, "#counts dd")[:2] == ["72", "11"]
    assert "CUL-2231" in page.locator("#origins tbody").inner_text()
    assert "Nordic Cultures" in page.locator("#origins tbody").inner_text()
    by_quantity = sorted(answer["customers"], key=lambda row: -row["shipped"].get("kg", 0))
    assert texts(page, "#table tbody td:first-child") == [row["customer_id"] for row in by_quantity]
    tabs = {text.split(" (")[0]: text for text in texts(page, "#table [role=tab]")}
    for name, rows in (("Shipments", "shipments"), ("Stock", "stock"), ("Links", "links")):
        assert tabs[name] == f"{name} ({len(answer[rows])})"
    assert "Of 24 kg" in page.locator("#flow-found").inner_text()
    assert page.locator("#flow .band").count() <= 40


def test_the_largest_letters_are_the_verdicts(opened: Opened, pages: Served) -> None:
    page = opened("/recall?batch=CUL-2231")
    expect(page.locator("#flow svg")).to_be_visible()
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility())
        .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.id])
        .sort((a, b) => b[0] - a[0])"""
    )

    assert sizes[0][1] == "verdict"
    assert sizes[0][0] > 1.5 * sizes[1][0]


def test_narrowed_scopes_stand_beside_the_whole_and_in_the_address(
    opened: Opened, pages: Served
) -> None:
    with pages.client() as client:
        scopes = [{"name": "a", "batches": ["CUL-2231"]}, {"name": "b", "where": ["line=Nope"]}]
        assert client.post("/v1/comparisons", json={"scopes": scopes}).status_code == 404
        scopes[1]["where"] = ['line="Line 1"']
        parts = client.post("/v1/comparisons", json={"scopes": scopes}).json()["parts"]
    outside = next(part for part in parts if part["part"] == "outside:b")

    page = opened("/recall?batch=CUL-2231&lang=en", may_fail=(404,))
    for name in ("Line 1", "Nope"):
        page.get_by_label("Called", exact=True).fill(name)
        page.get_by_role("button", name="Compare").click()
    cell = page.locator('[data-scope="0"][data-row="outside.batches"]')
    expect(cell).to_have_text(str(len(outside["batches"])))
    expect(page.locator("#windows td.wrong")).to_contain_text('No line is called "Nope"')
    page.reload()
    expect(cell).to_have_text(str(len(outside["batches"])))
    page.get_by_role("button", name="Remove line=Nope").click()
    expect(page.locator("#windows thead th")).to_have_count(2)
    assert page.url.count("scope=") == 1


def test_every_name_is_only_text_and_all_rows_can_be_had(
    opened: Opened, keys: dict[str, str]
) -> None:
    page = opened(SOME)
    expect(page.locator("#title")).to_have_text(f"Recall of {HOSTILE}")
    expect(page.locator("#flow-found")).to_contain_text("with customers")
    assert page.title().startswith(f"Recall of {HOSTILE}")
    assert page.locator("main img").count() == 0

    assert page.locator("#table tbody tr").count() == 200
    page.get_by_role("button", name="200 of 450 shown; show more").click()
    assert page.locator("#table tbody tr").count() == CUSTOMERS
    assert texts(page, "#table tbody td:first-child")[-1] == "K-1"
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == CUSTOMERS + 1


def test_a_viewer_sees_that_names_are_hidden_and_why_no_recall_can_be_opened(
    opened: Opened, keys: dict[str, str]
) -> None:
    page = opened(SOME, keys["viewer"])
    expect(page.locator("#masked")).to_contain_text("this key is a viewer's")
    assert {*texts(page, "#table tbody td:nth-child(2)")} == {"hidden"}
    expect(page.locator("#open-why")).to_contain_text("this key is of: viewer")
    assert page.locator("#open-recall").is_hidden()


def test_a_coordinator_opens_a_recall_with_a_reason_and_sees_the_entry(
    opened: Opened, pages: Served, keys: dict[str, str]
) -> None:
    page = opened(SOME, keys["coordinator"])
    page.get_by_role("button", name="Open the recall").click()
    expect(page.locator("#open-what")).to_contain_text("450 customers")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Open the recall").click()
    page.locator("#open-reason").fill("supplier's call of 16:50")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("#opened")).to_contain_text("on record")
    request = texts(page, "#opened dd")[4]

    with open_office(Settings(data=pages.shell.data)) as office:
        found = entries(office, Sought(action="recall"), 100)
    assert [each.action for each in found] == ["recall.begun", "recall.done"]
    told = json.loads(found[0].details)
    assert told["request"] == request
    assert told["asked"]["reason"] == "supplier's call of 16:50"


def test_it_fits_on_paper(opened: Opened, keys: dict[str, str]) -> None:
    page = opened(f"{SOME}&theme=dark")
    expect(page.locator("#flow-found")).to_contain_text("with customers")
    sheets = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheets)
    assert len(boxes) > 5
    for box in boxes:
        assert [round(float(each)) for each in box.split()] == [0, 0, 595, 842]

    # the same in the width that an A4 sheet has between its margins, at 96 dots an inch
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#printed section").first.locator("tbody tr").count() == CUSTOMERS
    assert re.search(r"On record as: \d+:[0-9a-f]{64}", page.inner_text("#printed"))
    cut = page.evaluate(
        """() => [...document.querySelectorAll("#recall *")]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > 704)
        .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []
    assert page.locator("button:visible").count() == 0
    style = "(e) => [getComputedStyle(e).display, getComputedStyle(document.body).color]"
    heads = page.locator("#printed thead").first
    assert heads.evaluate(style) == ["table-header-group", "rgb(0, 0, 0)"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#printed").is_hidden()


def test_what_is_not_clear_is_told_with_links_to_what_could_be_meant(
    opened: Opened, pages: Served
) -> None:
    page = opened("/recall?batch=CUL-2239&lang=en", may_fail=(404,))
    expect(page.get_by_role("heading", name="No such batch")).to_be_visible()
    page.get_by_role("link", name="S-201/1201/CUL-2231").click()
    expect(page.locator("#verdict")).to_have_text("INCOMPLETE: 1 gap")
    page = opened("/recall?lang=en")
    page.get_by_label("Batch, lot number or selection").fill("supplier=S-201")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_contain_text("Recall of")
    assert "where=supplier" in page.url


def test_an_expired_key_is_asked_for_again_and_the_question_goes_on(
    opened: Opened, keys: dict[str, str]
) -> None:
    page = opened(SOME, keys["expired"])
    expect(page.locator("#key")).to_be_visible()
    page.get_by_label("API key").fill(KEY)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("INCOMPLETE")


def test_where_the_service_is_away_that_is_said_until_it_is_back(
    opened: Opened, pages: Served
) -> None:
    page = opened("/recall?lang=en")
    expect(page.locator("#ask-batch")).to_be_visible()
    page.route("**/v1/recalls**", lambda route: route.abort())
    page.get_by_label("Batch, lot number or selection").fill("CUL-2231")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("does not answer")
    page.unroute("**/v1/recalls**")
    expect(page.locator("#verdict")).to_have_text("INCOMPLETE: 1 gap")
    expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.parametrize(
    ("look", "width"), [("lang=en&theme=light", 1440), ("lang=zh-CN&theme=dark", 720)]
)
def test_everybody_can_use_it(opened: Opened, look: str, width: int) -> None:
    asked = f"/recall?batch=CUL-2231&scope=equipment=FER-1&{look}"
    page = opened(asked, width=width)
    expect(page.locator("#flow svg")).to_be_visible()
    expect(page.locator('[data-row="outside.batches"]')).not_to_have_text("…")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#flow-table summary").click()
    assert faults(page) == []
    page.locator("#open-recall").click()
    assert faults(page) == []
