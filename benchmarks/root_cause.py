"""How often a planted cause comes first, and how long that takes in a large graph.

uv run python -m benchmarks.root_cause
uv run python -m benchmarks.root_cause --batches 1000000 --engine embedded --keep FOLDER
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from statistics import median

from benchmarks.causes import BAD, CAUSES, GOOD, Plant, Planted, planted
from benchmarks.contenders import Unavailable
from benchmarks.contenders.ours import Ours, ours
from benchmarks.engines import ENGINES
from benchmarks.known import known
from benchmarks.machine import machine
from benchmarks.plant import LAST, BenchmarkPlant, Lot
from benchmarks.timing import timed
from benchmarks.workloads import loaded, say
from genealogy.facts import (
    Consumption,
    Description,
    EquipmentUse,
    Fact,
    OperatorAssignment,
    ProcessValue,
    Production,
    Receipt,
)
from genealogy.graph import Link, Movement, Operation
from genealogy.identity import batch_id
from genealogy.outcomes import Inspection
from genealogy.root_cause.finding import Found, find
from genealogy.root_cause.ranking import Ranked, ranked
from genealogy.root_cause.suspects import Run, Suspect, Upstream, Value
from genealogy.shifts import EIGHT_HOURS, parse_shifts
from genealogy.times import utc_text
from genealogy.walk import BATCH, OPERATION
from queries.root_cause import FALSE_DISCOVERIES, RootCause

SALT = Suspect("batch", batch_id("own", "salt", "salt-0"))
ASKED_BAD, ASKED_GOOD = 100, 1_000


def main() -> int:
    """Runs what was asked for; 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.root_cause", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="plants of each cause")
    parser.add_argument("--batches", type=int, help="size of a plant whose answer is timed instead")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="both, if none is named")
    parser.add_argument("--keep", type=Path, help="folder of loaded graphs, for another run")
    asked = parser.parse_args()
    print("Seen on " + ", ".join(f"{word}: {text}" for word, text in machine().items()) + ".\n")
    if not asked.batches:
        print("\n".join(first_places(asked.seeds)))
        return 0
    plant = BenchmarkPlant(asked.batches)
    for name in asked.engine or ENGINES:
        keep = asked.keep and asked.keep.absolute() / f"{name}-{asked.batches}"
        try:
            with ours(name, keep) as contender:
                print("\n".join(speed(plant, contender)))
        except Unavailable as reason:
            say(str(reason))
    return 0


def first_places(seeds: int) -> Iterator[str]:
    """A table: for each cause how often it came first, and what overlap alone would have said."""
    yield f"{BAD} bad and {GOOD} good batches, {seeds} plants of each cause.\n"
    yield (
        "| planted | it comes first | a suspect is called likely "
        "| rank of the salt, here | by overlap alone |"
    )
    yield "|---|---|---|---|---|"
    for cause in CAUSES:
        first = likely = 0
        salt: list[int] = []
        by_overlap: list[int] = []
        for seed in range(seeds):
            plant = planted(cause, seed)
            rows = ranked(found(plant), len(plant.bad)).rows
            first += any(told(each) for told in plant.causes for each in rows[0].members)
            likely += rows[0].q < FALSE_DISCOVERIES
            salt.append(_place(rows))
            by_overlap.append(_place(sorted(rows, key=lambda row: -row.contrast.bad)))
        shown = f"{first} of {seeds}" if cause != "none" else ""
        yield (
            f"| {cause} | {shown} | {likely} of {seeds} | {median(salt):g} | "
            f"{median(by_overlap):g} |"
        )


def _place(rows: list[Ranked]) -> int:
    """At which place the salt is that goes into everything."""
    return next(number for number, row in enumerate(rows, 1) if SALT in row.members)


def speed(plant: BenchmarkPlant, contender: Ours) -> Iterator[str]:
    """How long the suspects of many batches take, held against the generator's own upstream."""
    loaded(plant, contender)
    begin = plant.width // 4
    lots = [Lot("item", LAST, begin + at) for at in range(ASKED_BAD + ASKED_GOOD)]
    bad = [lot.id for lot in lots[ASKED_GOOD // 2 : ASKED_GOOD // 2 + ASKED_BAD]]
    good = [lot.id for lot in lots if lot.id not in set(bad)]
    upstream = known(plant, lots, forward=False)

    def check(answer: RootCause) -> None:
        assert {name for kind, name in answer.found.reach if kind == BATCH} == upstream.batches

    def ask() -> RootCause:
        return contender.root_cause(bad, good)

    timing = timed(ask, check, lambda: contender.seconds)
    suspects = len(ask().suspects)
    one_by_one = sum(len(known(plant, [lot], forward=False).links) for lot in lots)
    yield (
        f"{contender.version}, {plant.batches:,} batches: {len(bad):,} bad and {len(good):,} good, "
        f"{len(upstream.batches):,} batches and {len(upstream.links):,} links upstream "
        f"({one_by_one:,} if each batch were walked by itself), {suspects:,} suspects: "
        f"median {timing.median:.2f} s, p95 {timing.p95:.2f} s, of these "
        f"{median(timing.database):.2f} s in statements."
    )


def found(planted: Planted) -> Found:
    """The suspects of a plant, found in its facts without an engine."""
    batches = [*planted.bad, *planted.good]
    return find(batches, upstream(planted.plant), UTC, parse_shifts(EIGHT_HOURS))


def upstream(plant: Plant) -> Upstream:
    """What the facts of a plant say, as it would be fetched from a graph."""
    facts = plant.facts
    operations = {
        each.id: Operation(each.id, **each.properties)  # type: ignore[arg-type]
        for each in facts
        if isinstance(each, Description)
    }
    return Upstream(
        [_link(each) for each in facts if isinstance(each, Consumption | Production)],
        operations,
        [_supply(each) for each in facts if isinstance(each, Receipt)],
        [Run(use.source, use.target, _at(use)) for use in facts if isinstance(use, EquipmentUse)],
        [Run(each.source, each.target) for each in facts if isinstance(each, OperatorAssignment)],
        [],
        [
            Value(OPERATION, each.source, operations[each.source].recipe or "", _test(each))
            for each in facts
            if isinstance(each, ProcessValue)
        ],
    )


def _test(fact: ProcessValue) -> Inspection:
    value = float(fact.quantity or 0)
    return Inspection(fact.characteristic or "", value, fact.unit or "", None, None, "", "", "")


def _link(fact: Consumption | Production) -> Link:
    consumed = isinstance(fact, Consumption)
    batch, operation = (fact.source, fact.target) if consumed else (fact.target, fact.source)
    return Link(batch, operation, consumed, True, fact.quantity, fact.unit, _at(fact), None, None,
                fact.key)  # fmt: skip


def _supply(fact: Receipt) -> Movement:
    return Movement("SUPPLIED", True, fact.target, fact.source, fact.quantity, None, fact.unit,
                    None, fact.document, None, None, None, None, None, fact.key)  # fmt: skip


def _at(fact: Fact) -> str | None:
    return utc_text(fact.occurred_at) if fact.occurred_at else None


if __name__ == "__main__":
    sys.exit(main())
