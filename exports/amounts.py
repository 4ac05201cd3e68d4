"""Quantities as text: `1,204 kg, 12 pcs`. Unlike units stand side by side, no digit is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

UNKNOWN = "not known"
_PARTS = ("low", "mixing", "high", "share")
_TOO_LARGE = 1e300


def number_text(number: float) -> str:
    """A quantity with separated thousands, no more digits than it has."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def amounts_text(amounts: Mapping[str, float]) -> str:
    """Quantities by unit: `1,204 kg, 12 pcs`."""
    return ", ".join(f"{number_text(amount)} {unit}".strip() for unit, amount in amounts.items())


def flat(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their amounts in columns of their own, shares as numbers, all digits."""
    return [
        {name: value for name, value in row.items() if name != "amounts"}
        | in_columns(row["amounts"])
        if _are_amounts(row.get("amounts"))
        else dict(row)
        for row in rows
    ]


def is_number(value: object) -> bool:
    """Whether it is a number that a file can hold, or yes or no."""
    return isinstance(value, int | float) and abs(value) < _TOO_LARGE


def _are_amounts(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, Mapping)
        and isinstance(each.get("unit"), str)
        and all(name in each for name in _PARTS)
        and all(each[name] is None or is_number(each[name]) for name in _PARTS)
        for each in value
    )


def in_columns(amounts: Sequence[Mapping[str, Any]], digits: int | None = None) -> dict[str, Any]:
    """How much of the origins is in a batch or with a customer, as columns; in so many digits and
    the share in percent where `digits` is given."""
    shares = [each["share"] for each in amounts if each["share"] is not None]
    share: Any = shares[0] if shares else None  # a batch is measured in one dimension
    if digits is not None:
        share = percent_text(share, digits)
    told = {
        column: ", ".join(_text(each[name], each["unit"], digits) for each in amounts)
        for column, name in (("amount", "mixing"), ("at_least", "low"), ("at_most", "high"))
    }
    return {"amount": told["amount"], "share": share} | told


def percent_text(share: float | None, digits: int) -> str | None:
    """A share in percent, in so many digits: `3.84 %`."""
    return None if share is None else f"{number_text(shortened(100 * share, digits))} %"


def shortened(number: float, digits: int) -> float:
    """The number in so many digits."""
    return float(f"{number:.{digits}g}")


def _text(amount: float | None, unit: str, digits: int | None) -> str:
    if amount is None:
        return UNKNOWN
    return amounts_text({unit: amount if digits is None else shortened(amount, digits)})
