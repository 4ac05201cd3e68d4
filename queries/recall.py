"""Recall: the scope of a recall, who received what, and what can still be stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from genealogy.balance import Balance, on_hand
from genealogy.engine.database import Database
from genealogy.garbage import seldom_collected
from genealogy.graph import in_process
from genealogy.settings import Settings
from genealogy.units import Totals, total
from genealogy.walk import BATCH
from queries.trace import Trace, trace


@dataclass(frozen=True)
class Recall:
    """The scope of a recall: a forward trace, and the quantities that a coordinator acts on."""

    trace: Trace

    @property
    def batches(self) -> list[dict[str, Any]]:
        """Every batch of the scope, as in the trace."""
        return self.trace.batches

    @property
    def shipments(self) -> list[dict[str, Any]]:
        """Every delivery of a batch of the scope, as in the trace."""
        return self.trace.shipments

    @cached_property
    def shipped(self) -> Totals:
        """What certainly went to customers, by unit; onward deliveries by customers aside."""
        return self._sum(lambda sheet: sheet.shipped)

    @cached_property
    def returned(self) -> Totals:
        """What customers sent back, by unit."""
        return self._sum(lambda sheet: sheet.returned)

    @cached_property
    def disposed(self) -> Totals:
        """What was scrapped, sampled, adjusted or returned to suppliers, by unit."""
        return self._sum(lambda sheet: sheet.disposed)

    @cached_property
    def gained(self) -> Totals:
        """What was found beyond the books, by unit."""
        return self._sum(lambda sheet: sheet.gained)

    @cached_property
    def on_hand(self) -> Totals:
        """What is on hand by the latest counts and the movements since, by unit."""
        return self._sum(lambda sheet: sheet.on_hand)

    @cached_property
    def held(self) -> Totals:
        """What operations that have made nothing yet hold of the scope, by unit."""
        return self._sum(lambda sheet: sheet.in_process)

    @cached_property
    def in_process(self) -> list[str]:
        """Operations that have begun and made nothing yet."""
        return in_process(self.trace.genealogy)

    @cached_property
    def customers(self) -> list[dict[str, Any]]:
        """Who received material of the scope, with how much, the certain ones first."""
        amounts: dict[str, list[tuple[Decimal, str]]] = {}
        for row in self.trace.shipments:
            if row["certain"] and row["quantity"] is not None:
                amount = (Decimal(repr(row["quantity"])), row["unit"] or "")
                amounts.setdefault(row["customer_id"], []).append(amount)
        rows = [
            row | {"shipped": as_numbers(total(amounts.get(row["customer_id"], ())))}
            for row in self.trace.customers
        ]
        return sorted(rows, key=lambda row: (not row["certain"], row["customer_id"]))

    @cached_property
    def stock(self) -> list[dict[str, Any]]:
        """The batches of which some is on hand: where it was last counted, with quantity and
        status, and in `on_hand` how much of the whole batch there is since."""
        rows = [
            {
                "batch_id": each.batch_id,
                "location_id": each.other,
                "quantity": None if each.quantity is None else float(each.quantity),
                "unit": each.unit,
                "status": each.status,
                "counted_at": each.occurred_at,
                "document": each.document,
                "on_hand": float(sheet.on_hand) if sheet.checked else None,
            }
            for each in on_hand(self.trace.genealogy)
            if (sheet := self.trace.balances[each.batch_id]).on_hand or not sheet.checked
        ]
        return sorted(rows, key=lambda row: (row["batch_id"], row["location_id"]))

    @cached_property
    def returns(self) -> list[dict[str, Any]]:
        """What customers sent back of the scope, in the order of batch and time."""
        return self._movements("RETURNED", "customer_id")

    @cached_property
    def disposals(self) -> list[dict[str, Any]]:
        """What of the scope is gone without a customer: scrap, samples, adjustments, returns to
        suppliers, in the order of batch and time."""
        return self._movements("DISPOSED", "disposal_id")

    @cached_property
    def gains(self) -> list[dict[str, Any]]:
        """What of the scope was found beyond the books, in the order of batch and time."""
        return self._movements("GAINED", "disposal_id")

    @seldom_collected()
    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON: that of the trace, and the totals of the recall."""
        return self.trace.to_dict() | {
            "customers": self.customers,
            "stock": self.stock,
            "returns": self.returns,
            "disposals": self.disposals,
            "gains": self.gains,
            "totals": {
                "shipped": as_numbers(self.shipped),
                "returned": as_numbers(self.returned),
                "disposed": as_numbers(self.disposed),
                "gained": as_numbers(self.gained),
                "on_hand": as_numbers(self.on_hand),
            },
            "in_process": self.in_process,
        }

    def _movements(self, type_: str, other: str) -> list[dict[str, Any]]:
        rows = [
            self.trace.movement(each, other) | {"reason": each.reason}
            for each in self.trace.genealogy.of_type(type_)
        ]
        return sorted(
            rows,
            key=lambda row: (
                row["batch_id"],
                row["occurred_at"] or "",
                row["document"] or "",
                row[other],
            ),
        )

    def _sum(self, amount: Callable[[Balance], Decimal]) -> Totals:
        return total(
            (amount(sheet), sheet.unit)
            for batch_id, sheet in self.trace.balances.items()
            if (BATCH, batch_id) in self.trace.certain and amount(sheet)
        )


def recall(
    database: Database,
    batches: Sequence[str],
    settings: Settings | None = None,
    where: Sequence[str] = (),
    *,
    time_respecting: bool = False,
    as_known_on: str | None = None,
    quantities: bool = False,
) -> Recall:
    """The scope of a recall of these batches.

    All batches that their material went into, every customer who received any of them with the
    quantities and documents, what is on hand, in process, disposed of, and the verdict.
    Raises as `trace` does.
    """
    return Recall(
        trace(
            database,
            batches,
            "forward",
            settings,
            where,
            time_respecting=time_respecting,
            as_known_on=as_known_on,
            quantities=quantities,
        )
    )


def as_numbers(totals: Totals) -> dict[str, float]:
    """Totals for JSON."""
    return {unit: float(quantity) for unit, quantity in totals.items()}
