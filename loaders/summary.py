"""The summary of a run: its receipts with their totals, as files and other systems get it."""

from __future__ import annotations

from typing import Any

from genealogy.times import now_text
from loaders.receipt import ROW_CLASSES, Run

COUNTED = ("rows_read", *(f"rows_{name}" for name in ROW_CLASSES), "facts_new", "facts_voided")


def summary(run: Run) -> dict[str, Any]:
    """What became of a run, as JSON: one word for all of it, totals, then every receipt.

    `result` is `loaded`, `rows rejected` or `refused`, the worst that happened.
    """
    return {
        "result": result(run),
        "finished_at": run.finished_at or now_text(),
        "totals": totals(run),
        **run.to_dict(),
    }


def totals(run: Run) -> dict[str, int]:
    """How many tables and refused files a run had, and the counts of its receipts together."""
    counts = {name: sum(getattr(each, name) for each in run.receipts) for name in COUNTED}
    return {"tables": len(run.receipts), "files_refused": len(run.refused), **counts}


def result(run: Run) -> str:
    """The worst that happened in a run."""
    if run.refused:
        return "refused"
    return "rows rejected" if run.rows_open else "loaded"
