"""Small exports, written as plants write them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

CONSUMPTION = ("Order", "Sequence", "Item No", "Lot", "Quantity", "Unit", "Consumed At")
ISSUES = (
    "Document",
    "Line",
    "Movement",
    "Order",
    "Item No",
    "Lot",
    "Quantity",
    "Unit",
    "Posted At",
    "Reverses Document",
    "Reverses Line",
)
NOON = "2026-10-02T12:00:00+02:00"


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """A CSV file with this header and these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def many_consumptions(path: Path, count: int) -> Path:
    """An export of `count` rows: orders of 100 lines, each lot used by many orders."""
    rows = (
        (f"PO-{at // 100:05}", at % 100, "1001", f"L-{at % 9973:05}", at % 50 + 0.25, "kg", NOON)
        for at in range(count)
    )
    return write_csv(path, CONSUMPTION, rows)


def issue(
    document: str,
    lot: str = "L-1",
    order: str = "PO-1",
    *,
    line: str = "1",
    movement: str = "issue",
    quantity: str = "25",
    at: str = NOON,
    reverses: tuple[str, str] = ("", ""),
) -> tuple[str, ...]:
    """A row of the ERP's issues."""
    return (document, line, movement, order, "1001", lot, quantity, "kg", at, *reverses)
