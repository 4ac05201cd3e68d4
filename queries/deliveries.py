"""Deliveries of some batches of an answer: how much it is, and who got it.

Works on the rows of an answer as it is told, so also on one that was saved as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from genealogy.times import moment
from genealogy.units import Totals, total

Row = Mapping[str, Any]


def shipped(shipments: Iterable[Row]) -> Totals:
    """What certainly went to customers, by unit; what they passed on to others aside, since it
    had left before."""
    rows = list(shipments)
    holders: dict[str, set[str]] = {}
    for row in rows:
        holders.setdefault(row["batch_id"], set()).add(row["customer_id"])
    return total(_amounts(row for row in rows if row.get("site") not in holders[row["batch_id"]]))


def customers_of(shipments: Iterable[Row], customers: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Who got any of it, with how much of how many batches, the certain ones first."""
    received: dict[str, list[Row]] = {}
    for row in shipments:
        received.setdefault(row["customer_id"], []).append(row)
    found = [
        {
            "customer_id": customer_id,
            "name": customers.get(customer_id, {}).get("name"),
            "contact": customers.get(customer_id, {}).get("contact"),
            "address": customers.get(customer_id, {}).get("address"),
            "batches": len({row["batch_id"] for row in rows}),
            "shipped": {unit: float(amount) for unit, amount in total(_amounts(rows)).items()},
            "certain": any(row["certain"] for row in rows),
            "last_shipment": max(
                (row["occurred_at"] for row in rows if row["occurred_at"]),
                key=moment,
                default=None,
            ),
        }
        for customer_id, rows in received.items()
    ]
    return sorted(found, key=lambda row: (not row["certain"], row["customer_id"]))


def _amounts(rows: Iterable[Row]) -> Iterator[tuple[Decimal, str]]:
    for row in rows:
        if row["certain"] and row["quantity"] is not None:
            yield Decimal(repr(row["quantity"])), row["unit"] or ""
