"""Where each batch, operation and party stands in a picture.

Lanes run left to right with the material; within a lane each node is as level with its neighbours
as the others let it.
The same nodes and links give the same picture in whatever order they come, so that two people
who look at one recall see one thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from visualize.ordering import Lanes, swept, untangled
from visualize.ranks import Ends, backward_links, ranks
from visualize.spacing import heights

LANE_GAP = 320.0
ROW_GAP = 78.0

# Above this many nodes a link that skips lanes is drawn straight: the room it would be given
# costs more lines than it saves.
ROUTED_NODES = 400
ROUTED_STOPS = 1_500

STOP_ROOM = 0.5
"""How much of a row a link needs that only passes a lane."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing to be placed.

    `time` (ISO text, or empty) decides between equals. `least` is the first lane it may stand
    in. `first` keeps it at the left end; `last` puts it in the lane at the right end, which
    belongs to such nodes alone.
    """

    node_id: str
    time: str = ""
    least: int = 0
    first: bool = False
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
    """Links that close a loop (rework) or come back from the right end: those that do not point to
    the right."""


def layout(
    nodes: Iterable[Node],
    links: Iterable[tuple[str, str]],
    lane_gap: float = LANE_GAP,
    row_gap: float = ROW_GAP,
) -> Layout:
    """Every node in the lane of its process level, ordered so that few links cross.

    A node stands one lane right of the furthest of its inputs, or, where it has none, one lane
    left of the first that it goes into. A loop is opened at the link
    that returns to where material came in, so its steps still read left to right. Within a lane
    the order follows the neighbours, at first the time, then the id; each stands as level with
    its neighbours as the others let it. Takes time in proportion to nodes and links. Links from
    or to unknown nodes, and from a node to itself, take no part.
    """
    known = list({node.node_id: node for node in sorted(nodes, key=_seed)}.values())
    if not known:
        return Layout({}, {}, ())
    ids = [node.node_id for node in known]
    ends = _ends(ids, links)
    backward = backward_links(len(ids), ends)
    lane_of = ranks(
        [node.least for node in known],
        [node.first for node in known],
        [node.last for node in known],
        ends[~backward],
    )
    backward |= lane_of[ends[:, 0]] >= lane_of[ends[:, 1]]
    spans, stops = _stops(len(ids), ends, backward, lane_of)
    lane_of = np.concatenate([lane_of, np.array([lane for _, lane in stops], dtype=np.int64)])
    lanes = _ordered(len(ids), lane_of, spans)
    room = np.full(len(lane_of), row_gap)
    room[len(ids) :] *= STOP_ROOM
    down = heights(lanes, lane_of, spans, room)
    across = lane_of * lane_gap
    points = [Point(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
    bends: dict[tuple[str, str], tuple[Point, ...]] = {}
    for ((source, target), _), point in zip(stops, points[len(ids) :], strict=True):
        link = ids[source], ids[target]
        bends[link] = (*bends.get(link, ()), point)
    return Layout(
        positions=dict(zip(ids, points, strict=False)),
        bends=bends,
        lanes=tuple(
            tuple(ids[node] for node in members.tolist() if node < len(ids)) for members in lanes
        ),
        backward=frozenset(
            (ids[source], ids[target]) for source, target in ends[backward].tolist()
        ),
    )


def _seed(node: Node) -> tuple[bool, str, str]:
    return (not node.time, node.time, node.node_id)


def _ends(ids: Sequence[str], links: Iterable[tuple[str, str]]) -> Ends:
    """The links between known nodes by their numbers, each once, in order."""
    number = {node_id: index for index, node_id in enumerate(ids)}
    known = [
        number[source] * len(ids) + number[target]
        for source, target in links
        if source in number and target in number and source != target
    ]
    pairs = np.unique(np.array(known, dtype=np.int64))
    return np.stack([pairs // len(ids), pairs % len(ids)], axis=1)


def _stops(
    count: int, ends: Ends, backward: NDArray[np.bool_], lane_of: NDArray[np.int64]
) -> tuple[Ends, list[tuple[tuple[int, int], int]]]:
    """Links cut into lane-to-lane spans, with a stop in each lane that a link passes."""
    skipped = np.maximum(lane_of[ends[:, 1]] - lane_of[ends[:, 0]] - 1, 0)
    if count > ROUTED_NODES or skipped.sum() > ROUTED_STOPS:
        return ends, []
    spans: list[tuple[int, int]] = []
    stops: list[tuple[tuple[int, int], int]] = []
    lane = lane_of.tolist()
    for source, target in ends[~backward].tolist():
        previous = source
        for passed in range(lane[source] + 1, lane[target]):
            stop = count + len(stops)
            stops.append(((source, target), passed))
            spans.append((previous, stop))
            previous = stop
        spans.append((previous, target))
    return np.array(spans, dtype=np.int64).reshape(-1, 2), stops


def _ordered(count: int, lane_of: NDArray[np.int64], spans: Ends) -> Lanes:
    """The nodes of each lane from top to bottom; of a small picture the crossings are counted."""
    by_lane = np.argsort(lane_of, kind="stable")
    cuts = np.searchsorted(lane_of[by_lane], np.arange(1, int(lane_of.max()) + 1))
    lanes = list(np.split(by_lane, cuts))
    lanes = swept(lanes, lane_of, spans)
    if count > ROUTED_NODES:
        return lanes
    near = spans[lane_of[spans[:, 1]] - lane_of[spans[:, 0]] == 1]
    return untangled(lanes, near)
