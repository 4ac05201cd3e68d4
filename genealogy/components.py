"""The order in which flows are followed: places behind those that lead to them, loops as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(starts: Iterable[int], ahead: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components that a walk reaches, each behind those leading to it.

    Most are a single place; those of a loop are together. (Tarjan's algorithm, without
    recursion: a genealogy is deeper than a stack.)
    """
    index, lowest = [0] * len(ahead), [0] * len(ahead)  # 0: not come upon yet
    is_open = bytearray(len(ahead))
    open_: list[int] = []
    found: list[list[int]] = []
    count = 0
    for start in starts:
        if index[start]:
            continue
        waiting = [(start, iter(ahead[start]))]
        count += 1
        index[start] = lowest[start] = count
        open_.append(start)
        is_open[start] = True
        while waiting:
            node, heads = waiting[-1]
            for head in heads:
                if not index[head]:
                    count += 1
                    index[head] = lowest[head] = count
                    open_.append(head)
                    is_open[head] = True
                    waiting.append((head, iter(ahead[head])))
                    break
                if is_open[head] and index[head] < lowest[node]:
                    lowest[node] = index[head]
            else:
                waiting.pop()
                if waiting and lowest[node] < lowest[waiting[-1][0]]:
                    lowest[waiting[-1][0]] = lowest[node]
                if lowest[node] == index[node]:
                    at = len(open_) - 1
                    while open_[at] != node:
                        at -= 1
                    members = open_[at:]
                    del open_[at:]
                    for member in members:
                        is_open[member] = False
                    found.append(members)
    return found[::-1]
