"""Units: one spelling each, exact conversions, and never across dimensions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genealogy.units import canonical_unit, convert, is_known, quantity_text, total

DIMENSIONS = {
    "mass": {"kg", "g", "mg", "t", "lb", "oz"},
    "volume": {"L", "mL", "cL", "hL", "m3"},
    "count": {"pcs", "dozen"},
    "length": {"m", "cm", "mm", "km"},
    "area": {"m2", "cm2"},
}
UNITS = tuple(unit for units in DIMENSIONS.values() for unit in units)
PACKAGES = (
    "case",
    "carton",
    "box",
    "bag",
    "bottle",
    "drum",
    "pallet",
    "箱",
    "瓶",
    "袋",
    "盒",
    "桶",
)
MEASURED = (
    *("℃", "°C", "K", "CEL", "%", "％", "P1", "ppm", "bar", "kPa", "MPa", "KPA", "mbar"),
    *("min", "s", "h", "rpm", "Hz", "V", "A", "kW", "pH", "°Bx", "mPa·s", "μg", "µg"),
    *("CFU/g", "cfu/mL", "CFU/25g", "mg/kg", "g/100 mL", "m³/h", "kg/h", "mS/cm", "件/箱"),
)


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
        *((code, "pcs") for code in ("C62", "H87", "PCE", "件", "只", "支", "Stück")),
        *(("KGM", "kg"), ("GRM", "g"), ("TNE", "t"), ("吨", "t"), ("㎏", "kg"), ("ｋｇ", "kg")),
        *(("LTR", "L"), ("MLT", "mL"), ("毫升", "mL"), ("dm³", "L"), ("HLT", "hL")),
        *(("MTR", "m"), ("m²", "m2"), ("MTK", "m2"), ("m³", "m3"), ("DZN", "dozen")),
        *(("CS", "case"), ("CT", "carton"), ("KAR", "carton"), ("XBO", "bottle"), ("PAL", "PAL")),
    ],
)
def test_a_unit_has_many_spellings(spelling: str, unit: str) -> None:
    assert canonical_unit(spelling) == unit


def test_an_unknown_unit_is_kept_as_it_is_written() -> None:
    assert canonical_unit(" Bigbag ") == "Bigbag"
    assert convert(Decimal(3), "Bigbag", "Bigbag") == 3
    assert convert(Decimal(3), "Bigbag", "kg") is None
    for unknown in ("Bigbag", "N/A", "n/a", "-", "/", "", "k", "MS", "25g", "kg/", "kg/Bigbag"):
        assert not is_known(unknown), unknown
    assert all(canonical_unit(unit) == unit and is_known(unit) for unit in UNITS)


def test_a_package_is_a_known_unit_of_its_own_and_converts_to_nothing() -> None:
    for package in PACKAGES:
        assert canonical_unit(package) == package
        assert is_known(package)
        others = (*UNITS, *PACKAGES)
        assert [each for each in others if convert(Decimal(1), package, each)] == [package]


def test_what_is_measured_is_known_and_keeps_the_unit_of_the_record() -> None:
    for unit in MEASURED:
        assert is_known(unit), unit
        assert canonical_unit(unit) == unit
        assert convert(Decimal(1), unit, "kg") is None


@given(some.text(max_size=12))
def test_any_text_is_one_unit_however_often_it_is_read(text: str) -> None:
    unit = canonical_unit(text)

    assert canonical_unit(unit) == unit
    assert is_known(unit) == is_known(text)
    assert convert(Decimal(1), unit, unit) == 1


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
    some.decimals(min_value=0, max_value=10**6, places=3), some.sampled_from([*UNITS, "", "Bigbag"])
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
