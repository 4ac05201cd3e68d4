"""What one answer has changed against another: before and after a correction, or of two scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from genealogy.units import total
from queries.deliveries import Row, customers_of

_Told = tuple[dict[str, float], bool | None]
"""How much, by unit, and whether for certain."""


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The batches, customers and shipments that came, went, or have another quantity or
    certainty; and the gaps that opened, closed, or are of another quantity.

    A shipment is the same by batch, customer and document, or time where it has no document.
    """
    found = []
    for noun, told in _NOUNS.items():
        old, new = told(before), told(after)
        why = _whys(before) | _whys(after) if noun == "gap" else {}
        words = ("opened", "closed") if noun == "gap" else ("came", "went")
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                change = "changed" if key in old and key in new else words[key in old]
                found.append(_row(noun, change, key, old.get(key), new.get(key), why.get(key)))
    return found


def _row(
    noun: str,
    change: str,
    key: tuple[str, ...],
    old: _Told | None,
    new: _Told | None,
    why: str | None,
) -> dict[str, Any]:
    id_, customer, document, kind = (*key, "", "", "")[:4]
    return {
        "noun": noun,
        "change": change,
        "id": id_,
        "customer_id": customer or None,
        "document": document or None,
        "kind": kind or None,
        "why": why,
        "quantity_before": old[0] if old else None,
        "quantity_after": new[0] if new else None,
        "certain_before": old[1] if old else None,
        "certain_after": new[1] if new else None,
    }


def _batches(answer: Mapping[str, Any]) -> dict[tuple[str, ...], _Told]:
    return {(row["batch_id"],): (_sum([row]), row["certain"]) for row in answer["batches"]}


def _customers(answer: Mapping[str, Any]) -> dict[tuple[str, ...], _Told]:
    known = {row["customer_id"]: row for row in answer["customers"]}
    rows = customers_of(answer["shipments"], known)
    return {(row["customer_id"],): (row["shipped"], row["certain"]) for row in rows}


def _shipments(answer: Mapping[str, Any]) -> dict[tuple[str, ...], _Told]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in answer["shipments"]:
        named = row["document"] or row["occurred_at"] or ""
        groups.setdefault((row["batch_id"], row["customer_id"], named), []).append(row)
    return {key: (_sum(rows), any(row["certain"] for row in rows)) for key, rows in groups.items()}


def _gaps(answer: Mapping[str, Any]) -> dict[tuple[str, ...], _Told]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in answer["verdict"]["gaps"]:
        groups.setdefault((row["subject"], "", "", row["kind"]), []).append(row)
    return {key: (_sum(rows), None) for key, rows in groups.items()}


def _whys(answer: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    """What the gaps say of themselves."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in answer["verdict"]["gaps"]:
        groups.setdefault((row["subject"], "", "", row["kind"]), []).append(row["why"])
    return {key: "; ".join(dict.fromkeys(whys)) for key, whys in groups.items()}


def _sum(rows: Iterable[Row]) -> dict[str, float]:
    amounts = [
        (Decimal(repr(row["quantity"])), row["unit"] or "")
        for row in rows
        if row["quantity"] is not None
    ]
    return {unit: float(amount) for unit, amount in total(amounts).items()}


_NOUNS: dict[str, Callable[[Mapping[str, Any]], dict[tuple[str, ...], _Told]]] = {
    "batch": _batches,
    "customer": _customers,
    "shipment": _shipments,
    "gap": _gaps,
}
