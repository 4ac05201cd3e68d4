"""The program as people run it: a process of its own, on the engine of the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from genealogy.settings import Settings
from tests.conftest import query
from tests.preloaded import genealogy

GENEALOGY = Path(sysconfig.get_path("scripts")) / "genealogy"


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a command uses the engine of the test, and no other."""
    inherited = {name: text for name, text in os.environ.items() if "GENEALOGY" not in name}
    ours = {
        "GENEALOGY_DATA": str(settings.data),
        "GENEALOGY_ENGINE_IDLE_MINUTES": f"{settings.engine_idle_minutes:g}",
    }
    if settings.neo4j_uri:
        assert settings.neo4j_password is not None
        ours = {
            "GENEALOGY_NEO4J_URI": settings.neo4j_uri,
            "GENEALOGY_NEO4J_USER": settings.neo4j_user,
            "GENEALOGY_NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        }
    return inherited | ours


def run(settings: Settings, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command, and what it printed once it has ended."""
    return genealogy(words, environment(settings))


@contextmanager
def running(settings: Settings, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command on its way; it is killed at the end of the block if it still runs."""
    # As in a terminal: tests that run in the background ignore Ctrl-C, and so would the command.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [GENEALOGY, *words],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def loads(settings: Settings) -> list[dict[str, object]]:
    """The receipts that the graph holds."""
    rows = query(settings, "MATCH (load:Load) RETURN properties(load) AS load ORDER BY load.file")
    return [row["load"] for row in rows]  # type: ignore[misc]


def wait_for_rows(settings: Settings, process: subprocess.Popen[str], rows: int) -> int:
    """The acknowledged rows of the only load, once there are this many of them."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        acknowledged = sum(int(str(load["rows_read"])) for load in loads(settings))
        if acknowledged >= rows:
            return acknowledged
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError(f"fewer than {rows} rows were acknowledged within two minutes")


def fingerprint(settings: Settings) -> str:
    """The fingerprint that the graph says of itself."""
    return str(query(settings, "MATCH (g:Graph) RETURN g.fingerprint AS f")[0]["f"])


def holds_equation(load: dict[str, object]) -> bool:
    """Whether every row that was read is accounted for, once."""
    counts = ("rows_new", "rows_known", "rows_voiding", "rows_rejected", "rows_skipped")
    return sum(int(str(load[name])) for name in counts) == load["rows_read"]
