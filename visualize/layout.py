"""Where each batch, operation and party stands in a picture.

Lanes run left to right with the material; within a lane the nodes are spread evenly and centred.
The same nodes and links give the same picture in whatever order they come, so that two people
who look at one recall see one thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LANE_GAP = 320.0
ROW_GAP = 78.0

# A tall picture is stretched to this share of width to height, so that its links stay legible.
BREADTH = 1.7
WIDEST_LANE = 900.0

# Above this many nodes a link that skips lanes is drawn straight: the room it would be given
# costs more lines than it saves.
ROUTED_NODES = 400
ROUTED_STOPS = 1_500

SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Node:
    """One thing to be placed.

    `time` (ISO text, or empty) decides between equals. `least` is the first lane it may stand
    in. `last` puts it in the lane at the right end, which belongs to such nodes alone.
    """

    node_id: str
    time: str = ""
    least: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture; x grows to the right, y downwards, the middle is at y = 0."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture's places: of every node, and of the bends of links that skip lanes."""

    positions: Mapping[str, Point]
    bends: Mapping[tuple[str, str], tuple[Point, ...]]
    lanes: tuple[tuple[str, ...], ...]
    backward: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Links that close a loop (rework): the only ones that point to the left."""


def layout(
    nodes: Iterable[Node],
    links: Iterable[tuple[str, str]],
    lane_gap: float = LANE_GAP,
    row_gap: float = ROW_GAP,
) -> Layout:
    """Every node in the lane of its process level, ordered so that few links cross.

    A node stands one lane right of the furthest of its inputs. A loop is opened at the link
    that returns to where the walk came in, so its steps still read left to right. Within a lane
    the order follows the neighbours (barycentre sweeps), at first the time, then the id.
    Links from or to unknown nodes, and from a node to itself, take no part.
    """
    known = list({node.node_id: node for node in sorted(nodes, key=_seed)}.values())
    number = {node.node_id: index for index, node in enumerate(known)}
    pairs = sorted(
        {
            (number[source], number[target])
            for source, target in links
            if source in number and target in number and source != target
        }
    )
    order, backward = _flow_order(len(known), pairs)
    ranks = _ranks(known, pairs, order, backward)
    spans, stops = _stops(len(known), pairs, ranks)
    lane_of = np.concatenate([ranks, np.array([rank for _, rank in stops], dtype=np.int64)])
    shares = _sweep(lane_of, spans)
    points = _points(lane_of, shares, lane_gap, row_gap)
    ids = [node.node_id for node in known]
    bends: dict[tuple[str, str], tuple[Point, ...]] = {}
    for ((source, target), _), point in zip(stops, points[len(ids) :], strict=True):
        link = ids[source], ids[target]
        bends[link] = (*bends.get(link, ()), point)
    return Layout(
        positions=dict(zip(ids, points, strict=False)),
        bends=bends,
        lanes=_lanes(ids, lane_of, shares),
        backward=frozenset((ids[source], ids[target]) for source, target in backward),
    )


def _seed(node: Node) -> tuple[bool, str, str]:
    return (not node.time, node.time, node.node_id)


def _flow_order(
    count: int, pairs: Sequence[tuple[int, int]]
) -> tuple[list[int], set[tuple[int, int]]]:
    """The nodes from upstream to downstream, and the links that close a loop.

    A depth-first walk: a link to a node that is still on the way back to the start closes a loop.
    """
    targets: list[list[int]] = [[] for _ in range(count)]
    fed = [False] * count
    for source, target in pairs:
        targets[source].append(target)
        fed[target] = True
    waiting, open_, done = 0, 1, 2
    state = [waiting] * count
    finished: list[int] = []
    backward: set[tuple[int, int]] = set()
    for start in sorted(range(count), key=lambda node: fed[node]):
        if state[start] != waiting:
            continue
        state[start] = open_
        walk = [(start, iter(targets[start]))]
        while walk:
            node, ahead = walk[-1]
            for target in ahead:
                if state[target] == waiting:
                    state[target] = open_
                    walk.append((target, iter(targets[target])))
                    break
                if state[target] == open_:
                    backward.add((node, target))
            else:
                state[node] = done
                finished.append(node)
                walk.pop()
    return finished[::-1], backward


def _ranks(
    nodes: Sequence[Node],
    pairs: Sequence[tuple[int, int]],
    order: Sequence[int],
    backward: set[tuple[int, int]],
) -> NDArray[np.int64]:
    """The lane of each node: its longest path from a start, without empty lanes."""
    targets: list[list[int]] = [[] for _ in nodes]
    for source, target in pairs:
        if (source, target) not in backward and not nodes[source].last:
            targets[source].append(target)
    ranks = [node.least for node in nodes]
    for source in order:
        beyond = ranks[source] + 1
        for target in targets[source]:
            ranks[target] = max(ranks[target], beyond)
    end = max(ranks, default=0) + 1
    reached = [end if node.last else rank for node, rank in zip(nodes, ranks, strict=True)]
    return np.unique(np.array(reached, dtype=np.int64), return_inverse=True)[1].reshape(-1)


def _stops(
    count: int, pairs: Sequence[tuple[int, int]], ranks: NDArray[np.int64]
) -> tuple[list[tuple[int, int]], list[tuple[tuple[int, int], int]]]:
    """Links cut into lane-to-lane spans, with a stop in each lane that a link passes."""
    lane = ranks.tolist()
    skipped = sum(max(lane[target] - lane[source] - 1, 0) for source, target in pairs)
    if count > ROUTED_NODES or skipped > ROUTED_STOPS:
        return list(pairs), []
    spans: list[tuple[int, int]] = []
    stops: list[tuple[tuple[int, int], int]] = []
    for source, target in pairs:
        previous = source
        for rank in range(lane[source] + 1, lane[target]):
            stop = count + len(stops)
            stops.append(((source, target), rank))
            spans.append((previous, stop))
            previous = stop
        spans.append((previous, target))
    return spans, stops


def _sweep(lane_of: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """How far down its lane each node stands, between 0 and 1, after the barycentre sweeps."""
    lanes = [np.flatnonzero(lane_of == lane) for lane in range(_lane_count(lane_of))]
    shares = np.zeros(len(lane_of))
    for members in lanes:
        shares[members] = _even(len(members))
    ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
    ends = ends[lane_of[ends[:, 0]] != lane_of[ends[:, 1]]]
    low = np.where((lane_of[ends[:, 0]] < lane_of[ends[:, 1]])[:, None], ends, ends[:, ::-1])
    from_left = _neighbours(lane_of, low[:, 1], low[:, 0], lanes)
    from_right = _neighbours(lane_of, low[:, 0], low[:, 1], lanes)
    for _ in range(SWEEPS):
        before = shares.copy()
        for lane in range(1, len(lanes)):
            _settle(shares, lanes[lane], *from_left[lane])
        for lane in range(len(lanes) - 2, -1, -1):
            _settle(shares, lanes[lane], *from_right[lane])
        if np.array_equal(before, shares):
            break
    for lane in range(1, len(lanes)):
        _settle(shares, lanes[lane], *from_left[lane])
    return shares


def _lane_count(lane_of: NDArray[np.int64]) -> int:
    return int(lane_of.max()) + 1 if len(lane_of) else 0


def _even(count: int) -> NDArray[np.float64]:
    return (np.arange(count) + 0.5) / max(count, 1)


def _neighbours(
    lane_of: NDArray[np.int64],
    here: NDArray[np.int64],
    there: NDArray[np.int64],
    lanes: Sequence[NDArray[np.int64]],
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each lane: the place in it of a link's one end, and the node at the other end."""
    place = np.zeros(len(lane_of), dtype=np.int64)
    for members in lanes:
        place[members] = np.arange(len(members))
    order = np.argsort(lane_of[here], kind="stable")
    cuts = np.searchsorted(lane_of[here][order], np.arange(len(lanes) + 1))
    parts = [order[start:end] for start, end in pairwise(cuts)]
    return [(place[here[part]], there[part]) for part in parts]


