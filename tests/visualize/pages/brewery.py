"""A brewery whose pH drifts: thirty batches on two lines, the last of one line fail in a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.visualize.pages.names import HOSTILE, Statement

LINES = ("Kettle 1", f"Kettle {HOSTILE}")
FIRST = datetime(2026, 3, 3, 6, tzinfo=UTC)
SIZE = 30
FAILED = [f"BR-{number:02}" for number in (24, 26, 28, 30)]


def statements() -> Iterator[Statement]:
    """All of it, as lines of JSON."""
    for number in range(1, SIZE + 1):
        lot, order, at = f"BR-{number:02}", f"BREW-{number:02}", FIRST + timedelta(days=number)
        batch = {"party": "own", "item": "BEER", "lot": lot}
        when = {"occurred": at.isoformat()}
        yield {"describe": "operation", "id": f"own/{order}", "line": LINES[number % 2 == 0]} | {
            "started": at.isoformat()
        }
        yield {"kind": "production", "key": lot, "operation": f"own/{order}", "batch": batch,
               "quantity": "100", "unit": "L"} | when  # fmt: skip
        value = "4.90" if lot in FAILED else f"{4.30 + (number * 7 % 5) / 50:.2f}"
        yield {"kind": "measurement", "key": f"pH-{lot}", "batch": batch, "characteristic": "pH",
               "quantity": value, "low": "4.0", "high": "4.6"} | when  # fmt: skip
