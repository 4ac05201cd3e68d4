"""Units of quantity: one spelling each, converted only within a dimension.

The spellings are those that exports use for the same unit (`KG`, `千克`, `公斤` are `kg`).
A unit that is not listed here is kept as it is written; it converts to nothing.
Factors: SI, and the international pound of 1959 (0.45359237 kg). Codes: UN/ECE Recommendation 20.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

_UNITS: dict[str, tuple[str, Decimal, tuple[str, ...]]] = {
    # unit: (dimension, factor to the dimension's base, other spellings in lower case)
    "kg": ("mass", Decimal(1), ("kgs", "kgm", "kilogram", "kilograms", "千克", "公斤")),
    "g": ("mass", Decimal("0.001"), ("gr", "grm", "gram", "grams", "克")),
    "mg": ("mass", Decimal("0.000001"), ("milligram", "毫克")),
    "t": ("mass", Decimal(1000), ("to", "tne", "tonne", "tonnes", "吨")),
    "lb": ("mass", Decimal("0.45359237"), ("lbs", "lbr", "pound", "pounds", "磅")),
    "L": ("volume", Decimal(1), ("l", "ltr", "liter", "litre", "liters", "litres", "升")),
    "mL": ("volume", Decimal("0.001"), ("ml", "mlt", "milliliter", "millilitre", "毫升")),
    "m3": ("volume", Decimal(1000), ("m³", "mtq", "立方米")),
    "pcs": (
        "count",
        Decimal(1),
        (
            "pc",
            "pce",
            "h87",
            "st",
            "stk",
            "ea",
            "each",
            "piece",
            "pieces",
            "unit",
            "units",
            "count",
            "个",
            "件",
            "只",
            "支",
            "台",
            "套",
        ),
    ),
    "m": ("length", Decimal(1), ("mtr", "meter", "metre", "meters", "metres", "米")),
    "cm": ("length", Decimal("0.01"), ("cmt", "centimeter", "centimetre", "厘米")),
    "mm": ("length", Decimal("0.001"), ("mmt", "millimeter", "millimetre", "毫米")),
}
_SPELLINGS = {
    spelling: unit
    for unit, (_, _, others) in _UNITS.items()
    for spelling in (unit.lower(), *others)
}


def canonical_unit(text: str) -> str:
    """The unit that this spelling means; the text itself where it is not known."""
    return _SPELLINGS.get(text.strip().lower(), text.strip())


def is_known(unit: str) -> bool:
    """Whether the unit has a dimension, so that it can be converted."""
    return unit in _UNITS


def convert(quantity: Decimal, unit: str, to: str) -> Decimal | None:
    """The quantity in another unit, None where the two are of different dimensions."""
    if unit == to:
        return quantity
    if unit not in _UNITS or to not in _UNITS or _UNITS[unit][0] != _UNITS[to][0]:
        return None
    return quantity * _UNITS[unit][1] / _UNITS[to][1]


Totals = dict[str, Decimal]
"""Quantities by unit. Unlike units are never summed: they stand side by side."""


def total(amounts: Iterable[tuple[Decimal, str]]) -> Totals:
    """The sum for each unit, in the order of the units' names. Exact: decimal arithmetic."""
    sums: Totals = {}
    for quantity, unit in amounts:
        sums[unit] = sums.get(unit, Decimal(0)) + quantity
    return dict(sorted(sums.items()))


def quantity_text(quantity: Decimal) -> str:
    """The quantity in plain digits, without trailing zeros or an exponent."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
