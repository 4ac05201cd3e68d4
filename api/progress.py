"""Progress in plain text, for notebooks and scripts."""

from __future__ import annotations

import sys
import time

from genealogy.visible import visible

_SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """Tells on stderr how far a load is, a line for each file and some while a long one runs."""

    def __init__(self) -> None:
        self._told = time.monotonic()
        self._last = ""

    def __call__(self, file: str, rows: int, about: int) -> None:
        done = rows >= about
        of = "" if done else f" of about {about:,}"
        line = f"{visible(file)}: {rows:,}{of} rows"
        if line != self._last and (done or self._is_time()):
            print(line, file=sys.stderr, flush=True)
            self._told, self._last = time.monotonic(), line

    def _is_time(self) -> bool:
        return time.monotonic() - self._told >= _SECONDS_BETWEEN_LINES
