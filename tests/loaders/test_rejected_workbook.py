"""The workbook of rejected rows: what is written into it, and what may come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import FileRefused
from genealogy.settings import Settings
from loaders.loading import load
from loaders.reading import read_tables
from loaders.rejected_workbook import LEADING
from loaders.replay import replay
from queries.rejected import discard, rejected_row, rejected_rows
from tests.conftest import query
from tests.loaders.correcting import (
    COMMAS,
    Cells,
    corrected,
    edited,
    evidence,
    exported,
    named,
    state,
    used,
)
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.workbooks import write_xlsx


def test_cells_that_nobody_touched_come_back_as_they_were(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    texts = ["00012", "=1+1", "1E5", " spaced ", "a\r\nb", "x" * 40_000, "_x0041_", "\x01"]
    header = (*CONSUMPTION, *(f"More {at}" for at in range(len(texts))), "")
    path = tmp_path / "use.csv"
    write_csv(path, header, [(*used(1, quantity="much"), *texts, ""), used(2, lot="")])
    load(database, [path])
    before = state(engine)

    done = corrected(database, tmp_path, {})

    assert (done.loads[0].rows_unchanged, done.loads[0].rows_open) == (2, 0)
    assert state(engine) == before
    corrected(database, tmp_path, {2: {"Quantity": "1"}, 3: {"Lot": "00012"}})
    rows = query(engine, "MATCH (r:RejectedRow) RETURN r.corrected AS c ORDER BY r.row")
    assert json.loads(str(rows[0]["c"]))[7:] == [*texts, ""]
    assert json.loads(str(rows[1]["c"])) == list(used(2, lot="00012"))


def test_a_cell_that_looks_like_markup_of_a_workbook_stays_text(
    database: Database, tmp_path: Path
) -> None:
    markup = "<r><t>L-1</t></r>"
    load(
        database,
        [write_csv(tmp_path / "use.csv", CONSUMPTION, [used(1, lot=markup, quantity="much")])],
    )

    (table, _) = read_tables(exported(database, tmp_path))

    assert [markup in row for _, row in table.rows()] == [True]


def test_numbers_of_a_spreadsheet_stay_numbers(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [("PO-1", 1, 1001, "", 1.25, "kg", NOON), ("PO-1", 2, 1001, "L-1", -1.5, "kg", NOON)]
    path = write_xlsx(tmp_path / "use.xlsx", {"Use": [CONSUMPTION, *rows]})
    load(database, [path], named(COMMAS))  # in text, 1.25 would not be a number there

    done = corrected(database, tmp_path, {2: {"Lot": "7"}, 3: {"Quantity": "1.5"}}, named(COMMAS))

    assert done.rows_left == 0
    quantities = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.quantity AS q ORDER BY q")
    assert [row["q"] for row in quantities] == [1.25, 1.5]


def test_cells_beyond_the_header_can_be_emptied(database: Database, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, [(*used(1), "x", "y")])
    load(database, [path])
    book = exported(database, tmp_path)
    (table, _) = read_tables(book)
    rows = [table.header, *([*row[:10], "", ""] for _, row in table.rows())]
    write_xlsx(tmp_path / "mine.xlsx", {"1": rows})

    assert replay(database, tmp_path / "mine.xlsx", by="ann").rows_left == 0


def test_the_cell_at_fault_is_coloured_and_says_why(
    embedded_database: Database, tmp_path: Path
) -> None:
    header = ["工单", "投料序号", "物料编码", "投料批号", "数量", "单位", "投料时间"]
    load(embedded_database, [write_csv(tmp_path / "use.csv", header, [used(1, lot="")])])

    path = exported(embedded_database, tmp_path)

    table, notes = read_tables(path)
    ((_, row),) = table.rows()
    assert table.header == [*LEADING, *header]
    assert row[1:3] == ["is empty, and the lot or serial is needed", "投料批号"]
    assert (table.sheet or "").startswith("1 use.csv ")
    assert (notes.sheet, "1234.5" in str(list(notes.rows()))) == ("Notes", True)


def refused(database: Database, path: Path) -> str:
    with pytest.raises(FileRefused) as raised:
        replay(database, path, by="ann")
    return str(raised.value)


def test_a_workbook_that_was_taken_apart_is_refused_whole(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1, quantity="much"), used(2, quantity="more")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])
    book = exported(database, tmp_path)
    right: Cells = {2: {"Quantity": "7"}, 3: {"Quantity": "7"}}
    before = state(engine)

    assert 'has the column "Amount" where its file has "Quantity"' in refused(
        database, edited(book, right, heading=("Quantity", "Amount"))
    )
    (first, second) = (row for _, row in read_tables(book)[0].rows())
    header = read_tables(book)[0].header
    for each, told in (([first, first], "a second time"), ([["", *first[1:]], second], "no id")):
        write_xlsx(tmp_path / "mine.xlsx", {"1": [header, *each]})
        assert told in refused(database, tmp_path / "mine.xlsx")
    other = [["ffffffffffffffff:2", *first[1:]]]
    write_xlsx(tmp_path / "mine.xlsx", {"1": [header, *other]})
    assert "this graph does not hold" in refused(database, tmp_path / "mine.xlsx")
    assert 'has the column "My note", which its file has not' in refused(
        database,
        write_xlsx(tmp_path / "more.xlsx", {"1": [[*header, "My note"], [*first, "see Bob"]]}),
    )
    assert "no sheet has the column" in refused(database, tmp_path / "use.csv")
    assert state(engine) == before


def test_rows_that_are_settled_or_unknown_are_told_and_left(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1, quantity="much"), used(2, quantity="more"), used(3, quantity="most")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])
    book = exported(database, tmp_path)
    one, two, three = rejected_rows(database)
    replay(database, edited(book, {2: {"Quantity": "7"}}), by="ann")
    discard(database, [two.rejected_id], "a total", "ann")

    done = replay(database, edited(book, {at: {"Quantity": "8"} for at in (2, 3, 4)}), by="bob")

    (told,) = done.loads
    assert (told.rows_new, told.rows_settled, told.rows_differing) == (1, 2, 2)
    assert [query(engine, "MATCH ()-[r:CONSUMED]->() RETURN sum(r.quantity) AS q")[0]["q"]] == [15]
    whole = rejected_row(database, two.rejected_id)
    assert (whole.row.status, whole.history[-1].reason) == ("discarded", "a total")
    assert {one.file, three.file} == {"use.csv"}


def test_each_load_has_a_sheet_and_its_own_columns(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    write_csv(folder / "a.csv", CONSUMPTION, [used(1, quantity="much")])
    write_csv(folder / "b.csv", [*CONSUMPTION, "Note"], [(*used(2, quantity="more"), "n")])
    load(database, [folder])

    done = corrected(database, tmp_path, {2: {"Quantity": "7"}})

    assert [(each.file, each.rows_new) for each in done.loads] in (
        [("a.csv", 1), ("b.csv", 1)],
        [("b.csv", 1), ("a.csv", 1)],
    )


# Documents


def test_a_line_of_json_is_corrected_in_the_workbook(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    line = {
        "kind": "consumption",
        "key": ["D-1", "1"],
        "batch": {"party": "own", "item": "1001", "lot": "00012"},
        "operation": ["own", "PO-1"],
        "quantity": "much",
        "unit": "kg",
        "occurred": NOON,
    }
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join([json.dumps(line), '{"kind": 7}', ""]), encoding="utf-8")
    load(database, [path])
    right = json.dumps(line | {"quantity": 2.5}, indent=1)

    done = corrected(database, tmp_path, {1: {"record": right}})

    (told,) = done.loads
    assert (told.rows_new, told.rows_unchanged) == (1, 1)
    assert list(evidence(engine)) == ["genealogy|consumption|D-1|1|own/1001/00012"]
    assert [row.row for row in rejected_rows(database)] == [2]


def test_records_of_other_documents_are_loaded_with_their_document(
    embedded_database: Database, tmp_path: Path
) -> None:
    events = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "epcisBody": {"eventList": [{"type": "ObjectEvent", "eventTime": "soon"}]},
    }
    path = tmp_path / "events.jsonld"
    path.write_text(json.dumps(events), encoding="utf-8")
    assert load(embedded_database, [path]).rows_open == 1
    book = exported(embedded_database, tmp_path)
    table, notes = read_tables(book)
    assert table.header == [*LEADING, "record"]
    assert "correct the document itself and load it" in str(list(notes.rows()))

    done = corrected(embedded_database, tmp_path, {1: {"record": "{}"}})

    assert (done.rows_left, done.loads[0].rows_unchanged) == (1, 1)
    assert "it is a document" in done.loads[0].notes[0]
    assert load(embedded_database, [book]).rows_open == 1
