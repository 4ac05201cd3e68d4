"""Versions and the fingerprint: what is live does not depend on the order of loading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from genealogy.facts import Consumption, Fact
from genealogy.nouns import Noun
from genealogy.versions import (
    EMPTY,
    UNRANKED,
    add,
    content_hash,
    content_of,
    fact_item,
    property_item,
    rank_in,
    rank_of,
    row_hash,
    version_of,
)

AT = datetime(2026, 10, 5, 6, tzinfo=UTC)
SALT = Consumption(key="k", source="own/1/L-1", target="op", quantity=Decimal(10), unit="kg")

items = some.lists(some.text(min_size=1, max_size=4), max_size=8)


@given(items, some.randoms())
def test_the_order_of_facts_plays_no_part(live: list[str], random: object) -> None:
    together = add(EMPTY, live=live, gone=[])
    shuffled = sorted(live, key=lambda _: random.random())  # type: ignore[attr-defined]

    one_by_one = EMPTY
    for item in shuffled:
        one_by_one = add(one_by_one, live=[item], gone=[])
    assert one_by_one == together


@given(items, items)
def test_what_goes_takes_back_what_came(kept: list[str], passing: list[str]) -> None:
    before = add(EMPTY, live=kept, gone=[])
    during = add(before, live=passing, gone=[])

    assert add(during, live=[], gone=passing) == before
    assert (during == before) == (not passing)


@given(items)
def test_the_same_item_twice_counts_twice(live: list[str]) -> None:
    if live:
        assert add(EMPTY, live=live + live, gone=[]) != add(EMPTY, live=live, gone=[])


def test_an_empty_graph_has_the_empty_fingerprint_and_its_length() -> None:
    assert add(EMPTY, live=[], gone=[]) == EMPTY
    assert len(add(EMPTY, live=["a"], gone=[])) == len(EMPTY) == 64
    assert len(add(EMPTY, live=[], gone=["a"])) == 64


def test_two_items_that_look_alike_differ() -> None:
    assert len({property_item(Noun.BATCH, "1", "name", "2"), fact_item("1", "|||2")}) == 2
    assert property_item(Noun.BATCH, "a", "b", "c") != property_item(Noun.MATERIAL, "a", "b", "c")


def version(fact: Fact) -> str:
    """The version of a fact that its row states alone."""
    return version_of(fact, content_hash(fact), row_hash([content_hash(fact)]))


def test_when_it_was_changed_decides_then_when_it_was_stated_then_its_content() -> None:
    other = replace(SALT, quantity=Decimal(12))
    later, latest = AT + timedelta(hours=1), AT + timedelta(hours=2)
    ascending = [
        min(SALT, other, key=version),
        max(SALT, other, key=version),
        replace(SALT, stated_at=AT),
        replace(other, stated_at=later),
        replace(SALT, changed_at=AT),
        replace(SALT, changed_at=AT, stated_at=AT),
        replace(other, changed_at=later),
        replace(SALT, changed_at=latest, stated_at=AT),
    ]
    assert [version(each) for each in ascending] == sorted(map(version, ascending))


def test_what_a_fact_says_is_all_of_it_but_its_key_and_when_it_was_stated() -> None:
    same = [
        replace(SALT, key="other"),
        replace(SALT, changed_at=AT),
        replace(SALT, stated_at=AT),
        replace(SALT, quantity=Decimal("10.00")),
        replace(SALT, quantity=Decimal("1E+1")),
    ]
    others = [
        replace(SALT, quantity=Decimal(11)),
        replace(SALT, quantity=None),
        replace(SALT, unit="g"),
        replace(SALT, target="op-2"),
        replace(SALT, source="own/1/L-2"),
        replace(SALT, occurred_at=AT),
        replace(SALT, role="return"),
        replace(SALT, probability=Decimal("0.5")),
    ]
    assert {content_hash(each) for each in same} == {content_hash(SALT)}
    assert len({content_hash(each) for each in [SALT, *others]}) == len(others) + 1
    assert content_of(version(SALT)) == content_hash(SALT)


def test_a_rank_is_the_same_moment_in_any_zone() -> None:
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert rank_of(AT, None) == rank_of(shanghai, None)
    assert rank_of(None, None) == UNRANKED


@given(some.lists(some.none() | some.datetimes(timezones=some.just(UTC)), min_size=2, max_size=2))
def test_ranks_sort_by_time_and_an_open_one_comes_first(times: list[datetime | None]) -> None:
    """Also within a second: exports state fractions where the time has any."""
    first, second = (time or datetime.min.replace(tzinfo=UTC) for time in times)
    if first != second:
        assert (rank_of(times[0], None) < rank_of(times[1], None)) == (first < second)
        assert (rank_of(AT, times[0]) < rank_of(AT, times[1])) == (first < second)


def test_facts_of_one_row_stand_or_fall_together_where_no_time_decides() -> None:
    """Else a corrected line could be received as it was and consumed as it is now."""
    used = replace(SALT, key="used")
    first, second = ([SALT, used], [replace(each, quantity=Decimal(12)) for each in (SALT, used)])
    hashes = [[content_hash(each) for each in row] for row in (first, second)]
    rows = [row_hash(each) for each in hashes]
    later = [
        version_of(second[at], hashes[1][at], rows[1])
        > version_of(first[at], hashes[0][at], rows[0])
        for at in (0, 1)
    ]
    assert later[0] == later[1]
    assert row_hash(hashes[0][::-1]) == rows[0] != rows[1]
    assert rank_in(version(SALT)) == UNRANKED
