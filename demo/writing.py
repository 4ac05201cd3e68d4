"""Writes the plant's events as the files that its ERP, WMS and MES would export."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from demo.master import CUSTOMERS, ITEMS, OPERATORS, SITE, STATIONS, SUPPLIERS
from demo.nouns import (
    Batch,
    Characteristic,
    Consumption,
    Count,
    Disposal,
    Event,
    Issue,
    Output,
    Reading,
    Receipt,
    Result,
    Return,
    Run,
    Shipment,
    of_kind,
)

Cell = str | int | Decimal
Row = Sequence[Cell]
Rows = Callable[[Sequence[Event]], Iterable[Row]]

HEADERS = {
    "erp_receipts": "Receipt No,Line,Supplier No,Supplier Name,Supplier Contact,Supplier Lot,"
    "Item No,Item Name,Lot,Quantity,Unit,Received At,Expiry Date,Site",
    "erp_production": "Document,Line,Order,Item No,Item Name,Role,Lot,Quantity,Unit,Produced At,"
    "Expiry Date",
    "erp_issues": "Document,Line,Movement,Order,Item No,Lot,Quantity,Unit,Posted At,"
    "Reverses Document,Reverses Line",
    "erp_deliveries": "Delivery,Line,Customer No,Customer Name,Contact,Address,Item No,Lot,"
    "Quantity,Unit,Shipped At",
    "erp_disposals": "Document,Line,Item No,Lot,Reason,Quantity,Unit,Disposed At",
    "wms_shipments": "Shipment No,Line,Pallet,Customer No,Customer Name,Contact,Item No,Lot,"
    "Quantity,Unit,Shipped At",
    "wms_stock_counts": "Count No,Counted At,Location,Item No,Lot,Quantity,Unit,Status",
    "wms_returns": "Return No,Line,Customer No,Item No,Lot,Quantity,Unit,Returned At,Reason",
    "mes_operations": "Order,Kind,Site,Production Line,Recipe,Started At,Ended At,Equipment,"
    "Operator,Operator Name",
    "mes_consumption": "工单,投料序号,物料编码,物料名称,投料批号,数量,单位,投料时间",
    "mes_process_parameters": "工单,参数名称,参数值,参数单位,下限,上限,采集时间",
    "qms_inspection_results": "Sample No,Item No,Lot,Characteristic,Value,Unit,Lower Limit,"
    "Upper Limit,Verdict,Tested At",
}

# The tanks of the wet side report in 千克; what is weighed by hand is typed in as kg.
CHINESE_UNIT = "千克"
WEIGHED_BY_HAND = {"1201", "1301", "1401"}


def receipts(events: Sequence[Event]) -> Iterable[Row]:
    """Each line that came in: the supplier's lot beside our own."""
    for e in of_kind(events, Receipt):
        supplier = SUPPLIERS[e.source.party]
        yield [
            *(e.document, e.line, e.source.party, supplier.name, supplier.contact, e.source.lot),
            *(e.batch.item, ITEMS[e.batch.item].name, e.batch.lot),
            *_measured(e.batch, e.quantity, e.at),
            *(e.expiry.isoformat(), SITE),
        ]


def production(events: Sequence[Event]) -> Iterable[Row]:
    """Each lot that an order gave."""
    for e in of_kind(events, Output):
        name = ITEMS[e.batch.item].name
        yield [
            *(e.document, e.line, e.order, e.batch.item, name, e.role, e.batch.lot),
            *_measured(e.batch, e.quantity, e.at),
            e.expiry.isoformat(),
        ]


def issues(events: Sequence[Event]) -> Iterable[Row]:
    """Each issue, return and reversal of the packing orders."""
    for e in of_kind(events, Issue):
        yield [
            *(e.document, e.line, e.movement, e.order, e.batch.item, e.batch.lot),
            *_measured(e.batch, e.quantity, e.at),
            *(e.reverses or ("", "")),
        ]


def deliveries(events: Sequence[Event]) -> Iterable[Row]:
    """What was sold loose, without a pallet."""
    for e in of_kind(events, Shipment):
        if e.pallet is None:
            customer = CUSTOMERS[e.customer]
            yield [
                *(e.document, e.line, e.customer),
                *(customer.name, customer.contact, customer.address, e.batch.item, e.batch.lot),
                *_measured(e.batch, e.quantity, e.at),
            ]


def disposals(events: Sequence[Event]) -> Iterable[Row]:
    """What ended in the plant."""
    for e in of_kind(events, Disposal):
        yield [
            *(e.document, e.line, e.batch.item, e.batch.lot, e.reason),
            *_measured(e.batch, e.quantity, e.at),
        ]


