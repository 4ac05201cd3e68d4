"""How fast an export loads beside the bare statements: `uv run python -m benchmarks.loading`.

Writes an export of many rows, loads it into each engine, and prints the facts a second, what
reading and mapping alone take, the memory of the loading process, what loading the same file
again takes, and what an extract takes that overlaps it. The bare statements, fed with prepared
rows in the same chunks, nodes included, are timed in the same run: that is the bar.
"""

from __future__ import annotations

import argparse
import csv
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES, engine
from genealogy.engine.database import Database, Transaction
from genealogy.engine.opening import open_database
from genealogy.facts import Consumption
from genealogy.nouns import Noun
from genealogy.settings import Settings
from genealogy.times import now_text
from loaders.chunk import Known, plan
from loaders.finding import read_parts
from loaders.gathering import MappedRow, gather
from loaders.loading import load
from loaders.relationships import NEW_FACTS
from loaders.writing import MATERIALS, NODES

HEADER = ("Order", "Sequence", "Item No", "Lot", "Quantity", "Unit", "Consumed At")
CHUNK = 10_000


def write_export(path: Path, rows: int, first: int = 0) -> Path:
    """An export of consumptions: ten to an order, five of a lot."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(first, first + rows):
            day, minute = 1 + number // 60_000 % 28, number % 60
            writer.writerow(
                (
                    f"WO-{number // 10:07}",
                    number % 10 + 1,
                    f"10{number // 5 % 50:02}",
                    f"L-{number // 5:07}",
                    "24.25",
                    "kg",
                    f"2026-10-{day:02}T12:{minute:02}:00+08:00",
                )
            )
    return path


def mapped(path: Path) -> Iterator[MappedRow]:
    """The rows of the export, read and mapped."""
    ((part,), _) = read_parts(path, None)
    for record in part.records():
        assert isinstance(record.outcome, tuple)
        yield MappedRow(record.number, record.outcome)


def bare(database: Database, path: Path) -> float:
    """Seconds that the bare statements take: rows prepared beforehand, chunk by chunk."""
    seconds = 0.0
    rows = mapped(path)
    made: dict[Noun, set[str]] = {noun: set() for noun in Noun}
    while chunk := list(islice(rows, CHUNK)):
        prepared = plan(gather(chunk, "bare"), Known({}, {}, {}))
        nodes = {
            noun: [row for row in its if row["id"] not in made[noun]]
            for noun, its in prepared.nodes.items()
        }
        for noun, its in nodes.items():
            made[noun].update(row["id"] for row in its)
        new = {row["id"] for row in nodes.get(Noun.BATCH, ())}
        materials = [row for row in prepared.materials if row["batch_id"] in new]

        def work(
            transaction: Transaction,
            nodes: dict[Noun, list[dict[str, Any]]] = nodes,
            materials: list[dict[str, str]] = materials,
            facts: list[dict[str, Any]] = prepared.creations[Consumption],
        ) -> None:
            for noun, its in nodes.items():
                transaction.run(NODES[noun], rows=its)
            transaction.run(MATERIALS, rows=materials)
            transaction.run(NEW_FACTS[Consumption], rows=facts)

        started = time.perf_counter()
        database.write(work)
        seconds += time.perf_counter() - started
    return seconds


def loading(settings: Settings, path: Path) -> tuple[float, int, int]:
    """Seconds, new facts, and the most memory in MB that a loading process of its own took.

    The seconds begin where the engine runs and answers, as those of the bare statements do.
    """
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_load, (settings, path))


def _load(settings: Settings, path: Path) -> tuple[float, int, int]:
    with open_database(settings) as database:
        started = time.perf_counter()
        run = load(database, [path])
        seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return seconds, sum(each.facts_new for each in run.receipts), memory


def main() -> None:
    """Prints the figures of each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {now_text()}")
    print(f"genealogy {version('genealogy')}, arcadedb {version('arcadedb-embedded')}")
    with tempfile.TemporaryDirectory() as folder:
        export = write_export(Path(folder) / "consumption.csv", asked.rows)
        later = write_export(Path(folder) / "overlap.csv", asked.rows // 10, asked.rows * 19 // 20)
        started = time.perf_counter()
        count = sum(1 for _ in mapped(export))
        seconds = time.perf_counter() - started
        print(f"reading and mapping alone: {count / seconds:,.0f} rows a second")
        for name in asked.engine or ENGINES:
            figures(name, export, later, asked.rows)


def figures(name: str, export: Path, later: Path, rows: int) -> None:
    """The figures of one engine: the bare statements and the load each begin with an empty one."""
    with engine(name) as settings, open_database(settings) as database:
        floor = bare(database, export)
    with engine(name) as settings:
        seconds, facts, memory = loading(settings, export)
        again, _, _ = loading(settings, export)
        overlap, new, _ = loading(settings, later)
    print(
        f"{name}: bare statements {rows / floor:,.0f} facts a second; loading "
        f"{facts / seconds:,.0f}, which is {floor / seconds:.2f} of it; {memory:,} MB\n"
        f"  the same file again {again:.1f} s of {seconds:.1f} s; "
        f"an overlapping extract {rows / 10 / overlap:,.0f} rows a second, {new:,} new facts"
    )


if __name__ == "__main__":
    main()
