"""The webhook: what became of a load, told to another system over HTTP.

It never fails a load. An address is a secret as a whole (its path and query hold tokens, it may
hold a password), so that nothing but scheme and host of it is ever shown.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from genealogy.errors import WrongUsage

_SECONDS = 10.0
_TRIES = 3
_TRY_AGAIN = (408, 429)  # and all from 500 on: the server's trouble, which may pass


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that JSON is posted to. `shown` is what may be printed of it."""

    url: str = field(repr=False)
    authorization: str | None = field(repr=False)
    shown: str

    def tell(self, message: Mapping[str, Any]) -> str | None:
        """Posts the message; why that failed in a sentence, None where it was received.

        Tried three times where the failure may pass. A redirect is a failure: the secret would
        go to whoever it names.
        """
        try:
            for attempt in Retrying(
                retry=retry_if_exception(_may_pass),
                stop=stop_after_attempt(_TRIES),
                wait=wait_exponential(),
                reraise=True,
            ):
                with attempt:
                    self._post(json.dumps(message, ensure_ascii=False).encode())
        except (OSError, HTTPException, ValueError) as error:
            return f"The webhook at {self.shown} was not told: {_why(error)}."
        return None

    def _post(self, body: bytes) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "genealogy"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        request = Request(self.url, body, headers, method="POST")  # noqa: S310 (http or https)
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS):
            pass


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def webhook(url: str) -> Webhook:
    """The webhook at this address; raises WrongUsage for one that is no http or https URL."""
    wrong = WrongUsage("--webhook needs an address such as https://host/path.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    printable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or not printable:
        raise wrong
    user, _, host = parts.netloc.rpartition("@")
    authorization = None
    if user:
        name, _, password = user.partition(":")
        token = b64encode(f"{unquote(name)}:{unquote(password)}".encode())
        authorization = f"Basic {token.decode()}"
    plain = parts._replace(netloc=host, fragment="").geturl()
    shown = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
    return Webhook(plain, authorization, shown)


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, HTTPError):
        return error.code >= 500 or error.code in _TRY_AGAIN
    return isinstance(error, OSError | HTTPException)


def _why(error: Exception) -> str:
    """The failure without a word of the address, which texts of other errors can quote."""
    if isinstance(error, HTTPError):
        return f"it answered {error.code}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {_SECONDS:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return type(cause).__name__
