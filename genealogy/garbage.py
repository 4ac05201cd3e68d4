"""Garbage collection, for work that makes many objects and keeps them.

Counting references frees nearly all that the engine makes. Looking for cycles among millions of
objects every 700 of them took a quarter of the time of a load, a third of that of quantities.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_OBJECTS = 100_000
_lock = Lock()
_before: list[tuple[int, int, int]] = []  # one for each block that is open, in any thread


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within the block cycles are looked for once in 100,000 new objects at the most."""
    with _lock:
        _before.append(gc.get_threshold())
        if _before[0][0]:  # else whoever runs this has ended collection, and may have reasons
            gc.set_threshold(max(_OBJECTS, _before[0][0]), *_before[0][1:])
    try:
        yield
    finally:
        with _lock:
            if len(_before) == 1:
                gc.set_threshold(*_before[0])
            _before.pop()
