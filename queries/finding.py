"""Finding: whatever of the graph begins with a text, or contains it, as somebody types it.

What a plant has many of (batches, orders, operations, containers) is found by what it begins
with, which an index answers at once, however large the graph is. What it has few of (materials,
customers, suppliers, equipment) is looked at whole, and found by any part. Only where nothing
begins with the text, the many are looked through for it as well, for two seconds at most: an
answer says whether that was done to the end (`anywhere`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from genealogy.engine.database import Database
from genealogy.engine.limited import within
from genealogy.engine.statement import Statement, statement
from genealogy.errors import QueryTimedOut, WrongUsage
from genealogy.identity import escape
from genealogy.selection import Selection
from queries.within_sites import known_at

Kind = Literal[
    "batch", "material", "order", "operation", "customer", "supplier", "equipment", "container"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What can be found, in the order in which answers have it."""

_LOOKING_SECONDS = 2.0  # through all that there are many of: somebody is typing
_LOOKED_AT = 500  # of each kind, for who is held to sites
_OWN = "own/"  # what the ids of own operations begin with, and nobody types


@dataclass(frozen=True, slots=True)
class Row:
    """A node that a statement found. `rank` is 0 for one that is called so, 1 for one that
    begins so, 2 for one that contains the text. Batches have a `number`, which they are in the
    order of."""

    id: str
    number: str
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `select` names its batches: a batch by its id, anything else by
    a selection, as `--where` and `where=` take it."""

    kind: Kind
    id: str
    name: str | None

    @property
    def select(self) -> str:
        """What its batches are asked for by."""
        return self.id if self.kind == "batch" else Selection(((self.kind, self.id),)).text

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON."""
        return {"kind": self.kind, "id": self.id, "name": self.name, "select": self.select}


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: those first that are called so, then those that begin so.

    `more` where there are more than these; `withheld` of those that were looked at for who is
    held to sites, None for others.
    """

    kind: Kind
    hits: tuple[Hit, ...]
    more: bool
    withheld: int | None

    def to_dict(self) -> dict[str, Any]:
        """The group as JSON."""
        told = {"kind": self.kind, "hits": [hit.to_dict() for hit in self.hits], "more": self.more}
        return told if self.withheld is None else told | {"withheld": self.withheld}


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found: a group of each kind, in the order of KINDS. Without `anywhere`, batches,
    orders, operations and containers that only contain the text may be missing."""

    text: str
    most: int
    groups: tuple[Group, ...]
    anywhere: bool

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"text": self.text, "most": self.most},
            "groups": [group.to_dict() for group in self.groups],
            "anywhere": self.anywhere,
        }


BY_NUMBER = statement("find/batches_by_number", Row)
BEGINNING: tuple[tuple[Kind, Statement[Row]], ...] = (
    ("batch", statement("find/batches_by_code", Row)),
    ("batch", statement("find/batches_by_id", Row)),
    ("order", statement("find/orders", Row)),
    ("operation", statement("find/operations", Row)),
    ("container", statement("find/containers", Row)),
)
CONTAINING: tuple[tuple[Kind, Statement[Row]], ...] = (
    ("batch", statement("find/batches_containing", Row)),
    ("order", statement("find/orders_containing", Row)),
    ("operation", statement("find/operations_containing", Row)),
    ("container", statement("find/containers_containing", Row)),
)
FEW: tuple[tuple[Kind, Statement[Row]], ...] = (
    ("material", statement("find/materials", Row)),
    ("customer", statement("find/customers_by_id", Row)),
    ("customer", statement("find/customers_by_name", Row)),
    ("supplier", statement("find/suppliers", Row)),
    ("equipment", statement("find/equipment", Row)),
)

_Found = tuple[Kind, list[Row]]


def find(
    database: Database, text: str, most: int = 20, sites: Sequence[str] | None = None
) -> Finds:
    """All that is called by a text, begins with it, or contains it, at most `most` of each kind.

    Letter case plays no part, but that ids of mixed case (`Fill-2b`) are found by their beginning
    as it is written, or where nothing else begins so. Spaces around the text play none. Who is
    held to `sites` finds what is known there; materials, suppliers and equipment are of all sites.
    Raises WrongUsage for a text of nothing but spaces.
    """
    wanted = text.strip()
    if not wanted:
        raise WrongUsage("Give a text to look for: the beginning of a number, an id, a name.")
    lowered, asked = wanted.lower(), (most if sites is None else max(most, _LOOKED_AT)) + 1
    found: list[_Found] = [*_beginning(database, wanted, asked), *_few(database, lowered, asked)]
    anywhere = False
    if not any(row.rank < 2 for _, rows in found for row in rows):
        looked = _containing(database, lowered, asked)
        found, anywhere = found + looked, len(looked) == len(CONTAINING)
    groups = tuple(_group(database, kind, found, most, asked, sites) for kind in KINDS)
    return Finds(wanted, most, groups, anywhere)


def _beginning(database: Database, text: str, asked: int) -> Iterator[_Found]:
    """Of what there is much, what begins with the text."""
    yield "batch", database.read(BY_NUMBER, text=text.lower(), most=asked)
    for kind, query in BEGINNING:
        if query.name == "find/batches_by_id" and "/" not in text:
            continue  # every id begins with a party, as many as all of them with the same
        for each in _spelled(text):
            yield kind, database.read(query, text=each, most=asked)
            if kind == "operation":
                yield kind, database.read(query, text=_OWN + escape(each), most=asked)


def _few(database: Database, text: str, asked: int) -> Iterator[_Found]:
    """Of what there is little, what contains the text."""
    for kind, query in FEW:
        yield kind, database.read(query, text=text, most=asked)


def _containing(database: Database, text: str, asked: int) -> list[_Found]:
    """Of what there is much, what contains the text, as far as time allows."""
    found: list[_Found] = []
    try:
        with within(database, _LOOKING_SECONDS) as limited:
            for kind, query in CONTAINING:
                found.append((kind, limited.read(query, text=text, most=asked)))
    except QueryTimedOut:
        pass  # the answer says that not all were looked at
    return found


def _spelled(text: str) -> list[str]:
    """A text in the letter cases that ids are written in: as typed, all large, all small, or with
    a capital; of a whole id also its last part alone. An index knows each as another text."""
    head, slash, last = text.rpartition("/")
    ends = (last, last.upper(), last.lower(), last.capitalize())
    ways = (text, *(head + slash + each for each in ends), text.upper(), text.lower())
    return list(dict.fromkeys(ways))


def _group(
    database: Database,
    kind: Kind,
    found: Sequence[_Found],
    most: int,
    asked: int,
    sites: Sequence[str] | None,
) -> Group:
    """The best of what was found of a kind, each once."""
    best: dict[str, Row] = {}
    full = False
    for of, rows in found:
        if of == kind:
            full |= len(rows) == asked
            for row in rows:
                if row.id not in best or row.rank < best[row.id].rank:
                    best[row.id] = row
    known = best.keys() if sites is None else known_at(database, kind, best, sites)
    ranked = sorted((row for row in best.values() if row.id in known), key=_order)
    hits = tuple(Hit(kind, row.id, row.name or None) for row in ranked[:most])
    withheld = None if sites is None else len(best) - len(ranked)
    return Group(kind, hits, full or len(ranked) > most, withheld)


def _order(row: Row) -> tuple[int, str, str]:
    return row.rank, row.number, row.id
