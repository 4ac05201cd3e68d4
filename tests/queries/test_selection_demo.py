"""Selections on the demo plant, against its exports read by other means."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import demo
from genealogy.engine.database import Database
from genealogy.errors import NothingSelected
from genealogy.settings import Settings
from loaders.loading import load
from queries.selection import select_any, selections

EXPORTS = Path(demo.__file__).parent / "exports"


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Iterator[Database]:
    load(shared_graph, [EXPORTS])
    yield shared_graph


def table(name: str) -> list[dict[str, str]]:
    with (EXPORTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def produced() -> list[dict[str, str]]:
    sheet = CalamineWorkbook.from_path(EXPORTS / "erp_production.xlsx").get_sheet_by_index(0)
    header, *rows = sheet.to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


def ids(plant: Database, where: str) -> set[str]:
    return set(select_any(plant, selections([where], Settings(zone="Europe/Berlin"))).batch_ids)


def test_a_supplier_and_a_week_are_the_receipts_of_that_week(plant: Database) -> None:
    wanted = {
        f"{row['Supplier No']}/{row['Item No']}/{row['Supplier Lot']}"
        for row in table("erp_receipts.csv")
        if row["Supplier No"] == "S-101" and "2026-09-14" <= row["Received At"][:10] <= "2026-09-20"
    }

    assert len(wanted) > 2
    assert ids(plant, "supplier=S-101 from=2026-09-14 to=2026-09-20") == wanted


@pytest.mark.parametrize(
    ("where", "column", "value"),
    [
        ('line="Line 2"', "Production Line", "Line 2"),
        ("equipment=FIL-1", "Equipment", "FIL-1"),
        ("operator=OP-03", "Operator", "OP-03"),
        ('operator="王芳"', "Operator Name", "王芳"),
        ("recipe=REW-01", "Recipe", "REW-01"),
        ("order=PO-00060", "Order", "PO-00060"),
    ],
)
@pytest.mark.parametrize("days", [None, ("2026-09-15", "2026-09-25")])
def test_operations_select_what_their_orders_made(
    plant: Database, where: str, column: str, value: str, days: tuple[str, str] | None
) -> None:
    first, last = days or ("0", "9")
    orders = {
        row["Order"]
        for row in table("mes_operations.csv")
        if row[column] == value and row["Started At"][:10] <= last and row["Ended At"][:10] >= first
    }
    wanted = {f"own/{row['Item No']}/{row['Lot']}" for row in produced() if row["Order"] in orders}

    assert wanted
    assert ids(plant, where + (f" from={first} to={last}" if days else "")) == wanted


def test_a_customer_selects_its_deliveries_and_pallets(plant: Database) -> None:
    wanted = {
        f"own/{row['Item No']}/{row['Lot']}"
        for name in ("erp_deliveries.csv", "wms_shipments.csv")
        for row in table(name)
        if row["Customer No"] == "C-102" and row["Shipped At"][:10] >= "2026-10-01"
    }

    assert len(wanted) > 2
    assert ids(plant, "customer=C-102 from=2026-10-01") == wanted


def test_a_pallet_selects_what_was_packed_on_it(plant: Database) -> None:
    rows = table("wms_shipments.csv")
    pallet = Counter(row["Pallet"] for row in rows).most_common(1)[0][0]
    wanted = {f"own/{row['Item No']}/{row['Lot']}" for row in rows if row["Pallet"] == pallet}

    assert ids(plant, f"container={pallet}") == wanted


@pytest.mark.parametrize("outcome", ["bad", "good", "unknown"])
def test_an_outcome_narrows_to_what_the_laboratory_found(plant: Database, outcome: str) -> None:
    cups = {f"own/{row['Item No']}/{row['Lot']}" for row in produced() if row["Item No"] == "5001"}
    verdicts: dict[str, set[str]] = {each: set() for each in cups}
    for row in table("qms_inspection_results.csv"):
        verdicts.get(f"own/{row['Item No']}/{row['Lot']}", set()).add(row["Verdict"])
    wanted = {
        batch
        for batch, found in verdicts.items()
        if outcome == ("bad" if "fail" in found else "good" if found else "unknown")
    }

    assert len(wanted) > 2
    assert ids(plant, f"material=5001 outcome={outcome}") == wanted


def test_an_outcome_that_none_has_says_how_many_the_rest_selects(plant: Database) -> None:
    with pytest.raises(NothingSelected, match="Whatever their outcome") as refused:
        ids(plant, "material=3201 outcome=bad")

    assert "it selects 30 batches" in str(refused.value)
