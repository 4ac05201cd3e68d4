"""What is in the places of a loop, where material that was made is used again to make it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from genealogy.network import Arc

_Parts = dict[int, list[tuple[int, float]]]
"""For each place, the places that lead to it, and the part of them that goes along."""

_GROWTH = 1e9
"""If material goes around more often than that, as much as nothing ever leaves the loop."""


def mixed_in_loop(
    inner: Mapping[int, Sequence[Arc]], came: Mapping[int, float | None]
) -> dict[int, float | None]:
    """What is in each place, given the arcs that enter it from the others, and what else came.

    Solves x = came + P x, where P has the part of each place that goes on to each other. Every x
    is a linear function of those at the few places where the loop closes, so that only a system
    of these is solved (tearing, as flowsheets of plants are solved). None where a part is not
    told, or if nothing ever leaves the loop, so that what is in it has no bound.
    """
    if all(amount == 0 for amount in came.values()):
        return dict.fromkeys(came, 0.0)
    constant: dict[int, float] = {}
    parts: _Parts = {}
    for place, amount in came.items():
        if amount is None:
            return dict.fromkeys(came)
        constant[place], parts[place] = amount, []
        for tail, certain, _, part in inner[place]:
            if certain and part is None:
                return dict.fromkeys(came)
            if certain and part is not None:
                parts[place].append((tail, part))
    return dict(_solved(parts, constant)) or dict.fromkeys(came)


def _solved(parts: _Parts, constant: Mapping[int, float]) -> dict[int, float]:
    """The solution, empty where there is none."""
    import numpy as np  # loops are rare, and it takes long to import

    order = _along(parts)
    at = {place: number for number, place in enumerate(order)}
    torn = [place for place in order if any(at[tail] >= at[place] for tail, _ in parts[place])]
    closing = {place: column for column, place in enumerate(torn, 1)}
    # A row is the constant and the factors of the torn places; these come last, when all
    # others are rows of theirs.
    rows: dict[int, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for place in [*(each for each in order if each not in closing), *torn]:
        row = np.zeros(len(torn) + 1)
        row[0] = constant[place]
        for tail, part in parts[place]:
            if tail in closing:
                row[closing[tail]] += part
            else:
                row += part * rows[tail]
        rows[place] = row
    values = np.ones(1)
    if torn:
        system = np.array([rows[place] for place in torn])
        matrix = np.eye(len(torn)) - system[:, 1:]
        try:
            solved = np.linalg.solve(matrix, np.stack([system[:, 0], np.ones(len(torn))], axis=1))
        except np.linalg.LinAlgError:
            return {}
        if not (solved >= 0).all() or solved[:, 1].max() > _GROWTH:
            return {}
        values = np.concatenate([values, solved[:, 0]])
    return {
        place: float(values[closing[place]] if place in closing else rows[place] @ values)
        for place in order
    }


def _along(parts: _Parts) -> list[int]:
    """The places, most of them behind those that lead to them: depth first, last ended first."""
    ahead: dict[int, list[int]] = defaultdict(list)
    for place, tails in parts.items():
        for tail, _ in tails:
            ahead[tail].append(place)
    seen: set[int] = set()
    ended: list[int] = []
    for start in parts:
        if start in seen:
            continue
        seen.add(start)
        waiting = [(start, iter(ahead[start]))]
        while waiting:
            place, heads = waiting[-1]
            head = next((each for each in heads if each not in seen), None)
            if head is None:
                ended.append(place)
                waiting.pop()
            else:
                seen.add(head)
                waiting.append((head, iter(ahead[head])))
    return ended[::-1]
