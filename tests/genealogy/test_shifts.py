"""Shifts: by the clocks on the wall, also in the nights in which these are set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from genealogy.errors import WrongUsage
from genealogy.shifts import EIGHT_HOURS, parse_shifts, shift_of

BERLIN = ZoneInfo("Europe/Berlin")
BEGINS = parse_shifts(EIGHT_HOURS)


@pytest.mark.parametrize(
    ("at", "shift"),
    [
        ("2026-10-05T05:59:59+02:00", "22:00-06:00"),
        ("2026-10-05T06:00:00+02:00", "06:00-14:00"),
        ("2026-10-05T14:00:00+02:00", "14:00-22:00"),
        ("2026-10-05T23:30:00+02:00", "22:00-06:00"),
        ("2026-10-05T04:00:00Z", "06:00-14:00"),
    ],
)
def test_a_shift_is_from_one_beginning_to_the_next(at: str, shift: str) -> None:
    assert shift_of(datetime.fromisoformat(at), BERLIN, BEGINS) == shift


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)]
)
def test_the_night_shift_is_shorter_or_longer_as_the_clocks_are_set(day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)
    minutes = [noon + timedelta(minutes=each) for each in range(24 * 60)]
    night = [each for each in minutes if shift_of(each, BERLIN, BEGINS) == "22:00-06:00"]

    assert len(night) == hours * 60


def test_a_plant_has_the_shifts_that_it_has() -> None:
    begins = parse_shifts("07:30, 19:30")

    assert shift_of(datetime(2026, 10, 5, 7, 29, tzinfo=UTC), UTC, begins) == "19:30-07:30"
    assert shift_of(datetime(2026, 10, 5, 7, 30, tzinfo=UTC), UTC, begins) == "07:30-19:30"


@pytest.mark.parametrize("text", ["", "6", "14:00,06:00", "06:00,06:00", "06:00+02:00", "early"])
def test_what_is_no_list_of_shifts_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="no list of shifts"):
        parse_shifts(text)
