"""Reading: whatever a plant exports becomes tables of text, or is refused in a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from genealogy.engine.database import Database
from genealogy.errors import GenealogyError
from genealogy.facts import Consumption, Fact
from genealogy.identity import parse_batch_id
from genealogy.nouns import Noun
from genealogy.settings import Settings
from loaders.finding import read_known_tables
from loaders.gathering import MappedRow, gather
from loaders.loading import load
from loaders.mapping import Mapper
from loaders.part import Rejection, Skipped
from loaders.profile import builtin_profiles, read_profile
from loaders.reading import Table, read_tables
from tests.conftest import query
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.workbooks import write_xlsx

EXPORTS = sorted((Path(__file__).parents[2] / "demo" / "exports").iterdir())
PROFILES = builtin_profiles()
NUMBERS_THAT_ARE_LOTS = (
    "00012",
    "1E5",
    "2024-01",
    "TRUE",
    "NA",
    "null",
    "1.0",
    "0x1F",
    "+49",
    "=1+1",
)
CHINESE = ("工单", "投料序号", "物料编码", "投料批号", "数量", "单位", "投料时间")


def only(path: Path) -> Table:
    (table,) = read_tables(path)
    return table


def cells(path: Path) -> list[tuple[int, list[str]]]:
    return list(only(path).rows())


def facts(path: Path) -> list[Fact]:
    """The facts that the file states, by the profile that knows it."""
    ((table, profile),), _ = read_known_tables(path, PROFILES)
    mapper = Mapper(profile, table.header)
    stated: list[Fact] = []
    for _, row in table.rows():
        outcome = mapper.map_row(row)
        assert isinstance(outcome, tuple), outcome
        stated += [each for each in outcome if isinstance(each, Fact)]
    return stated


def lots(path: Path) -> list[str | None]:
    return [parse_batch_id(each.source).lot for each in facts(path)]


def consumption(number: int, lot: object, quantity: object = "25") -> tuple[object, ...]:
    return ("PO-1", str(number), "1001", lot, quantity, "千克", NOON)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")],
)
def test_the_encoding_is_found_and_told(encoding: str, told: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", CHINESE, [consumption(1, "批-1")], encoding=encoding)

    assert only(path).encoding == told
    assert only(path).header == list(CHINESE)
    assert lots(path) == ["批-1"]
    (fact,) = facts(path)
    assert (fact.unit, fact.target) == ("kg", "own/PO-1")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(delimiter: str, tmp_path: Path) -> None:
    rows = [consumption(1, "a,b;c|d\te")]
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, rows, delimiter=delimiter)
    assert lots(path) == ["a,b;c|d\te"]


def test_quoted_newlines_blank_lines_and_line_ends_of_all_systems(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'Name,Note\r\n"a","two\nlines"\r\n\r\n , \r\n"b ""x""",\xe2\x82\xac\r\n')

    assert cells(path) == [(2, ["a", "two\nlines"]), (5, ['b "x"', "€"])]


def test_a_quote_that_never_ends_loses_no_row_in_silence(tmp_path: Path) -> None:
    good = ["PO-1", "1", "1001", "L-1", "25", "kg", NOON]
    lines = [",".join(CONSUMPTION), 'PO-1,1,1001,"L-1,25,kg', *[",".join(good)] * 3]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    run = load(None, [path])

    assert run.refused or run.rows_open


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_text_that_looks_like_a_number_stays_the_lot_it_is(ending: str, tmp_path: Path) -> None:
    rows = [consumption(at, lot) for at, lot in enumerate(NUMBERS_THAT_ARE_LOTS)]
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        write_csv(path, CONSUMPTION, rows)
    else:
        write_xlsx(path, {"Sheet1": [CONSUMPTION, *rows]})
    assert lots(path) == list(NUMBERS_THAT_ARE_LOTS)


def test_they_are_those_lots_in_the_graph_and_no_others(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [consumption(at, lot) for at, lot in enumerate(NUMBERS_THAT_ARE_LOTS)]
    typed = [consumption(at, lot) for at, lot in enumerate((12, 1, True), 100)]
    load(database, [write_csv(tmp_path / "a.csv", CONSUMPTION, rows)])
    load(database, [write_xlsx(tmp_path / "b.xlsx", {"S": [CONSUMPTION, *typed]})])

    found = query(engine, "MATCH (b:Batch) RETURN b.lot AS lot")
    assert {row["lot"] for row in found} == {*NUMBERS_THAT_ARE_LOTS, "12", "1"}


def test_typed_cells_are_read_as_the_text_that_they_show(tmp_path: Path) -> None:
    day = datetime(2026, 10, 2, 14, 30)
    row = ("text", 25, 25.5, 0.1, True, False, day, None, 123456789012345, "")
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [[f"c{at}" for at in range(len(row))], row]})

    ((number, texts),) = cells(path)

    assert number == 2
    assert texts == [
        *("text", "25", "25.5", "0.1", "TRUE", "FALSE"),
        *("2026-10-02T14:30:00", "", "123456789012345", ""),
    ]


