"""The API as clients meet it: `genealogy serve` as a process, asked over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.shell import GENEALOGY, Shell

KEY = "an-administrator-s-key-for-tests-only"
"""What tests set as GENEALOGY_API_KEY, unless keys are what they are about."""


@dataclass
class Served:
    """A running service: where it answers, and its process."""

    shell: Shell
    url: str
    process: subprocess.Popen[str]
    log: Path
    verify: ssl.SSLContext | bool = True

    def client(self, key: str | None = KEY, **headers: str) -> httpx.Client:
        """A client with this key."""
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        return httpx.Client(base_url=self.url, timeout=60, headers=headers, verify=self.verify)

    def connection(self) -> socket.socket:
        """A bare connection to it."""
        host, port = self.url.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), timeout=40)

    def kill(self) -> None:
        """Ends it as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def lines(self) -> list[str]:
        """What it has logged."""
        return self.log.read_text(encoding="utf-8").splitlines()


@contextmanager
def serving(
    shell: Shell, *options: str | Path, port: int | None = None, trusted: Path | None = None
) -> Iterator[Served]:
    """A running `genealogy serve`, which ends with the block; over TLS where a certificate is
    `trusted`."""
    port = port or free_port()
    log = shell.folder / f"serve-{port}.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [GENEALOGY, "serve", "--port", str(port), *options],
            cwd=shell.folder,
            env=shell.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            encoding="utf-8",
            start_new_session=True,
        )
    served = Served(shell, f"http://127.0.0.1:{port}", process, log)
    if trusted is not None:
        served.url = f"https://127.0.0.1:{port}"
        served.verify = ssl.create_default_context(cafile=trusted)
    try:
        wait_until_ready(served)
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=90)


def wait_until_ready(served: Served, seconds: float = 90) -> None:
    """Returns once the service says that it is ready."""
    deadline = time.monotonic() + seconds
    with served.client(None) as client:
        while time.monotonic() < deadline:
            assert served.process.poll() is None, served.lines()
            try:
                if client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
    raise AssertionError(f"the service is not ready: {served.lines()}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
