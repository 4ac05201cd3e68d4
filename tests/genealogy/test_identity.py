"""Batch ids: any party, item and number can be taken apart again, and no two share one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from genealogy.identity import BatchName, batch_id, fact_key, is_pending, joined, parse_batch_id

part = some.text(alphabet="%/#|25F3 aA0批\u00a0\n", max_size=6) | some.text(max_size=8)
number = part.filter(bool)
names = some.builds(BatchName, part, part, lot=number) | some.builds(
    BatchName, part, part, serial=number
)


@given(names)
@example(BatchName("a/b", "%2F", lot="#1"))
@example(BatchName("%", "%25", serial="%2525"))
def test_a_batch_id_parses_back_to_its_parts(name: BatchName) -> None:
    assert parse_batch_id(name.batch_id) == name


@given(names, names)
def test_two_batches_never_share_an_id(first: BatchName, second: BatchName) -> None:
    assert (first.batch_id == second.batch_id) == (first == second)


@given(part, part, number)
def test_both_ways_to_name_a_lot_agree(party: str, item: str, lot: str) -> None:
    assert batch_id(party, item, lot) == BatchName(party, item, lot=lot).batch_id


def test_lot_12_and_serial_12_differ_and_so_do_similar_lots() -> None:
    ids = {batch_id("own", "item", lot) for lot in ("12", "00012", "12 ", "1E1", "L1a", "L1A")}
    assert len(ids | {BatchName("own", "item", serial="12").batch_id}) == 7


@pytest.mark.parametrize("text", ["", "L1", "own/L1", "own/item/", "own/item/#", "a/b/c/d"])
def test_a_text_that_is_no_batch_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no batch id"):
        parse_batch_id(text)


@given(some.lists(part, max_size=4), some.lists(part, max_size=4))
def test_parts_that_are_joined_never_collide(first: list[str], second: list[str]) -> None:
    if first and second:  # nothing joined is an id of no parts
        assert (joined(*first) == joined(*second)) == (first == second)


@given(
    some.tuples(part, part, some.lists(part, max_size=3), part),
    some.tuples(part, part, some.lists(part, max_size=3), part),
)
def test_fact_keys_never_collide(
    first: tuple[str, str, list[str], str], second: tuple[str, str, list[str], str]
) -> None:
    assert (fact_key(*first) == fact_key(*second)) == (first == second)


def test_a_pending_lot_is_no_lot_of_an_item_of_that_name() -> None:
    pending = BatchName("own", None, lot="L1")
    asked = BatchName("own", "?", lot="L1")
    escaped = BatchName("own", "%3F", lot="L1")

    assert (pending.batch_id, asked.batch_id) == ("own/?/L1", "own/%3F/L1")
    assert len({pending.batch_id, asked.batch_id, escaped.batch_id}) == 3
    for name in (pending, asked, escaped):
        assert parse_batch_id(name.batch_id) == name
    assert [is_pending(each.batch_id) for each in (pending, asked, escaped)] == [True, False, False]
    assert not is_pending(BatchName("a/?/b", "i", lot="/?/").batch_id)
