"""In what order nodes stand in their lanes, so that few links cross.

Barycentre sweeps (Sugiyama and others, 1981) for pictures of any size. Small ones are looked at
more closely: every two neighbours in a lane change places where that saves a crossing.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from visualize.ranks import Ends

Lanes = list[NDArray[np.int64]]
"""The nodes of each lane, from top to bottom."""

SWEEPS = 6
CLOSE_SWEEPS = 24
PATIENCE = 4


def swept(lanes: Lanes, lane_of: NDArray[np.int64], spans: Ends) -> Lanes:
    """The lanes ordered by the mean place of each node's neighbours, in sweeps to and fro."""
    shares = np.zeros(len(lane_of))
    for members in lanes:
        shares[members] = _even(len(members))
    from_left, from_right = sides(lanes, lane_of, spans)
    ordered = list(lanes)
    for _ in range(SWEEPS):
        before = shares.copy()
        for near, lane in _to_and_fro(len(lanes), from_left, from_right):
            ordered[lane] = _settled(shares, lanes[lane], *near[lane])
        if np.array_equal(before, shares):
            break
    for lane in range(1, len(lanes)):
        ordered[lane] = _settled(shares, lanes[lane], *from_left[lane])
    return ordered


Joined = NDArray[np.float32]
"""1 where a node of a lane, a row, is linked with one of the lane beside it, a column."""

Side = list[tuple[NDArray[np.int64], NDArray[np.int64]]]
"""For each lane the links to one side: the place in the lane of the one end, and the other end."""


def sides(lanes: Lanes, lane_of: NDArray[np.int64], spans: Ends) -> tuple[Side, Side]:
    """The links of each lane to the left, and those to the right."""
    ends = spans[lane_of[spans[:, 0]] != lane_of[spans[:, 1]]]
    low = np.where((lane_of[ends[:, 0]] < lane_of[ends[:, 1]])[:, None], ends, ends[:, ::-1])
    place = np.zeros(len(lane_of), dtype=np.int64)
    for members in lanes:
        place[members] = np.arange(len(members))

    def side(here: NDArray[np.int64], there: NDArray[np.int64]) -> Side:
        order = np.argsort(lane_of[here], kind="stable")
        cuts = np.searchsorted(lane_of[here][order], np.arange(len(lanes) + 1))
        parts = [order[start:end] for start, end in pairwise(cuts)]
        return [(place[here[part]], there[part]) for part in parts]

    return side(low[:, 1], low[:, 0]), side(low[:, 0], low[:, 1])


def _to_and_fro(count: int, left: Side, right: Side) -> list[tuple[Side, int]]:
    there = [(left, lane) for lane in range(1, count)]
    return there + [(right, lane) for lane in range(count - 2, -1, -1)]


def _even(count: int) -> NDArray[np.float64]:
    return (np.arange(count) + 0.5) / max(count, 1)


def _settled(
    shares: NDArray[np.float64],
    members: NDArray[np.int64],
    places: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.int64]:
    """One lane by the mean share of each node's neighbours; a node without any stays."""
    if len(members) > 1 and len(others):
        links = np.bincount(places, minlength=len(members))
        sums = np.bincount(places, weights=shares[others], minlength=len(members))
        wish = np.where(links > 0, sums / np.maximum(links, 1), shares[members])
        # Rounded, so that equal means stay equal however the sum was added up.
        shares[members[np.argsort(np.round(wish, 9), kind="stable")]] = _even(len(members))
    return members[np.argsort(shares[members], kind="stable")]


def untangled(lanes: Lanes, spans: Ends) -> Lanes:
    """The lanes with as few crossings as sweeps and changes of places find.

    Every span joins lanes that stand side by side. Works with a matrix for each two lanes, so it
    is meant for some hundred nodes and the stops of their links.
    """
    crossing = Crossings(lanes, spans)
    best, fewest, waited = list(lanes), crossing.total(lanes), 0
    now = list(lanes)
    for sweep in range(CLOSE_SWEEPS):
        now = crossing.swept(now, last_first=bool(sweep % 2))
        now = crossing.changed(now)
        total = crossing.total(now)
        waited += 1
        if total < fewest:
            best, fewest, waited = list(now), total, 0
        if not fewest or waited > PATIENCE:
            break
    return best


