"""An opened graph for a program that runs for days, while servers end and come back.

The embedded engine has another port and password at each start, so it is no matter of trying
again: what is lost is opened anew, by one thread in the background. Until then every question
is answered at once, with an error.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from genealogy.errors import (
    DatabaseLost,
    DatabaseUnreachable,
    EngineFailed,
    GenealogyError,
)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds between tries to open
_LOST = (DatabaseLost, DatabaseUnreachable, EngineFailed)


class Closable(Protocol):
    """What is opened, and can be closed."""

    def close(self) -> None:
        """Gives its connections back."""


Opened = TypeVar("Opened", bound=Closable)


@dataclass(slots=True)
class _Shared(Generic[Opened]):
    """What is open, and how many use it now."""

    opened: Opened
    users: int = 0
    dropped: bool = False


class Lasting(Generic[Opened]):
    """What `opening` opens, opened anew whenever it was lost. Threads share it.

    Opens at once, and raises what that raises.
    """

    def __init__(self, opening: Callable[[], Opened]) -> None:
        self._opening = opening
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._why = ""
        self._shared: _Shared[Opened] | None = _Shared(opening())
        self._reopening: threading.Thread | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Opened]:
        """What is open. Where it is lost, inside or before, raises DatabaseLost, and it is opened
        anew meanwhile; those who still use the old one go on with it to their own end."""
        shared = self._taken()
        try:
            yield shared.opened
        except _LOST as error:
            self._drop(shared, error)
            raise
        finally:
            self._give_back(shared)

    def close(self) -> None:
        """Ends it, when the last user has given it back."""
        self._closed.set()
        with self._lock:
            shared, self._shared = self._shared, None
            unused = shared is not None and not shared.users
            if shared:
                shared.dropped = True
        if shared and unused:
            shared.opened.close()

    def _taken(self) -> _Shared[Opened]:
        with self._lock:
            if self._shared is None:
                self._start_reopening()
                raise DatabaseLost(self._why or "it was closed.")
            self._shared.users += 1
            return self._shared

    def _give_back(self, shared: _Shared[Opened]) -> None:
        with self._lock:
            shared.users -= 1
            unused = shared.dropped and not shared.users
        if unused:
            shared.opened.close()

    def _drop(self, shared: _Shared[Opened], error: GenealogyError) -> None:
        with self._lock:
            shared.dropped = True
            if self._shared is shared:
                self._shared = None
                self._why = _first_line(error)
                self._start_reopening()

    def _start_reopening(self) -> None:
        """In one thread, also where the last one came to an end that nobody foresaw."""
        if self._closed.is_set() or (self._reopening and self._reopening.is_alive()):
            return
        self._reopening = threading.Thread(target=self._reopen, name="reopening", daemon=True)
        self._reopening.start()

    def _reopen(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closed.is_set():
            try:
                shared = _Shared(self._opening())
            except GenealogyError as error:
                with self._lock:
                    self._why = _first_line(error)
                self._closed.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            with self._lock:
                wanted = not self._closed.is_set()
                if wanted:
                    self._shared = shared
            if not wanted:
                shared.opened.close()
            return


def _first_line(error: GenealogyError) -> str:
    return str(error).splitlines()[0]