def _settle(
    shares: NDArray[np.float64],
    members: NDArray[np.int64],
    places: NDArray[np.int64],
    others: NDArray[np.int64],
) -> None:
    """Order one lane by the mean place of each node's neighbours; a node without any stays."""
    if len(members) < 2 or not len(others):
        return
    links = np.bincount(places, minlength=len(members))
    sums = np.bincount(places, weights=shares[others], minlength=len(members))
    wish = np.where(links > 0, sums / np.maximum(links, 1), shares[members])
    # Rounded, so that equal means stay equal however the sum was added up.
    order = np.argsort(np.round(wish, 9), kind="stable")
    shares[members[order]] = _even(len(members))


def _points(
    lane_of: NDArray[np.int64], shares: NDArray[np.float64], lane_gap: float, row_gap: float
) -> list[Point]:
    """Lanes and shares as points: the fullest lane has a row for each of its nodes."""
    if not len(lane_of):
        return []
    height = int(np.bincount(lane_of).max()) * row_gap
    stretched = BREADTH * height / max(_lane_count(lane_of) - 1, 1)
    across = np.round(lane_of * max(lane_gap, min(stretched, WIDEST_LANE)), 2).tolist()
    down = np.round((shares - 0.5) * height, 2).tolist()
    return [Point(x, y) for x, y in zip(across, down, strict=True)]


def _lanes(
    ids: Sequence[str], lane_of: NDArray[np.int64], shares: NDArray[np.float64]
) -> tuple[tuple[str, ...], ...]:
    """What stands in each lane, from top to bottom."""
    count = len(ids)
    lanes: list[list[str]] = [[] for _ in range(_lane_count(lane_of))]
    for index in np.lexsort((shares[:count], lane_of[:count])).tolist():
        lanes[int(lane_of[index])].append(ids[index])
    return tuple(tuple(lane) for lane in lanes)
