"""The guard: what every request passes, whatever it asks.

An id for each request, a line of JSON for each answer, limits of size and number, headers that
keep browsers safe. Plain ASGI: a layer that holds no answer back, so that long ones stream.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.http.callers import identified
from api.http.problem import problem, problem_of
from api.http.service import Service
from genealogy.errors import GenealogyError, TooBusy
from genealogy.times import now_text
from office.roles import Right

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOG = logging.getLogger("genealogy.http")
SMALL_BODY = 1024 * 1024
"""Bytes of a body that is no upload."""
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}\Z")
_WAIT_SECONDS = 10.0  # for a place among those that are answered; then 503
_COUNTED = "/v1/"  # what takes a place; all else is quick, and strangers may ask for it
_GUARDED = ("/v1/", "/metrics")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_BODY_SECONDS, _BYTES_A_SECOND = 20.0, 20_000  # a body has this time, and more as it comes in

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}
_PRIVATE = (b"cache-control", b"no-store")


class Guard:
    """What stands around the application."""

    def __init__(self, app: App, service: Callable[[], Service]) -> None:
        self._app = app
        self._service = service
        self._places: asyncio.Semaphore | None = None
        self._waiting = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Passes a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._service())
        await exchange.through(self._answered)

    async def _answered(self, exchange: _Exchange) -> None:
        """A stranger takes no place, and nothing of what he sends is read."""
        if exchange.needs_key:
            try:
                await exchange.identify()
            except GenealogyError as error:
                await exchange.tell(error)
                return
        if not exchange.path.startswith(_COUNTED):
            await self._app(exchange.scope, exchange.receive, exchange.send)
            return
        at_once = exchange.service.settings.api_at_once
        places = self._places = self._places or asyncio.Semaphore(at_once)
        if self._waiting >= 4 * at_once:
            await exchange.tell(TooBusy("Too many requests wait already."))
            return
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await places.acquire()
        except TimeoutError:
            await exchange.tell(TooBusy("All places are taken by longer questions."))
            return
        finally:
            self._waiting -= 1
        try:
            await self._app(exchange.scope, exchange.receive, exchange.send)
        finally:
            places.release()


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Message, receive: Receive, send: Send, service: Service) -> None:
        self.scope, self.service = scope, service
        self.path: str = scope["path"]
        self._receive, self._send = receive, send
        self._headers = dict(scope["headers"])
        self._id = self._id_of_caller() or secrets.token_hex(8)
        self._read = 0
        self._limit = SMALL_BODY
        self._is_too_large = self._is_too_slow = self._is_read = self._refusing = False
        self._body_began: float | None = None
        self._status: int | None = None
        self._sent = 0
        scope.setdefault("state", {})["request_id"] = self._id

    async def through(self, app: Callable[[_Exchange], Awaitable[None]]) -> None:
        """Lets the application answer, and writes the line of the log."""
        started = time.perf_counter()
        metrics = self.service.metrics
        with metrics.going_on.track_inprogress():
            try:
                if self.scope["method"] not in _METHODS:
                    await self._refuse(501, "not-implemented", "There is no such method.")
                elif self._is_framed_twice():
                    await self._refuse(400, "framed-twice", "Two headers tell its length.")
                else:
                    await app(self)
                if self._status is None and self._is_too_slow:
                    await self._refuse(408, "too-slow", "The body did not come in time.")
                if self._status is None and self._is_too_large:
                    await self._refuse(413, "too-large", self._too_large_text())
            except Exception:
                LOG.exception("a fault of the program", extra={"request": self._id})
                if self._status is None:
                    detail = f"A fault of the program; its trace is in the log, by {self._id}."
                    answer = problem(Request(self.scope), 500, detail, "fault")
                    await answer(self.scope, self.receive, self.send)
                else:
                    raise  # an answer that has begun is cut, never ended as if it were whole
            finally:
                self._note(time.perf_counter() - started)

    @property
    def needs_key(self) -> bool:
        """Whether the request has to name its caller."""
        return self.path.startswith(_GUARDED)

    async def identify(self) -> None:
        """Finds the caller; who may load has the limit of uploads. Raises KeyRefused and such."""
        header = self._headers.get(b"authorization", b"").decode("latin-1")
        address = (self.scope.get("client") or ("",))[0]
        found = await run_in_threadpool(identified, self.service, header, address)
        self.scope["state"] |= {"who": found, "caller": found.id}
        is_form = self._headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        if is_form and (found.may(Right.LOAD) or found.may(Right.CORRECT)):
            self._limit = self.service.settings.api_upload_mb * 1024 * 1024

    async def tell(self, error: GenealogyError) -> None:
        """Answers with the problem of an error."""
        await problem_of(Request(self.scope), error)(self.scope, self.receive, self.send)

    async def receive(self) -> Message:
        """What comes from the caller, as long as it is neither too large nor too slow."""
        if self._announced() > self._limit:
            self._is_too_large = True
            return {"type": "http.disconnect"}
        if self._is_read:  # what else comes is that the caller went away, whenever
            return await self._receive()
        self._body_began = self._body_began or time.monotonic()
        spent = time.monotonic() - self._body_began
        allowed = _BODY_SECONDS + self._read / _BYTES_A_SECOND
        try:
            async with asyncio.timeout(max(0.0, allowed - spent)):
                message = await self._receive()
        except TimeoutError:
            self._is_too_slow = True
            return {"type": "http.disconnect"}
        self._read += len(message.get("body", b""))
        self._is_read = not message.get("more_body")
        if self._read > self._limit:
            self._is_too_large = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """What goes to the caller, with the headers that every answer has."""
        cut = self._is_too_large or self._is_too_slow
        if cut and self._status is None and not self._refusing:
            return  # what the application makes of half a body
        if message["type"] == "http.response.start":
            self._status = message["status"]
            given = {name.lower() for name, _ in message["headers"]}
            more = [(b"x-request-id", self._id.encode())]
            more += [(name, value) for name, value in _HEADERS.items() if name not in given]
            if _PRIVATE[0] not in given:
                more.append(_PRIVATE)
            message = {**message, "headers": [*message["headers"], *more]}
        else:
            self._sent += len(message.get("body", b""))
        await self._send(message)

    async def _refuse(self, status: int, code: str, detail: str) -> None:
        self._refusing = True
        answer = problem(Request(self.scope), status, detail, code, {"Connection": "close"})
        await answer(self.scope, self._receive, self.send)

    def _is_framed_twice(self) -> bool:
        """Whether servers could disagree about where the request ends (RFC 9112, 6.3)."""
        names = [name for name, _ in self.scope["headers"]]
        return b"transfer-encoding" in names and b"content-length" in names

    def _announced(self) -> int:
        length = self._headers.get(b"content-length", b"0")
        return int(length) if length.isdigit() else 0

    def _too_large_text(self) -> str:
        return f"The body is larger than {self._limit:,} bytes, the most that is taken."

    def _id_of_caller(self) -> str | None:
        given = self._headers.get(b"x-request-id", b"")
        return given.decode() if _ID.match(given) else None

    def _note(self, seconds: float) -> None:
        """A line for the log, and the figures. What was asked is in neither: it names batches."""
        route = getattr(self.scope.get("route"), "path", "other")
        status = self._status or 499  # the caller went away
        metrics = self.service.metrics
        method = self.scope["method"] if self.scope["method"] in _METHODS else "other"
        metrics.requests.labels(method, route, str(status)).inc()
        metrics.seconds.labels(route).observe(seconds)
        LOG.info(
            "answered",
            extra={
                "request": self._id,
                "method": method,
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
                "bytes": self._sent,
                "caller": self.scope["state"].get("caller"),
            },
        )


class JsonLines(logging.Formatter):
    """Each record of the log as a line of JSON."""

    _OURS = ("request", "method", "route", "status", "ms", "bytes", "caller")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {"at": now_text(), "level": record.levelname.lower(), "message": record.getMessage()}
        line |= {name: getattr(record, name) for name in self._OURS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            # where, and of which kind; the text of an error can quote what was asked
            line["error"] = record.exc_info[0].__name__
            line["trace"] = "".join(traceback.format_tb(record.exc_info[2]))
        return json.dumps(line, ensure_ascii=False)
