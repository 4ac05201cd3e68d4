"""Columns: what each holds, and what a table of an answer is.

Every cell is a text, a number, yes or no, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exports.amounts import amounts_text, flat, is_number
from genealogy.account import IN, OUT

Row = dict[str, Any]
Told = Mapping[str, Any]


class Kind(StrEnum):
    """What a column holds. Amounts are text: quantities by unit, such as `1,204 kg, 12 pcs`."""

    TEXT = "text"
    TIME = "time"
    FLAG = "yes or no"
    COUNT = "count"
    NUMBER = "number"
    AMOUNTS = "amounts"


_NAMED: dict[Kind, str] = {
    Kind.TIME: "made_at started_at ended_at occurred_at last_shipment counted_at at earliest latest"
    " up_to began stopped start end",
    Kind.FLAG: "origin certain in_time stated_by_receiver stale saved within certain_before"
    " certain_after likely is_bad sample_kept flagged above",
    Kind.COUNT: "level batches at_most_batches at_most_customers violation row loop count"
    " operations siblings possible customers possible_customers gaps complete beyond unchecked"
    " origins rank bad good distance together known bad_outside known_outside tested failures"
    " unknown ppm run point baseline left_over texts untimed other_units withheld tests",
    Kind.NUMBER: "quantity at_most share low odds_ratio odds_low odds_high p q lift threshold"
    " gain chance bad_share good_share bad_quantity_share good_quantity_share mixing high seeded"
    " found_customers found_on_hand found_disposed found_operations found_unexplained"
    " found_origins found_not_known percent share_low share_high trend_p measured range centre"
    " lower upper range_centre range_lower range_upper"
    f" unexplained tolerance {' '.join((*IN, *OUT))}",
}
_KINDS = {name: kind for kind, names in _NAMED.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what each of its columns holds, in their order, and the rows, each with all."""

    columns: Mapping[str, Kind]
    rows: list[Row]


def table(names: str, rows: Iterable[Told], amounts: str = "") -> Table:
    """A table of these columns, and of those that rows of a saved answer have besides."""
    told = flat(list(rows))
    columns = dict.fromkeys([*names.split(), *(name for row in told for name in row)])
    texts = amounts.split()
    kinds = {
        name: Kind.AMOUNTS if name in texts else _KINDS.get(name, Kind.TEXT) for name in columns
    }
    return Table(kinds, [{name: _cell(row.get(name)) for name in columns} for row in told])


def _cell(value: Any) -> Any:
    """The value as a cell. A saved answer can hold anything: what is none here is JSON."""
    if value is None or isinstance(value, str) or is_number(value):
        return value
    if isinstance(value, Mapping) and all(map(is_number, value.values())):
        return amounts_text(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def without(row: Told, *names: str) -> Row:
    """The row with fewer columns."""
    return {name: value for name, value in row.items() if name not in names}


GAP = "kind subject why closes quantity unit side at_most_batches at_most_customers"
"""What a table of gaps has of each."""


def gap(row: Told) -> Row:
    """A gap as a row of a table: in words, without the parts that these are made of."""
    return without(row, "details")
