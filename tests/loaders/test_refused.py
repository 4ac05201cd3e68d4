"""Input that cannot be loaded: a sentence says why, and nothing of it is in the graph."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from genealogy.engine.database import Database
from genealogy.errors import InputRefused, NothingToLoad
from genealogy.settings import Settings
from loaders.loading import load
from tests.conftest import query
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, NOON, many_consumptions, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)


def nothing_in(settings: Settings) -> bool:
    return not query(settings, "MATCH (n) WHERE NOT n:SchemaVersion AND NOT n:Run RETURN n")


def binary(path: Path) -> Path:
    path.write_bytes(bytes(range(256)) * 10)
    return path


def empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def blank(path: Path) -> Path:
    path.write_text("\n\n , \n", encoding="utf-8")
    return path


def missing(path: Path) -> Path:
    return path


def broken_link(path: Path) -> Path:
    path.symlink_to(path.with_name("nowhere.csv"))
    return path


def folder_named_like_a_table(path: Path) -> Path:
    path.mkdir()
    return path


def without_a_column(path: Path) -> Path:
    header = ["Seqence" if name == "Sequence" else name for name in CONSUMPTION]
    return write_csv(path, header, [GOOD])


def of_another_world(path: Path) -> Path:
    return write_csv(path, ("Planet", "Moons"), [("Mars", 2)])


def column_twice(path: Path) -> Path:
    return write_csv(path, (*CONSUMPTION, "Lot"), [(*GOOD, "L-2")])


def torn_in_the_middle_of_a_character(path: Path) -> Path:
    text = ",".join(CONSUMPTION) + "\n" + ",".join(GOOD).replace("L-1", "批")
    path.write_bytes(text.encode("utf-8").replace("批".encode(), b"\xe6\x89\xff\xff"))
    return path


def damaged_workbook(path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, CONSUMPTION)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def text_that_claims_to_be_a_workbook(path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    path.write_text(",".join(CONSUMPTION), encoding="utf-8")
    return path


def any_zip_that_claims_to_be_a_workbook(path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.txt", "hello")
    return path


def empty_workbook(path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    return path


def bomb(path: Path) -> Path:
    """1.1 GB of zeros in a file of a megabyte."""
    path = path.with_suffix(".xlsx")
    block = bytes(1 << 20)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(1_050):
            entry.write(block)
    return path


def a_cell_of_10_mb(path: Path) -> Path:
    return write_csv(path, CONSUMPTION, [GOOD, (*GOOD[:3], "x" * 10_000_000, *GOOD[4:])])


def a_huge_cell_behind_many_rows(path: Path) -> Path:
    many_consumptions(path, 12_000)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"PO-X,1,1001,{'x' * 2_000_000},1,kg,{NOON}\n")
    return path


REFUSED: list[tuple[Callable[[Path], Path], str]] = [
    (binary, "it is binary"),
    (empty_file, "it is empty."),
    (blank, "it has blank lines only"),
    (missing, "there is no such file or folder"),
    (broken_link, "there is no such file or folder"),
    (folder_named_like_a_table, "holds nothing to load: no file ending in .csv"),
    (without_a_column, 'Closest: mes-consumption, which also needs "Sequence" (found "Seqence")'),
    (of_another_world, "It has: Planet, Moons."),
    (column_twice, 'the column "Lot" stands twice'),
    (torn_in_the_middle_of_a_character, "none of the encodings utf-8-sig, gb18030"),
    (damaged_workbook, "no readable spreadsheet"),
    (text_that_claims_to_be_a_workbook, "no readable spreadsheet"),
    (any_zip_that_claims_to_be_a_workbook, "no readable spreadsheet"),
    (empty_workbook, "no sheet has a header and a row"),
    (bomb, "unpacks to more than 1 GB"),
    (a_cell_of_10_mb, "line 3: a row of over 8,000,000 letters"),
    (a_huge_cell_behind_many_rows, "field larger than field limit"),
]


@pytest.mark.parametrize(
    ("make", "sentence"), REFUSED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_file_is_refused_with_a_sentence_and_nothing_of_it_written(
    make: Callable[[Path], Path],
    sentence: str,
    engine: Settings,
    database: Database,
    tmp_path: Path,
) -> None:
    path = make(tmp_path / "export.csv")
    try:
        refused = [each.why for each in load(database, [path]).refused]
    except InputRefused as error:
        refused = [str(error)]

    (why,) = refused
    assert sentence in why
    assert path.name in why
    assert nothing_in(engine)


def test_a_refused_file_does_not_keep_the_others_out(engine: Settings, tmp_path: Path) -> None:
    write_csv(tmp_path / "good.csv", CONSUMPTION, [GOOD])
    without_a_column(tmp_path / "other.csv")
    (tmp_path / "readme.pdf").write_bytes(b"%PDF")

    result = run(engine, "load", tmp_path)

    assert result.returncode == 4
    assert "other.csv was not loaded: no profile fits its header." in result.stderr
    assert "not tables, left out: readme.pdf" in result.stderr
    assert "good.csv" in result.stdout
    assert query(engine, "MATCH ()-[r:CONSUMED]->() RETURN count(r) AS n") == [{"n": 1}]


@pytest.mark.parametrize("make", [missing, folder_named_like_a_table, binary, without_a_column])
def test_the_command_ends_with_code_4_and_no_stack(
    make: Callable[[Path], Path], settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    result = run(settings_of("embedded"), "load", make(tmp_path / "export.csv"))

    assert result.returncode == 4
    assert "export.csv" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_without_a_table_and_a_named_file_of_any_ending(tmp_path: Path) -> None:
    (tmp_path / "notes.doc").write_text("no", encoding="utf-8")
    with pytest.raises(NothingToLoad, match="holds nothing to load"):
        load(None, [tmp_path])

    listed = write_csv(tmp_path / "export.lst", CONSUMPTION, [GOOD])
    (receipt,) = load(None, [listed]).receipts
    assert receipt.rows_new == 1
