"""Where 4^30 paths lead to 120 batches: the cost follows the links, and nothing comes twice."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Fact
from genealogy.verdict import Direction
from queries.recall import recall
from queries.trace import Trace, trace
from tests.plants import consumed, lots, own, produced, shipped, state

LAYERS, WIDTH, CHAINS = 30, 4, 10


def mixed_diamond() -> list[Fact]:
    """start -> 4 batches -> 4 operations that each take of all 4 -> 4 batches -> ... -> end."""
    facts = [consumed("start", "open")]
    facts += [produced("open", f"m-0-{at}") for at in range(WIDTH)]
    for layer in range(1, LAYERS + 1):
        for at in range(WIDTH):
            operation = f"mix-{layer}-{at}"
            facts += [consumed(f"m-{layer - 1}-{each}", operation) for each in range(WIDTH)]
            facts.append(produced(operation, f"m-{layer}-{at}"))
    facts += [consumed(f"m-{LAYERS}-{at}", "close") for at in range(WIDTH)]
    return [*facts, produced("close", "end")]


def ladder() -> list[Fact]:
    """first -> 10 chains beside one another, none of which meets another -> last."""
    facts = [consumed("first", "part")]
    for chain in range(CHAINS):
        facts.append(produced("part", f"c-{chain}-0"))
        for step in range(1, LAYERS + 1):
            facts.append(consumed(f"c-{chain}-{step - 1}", f"step-{chain}-{step}"))
            facts.append(produced(f"step-{chain}-{step}", f"c-{chain}-{step}"))
        facts.append(consumed(f"c-{chain}-{LAYERS}", "join"))
    return [*facts, produced("join", "last")]


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    state(
        shared_graph,
        [
            *mixed_diamond(),
            *ladder(),
            *(shipped(f"m-{LAYERS}-{at}", f"shop-{at}", "0.5") for at in range(WIDTH)),
            *(shipped(f"m-{layer}-0", "canteen", "0.1") for layer in (7, 14, 21)),
        ],
    )
    return shared_graph


@pytest.mark.parametrize(("direction", "origin"), [("forward", "start"), ("backward", "end")])
def test_every_batch_and_link_of_the_diamond_is_there_once(
    plant: Database, direction: Direction, origin: str
) -> None:
    answer = trace(plant, [origin], direction)

    everything = {f"m-{layer}-{at}" for layer in range(LAYERS + 1) for at in range(WIDTH)}
    assert sorted(row["lot"] for row in answer.batches) == sorted({*everything, "start", "end"})
    assert sorted((row["source"], row["target"], row["type"]) for row in answer.links) == sorted(
        {(fact.source, fact.target, fact.type) for fact in mixed_diamond()}
    )
    assert len(answer.operations) == LAYERS * WIDTH + 2
    assert max(row["level"] for row in answer.batches) == LAYERS + 2


@pytest.mark.parametrize(
    ("direction", "of_diamond", "of_ladder"),
    [("forward", "start", "first"), ("backward", "end", "last")],
)
def test_the_diamond_costs_as_much_as_a_ladder_with_as_many_links(
    plant: Database, direction: Direction, of_diamond: str, of_ladder: str
) -> None:
    diamond, ladder = (trace(plant, [origin], direction) for origin in (of_diamond, of_ladder))
    assert len(diamond.links) == pytest.approx(len(ladder.links), rel=0.05)
    assert lots(ladder) == {"first", "last"} | {
        f"c-{chain}-{step}" for chain in range(CHAINS) for step in range(LAYERS + 1)
    }

    # In turn, so that whatever else the machine does slows both.
    times = [
        [seconds(plant, origin, direction) for origin in (of_diamond, of_ladder)] for _ in range(5)
    ]
    diamond_seconds, ladder_seconds = (median(column) for column in zip(*times, strict=True))
    ratio = diamond_seconds / ladder_seconds
    print(
        f"\n{direction}: diamond {1000 * diamond_seconds:.0f} ms, "
        f"ladder {1000 * ladder_seconds:.0f} ms, ratio {ratio:.2f}"
    )

    assert ratio < 5


def test_ten_origins_that_overlap_give_what_each_gives_together_and_nothing_twice(
    plant: Database,
) -> None:
    origins = ["start", "m-0-0", "m-0-1", "m-3-2", "m-3-3", "m-10-0", "m-20-1", "m-29-3"]
    origins += ["m-30-0", "end"]
    assert len(origins) == 10

    together = recall(plant, origins)
    each = [recall(plant, [origin]) for origin in origins]

    batches = [row["batch_id"] for row in together.trace.batches]
    assert len(batches) == len(set(batches))
    assert set(batches) == {row["batch_id"] for one in each for row in one.trace.batches}
    assert links_of(together.trace) == sorted(
        {link for one in each for link in links_of(one.trace)}
    )
    assert deliveries_of(together.trace) == sorted(
        {row for one in each for row in deliveries_of(one.trace)}
    )
    assert len(together.trace.shipments) == 7
    assert {unit: float(amount) for unit, amount in together.shipped.items()} == {"kg": 2.3}
    assert {row["lot"] for row in together.trace.batches if row["origin"]} == set(origins)


def test_origins_of_both_shapes_do_not_mix(plant: Database) -> None:
    answer = trace(plant, ["m-29-0", "c-3-29"])

    assert lots(answer) == (
        {"m-29-0", *(f"m-30-{at}" for at in range(WIDTH)), "end"} | {"c-3-29", "c-3-30", "last"}
    )
    assert answer.origins == (own("c-3-29"), own("m-29-0"))


def seconds(database: Database, lot: str, direction: Direction) -> float:
    started = perf_counter()
    trace(database, [lot], direction)
    return perf_counter() - started


def links_of(answer: Trace) -> list[tuple[str, str, str, float]]:
    return sorted(
        (row["type"], row["source"], row["target"], row["quantity"]) for row in answer.links
    )


def deliveries_of(answer: Trace) -> list[tuple[str, str, float]]:
    return sorted(
        (row["batch_id"], row["customer_id"], row["quantity"]) for row in answer.shipments
    )
