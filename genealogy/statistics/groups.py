"""Suspects that never differ: those that reach the very same batches cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, Self, TypeVar


class _Ordered(Protocol):
    def __lt__(self, other: Self, /) -> bool: ...


K = TypeVar("K", bound=_Ordered)


def grouped(reach: Mapping[K, int]) -> list[tuple[int, list[K]]]:
    """The suspects that reach the same batches, together: (what they reach, they themselves).

    Reach is a bit set over the bad and good batches, one bit a batch. Members stand in their own
    order and groups by their first member, so that the order of the mapping does not matter.
    """
    together: dict[int, list[K]] = {}
    for suspect in sorted(reach):
        together.setdefault(reach[suspect], []).append(suspect)
    return list(together.items())
