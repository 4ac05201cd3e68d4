"""Garbage collection, for work that makes many objects and keeps them.

Counting references frees nearly all that the engine makes. Looking for cycles among millions of
objects every 700 of them took a quarter of the time of a load, a third of that of quantities.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 100_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within the block cycles are looked for once in 100,000 new objects at the most."""
    before = gc.get_threshold()
    if before[0]:  # else whoever runs this has ended collection, and may have reasons
        gc.set_threshold(max(_OBJECTS, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
