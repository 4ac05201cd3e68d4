"""The page of a recall in a real browser, on a real service: what it says is what the API says."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from genealogy.settings import Settings
from office.audit import Sought, entries
from office.keys import new_key
from office.opening import open_office
from office.roles import Role
from tests.api.http.served import KEY, Served, serving
from tests.shell import Shell
from tests.visualize.conftest import faults, opened

LOT = "<img src=x onerror=document.title='ran'>"
CUSTOMERS = 450
MISSING = (404,)  # of what the frame asks, and services before it do not have


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """A plant that sent one lot, of an evil name, to many customers; with a key of some roles."""
    folder = tmp_path_factory.mktemp("large")
    shell = Shell(folder, folder / "data", {"GENEALOGY_API_KEY": KEY})
    deliveries(folder / "erp_deliveries.csv")
    shell.out("load", folder / "erp_deliveries.csv")
    keys = {}
    with open_office(Settings(data=shell.data)) as office:
        for role in (Role.VIEWER, Role.COORDINATOR):
            keys[role.value] = new_key(office, name=role.value, role=role, by="test")[1]
        soon = datetime.now(UTC) + timedelta(seconds=1)
        keys["expired"] = new_key(office, name="old", role=Role.ADMIN, by="test", expires=soon)[1]
    try:
        with serving(shell.having(GENEALOGY_API_RATE="100000/minute")) as served:
            yield served, keys
    finally:
        shell.run("engine", "stop")


def deliveries(file: Path) -> None:
    """An export of deliveries of one lot, a line for each customer."""
    heads = "Delivery,Line,Customer No,Customer Name,Contact,Address,Item No,Lot,Quantity,Unit"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*heads.split(","), "Shipped At"])
        for number in range(1, CUSTOMERS + 1):
            name = LOT if number == 1 else f"Customer {number} " + "Nordfriesische " * 4
            contact = f"orders{number}@customer-with-a-long-name.example"
            told = [f"C-{number}", name, contact, f"Street {number}", "3002", LOT]
            writer.writerow([f"DN-{number}", 1, *told, number, "kg", "2026-09-08T09:30:00+02:00"])


def recalled(served: Served, **question: Any) -> dict[str, Any]:
    """The API's own answer."""
    with served.client() as client:
        answer = client.get("/v1/recalls", params=question)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def texts(page: Page, selector: str) -> list[str]:
    """What these elements say."""
    return [each.strip() for each in page.locator(selector).all_inner_texts()]


def test_it_says_what_the_api_says(browser: Browser, served: Served) -> None:
    answer = recalled(served, batch="CUL-2231", quantities=True)
    gap = answer["verdict"]["gaps"][0]
    with opened(browser, served, "/recall?batch=CUL-2231&lang=en", may_fail=MISSING) as page:
        expect(page.locator("#flow svg")).to_be_visible()

        assert page.locator("#verdict").inner_text() == "INCOMPLETE: 1 gap"
        told = page.locator("#gap-list li").inner_text()
        assert all(gap[name] in told for name in ("subject", "why", "closes"))
        assert f"{gap['at_most_batches']} batches" in told
        assert f"{gap['at_most_customers']} customers" in told
        assert texts(page, "#sources dt") == [*answer["verdict"]["as_of"]]
        assert texts(page, "#counts dd")[:2] == ["72", "11"]
        assert "CUL-2231" in page.locator("#origins tbody").inner_text()
        assert "Nordic Cultures" in page.locator("#origins tbody").inner_text()
        by_quantity = sorted(answer["customers"], key=lambda row: -row["shipped"].get("kg", 0))
        assert texts(page, "#table tbody td:first-child") == [
            row["customer_id"] for row in by_quantity
        ]
        tabs = {text.split(" (")[0]: text for text in texts(page, "#table [role=tab]")}
        for name, rows in (("Shipments", "shipments"), ("Stock", "stock"), ("Links", "links")):
            assert tabs[name] == f"{name} ({len(answer[rows])})"
        assert "Of 24 kg" in page.locator("#flow-found").inner_text()
        assert page.locator("#flow .band").count() <= 40


