"""The page of root causes: what it says is what the API says, and its picture is of the suspect."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.api.http.served import Served
from tests.visualize.conftest import faults
from tests.visualize.pages.crowding import crowded
from tests.visualize.pages.names import LONG
from tests.visualize.pages.test_room import SIZES

Opened = Callable[..., Page]
BAD = [f"YOG-00{number}" for number in (25, 28, 30, 48, 52, 55, 57)]  # what the bad lot went into
GOOD = "material=5001 outcome=good"
ASKED = f"/root-cause?{urlencode([*(('bad', each) for each in BAD), ('good_from', GOOD)])}"


def test_typed_batches_are_answered_as_the_api_does(opened: Opened, pages: Served) -> None:
    with pages.client() as client:
        told = client.post("/v1/root-causes", json={"bad": BAD, "good_from": [GOOD]}).json()
    first = told["suspects"][0]

    page = opened("/root-cause?lang=en")
    page.get_by_label("Bad batches", exact=True).fill("\n".join(BAD))
    page.get_by_label("Good batches (may be left empty)", exact=True).fill(GOOD)
    page.get_by_role("button", name="Find suspects").click()

    assert sum(row["likely"] for row in told["suspects"]) == 1
    expect(page.locator("#claim")).to_have_text("1 likely suspect")
    expect(page.locator("#notes")).to_contain_text("Coliforms (5001): 7 of 7 bad batches failed it")
    row = page.locator("#suspects tbody tr").first
    expect(row).to_contain_text(first["id"])
    expect(row).to_contain_text(f"{first['bad']} of {len(BAD)}")
    expect(row).to_contain_text(f"{first['good']} of {len(told['question']['good'])}")
    expect(page.locator("#more")).to_contain_text(f"of {len(told['suspects'])}")
    expect(page.locator("#paths .bad")).to_have_count(first["bad"])
    assert page.url.count("bad=") == len(BAD)


def test_the_address_brings_back_the_suspect_that_was_chosen(opened: Opened, pages: Served) -> None:
    page = opened(f"{ASKED}&lang=en")
    page.get_by_role("button", name="S-201/1201/CUL-2231").first.click()
    page.reload()

    expect(page.locator("#one-title")).to_have_text("Batch S-201/1201/CUL-2231")
    expect(page.locator("#paths .suspect-card").first).to_be_visible()
    expect(page.locator("#paths .bad")).to_have_count(len(BAD))
    link = page.get_by_role("link", name="Open its recall scope")
    assert "S-201%2F1201%2FCUL-2231" in str(link.get_attribute("href"))


def test_strange_names_are_only_text_and_a_refusal_is_told(opened: Opened) -> None:
    asked = urlencode({"bad": LONG, "good": "CT-0003", "lang": "en"})
    page = opened(f"/root-cause?{asked}", may_fail=(404,))
    expect(page.locator("#claim")).to_contain_text("Too few batches")
    assert page.locator("main img").count() == 0

    page.get_by_label("Bad batches", exact=True).fill("no such batch")
    page.get_by_role("button", name="Find suspects").click()
    expect(page.locator("#refused")).to_contain_text("no such batch")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_it_can_be_used_by_everybody_and_has_room(
    opened: Opened, language: str, theme: str
) -> None:
    page = opened(f"{ASKED}&lang={language}&theme={theme}", scale=2)
    expect(page.locator("#paths .bad")).to_have_count(len(BAD))

    assert faults(page) == []
    for size in SIZES:
        page.set_viewport_size(size)
        assert crowded(page) == []
