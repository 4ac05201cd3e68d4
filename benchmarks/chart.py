"""A chart of the walks: time over scope, a line for each engine, a row for each plant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from benchmarks.workloads import Measure

_COLOURS = {
    "embedded": "#0072b2",
    "neo4j": "#56b4e9",
    "postgres": "#d55e00",
    "sqlite": "#e69f00",
    "networkx": "#666666",
}
_MARKS = {"embedded": "o", "neo4j": "s", "postgres": "^", "sqlite": "v", "networkx": "x"}


def chart(measures: Sequence[Measure], path: Path) -> None:
    """Writes an SVG: the same figures give the same bytes; its text stays text."""
    plants = sorted({each.batches for each in measures})
    with matplotlib.rc_context({"svg.hashsalt": "genealogy", "svg.fonttype": "none"}):
        figure = Figure(figsize=(9, 0.6 + 3.4 * len(plants)), layout="constrained")
        axes = figure.subplots(len(plants), 2, sharex=True, sharey=True, squeeze=False)
        for row, batches in enumerate(plants):
            for column, direction in enumerate(("forward", "backward")):
                each = axes[row, column]
                lines = _lines(measures, batches, direction)
                for engine, points in lines.items():
                    each.plot(
                        *zip(*points, strict=True),
                        label=engine,
                        color=_COLOURS[engine],
                        marker=_MARKS[engine],
                        markersize=5,
                        linewidth=1.2,
                    )
                each.set(xscale="log", yscale="log", title=f"{direction}, {batches:,} batches")
                each.minorticks_off()
                each.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
                each.set_xlabel("batches in scope")
                each.set_ylabel("milliseconds, median")
        shown = {line.get_label(): line for each in axes.flat for line in each.lines}
        figure.legend(
            list(shown.values()), list(shown), loc="outside upper center", ncols=5, frameon=False
        )
        figure.savefig(path, format="svg", metadata={"Date": None})


def _lines(
    measures: Sequence[Measure], batches: int, direction: str
) -> dict[str, list[tuple[int, float]]]:
    """For each engine, scope and milliseconds of its walks."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for each in measures:
        if (each.form, each.batches, each.work) == ("walk", batches, direction):
            lines.setdefault(each.engine, []).append((each.scope, 1000 * each.median))
    return lines
