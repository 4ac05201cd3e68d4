"""The order in which flows are followed: places behind those that lead to them, loops as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(starts: Iterable[int], ahead: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components that a walk reaches, each behind those leading to it.

    Most are a single place; those of a loop are together. (Tarjan's algorithm, without
    recursion: a genealogy is deeper than a stack.)
    """
    index: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for start in starts:
        if start in index:
            continue
        waiting = [(start, iter(ahead[start]))]
        index[start] = lowest[start] = len(index)
        open_.append(start)
        is_open.add(start)
        while waiting:
            node, heads = waiting[-1]
            for head in heads:
                if head not in index:
                    index[head] = lowest[head] = len(index)
                    open_.append(head)
                    is_open.add(head)
                    waiting.append((head, iter(ahead[head])))
                    break
                if head in is_open and index[head] < lowest[node]:
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
                    is_open.difference_update(members)
                    found.append(members)
    return found[::-1]
