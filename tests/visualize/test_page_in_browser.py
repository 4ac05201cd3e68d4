"""The page in a real browser: it draws, and no stored name ever runs."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.visualize.drawings import (
    SPITE,
    SPITEFUL_HEAD,
    answer,
    dairy,
    head,
    large,
    shown,
    spiteful,
)

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
    "--window-size=1600,1000",
)

# Hovers over every box and clicks it, then writes down what was shown.
VISITOR = """
<script>
(async function () {
  var pause = function (ms) { return new Promise(function (done) { setTimeout(done, ms); }); };
  await pause(500);
  var shown = [];
  var boxes = nodes.get().filter(function (node) { return node.facts; });
  for (var box of boxes) {
    var spot = network.canvasToDOM(network.getPosition(box.id));
    var area = network.canvas.frame.canvas.getBoundingClientRect();
    network.canvas.frame.canvas.dispatchEvent(new MouseEvent("mousemove",
      { bubbles: true, clientX: area.left + spot.x, clientY: area.top + spot.y }));
    await pause(300);
    var tip = document.querySelector(".vis-tooltip");
    shown.push(tip && tip.style.visibility === "visible" ? tip.innerText : "");
    network.body.emitter.emit("click", { nodes: [box.id], edges: [] });
    shown.push(document.getElementById("facts").innerText);
  }
  var list = document.createElement("pre");
  list.id = "shown";
  list.textContent = boxes.length + " boxes, " +
    shown.filter(function (text) { return text; }).length + " texts\\n" + shown.join("\\n");
  document.body.appendChild(list);
})();
</script>
"""


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail("chromium is not installed, and on CI the page must be opened")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    return found


def opened(chromium: str, html: str, folder: Path) -> tuple[str, list[str]]:
    """The page's elements once its scripts have run, and what the browser complained of."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8", newline="\n")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [chromium, *FLAGS, profile, "--dump-dom", file.as_uri()]
    ran = subprocess.run(command, capture_output=True, timeout=180, check=True)
    complaints = ran.stderr.decode("utf-8", "replace").splitlines()
    return ran.stdout.decode("utf-8"), [line for line in complaints if "CONSOLE" in line]


def title(dom: str) -> str:
    return re.search(r"<title>(.*?)</title>", dom)[1]


@pytest.mark.parametrize("drawn", [dairy, large, spiteful, answer])
def test_it_draws_under_its_own_policy_without_a_complaint(chromium, tmp_path, drawn):
    dom, complaints = opened(chromium, shown(drawn(), head()), tmp_path)

    assert "<canvas" in dom
    assert title(dom) == "Recall"
    assert complaints == []


def test_no_stored_name_runs_even_without_the_policy_and_when_shown(chromium, tmp_path):
    html = shown(spiteful(), replace(SPITEFUL_HEAD, title=f"Recall {SPITE[0]}"))
    open_, found = re.subn(r"<meta http-equiv=[^>]*>", "", html)
    assert found == 1

    dom, complaints = opened(chromium, open_.replace("</body>", VISITOR + "</body>"), tmp_path)

    assert "<canvas" in dom
    assert title(dom).startswith("Recall &lt;img")
    assert not re.search(r"<img|<svg", dom.partition("<body>")[2].replace("</script", ""))
    assert "24 boxes, 48 texts" in dom
    assert complaints == []


def test_a_foreign_script_is_stopped_by_the_policy(chromium, tmp_path):
    html = shown(answer(), head())
    foreign = html.replace("</body>", "<script>document.title = 'ran'</script></body>")

    dom, complaints = opened(chromium, foreign, tmp_path)

    assert title(dom) == "Recall"
    assert len(complaints) == 1
