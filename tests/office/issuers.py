"""An issuer of tokens on this machine: a real server of real keys."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from office.tokens import keys_of_issuer

Private = RSAPrivateKey | EllipticCurvePrivateKey
AUDIENCE = "genealogy"
DISCOVERY = "/.well-known/openid-configuration"


@cache
def first_key() -> RSAPrivateKey:
    """A key with which every issuer of these tests begins: making one takes a while."""
    return rsa.generate_private_key(65537, 2048)


class Issuer:
    """An issuer: its keys by their ids, what it serves, and what it was asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.keys: dict[str, Private] = {"first": first_key()}
        self.extra: list[dict[str, Any]] = []
        self.raw: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        self.slow = 0.0

    def rotate(self, key_id: str) -> None:
        """Another key instead of those there were."""
        self.keys = {key_id: ec.generate_private_key(ec.SECP256R1())}

    def token(self, *, key: str = "first", header: Any = None, **claims: Any) -> str:
        """A token of an analyst that is good, or otherwise; a claim that is None is left out."""
        now = int(time.time())
        usual: dict[str, Any] = {
            "iss": self.address, "aud": AUDIENCE, "sub": "u-1", "exp": now + 300, "iat": now,
            "roles": ["analyst"], "name": "李娜",
        }  # fmt: skip
        told = {name: each for name, each in (usual | claims).items() if each is not None}
        private = self.keys[key]
        algorithm = "RS256" if isinstance(private, RSAPrivateKey) else "ES256"
        return jwt.encode(told, private, algorithm, {"kid": key} if header is None else header)

    def document(self, path: str) -> bytes | None:
        """What is served at a path."""
        if path == DISCOVERY:
            return json.dumps({"issuer": self.address, "jwks_uri": f"{self.address}/keys"}).encode()
        if path == "/keys":
            return json.dumps({"keys": [*map(self._public, self.keys), *self.extra]}).encode()
        return None

    def _public(self, key_id: str) -> dict[str, Any]:
        public = self.keys[key_id].public_key()
        of = RSAAlgorithm if isinstance(public, rsa.RSAPublicKey) else ECAlgorithm
        told: dict[str, Any] = json.loads(of.to_jwk(public))  # type: ignore[arg-type]
        return told | {"kid": key_id, "use": "sig"}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            time.sleep(issuer.slow)
            found = issuer.document(self.path)
            usual = (404, b"", {}) if found is None else (200, found, {})
            status, body, headers = issuer.raw.get(self.path, usual)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    keys_of_issuer.cache_clear()  # another one may have had the same port
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
