"""Reading ahead: records are read and mapped while the database writes the chunk before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Each = TypeVar("Each")

_TOGETHER = 1_000  # handing over one by one would cost more than the mapping
_WAITING = 12  # so much is in memory at most, beyond the chunk that is written


def ahead(records: Iterator[Each]) -> Iterator[Each]:
    """The same records in the same order, got by a thread that runs ahead a bounded way.

    What `records` raises is raised here, after what came before it.
    """
    waiting: Queue[list[Each] | BaseException | None] = Queue(_WAITING)
    stopped = Event()

    def put(parcel: list[Each] | BaseException | None) -> None:
        while not stopped.is_set():
            with suppress(Full):
                waiting.put(parcel, timeout=0.1)
                break

    def read() -> None:
        parcel: list[Each] = []
        end: BaseException | None = None
        try:
            for record in records:
                parcel.append(record)
                if len(parcel) == _TOGETHER:
                    put(parcel)
                    parcel = []
                if stopped.is_set():
                    return
        except BaseException as error:
            end = error
        put(parcel)
        put(end)

    thread = Thread(target=read, name="reading ahead", daemon=True)
    thread.start()
    try:
        while (parcel := waiting.get()) is not None:
            if isinstance(parcel, BaseException):
                raise parcel
            yield from parcel
    finally:
        stopped.set()
        thread.join()