def shipments(events: Sequence[Event]) -> Iterable[Row]:
    """What left the store: one line a lot on a pallet."""
    for e in of_kind(events, Shipment):
        if e.pallet is not None:
            customer = CUSTOMERS[e.customer]
            yield [
                *(e.document, e.line, e.pallet, e.customer, customer.name, customer.contact),
                *(e.batch.item, e.batch.lot),
                *_measured(e.batch, e.quantity, e.at),
            ]


def stock_counts(events: Sequence[Event]) -> Iterable[Row]:
    """Both full counts of the plant."""
    for e in of_kind(events, Count):
        quantity, unit, at = _measured(e.batch, e.quantity, e.at)
        yield [e.document, at, e.location, e.batch.item, e.batch.lot, quantity, unit, e.status]


def returns(events: Sequence[Event]) -> Iterable[Row]:
    """What customers sent back."""
    for e in of_kind(events, Return):
        yield [
            *(e.document, e.line, e.customer, e.batch.item, e.batch.lot),
            *_measured(e.batch, e.quantity, e.at),
            e.reason,
        ]


def operations(events: Sequence[Event]) -> Iterable[Row]:
    """Each order, once for every machine and person that took part."""
    for e in of_kind(events, Run):
        station = STATIONS[e.station]
        ended = e.ended.isoformat() if e.ended else ""
        for equipment in station.equipment:
            for person in e.operators:
                yield [
                    *(e.order, e.kind, SITE, station.line, station.recipe),
                    *(e.started.isoformat(), ended, equipment, person, OPERATORS[person]),
                ]


def consumption(events: Sequence[Event]) -> Iterable[Row]:
    """What the wet side was fed, in Chinese."""
    for e in of_kind(events, Consumption):
        quantity, unit, at = _measured(e.batch, e.quantity, e.at)
        unit = unit if e.batch.item in WEIGHED_BY_HAND else CHINESE_UNIT
        name = ITEMS[e.batch.item].chinese
        yield [e.order, e.line, e.batch.item, name, e.batch.lot, quantity, unit, at]


def process_parameters(events: Sequence[Event]) -> Iterable[Row]:
    """What the instruments of the wet side recorded, in Chinese."""
    for e in of_kind(events, Reading):
        yield [e.order, e.what.name, e.value, e.what.unit, *_limits(e.what), e.at.isoformat()]


def results(events: Sequence[Event]) -> Iterable[Row]:
    """What the laboratory found, with its verdict."""
    for e in of_kind(events, Result):
        yield [
            *(e.document, e.batch.item, e.batch.lot, e.what.name, e.value, e.what.unit),
            *_limits(e.what),
            *("pass" if e.passes else "fail", e.at.isoformat()),
        ]


CSV_FILES: dict[str, tuple[Rows, str]] = {
    "erp_receipts": (receipts, "utf-8"),
    "erp_issues": (issues, "utf-8"),
    "erp_deliveries": (deliveries, "utf-8"),
    "erp_disposals": (disposals, "utf-8"),
    "wms_shipments": (shipments, "utf-8"),
    "wms_returns": (returns, "utf-8"),
    "mes_operations": (operations, "utf-8"),
    "mes_consumption": (consumption, "gb18030"),
    "mes_process_parameters": (process_parameters, "utf-8"),
    "qms_inspection_results": (results, "utf-8"),
}
WORKBOOKS: dict[str, tuple[Rows, str]] = {
    "erp_production": (production, "production"),
    "wms_stock_counts": (stock_counts, "counts"),
}


def write_exports(events: Sequence[Event], folder: Path) -> None:
    """Writes every export of the plant into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (rows, encoding) in CSV_FILES.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(HEADERS[name].split(","))
            table.writerows([str(cell) for cell in row] for row in rows(events))
    for name, (rows, sheet) in WORKBOOKS.items():
        _write_workbook(folder / f"{name}.xlsx", sheet, HEADERS[name].split(","), rows(events))


def _write_workbook(path: Path, sheet: str, header: list[str], rows: Iterable[Row]) -> None:
    """One sheet; quantities are numbers, as ERP systems write them, all else is text."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2026, 10, 18)})  # the clock must not show
        table = book.add_worksheet(sheet)
        table.write_row(0, 0, header)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    table.write_number(number, column, float(cell))
                else:
                    table.write_string(number, column, str(cell))


def _measured(batch: Batch, quantity: Decimal, at: datetime) -> tuple[Decimal, str, str]:
    """Quantity, unit and time, as most files have them side by side."""
    return plain(quantity), ITEMS[batch.item].unit, at.isoformat()


def _limits(what: Characteristic) -> list[Cell]:
    return ["" if limit is None else limit for limit in (what.low, what.high)]


def plain(quantity: Decimal) -> Decimal:
    """The quantity without an exponent or trailing zeros, so that its text is the shortest."""
    return Decimal(f"{quantity.normalize():f}")
