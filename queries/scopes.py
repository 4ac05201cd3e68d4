"""Scopes to compare: asked for now, or answers that were saved."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, get_args

from genealogy.errors import AnswerRefused, WrongUsage
from genealogy.selection import is_selection
from genealogy.verdict import Direction
from queries.changes import changes
from queries.deliveries import Row, customers_of, shipped
from queries.recall import as_numbers

_NAMED = re.compile(r'\s*(?P<name>[^\s:="@,/][^:="@,/]*):(?:\s+|(?=@))(?P<text>.+)', re.DOTALL)


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

    @property
    def direction(self) -> str:
        """Which way the answer goes."""
        return str(self.answer["question"]["direction"])

    @property
    def where(self) -> tuple[str, ...]:
        """The selections that it was asked with, with whole times in UTC."""
        return tuple(self.answer["question"].get("where", ()))

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
            "possible_customers": sum(not row["certain"] for row in self.customers.values()),
            "shipped": as_numbers(shipped(self.answer["shipments"])),
            "verdict": verdict["status"],
            "gaps": len(verdict["gaps"]),
            "fingerprint": self.answer["fingerprint"],
        }


def asked(text: str) -> Wanted | Scope:
    """The scope that a text asks for: as `wanted`, or the answer that was saved in a file where it
    is `@FILE` or `NAME: @FILE`, called by the file if not named.

    Raises AnswerRefused for a file that cannot be read, or that holds no answer.
    """
    name, rest = named(text)
    if not rest.startswith("@"):
        return wanted(text)
    path = Path(rest[1:])
    try:
        answer = json.loads(path.read_bytes(), parse_constant=_no_number)
        return saved(path.stem if name == rest else name, answer)
    except OSError as error:
        raise AnswerRefused(path, f"{error.strerror}.") from None
    except RecursionError:
        raise AnswerRefused(path, "it is nested too deeply for an answer.") from None
    except ValueError as error:
        raise AnswerRefused(
            path, f"it is no answer that recall --json or trace --json prints: {error}."
        ) from None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


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
    """The name of a scope and what it asks for, from `NAME: TEXT`; else both are the text.

    Before a file, `NAME:@FILE`, there need be no space; in `L:1` it is a part of the number.
    """
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
        if scope.direction not in get_args(Direction):
            raise ValueError("it has no direction that a trace can have")
        "".join(scope.where)
        _check("answer", "fingerprint", answer["fingerprint"])
        _check("verdict", "status", answer["verdict"]["status"])
        for table, rows in _tables_of(answer):
            if not isinstance(rows, list):
                raise ValueError(f'"{table}" is no list')
            for row in rows:
                _check_row(table, row)
        scope.to_dict()
        customers_of(answer["shipments"], scope.customers)
        changes(answer, answer)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"it lacks {error}") from None
    return scope


_TEXTS = {
    "batches": ("batch_id",),
    "customers": ("customer_id",),
    "shipments": ("batch_id", "customer_id"),
    "gaps": ("kind", "subject", "why"),
}
_OR_NONE = ("document", "occurred_at", "site", "unit", "name", "contact", "address")
_TOO_LARGE = 1e300
_HALVES = re.compile("[\ud800-\udfff]")  # of a surrogate pair: JSON can write them, no file can


def _tables_of(answer: Mapping[str, Any]) -> list[tuple[str, Any]]:
    gaps = answer["verdict"]["gaps"]
    return [("gaps", gaps), *((name, answer[name]) for name in _TEXTS if name != "gaps")]


def _check_row(table: str, row: Row) -> None:
    """Raises ValueError for a value that is not of the kind that an answer has there."""
    for name in _TEXTS[table]:
        _check(table, name, row[name])
    for name in _OR_NONE:
        if row.get(name) is not None:
            _check(table, name, row[name])
    if table != "gaps" and not isinstance(row["certain"], bool):
        raise ValueError(f'"certain" of {table} is neither true nor false')
    quantity = row.get("quantity")
    if quantity is not None and not (
        isinstance(quantity, int | float)
        and not isinstance(quantity, bool)
        and abs(quantity) < _TOO_LARGE
    ):
        raise ValueError(f'"quantity" of {table} is no number')


def _check(table: str, name: str, value: object) -> None:
    if not isinstance(value, str) or _HALVES.search(value):
        raise ValueError(f'"{name}" of {table} is no text')
