"""Receivers of events that really listen, and keep what they were told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from office.events import KINDS
from office.receivers import Form, Receiver

SECRET = "a secret of the tests"
ALL = KINDS


@dataclass
class Told:
    """One message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The event's id, of a json message."""
        return str(json.loads(self.body)["id"])


@dataclass
class Listener:
    """A server that answers with these codes and bodies one by one, then 200 with errcode 0."""

    port: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def receiver(self, form: Form = "json", name: str = "quality", **more: Any) -> Receiver:
        """It, as the setting names it."""
        return Receiver.model_validate(self.setting(form, name, **more))

    def setting(self, form: Form = "json", name: str = "quality", **more: Any) -> dict[str, Any]:
        """Its entry in GENEALOGY_RECEIVERS."""
        url = f"http://127.0.0.1:{self.port}/hook?token=hidden"
        entry = {"name": name, "url": url, "form": form, "events": list(ALL)}
        return entry | ({} if form == "wecom" else {"secret": SECRET}) | more

    @property
    def ids(self) -> list[str]:
        """The ids of the json messages, in the order in which they came."""
        return [each.id for each in self.told]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on this machine, for as long as the block lasts."""
    listener = Listener()
    listener.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.told.append(Told(self.path, dict(self.headers), body))
            listener.asked.set()
            listener.may_answer.wait()
            ok = '{"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}'
            code, text = listener.answers.pop(0) if listener.answers else (200, ok)
            self.send_response(code)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # a sender that was killed is no fault of the listener

    with Server(("127.0.0.1", 0), Handler) as server:
        listener.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield listener
        finally:
            listener.may_answer.set()
            server.shutdown()
