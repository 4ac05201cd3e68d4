"""In which lane each node stands: its process level, also where material runs in loops."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ends = NDArray[np.int64]
"""Links as numbers of nodes, a row each: source, target."""


def backward_links(count: int, ends: Ends) -> NDArray[np.bool_]:
    """Which links close a loop, and so point against the flow.

    Loops are looked for within strongly connected components alone. Each is walked depth first
    from where material comes in: a link to a node that is still on the way back closes a loop.
    """
    backward = np.zeros(len(ends), dtype=np.bool_)
    network = csr_array((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), (count,) * 2)
    components, component = connected_components(network, directed=True, connection="strong")
    if components == count:
        return backward
    inside = component[ends[:, 0]] == component[ends[:, 1]]
    entered = np.zeros(count, dtype=np.bool_)
    entered[ends[~inside, 1]] = True
    looping = np.flatnonzero(inside)
    targets: dict[int, list[tuple[int, int]]] = {}
    for link, (source, target) in zip(looping.tolist(), ends[looping].tolist(), strict=True):
        targets.setdefault(source, []).append((target, link))
    starts = sorted(targets, key=lambda node: (not entered[node], node))
    backward[_returning(starts, targets)] = True
    return backward


def _returning(starts: Sequence[int], targets: dict[int, list[tuple[int, int]]]) -> list[int]:
    """The links that return to a node that the walk has not left yet."""
    on_the_way, left = set[int](), set[int]()
    found: list[int] = []
    for start in starts:
        if start in left:
            continue
        on_the_way.add(start)
        walk = [(start, iter(targets[start]))]
        while walk:
            node, ahead = walk[-1]
            for target, link in ahead:
                if target in on_the_way:
                    found.append(link)
                elif target not in left:
                    on_the_way.add(target)
                    walk.append((target, iter(targets[target])))
                    break
            else:
                on_the_way.remove(node)
                left.add(node)
                walk.pop()
    return found


def ranks(
    least: Sequence[int], first: Sequence[bool], last: Sequence[bool], forward: Ends
) -> NDArray[np.int64]:
    """The lane of each node: its longest path from a start, at least `least`, no lane empty.

    `forward` links make no loop. Nodes that are `last` have the lane at the right end to
    themselves, whatever goes on from them; those that are `first` stay at the left end. Another
    one without inputs stands just left of what it first goes into: so its links are short.
    """
    count = len(least)
    kept = forward[~np.array(last, dtype=np.bool_)[forward[:, 0]]]
    kept = kept[np.argsort(kept[:, 0], kind="stable")]
    starts = np.searchsorted(kept[:, 0], np.arange(count + 1)).tolist()
    targets = kept[:, 1].tolist()
    waiting = np.bincount(kept[:, 1], minlength=count).tolist()
    found = list(least)
    unfed = [node for node in range(count) if not waiting[node]]
    ready = unfed.copy()
    for node in ready:  # grows as it goes: who waits for nobody any more
        beyond = found[node] + 1
        for target in targets[starts[node] : starts[node + 1]]:
            found[target] = max(found[target], beyond)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for node in unfed:
        fed = targets[starts[node] : starts[node + 1]]
        if fed and not first[node]:
            found[node] = min(found[target] for target in fed) - 1
    end = max(found, default=0) + 1
    reached = [end if is_last else rank for rank, is_last in zip(found, last, strict=True)]
    return np.unique(np.array(reached, dtype=np.int64), return_inverse=True)[1].reshape(-1)
