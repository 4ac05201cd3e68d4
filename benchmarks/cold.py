"""What one waits for who asks first on a day: `uv run python -m benchmarks.cold`.

Loads the plant into the embedded engine, ends the engine, starts it again, and times the first
answer with about 1,000 batches in scope, and the second. Each is taken once. (The operating
system still has the files in memory.)
"""

from __future__ import annotations

import argparse
import time

from benchmarks.checking import answer_is_right
from benchmarks.contenders.ours import Ours
from benchmarks.engines import engine
from benchmarks.machine import machine
from benchmarks.plant import BenchmarkPlant
from benchmarks.questions import sized
from genealogy.engine import embedded
from genealogy.engine.opening import open_database


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=100_000)
    plant = BenchmarkPlant(parser.parse_args().batches)
    print(", ".join(f"{word}: {text}" for word, text in machine().items()))
    question = sized(plant, 1_000, forward=True)
    assert question, "the plant is too small for a scope of 1,000 batches"
    with engine("embedded") as settings:
        with open_database(settings) as database:
            facts = Ours("embedded", "", database, settings, None).load(plant.facts())
        embedded.stop(settings.data)
        begun = time.perf_counter()
        with open_database(settings) as database:
            print(f"{facts:,} facts: the engine starts in {time.perf_counter() - begun:.1f} s")
            contender = Ours("embedded", "", database, settings, None)
            for word in ("first", "second"):
                before, asked = contender.seconds, time.perf_counter()
                text = contender.answer(question)
                seconds, bare = time.perf_counter() - asked, contender.seconds - before
                answer_is_right(question.known, text)
                print(
                    f"{word} answer, {len(question.known.batches):,} batches in scope: "
                    f"{1000 * seconds:.0f} ms, {1000 * bare:.0f} ms of them statements"
                )


if __name__ == "__main__":
    main()
