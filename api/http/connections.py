"""Connections: one that sends no whole request, or does not take its answer, is not kept.

Who holds connections open without end takes them from others; who never takes a long answer
takes a place among those that are answered, too, for as long. Bodies that do not come are the
guard's matter.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

LOOK_SECONDS = 10.0
"""How often a connection is looked at. What does not move from one look to the next is ended."""
_LEAST_BYTES = 10_000  # of an answer that a caller takes between two looks


class Connection(H11Protocol):
    """A connection of uvicorn's, which is ended where nothing moves."""

    _looking: asyncio.TimerHandle | None = None
    _left = 0  # bytes of answers that waited for the caller at the last look
    _took = False  # whether the caller took since then what makes room for more of an answer
    _rested = False  # whether no request was being answered at the last look
    _answered: object = None  # the last request then

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller is there."""
        super().connection_made(transport)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """A caller is gone; so is what nobody took."""
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """The caller has taken so much that there is room again."""
        self._took = True
        super().resume_writing()

    def _look_later(self) -> None:
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        left = self.transport.get_write_buffer_size()
        rests = not left and (self.cycle is None or self.cycle.response_complete)
        stays = left and self._left and left > self._left - _LEAST_BYTES
        sends_nothing_whole = rests and self._rested and self.cycle is self._answered
        if (stays and not self._took) or sends_nothing_whole:
            self.transport.abort()
            return
        self._left, self._took = left, False
        self._rested, self._answered = rests, self.cycle
        self._look_later()
