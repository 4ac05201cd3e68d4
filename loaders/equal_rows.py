"""Equal rows: which of its equals a row is that is mapped long after the others of its file.

Where a source has no document lines, the key of a fact is the meaning of its row and a number
among equal rows of the file. A row that comes later takes the first number that no other row of
its own file has. So no fact is lost to an equal row that was accepted, and the numbers are in
the end those that the corrected file would have had, loaded whole: it states the same facts.
Equal rows of other files play no part, as always: extracts may overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from genealogy.engine.database import Transaction
from genealogy.facts import Fact, Statement
from loaders.gathering import MappedRow, gather
from loaders.mapping import Mapper
from loaders.profile import Profile
from loaders.relationships import FAR_ENDS, facts_at

_FIRST_LOOK = 4  # numbers looked up at first, beyond as many as there are rows


@dataclass(frozen=True, slots=True)
class CorrectedRow:
    """A row as it stands now, with its number in the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class _Equals:
    """Rows that mean the same, and the keys of what the first, the second ... of such a row in
    a file would state."""

    rows: list[CorrectedRow]
    keys: list[set[str]]
    stated: list[tuple[Statement, ...]]

    @property
    def are_counted(self) -> bool:
        """Whether their number is part of a key; else they are known by their document."""
        return self.keys[0] != self.keys[1]

    def placed(self, taken: dict[str, set[int]]) -> dict[int, CorrectedRow]:
        """The rows by their numbers, as far as there are free ones among those looked at."""
        found: dict[int, CorrectedRow] = {}
        for row in self.rows:
            for at, keys in enumerate(self.keys):
                counted = keys - self.keys[0 if at else 1]
                others = set().union(*(taken.get(key, set()) for key in counted)) - {row.number}
                if at + 1 not in found and not others:
                    found[at + 1] = row
                    break
        return found


def numbered(
    transaction: Transaction,
    load_id: str,
    profile: Profile,
    header: Sequence[str],
    rows: Iterable[CorrectedRow],
) -> list[MappedRow]:
    """What these rows of a load state, each with the number that it has among its equals.

    To be asked in the transaction that writes it. Every row must be one that states something.
    """
    together: dict[tuple[str, ...], _Equals] = {}
    for row in rows:
        stated = _stated(profile, header, row.cells, 2)
        keys = [_keys(each) for each in stated]
        equals = together.setdefault(tuple(sorted(keys[0])), _Equals([], keys, stated))
        equals.rows.append(row)
    mapped = [
        MappedRow(row.number, _stated(profile, header, row.cells, 1)[0])
        for each in together.values()
        if not each.are_counted
        for row in each.rows
    ]
    counted = [each for each in together.values() if each.are_counted]
    beyond = _FIRST_LOOK
    while counted:
        for each in counted:
            cells = each.rows[0].cells
            each.stated = _stated(profile, header, cells, len(each.rows) + beyond)
            each.keys = [_keys(stated) for stated in each.stated]
        taken = _taken(transaction, load_id, counted)
        further = []
        for each in counted:
            found = each.placed(taken)
            if len(found) < len(each.rows):
                further.append(each)
                continue
            mapped += [
                MappedRow(row.number, _stated(profile, header, row.cells, number)[-1])
                for number, row in found.items()
            ]
        counted, beyond = further, 2 * beyond
    return sorted(mapped, key=lambda each: each.number)


def _stated(
    profile: Profile, header: Sequence[str], cells: Sequence[str], times: int
) -> list[tuple[Statement, ...]]:
    """What the row would state as the first of its equals, as the second, ..."""
    mapper = Mapper(profile, header)
    outcomes = [mapper.map_row(cells) for _ in range(times)]
    return [outcome for outcome in outcomes if isinstance(outcome, tuple)]


def _keys(statements: Iterable[Statement]) -> set[str]:
    return {each.key for each in statements if isinstance(each, Fact)}


def _taken(
    transaction: Transaction, load_id: str, groups: Iterable[_Equals]
) -> dict[str, set[int]]:
    """For each key the rows of this load that state it already."""
    rows = [MappedRow(0, stated) for each in groups for stated in each.stated]
    wanted = gather(rows, load_id)
    known = list(facts_at(transaction, wanted.anchors))
    for kind, query in FAR_ENDS.items():  # also where another profile has put its other end
        keys = {key for key, its_kind in wanted.kinds.items() if its_kind is kind}
        if keys:
            ends = sorted(set().union(*(wanted.far_ends[key] for key in keys)))
            found = transaction.run(query, anchors=ends, fact_keys=dict.fromkeys(keys, True))
            known += found[0].facts()
    taken: dict[str, set[int]] = {}
    for fact in known:
        if fact.key in wanted.kinds:
            of_load = [each for each in fact.evidence if each.startswith(f"{load_id}:")]
            numbers = {int(each.rpartition(":")[2]) for each in of_load}
            taken.setdefault(fact.key, set()).update(numbers)
    return taken
