"""Comparing scopes: what they share, what only one of them has, what a correction has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from genealogy.engine.database import Database
from genealogy.errors import Next, WrongUsage
from genealogy.settings import Settings, load_settings
from queries.changes import changes
from queries.deliveries import Row, customers_of, shipped
from queries.one_state import of_one_state
from queries.recall import as_numbers, recall
from queries.scopes import Scope, Wanted


@dataclass(frozen=True)
class Part:
    """Some of the batches and customers of several scopes: what they share, or what they do not.

    `kind` is union, intersection, only (in this scope and no other) or outside (in another, and
    not in this one). Customers are those that the scopes name, compared in the same way, so
    whoever is only in one of them need not be called for the others; `verdicts` are those of the
    scopes, on which all of this rests.
    """

    kind: str
    scope: str | None
    batches: list[Row]
    customers: list[Row]
    shipments: list[Row]
    verdicts: list[Row]

    @property
    def text(self) -> str:
        """How the part is asked for."""
        return self.kind if self.scope is None else f"{self.kind}:{self.scope}"

    @property
    def possible_customers(self) -> int:
        """How many of the customers are only possible."""
        return sum(not row["certain"] for row in self.customers)

    def to_dict(self) -> dict[str, Any]:
        """The part as JSON, its batches and customers with all that is told of them."""
        own = {"batches": self.batches, "customers": self.customers, "verdicts": self.verdicts}
        return self.by_ids() | own

    def by_ids(self) -> dict[str, Any]:
        """The part as JSON, by the ids of its batches and customers."""
        return {
            "part": self.text,
            "batches": [row["batch_id"] for row in self.batches],
            "customers": [row["customer_id"] for row in self.customers],
            "possible_customers": self.possible_customers,
            "shipped": as_numbers(shipped(self.shipments)),
        }


@dataclass(frozen=True)
class Comparison:
    """Several scopes side by side; those that were not saved are of one state of the graph."""

    scopes: tuple[Scope, ...]
    fingerprint: str | None = None

    def __post_init__(self) -> None:
        names = [scope.name for scope in self.scopes]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise WrongUsage(f'Two scopes are called "{twice[0]}". Name them: "NAME: {twice[0]}".')
        if not self.scopes:
            raise WrongUsage("Give at least one scope to compare.")
        if len({scope.direction for scope in self.scopes}) > 1:
            told = "; ".join(f'"{scope.name}" {scope.direction}' for scope in self.scopes)
            raise WrongUsage(
                f"Scopes are compared in one direction, and these have several: {told}. What is "
                "asked now is forward; ",
                Next(
                    "save each of another direction, as in `genealogy trace BATCH --backward"
                    " --json > FILE`, and compare the files.",
                    "for another one give the answers of `GET /v1/traces` as `answer`.",
                ),
            )

    @cached_property
    def parts(self) -> list[Part]:
        """What the scopes have in common, what each has alone, and what is outside of each."""
        if len(self.scopes) < 2:
            return []
        names = [scope.name for scope in self.scopes]
        return [
            self.part("union"),
            self.part("intersection"),
            *(self.part(f"only:{name}") for name in names),
            *(self.part(f"outside:{name}") for name in names),
        ]

    @cached_property
    def changes(self) -> list[dict[str, Any]] | None:
        """What the second of two answers has changed against the first."""
        if len(self.scopes) != 2:
            return None
        return changes(self.scopes[0].answer, self.scopes[1].answer)

    def part(self, asked: str) -> Part:
        """The part of this name: `union`, `intersection`, `only:NAME` or `outside:NAME`, the
        scope by its name or its number. Raises WrongUsage for any other."""
        kind, _, name = asked.partition(":")
        scope = self._scope(name) if kind in ("only", "outside") else None
        if asked not in ("union", "intersection") and scope is None:
            raise WrongUsage(
                f'There is no part "{asked}". There are union, intersection, only:NAME and '
                f"outside:NAME, with a name of: {'; '.join(each.name for each in self.scopes)}."
            )
        batches = self._members(kind, scope, [set(each.batches) for each in self.scopes])
        customers = self._members(kind, scope, [set(each.customers) for each in self.scopes])
        best = {batch_id: self._best(batch_id) for batch_id in sorted(batches)}
        shipments = [
            row for batch_id, each in best.items() for row in each.shipments.get(batch_id, ())
        ]
        rows: list[Row] = [
            {**best[batch_id].batches[batch_id], "shipped": as_numbers(shipped(its))}
            for batch_id in best
            for its in [best[batch_id].shipments.get(batch_id, [])]
        ]
        return Part(
            kind,
            scope.name if scope else None,
            rows,
            self._called(customers),
            shipments,
            [
                {name: each.to_dict()[name] for name in ("name", "verdict", "gaps")}
                for each in self.scopes
            ],
        )

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON; parts by the ids of their batches and customers."""
        return {
            "question": {"scopes": [scope.name for scope in self.scopes]},
            "fingerprint": self.fingerprint,
            "scopes": [scope.to_dict() for scope in self.scopes],
            "parts": [part.by_ids() for part in self.parts],
            "changes": self.changes,
        }

    def _scope(self, name: str) -> Scope | None:
        by_name = {scope.name: scope for scope in self.scopes}
        by_number = {str(number): scope for number, scope in enumerate(self.scopes, 1)}
        return by_name.get(name) or by_number.get(name)

    def _members(self, kind: str, scope: Scope | None, each: list[set[str]]) -> set[str]:
        if scope is None:
            return set.union(*each) if kind == "union" else set.intersection(*each)
        at = self.scopes.index(scope)
        others = set[str]().union(*(ids for number, ids in enumerate(each) if number != at))
        return each[at] - others if kind == "only" else others - each[at]

    def _best(self, batch_id: str) -> Scope:
        """The scope that tells most of a batch: one of which it certainly is, the last of these."""
        having = [scope for scope in self.scopes if batch_id in scope.batches]
        return sorted(having, key=lambda scope: bool(scope.batches[batch_id]["certain"]))[-1]

    @cached_property
    def _delivered(self) -> dict[str, dict[str, list[Row]]]:
        """What each customer got of each batch, as the last scope says that has it for certain."""
        found: dict[str, dict[str, list[Row]]] = {}
        for scope in self.scopes:
            told: dict[tuple[str, str], list[Row]] = {}
            for row in scope.answer["shipments"]:
                told.setdefault((row["customer_id"], row["batch_id"]), []).append(row)
            for (customer_id, batch_id), rows in told.items():
                mine = found.setdefault(customer_id, {})
                if any(row["certain"] for row in rows) or not any(
                    row["certain"] for row in mine.get(batch_id, ())
                ):
                    mine[batch_id] = rows
        return found

    def _called(self, customer_ids: set[str]) -> list[Row]:
        """The customers, with all that they got of any of the scopes."""
        known = {id_: row for scope in self.scopes for id_, row in scope.customers.items()}
        rows = [
            row
            for id_ in sorted(customer_ids)
            for _, its in sorted(self._delivered.get(id_, {}).items())
            for row in its
        ]
        return [*customers_of(rows, known)]


def compare(
    database: Database, scopes: Sequence[Wanted | Scope], settings: Settings | None = None
) -> Comparison:
    """Several scopes side by side: saved ones as they were, the others recalled now.

    All that is recalled is of one state of the graph. Raises as `recall` does, and WrongUsage
    where two scopes have one name.
    """
    settings = settings or load_settings()

    def answer() -> tuple[Scope, ...]:
        return tuple(
            each
            if isinstance(each, Scope)
            else Scope(
                each.name, recall(database, each.batches, settings, where=each.where).to_dict()
            )
            for each in scopes
        )

    found, fingerprint = of_one_state(database, answer)
    return Comparison(found, fingerprint)
