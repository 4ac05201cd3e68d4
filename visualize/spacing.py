"""How far down each node stands, once its lane and its place in it are known.

A node wants to be level with its neighbours; those above and below keep their distance. The two
together are a monotone regression, which is solved exactly and in linear time.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from visualize.ordering import Lanes, Side, sides
from visualize.ranks import Ends

PASSES = 4
LOOSEST = 5.0
FILLED = 0.8
"""A lane with few nodes keeps them apart until it fills this share of the picture's height, but
no further apart than LOOSEST rows."""


def heights(
    lanes: Lanes, lane_of: NDArray[np.int64], spans: Ends, room: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The y of each node; the picture's middle is 0. `room` is how much height each needs."""
    y = np.zeros(len(lane_of))
    tallest = max(float(room[members].sum()) for members in lanes)
    offsets = [_offsets(room[members], tallest) for members in lanes]
    for members, offset in zip(lanes, offsets, strict=True):
        y[members] = offset - offset.mean()
    left, right = sides(lanes, lane_of, spans)
    both = [
        (np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]]))
        for one, other in zip(left, right, strict=True)
    ]
    order = range(len(lanes))
    for turn in range(PASSES):
        near: Side = (left, right, both, both)[turn % 4]
        for lane in order if turn % 2 == 0 else reversed(order):
            _level(y, lanes[lane], offsets[lane], *near[lane])
    middle = (float(y.min()) + float(y.max())) / 2
    return np.round(y - middle, 2) + 0.0  # no -0.0, which JSON would tell


def _offsets(room: NDArray[np.float64], tallest: float) -> NDArray[np.float64]:
    """How far below the first of its lane each node stands at least."""
    loose: float = min(max(FILLED * tallest / float(room.sum()), 1.0), LOOSEST)
    steps = (room[1:] + room[:-1]) / 2 * loose
    offsets = np.zeros(len(room))
    offsets[1:] = np.cumsum(steps)
    return offsets


def _level(
    y: NDArray[np.float64],
    members: NDArray[np.int64],
    offset: NDArray[np.float64],
    places: NDArray[np.int64],
    others: NDArray[np.int64],
) -> None:
    """Puts one lane as level with its neighbours as the distances allow."""
    if not len(others):
        return
    links = np.bincount(places, minlength=len(members))
    sums = np.bincount(places, weights=y[others], minlength=len(members))
    # Rounded, so that the sum's order does not show.
    wish = np.round(np.where(links > 0, sums / np.maximum(links, 1), y[members]), 6)
    if len(members) == 1:
        y[members] = wish
        return
    # Who has no neighbour on this side gives way to those that have.
    weights = np.where(links > 0, 1.0, 0.1)
    y[members] = isotonic_regression(wish - offset, weights=weights).x + offset
