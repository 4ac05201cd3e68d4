"""Reading ahead: the same parcels in the same order, errors in their place, memory bounded."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from loaders.ahead import ahead


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 1_000])
def test_the_records_come_in_their_order(count: int) -> None:
    assert list(ahead(iter(range(count)))) == list(range(count))


def test_an_error_comes_after_what_was_read_before_it() -> None:
    def records() -> Iterator[int]:
        yield from range(7)
        raise ValueError("broken off")

    got = []
    with pytest.raises(ValueError, match="broken off"):
        for each in ahead(records()):
            got.append(each)
    assert got == list(range(7))


def test_it_runs_ahead_a_bounded_way_and_ends_when_nobody_reads_on() -> None:
    read = 0

    def records() -> Iterator[int]:
        nonlocal read
        while True:
            read += 1
            yield read

    reading = ahead(records())
    assert next(reading) == 1
    reading.close()  # type: ignore[attr-defined]
    assert read <= 5
    assert not [each for each in threading.enumerate() if each.name == "reading ahead"]
