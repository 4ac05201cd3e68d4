"""Nearest: what the graph knows that is like a value which it does not have, for an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from genealogy.engine.statement import Reader, Statement, statement
from genealogy.errors import NothingSelected, listed
from genealogy.selection import Selection
from genealogy.visible import visible
from queries.batches import nearest_lots


@dataclass(frozen=True, slots=True)
class Known:
    """An id or a name."""

    value: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """The id or the name of a customer; `kind` says which."""

    value: str
    kind: str


OF_OPERATIONS = statement("nearest/of_operations", Known)
NAMED: dict[str, Statement[Any]] = {
    "supplier": statement("nearest/suppliers", Known),
    "customer": statement("nearest/customers", KnownCustomer),
    "container": statement("nearest/containers", Known),
    "equipment": statement("nearest/equipment", Known),
    "operator": statement("nearest/operators", Known),
    "material": statement("nearest/materials", Known),
}

_MOST_READ = 500
_FEW = 10


def unknown(database: Reader, name: str, value: str) -> str | None:
    """That the graph has nothing of this name with the value, and what is nearest or, where
    nothing is, the first that it has; None where it is known."""
    if name == "lot":
        near, few = list(nearest_lots(database, value)), list[str]()
    else:
        near, few = _near(database, name, value), _few(database, name)
    if value in near:
        return None
    told = f"Nearest: {listed(near)}." if near else f"Known: {listed(few)}." if few else ""
    return f'No {name} is called "{visible(value)}". {told}'.rstrip()


def nothing_called(database: Reader, name: str, value: str) -> NothingSelected:
    """The error for a value that selects nothing, with what is nearest to it."""
    hint = unknown(database, name, value)
    return NothingSelected(Selection(((name, value),)).text, hints=[hint] if hint else [])


def _near(database: Reader, name: str, value: str) -> list[str]:
    """A few known values that look like this one; it alone where it is known."""
    wanted = value.lower()
    found: dict[str, str] = {}
    near, alike = list[str](), list[str]()
    for length in dict.fromkeys((len(value), len(value) - 1, len(value) // 2, 1)):
        for each in _beginning(database, name, wanted[:length], _MOST_READ):
            if each == value:
                return [value]
            found.setdefault(each.lower(), each)
        near = get_close_matches(wanted, list(found), n=3, cutoff=0.5)
        if len(near) == 3:
            break
        if length > 1 and not alike:
            alike = list(found)[:3]
    return [found[each] for each in near or alike]


def _few(database: Reader, name: str) -> list[str]:
    found = list(_beginning(database, name, "", _FEW + 1))
    return [*found[:_FEW], "and more"] if len(found) > _FEW else found


def _beginning(database: Reader, name: str, start: str, most: int) -> Iterator[str]:
    if name in NAMED:
        rows = database.read(NAMED[name], start=start, most=most)
    else:
        kept = "operation_id" if name == "operation" else name
        rows = database.read(OF_OPERATIONS, property=kept, start=start, most=most)
    yield from (row.value for row in rows)
