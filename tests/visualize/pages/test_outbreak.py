"""Records of a simulated outbreak, from the search for a farm's lot to those who got it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api.http.served import Served
from tests.visualize.pages.conftest import drawn

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def lots(shared_data: Path) -> list[str]:
    """The lots of the farm that the simulator contaminated."""
    truth = (shared_data / "fsma204" / "dev_det_small.TRUTH.json").read_text(encoding="utf-8")
    found: list[str] = json.loads(truth)["source_tlcs_farm_flagged"]
    return found


def answer(pages: Served, path: str, **question: Any) -> dict[str, Any]:
    """What the API says."""
    with pages.client() as client:
        found: dict[str, Any] = client.get(path, params=question).raise_for_status().json()
        return found


def test_a_farms_lot_is_searched_traced_and_recalled_in_three_keys(
    opened: Opened, pages: Served, lots: list[str]
) -> None:
    page = opened("/")
    page.wait_for_selector("#start:not([hidden])")
    page.keyboard.type(lots[0])
    for key in ("ArrowDown", "Enter"):
        page.wait_for_selector("#found [role=option]")
        page.keyboard.press(key)
    drawn(page)
    batch = parse_qs(urlsplit(page.url).query)["batch"]
    traced = answer(pages, "/v1/traces", batch=batch, direction="both")
    told = page.inner_text("#counts")
    assert f"{len(traced['batches'])} batch" in told
    assert f"{len(traced['customers'])} customers" in told
    assert traced["customers"]
    page.keyboard.press("r")
    page.wait_for_url("**/recall?**")
    recalled = answer(pages, "/v1/recalls", batch=batch)
    expect(page.locator("#table tbody tr")).to_have_count(len(recalled["customers"]))


def test_the_recall_of_the_farm_names_its_customers_and_totals(
    opened: Opened, pages: Served, lots: list[str]
) -> None:
    recalled = answer(pages, "/v1/recalls", batch=lots)
    page = opened("/recall?" + "&".join(f"batch={lot}" for lot in lots))
    page.wait_for_selector("#verdict:not(:empty)")
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(len(recalled["customers"]))
    shown = {row.locator("td").first.inner_text() for row in rows.all()}
    assert shown == {each["customer_id"] for each in recalled["customers"]}
    names = page.inner_text("#table")
    assert all(each["name"] in names for each in recalled["customers"])
    counts = page.inner_text("#counts")
    for unit, quantity in recalled["totals"]["shipped"].items():
        assert f"{round(quantity, 3):,} {unit}" in counts
    with page.expect_download() as download:
        page.click("#table button:text-is('CSV')")
    text = download.value.path().read_text(encoding="utf-8-sig")
    saved = {row["customer_id"] for row in csv.DictReader(io.StringIO(text))}
    assert saved == shown


def test_two_lots_of_the_farm_are_compared(opened: Opened, pages: Served, lots: list[str]) -> None:
    both = [answer(pages, "/v1/traces", batch=lot)["batches"] for lot in lots[:2]]
    first, second = ({row["batch_id"] for row in rows} for rows in both)
    page = opened(f"/?batch={lots[0]}&direction=forward&with={lots[1]}")
    drawn(page)
    told = page.locator("#note strong")
    expect(told).to_contain_text(f"{len(first & second)} common")
    expect(told).to_contain_text(f"{len(first - second)} only in the first")