class Crossings:
    """What crosses between lanes that stand side by side, for any order of their nodes.

    Lanes are given as node numbers; inside, each lane has an order of places 0, 1, 2, ...
    """

    def __init__(self, lanes: Lanes, spans: Ends) -> None:
        self._place = {
            node: (lane, place)
            for lane, members in enumerate(lanes)
            for place, node in enumerate(members.tolist())
        }
        self._first = lanes
        self._joined = [
            np.zeros((len(one), len(other)), dtype=np.float32) for one, other in pairwise(lanes)
        ]
        for source, target in spans.tolist():
            (lane, low), (_, high) = self._place[source], self._place[target]
            self._joined[lane][low, high] = 1

    def total(self, lanes: Lanes) -> int:
        """How many pairs of links cross."""
        orders = self._orders(lanes)
        found = 0.0
        for joined, (one, other) in zip(self._joined, pairwise(orders), strict=True):
            links = joined[np.ix_(one, other)]
            above = np.zeros_like(links)
            above[1:] = np.cumsum(links, axis=0)[:-1]
            found += float((links * _below(above)).sum(dtype=np.float64))
        return round(found)

    def swept(self, lanes: Lanes, *, last_first: bool) -> Lanes:
        """The lanes after one sweep to the right and one back."""
        orders = self._orders(lanes)
        for lane in range(1, len(orders)):
            links = self._joined[lane - 1][orders[lane - 1]].T
            orders[lane] = _by_mean(orders[lane], links, last_first=last_first)
        for lane in range(len(orders) - 2, -1, -1):
            links = self._joined[lane][:, orders[lane + 1]]
            orders[lane] = _by_mean(orders[lane], links, last_first=last_first)
        return self._lanes(orders)

    def changed(self, lanes: Lanes) -> Lanes:
        """The lanes after neighbours changed places wherever that saved a crossing."""
        orders = self._orders(lanes)
        touched = set(range(len(orders)))
        for _ in range(CLOSE_SWEEPS):
            looked_at, touched = sorted(touched), set()
            for lane in looked_at:
                order = _neighbours_changed(orders[lane], self._sides(orders, lane))
                if not np.array_equal(order, orders[lane]):
                    orders[lane] = order
                    touched |= {lane - 1, lane + 1} & set(range(len(orders)))
            if not touched:
                break
        return self._lanes(orders)

    def _sides(self, orders: Lanes, lane: int) -> list[Joined]:
        """The links of a lane to each side that it has, other ends in their order."""
        sides: list[Joined] = []
        if lane:
            sides.append(self._joined[lane - 1][orders[lane - 1]].T)
        if lane < len(orders) - 1:
            sides.append(self._joined[lane][:, orders[lane + 1]])
        return sides

    def _orders(self, lanes: Lanes) -> Lanes:
        return [
            np.array([self._place[node][1] for node in members.tolist()], dtype=np.int64)
            for members in lanes
        ]

    def _lanes(self, orders: Lanes) -> Lanes:
        return [members[order] for members, order in zip(self._first, orders, strict=True)]


def _by_mean(order: NDArray[np.int64], links: Joined, *, last_first: bool) -> NDArray[np.int64]:
    """An order by the mean place of the neighbours; equals keep theirs, or turn it round."""
    number = links.sum(axis=1)
    mean = (links @ np.arange(links.shape[1], dtype=np.float32)) / np.maximum(number, 1)
    fed = order[number[order] > 0]
    if last_first:
        fed = fed[::-1]
    ordered = order.copy()
    ordered[number[order] > 0] = fed[np.argsort(np.round(mean[fed], 4), kind="stable")]
    return ordered


def _neighbours_changed(order: NDArray[np.int64], sides: list[Joined]) -> NDArray[np.int64]:
    """An order in which no two neighbours cross less the other way round."""
    order = order.copy()
    looked_at = [(links, _below(links)) for links in sides]
    still = 0
    for turn in range(2 * len(order)):
        first = np.arange(turn % 2, len(order) - 1, 2)
        upper, lower = order[first], order[first + 1]
        saved = np.zeros(len(first))
        for links, below in looked_at:
            saved += (below[upper] * links[lower] - below[lower] * links[upper]).sum(axis=1)
        first = first[saved > 0]
        order[first], order[first + 1] = order[first + 1], order[first]
        still = 0 if len(first) else still + 1
        if still == 2:
            break
    return order


def _below(links: Joined) -> Joined:
    """How many links of the same node end further down."""
    below = np.zeros_like(links)
    below[:, :-1] = np.cumsum(links[:, ::-1], axis=1)[:, -2::-1]
    return below
