"""Units: one spelling each for quantities, converted only within a dimension.

The spellings are those that exports use for the same unit (`KG`, `千克`, `公斤` are `kg`).
A package is a unit of its own: how many pieces are in a case, or whether `箱` is the case or the
carton of another system, only a factor could say. What is measured keeps the unit as the record
writes it. A unit that is not listed here is kept as well; it converts to nothing.

Factors: SI, and the international pound of 1959 (0.45359237 kg). Codes: UN/ECE Recommendation 20,
with the packages of Recommendation 21 (`XCT`), and those that SAP shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

_UNITS: dict[str, tuple[str, Decimal, tuple[str, ...]]] = {
    # unit: (dimension, factor to the dimension's base, other spellings in lower case)
    "kg": ("mass", Decimal(1), ("kgs", "kgm", "kilogram", "kilograms", "千克", "公斤")),
    "g": ("mass", Decimal("0.001"), ("gr", "grm", "gram", "grams", "克")),
    "mg": ("mass", Decimal("0.000001"), ("mgm", "milligram", "毫克")),
    "t": ("mass", Decimal(1000), ("to", "tne", "tonne", "tonnes", "吨", "公吨")),
    "lb": ("mass", Decimal("0.45359237"), ("lbs", "lbr", "pound", "pounds", "磅")),
    "oz": ("mass", Decimal("0.028349523125"), ("onz", "ounce", "ounces", "盎司")),
    "L": ("volume", Decimal(1), ("l", "ltr", "liter", "litre", "liters", "litres", "dm3", "dmq",
                                 "升", "公升")),
    "mL": ("volume", Decimal("0.001"), ("ml", "mlt", "milliliter", "millilitre", "cm3", "cmq",
                                        "毫升")),
    "cL": ("volume", Decimal("0.01"), ("cl", "clt", "centiliter", "centilitre", "厘升")),
    "hL": ("volume", Decimal(100), ("hl", "hlt", "hectoliter", "hectolitre", "百升")),
    "m3": ("volume", Decimal(1000), ("m^3", "mtq", "cbm", "立方米")),
    "pcs": (
        "count",
        Decimal(1),
        ("pc", "pce", "h87", "c62", "st", "stk", "stck", "stück", "ea", "each", "piece", "pieces",
         "unit", "units", "count", "个", "件", "只", "支", "台", "套", "枚"),
    ),
    "dozen": ("count", Decimal(12), ("dz", "dzn", "doz", "打")),
    "m": ("length", Decimal(1), ("mtr", "meter", "metre", "meters", "metres", "米")),
    "cm": ("length", Decimal("0.01"), ("cmt", "centimeter", "centimetre", "厘米")),
    "mm": ("length", Decimal("0.001"), ("mmt", "millimeter", "millimetre", "毫米")),
    "km": ("length", Decimal(1000), ("kmt", "kilometer", "kilometre", "千米", "公里")),
    "m2": ("area", Decimal(1), ("m^2", "mtk", "sqm", "平方米")),
    "cm2": ("area", Decimal("0.0001"), ("cm^2", "cmk", "平方厘米")),
}  # fmt: skip

_PACKAGES: dict[str, tuple[str, ...]] = {
    # each a unit of its own; a word of another language is another unit
    "case": ("cs", "cases", "xcs"),
    "carton": ("ct", "ctn", "car", "kar", "cartons", "karton", "xct"),
    "box": ("bx", "boxes", "xbx"),
    "bag": ("bg", "bags", "xbg"),
    "sack": ("sacks", "xsa"),
    "bottle": ("bt", "bot", "btl", "bottles", "xbo"),
    "can": ("cans", "xca"),
    "drum": ("dr", "drm", "drums", "xdr"),
    "barrel": ("bbl", "barrels", "xba"),
    "crate": ("crt", "crates", "xcr"),
    "tray": ("trays", "xds"),
    "pack": ("pk", "pac", "pak", "packs", "package", "packages", "xpk"),
    "pallet": ("plt", "pallets", "palette", "xpx"),
    "roll": ("rol", "rolls", "rolle", "xro"),
    "sheet": ("sheets",),
    "pair": ("pr", "pairs", "npr"),
    "set": ("sets",),
    **dict.fromkeys("箱瓶袋盒桶罐听包卷板托张捆筐盘双对", ()),
    **dict.fromkeys(("托盘", "纸箱", "周转箱", "吨袋"), ()),
}

_MEASURES = {
    # in these very letters: mS is no MS, and K no k; codes of Recommendation 20 behind them
    "temperature": "°C °F K CEL FAH KEL",
    "share": "% %RH %rH ‰ ppm ppb P1",
    "pressure": "Pa hPa kPa MPa bar mbar Bar psi Torr mmHg PAL KPA MPA BAR MBR",
    "time": "ms s sec min h hr hrs d SEC MIN HUR DAY 秒 分 分钟 小时 天",
    "speed": "rpm RPM r/min U/min 1/min min-1 Hz kHz HTZ",
    "electricity": "V mV kV A mA W kW MW kWh MWh S S/m mS µS VLT AMP WTT KWT KWH",
    "energy and force": "J kJ MJ kcal cal kN Nm N·m",
    "small amounts": "µg ng µm nm µL mol mmol µmol MC",
    "life": "CFU cfu KBE cells MPN log logCFU log10CFU RLU IU EU",
    "liquids": "pH aw °Bx °Brix Brix °P °SH °D cP cSt mPa·s mPa.s mPa*s mPas Pa·s Pa.s NTU FNU",
    "others": "° dB lx lm",
}

_SPELLINGS = {
    spelling: unit
    for unit, others in [
        *((unit, others) for unit, (_, _, others) in _UNITS.items()),
        *_PACKAGES.items(),
    ]
    for spelling in (unit.lower(), *others)
}
_AMOUNT = re.compile(r"\d+([.,]\d+)?\s*")


@lru_cache(maxsize=4096)
def canonical_unit(text: str) -> str:
    """The unit that this spelling means; the text itself where it is measured or not known."""
    return _SPELLINGS.get(_plain(text).lower(), text.strip())


@lru_cache(maxsize=4096)
def is_known(unit: str) -> bool:
    """Whether the unit is listed: of a quantity, a package, or of what is measured.

    A quotient is known by its parts: `CFU/g`, `mg/kg`, `g/100 mL`, `m3/h`.
    """
    plain = _plain(unit)
    first, *below = (part.strip() for part in plain.split("/"))
    parts = [first, *(_AMOUNT.sub("", part, count=1) for part in below)]
    return _is_listed(plain) or all(map(_is_listed, parts))


def _is_listed(unit: str) -> bool:
    return unit.lower() in _SPELLINGS or unit in _MEASURED


def _plain(text: str) -> str:
    """The text in plain letters: `㎏`, `m²` and `％` are signs for `kg`, `m2` and `%`."""
    return unicodedata.normalize("NFKC", text).strip()


_MEASURED = frozenset(_plain(unit) for units in _MEASURES.values() for unit in units.split())


def convert(quantity: Decimal, unit: str, to: str) -> Decimal | None:
    """The quantity in another unit, None where the two are of different dimensions."""
    if unit == to:
        return quantity
    if unit not in _UNITS or to not in _UNITS or _UNITS[unit][0] != _UNITS[to][0]:
        return None
    return quantity * _UNITS[unit][1] / _UNITS[to][1]


@lru_cache(maxsize=4096)
def dimension(unit: str) -> str:
    """What the unit measures: mass, volume, count; itself where it converts to no other."""
    return _UNITS[unit][0] if unit in _UNITS else unit


@lru_cache(maxsize=4096)
def factor(unit: str, to: str) -> float | None:
    """How much of the other unit one of this is, None where the two are of different dimensions."""
    one = convert(Decimal(1), unit, to)
    return None if one is None else float(one)


Totals = dict[str, Decimal]
"""Quantities by unit. Unlike units are never summed: they stand side by side."""


def total(amounts: Iterable[tuple[Decimal, str]]) -> Totals:
    """The sum for each unit, in the order of the units' names. Exact: decimal arithmetic."""
    sums: Totals = {}
    for quantity, unit in amounts:
        sums[unit] = sums.get(unit, Decimal(0)) + quantity
    return dict(sorted(sums.items()))


_DIMENSIONS = ("mass", "volume", "count", "length", "area")


def base_quantity(quantity: Decimal | None, unit: str) -> tuple[tuple[int, str], Decimal]:
    """The quantity in its dimension's base unit, behind what sorts it among others: by
    dimension, then those of units that convert to nothing, then what has no quantity."""
    if quantity is None:
        return (len(_DIMENSIONS) + 1, ""), Decimal(0)
    if unit not in _UNITS:
        return (len(_DIMENSIONS), unit), quantity
    name, rate, _ = _UNITS[unit]
    return (_DIMENSIONS.index(name), ""), quantity * rate


def quantity_text(quantity: Decimal) -> str:
    """The quantity in plain digits, without trailing zeros or an exponent."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
