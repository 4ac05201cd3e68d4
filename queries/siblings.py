"""Siblings at risk: batches that share an ancestor with a scope, and what can still be stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from genealogy.balance import Balance
from genealogy.engine.database import Database
from genealogy.settings import Settings, load_settings
from genealogy.siblings import Sibling
from genealogy.siblings import siblings as siblings_of
from genealogy.units import Totals, total
from genealogy.walk import BATCH, reached, steps
from queries.deliveries import Row, customers_of
from queries.deliveries import shipped as shipped_of
from queries.one_state import of_one_state
from queries.quantities import rounded
from queries.recall import Recall, as_numbers, recall
from queries.trace import Trace, trace


@dataclass(frozen=True)
class Siblings:
    """The batches at risk beside a scope.

    `back` is the trace of the origins to their ancestors, `whole` the recall of all of these: the
    siblings and the scope are in it.
    """

    back: Trace
    whole: Recall
    found: list[Sibling]
    scope: frozenset[str]
    fingerprint: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """The batches that the question is about."""
        return self.back.origins

    @cached_property
    def batches(self) -> list[dict[str, Any]]:
        """Every sibling with its nearest shared ancestor, the nearest first."""
        rows = {row["batch_id"]: row for row in self.whole.trace.batches}
        balances = self.whole.trace.balances
        left: dict[str, list[Row]] = {}
        for row in self.shipments:
            left.setdefault(row["batch_id"], []).append(row)
        return [
            {
                "batch_id": each.batch_id,
                "name": rows[each.batch_id]["name"],
                "quantity": rows[each.batch_id]["quantity"],
                "unit": rows[each.batch_id]["unit"],
                "made_at": rows[each.batch_id]["made_at"],
                "ancestor": each.ancestor,
                "ancestor_name": rows[each.ancestor]["name"],
                "operations": each.operations,
                "share": rounded(each.share),
                "certain": each.certain,
                "shipped": as_numbers(shipped_of(left.get(each.batch_id, ()))),
                "on_hand": _on_hand(balances[each.batch_id]),
            }
            for each in self.found
        ]

    @cached_property
    def ancestors(self) -> list[dict[str, Any]]:
        """What the origins were made from, with how many siblings each is the nearest of."""
        nearest = Counter(each.ancestor for each in self.found)
        balances = self.whole.trace.balances
        return [
            {
                "batch_id": row["batch_id"],
                "name": row["name"],
                "quantity": row["quantity"],
                "unit": row["unit"],
                "certain": row["certain"],
                "siblings": nearest[row["batch_id"]],
                "on_hand": _on_hand(balances[row["batch_id"]]),
            }
            for row in self.back.batches
            if not row["origin"]
        ]

    @cached_property
    def shipments(self) -> list[dict[str, Any]]:
        """Every delivery of a sibling."""
        at_risk = {each.batch_id for each in self.found}
        return [row for row in self.whole.trace.shipments if row["batch_id"] in at_risk]

    @cached_property
    def customers(self) -> list[dict[str, Any]]:
        """Who got any of the siblings, with how much."""
        known = {row["customer_id"]: row for row in self.whole.customers}
        return customers_of(self.shipments, known)

    @cached_property
    def shipped(self) -> Totals:
        """What of the siblings certainly went to customers, by unit."""
        return shipped_of(self.shipments)

    @cached_property
    def on_hand(self) -> Totals:
        """What of the siblings is on hand, by unit."""
        sheets = (self.whole.trace.balances[each.batch_id] for each in self.found if each.certain)
        return total((sheet.on_hand, sheet.unit) for sheet in sheets if sheet.on_hand)

    @cached_property
    def stock(self) -> list[dict[str, Any]]:
        """What can still be stopped on hand: of siblings, of the scope itself, and of ancestors."""
        return [row | {"of": self._what(row["batch_id"])} for row in self.whole.stock]

    @cached_property
    def in_process(self) -> list[dict[str, Any]]:
        """What can still be stopped in operations that have begun and made nothing yet: which
        batches each has consumed, and what these are to the scope."""
        operations = self.whole.trace.genealogy.operations
        consumed: dict[str, set[str]] = {}
        for link in self.whole.trace.genealogy.links:
            if link.consumed:
                consumed.setdefault(link.operation_id, set()).add(link.batch_id)
        return [
            {
                "operation_id": operation_id,
                "order": operations[operation_id].order,
                "site": operations[operation_id].site,
                "line": operations[operation_id].line,
                "started_at": operations[operation_id].started_at,
                "batch_id": batch_id,
                "of": self._what(batch_id),
            }
            for operation_id in self.whole.in_process
            for batch_id in sorted(consumed[operation_id])
        ]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": self.back.to_dict()["question"] | {"direction": "siblings"},
            "fingerprint": self.fingerprint,
            "siblings": self.batches,
            "ancestors": self.ancestors,
            "customers": self.customers,
            "shipments": self.shipments,
            "stock": self.stock,
            "in_process": self.in_process,
            "totals": {"shipped": as_numbers(self.shipped), "on_hand": as_numbers(self.on_hand)},
            "verdict": {
                "backward": self.back.verdict.to_dict(),
                "forward": self.whole.trace.verdict.to_dict(),
            },
        }

    def _what(self, batch_id: str) -> str:
        if batch_id in self.scope:
            return "scope"
        return "ancestor" if batch_id in self.back.genealogy.batches else "sibling"


def _on_hand(sheet: Balance) -> float | None:
    """What is on hand of a batch; None where quantities are missing, as in a recall."""
    return float(sheet.on_hand) if sheet.checked else None


def siblings(
    database: Database,
    batches: Sequence[str],
    settings: Settings | None = None,
    where: Sequence[str] = (),
) -> Siblings:
    """The batches at risk that share an ancestor with these ones and are not of their scope.

    Ancestors are all batches that they were made from; siblings all that went out of any of
    these, without the ancestors and without the scope of the batches themselves. Complete, and
    of one state of the graph. Raises as `trace` does.
    """
    settings = settings or load_settings()

    def answer() -> Siblings:
        back = trace(database, batches, "backward", settings, where)
        ancestors = list(back.genealogy.batches)
        whole = recall(database, ancestors, settings)
        certain = [name for kind, name in back.certain if kind == BATCH]
        genealogy = whole.trace.genealogy
        scope = reached(back.origins, steps(genealogy.links, forward=True))
        return Siblings(
            back,
            whole,
            siblings_of(genealogy, back.origins, ancestors, certain),
            frozenset(name for kind, name in scope if kind == BATCH),
        )

    result, fingerprint = of_one_state(database, answer)
    return replace(result, fingerprint=fingerprint)
