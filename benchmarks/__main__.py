"""Our engines beside what one would write without them: `uv run python -m benchmarks`.

For each size of plant every engine is loaded and asked the same questions, one engine after the
other. Each answer is held against the generator's own before its time counts. Prints tables, and
writes `results.json`, `results.md` and `chart.svg` into the folder `--out`.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

from benchmarks.bars import bars
from benchmarks.chart import chart
from benchmarks.contenders import NAMES, Contender, Unavailable
from benchmarks.contenders.networkx import in_memory
from benchmarks.contenders.ours import ours
from benchmarks.contenders.postgres import postgres
from benchmarks.contenders.sqlite import sqlite
from benchmarks.machine import machine
from benchmarks.plant import BenchmarkPlant
from benchmarks.questions import questions
from benchmarks.tables import tables
from benchmarks.workloads import Results, examine, say
from genealogy.errors import GenealogyError


def main() -> int:
    """Runs what was asked for; 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--batches", type=int, action="append", help="size of a plant: 100000")
    parser.add_argument("--engine", action="append", choices=NAMES, help="all, if none is named")
    parser.add_argument("--out", type=Path, default=Path("benchmarks", "results"))
    parser.add_argument("--keep", type=Path, help="folder of loaded graphs, for another run")
    asked = parser.parse_args()
    results, where = Results(), machine()
    for batches in sorted(set(asked.batches or [100_000])):
        plant = BenchmarkPlant(batches)
        say(f"{batches:,} batches: the known answers")
        its = questions(plant)
        for name in asked.engine or NAMES:
            keep = asked.keep and asked.keep.absolute() / f"{name}-{batches}"
            try:
                with _opened(name, keep) as contender:
                    where[name] = contender.version
                    examine(plant, its, contender, results)
            except (Unavailable, GenealogyError) as reason:
                where[name] = f"left out: {reason}"
                say(str(reason))
            _write(results, where, asked.out)
    print((asked.out / "results.md").read_text(encoding="utf-8"))
    return 1 if results.wrong else 0


def _opened(name: str, keep: Path | None) -> AbstractContextManager[Contender]:
    if name == "postgres":
        return postgres()
    if name == "sqlite":
        return sqlite()
    return in_memory() if name == "networkx" else ours(name, keep)


def _write(results: Results, where: dict[str, str], out: Path) -> None:
    """All figures until now, so that a long run that ends early has told something."""
    out.mkdir(parents=True, exist_ok=True)
    head = ", ".join(f"{word}: {text}" for word, text in where.items())
    text = f"Seen on {head}.\n\n{tables(results)}"
    (out / "results.md").write_text(text, encoding="utf-8")
    told = {
        "where": where,
        "measures": [asdict(each) for each in results.measures],
        "bars": [asdict(each) | {"holds": each.holds} for each in bars(results.measures)],
        "wrong": results.wrong,
    }
    (out / "results.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if any(each.form == "walk" for each in results.measures):
        chart(results.measures, out / "chart.svg")


if __name__ == "__main__":
    sys.exit(main())
