"""The benchmark's known answers beside a graph that is made of the generator's facts alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache

import networkx
import pytest

from benchmarks.bars import bars
from benchmarks.checking import WrongAnswer, walk_is_right
from benchmarks.contenders.networkx import Networkx
from benchmarks.known import known, mixed, scope
from benchmarks.plant import HUBS, LAST, REWORK_EVERY, BenchmarkPlant, Lot, Run
from benchmarks.questions import sized
from benchmarks.shapes import DIAMOND, LADDER
from benchmarks.workloads import Measure
from genealogy.facts import Consumption, Fact, Production, Receipt, Shipment, StockCount

PLANT = BenchmarkPlant(4_000)
MIDDLE = REWORK_EVERY // 2
LOOP = [Lot("item", 3, MIDDLE), Lot("rework", 3, MIDDLE)]


@cache
def facts() -> list[Fact]:
    return list(PLANT.facts())


@cache
def graph() -> networkx.DiGraph[str]:
    """Batches and operations, as the facts join them."""
    found: networkx.DiGraph[str] = networkx.DiGraph()
    links = [each for each in facts() if isinstance(each, Consumption | Production)]
    found.add_edges_from((each.source, each.target) for each in links)
    assert found.number_of_edges() == len(links)
    return found


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize(
    "lot",
    [
        Lot("item", 0, 0),
        Lot("item", 0, PLANT.width - 1),
        Lot("item", LAST, 0),
        Lot("item", LAST, PLANT.width - 1),
        Lot("salt", 10_000, 0),
        Lot("feed", 100_000, 0),
        *LOOP,
    ],
)
def test_a_known_answer_is_what_the_facts_lead_to(lot: Lot, forward: bool) -> None:
    batches = {each.target for each in facts() if isinstance(each, Production | Receipt)}
    walked = networkx.descendants if forward else networkx.ancestors
    nodes = walked(graph(), lot.id) | {lot.id}
    ends = graph().out_edges(nodes) if forward else graph().in_edges(nodes)

    answer = known(PLANT, [lot], forward=forward)

    assert answer.batches == nodes & batches
    assert {(a, b) if used else (b, a) for a, b, used, _ in answer.links} == set(ends)
    assert answer.shipments == {
        (each.source, each.target, float(each.quantity or 0))
        for each in facts()
        if isinstance(each, Shipment) and each.source in nodes
    }


def test_each_fact_is_stated_once_and_every_batch_and_run_is_in_balance() -> None:
    rest: Counter[str] = Counter()
    for each in facts():
        if isinstance(each, Consumption | Production | Receipt | Shipment | StockCount):
            rest[each.source] -= each.quantity or Decimal(0)  # type: ignore[assignment]
            rest[each.target] += each.quantity or Decimal(0)  # type: ignore[assignment]

    assert len({each.key for each in facts()}) == len(facts())
    inside = {node: kg for node, kg in rest.items() if node.startswith("own/")}
    assert len(inside) > 2 * PLANT.batches * 0.9
    assert not any(inside.values())


def test_rework_goes_round_in_a_loop() -> None:
    loop = {lot.id for lot in LOOP} | {Run("make", level, MIDDLE).id for level in (3, 4)}

    assert loop in networkx.strongly_connected_components(graph())


def test_all_of_a_mixed_origin_is_shipped_or_left_in_the_last_level() -> None:
    origin = Lot("salt", max(HUBS), 0)

    amounts = mixed(PLANT, origin)

    ends = [lot.id for lot in scope(PLANT, [origin], forward=True).lots if lot.of == LAST]
    assert sum(amounts[each] for each in ends) == pytest.approx(amounts[origin.id])


@pytest.mark.parametrize("forward", [True, False])
def test_questions_are_of_the_size_that_is_wanted(forward: bool) -> None:
    for size in (10, 1_000):
        question = sized(PLANT, size, forward=forward)
        assert question
        assert size / 1.5 <= len(question.known.batches) <= size * 1.5
    assert sized(PLANT, 100_000, forward=forward) is None


def test_the_diamond_and_the_ladder_have_as_many_links() -> None:
    assert len(DIAMOND.known().links) == pytest.approx(len(LADDER.known().links), rel=0.01)


def test_a_bar_is_told_as_not_held_where_time_grows_with_the_plant() -> None:
    def seen(batches: int, seconds: float) -> Measure:
        return Measure(
            batches, "embedded", "answer", "forward", 1_000, 1_000, 3_000, 15, seconds, seconds
        )

    for seconds, holds in ((0.3, True), (0.31, False)):
        (bar,) = bars([seen(100_000, 0.2), seen(1_000_000, seconds)])
        assert bar.holds is holds


def test_an_answer_without_one_of_its_links_is_wrong() -> None:
    origin = Lot("item", 0, MIDDLE)
    answer = known(PLANT, [origin], forward=True)
    whole, torn = Networkx(), Networkx()
    whole.load(facts())
    last = max(link for link in answer.links if link[2])
    torn.load(each for each in facts() if (each.source, each.target) != last[:2])

    walk_is_right(whole, answer, whole.walk([origin.id], forward=True))
    with pytest.raises(WrongAnswer, match="1 missing"):
        walk_is_right(torn, answer, torn.walk([origin.id], forward=True))
