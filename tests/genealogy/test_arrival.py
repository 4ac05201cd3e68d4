"""What time allows, against every single way that a brute-force search finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as some

from genealogy.arrival import Arrivals, arrivals, ends
from genealogy.graph import Link
from genealogy.times import utc_text
from genealogy.walk import BATCH, OPERATION, Node, reached, steps

DAY = datetime(2026, 10, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def link(batch: str, operation: str, at: float | None, *, consumed: bool) -> Link:
    time = None if at is None else utc_text(DAY + at * HOUR)
    key = f"{batch}|{operation}|{consumed}|{at}"
    return Link(batch, operation, consumed, True, None, None, time, None, None, key)


def used(batch: str, operation: str, at: float | None = None) -> Link:
    return link(batch, operation, at, consumed=True)


def made(operation: str, batch: str, at: float | None = None) -> Link:
    return link(batch, operation, at, consumed=False)


def found(links: Sequence[Link], late: float = 0, *, forward: bool = True) -> Arrivals:
    return arrivals(["a"], links, late * HOUR, forward=forward)


def batches(arrived: Arrivals) -> set[str]:
    return {name for kind, name in arrived.clocks if kind == BATCH}


def test_material_arrives_when_the_latest_link_of_its_earliest_way_was() -> None:
    arrived = found(
        [used("a", "mix", 1), made("mix", "b", 3), used("a", "boil", 2), made("boil", "b", 2.5)]
    )

    assert arrived.at((BATCH, "b")) == "2026-10-01T02:30:00Z"
    assert arrived.at((BATCH, "a")) is None


def test_what_was_made_before_the_material_came_leaves() -> None:
    assert batches(found([used("a", "mix", 5), made("mix", "b", 3)])) == {"a"}


@pytest.mark.parametrize(("late", "stays"), [(1.9, False), (2, True), (3, True)])
def test_it_stays_while_the_posting_may_be_late(late: float, stays: bool) -> None:
    assert ("b" in batches(found([used("a", "mix", 5), made("mix", "b", 3)], late))) is stays


def test_small_delays_do_not_add_up_to_going_back_in_time() -> None:
    links = [used("a", "mix", 5), made("mix", "b", 4), used("b", "fill", 3), made("fill", "c", 2)]

    assert batches(found(links, 1)) == {"a", "b"}
    assert batches(found(links, 3)) == {"a", "b", "c"}


def test_a_link_without_a_time_stays_and_keeps_what_was_known() -> None:
    links = [used("a", "mix", 5), made("mix", "b"), used("b", "fill", 4), made("fill", "c", 9)]

    assert batches(found(links)) == {"a", "b"}
    assert batches(found(links[1:], 0)) == {"a"}
    assert batches(found([used("a", "mix"), *links[1:]])) == {"a", "b", "c"}


def test_one_of_several_uses_in_time_is_enough() -> None:
    links = [used("a", "mix", 1), used("a", "mix", 8), made("mix", "b", 4)]

    assert batches(found(links)) == {"a", "b"}


def test_a_loop_ends_and_brings_nothing_back_in_time() -> None:
    links = [
        *(used("a", "mix", 5), made("mix", "b", 6)),
        *(used("b", "rework", 1), made("rework", "a", 2)),
        *(used("b", "fill", 7), made("fill", "c", 8)),
    ]

    arrived = found(links)

    assert batches(arrived) == {"a", "b", "c"}
    assert not arrived.allow((BATCH, "b"), utc_text(DAY + HOUR))
    assert arrived.allow((BATCH, "b"), utc_text(DAY + 6 * HOUR))
    assert arrived.allow((BATCH, "b"), None)
    assert not arrived.allow((OPERATION, "rework"), None)


def test_backward_it_is_when_material_can_have_left_at_the_latest() -> None:
    links = [made("mix", "a", 3), used("b", "mix", 2), used("c", "mix", 5), used("d", "mix", 3.5)]

    arrived = found(links, 1, forward=False)

    assert batches(arrived) == {"a", "b", "d"}
    assert arrived.at((BATCH, "b")) == "2026-10-01T02:00:00Z"
    assert arrived.at((BATCH, "d")) == "2026-10-01T03:00:00Z"


def test_times_at_the_ends_of_the_calendar_are_times() -> None:
    first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
    links = [
        Link("a", "mix", True, True, None, None, last, None, None, "1"),
        Link("b", "mix", False, True, None, None, first, None, None, "2"),
    ]

    for forward in (True, False):
        assert batches(found(links, 24, forward=forward)) == {"a"}
    assert found(links[:1]).at((OPERATION, "mix")) == last


# Random plants against all their ways

BATCHES, OPERATIONS = "abcde", "pqrs"
links_of_plants = some.lists(
    some.builds(
        link,
        some.sampled_from(BATCHES),
        some.sampled_from(OPERATIONS),
        some.one_of(some.none(), some.integers(0, 6)),
        consumed=some.booleans(),
    ),
    max_size=9,
)


def ways(links: Sequence[Link], origins: Sequence[str], *, forward: bool) -> Iterator[list[Link]]:
    """Every way from the origins that goes over no link twice."""
    waiting: list[tuple[Node, list[Link]]] = [((BATCH, each), []) for each in origins]
    while waiting:
        node, way = waiting.pop()
        yield way
        for each in links:
            tail, head = ends(each, forward=forward)
            if tail == node and each not in way:
                waiting.append((head, [*way, each]))


def possible(way: Sequence[Link], late: timedelta) -> bool:
    """Whether true times exist that are in order, each at most `late` before the recorded one."""
    true = datetime.min.replace(tzinfo=UTC)
    for each in way:
        if each.occurred_at is not None:
            recorded = datetime.fromisoformat(each.occurred_at)
            true = max(true, recorded - late)  # as early as it can have been
            if true > recorded:
                return False
    return True


@given(
    links_of_plants,
    some.lists(some.sampled_from(BATCHES), min_size=1, max_size=2, unique=True),
    some.sampled_from([0, 1, 2.5, 10]),
    some.booleans(),
)
@examples(max_examples=400, deadline=None)
def test_a_node_leaves_only_where_no_way_to_it_is_possible_in_time(
    links: list[Link], origins: list[str], hours: float, forward: bool
) -> None:
    links = list({each.fact_key: each for each in links}.values())
    late = hours * HOUR
    reachable: dict[Node, list[list[Link]]] = {}
    for way in ways(links, origins, forward=forward):
        in_order = way if forward else way[::-1]
        if possible(in_order, late):
            end = ends(way[-1], forward=forward)[1] if way else None
            for node in [end] if end else [(BATCH, each) for each in origins]:
                reachable.setdefault(node, []).append(way)

    arrived = arrivals(origins, links, late, forward=forward)

    assert set(arrived.clocks) == set(reachable)
    assert set(arrived.clocks) <= reached(origins, steps(links, forward=forward))
    for node, its in reachable.items():
        best = [_deciding(way, forward=forward) for way in its]
        expected = None if None in best else (min if forward else max)(t for t in best if t)
        assert arrived.at(node) == expected
    for each in links:
        tail, _ = ends(each, forward=forward)
        on_a_way = any(
            possible([*way, each] if forward else [each, *way[::-1]], late)
            for way in reachable.get(tail, [])
        )
        assert arrived.allow(tail, each.occurred_at) == on_a_way


def _deciding(way: Sequence[Link], *, forward: bool) -> str | None:
    """The latest time on a way; backward the earliest. All the texts are of one length."""
    times = [each.occurred_at for each in way if each.occurred_at is not None]
    return (max if forward else min)(times) if times else None