DECIMAL_COMMA = """
name = "comma"
title = "A list with decimal commas and days first"
source = "LIST"
[file]
header = ["Order", "Lot", "Kilos", "Day"]
[cells]
number = "1.234,56-"
date = "%d.%m.%Y"
zone = "UTC"
[identity]
party = "=own"
item = "=salt"
lot = "Lot"
[[fact]]
kind = "consumption"
operation = "Order"
quantity = "Kilos"
occurred = "Day"
"""


def test_a_typed_number_and_day_need_no_format(tmp_path: Path) -> None:
    """A workbook's 1.234 is one and a bit, also where the same system writes 1.234 for 1234."""
    header, day = ("Order", "Lot", "Kilos", "Day"), datetime(2026, 10, 2)
    rows = [("PO-1", "L-1", 1.234, day), ("PO-1", "L-2", "1.234", "02.10.2026")]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [header, *rows]})
    profile = read_profile(DECIMAL_COMMA, "comma")
    mapper = Mapper(profile, header)

    stated = [mapper.map_row(row) for _, row in only(path).rows()]

    told = [
        (float(fact.quantity or 0), fact.occurred_at.date().isoformat())
        for outcome in stated
        if isinstance(outcome, tuple)
        for fact in outcome
        if isinstance(fact, Consumption) and fact.occurred_at
    ]
    assert told == [(1.234, "2026-10-02"), (1234.0, "2026-10-02")], stated


def test_every_sheet_is_a_table_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "January": [CONSUMPTION, consumption(1, "L-1")],
            "Notes": [("Who", "What"), ("Kim", "holiday")],
            "Empty": [],
            "February": [[], CONSUMPTION, [], consumption(2, "L-2")],
        },
    )

    run = load(None, [path])

    assert [(each.sheet, each.rows_new) for each in run.receipts] == [
        ("January", 1),
        ("February", 1),
    ]
    assert run.notes == ["a.xlsx: no profile knows the sheet 'Notes'"]
    assert not run.refused


def test_a_header_is_known_by_its_synonyms_in_any_order_with_columns_between(
    tmp_path: Path,
) -> None:
    row = dict(zip(CHINESE, consumption(1, "L-1"), strict=True))
    header = ["备注", *reversed(CHINESE), "操作"]
    path = write_csv(tmp_path / "a.csv", header, [[row.get(name, "x") for name in header]])

    ((_, profile),), _ = read_known_tables(path, PROFILES)
    assert profile.name == "mes-consumption"
    assert lots(path) == ["L-1"]


def test_every_demo_export_is_known_and_has_no_bad_row() -> None:
    known = {
        path.name: [profile.name for _, profile in read_known_tables(path, PROFILES)[0]]
        for path in EXPORTS
    }
    assert known == {path.name: [path.stem.replace("_", "-")] for path in EXPORTS}
    assert all(facts(path) for path in EXPORTS)


def understood(path: Path) -> None:
    """Whatever lies in the file: our errors or rows, and what rows state can be gathered."""
    try:
        known, _ = read_known_tables(path, PROFILES)
    except GenealogyError as error:
        assert path.name in str(error)
        return
    for table, profile in known:
        mapper = Mapper(profile, table.header)
        rows = []
        with suppress(GenealogyError):
            for number, row in table.rows():
                outcome = mapper.map_row(row)
                assert isinstance(outcome, tuple | Rejection | Skipped)
                if isinstance(outcome, tuple):
                    rows.append(MappedRow(number, outcome))
        for batch in gather(rows, "load").nodes.get(Noun.BATCH, ()):
            parse_batch_id(batch)


some_cell = some.text(max_size=8) | some.sampled_from(
    [
        "1",
        "-1",
        "1E400",
        "L-1",
        "issue",
        "RECEIVE",
        "B:0.5; :0.5",
        ",",
        "2026-10-02",
        NOON,
        "#",
        "/",
    ]
)


@examples(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=some.binary(max_size=400), ending=some.sampled_from(["csv", "xlsx", "xls", "ods"]))
def test_any_bytes_are_refused_or_read(content: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"any.{ending}"
    path.write_bytes(content)
    understood(path)


@examples(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_any_cells_under_a_known_header_are_rejected_or_stated(
    data: some.DataObject, tmp_path: Path
) -> None:
    profile = data.draw(some.sampled_from(sorted(PROFILES)))
    known = PROFILES[profile]
    header = [
        *known.file.header,
        *(name for name in known.columns if name not in known.file.header),
    ]
    row = some.lists(some_cell, max_size=len(header) + 1)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(data.draw(some.lists(row, min_size=1, max_size=4)))
    path = tmp_path / "any.csv"
    path.write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
    understood(path)


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_an_export_that_was_cut_off_or_damaged_is_refused_or_read(
    path: Path, tmp_path: Path
) -> None:
    content = path.read_bytes()
    damaged: list[Callable[[int], bytes]] = [
        lambda at: content[:at],
        lambda at: content[:at] + b"\xff\x00" + content[at + 2 :],
        lambda at: content[:at] + b'"' + content[at:],
    ]
    for damage in damaged:
        for share in (1, 10, 33, 50, 77, 99):
            copy = tmp_path / path.name
            copy.write_bytes(damage(len(content) * share // 100))
            understood(copy)
