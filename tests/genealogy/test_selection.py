"""The language of selections: what is typed is what is meant, or is refused with what would be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genealogy.errors import WrongUsage
from genealogy.selection import NAMES, Selection, Window, is_selection, parse_selection

BERLIN = ZoneInfo("Europe/Berlin")
VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
TIMES = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def window(text: str) -> tuple[str | None, str | None]:
    found = parse_selection(f"lot=1 {text}", BERLIN).window
    return tuple(  # type: ignore[return-value]
        None if each is None else each.isoformat() for each in (found.start, found.end)
    )


def refusal(text: str) -> str:
    with pytest.raises(WrongUsage) as refused:
        parse_selection(text, UTC)
    return str(refused.value)


@given(
    terms=st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1),
    bounds=st.tuples(TIMES, TIMES),
)
def test_a_selection_written_out_is_read_as_itself(
    terms: dict[str, str], bounds: tuple[datetime | None, datetime | None]
) -> None:
    start, end = bounds
    if start and end:
        start, end = sorted((start, end))
    selection = Selection(
        tuple((name, terms[name]) for name in NAMES if name in terms), Window(start, end)
    )

    assert parse_selection(selection.text, BERLIN) == selection
    assert is_selection(selection.text)


@given(text=st.text() | st.text(alphabet='linefromt=" -:0126T').map(lambda each: f"line={each}"))
def test_any_text_is_understood_or_refused_in_a_sentence(text: str) -> None:
    try:
        found = parse_selection(text, BERLIN)
    except WrongUsage as error:
        assert str(error).startswith("The selection '")
    else:
        assert found.terms
        assert parse_selection(found.text, UTC) == found


def test_the_order_of_words_and_the_spaces_between_do_not_matter() -> None:
    one = parse_selection('line="Line 2"  site=Husum from=2026-10-01', UTC)

    assert one == parse_selection('from=2026-10-01\tsite=Husum line="Line 2"', UTC)


def test_values_stay_as_they_are_typed() -> None:
    found = parse_selection('lot=00012 material=a=b operator="王 ""Fang"""', UTC)

    assert dict(found.terms) == {"lot": "00012", "material": "a=b", "operator": '王 "Fang"'}


def test_dates_and_times_without_a_zone_are_of_the_plant() -> None:
    assert window("from=2026-10-05T06:00") == ("2026-10-05T04:00:00+00:00", None)
    assert window("from=2026-10-05T06:00Z") == ("2026-10-05T06:00:00+00:00", None)
    assert window("from=2026-10-05T06:00+08:00") == ("2026-10-04T22:00:00+00:00", None)
    assert window("from=2026-10-05") == ("2026-10-04T22:00:00+00:00", None)


def test_a_date_as_the_end_includes_that_day() -> None:
    assert window("to=2026-10-05") == (None, "2026-10-05T21:59:59.999999+00:00")
    assert window("from=2026-10-05 to=2026-10-05") == (
        "2026-10-04T22:00:00+00:00",
        "2026-10-05T21:59:59.999999+00:00",
    )


def test_an_hour_that_never_comes_makes_the_window_longer() -> None:
    """The clocks are set from 02:00 to 03:00 at 01:00 UTC."""
    assert window("from=2026-03-29T02:30") == ("2026-03-29T00:30:00+00:00", None)
    assert window("to=2026-03-29T02:30") == (None, "2026-03-29T01:30:00+00:00")
    assert window("from=2026-03-29T02:00 to=2026-03-29T02:59") == (
        "2026-03-29T00:00:00+00:00",
        "2026-03-29T01:59:00+00:00",
    )


def test_a_day_is_whole_where_the_clocks_are_set_at_midnight() -> None:
    def day(date: str, zone: str) -> tuple[datetime | None, datetime | None]:
        found = parse_selection(f"lot=1 from={date} to={date}", ZoneInfo(zone)).window
        return found.start, found.end

    almost = timedelta(microseconds=1)
    spring, autumn = datetime(2026, 4, 23, 22, tzinfo=UTC), datetime(2025, 10, 29, 21, tzinfo=UTC)
    assert day("2026-04-24", "Africa/Cairo") == (spring, spring + timedelta(hours=23) - almost)
    assert day("2025-10-30", "Africa/Cairo") == (autumn, autumn + timedelta(hours=25) - almost)


def test_an_hour_that_comes_twice_makes_the_window_longer() -> None:
    assert window("from=2026-10-25T02:30 to=2026-10-25T02:30") == (
        "2026-10-25T00:30:00+00:00",
        "2026-10-25T01:30:00+00:00",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lin=2", 'nothing is selected by "lin". Nearest: "line".'),
        ("Supplier=S-1", 'Nearest: "supplier".'),
        ("colour=red", "It can be: supplier, customer, container"),
        ("", "it selects by nothing"),
        ("from=2026-10-01", "it selects by nothing"),
        ("outcome=bad", "it selects by nothing"),
        ("line=1 outcome=failed", '"outcome" can be: bad, good, unknown.'),
        ("line=Line 2", '"2" is no name=value. A value with spaces is quoted'),
        ('line="Line 2', "is no name=value"),
        ('line="Line 2"site=x', "is no name=value"),
        ("line=", '"line=" is no name=value'),
        ('line=""', '"line" has no value'),
        ("line=1 line=2", '"line" stands twice'),
        ("line=1 from=yesterday", '"yesterday" is no time. ISO 8601: 2026-10-05'),
        ("line=1 from=2026-02-30", '"2026-02-30" is no time'),
        ("line=1 from=0001-01-01T00:00+14:00", "is no time"),
        ("line=1 from=2026-10-02 to=2026-10-01", '"from" is later than "to"'),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_would_be(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize("text", ["CUL-2231", "own/5001/a=b", "S-201/1201/CUL-2231", "12", ""])
def test_the_name_of_a_batch_is_no_selection(text: str) -> None:
    assert not is_selection(text)


NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


@given(
    began=st.integers(-9, 9),
    ended=st.integers(-9, 9),
    start=st.none() | st.integers(-5, 0),
    end=st.none() | st.integers(0, 5),
)
def test_a_window_holds_what_goes_on_in_it(
    began: int, ended: int, start: int | None, end: int | None
) -> None:
    def at(hour: int) -> datetime:
        return NOON + timedelta(hours=hour)

    shown = Window(None if start is None else at(start), None if end is None else at(end)).overlaps(
        at(began), at(ended)
    )

    first, last = sorted((began, ended))
    low, high = -99 if start is None else start, 99 if end is None else end
    # In halves of an hour: a run holds the moments between its ends, an event its own.
    moments = set(range(2 * first + 1, 2 * last)) or {2 * first}
    assert shown == bool(moments & set(range(2 * low, 2 * high + 1)))
