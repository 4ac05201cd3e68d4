"""Holds: a batch is released from the notice that holds it, and from no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import NotOnHold
from loaders.loading import load
from loaders.undo import undo
from queries.holds import check_on_hold

A, B = "own/1/A", "own/1/B"


def stated(database: Database, folder: Path, name: str, *lines: tuple[str, str, str | None]) -> str:
    """Holds and releases of lots by notice H-1, unless another is named; the load's id."""
    rows = []
    for number, (kind, lot, at) in enumerate(lines):
        batch = {"party": "own", "item": "1", "lot": lot}
        row = {"kind": kind, "key": [name, str(number)], "batch": batch, "hold": "H-1"}
        rows.append(json.dumps(row | ({"occurred": at} if at else {})))
    path = folder / name
    path.write_text("\n".join(rows), encoding="utf-8")
    (receipt,) = load(database, [path]).receipts
    return receipt.load_id


def test_who_is_on_hold_can_be_released_and_nobody_else(database: Database, tmp_path: Path) -> None:
    stated(database, tmp_path, "h.jsonl", ("hold", "A", None), ("stock_count", "B", None))
    check_on_hold(database, [A], "H-1", "now.jsonl")

    with pytest.raises(NotOnHold, match=r'These 2 batches are not on hold by "H-2"') as refused:
        check_on_hold(database, [A, B], "H-2", "now.jsonl")
    assert f"{A} (on hold by H-1), {B}." in str(refused.value)
    with pytest.raises(NotOnHold, match=rf'This batch is not on hold by "H-1".*: {B}\.'):
        check_on_hold(database, [A, B], "H-1", "now.jsonl")


def test_the_last_decision_counts_by_its_time(database: Database, tmp_path: Path) -> None:
    times = [f"2026-10-0{day}T10:00:00Z" for day in (1, 2, 3)]
    first, second, third = times
    stated(database, tmp_path, "1.jsonl", ("release", "A", second), ("hold", "A", first))
    with pytest.raises(NotOnHold):
        check_on_hold(database, [A], "H-1", "now.jsonl")
    again = stated(database, tmp_path, "2.jsonl", ("hold", "A", third))
    check_on_hold(database, [A], "H-1", "now.jsonl")
    undo(database, again, reason="a slip", by="ann")
    with pytest.raises(NotOnHold):
        check_on_hold(database, [A], "H-1", "now.jsonl")


def test_a_release_that_the_same_file_states_already_may_be_repeated(
    database: Database, tmp_path: Path
) -> None:
    stated(database, tmp_path, "1.jsonl", ("hold", "A", None), ("hold", "B", None))
    stated(database, tmp_path, "release-4711.jsonl", ("release", "A", None))
    check_on_hold(database, [A, B], "H-1", "release-4711.jsonl")

    with pytest.raises(NotOnHold):
        check_on_hold(database, [A, B], "H-1", "release-4712.jsonl")
