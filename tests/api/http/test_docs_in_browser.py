"""The manual in a real browser: it shows every question, complains of nothing, and asks no other
host."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.api.http.served import Served

FLAGS = (
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


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail("chromium is not installed, and on CI the manual must be opened")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    return found


def test_the_manual_shows_every_question_and_asks_nobody_else(
    chromium: str, served: Served, client: httpx.Client, tmp_path: Path
) -> None:
    net = tmp_path / "net.json"
    ran = subprocess.run(
        [
            chromium,
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={net}",
            "--dump-dom",
            f"{served.url}/docs",
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    dom = ran.stdout.decode("utf-8")
    complaints = ran.stderr.decode("utf-8", "replace").splitlines()
    asked = requests_of(net)
    operations = sum(map(len, client.get("/openapi.json").json()["paths"].values()))

    assert [line for line in complaints if "CONSOLE" in line] == []
    assert len(re.findall(r'class="opblock opblock-\w+"', dom)) == operations
    assert "operations-recall-recall" in dom
    assert {url for url in asked if "/docs" in url or "openapi" in url} >= {
        f"{served.url}/docs", f"{served.url}/docs/start.js", f"{served.url}/openapi.json",
    }  # fmt: skip
    assert [url for url in asked if not url.startswith((served.url, "data:", "chrome"))] == []


def requests_of(net: Path) -> set[str]:
    """Every address that the page was, or has asked for, by the browser's own log of the network;
    not what the browser asks for itself."""
    text = net.read_text(encoding="utf-8", errors="replace").rstrip().rstrip(",")
    try:
        log = json.loads(text)
    except ValueError:  # the browser was quicker than its log
        log = json.loads(f"{text}]}}")
    begins = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    return {
        str(event["params"]["url"])
        for event in log["events"]
        if event["type"] == begins
        and "127.0.0.1" in event.get("params", {}).get("network_isolation_key", "")
    }
