"""Titles above the header, totals and signatures below: a report is read as its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, InputRefused, NoProfileFits
from genealogy.settings import Settings
from loaders.checking import check_sample
from loaders.finding import read_known_tables, read_parts
from loaders.footers import is_footer
from loaders.loading import load
from loaders.part import Record, Skipped
from loaders.profile import builtin_profiles
from loaders.proposing import propose
from tests.conftest import query
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.workbooks import write_xlsx

PROFILES = builtin_profiles()
CHINESE = ("工单", "投料序号", "物料编码", "投料批号", "数量", "单位", "投料时间")
TITLES: list[tuple[object, ...]] = [
    ("材料出库明细表",),
    ("公司: 华东乳业有限公司", "", "", "期间: 2026-10-01 至 2026-10-31"),
    ("打印日期: 2026-10-31",),
    (),
]
ABOVE, BELOW = "above the header", "a line of totals or signatures"


def row(number: int, lot: str = "L-1") -> tuple[str, ...]:
    return ("PO-1", str(number), "1001", lot, "25", "kg", NOON)


def lines(*rows: Sequence[object], delimiter: str = ",", pad: int = 0) -> str:
    """The rows as CSV text, each filled up with empty cells as spreadsheet programs do."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([*each, *[""] * (pad - len(each))] if pad else each for each in rows)
    return buffer.getvalue()


def records(path: Path) -> list[Record]:
    (part,), _ = read_parts(path, None)
    return list(part.records())


def stated(path: Path) -> list[int]:
    """The numbers of the rows that state facts."""
    return [each.number for each in records(path) if isinstance(each.outcome, tuple)]


def left_out(path: Path) -> dict[int, str]:
    return {
        each.number: each.outcome.reason
        for each in records(path)
        if isinstance(each.outcome, Skipped)
    }


