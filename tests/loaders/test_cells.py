"""Cells: what a text means, or the reason why it means nothing. Never a guess."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from loaders.cells import CellRejected, NumberFormat, read_date, read_time, sap_alpha, zone_named

PLAIN, GERMAN, ENGLISH = "1234.5", "1.234,56-", "1,234.5"


@pytest.mark.parametrize(
    ("example", "text", "number"),
    [
        (PLAIN, "12.50", "12.50"),
        (PLAIN, "-3", "-3"),
        (PLAIN, "+3", "3"),
        (PLAIN, ".5", "0.5"),
        (PLAIN, " 7 ", "7"),
        (PLAIN, "\u00a07\u00a0", "7"),
        (PLAIN, "0.1", "0.1"),
        (GERMAN, "1.234,500", "1234.500"),
        (GERMAN, "1234,5", "1234.5"),
        (GERMAN, "1.234.567,25-", "-1234567.25"),
        (GERMAN, "12-", "-12"),
        (ENGLISH, "1,234.5", "1234.5"),
        (ENGLISH, "1234.5", "1234.5"),
        ("1 234,5", "1 234,5", "1234.5"),
        ("1 234,5", "1\u00a0234,5", "1234.5"),
        ("1 234,5", "1\u202f234,5", "1234.5"),
        ("1'234.5", "1'234'567.5", "1234567.5"),
    ],
)
def test_a_number_is_read_in_the_format_of_its_system(example: str, text: str, number: str) -> None:
    assert NumberFormat(example).read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("example", "text"),
    [
        (PLAIN, "1,5"),
        (PLAIN, "1.234,5"),
        (PLAIN, "12-"),
        (PLAIN, "1e5"),
        (PLAIN, "1E400"),
        (PLAIN, "NaN"),
        (PLAIN, "Infinity"),
        (PLAIN, "-"),
        (PLAIN, "."),
        (PLAIN, ""),
        (PLAIN, "１２"),
        (PLAIN, "١٢"),
        (PLAIN, "1_000"),
        (PLAIN, "0x10"),
        (PLAIN, "1 234"),
        (PLAIN, "--1"),
        (GERMAN, "1.23,5"),
        (GERMAN, "12.34"),
        (GERMAN, "1.2345"),
        (GERMAN, "-1-"),
        (ENGLISH, "1,23.5"),
        (ENGLISH, "1.234,5"),
    ],
)
def test_a_text_that_is_no_number_in_that_format_is_rejected(example: str, text: str) -> None:
    with pytest.raises(CellRejected, match="is not a number"):
        NumberFormat(example).read(text)


@pytest.mark.parametrize("text", ["0.12345678901234567890", "12345678901234567", "9" * 400])
def test_a_number_that_no_graph_keeps_exactly_is_rejected(text: str) -> None:
    with pytest.raises(CellRejected, match="more digits"):
        NumberFormat(PLAIN).read(text)


@pytest.mark.parametrize("example", ["", "1", "1.234.5", "1,234,5", "1234", "1;234.5", "999.5"])
def test_an_example_that_shows_no_format_is_refused(example: str) -> None:
    with pytest.raises(ValueError, match="shows no number format"):
        NumberFormat(example)


@given(some.decimals(min_value=-(10**9), max_value=10**9, places=3), some.booleans())
def test_what_a_system_writes_is_what_is_read(number: Decimal, grouped: bool) -> None:
    text = f"{abs(number):,}" if grouped else f"{abs(number)}"
    german = text.translate(str.maketrans(",.", ".,")) + ("-" if number < 0 else "")

    assert NumberFormat(GERMAN).read(german) == number


@given(some.text(max_size=12), some.sampled_from([PLAIN, GERMAN, ENGLISH, "1 234,5"]))
def test_any_text_is_a_finite_number_or_rejected(text: str, example: str) -> None:
    try:
        number = NumberFormat(example).read(text)
    except CellRejected:
        return
    assert number.is_finite()
    assert Decimal(repr(float(number))) == number


@pytest.mark.parametrize(
    ("text", "pattern", "zone", "moment"),
    [
        ("2026-10-02T14:10:00+02:00", "iso", None, (2026, 10, 2, 12, 10)),
        ("2026-10-02T14:10:00Z", "iso", "Asia/Shanghai", (2026, 10, 2, 14, 10)),
        ("2026-10-02 14:10", "iso", "Asia/Shanghai", (2026, 10, 2, 6, 10)),
        ("2026/10/02 14:10", "iso", "UTC", (2026, 10, 2, 14, 10)),
        # The year first leaves no other reading, with or without zeros and seconds.
        ("2026/9/11 9:00", "iso", "Asia/Shanghai", (2026, 9, 11, 1, 0)),
        ("2026-9-1 9:00:30", "iso", "Asia/Shanghai", (2026, 9, 1, 1, 0, 30)),
        ("2026年9月11日 9:00", "iso", "Asia/Shanghai", (2026, 9, 11, 1, 0)),
        ("2026年09月11日09:00:30", "iso", "Asia/Shanghai", (2026, 9, 11, 1, 0, 30)),
        ("2026/9/11", "iso", "UTC", (2026, 9, 11)),
        ("2026/9/11 24:00", "iso", "UTC", (2026, 9, 12)),
        ("2026/9/11T9:00+08:00", "iso", "UTC", (2026, 9, 11, 1)),
        ("2026-10-02", "iso", "Europe/Berlin", (2026, 10, 1, 22, 0)),
        ("02.10.2026", "%d.%m.%Y", "UTC", (2026, 10, 2)),
        ("02.10.2026 24:00", "%d.%m.%Y %H:%M", "UTC", (2026, 10, 3)),
        ("2026-10-02 24:00", "iso", "UTC", (2026, 10, 3)),
        ("2026-10-02 24:00:00", "iso", "UTC", (2026, 10, 3)),
        ("2026-12-31T24:00", "iso", "UTC", (2027, 1, 1)),
        ("2026-10-02T24:00:00+02:00", "iso", None, (2026, 10, 2, 22)),
        ("2026-10-02T24:00+02:00", "iso", None, (2026, 10, 2, 22)),
        ("2026-10-02T24:00:00Z", "iso", None, (2026, 10, 3)),
        # Minute 24 of an hour is no end of a day.
        ("2026-10-02 11:24:00", "iso", "UTC", (2026, 10, 2, 11, 24)),
        ("2026-10-02T11:24:00", "iso", "UTC", (2026, 10, 2, 11, 24)),
        ("2026-10-02T11:24:00+02:00", "iso", None, (2026, 10, 2, 9, 24)),
        ("02.10.2026 11:24:00", "%d.%m.%Y %H:%M:%S", "UTC", (2026, 10, 2, 11, 24)),
        # The hour that a clock shows twice is its first one.
        ("2026-10-25 02:30", "iso", "Europe/Berlin", (2026, 10, 25, 0, 30)),
    ],
)
def test_a_time_is_read_as_the_moment_in_utc(
    text: str, pattern: str, zone: str | None, moment: tuple[int, ...]
) -> None:
    assert read_time(text, pattern, zone) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "pattern", "zone", "reason"),
    [
        ("2026-02-30", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026-10-02T25:00", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026-10-02 24:01", "iso", "UTC", "is not an ISO 8601 date"),
        ("02.10.2026", "iso", "UTC", "is not an ISO 8601 date"),
        ("11/9/2026 9:00", "iso", "UTC", "is not an ISO 8601 date"),
        ("26/9/11 9:00", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026/13/9", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026-9/11", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026-9-119:00", "iso", "UTC", "is not an ISO 8601 date"),
        ("2026/9/11 9", "iso", "UTC", "is not an ISO 8601 date"),
        ("yesterday", "iso", "UTC", "is not an ISO 8601 date"),
        ("31.02.2026", "%d.%m.%Y", "UTC", "is not a date like %d.%m.%Y"),
        ("10/02/2026", "%d.%m.%Y", "UTC", "is not a date like %d.%m.%Y"),
        ("2026-10-02 14:10", "iso", None, "has no time zone"),
        ("02.10.2026", "%d.%m.%Y", None, "has no time zone"),
        ("0001-01-01", "iso", "Asia/Shanghai", "out of the range"),
        ("9999-12-31 23:00", "iso", "America/New_York", "out of the range"),
        ("9999-12-31 24:00", "iso", "UTC", "out of the range"),
    ],
)
def test_a_time_that_cannot_be_is_rejected_with_its_reason(
    text: str, pattern: str, zone: str | None, reason: str
) -> None:
    with pytest.raises(CellRejected, match=reason):
        read_time(text, pattern, zone)


@given(
    some.text(max_size=20) | some.datetimes().map(str) | some.dates().map(str),
    some.sampled_from(["iso", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"]),
    some.sampled_from([None, "UTC", "Asia/Shanghai", "America/New_York"]),
)
def test_any_text_is_a_moment_in_utc_or_rejected(text: str, pattern: str, zone: str | None) -> None:
    try:
        moment = read_time(text, pattern, zone)
    except CellRejected:
        return
    assert moment.tzinfo is UTC


@given(some.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1)))
def test_a_moment_that_is_written_in_utc_is_read_unchanged(moment: datetime) -> None:
    assert read_time(moment.isoformat(), "iso", "UTC") == moment.replace(tzinfo=UTC)


def test_an_expiry_is_a_day_and_has_no_zone() -> None:
    assert read_date("31.12.9999", "%d.%m.%Y") == "9999-12-31"
    assert read_date("2027-03-06", "iso") == "2027-03-06"
    assert read_date("2027/3/6", "iso") == read_date("2027年3月6日", "iso") == "2027-03-06"


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for name in ("Europe/Atlantis", "", "../etc/passwd", "/etc/localtime"):
        with pytest.raises(ValueError, match="is no time zone"):
            zone_named(name)


def test_the_sap_rule_drops_the_zeros_of_numbers_only() -> None:
    assert {text: sap_alpha(text) for text in ("000042", "0000", "00A1", "A001", "42")} == {
        "000042": "42",
        "0000": "0",
        "00A1": "00A1",
        "A001": "A001",
        "42": "42",
    }
