"""Answers as pandas frames: the tables, with types that do not depend on the rows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from exports.columns import Kind
from exports.frames import frames
from exports.tables import Answer, tables, tables_with_columns
from genealogy.engine.database import Database
from genealogy.times import utc_text
from queries.trace import trace
from tests.exports.answers import HOSTILE
from tests.plants import own, state
from tests.queries.flows import came, day, made, sent, used

DTYPES = {
    Kind.TEXT: "string",
    Kind.AMOUNTS: "string",
    Kind.TIME: "datetime64[us, UTC]",
    Kind.FLAG: "boolean",
    Kind.COUNT: "Int64",
    Kind.NUMBER: "float64",
}


def plain(value: Any) -> Any:
    """A cell of a frame as the tables have it."""
    if isinstance(value, pd.Timestamp):
        return utc_text(value.to_pydatetime())
    return None if pd.isna(value) else value


def whole(time: str | None) -> str | None:
    """A time of the answer; of a date its first moment."""
    return f"{time}T00:00:00Z" if time and len(time) == len("2026-10-08") else time


def test_frames_hold_what_the_tables_hold(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        kinds = tables_with_columns(answer)
        found = frames(answer)
        assert list(found) == list(kinds)
        for name, rows in tables(answer).items():
            assert list(found[name].columns) == list(kinds[name].columns)
            told = [
                {column: plain(cell) for column, cell in row.items()}
                for row in found[name].to_dict("records")
            ]
            assert told == [
                {
                    column: whole(cell) if kinds[name].columns[column] is Kind.TIME else cell
                    for column, cell in row.items()
                }
                for row in rows
            ], name


def test_types_are_the_same_with_and_without_rows(answers: dict[str, Answer]) -> None:
    lengths = set()
    for answer in answers.values():
        found = frames(answer)
        for name, table in tables_with_columns(answer).items():
            assert {column: str(dtype) for column, dtype in found[name].dtypes.items()} == {
                column: DTYPES[kind] for column, kind in table.columns.items()
            }
            lengths.add(len(found[name]))
    assert 0 in lengths


def test_a_quantity_that_nobody_states_is_no_zero(embedded_database: Database) -> None:
    state(
        embedded_database,
        [came("milk", None), used("milk", "cook"), made("cook", "cheese"), sent("cheese", "shop")],
    )
    found = frames(trace(embedded_database, [own("milk")]))["batches"].set_index("lot")["quantity"]

    assert pd.isna(found["milk"])
    assert found["cheese"] == 10


@pytest.mark.parametrize("expiry", ["9999-12-31", "1900-01-01"])
def test_times_beyond_nanoseconds_are_times(embedded_database: Database, expiry: str) -> None:
    far = day(1).replace(year=int(expiry[:4]))
    state(embedded_database, [came("milk", at=far), used("milk", "cook", at=far)])
    found = frames(trace(embedded_database, [own("milk")], "backward"))["supplies"]

    assert found["occurred_at"].iloc[0].year == far.year


def test_frames_are_for_counting_and_grouping(answers: dict[str, Answer]) -> None:
    shipped = frames(answers["recall"])["shipped"].groupby("unit")["quantity"].sum()

    assert shipped["kg"] == pytest.approx(36 + 10 + 0.425 * len(HOSTILE), abs=5)
    assert shipped["L"] == 3