@pytest.mark.parametrize("header", [CONSUMPTION, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("pad", [0, 9])
def test_a_header_below_titles_is_found_in_text(
    pad: int, encoding: str, header: Sequence[str], tmp_path: Path
) -> None:
    path = tmp_path / "出库.csv"
    path.write_text(lines(*TITLES, header, row(1), row(2), pad=pad), encoding=encoding, newline="")

    assert stated(path) == [6, 7]
    assert left_out(path) == dict.fromkeys((1, 2, 3), ABOVE)


def test_a_header_below_titles_is_found_in_a_workbook_with_its_real_rows(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_xlsx(
        tmp_path / "出库.xlsx", {"出库": [[], *TITLES, CHINESE, row(1), [], row(2, "")]}
    )

    (receipt,) = load(database, [path]).receipts

    receipt.check()
    assert (receipt.rows_read, receipt.rows_new, receipt.rows_rejected) == (5, 1, 1)
    assert receipt.skipped == {ABOVE: 3}
    assert receipt.columns == list(CHINESE)
    (fact,) = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.evidence AS evidence")
    assert fact["evidence"] == [f"{receipt.load_id}:7"]
    (rejected,) = query(engine, "MATCH (r:RejectedRow) RETURN r.row AS row")
    assert rejected == {"row": 9}
    assert load(database, [path]).receipts[0].rows_new == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", ["Werk 7, Lager 3; Oktober", "Report", "sep={}", '"Werk 7" {}'])
def test_the_delimiter_is_that_of_the_header_whatever_a_title_has(
    title: str, delimiter: str, tmp_path: Path
) -> None:
    title = title.format(delimiter)
    table = lines(CONSUMPTION, row(1, f"a{delimiter}b"), delimiter=delimiter)
    quoted = table.replace("PO-1", '"PO-1"')
    for text in (table, quoted):
        path = tmp_path / "report.csv"
        path.write_text(f"{title}\r\n{text}", encoding="utf-8", newline="")
        try:
            assert stated(path) == [3]
        except FileRefused as error:  # a quote that is none in CSV: told, and nothing is lost
            assert title.startswith('"')
            assert "line 1" in str(error)


def test_blank_lines_above_the_header_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n ,\n\n" + lines(CONSUMPTION, row(1)), encoding="utf-8", newline="")

    assert stated(path) == [5]
    assert left_out(path) == {}


def test_a_header_that_repeats_on_every_page_is_one_header(tmp_path: Path) -> None:
    pages = [*TITLES, CONSUMPTION, row(1), row(2)], [*TITLES[:3], CONSUMPTION, row(3)]
    path = tmp_path / "a.csv"
    path.write_text(lines(*pages[0], *pages[1]), encoding="utf-8", newline="")

    (receipt,) = load(None, [path]).receipts

    assert receipt.rows_new == 3
    assert receipt.skipped == {ABOVE: 3, "the header, repeated": 1, "a title, repeated": 3}
    assert receipt.rows_rejected == 0


def test_two_headers_of_two_tables_are_refused_with_their_rows(tmp_path: Path) -> None:
    other = ("Shipment", "Line", "Customer No", "Item No", "Lot", "Quantity", "Unit", "Shipped At")
    header = PROFILES["template-containers"].file.header
    path = tmp_path / "a.csv"
    path.write_text(lines(("Title",), CONSUMPTION, row(1), header, other), encoding="utf-8")

    with pytest.raises(FileRefused, match="rows 2 and 4 could each be its header"):
        read_known_tables(path, PROFILES)


def test_a_first_row_that_is_a_header_stays_it_whatever_follows(tmp_path: Path) -> None:
    header = PROFILES["template-containers"].file.header
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [row(1), header])

    assert stated(path) == [2]


def test_a_header_that_nobody_knows_is_refused_with_the_nearest_and_its_row(
    tmp_path: Path,
) -> None:
    near = ["Seqence" if name == "Sequence" else name for name in CONSUMPTION]
    for name, header, told in (
        ("near.csv", near, 'mes-consumption, which also needs "Sequence" (found "Seqence")'),
        ("far.csv", ("Planet", "Moons", "Colour"), "It has: Planet, Moons, Colour."),
    ):
        path = tmp_path / name
        path.write_text(lines(*TITLES[:2], header, header), encoding="utf-8", newline="")
        with pytest.raises(NoProfileFits) as refused:
            read_known_tables(path, PROFILES)
        assert "no profile fits its header in row 3." in str(refused.value)
        assert told in str(refused.value)
        for step in (f"profiles new {name}", f"profiles check my.toml {name}", f"load {name} --"):
            assert f"  genealogy {step}" in str(refused.value)


def test_a_header_below_the_first_twenty_rows_is_none(tmp_path: Path) -> None:
    titles = [(f"note {number}",) for number in range(1, 21)]
    path = tmp_path / "a.csv"
    path.write_text(lines(*titles[:19], CONSUMPTION, row(1)), encoding="utf-8", newline="")
    assert stated(path) == [21]

    path.write_text(lines(*titles, CONSUMPTION, row(1)), encoding="utf-8", newline="")
    with pytest.raises(NoProfileFits):
        read_known_tables(path, PROFILES)


def test_check_and_new_see_the_header_below_the_titles(tmp_path: Path) -> None:
    known = tmp_path / "known.csv"
    known.write_text(lines(*TITLES, CONSUMPTION, row(1)), encoding="utf-8", newline="")
    (checked,) = check_sample(PROFILES["mes-consumption"], known, 10)
    assert checked.fits
    assert checked.rows_read == 4
    assert {each.row for each in checked.stated} == {6}

    (compared,) = check_sample(PROFILES["erp-receipts"], known, 10)
    assert "Lot" in (*compared.read, *compared.unread)

    proposal = propose(known)
    assert proposal.fitting == "mes-consumption"
    assert '#   "Lot": lot' in proposal.toml


FOOTERS = [
    ("合计", "", "", "", "50"),
    ("", "总计：", "", "", "50"),
    ("小 计",),
    ("TOTAL", "", "", "", "50", "kg"),
    ("Grand Total:", "", "", "", "50"),
    ("Gesamtsumme", "", "", "", "50"),
    ("制单人: 张三", "", "审核人: 李四"),
    ("打印时间：2026-10-31 17:00",),
    ("Printed by: K. Meier",),
    ("第 1 页 共 3 页",),
    ("Page 1 of 3",),
]


@pytest.mark.parametrize("footer", FOOTERS, ids=lambda footer: footer[0])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_totals_and_signatures_are_left_out_and_counted(
    ending: str, footer: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [row(1), row(2), footer]
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        write_csv(path, CONSUMPTION, rows)
    else:
        write_xlsx(path, {"S": [CONSUMPTION, *rows]})

    (receipt,) = load(None, [path]).receipts

    assert (receipt.rows_new, receipt.rows_rejected, receipt.skipped) == (2, 0, {BELOW: 1})


def test_a_row_that_states_a_fact_is_no_footer_whatever_its_words(tmp_path: Path) -> None:
    order_called_total = ("Total", *row(1)[1:])
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [order_called_total])

    assert stated(path) == [2]


@pytest.mark.parametrize(
    "cells",
    [
        ("PO-1", "", "", "", "50"),
        ("Totalizer", "", "", "", "50"),
        ("制单人", "1", "1001", "L-1", "x", "kg", ""),
        ("审核: 1", "1", "1001", "L-1", "x", "kg", ""),
        ("", "", "合计表", "", ""),
        ("", ""),
    ],
)
def test_a_wrong_row_stays_rejected_where_nothing_says_that_it_is_a_footer(
    cells: tuple[str, ...],
) -> None:
    assert not is_footer(cells)


some_line = some.lists(
    some.text(max_size=6) | some.sampled_from(["", "合计", "Lot", ";", '"', "sep=,", NOON]),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(
    above=some.lists(some_line, max_size=5),
    below=some.lists(some_line, max_size=3),
    delimiter=some.sampled_from([",", ";", "\t"]),
)
def test_whatever_stands_around_the_table_its_rows_keep_their_numbers(
    above: list[list[str]], below: list[list[str]], delimiter: str
) -> None:
    text = lines(*above, CONSUMPTION, row(1), row(2), *below, delimiter=delimiter)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(text.encode("utf-8", "replace"))
        try:
            found = records(path)
        except InputRefused as error:
            assert "any.csv" in str(error)
            return
    numbers = [each.number for each in found]
    assert numbers == sorted(set(numbers))
    rows = {each.number: each for each in found}
    first, second = (
        next(each for each in found if list(each.cells) == list(row(number))) for number in (1, 2)
    )
    assert second.number == first.number + 1
    assert isinstance(rows[first.number].outcome, tuple)
