"""The keys with which an issuer signs tokens, as it publishes them (RFC 7517).

PyJWT's own client would ask the issuer again for every unknown key id while it is away, holding
up all callers, read an answer of any size, and trust symmetric keys. This one asks at most once
in a while, whatever tokens come, and those with a known key wait for nobody.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
import urllib.request
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from genealogy.errors import IssuerUnavailable

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""The algorithms that are taken: none but with a key that only the issuer has."""

LIFESPAN_SECONDS = 300.0  # for so long keys are taken without asking: a key that was withdrawn, too
COOLDOWN_SECONDS = 10.0  # between two askings, whatever they brought
_TIMEOUT_SECONDS = 5.0
_LARGEST = 1 << 20
_DISCOVERY = "/.well-known/openid-configuration"


class IssuerKeys:
    """The keys of one issuer, fetched when they are needed. Used by any number of threads."""

    def __init__(self, issuer: str, jwks: str | None) -> None:
        self._issuer = issuer
        self._jwks = jwks
        self._lock = Lock()
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._failure: IssuerUnavailable | None = None

    def key(self, key_id: str) -> PyJWK | None:
        """The key with this id; None where the issuer has none. Raises IssuerUnavailable."""
        if self._fresh and (known := self._keys.get(key_id)):
            return known
        with self._lock:
            if not self._fresh or key_id not in self._keys:
                self._ask()
            if not self._fresh:
                raise self._failure or IssuerUnavailable("it was not asked.")
            return self._keys.get(key_id)

    @property
    def _fresh(self) -> bool:
        at = self._fetched_at
        return at is not None and time.monotonic() - at < LIFESPAN_SECONDS

    def _ask(self) -> None:
        """Fetches the keys, unless that was tried just now."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < COOLDOWN_SECONDS:
            return
        self._asked_at = now
        try:
            address = self._jwks or self._discovered()
            self._keys = _signing_keys(_document(address))
            self._fetched_at, self._failure = time.monotonic(), None
        except IssuerUnavailable as error:
            self._failure = error

    def _discovered(self) -> str:
        """The address of the keys, by the issuer's own description of itself."""
        address = self._issuer.rstrip("/") + _DISCOVERY
        told = _document(address)
        if told.get("issuer") != self._issuer:
            raise IssuerUnavailable(f"{address} is of another issuer.")
        jwks = told.get("jwks_uri")
        if not isinstance(jwks, str) or not is_safe(jwks):
            raise IssuerUnavailable(f"{address} names no https:// address of keys.")
        return jwks


def is_safe(address: str) -> bool:
    """Whether an address is https, or on this machine: keys that others could exchange on the way
    would let them sign."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: the address that was set is the one that is trusted."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: the redirect is an error."""


def _document(address: str) -> Mapping[str, Any]:
    """The JSON object at an address: not followed elsewhere, not read without end."""
    handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
    if _is_loopback(urlsplit(address).hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))  # no proxy leads to this machine
    opener = urllib.request.build_opener(*handlers)
    try:
        request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 (https or loopback, by is_safe)
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
            text = _read(response)
        found = json.loads(text)
    except URLError as error:
        raise IssuerUnavailable(f"{address} does not answer: {error.reason}.") from None
    except (OSError, http.client.HTTPException) as error:
        raise IssuerUnavailable(f"{address} does not answer: {type(error).__name__}.") from None
    except (ValueError, RecursionError):
        raise IssuerUnavailable(f"{address} gives no JSON.") from None
    if not isinstance(found, dict):
        raise IssuerUnavailable(f"{address} gives no JSON object.")
    return found


def _read(response: http.client.HTTPResponse) -> bytes:
    """All of an answer. Its sender may be slow between two parts, but not in all."""
    until = time.monotonic() + _TIMEOUT_SECONDS
    text = b""
    while part := response.read1(1 << 16):
        text += part
        if len(text) > _LARGEST or time.monotonic() > until:
            raise TimeoutError
    return text


def _signing_keys(document: Mapping[str, Any]) -> dict[str, PyJWK]:
    """The keys of a set by their ids: those that are for signatures, and known here."""
    found: dict[str, PyJWK] = {}
    listed = document.get("keys")
    for each in listed if isinstance(listed, list) else []:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        try:
            key = PyJWK(each)
        except (PyJWTError, ValueError, TypeError):
            continue  # of a kind that this version does not know: others of the set may do
        if key.key_id and isinstance(key.key_id, str) and key.algorithm_name in ALGORITHMS:
            found[key.key_id] = key
    if not found:
        raise IssuerUnavailable("there is no key for signatures among them.")
    return found
