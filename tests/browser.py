"""Chromium as the tests start it: by the command line, or by Playwright for Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
    "--window-size=1600,1000",
)


def chromium() -> str:
    """The program. Without it a test is skipped; on CI it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail("chromium is not installed, and on CI pages must be opened")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    return found


def dumped(url: str, folder: Path, *flags: str) -> tuple[str, list[str]]:
    """A page's elements once its scripts have run, and what the browser complained of."""
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [chromium(), *_FLAGS, *flags, profile, "--dump-dom", url]
    ran = subprocess.run(command, capture_output=True, timeout=180, check=True)
    complaints = ran.stderr.decode("utf-8", "replace").splitlines()
    return ran.stdout.decode("utf-8"), [line for line in complaints if "CONSOLE" in line]
