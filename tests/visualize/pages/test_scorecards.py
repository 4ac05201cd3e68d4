"""The pages of scorecards and control charts: what they say is what the API says."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api.http.served import Served
from tests.visualize.conftest import faults
from tests.visualize.pages.brewery import FAILED, LINES, SIZE
from tests.visualize.pages.crowding import crowded
from tests.visualize.pages.test_room import SIZES

Opened = Callable[..., Page]
PERIOD = "begin=2026-03-01&end=2026-04-30"  # in which only the brewery worked
CARDS = f"/scorecards?by=line&{PERIOD}"
CHART = (
    f"/control-charts?{urlencode({'characteristic': 'pH', 'name': 'material', 'value': 'BEER'})}"
)
BAD = sorted(f"own/BEER/{lot}" for lot in FAILED)


def test_the_line_that_failed_comes_first_and_its_batches_are_a_click_away(opened: Opened) -> None:
    page = opened(f"/scorecards?lang=en&by=supplier&{PERIOD}")
    page.get_by_label("Compare").select_option("line")
    page.get_by_role("button", name="Show scorecards").click()

    expect(page.locator("#claim")).to_contain_text("1 with three or more failures in a row")
    row = page.locator("#table tbody tr").first
    expect(row.locator("td")).to_have_text(
        [LINES[1], "–", "15", "15", "4", "26.7", "10.9 % – 52 %", "266,667", "yes", "▲ rising",
         "0.006", "15", "0", "0"]
    )  # fmt: skip
    row.click()
    expect(page.locator("#panel h2")).to_have_text(LINES[1])
    assert sorted(page.locator("#panel li a").all_inner_texts()) == BAD
    expect(page.get_by_role("tab", name="Batches (15)")).to_be_visible()
    link = page.get_by_role("link", name="Root cause of these").get_attribute("href")
    assert sorted(parse_qs(urlsplit(str(link)).query)["bad"]) == BAD

    page.reload()  # the address has it all
    expect(page.locator("#panel h2")).to_have_text(LINES[1])
    page.get_by_role("tab", name="Failed batches").click()
    expect(page.locator("#table tbody tr")).to_have_count(len(FAILED))
    with page.expect_download() as file:
        page.get_by_role("button", name="XLSX").click()
    assert file.value.path().read_bytes().startswith(b"PK")


def test_who_knows_better_names_what_is_bad(opened: Opened) -> None:
    page = opened("/scorecards?lang=en")
    page.get_by_text("Batches that are bad whatever the records say").first.click()
    page.locator("textarea").fill("own/BEER/BR-01\nmaterial=9003")
    page.get_by_role("button", name="Show scorecards").click()

    expect(page.locator("#claim")).to_be_visible()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["bad"], asked["bad_from"]) == (["own/BEER/BR-01"], ["material=9003"])


def test_a_chart_shows_each_value_and_what_breaks_a_rule(opened: Opened, pages: Served) -> None:
    with pages.client() as client:
        told = client.get(
            "/v1/control-charts", params={"characteristic": "pH", "material": "BEER"}
        ).json()
    broken = [point["point"] for point in told["points"] if point["rules"]]

    page = opened(f"{CHART}&lang=en")

    expect(page.locator("#claim")).to_have_text(
        f"Out of control: {len(told['violations'])} violations in {SIZE} points"
    )
    first, ranges = page.locator("#chart svg").all()
    expect(first.locator(".dot")).to_have_count(SIZE)
    expect(first.locator(".broken")).to_have_count(len(broken))
    expect(ranges.locator(".dot")).to_have_count(SIZE - 1)
    expect(page.locator("#table tbody tr")).to_have_count(len(told["violations"]))
    first.locator(".dot").nth(23).click()
    expect(page.locator("#panel h2")).to_contain_text("Point 24")
    expect(page.locator("#panel")).to_contain_text("A point beyond three sigma")
    expect(page.locator("#panel li a")).to_have_text(["own/BEER/BR-24"])
    scope = page.get_by_role("link", name="Open its recall scope").get_attribute("href")
    assert parse_qs(urlsplit(str(scope)).query) == {"batch": ["own/BEER/BR-24"]}


def test_means_and_ranges_and_what_was_never_measured(opened: Opened) -> None:
    page = opened(f"{CHART}&subgroup=4&lang=en", may_fail=(404,))
    expect(page.locator("#chart svg").last.locator(".dot")).to_have_count(SIZE // 4)
    expect(page.locator("#notes")).to_contain_text("2 values fill no whole subgroup")

    page.get_by_label("What was measured").fill("no such thing")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("#refused")).to_contain_text("no such thing")
    page.go_back()
    expect(page.locator("#chart svg")).to_have_count(2)


@pytest.mark.parametrize("address", [f"{CARDS}&of=Kettle+1", CHART])
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-CN", "dark")])
def test_they_can_be_used_by_everybody_and_have_room(
    opened: Opened, address: str, language: str, theme: str
) -> None:
    page = opened(f"{address}&lang={language}&theme={theme}", scale=2)
    expect(page.locator("#panel h2")).to_be_visible()

    assert faults(page) == []
    for size in SIZES:
        page.set_viewport_size(size)
        assert crowded(page) == []