def test_the_largest_letters_are_the_verdicts(browser: Browser, served: Served) -> None:
    with opened(browser, served, "/recall?batch=CUL-2231", may_fail=MISSING) as page:
        expect(page.locator("#flow svg")).to_be_visible()
        sizes = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility())
            .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.id])
            .sort((a, b) => b[0] - a[0])"""
        )

    assert sizes[0][1] == "verdict"
    assert sizes[0][0] > 1.5 * sizes[1][0]


def test_narrowed_scopes_stand_beside_the_whole_and_in_the_address(
    browser: Browser, served: Served
) -> None:
    with served.client() as client:
        scopes = [{"name": "a", "batches": ["CUL-2231"]}, {"name": "b", "where": ["line=Nope"]}]
        assert client.post("/v1/comparisons", json={"scopes": scopes}).status_code == 404
        scopes[1]["where"] = ['line="Line 1"']
        parts = client.post("/v1/comparisons", json={"scopes": scopes}).json()["parts"]
    outside = next(part for part in parts if part["part"] == "outside:b")

    with opened(browser, served, "/recall?batch=CUL-2231&lang=en", may_fail=MISSING) as page:
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
    browser: Browser, large: tuple[Served, dict[str, str]]
) -> None:
    served, _ = large
    asked = f"/recall?where={quote('material=3002')}&lang=en"
    with opened(browser, served, asked, may_fail=MISSING) as page:
        expect(page.locator("#title")).to_have_text(f"Recall of {LOT}")
        expect(page.locator("#flow-found")).to_contain_text("with customers")
        assert page.title().startswith(f"Recall of {LOT}")
        assert page.locator("main img").count() == 0

        assert page.locator("#table tbody tr").count() == 200
        page.get_by_role("button", name="200 of 450 shown; show more").click()
        assert page.locator("#table tbody tr").count() == CUSTOMERS
        assert texts(page, "#table tbody td:first-child")[-1] == "C-1"
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        rows = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
        assert len(rows) == CUSTOMERS + 1


def test_a_viewer_sees_that_names_are_hidden_and_why_no_recall_can_be_opened(
    browser: Browser, large: tuple[Served, dict[str, str]]
) -> None:
    served, keys = large
    asked = "/recall?where=material=3002&lang=en"
    with opened(browser, served, asked, keys["viewer"], may_fail=(403, 404)) as page:
        expect(page.locator("#masked")).to_contain_text("this key is a viewer's")
        assert {*texts(page, "#table tbody td:nth-child(2)")} == {"hidden"}
        button = page.get_by_role("button", name="Open the recall")
        expect(page.locator("#flow-found")).to_contain_text("with customers")
        if button.get_attribute("aria-disabled") == "false":  # who may what was not told before
            button.click()
            page.locator("#open-reason").fill("a try")
            page.get_by_role("button", name="Open it").click()
            expect(page.locator("#open-wrong")).to_contain_text("Not opened:")
        else:
            expect(page.locator("#open-why")).to_contain_text("viewer")
        assert page.locator("#opened").is_hidden()


def test_a_coordinator_opens_a_recall_with_a_reason_and_sees_the_entry(
    browser: Browser, large: tuple[Served, dict[str, str]]
) -> None:
    served, keys = large
    asked = "/recall?where=material=3002&lang=en"
    with opened(browser, served, asked, keys["coordinator"], may_fail=MISSING) as page:
        page.get_by_role("button", name="Open the recall").click()
        expect(page.locator("#open-what")).to_contain_text("450 customers")
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Open the recall").click()
        page.locator("#open-reason").fill("supplier's call of 16:50")
        page.get_by_role("button", name="Open it").click()
        expect(page.locator("#opened")).to_contain_text("on record")
        request = texts(page, "#opened dd")[4]

    with open_office(Settings(data=served.shell.data)) as office:
        found = entries(office, Sought(action="recall"), 100)
    assert [each.action for each in found] == ["recall.begun", "recall.done"]
    told = json.loads(found[0].details)
    assert told["request"] == request
    assert told["asked"]["reason"] == "supplier's call of 16:50"


def test_it_fits_on_paper(browser: Browser, large: tuple[Served, dict[str, str]]) -> None:
    served, _ = large
    asked = "/recall?where=material=3002&lang=en&theme=dark"
    with opened(browser, served, asked, may_fail=MISSING) as page:
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
    browser: Browser, served: Served
) -> None:
    with opened(browser, served, "/recall?batch=CUL-2239&lang=en", may_fail=MISSING) as page:
        expect(page.get_by_role("heading", name="No such batch")).to_be_visible()
        page.get_by_role("link", name="S-201/1201/CUL-2231").click()
        expect(page.locator("#verdict")).to_have_text("INCOMPLETE: 1 gap")
    with opened(browser, served, "/recall?lang=en", may_fail=MISSING) as page:
        page.get_by_label("Batch, lot number or selection").fill("supplier=S-201")
        page.keyboard.press("Enter")
        expect(page.locator("#title")).to_contain_text("Recall of")
        assert "where=supplier" in page.url


def test_an_expired_key_is_asked_for_again_and_the_question_goes_on(
    browser: Browser, large: tuple[Served, dict[str, str]]
) -> None:
    served, keys = large
    asked = "/recall?where=material=3002&lang=en"
    with opened(browser, served, asked, keys["expired"], may_fail=(401, 404)) as page:
        expect(page.locator("#key")).to_be_visible()
        page.get_by_label("API key").fill(KEY)
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_contain_text("INCOMPLETE")


def test_where_the_service_is_away_that_is_said_until_it_is_back(
    browser: Browser, served: Served
) -> None:
    with opened(browser, served, "/recall?lang=en", may_fail=(404, "net::ERR_FAILED")) as page:
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
def test_everybody_can_use_it(browser: Browser, served: Served, look: str, width: int) -> None:
    asked = f"/recall?batch=CUL-2231&scope=equipment=FER-1&{look}"
    with opened(browser, served, asked, width=width, may_fail=MISSING) as page:
        expect(page.locator("#flow svg")).to_be_visible()
        expect(page.locator('[data-row="outside.batches"]')).not_to_have_text("…")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#flow-table summary").click()
        assert faults(page) == []
        page.locator("#open-recall").click()
        assert faults(page) == []
