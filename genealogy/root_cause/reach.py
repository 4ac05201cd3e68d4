"""Which of many batches the material of each node went into: one pass for all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from genealogy.components import components
from genealogy.walk import BATCH, Node, Steps

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Reach = dict[Node, int]
"""Of each node the batches that its material may be in, as bits: bit k is the k-th of them."""


def reach(batch_ids: Sequence[str], back: Steps) -> Reach:
    """For every node upstream of these batches, themselves included, which of them it reaches.

    `back` are the steps from each node to those that it came from (genealogy.walk.steps).
    A node has the bits of all that it leads to, those of a loop have the same. Linear in the
    links of the union of the scopes, however much these overlap.
    """
    numbers: dict[Node, int] = {(BATCH, each): at for at, each in enumerate(batch_ids)}
    ahead: list[list[int]] = []
    nodes = list(numbers)
    for node in nodes:  # grows while it is walked
        heads = back.get(node, [])
        for head in heads:
            if head not in numbers:
                numbers[head] = len(nodes)
                nodes.append(head)
        ahead.append([numbers[head] for head in heads])
    bits = [1 << at if at < len(batch_ids) else 0 for at in range(len(nodes))]
    for members in components(range(len(nodes)), ahead):
        together = 0
        for member in members:
            together |= bits[member]
        for member in members:
            bits[member] = together
            for beyond in ahead[member]:
                bits[beyond] |= together
    return dict(zip(nodes, bits, strict=True))


def distances(batch_ids: Iterable[str], back: Steps) -> dict[Node, int]:
    """How many operations lie between each node and the nearest of these batches that it reaches.

    An operation counts itself: the one that made a batch is at 1, what it consumed, too.
    """
    found: dict[Node, int] = {(BATCH, each): 0 for each in batch_ids}
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        beyond = found[node] + (node[0] == BATCH)
        for head in back.get(node, ()):
            if head not in found:
                found[head] = beyond
                waiting.append(head)
    return found


def counted(bits: int, bad: int) -> tuple[int, int]:
    """How many bad and good batches these bits are, of which the first ones are bad."""
    return (bits & ((1 << bad) - 1)).bit_count(), (bits >> bad).bit_count()


def matrix(bits: Sequence[int], batches: int) -> npt.NDArray[np.uint8]:
    """The bits as rows of zeros and ones, a column for each batch."""
    import numpy as np  # slow to import: only who asks pays

    width = (batches + 7) // 8
    rows = np.frombuffer(
        b"".join(each.to_bytes(width, "little") for each in bits), dtype=np.uint8
    ).reshape(len(bits), width)
    return np.unpackbits(rows, axis=1, count=batches, bitorder="little")
