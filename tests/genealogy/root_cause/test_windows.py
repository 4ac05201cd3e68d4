"""The time since equipment was cleaned or serviced, as a suspect."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from genealogy.root_cause.suspects import Care, Suspect
from genealogy.root_cause.windows import since_care

CARE = [
    Care("WO-2", "MIX", "2026-10-05T11:00:00Z"),
    Care("CIP-1", "MIX", "2026-10-05T01:00:00Z"),
    Care("CIP-9", "VAT", "2026-10-05T01:00:00Z"),
]


def run(at: str | None, bits: int, place: str = "MIX") -> tuple[str, str, str | None, int]:
    return "equipment", place, at, bits


def test_what_ran_counts_from_one_cleaning_to_the_next() -> None:
    runs = [
        run("2026-10-05T00:59:59Z", 0b000001),  # before the first: nobody knows since when
        run("2026-10-05T01:00:00Z", 0b000010),
        run("2026-10-05T10:59:59Z", 0b000100),
        run("2026-10-05T11:00:00Z", 0b001000),
        run("2026-10-07T20:00:00Z", 0b010000),
        run(None, 0b100000),
        run("2026-10-05T12:00:00Z", 0b1000000, "PRESS"),
    ]

    first = Suspect("equipment", "MIX", "CIP-1", "2026-10-05T01:00:00Z", "2026-10-05T11:00:00Z")
    last = Suspect("equipment", "MIX", "WO-2", "2026-10-05T11:00:00Z", "2026-10-08T00:00:00Z")
    assert since_care(runs, CARE, UTC) == {first: 0b000110, last: 0b011000}
    assert first.text == (
        "equipment MIX (since CIP-1) from 2026-10-05T01:00:00Z to 2026-10-05T11:00:00Z"
    )
    assert first.place == Suspect("equipment", "MIX")


def test_the_last_window_ends_with_the_local_day() -> None:
    found = since_care([run("2026-10-07T20:00:00Z", 1)], CARE, ZoneInfo("Asia/Shanghai"))

    assert [each.end for each in found] == ["2026-10-08T16:00:00Z"]


def test_lines_are_not_cleaned() -> None:
    assert since_care([("line", "MIX", "2026-10-05T12:00:00Z", 1)], CARE, UTC) == {}
