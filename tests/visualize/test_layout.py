"""The layered layout: the same picture for the same facts, and readable."""

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.layout import crossings
from visualize.layout import LANE_GAP, ROW_GAP, Layout, Node, Point, layout

NAMES = [f"n{number}" for number in range(14)]
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=40)


def placed(links: list[tuple[str, str]], **times: str) -> Layout:
    names = {name for link in links for name in link}
    return layout([Node(name, times.get(name, "")) for name in names], links)


def crossed(links: list[tuple[str, str]], where: Layout) -> int:
    """How many pairs of lines cross, counted in the finished picture."""
    paths = []
    for link in links:
        spots = [where.positions[link[0]], *where.bends.get(link, ()), where.positions[link[1]]]
        paths.append([[spot.x, spot.y] for spot in spots])
    return crossings(paths)


def plant(nodes: int, lanes: int) -> tuple[list[Node], list[tuple[str, str]]]:
    chance = random.Random(7)
    width = nodes // lanes
    links = [
        (f"{lane - 1}-{chance.randrange(width)}", f"{lane}-{spot}")
        for lane in range(1, lanes)
        for spot in range(width)
        for _ in range(2)
    ]
    return [Node(f"{lane}-{spot}") for lane in range(lanes) for spot in range(width)], links


def test_material_flows_from_left_to_right():
    where = placed([("milk", "mix"), ("culture", "mix"), ("mix", "cup"), ("milk", "cup")])

    assert where.lanes == (("culture", "milk"), ("mix",), ("cup",))
    assert where.positions["cup"].x == 2 * where.positions["mix"].x == 2 * LANE_GAP


def test_the_earlier_stands_above_where_nothing_else_decides():
    where = placed([("b", "mix"), ("a", "mix")], a="2026-10-03", b="2026-10-02")

    assert where.lanes[0] == ("b", "a")


def test_links_do_not_cross_where_they_need_not():
    where = placed([("a", "z"), ("b", "y"), ("c", "x")])

    assert where.lanes == (("a", "b", "c"), ("z", "y", "x"))


def test_a_link_that_skips_lanes_bends_around_what_stands_there():
    where = placed([("a", "b"), ("b", "c"), ("a", "c")])

    (bend,) = where.bends["a", "c"]
    assert bend.x == where.positions["b"].x
    assert abs(bend.y - where.positions["b"].y) >= ROW_GAP * 0.75


def test_a_rework_loop_ends_and_reads_from_left_to_right():
    where = placed([("start", "mix"), ("mix", "cook"), ("cook", "rest"), ("rest", "mix")])

    assert where.lanes == (("start",), ("mix",), ("cook",), ("rest",))
    assert where.backward == {("rest", "mix")}


def test_a_loop_without_a_start_and_a_link_to_itself_end():
    where = placed([("a", "b"), ("b", "a"), ("a", "a")])

    assert where.lanes == (("a",), ("b",))


def test_nothing_and_unknown_names_are_drawn_as_nothing():
    assert layout([], [("a", "b")]) == Layout({}, {}, ())


def test_customers_have_the_right_end_to_themselves():
    nodes = [Node("a"), Node("near", last=True), Node("b"), Node("far", last=True)]

    where = layout(nodes, [("a", "near"), ("a", "b"), ("b", "far")])

    assert [set(lane) for lane in where.lanes] == [{"a"}, {"b"}, {"near", "far"}]


@given(links=LINKS, order=st.randoms())
def test_the_order_of_the_facts_does_not_matter(links, order):
    nodes = [Node(name, name[-1]) for name in NAMES]
    first = layout(nodes, links)
    order.shuffle(nodes)
    order.shuffle(links)

    assert layout(nodes, links + links[:3]) == first


@given(links=LINKS)
def test_nothing_overlaps_and_only_loops_point_to_the_left(links):
    where = layout([Node(name) for name in NAMES], links)
    spots = [*where.positions.values(), *(spot for path in where.bends.values() for spot in path)]

    assert set(where.positions) == set(NAMES)
    for lane in {spot.x for spot in spots}:
        rows = sorted(spot.y for spot in spots if spot.x == lane)
        assert all(low - high >= ROW_GAP / 2 - 0.1 for high, low in pairwise(rows))
        cards = sorted(spot.y for spot in where.positions.values() if spot.x == lane)
        assert all(low - high >= ROW_GAP - 0.1 for high, low in pairwise(cards))
    assert abs(max(spot.y for spot in spots) + min(spot.y for spot in spots)) < 0.1
    for source, target in links:
        right = where.positions[source].x < where.positions[target].x
        assert right or source == target or (source, target) in where.backward


def test_parts_without_a_link_between_them_and_single_nodes_are_all_placed():
    where = layout([Node(name) for name in "abcde"], [("a", "b"), ("c", "d")])

    assert [set(lane) for lane in where.lanes] == [{"a", "c", "e"}, {"b", "d"}]
    assert layout([Node("a")], []).positions["a"] == Point(0, 0)


def test_what_has_no_input_stands_just_left_of_where_it_is_used():
    where = placed([("milk", "mix"), ("mix", "mass"), ("mass", "fill"), ("cup", "fill")])

    assert where.lanes[2] == ("mass", "cup") or where.lanes[2] == ("cup", "mass")
    assert not where.bends


def test_suppliers_have_the_left_end_and_keep_it():
    nodes = [Node("milk"), Node("mix"), Node("mass"), Node("fill"), Node("late", first=True)]

    where = layout(nodes, [*pairwise(("milk", "mix", "mass", "fill")), ("late", "fill")])

    assert where.positions["late"].x == 0


def test_a_graph_that_can_be_drawn_without_a_crossing_is():
    tree = [(f"{number}", f"{2 * number + side}") for number in range(1, 16) for side in (0, 1)]
    random.Random(3).shuffle(tree)
    far = [("1", "20"), ("1", "31")]

    assert crossed(tree + far, placed(tree + far)) == 0


def test_only_the_crossings_that_must_be_are_left():
    """Every pair of K(3,3) crosses but for its order: nine are the least that there are."""
    links = [(left, right) for left in "abc" for right in "xyz"]

    assert crossed(links, placed(links)) == 9


def test_time_grows_with_the_nodes_and_not_faster():
    """Ten times the plant takes about ten times as long, and not a hundred times."""
    small, large = plant(4_000, 8), plant(40_000, 8)
    layout(*small)

    def seconds(graph: tuple[list[Node], list[tuple[str, str]]]) -> float:
        return min(timed(graph) for _ in range(3))

    assert seconds(large) < 40 * seconds(small)


def timed(graph: tuple[list[Node], list[tuple[str, str]]]) -> float:
    started = time.process_time()
    where = layout(*graph)
    ended = time.process_time()
    assert len(where.positions) == len(graph[0])
    return ended - started
