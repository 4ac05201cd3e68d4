"""A small plant with what the demo has not: rejected rows, a load that was taken back, gains,
serial numbers, links that are only possible, an operation of which nobody states the time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.reading import read_tables
from loaders.rejected_workbook import LEADING
from tests.api.http.examples import asked
from tests.loaders.exports import NOON, write_csv
from tests.loaders.workbooks import write_xlsx
from tests.shell import Shell

LATER = "2026-10-09T12:00:00Z"
SALT, MILK, CHEESE, USED = ("1001", "L-1"), ("1002", "M-1"), ("2001", "C-1"), ("1004", "U-1")
HEADER = ("Order", "Sequence", "Item No", "Lot", "Quantity", "Unit", "Consumed At")


def lot(item: str | None, number: str, kind: str = "lot") -> dict[str, str | None]:
    return {"party": "own", "item": item, kind: number}


def statements() -> list[dict[str, Any]]:
    """What the records of the plant state."""
    made = ["own", "PO-1"]
    cheese = lot(*CHEESE)
    return [
        {"describe": "supplier", "id": "S-1", "name": "Salt works", "contact": "1", "address": "A"},
        {"describe": "customer", "id": "C-1", "name": "Shop", "contact": "2", "address": "B",
         "kind": "retail"},
        {"describe": "material", "party": "own", "item": "2001", "name": "Cheese"},
        {"describe": "operation", "id": ["own", "PO-2"], "line": "L9", "kind": "pack"},
        {"describe": "operation", "id": ["own", "PO-5"], "line": "L9", "order": "5",
         "site": "Husum", "recipe": "R", "started": NOON, "ended": LATER},
        {"kind": "consumption", "operation": ["own", "PO-5"], "batch": lot("2002", "X-1"),
         "quantity": 1},
        {"kind": "production", "operation": ["own", "PO-5"], "batch": lot("2004", "X-2"),
         "quantity": 1},
        {"kind": "receipt", "supplier": "S-1", "batch": lot(*SALT), "quantity": 50},
        {"kind": "receipt", "supplier": "S-1", "batch": lot(*MILK), "at_most": 20},
        {"kind": "receipt", "supplier": "S-1", "batch": lot("1003", "unused"), "quantity": 5},
        {"kind": "receipt", "supplier": "S-1", "batch": lot(*USED), "quantity": 3},
        {"kind": "receipt", "supplier": "S-1", "batch": lot("2002", "X-1"), "quantity": 1,
         "source": "OLD", "occurred": "2026-01-01T12:00:00Z"},
        {"kind": "consumption", "operation": made, "batch": lot(*SALT), "quantity": 20},
        {"kind": "consumption", "operation": made, "batch": lot(*SALT), "quantity": 1,
         "role": "return"},
        {"kind": "consumption", "operation": made, "batch": lot(*MILK), "quantity": 5,
         "probability": 0.5},
        {"kind": "production", "operation": made, "batch": cheese, "quantity": 19, "role": "main"},
        {"kind": "production", "operation": ["own", "PO-2"], "occurred": None,
         "batch": lot("2003", "7", "serial"), "quantity": 1},
        {"kind": "consumption", "operation": ["own", "PO-2"], "occurred": None,
         "batch": cheese, "quantity": 1},
        {"kind": "shipment", "batch": cheese, "customer": "C-1", "quantity": 5, "site": "Husum",
         "container": "340", "document": "DN-1"},
        {"kind": "arrival", "batch": cheese, "customer": "C-2", "quantity": 2},
        {"kind": "shipment", "batch": cheese, "customer": "C-3", "quantity": 1,
         "occurred": "2026-09-01T12:00:00Z"},
        {"kind": "return", "batch": cheese, "customer": "C-1", "quantity": 1, "reason": "warm"},
        {"kind": "return", "batch": lot("1003", "unused"), "customer": "C-1", "quantity": 1},
        {"kind": "disposal", "batch": cheese, "disposal": "scrap", "quantity": 1, "reason": "wet"},
        {"kind": "stock_gain", "batch": cheese, "disposal": "adjustment", "quantity": 1,
         "reason": "found"},
        {"kind": "stock_count", "batch": cheese, "location": "COLD-1", "quantity": 12,
         "status": "available", "occurred": LATER},
        {"kind": "consumption", "operation": ["own", "PO-3"], "batch": lot(None, "P-9"),
         "quantity": 1},
        *({"kind": "measurement", "batch": cheese, "characteristic": "weight", "quantity": weight,
           "low": 9, "high": 11, "verdict": "pass", "occurred": f"2026-10-07T{hour:02}:00:00Z"}
          for hour, weight in enumerate((10, 10.1, 9.9, 10, 10.1, 9.9, 10, 10.1, 9.9, 12.5))),
        *({"kind": "measurement", "batch": lot(*batch), "characteristic": "purity",
           "quantity": 80, "low": 99} for batch in (MILK, USED, ("1003", "unused"))),
    ]  # fmt: skip


def write_plant(folder: Path) -> Path:
    """What the records state, as JSON Lines."""
    lines = []
    for at, line in enumerate(statements()):
        more = {} if "describe" in line else {"key": ["D", str(at)], "unit": "kg", "occurred": NOON}
        lines.append(json.dumps(more | line))
    path = folder / "lines.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def loads_of(shell: Shell) -> Iterator[tuple[str, Any]]:
    """What loading answers, with the name of its schema: rejected rows that are corrected,
    discarded and wrong again, refused and ignored files, a load that is taken back."""
    shell.out("load", write_plant(shell.folder))
    folder = shell.folder / "exports"
    folder.mkdir()
    rows = [("PO-4", str(at), *USED, text, "kg", NOON) for at, text in enumerate(("1", "x", "y"))]
    rows.append(("PO-4", "9", *SALT, "1", "scoops", NOON))
    use = write_xlsx(folder / "use.xlsx", {"uses": [HEADER, *rows]})
    write_csv(folder / "odd.csv", ("Nothing", "Known"), [("1", "2")])
    (folder / "read.me").write_text("no table", encoding="utf-8")
    shell.out("templates", "forms", "--csv")
    yield "LoadAnswer", asked(shell, "load", "forms")
    yield "LoadAnswer", asked(shell, "load", folder, "--dry-run")
    yield "LoadAnswer", asked(shell, "load", folder)

    shell.out("rejected", "export", "to-correct.xlsx")
    book = _corrected(shell, {3: "2", 4: "z"})
    yield "Replay", asked(shell, "rejected", "replay", book, "--dry-run")
    yield "LoadAnswer", asked(shell, "load", book)
    yield "Replay", asked(shell, "rejected", "replay", book)
    yield "Replay", asked(shell, "rejected", "replay")
    own = shell.out("profiles", "show", "mes-consumption")
    (shell.folder / "own.toml").write_text(f"# ours\n{own}", encoding="utf-8")
    yield "Replay", asked(shell, "rejected", "replay", "--profile", "own.toml", "--dry-run")
    waiting = asked(shell, "rejected", "list")
    shell.out("rejected", "discard", waiting[0]["rejected_id"], "--reason", "a total")
    yield "LoadAnswer", asked(shell, "load", use)
    found = asked(shell, "rejected", "list", "--status", "all")
    yield "RejectedRowsAnswer", found
    yield "RejectedRowsAnswer", asked(shell, "rejected", "list", "--status", "open")
    for row in found:
        yield "WholeRejectedRow", asked(shell, "rejected", "show", row["rejected_id"])

    shell.out("loads", "undo", "use.xlsx", "--reason", "wrong plant")
    yield "WholeRejectedRow", asked(shell, "rejected", "show", found[0]["rejected_id"])
    yield "Load", asked(shell, "loads", "show", "use.xlsx")
    yield "LoadsAnswer", asked(shell, "loads")
    yield "StatusAnswer", asked(shell, "status")
    runs = asked(shell, "loads", "runs")
    yield "RunsAnswer", runs
    yield "RunReceipt", asked(shell, "loads", "show", runs[0]["run_id"])


def _corrected(shell: Shell, texts: dict[int, str]) -> str:
    """The workbook of rejected rows with these quantities, by row of their file, and a sheet that
    somebody has put in."""
    sheets: dict[str, list[list[str]]] = {}
    for table in read_tables(shell.folder / "to-correct.xlsx"):
        rows = [list(row) for _, row in table.rows()]
        for row in rows:
            if table.header[0] == LEADING[0]:
                number = int(row[0].rpartition(":")[2])
                row[table.header.index("Quantity")] = texts[number]
        sheets[str(table.sheet)] = [table.header, *rows]
    sheets["of others"] = [["A note"], ["1"]]
    write_xlsx(shell.folder / "corrected.xlsx", sheets)
    return "corrected.xlsx"


SHIFT = 'line="L9" from=2026-10-01 to=2026-10-31'
OF_2026 = ("--from", "2026-01-01", "--to", "2026-12-31")
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("RecallAnswer", ("recall", "L-1", "--quantities", "--time-respecting")),
    ("RecallAnswer", ("recall", "M-1", "--quantities")),
    ("RecallAnswer", ("recall", "unused", "--quantities", "--time-respecting")),
    ("RecallAnswer", ("recall", "C-1", "--where", "supplier=S-1")),
    ("TraceAnswer", ("trace", "L-1", "--where", SHIFT)),
    ("TraceAnswer", ("trace", "C-1", "--both", "--time-respecting")),
    ("TraceAnswer", ("trace", "unused", "--backward")),
    ("TraceAnswer", ("trace", "own/?/P-9",)),
    ("WhyAnswer", ("why", "7", "M-1", "--all")),
    ("WhyAnswer", ("why", "C-1", "L-1")),
    ("WhyAnswer", ("why", "L-1", "L-1")),
    ("SiblingsAnswer", ("siblings", "C-1")),
    ("SiblingsAnswer", ("siblings", "unused")),
    ("RootCauseAnswer", ("root-cause", "--bad", "C-1", "--good", "unused")),
    ("BalanceAnswer", ("balance", "C-1", "M-1")),
    ("GapsAnswer", ("gaps",)),
    ("GapsAnswer", ("gaps", "--material", "2001")),
    ("CompletenessAnswer", ("completeness",)),
    (
        "ScorecardAnswer",
        ("scorecard", "--by", "supplier", *OF_2026, "--bad-from", "lot=L-1"),
    ),
    ("ScorecardAnswer", ("scorecard", "--by", "line", *OF_2026)),
    (
        "ControlChartAnswer",
        ("control-chart", "weight", "--material", "2001", *OF_2026, "--unit", "kg",
         "--baseline-to", "2026-10-07T08:30Z"),
    ),
    ("ControlChartAnswer", ("control-chart", "weight", "--material", "2001", "--subgroup", "3")),
    ("ChecksAnswer", ("check", "--examples", "1")),
    ("ChecksAnswer", ("check", "--load", "use.xlsx")),
    ("BatchesAnswer", ("batches", "7")),
    ("BatchesAnswer", ("batches", "/?/")),
    ("BatchesAnswer", ("batches", "no such batch")),
)  # fmt: skip
"""Asked of it when all of this has happened."""
