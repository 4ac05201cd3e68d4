"""Posting to an address of somebody else: one exchange over HTTP that is over in time.

An address is a secret as a whole (its path and query hold tokens, it may hold a password), so
that nothing but scheme and host of it is ever shown.
"""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import create_default_context
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
)

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

Connected = Callable[[HTTPConnection], HTTPConnection]
_TRY_AGAIN = (408, 429)  # and all from 500 on: the server's trouble, which may pass
_LONGEST_ANSWER = 65_536


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is posted to. `shown` is what may be printed of it."""

    url: str = field(repr=False)
    authorization: str | None = field(repr=False)
    shown: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a post: what was answered, or why that is a failure, in a few words."""

    body: bytes = b""
    status: int | None = None
    failure: str | None = None


def address_of(url: str) -> Address:
    """The address of this URL; raises ValueError for one that is no http or https URL."""
    parts = urlsplit(url)
    port = parts.port
    printable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or not printable:
        raise ValueError("no address such as https://host/path")
    user, _, host = parts.netloc.rpartition("@")
    authorization = None
    if user:
        name, _, password = user.partition(":")
        token = b64encode(f"{unquote(name)}:{unquote(password)}".encode())
        authorization = f"Basic {token.decode()}"
    plain = parts._replace(netloc=host, fragment="").geturl()
    shown = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
    return Address(plain, authorization, shown)


def post(
    address: Address, body: bytes, headers: Mapping[str, str], seconds: float, tries: int
) -> Answer:
    """What was answered within so many seconds; tried again where the failure may pass.

    A redirect is a failure: the secret would go to whoever it names.
    """
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "genealogy"}
    if address.authorization:
        sent["Authorization"] = address.authorization
    answer = Answer()
    try:
        for attempt in Retrying(
            retry=retry_if_exception(_may_pass),
            stop=stop_after_attempt(tries),
            wait=wait_exponential(),
            reraise=True,
        ):
            with attempt:
                request = Request(address.url, body, {**sent, **headers}, method="POST")  # noqa: S310 (http or https)
                answer = _Exchange(request, seconds).end()
    except (OSError, HTTPException, ValueError) as error:
        status = error.code if isinstance(error, HTTPError) else None
        return Answer(status=status, failure=_why(error, seconds))
    return answer


class _Exchange(Thread):
    """A request and its answer, that end together at a moment: the time limits of sockets are
    for each read, and an answer that drips in would go on for ever."""

    def __init__(self, request: Request, seconds: float) -> None:
        super().__init__(name="posting", daemon=True)
        self._request = request
        self._seconds = seconds
        self._connections: list[HTTPConnection] = []
        self._failure: Exception | None = None
        self._answer = Answer()

    def end(self) -> Answer:
        """The answer. Raises what the request failed with, or TimeoutError."""
        self.start()
        self.join(self._seconds)
        if self.is_alive():
            for connection in self._connections:
                with suppress(OSError, AttributeError):  # it may just have ended
                    connection.sock.shutdown(socket.SHUT_RDWR)
            raise TimeoutError
        if self._failure is not None:
            raise self._failure
        return self._answer

    def run(self) -> None:
        """The exchange, in its own thread."""
        opener = build_opener(_NoRedirect, _Http(self._connect), _Https(self._connect))
        try:
            with opener.open(self._request, timeout=self._seconds) as answered:
                self._answer = Answer(answered.read(_LONGEST_ANSWER), answered.status)
        except Exception as error:
            self._failure = error
            if isinstance(error, HTTPError):
                error.close()

    def _connect(self, connection: HTTPConnection) -> HTTPConnection:
        self._connections.append(connection)
        return connection


class _Http(HTTPHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connected = connected

    def http_open(self, request: Request) -> Any:
        return self.do_open(
            lambda host, **more: self._connected(HTTPConnection(host, **more)), request
        )


class _Https(HTTPSHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connected = connected

    def https_open(self, request: Request) -> Any:
        context = create_default_context()
        return self.do_open(
            lambda host, **more: self._connected(HTTPSConnection(host, context=context, **more)),
            request,
        )


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, HTTPError):
        return error.code >= 500 or error.code in _TRY_AGAIN
    return isinstance(error, OSError | HTTPException)


def _why(error: Exception, seconds: float) -> str:
    """The failure without a word of the address, which texts of other errors can quote."""
    if isinstance(error, HTTPError):
        return f"it answered {error.code}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return type(cause).__name__
