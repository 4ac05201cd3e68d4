"""An answer as pandas frames: one for each of its tables, to count, group and draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

import pandas as pd

from exports.columns import Kind, Table
from exports.tables import Answer, tables_with_columns
from genealogy.times import moment


def frames(answer: Answer) -> dict[str, pd.DataFrame]:
    """A frame for each table of the answer, by name, rows and columns in their order.

    Quantities are `float64`, with NaN where no record states one, in the unit that stands beside
    them; times are UTC, a date without a time its first moment; counts are `Int64`, yes or no
    `boolean`, all else `string`. So the types do not depend on what the rows hold.
    """
    return frames_of(tables_with_columns(answer))


def frames_of(tables: Mapping[str, Table]) -> dict[str, pd.DataFrame]:
    """The same of any tables."""
    return {
        name: pd.DataFrame(
            {
                column: _COLUMNS[kind]([row[column] for row in table.rows])
                for column, kind in table.columns.items()
            },
            index=pd.RangeIndex(len(table.rows)),
        )
        for name, table in tables.items()
    }


def _texts(cells: Sequence[Any]) -> pd.Series[Any]:
    return pd.Series(cells, dtype="string")


def _times(cells: Sequence[Any]) -> pd.Series[Any]:
    # microseconds, since nanoseconds end in the year 2262 and some dates are 9999-12-31
    stated = [None if cell is None else moment(cell) for cell in cells]
    aware = [at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)) for at in stated]
    return pd.Series(aware, dtype="datetime64[us, UTC]")


_COLUMNS: dict[Kind, Callable[[Sequence[Any]], pd.Series[Any]]] = {
    Kind.TEXT: _texts,
    Kind.AMOUNTS: _texts,
    Kind.TIME: _times,
    Kind.FLAG: lambda cells: pd.Series(cells, dtype="boolean"),
    Kind.COUNT: lambda cells: pd.Series(cells, dtype="Int64"),
    Kind.NUMBER: lambda cells: pd.Series(cells, dtype="float64"),
}
