"""The tables of those answers that are shown in a notebook and not written to files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.load import receipt_rows
from exports.columns import Kind, Table, table
from loaders.receipt import Run
from queries.batches import Hit
from queries.check import Checks
from queries.status import Status
from queries.why import Why

Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Found:
    """The batches that a search found; `more` where there are others that it did not list."""

    batches: tuple[Hit, ...]
    more: bool
    untimed: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {"batches": [hit.to_dict() for hit in self.batches], "more": self.more}


def found_tables(answer: Found) -> Tables:
    """The batches, with the parts of their ids."""
    rows = [hit.to_dict() for hit in answer.batches]
    return {"batches": table("batch_id party item lot serial name", rows)}


def why_tables(answer: Why) -> Tables:
    """Every fact of the links, with the rows of files that state it."""
    rows = [
        {name: hop[name] for name in ("source", "type", "target")}
        | fact
        | {"evidence": "; ".join(map(_row_text, fact["evidence"]))}
        for hop in answer.hops
        for fact in hop["facts"]
    ]
    names = "source type target quantity unit role occurred_at document evidence"
    return {"facts": table(names, rows)}


def _row_text(each: Mapping[str, Any]) -> str:
    sheet = f" [{each['sheet']}]" if each["sheet"] else ""
    return f"{each['source']}: {each['file']}{sheet} row {each['row']}"


def status_tables(answer: Status) -> Tables:
    """Every load, with what became of its rows."""
    texts = ("load_id", "file", "sheet", "profile", "source", "status")
    columns = dict.fromkeys(texts, Kind.TEXT)
    columns |= dict.fromkeys(("rows_read", "rows_new", "rows_rejected"), Kind.COUNT)
    columns |= dict.fromkeys(("covers_from", "covers_to", "recorded_at"), Kind.TIME)
    return {
        "loads": Table(columns, [{name: row.get(name) for name in columns} for row in answer.loads])
    }


def check_tables(answer: Checks) -> Tables:
    """The checks that found something, and every finding."""
    told = [each for each in answer.to_dict(0)["checks"] if each["count"]]
    names = "severity check count title effect"
    findings = [
        {"severity": each["severity"], "check": each["check"], **finding}
        for each in told
        for finding in each["examples"]
    ]
    return {
        "checks": table(names, [{name: each[name] for name in names.split()} for each in told]),
        "findings": table("severity check subject why", findings),
    }


def run_tables(run: Run) -> Tables:
    """A row for each table that was loaded."""
    rows = receipt_rows(run)
    texts = ("file", "profile")
    columns = {name: Kind.TEXT if name in texts else Kind.COUNT for row in rows for name in row}
    return {"receipts": Table(columns, rows)}
