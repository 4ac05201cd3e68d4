"""Units: one spelling each, exact conversions, and never across dimensions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genealogy.units import canonical_unit, convert, is_known, quantity_text, total

UNITS = ("kg", "g", "mg", "t", "lb", "L", "mL", "m3", "pcs")
DIMENSIONS = {"mass": {"kg", "g", "mg", "t", "lb"}, "volume": {"L", "mL", "m3"}, "count": {"pcs"}}


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("KG", "kg"),
        (" kg ", "kg"),
        ("千克", "kg"),
        ("公斤", "kg"),
        ("Kilograms", "kg"),
        ("LB", "lb"),
        ("ML", "mL"),
        ("l", "L"),
        ("升", "L"),
        ("ST", "pcs"),
        ("EA", "pcs"),
        ("个", "pcs"),
    ],
)
def test_a_unit_has_many_spellings(spelling: str, unit: str) -> None:
    assert canonical_unit(spelling) == unit


def test_an_unknown_unit_is_kept_as_it_is_written() -> None:
    assert canonical_unit(" Pallet ") == "Pallet"
    assert not is_known("Pallet")
    assert convert(Decimal(3), "Pallet", "Pallet") == 3
    assert convert(Decimal(3), "Pallet", "kg") is None
    assert all(canonical_unit(unit) == unit and is_known(unit) for unit in UNITS)


@pytest.mark.parametrize(
    ("quantity", "unit", "to", "found"),
    [
        ("1", "t", "kg", "1000"),
        ("1", "lb", "kg", "0.45359237"),
        ("250", "g", "kg", "0.25"),
        ("1", "m3", "L", "1000"),
        ("0.1", "L", "mL", "100"),
    ],
)
def test_a_conversion_is_exact(quantity: str, unit: str, to: str, found: str) -> None:
    assert convert(Decimal(quantity), unit, to) == Decimal(found)


def test_units_convert_within_their_dimension_only() -> None:
    convertible = {(a, b) for a in UNITS for b in UNITS if convert(Decimal(1), a, b) is not None}
    assert convertible == {(a, b) for units in DIMENSIONS.values() for a in units for b in units}


amounts = some.tuples(
    some.decimals(min_value=0, max_value=10**6, places=3), some.sampled_from([*UNITS, "", "Pallet"])
)


@given(some.lists(amounts))
def test_a_total_stands_for_each_unit_alone_in_any_order(
    stated: list[tuple[Decimal, str]],
) -> None:
    totals = total(stated)

    assert totals == total(stated[::-1])
    assert list(totals) == sorted(totals)
    assert totals == {
        unit: sum(quantity for quantity, its in stated if its == unit) for _, unit in stated
    }


@given(some.decimals(min_value=0, max_value=10**9, places=4))
def test_a_quantity_is_written_without_exponent_or_trailing_zeros(quantity: Decimal) -> None:
    text = quantity_text(quantity)

    assert Decimal(text) == quantity
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


def test_quantities_are_written_in_plain_digits() -> None:
    written = [quantity_text(Decimal(text)) for text in ("1E+3", "1.50", "0.000", "100")]
    assert written == ["1000", "1.5", "0", "100"]
