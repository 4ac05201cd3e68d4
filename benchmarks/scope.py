"""How long a recall takes beside the bare database: `uv run python -m benchmarks.scope`.

Loads the benchmark plant into each engine, asks the forward answer of a batch with about 1,000
batches in scope, checks it against the known one, and prints the whole answer's time and the
part of it that the database took for its statements.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from contextlib import suppress
from itertools import islice

from benchmarks.engines import ENGINES, engine
from benchmarks.plant import BenchmarkPlant
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from loaders.gathering import MappedRow
from loaders.writing import write_chunk
from queries.recall import recall
from tests.neo4j_server import Unavailable

CHUNK = 10_000
RUNS = 15


def main() -> None:
    """Runs the benchmark on both engines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=200_000)
    plant = BenchmarkPlant(parser.parse_args().batches)
    print(f"{platform.machine()}, Python {platform.python_version()}, {plant.batches:,} batches")
    with suppress(Unavailable):
        for name in ENGINES:
            with engine(name) as settings, open_database(settings) as database:
                _run(name, database, settings, plant)


def _run(name: str, database: Database, settings: Settings, plant: BenchmarkPlant) -> None:
    started = time.perf_counter()
    facts = _load(database, plant)
    seconds = time.perf_counter() - started
    print(f"{name}: loaded {facts:,} facts in {seconds:.0f} s, {facts / seconds:,.0f} a second")
    middle = plant.width // 2
    scopes = {index: plant.forward_scope(0, index) for index in range(middle, middle + 40)}
    index = min(scopes, key=lambda each: abs(len(scopes[each]) - 1_000))
    origin, known = plant.lot(0, index), scopes[index]
    whole, bare = [], []
    for _ in range(RUNS):
        before, begun = database.seconds, time.perf_counter()
        answer = recall(database, [origin], settings)
        text = answer.to_dict()
        whole.append(time.perf_counter() - begun)
        bare.append(database.seconds - before)
        assert {row["batch_id"] for row in text["batches"]} == known
    ratio = statistics.median(a / b for a, b in zip(whole, bare, strict=True))
    print(
        f"{name}: scope {len(known):,} batches, {len(text['links']):,} links, "
        f"{len(text['shipments']):,} shipments: answer {1000 * statistics.median(whole):.0f} ms, "
        f"database {1000 * statistics.median(bare):.0f} ms, ratio {ratio:.2f}"
    )


def _load(database: Database, plant: BenchmarkPlant) -> int:
    facts, number = plant.facts(), 0
    while chunk := list(islice(facts, CHUNK)):
        rows = [MappedRow(number + at, (fact,)) for at, fact in enumerate(chunk, 1)]
        number += len(chunk)
        write_chunk(database, rows, "benchmark", lambda _: {"status": "done", "rows_rejected": 0})
    return number


if __name__ == "__main__":
    main()
