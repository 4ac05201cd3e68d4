"""Answers as workbooks: read back they are the tables, and nothing in them runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from exports import workbook
from exports.tables import Answer, tables, tables_with_columns
from exports.workbook import write_workbook
from exports.xml_text import without_noncharacters
from genealogy import __version__
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from genealogy.facts import Description
from genealogy.nouns import Noun
from queries.compare import Comparison
from queries.recall import Recall
from queries.scopes import saved
from queries.trace import trace
from tests.exports.answers import HOSTILE
from tests.plants import own, state
from tests.queries.flows import came


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of each sheet."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def as_read(value: Any) -> Any:
    """A cell of a table as calamine gives it back."""
    if isinstance(value, str):
        return without_noncharacters(value)
    return "" if value is None else value


@pytest.fixture(scope="module")
def written(
    answers: dict[str, Answer], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """A workbook of each answer."""
    folder = tmp_path_factory.mktemp("workbooks")
    for name, answer in answers.items():
        write_workbook(answer, folder / f"{name}.xlsx")
    return {name: folder / f"{name}.xlsx" for name in answers}


def test_a_workbook_read_back_holds_every_table_of_the_answer(
    answers: dict[str, Answer], written: dict[str, Path]
) -> None:
    for question, answer in answers.items():
        found = sheets(written[question])
        told = tables_with_columns(answer)
        assert list(found) == ["cover", *told]
        for name, table in told.items():
            head, *rows = found[name]
            assert head == list(table.columns)
            assert rows == [[as_read(cell) for cell in row.values()] for row in table.rows], name


def test_the_cover_tells_question_verdict_and_data(
    answers: dict[str, Answer], written: dict[str, Path]
) -> None:
    answer = answers["recall"]
    assert isinstance(answer, Recall)
    head, *lines = sheets(written["recall"])["cover"]
    told: dict[str, list[Any]] = {}
    for about, cell in lines:
        told.setdefault(about, []).append(cell)

    assert head == ["about", "answer"]
    assert lines[0] == ["question", "recall"]
    assert told["origins"] == [own("milk")]
    assert told["verdict"] == ["INCOMPLETE"]
    assert told["gaps"] == [len(answer.trace.verdict.gaps)]
    assert told["links against time"] == [len(answer.trace.verdict.violations)]
    assert told["data fingerprint"] == [answer.trace.fingerprint]
    assert told["program"] == [f"genealogy {__version__}"]
    for source, at in answer.trace.verdict.as_of.items():
        assert told[f"data of {source} up to"] == [at]
    for name, rows in tables(answer).items():
        assert told[f"rows of {name}"] == [len(rows)]


def test_the_cover_tells_both_verdicts_of_siblings_and_every_scope_of_a_comparison(
    written: dict[str, Path],
) -> None:
    siblings = dict(sheets(written["siblings"])["cover"])
    compared = dict(sheets(written["compare"])["cover"])

    assert {"verdict backward", "verdict forward"} <= siblings.keys()
    assert {"verdict of all", "verdict of cup", "origins of cup"} <= compared.keys()


def test_the_same_answer_gives_the_same_bytes_whoever_writes_it(
    answers: dict[str, Answer], written: dict[str, Path], tmp_path: Path
) -> None:
    mask = os.umask(0o077)
    try:
        for question, answer in answers.items():
            write_workbook(answer, tmp_path / f"{question}.xlsx")
    finally:
        os.umask(mask)

    for question, path in written.items():
        assert (tmp_path / f"{question}.xlsx").read_bytes() == path.read_bytes()


def test_text_stays_text_and_nothing_runs(written: dict[str, Path]) -> None:
    (lots,) = (
        {row[rows[0].index("lot")] for row in rows[1:]}
        for name, rows in sheets(written["recall"]).items()
        if name == "batches"
    )
    assert set(map(without_noncharacters, HOSTILE)) <= lots

    with ZipFile(written["recall"]) as parts:
        every = {name: parts.read(name).decode("utf-8") for name in parts.namelist()}
    assert not [name for name, text in every.items() if "<f>" in text or "<f " in text]
    assert not [name for name, text in every.items() if "hyperlink" in text]
    assert not [name for name in every if "external" in name.lower() or "macro" in name.lower()]
    assert "<b>bold" not in "".join(
        text for name, text in every.items() if name.startswith("xl/worksheets/")
    )


def test_every_sheet_has_its_heading_in_sight_and_filters(written: dict[str, Path]) -> None:
    with ZipFile(written["recall"]) as parts:
        texts = [
            parts.read(name).decode("utf-8")
            for name in parts.namelist()
            if name.startswith("xl/worksheets/sheet")
        ]

    assert len(texts) == len(sheets(written["recall"]))
    for text in texts:
        assert 'ySplit="1"' in text
        assert "<autoFilter" in text
        assert "customWidth" in text


def test_numbers_keep_all_their_digits(
    answers: dict[str, Answer], written: dict[str, Path]
) -> None:
    head, *rows = sheets(written["recall"])["shipments"]
    at = head.index("quantity")

    assert [row[at] for row in rows] == [
        row["quantity"] for row in tables(answers["recall"])["shipments"]
    ]
    assert 0.42500000000000004 in [row[at] for row in rows]


def test_a_table_that_is_too_long_for_a_sheet_goes_on_in_another(
    answers: dict[str, Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_A_SHEET", 8)
    write_workbook(answers["trace"], tmp_path / "long.xlsx")
    found = sheets(tmp_path / "long.xlsx")
    batches = tables(answers["trace"])["batches"]
    names = [name for name in found if name.split()[0] == "batches"]

    assert names == ["batches", "batches 2", "batches 3"]
    assert [len(found[name]) - 1 for name in names] == [8, 8, len(batches) - 16]
    rows = iter(row[0] for name in names for row in found[name][1:])
    assert list(rows) == [without_noncharacters(row["batch_id"]) for row in batches]


def test_a_text_that_fits_in_no_cell_is_an_error_and_no_file(
    embedded_database: Database, tmp_path: Path
) -> None:
    for length, fits in ((32_767, True), (32_768, False)):
        name = Description(noun=Noun.BATCH, id=own(f"L{length}"), properties={"name": "n" * length})
        state(embedded_database, [came(f"L{length}"), name], load_id=f"{length}")
        answer = trace(embedded_database, [own(f"L{length}")])
        path = tmp_path / f"{length}.xlsx"
        if fits:
            write_workbook(answer, path)
            assert "n" * length in [cell for row in sheets(path)["batches"] for cell in row]
        else:
            with pytest.raises(WrongUsage, match='Row 2 of "batches" has a text of 32,768'):
                write_workbook(answer, path)
    assert [each.name for each in tmp_path.iterdir()] == ["32767.xlsx"]


def test_whatever_a_saved_answer_holds_is_written_as_it_is(
    answers: dict[str, Answer], tmp_path: Path
) -> None:
    told = json.loads(json.dumps(answers["recall"].to_dict()))
    odd = {"amounts": "x", "made_at": {"a": [1]}, "level": float("nan"), "new": [True, "=1"]}
    told["batches"][0] |= odd
    found = Comparison((saved("then", told), saved("again", told)))
    write_workbook(found, tmp_path / "saved.xlsx")
    head, *rows = sheets(tmp_path / "saved.xlsx")["part_batches"]
    row = next(row for row in rows if told["batches"][0]["batch_id"] in row)

    assert [row[head.index(name)] for name in odd] == ["x", '{"a": [1]}', "NaN", '[true, "=1"]']


def test_a_file_that_is_there_or_is_no_workbook_is_refused(
    answers: dict[str, Answer], tmp_path: Path
) -> None:
    (tmp_path / "mine.xlsx").write_text("mine", encoding="utf-8")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")

    for name, why in (
        ("mine.xlsx", "exists already"),
        ("link.xlsx", "exists already"),
        ("answer.csv", r"ends in \.xlsx"),
        ("none/answer.xlsx", "cannot be written"),
    ):
        with pytest.raises(WrongUsage, match=why):
            write_workbook(answers["gaps"], tmp_path / name)
    assert (tmp_path / "mine.xlsx").read_text(encoding="utf-8") == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.xlsx", "mine.xlsx"]
