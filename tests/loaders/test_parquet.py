"""Parquet: a table of text like any other, exact where a spreadsheet is not."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some
from pyarrow import parquet

from genealogy.errors import FileRefused
from genealogy.facts import Fact
from genealogy.identity import parse_batch_id
from loaders.finding import read_parts
from loaders.loading import load
from loaders.part import Rejection
from loaders.reading import Table, read_tables
from tests.loaders.exports import CONSUMPTION, NOON, write_csv

ROWS = [
    ("PO-1", str(at), "1001", lot, "25.5", "kg", NOON)
    for at, lot in enumerate(("00012", "1E5", "TRUE"), 1)
]


def write_parquet(path: Path, columns: dict[str, object], **how: object) -> Path:
    """A Parquet file of these columns."""
    parquet.write_table(pyarrow.table(columns), path, **how)
    return path


def of_rows(rows: list[tuple[object, ...]]) -> dict[str, object]:
    """The columns of consumptions."""
    return dict(zip(CONSUMPTION, map(list, zip(*rows, strict=True)), strict=True))


def only(path: Path) -> Table:
    (table,) = read_tables(path)
    return table


def outcomes(path: Path) -> list[object]:
    (part,), _ = read_parts(path, None)
    return [record.outcome for record in part.records()]


def lots(path: Path) -> list[str | None]:
    """The lots that the rows of a file name, `None` for a row that was rejected."""
    found: list[str | None] = []
    for outcome in outcomes(path):
        if isinstance(outcome, Rejection):
            found.append(None)
        else:
            assert isinstance(outcome, tuple)
            found += [parse_batch_id(each.source).lot for each in outcome if isinstance(each, Fact)]
    return found


def test_a_table_states_the_same_as_csv_and_as_parquet(tmp_path: Path) -> None:
    text = write_csv(tmp_path / "a.csv", CONSUMPTION, ROWS)
    columns = write_parquet(tmp_path / "a.parquet", of_rows(list(ROWS)))

    assert list(only(columns).rows()) == list(only(text).rows())
    assert outcomes(columns) == outcomes(text)
    assert lots(columns) == ["00012", "1E5", "TRUE"]


def test_typed_cells_are_read_as_the_text_that_a_sheet_would_show(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "text": ["x"],
        "whole": [25],
        "number": [25.5],
        "short": pyarrow.array([0.1], pyarrow.float32()),
        "decimal": [Decimal("1.50")],
        "true": [True],
        "moment": pyarrow.array(
            [datetime(2026, 10, 2, 14, 30, tzinfo=UTC)], pyarrow.timestamp("us", "Asia/Shanghai")
        ),
        "fine": pyarrow.array([1], pyarrow.timestamp("ns")),
        "day": [date(2026, 10, 2)],
        "nothing": pyarrow.array([None], pyarrow.string()),
        "no number": [float("nan")],
        "bytes": ["批".encode()],
        "choice": pyarrow.array(["y"]).dictionary_encode(),
    }
    ((number, texts),) = only(write_parquet(tmp_path / "a.parquet", cells)).rows()

    assert number == 2
    assert texts == [
        *("x", "25", "25.5", "0.1", "1.50", "TRUE"),
        *("2026-10-02T22:30:00+08:00", "1970-01-01T00:00:00.000000001", "2026-10-02"),
        *("", "", "批", "y"),
    ]


def test_typed_quantities_and_times_need_no_format(tmp_path: Path) -> None:
    columns = of_rows(list(ROWS)) | {
        "Quantity": [25, 25, 25],
        "Consumed At": [datetime(2026, 10, 2, 10, tzinfo=UTC)] * 3,
    }
    outcome, *_ = outcomes(write_parquet(tmp_path / "a.parquet", columns))

    assert isinstance(outcome, tuple)
    (fact,) = outcome
    assert (fact.quantity, fact.occurred_at) == (25, datetime(2026, 10, 2, 10, tzinfo=UTC))


def test_a_long_whole_number_is_exact_and_a_long_float_is_rejected(tmp_path: Path) -> None:
    """A column of whole numbers with one that is missing is one of floats in many programs."""
    long = 12345678901234567
    whole = of_rows(list(ROWS)) | {"Lot": [long, 12, 1]}
    floats = of_rows(list(ROWS)) | {"Lot": [float(long), 12.0, 1.0]}

    assert lots(write_parquet(tmp_path / "a.parquet", whole)) == [str(long), "12", "1"]
    assert lots(write_parquet(tmp_path / "b.parquet", floats)) == [None, "12", "1"]


def test_rows_are_numbered_through_all_groups_and_blank_ones_left_out(tmp_path: Path) -> None:
    count = 10_000
    lots_there = [f"L-{at}" if at % 1000 else None for at in range(count)]
    path = write_parquet(tmp_path / "a.parquet", {"Lot": lots_there}, row_group_size=3_000)

    table = only(path)

    assert table.about_rows == count
    assert list(table.rows()) == [(at + 2, [f"L-{at}"]) for at in range(count) if lots_there[at]]


def test_a_folder_s_parquet_files_are_loaded(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.PARQUET", of_rows(list(ROWS)))

    run = load(None, [tmp_path])

    (receipt,) = run.receipts
    assert (receipt.encoding, receipt.rows_new, run.ignored) == ("parquet", 3, [])


def test_without_the_extra_a_file_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(tmp_path / "a.parquet", of_rows(list(ROWS)))
    write_csv(tmp_path / "b.csv", CONSUMPTION, ROWS)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)  # as where it is not installed

    run = load(None, [tmp_path])

    (refused,) = run.refused
    assert refused.why.startswith("a.parquet was not loaded: ")
    assert refused.why.endswith('install it: pip install "genealogy[parquet]".')
    assert [each.file for each in run.receipts] == ["b.csv"]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("a,b\n1,2\n", encoding="utf-8")
    long = write_parquet(tmp_path / "long.parquet", {"a": ["short", "x" * 1_000_001]})

    with pytest.raises(FileRefused, match="no readable Parquet file"):
        read_tables(tmp_path / "text.parquet")
    with pytest.raises(FileRefused, match="row 3: a cell of over 1,000,000 letters"):
        read_tables(long)
    run = load(None, [write_parquet(tmp_path / "odd.parquet", {"colour": ["red"]})])
    assert "no profile fits its header" in run.refused[0].why


@examples(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_a_file_that_was_cut_off_or_damaged_is_refused_or_read(
    data: some.DataObject, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.parquet"
    if not whole.exists():
        write_parquet(whole, of_rows(list(ROWS)), compression="snappy", write_page_checksum=True)
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(some.integers(0, 3))):
        content[data.draw(some.integers(0, len(content) - 1))] = data.draw(some.integers(0, 255))
    damaged = tmp_path / "damaged.parquet"
    cut = data.draw(some.sampled_from([0, 0, 1, 100]))
    damaged.write_bytes(content[: len(content) - cut])
    try:
        rows = list(only(damaged).rows())
    except FileRefused as error:
        assert "damaged.parquet was not loaded" in str(error)
    else:
        assert all(isinstance(cell, str) for _, row in rows for cell in row)
