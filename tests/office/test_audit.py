"""The audit trail: each entry chained to the one before, by however many writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from office.audit import BEGINNING, append, hash_of, record
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
