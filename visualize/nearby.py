"""The part of a picture that is near its origins, and what a reader opened beyond: a picture's
depth, never an answer's."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from visualize.picture import Picture

PAGE = 20
"""How many more are shown each time that a card is opened."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is drawn, and for each card how many of its neighbours are not."""

    picture: Picture
    more: Mapping[str, int]


def nearby(whole: Picture, depth: int | None, opened: Iterable[str] = ()) -> Nearby:
    """Cards at most `depth` steps from an origin; all of them where it is None.

    A step goes from a batch or party to the next one, through an operation or not. Each time
    that a card stands among the `opened` it shows PAGE more of its neighbours, in the order of
    their keys.
    """
    if depth is None:
        return Nearby(whole, {})
    near = _neighbours(whole)
    shown = _within(near, [card.key for card in whole.cards if card.origin], depth)
    for key in opened:
        if key in shown:
            shown |= {*[other for other in _beyond(near, key) if other not in shown][:PAGE]}
    shown |= {key for key in near if _is_operation(key) and _joins(near[key], shown)}
    cards = tuple(card for card in whole.cards if card.key in shown)
    arrows = tuple(each for each in whole.arrows if {each.source, each.target} <= shown)
    counts = Counter(
        {
            key: sum(other not in shown for other in _beyond(near, key))
            for key in shown
            if not _is_operation(key)
        }
    )
    return Nearby(Picture(cards, arrows, whole.note), +counts)


def _is_operation(key: str) -> bool:
    return key.startswith("operation:")


def _joins(ends: Sequence[str], shown: set[str]) -> bool:
    """Whether an operation stands between two that are shown."""
    return sum(each in shown for each in ends) > 1


def _neighbours(whole: Picture) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {card.key: [] for card in whole.cards}
    for arrow in whole.arrows:
        found[arrow.source].append(arrow.target)
        found[arrow.target].append(arrow.source)
    return found


def _beyond(near: Mapping[str, Sequence[str]], key: str) -> list[str]:
    """The batches and parties one step from a card, in the order of their keys."""
    found = {each for each in near[key] if not _is_operation(each)}
    for operation in filter(_is_operation, near[key]):
        found.update(near[operation])
    return sorted(found - {key})


def _within(near: Mapping[str, Sequence[str]], origins: Iterable[str], depth: int) -> set[str]:
    steps = dict.fromkeys(origins, 0)
    waiting = deque(steps)
    while waiting:
        key = waiting.popleft()
        if steps[key] < depth:
            for other in _beyond(near, key):
                if other not in steps:
                    steps[other] = steps[key] + 1
                    waiting.append(other)
    return set(steps)
