"""Groups: suspects that reach the same batches, which therefore cannot tell them apart."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def grouped(reach: Mapping[Key, int]) -> list[tuple[int, list[Key]]]:
    """Each set of batches, as bits, with all that reach just these, in the order in which they
    were given; the sets by their bits."""
    found: dict[int, list[Key]] = {}
    for key, bits in reach.items():
        found.setdefault(bits, []).append(key)
    return sorted(found.items())
