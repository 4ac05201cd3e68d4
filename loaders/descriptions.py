"""What is described of a node: each property the latest that any load has stated.

A node keeps every value that a load states for a property, with how late it was stated and by
which loads, so that the order of loading plays no part and a load can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from genealogy.times import moment

Value = str | float
Ranked = tuple[str, Value]
"""How late a value was stated (see genealogy/versions.py), and the value."""

PERSONAL = frozenset({"name", "contact", "address"})
"""What tells who a customer, a supplier or an operator is."""

_EARLIEST_WINS = frozenset({"started_at", "made_at"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of a property, how late it was stated, and the loads that state it."""

    name: str
    rank: str
    value: Value
    loads: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Stated:
        """From the text that a node keeps."""
        name, rank, value, *loads = text.split("\x1f")
        return cls(name, rank, float(value[1:]) if value[0] == "n" else value[1:], tuple(loads))

    @property
    def text(self) -> str:
        """As a node keeps it."""
        kind = "s" if isinstance(self.value, str) else "n"
        return "\x1f".join((self.name, self.rank, f"{kind}{self.value}", *self.loads))

    @property
    def ranked(self) -> Ranked:
        """What it is compared by."""
        return self.rank, self.value


def wins(name: str, stated: Ranked, before: Ranked) -> bool:
    """Whether a statement of a property stands over another: the later one, of equally late
    ones the earliest time of a beginning, else the text that sorts last."""
    if stated[0] != before[0]:
        return stated[0] > before[0]
    if name in _EARLIEST_WINS:
        return moment(str(stated[1])) < moment(str(before[1]))
    return str(stated[1]) > str(before[1])


def known(properties: dict[str, Any]) -> list[Stated]:
    """What a node keeps of its descriptions."""
    return [Stated.read(text) for text in properties.get("described", ())]


def joined(before: Iterable[Stated], load_id: str, stated: dict[str, Ranked]) -> list[Stated]:
    """What is stated once a load has stated these values too; of each load the winning one."""
    entries = {(each.name, *each.ranked): each for each in before}
    of_load = {each.name: each for each in entries.values() if load_id in each.loads}
    for name, ranked in stated.items():
        own = of_load.get(name)
        if own is not None:
            if not wins(name, ranked, own.ranked):
                continue
            entries[name, *own.ranked] = _without(own, load_id)
        entry = entries.get((name, *ranked)) or Stated(name, *ranked, ())
        entries[name, *ranked] = replace(entry, loads=(*entry.loads, load_id))
    return [each for each in entries.values() if each.loads]


def pseudonymous(stated: dict[str, Ranked], pseudonym: str) -> dict[str, Ranked]:
    """What is stated of a person who is to be known by a pseudonym alone."""
    return {
        name: (rank, pseudonym if name in PERSONAL else value)
        for name, (rank, value) in stated.items()
    }


def without(before: Iterable[Stated], load_id: str) -> list[Stated]:
    """What is stated once a load is taken back."""
    left = (_without(each, load_id) for each in before)
    return [each for each in left if each.loads]


def live(stated: Iterable[Stated]) -> dict[str, Value]:
    """The value of each property that stands."""
    standing: dict[str, Ranked] = {}
    for each in stated:
        if each.name not in standing or wins(each.name, each.ranked, standing[each.name]):
            standing[each.name] = each.ranked
    return {name: value for name, (_, value) in standing.items()}


def _without(each: Stated, load_id: str) -> Stated:
    return replace(each, loads=tuple(load for load in each.loads if load != load_id))
