"""The embedded default: an engine of our own, started when first needed, shared by all commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from genealogy.engine.folder import DataFolder, Running
from genealogy.errors import DataFolderRefused, DiskFull, EngineFailed
from genealogy.settings import Settings


def start(settings: Settings) -> Running:
    """The engine of the data folder, started if it does not run yet.

    Raises DataFolderRefused, DiskFull, or EngineFailed with the engine's own last words.
    """
    folder = DataFolder(settings.data)
    if running := folder.running():
        return running
    folder.claim()
    folder.check_room()
    try:
        with FileLock(folder.lock, timeout=settings.start_timeout):
            return folder.running() or _launch(folder, settings)
    except Timeout:
        raise EngineFailed(folder.path, "another command has been starting it for long.") from None
    except OSError as error:
        raise DataFolderRefused(folder.path, f"{error.strerror}.") from None


def stop(path: Path) -> bool:
    """Ends the engine of the folder; False where none runs."""
    running = DataFolder(path).running()
    if running is None:
        return False
    try:
        process = psutil.Process(running.pid)
        process.terminate()
        process.wait(timeout=30)
    except psutil.NoSuchProcess:
        pass
    except psutil.TimeoutExpired:
        raise EngineFailed(path, f"process {running.pid} does not end.") from None
    DataFolder(path).withdraw()
    return True


def _launch(folder: DataFolder, settings: Settings) -> Running:
    folder.withdraw()
    with folder.log.open("w", encoding="utf-8") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "genealogy.engine.server", str(folder.path)],
            stdin=subprocess.DEVNULL,
            cwd=folder.path,  # where the engine leaves its own logs
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | _as_environment(settings),
            umask=0o077,  # what the graph holds is for this user's eyes only
            start_new_session=True,  # Ctrl-C in a command must not end what others use
        )
    deadline = time.monotonic() + settings.start_timeout
    while time.monotonic() < deadline:
        if running := folder.running():
            return running
        if child.poll() is not None:
            raise _failure(folder, child.returncode)
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    raise EngineFailed(folder.path, f"not ready after {settings.start_timeout:g} s.")


def _as_environment(settings: Settings) -> dict[str, str]:
    values = {
        "GENEALOGY_TIMEOUT": f"{settings.timeout:g}",
        "GENEALOGY_ENGINE_IDLE_MINUTES": f"{settings.engine_idle_minutes:g}",
        # The package must be found even where the command was started from its source tree.
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    if settings.engine_memory_mb:
        values["GENEALOGY_ENGINE_MEMORY_MB"] = str(settings.engine_memory_mb)
    return values


def _failure(folder: DataFolder, code: int) -> EngineFailed | DiskFull:
    text = folder.log.read_text(encoding="utf-8", errors="replace")
    if "No space left on device" in text:
        return DiskFull(folder.path)
    if "LockException" in text or "already in use by another process" in text:
        return EngineFailed(folder.path, "another process has its database open.")
    told = [line for line in text.splitlines() if "Error" in line or "Exception" in line]
    return EngineFailed(folder.path, told[-1].strip()[:300] if told else f"it ended ({code}).")
