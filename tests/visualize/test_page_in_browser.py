"""The page in a real browser: it draws, and no stored name ever runs."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser import dumped
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


def opened(html: str, folder: Path) -> tuple[str, list[str]]:
    """The page's elements once its scripts have run, and what the browser complained of."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8", newline="\n")
    return dumped(file.as_uri(), folder)


def title(dom: str) -> str:
    return re.search(r"<title>(.*?)</title>", dom)[1]


@pytest.mark.parametrize("drawn", [dairy, large, spiteful, answer])
def test_it_draws_under_its_own_policy_without_a_complaint(tmp_path, drawn):
    dom, complaints = opened(shown(drawn(), head()), tmp_path)

    assert "<canvas" in dom
    assert title(dom) == "Recall"
    assert complaints == []


def test_no_stored_name_runs_even_without_the_policy_and_when_shown(tmp_path):
    html = shown(spiteful(), replace(SPITEFUL_HEAD, title=f"Recall {SPITE[0]}"))
    open_, found = re.subn(r"<meta http-equiv=[^>]*>", "", html)
    assert found == 1

    dom, complaints = opened(open_.replace("</body>", VISITOR + "</body>"), tmp_path)

    assert "<canvas" in dom
    assert title(dom).startswith("Recall &lt;img")
    assert not re.search(r"<img|<svg", dom.partition("<body>")[2].replace("</script", ""))
    assert "24 boxes, 48 texts" in dom
    assert complaints == []


def test_a_foreign_script_is_stopped_by_the_policy(tmp_path):
    html = shown(answer(), head())
    foreign = html.replace("</body>", "<script>document.title = 'ran'</script></body>")

    dom, complaints = opened(foreign, tmp_path)

    assert title(dom) == "Recall"
    assert len(complaints) == 1
