"""The explorer in a browser without a graphics card: `uv run python -m benchmarks.pages`.

Loads a plant, serves it, and opens answers of several sizes in headless Chromium: until the first
paint after the response, a frame of panning and of zooming, the path that hovering lights up, and
how much a first visit transfers. Medians; nothing is kept in the browser before.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.contenders.ours import Ours
from benchmarks.known import scope
from benchmarks.machine import machine
from benchmarks.plant import BenchmarkPlant, Lot
from benchmarks.questions import sized
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from tests.api.http.served import KEY, Served, serving
from tests.shell import Shell

BATCHES = 20_000
SIZES = (100, 1_000, 2_150)
"""Batches in scope; operations and customers come on top: about 300, 2,300 and 5,000 nodes."""
RUNS = 5
_FLAGS = ["--no-sandbox", "--disable-gpu"]
_FRAMES = """
async ([what, count]) => {
  const cy = document.getElementById("canvas")._cyreg.cy;
  const nodes = cy.nodes(":visible");
  const acts = {
    pan: (at) => cy.panBy({ x: at % 2 ? 40 : -40, y: 10 }),
    zoom: (at) => cy.zoom(cy.zoom() * (at % 2 ? 1.1 : 1 / 1.1)),
    hover: (at) => nodes[(at * 37) % nodes.length].emit("mouseover"),
  };
  const times = [];
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    const painted = new Promise((done) => cy.one("render", done));
    acts[what](at);
    await painted;
    times.push(performance.now() - began);
  }
  return times;
}
"""
_PAINTED = """
() => {
  const all = performance.getEntriesByType("resource");
  const asked = all.find((each) => each.name.includes("/v1/graphs"));
  const [painted] = performance.getEntriesByName("painted");
  return painted && painted.startTime - asked.responseEnd;
}
"""
_WEIGHT = """
() => performance.getEntriesByType("resource").filter((each) => each.name.includes("/static/"))
  .reduce((sum, each) => sum + each.transferSize, 0)
  + performance.getEntriesByType("navigation")[0].transferSize
"""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--batches", type=int, default=BATCHES, help="size of the plant")
    asked = parser.parse_args()
    print(", ".join(f"{word}: {text}" for word, text in machine().items()))
    plant = BenchmarkPlant(asked.batches)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = Settings(data=folder / "data")
        with open_database(settings) as database:
            Ours("embedded", "", database, settings, None).load(plant.facts())
        shell = Shell(folder, settings.data, {"GENEALOGY_API_KEY": KEY})
        with serving(shell) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=_FLAGS
            )
            print(f"Chromium {browser.version}, no GPU")
            for size in SIZES:
                _measure(browser, served, _origins(plant, size))
        shell.run("engine", "stop")


def _origins(plant: BenchmarkPlant, size: int) -> tuple[str, ...]:
    """A batch that has about so many in scope, or as many beside each other as have."""
    if (question := sized(plant, size, forward=True)) is not None:
        return question.origins
    origins: list[Lot] = []
    while len(scope(plant, origins, forward=True).lots) < size:
        origins.append(Lot("item", 0, plant.width // 4 + len(origins)))
    return tuple(lot.id for lot in origins)


def _measure(browser: Browser, served: Served, batches: tuple[str, ...]) -> None:
    paints: list[float] = []
    frames: dict[str, list[float]] = {"pan": [], "zoom": [], "hover": []}
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        asked = "&".join(f"batch={quote(batch)}" for batch in batches)
        page.goto(f"{served.url}/?{asked}&direction=forward#key={KEY}")
        page.wait_for_selector("#table [role=tab]")
        found = _painted(page)
        paints.append(found)
        for what in frames:
            frames[what] += page.evaluate(_FRAMES, [what, 10])
        counts, weight = page.inner_text("#counts"), page.evaluate(_WEIGHT)
        context.close()
    told = ", ".join(
        f"{what} {statistics.median(times):.0f} ms (worst {max(times):.0f})"
        for what, times in frames.items()
    )
    print(f"{counts}\n  first paint {statistics.median(paints):.0f} ms after the response, {told};")
    print(f"  {weight / 1000:.0f} kB for a first visit, without the answer")


def _painted(page: Page) -> float:
    for _ in range(600):
        if found := page.evaluate(_PAINTED):
            return float(found)
        page.wait_for_timeout(100)
    raise TimeoutError("the picture was never painted")


if __name__ == "__main__":
    main()
