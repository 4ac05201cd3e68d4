"""The data folder of the embedded engine: what lies in it, and whose it is.

genealogy.json   marks the folder as ours, with the version of its layout
engine/          the database files
engine.json      the running engine: process, port, password; only the user may read it
engine.log       what the engine printed
start.lock       held while a command starts the engine
office.sqlite, audit-heads.jsonl, audit-key.pem   see office/: beside the graph, none of it in it
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import get_ident

import psutil

from genealogy.errors import DataFolderRefused, DiskFull

LAYOUT = 1
USER = "root"
READER = "reader"
DATABASE = "graph"
_HARMLESS = {"start.lock", ".DS_Store"}
_LEAST_FREE_BYTES = 64 * 1024 * 1024  # the engine reserves its first log and page files


@dataclass(frozen=True, slots=True)
class Running:
    """A running engine, as its file in the data folder tells."""

    pid: int
    created: float
    port: int
    password: str
    read_password: str = ""  # an engine of an older version has no user that only reads

    def alive(self) -> bool:
        """Whether this very process still runs (a number alone may be another's by now)."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:  # dead, its parent has not asked yet
                return False
            return abs(process.create_time() - self.created) < 1.0
        except (psutil.Error, ValueError, TypeError, OverflowError):
            return False


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that an embedded engine keeps its graph in."""

    path: Path

    @property
    def database(self) -> Path:
        """Where the engine's own files are."""
        return self.path / "engine"

    @property
    def log(self) -> Path:
        """What the engine printed."""
        return self.path / "engine.log"

    @property
    def lock(self) -> Path:
        """Held while a command starts the engine."""
        return self.path / "start.lock"

    def claim(self) -> None:
        """Makes the folder ours if it is empty or new.

        Raises DataFolderRefused for one with other files, of a newer layout, or that cannot
        be written; DiskFull where not even that can be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = {entry.name for entry in self.path.iterdir()}
        except OSError as error:
            raise DataFolderRefused(self.path, f"{error.strerror}.") from None
        if "genealogy.json" in names:
            self._check_layout()
        elif any(not name.startswith("genealogy.json.") for name in names - _HARMLESS):
            raise DataFolderRefused(self.path, "it holds files of something else.")
        else:
            self._write("genealogy.json", {"layout": LAYOUT})

    def check_room(self) -> None:
        """Raises DiskFull where the engine has no room to write."""
        if shutil.disk_usage(self.path).free < _LEAST_FREE_BYTES:
            raise DiskFull(self.path)

    def running(self) -> Running | None:
        """The engine that runs on this folder, None where none does."""
        try:
            found = Running(**json.loads((self.path / "engine.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.alive() else None

    def announce(self, running: Running) -> None:
        """Tells other commands where the engine answers."""
        self._write("engine.json", asdict(running))

    def withdraw(self) -> None:
        """Takes the announcement back."""
        (self.path / "engine.json").unlink(missing_ok=True)

    def _check_layout(self) -> None:
        try:
            text = (self.path / "genealogy.json").read_text(encoding="utf-8")
            layout = int(json.loads(text)["layout"])
        except (OSError, ValueError, KeyError, TypeError):
            raise DataFolderRefused(self.path, "its genealogy.json cannot be read.") from None
        if layout > LAYOUT:
            raise DataFolderRefused(self.path, "it was made by a newer version of genealogy.")

    def _write(self, name: str, content: object) -> None:
        """Whole or not at all, and for the eyes of this user only."""
        temporary = self.path / f"{name}.{os.getpid()}.{get_ident()}"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file)
            temporary.replace(self.path / name)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull(self.path) from None
            raise DataFolderRefused(self.path, f"{error.strerror}.") from None
