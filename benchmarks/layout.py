"""The layout of pictures beside dagre's, and by itself: `uv run python -m benchmarks.layout`.

Crossings are counted in the finished pictures, in the same way for both: pairs of lines between
cards and bends that cross. dagre comes by `npm ci --ignore-scripts --prefix benchmarks`; without
it, or without the recorded workflows, what is missing is left out and said so.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines import engine
from benchmarks.machine import machine
from genealogy.engine.opening import open_database
from loaders.loading import load
from queries.trace import trace
from visualize.drawing import placeable
from visualize.layout import LANE_GAP, ROW_GAP, Layout, Node, layout
from visualize.picture import picture

HERE = Path(__file__).parent
RUNS = 7
DEMO = (("demo: recall of CUL-2231", "CUL-2231", "forward"), ("demo: YOG-0040", "YOG-0040", "both"))
SIZES = (1_000, 5_000, 25_000, 100_000)
OF_DAGRE = 1_000
"""Plants above this size are not given to dagre: it would take minutes."""

Path2 = list[list[float]]


@dataclass(frozen=True, slots=True)
class Graph:
    """What is to be placed."""

    name: str
    nodes: list[Node]
    links: list[tuple[str, str]]


def main() -> None:
    """Prints the two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layout", description=__doc__)
    parser.add_argument("--wfinstances", type=Path, default=Path("../shared/data/wfinstances"))
    asked = parser.parse_args()
    print(", ".join(f"{word}: {text}" for word, text in machine().items()))
    graphs = [*demo(), *workflows(asked.wfinstances)]
    _beside_dagre([*graphs, plant(OF_DAGRE)])
    print("\n| nodes | links | ms | µs a node |\n|---|---|---|---|")
    for size in SIZES:
        graph = plant(size)
        seconds = _placed(graph)[1]
        per = 1e6 * seconds / size
        print(f"| {size:,} | {len(graph.links):,} | {1000 * seconds:.1f} | {per:.1f} |")


def _beside_dagre(graphs: list[Graph]) -> None:
    print("\n| picture | nodes | links | crossings | dagre's | ms | dagre's |")
    print("|---|---|---|---|---|---|---|")
    theirs = _dagre(graphs)
    for graph in graphs:
        where, seconds = _placed(graph)
        answer = next(theirs, None)
        crossed, ms = (
            (f"{crossings(answer['paths']):,}", f"{answer['ms']:.0f}") if answer else ("-", "-")
        )
        print(
            f"| {graph.name} | {len(graph.nodes)} | {len(graph.links)} "
            f"| {crossings(list(_paths(graph, where))):,} | {crossed} "
            f"| {1000 * seconds:.1f} | {ms} |"
        )


def _placed(graph: Graph) -> tuple[Layout, float]:
    """The picture, and the median of some warm runs."""
    where = layout(graph.nodes, graph.links)
    seconds = []
    for _ in range(RUNS):
        gc.collect()
        started = time.perf_counter()
        layout(graph.nodes, graph.links)
        seconds.append(time.perf_counter() - started)
    return where, statistics.median(seconds)


def _paths(graph: Graph, where: Layout) -> Iterator[Path2]:
    for source, target in graph.links:
        inner = where.bends.get((source, target), ())
        spots = (where.positions[source], *inner, where.positions[target])
        yield [[spot.x, spot.y] for spot in spots]


def crossings(paths: list[Path2]) -> int:
    """How many pairs of straight lines of the paths cross, ends that meet aside."""
    lines = np.array([(*one, *other) for path in paths for one, other in pairwise(path)]).reshape(
        -1, 4
    )
    start, end = lines[:, :2], lines[:, 2:]
    found = 0
    for number in range(len(lines) - 1):
        rest = slice(number + 1, None)
        across = _sides(start[number], end[number], start[rest], end[rest])
        along = _sides(start[rest], end[rest], start[number], end[number])
        found += int((across & along).sum())
    return found


def _sides(a: Any, b: Any, c: Any, d: Any) -> Any:
    """Whether c and d lie on different sides of the line from a to b."""
    return _turn(a, b, c) * _turn(a, b, d) < -1e-6


def _turn(a: Any, b: Any, c: Any) -> Any:
    one, other = b - a, c - a
    return one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]


def _dagre(graphs: list[Graph]) -> Iterator[dict[str, Any]]:
    if not (HERE / "node_modules" / "@dagrejs").is_dir():
        print("\ndagre is left out: npm ci --ignore-scripts --prefix benchmarks")
        return
    lines = [
        json.dumps(
            {
                "nodes": [{"id": node.node_id, "width": 214, "height": 48} for node in graph.nodes],
                "links": graph.links,
                "lane_gap": LANE_GAP - 214,
                "row_gap": ROW_GAP - 48,
            }
        )
        for graph in graphs
        for _ in range(2)  # the first run warms it up
    ]
    done = subprocess.run(
        ["node", HERE / "dagre.mjs"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    yield from map(json.loads, done.stdout.splitlines()[1::2])


def demo() -> Iterator[Graph]:
    """Scopes of the demo plant."""
    with engine("embedded") as settings, open_database(settings) as database:
        with as_file(files("demo").joinpath("exports")) as folder:
            load(database, [folder])
        for name, batch, direction in DEMO:
            answer = trace(database, [batch], direction, settings)  # type: ignore[arg-type]
            yield Graph(name, *placeable(picture(answer.to_dict())))


def workflows(folder: Path) -> Iterator[Graph]:
    """Recorded runs of computing workflows: files and tasks (wfcommons.org)."""
    for path in sorted(folder.glob("*.json")):
        text = json.loads(path.read_text(encoding="utf-8"))
        links: set[tuple[str, str]] = set()
        for task in text["workflow"]["specification"]["tasks"]:
            links |= {(f"file {each}", task["id"]) for each in task["inputFiles"]}
            links |= {(task["id"], f"file {each}") for each in task["outputFiles"]}
        names = sorted({end for link in links for end in link})
        yield Graph(
            path.stem, [Node(name, least=int(name[:5] != "file ")) for name in names], sorted(links)
        )


def plant(nodes: int, lanes: int = 8) -> Graph:
    """A plant of so many nodes, each fed by two of the lane before that are near it in time."""
    chance = random.Random(7)
    width = nodes // lanes
    links = {
        (f"{lane - 1}-{min(max(spot + chance.randint(-9, 9), 0), width - 1)}", f"{lane}-{spot}")
        for lane in range(1, lanes)
        for spot in range(width)
        for _ in range(2)
    }
    known = [Node(f"{lane}-{spot}", f"{spot:06}") for lane in range(lanes) for spot in range(width)]
    return Graph(f"plant of {nodes:,}", known, sorted(links))


if __name__ == "__main__":
    main()
