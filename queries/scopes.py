"""Scopes to compare: asked for now, or answers that were saved."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from genealogy.errors import WrongUsage
from genealogy.selection import is_selection
from queries.changes import changes
from queries.deliveries import Row, customers_of, shipped
from queries.recall import as_numbers

_NAMED = re.compile(r'\s*(?P<name>[^\s:="@,/][^:="@,/]*):\s+(?P<text>.+)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A scope to recall: the batches, by their names or by a selection."""

    name: str
    batches: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """An answer of `recall` or `trace` as it is told, under a name; `saved` some time ago."""

    name: str
    answer: Mapping[str, Any]
    saved: bool = False

    @cached_property
    def batches(self) -> dict[str, Row]:
        """The batches by their ids."""
        return {row["batch_id"]: row for row in self.answer["batches"]}

    @cached_property
    def customers(self) -> dict[str, Row]:
        """Who got any of them, by their ids."""
        return {row["customer_id"]: row for row in self.answer["customers"]}

    @cached_property
    def shipments(self) -> dict[str, list[Row]]:
        """The deliveries of each batch."""
        found: dict[str, list[Row]] = {}
        for row in self.answer["shipments"]:
            found.setdefault(row["batch_id"], []).append(row)
        return found

    def to_dict(self) -> dict[str, Any]:
        """The scope as a row of the comparison."""
        verdict = self.answer["verdict"]
        return {
            "name": self.name,
            "saved": self.saved,
            "question": self.answer["question"],
            "batches": len(self.batches),
            "possible": sum(not row["certain"] for row in self.batches.values()),
            "customers": len(self.customers),
            "shipped": as_numbers(shipped(self.answer["shipments"])),
            "verdict": verdict["status"],
            "gaps": len(verdict["gaps"]),
            "fingerprint": self.answer["fingerprint"],
        }


def wanted(text: str) -> Wanted:
    """The scope that a text asks for: batches separated by commas, or a selection; with a name
    in front where it is `NAME: TEXT`, else called by the text itself.

    A batch with a comma in its number is quoted, as in CSV: `"L-1,5",L-2`.
    """
    name, rest = named(text)
    if is_selection(rest):
        return Wanted(name, where=(rest,))
    batches = next(csv.reader([rest], skipinitialspace=True), [])
    meant = tuple(batch for each in batches if (batch := each.strip()))
    if not meant:
        raise WrongUsage(f'The scope "{text}" names no batch.')
    return Wanted(name, meant)


def named(text: str) -> tuple[str, str]:
    """The name of a scope and what it asks for, from `NAME: TEXT`; else both are the text."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return text.strip(), text.strip()
    return match["name"].strip(), match["text"].strip()


def saved(name: str, answer: object) -> Scope:
    """The scope of an answer that `recall --json` or `trace --json` has printed.

    Raises ValueError for anything else.
    """
    if not isinstance(answer, dict):
        raise ValueError("it is no JSON object")
    scope = Scope(name, answer, saved=True)
    try:
        scope.to_dict()
        customers_of(answer["shipments"], scope.customers)
        changes(answer, answer)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"it lacks {error}") from None
    return scope
