"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, on a socket there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_USER = "postgres"


class NoPostgres(Exception):
    """There is none here, and why."""


@contextmanager
def postgres_server(settings: str = "fsync = off") -> Iterator[str]:
    """The address of a new cluster with these settings, which ends with the block. Raises
    NoPostgres."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="postgres-") as temporary:
        folder = Path(temporary)
        before = _as_user(folder)
        data = folder / "data"
        init: list[str | Path] = [programs / "initdb", "-D", data, "-A", "trust", "-U", _USER]
        _run([*before, *init, "-E", "UTF8", "--locale=C", "--no-sync"], folder)
        socket_only = f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n{settings}\n"
        (data / "postgresql.auto.conf").write_text(socket_only, encoding="utf-8")
        control = [*before, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
        _run([*control, "start"], folder)
        try:
            yield f"postgresql://{_USER}@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)


def _programs() -> Path:
    """The folder of initdb and pg_ctl, which Debian keeps off the path."""
    found = [Path(path).resolve() for path in (shutil.which("pg_ctl"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    if not found:
        raise NoPostgres("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    return found[0].parent


def _as_user(folder: Path) -> list[str | Path]:
    """What goes before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        shutil.chown(folder, _USER)
    except LookupError:
        raise NoPostgres(f"no user {_USER} to run PostgreSQL as") from None
    return ["runuser", "-u", _USER, "--"]


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise NoPostgres(f"{Path(command[-1]).name} of PostgreSQL ended with {done.returncode}")
