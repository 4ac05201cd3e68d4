"""The audit trail: each entry chained to the one before, by however many writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from office.audit import BEGINNING, Sought, append, entries, hash_of, head, record
from office.opening import Office
from office.tables import audit


def test_each_entry_is_chained_to_the_one_before(office: Office) -> None:
    first = record(office, by="key:1", action="question", details={"batch": "批次 1"})
    second = record(office, by="key:1", action="question", details={})

    assert first.previous == BEGINNING
    assert (second.number, second.previous) == (2, first.hash)
    assert first.hash == hash_of(1, first.at, "key:1", "question", first.details_hash, BEGINNING)


def test_concurrent_writers_do_not_fork_the_chain(office: Office) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda number: record(office, by=f"key:{number}", action="question", details={}),
                range(80),
            )
        )
    with office.reading() as connection:
        found = connection.execute(select(audit).order_by(audit.c.number)).all()

    assert [each.number for each in found] == [*range(1, 81)]
    assert [each.previous for each in found[1:]] == [each.hash for each in found[:-1]]


def test_a_change_that_fails_leaves_no_entry(office: Office) -> None:
    with pytest.raises(ValueError, match="midway"), office.one_at_a_time() as connection:
        append(connection, by="key:1", action="key.new", details={})
        raise ValueError("midway")

    assert record(office, by="key:1", action="question", details={}).number == 1


def test_entries_are_found_by_who_what_when_and_text(office: Office) -> None:
    for by, action, details in (
        ("user:ann", "load.begun", {"asked": "Kaufhof Süd"}),
        ("user:ann", "load.done", {"rows": 3}),
        ("key:7", "loads", {"quoted": 'a "word"'}),
        ("key:7", "question.recall", {"asked": "100%_"}),
    ):
        record(office, by=by, action=action, details=details)

    def found(most: int = 10, **sought: Any) -> list[int]:
        return [each.number for each in entries(office, Sought(**sought), most)]

    times = [each.at for each in entries(office, Sought(), 10)]
    assert found() == [1, 2, 3, 4]
    assert found(by="key:7") == [3, 4]
    assert found(action="load") == [1, 2]
    assert found(action="load.done") == [2]
    assert found(text="kaufhof Süd") == [1]
    assert found(text='"word"') == [3]
    assert found(text="0%_") == [4]
    assert found(text="%") == [4]
    assert found(begin=times[1], end=times[2]) == [2, 3]
    assert found(by="user:ann", action="question") == []


def test_a_cursor_goes_on_where_it_was_and_the_newest_come_without_one(office: Office) -> None:
    for number in range(1, 8):
        record(office, by="user:ann", action="question.x", details={"number": number})

    def numbers(after: int | None) -> list[int]:
        return [each.number for each in entries(office, Sought(after=after), 3)]

    assert numbers(None) == [5, 6, 7]
    assert [numbers(0), numbers(3), numbers(6), numbers(7)] == [[1, 2, 3], [4, 5, 6], [7], []]


def test_the_head_is_the_last_entry(office: Office) -> None:
    assert head(office) is None
    record(office, by="user:ann", action="question.x", details={})
    last = record(office, by="user:ann", action="question.y", details={"x": 1.5, "批": None})

    assert head(office) == last
    assert last.told()["details"] == {"x": 1.5, "批": None}
