"""How long a recall takes beside the bare database: `uv run python -m benchmarks.scope`.

Loads the benchmark plant into each engine, asks the forward answer of a batch with about 1,000
batches in scope, checks it against the known one, and prints the whole answer's time and the
part of it that the database took for its statements. With --cold the embedded engine is stopped
after loading, and the first answer after its start is timed, once: that is what a user waits for
who asks for the first time on a day. (The operating system still has the files in memory.)
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
from genealogy.engine import embedded
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
    parser.add_argument("--cold", action="store_true", help="the first answer after a start")
    asked = parser.parse_args()
    plant = BenchmarkPlant(asked.batches)
    print(f"{platform.machine()}, Python {platform.python_version()}, {plant.batches:,} batches")
    if asked.cold:
        with engine("embedded") as settings:
            _cold(settings, plant)
        return
    with suppress(Unavailable):
        for name in ENGINES:
            with engine(name) as settings, open_database(settings) as database:
                _run(name, database, settings, plant)


def _cold(settings: Settings, plant: BenchmarkPlant) -> None:
    with open_database(settings) as database:
        _load(database, plant)
    origin, known = _question(plant)
    embedded.stop(settings.data)
    begun = time.perf_counter()
    with open_database(settings) as database:
        ready = time.perf_counter()
        for word in ("cold", "again"):
            before, asked = database.seconds, time.perf_counter()
            text = recall(database, [origin], settings).to_dict()
            answered, bare = time.perf_counter() - asked, database.seconds - before
            assert {row["batch_id"] for row in text["batches"]} == known
            print(
                f"embedded, {word}: scope {len(known):,} batches: answer {1000 * answered:.0f} ms, "
                f"database {1000 * bare:.0f} ms"
            )
    print(f"embedded: the start before it took {ready - begun:.1f} s")


def _question(plant: BenchmarkPlant) -> tuple[str, set[str]]:
    """A batch with about 1,000 batches in scope, and these."""
    middle = plant.width // 2
    scopes = {index: plant.forward_scope(0, index) for index in range(middle, middle + 40)}
    index = min(scopes, key=lambda each: abs(len(scopes[each]) - 1_000))
    return plant.lot(0, index), scopes[index]


def _run(name: str, database: Database, settings: Settings, plant: BenchmarkPlant) -> None:
    started = time.perf_counter()
    facts = _load(database, plant)
    seconds = time.perf_counter() - started
    print(f"{name}: loaded {facts:,} facts in {seconds:.0f} s, {facts / seconds:,.0f} a second")
    origin, known = _question(plant)
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
