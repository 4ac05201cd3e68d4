"""Garbage is looked for seldom while objects are made, and as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from genealogy.garbage import seldom_collected


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_within_the_block_it_is_seldom_and_afterwards_as_before() -> None:
    with pytest.raises(ValueError, match="ends"), seldom_collected():
        assert gc.get_threshold() == (100_000, 10, 10)
        raise ValueError("ends it")

    assert gc.get_threshold() == (700, 10, 10)


def test_blocks_of_two_threads_that_overlap_leave_it_as_it_was() -> None:
    both, first_ended = Barrier(2), Barrier(2)

    def first() -> None:
        with seldom_collected():
            both.wait(10)
        first_ended.wait(10)

    thread = Thread(target=first)
    thread.start()
    with seldom_collected():
        both.wait(10)
        first_ended.wait(10)
        assert gc.get_threshold() == (100_000, 10, 10)
    thread.join()

    assert gc.get_threshold() == (700, 10, 10)


def test_who_has_ended_collection_finds_it_ended() -> None:
    gc.set_threshold(0, 10, 10)

    with seldom_collected():
        assert gc.get_threshold()[0] == 0

    assert gc.get_threshold()[0] == 0
