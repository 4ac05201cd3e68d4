"""Reading ahead: the next parcel is read and mapped while the database writes the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Each = TypeVar("Each")

_WAITING = 2  # so many are in memory at most, beyond the one that is worked on


def ahead(parcels: Iterator[Each]) -> Iterator[Each]:
    """The same in the same order, got by a thread that runs ahead a bounded way.

    What `parcels` raises is raised here, after what came before it.
    """
    waiting: Queue[tuple[Each] | BaseException | None] = Queue(_WAITING)
    stopped = Event()

    def put(parcel: tuple[Each] | BaseException | None) -> None:
        while not stopped.is_set():
            with suppress(Full):
                waiting.put(parcel, timeout=0.1)
                break

    def read() -> None:
        end: BaseException | None = None
        try:
            for parcel in parcels:
                put((parcel,))
                if stopped.is_set():
                    return
        except BaseException as error:
            end = error
        put(end)

    thread = Thread(target=read, name="reading ahead", daemon=True)
    thread.start()
    try:
        while (parcel := waiting.get()) is not None:
            if isinstance(parcel, BaseException):
                raise parcel
            yield parcel[0]
    finally:
        stopped.set()
        thread.join()
