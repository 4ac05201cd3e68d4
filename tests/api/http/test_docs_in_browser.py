"""The manual in a real browser: it shows every question, complains of nothing, and asks no other
host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx

from tests.api.http.served import Served
from tests.browser import dumped


def test_the_manual_shows_every_question_and_asks_nobody_else(
    served: Served, client: httpx.Client, tmp_path: Path
) -> None:
    net = tmp_path / "net.json"
    dom, complaints = dumped(f"{served.url}/docs", tmp_path, f"--log-net-log={net}")
    asked = requests_of(net)
    operations = sum(map(len, client.get("/openapi.json").json()["paths"].values()))

    assert complaints == []
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
