"""Refusals: keys and tokens that were refused, on record without letting strangers fill it."""

from __future__ import annotations

import logging
import platform
import time
from dataclasses import dataclass
from threading import Event, Lock, Thread

from api.record import Writing
from genealogy.errors import GenealogyError, KeyRefused, TokenRefused
from office.heads import REFUSED

LOG = logging.getLogger("genealogy.http")
EVERY_SECONDS = 60.0
_LOOK_SECONDS = 1.0
_MOST_KINDS = 200
_LONGEST = 200

Kind = tuple[str, str | None]
"""Why, and the id of the key where it was one once."""
_OTHERS: Kind = ("others", None)


@dataclass(slots=True)
class _Since:
    """When a kind of refusal was last written, and how many came since."""

    at: float
    count: int = 0


class Refusals:
    """Counts them from `start()` to `stop()`. The first one of a kind is written at once, those
    that follow once a minute, with their number; a kind is forgotten after a minute without any.

    Each worker process counts for itself.
    """

    def __init__(self, trail: Writing) -> None:
        self._trail = trail
        self._kinds: dict[Kind, _Since] = {}
        self._lock = Lock()
        self._ends = Event()
        self._thread = Thread(target=self._run, name="refusals", daemon=True)

    def start(self) -> None:
        """Begins to look, each second, what is to be written."""
        self._thread.start()

    def stop(self) -> None:
        """Writes what was counted."""
        self._ends.set()
        self._thread.join()
        self._write_due(time.monotonic() + EVERY_SECONDS)

    def count(self, error: GenealogyError) -> None:
        """One refusal. Where no key and no token was shown at all, nobody tried anything."""
        kind = _kind_of(error)
        if kind is None:
            return
        with self._lock:
            if kind not in self._kinds and len(self._kinds) >= _MOST_KINDS:
                kind = _OTHERS
            if kind in self._kinds:
                self._kinds[kind].count += 1
                return
            self._kinds[kind] = _Since(time.monotonic())
        self._write(kind, 1)

    def _run(self) -> None:
        while not self._ends.wait(_LOOK_SECONDS):
            self._write_due(time.monotonic())

    def _write_due(self, now: float) -> None:
        due: list[tuple[Kind, int]] = []
        with self._lock:
            for kind, since in [*self._kinds.items()]:
                if now - since.at < EVERY_SECONDS:
                    continue
                if since.count:
                    due.append((kind, since.count))
                    since.at, since.count = now, 0
                else:
                    del self._kinds[kind]
        for kind, count in due:
            self._write(kind, count)

    def _write(self, kind: Kind, count: int) -> None:
        """Where it cannot be written it is counted on: who was refused was told nothing."""
        why, key_id = kind
        details = {
            "door": "http",
            "host": platform.node(),
            "reason": why,
            "key_id": key_id,
            "times": count,
        }
        by = f"key:{key_id}" if key_id else "stranger"
        try:
            self._trail.record(by=by, action=REFUSED, details=details)
        except GenealogyError as error:
            LOG.warning("a refused key is not on record yet: %s", error)
            with self._lock:
                self._kinds.setdefault(kind, _Since(time.monotonic())).count += count


def _kind_of(error: GenealogyError) -> Kind | None:
    if isinstance(error, KeyRefused) and error.why != "no key":
        return error.why, error.key_id
    if isinstance(error, TokenRefused):
        return f"token: {error.reason}"[:_LONGEST], None
    return None
