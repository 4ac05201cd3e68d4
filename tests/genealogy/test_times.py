"""Times: UTC, as text that sorts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genealogy.times import moment, now_text, utc_text

zones = some.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = some.datetimes(
    min_value=datetime(1900, 1, 1), max_value=datetime(2900, 1, 1), timezones=zones
)


def test_a_moment_is_written_in_utc() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert utc_text(datetime(2026, 10, 2, 14, 10, tzinfo=shanghai)) == "2026-10-02T06:10:00Z"
    assert utc_text(datetime(2026, 10, 2, 6, 10, 0, 5, UTC)) == "2026-10-02T06:10:00.000005Z"


@given(moments)
def test_a_moment_is_read_as_it_was_written(at: datetime) -> None:
    assert moment(utc_text(at)) == at


@given(moments, moments)
def test_whole_seconds_sort_as_text(first: datetime, second: datetime) -> None:
    first, second = first.replace(microsecond=0), second.replace(microsecond=0)
    assert (utc_text(first) < utc_text(second)) == (first < second)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        utc_text(datetime(2026, 10, 2))


def test_now_is_now_and_sorts() -> None:
    before = datetime.now(UTC)
    texts = [now_text() for _ in range(100)]

    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {len("2026-10-02T06:10:00.000005Z")}
    assert before <= moment(texts[0]) <= moment(texts[-1]) <= datetime.now(UTC)
