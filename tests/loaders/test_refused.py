"""Input that cannot be loaded: a sentence says why, and nothing of it is in the graph."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, InputRefused, NothingToLoad, ProfileInvalid
from genealogy.settings import Settings
from loaders.loading import load
from loaders.profile import builtin_profile_texts, builtin_profiles, read_profile, read_profile_file
from tests.conftest import query
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, ISSUES, NOON, issue, many_consumptions, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)


def nothing_in(settings: Settings) -> bool:
    return not query(settings, "MATCH (n) WHERE NOT n:SchemaVersion RETURN n")


def binary(path: Path) -> Path:
    path.write_bytes(bytes(range(256)) * 10)
    return path


def empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def blank_header(path: Path) -> Path:
    path.write_text("\n\nOrder,Lot\n1,2\n", encoding="utf-8")
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
    (blank_header, "first line, which should name the columns, is blank"),
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
    (a_cell_of_10_mb, "field larger than field limit"),
    (a_huge_cell_behind_many_rows, "field larger than field limit"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_file_is_refused_with_a_sentence_and_nothing_of_it_written(
    make: Callable[[Path], Path], sentence: str, engine: Settings, database: Database, tmp_path: Path
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


def test_a_refused_file_does_not_keep_the_others_out(
    engine: Settings, tmp_path: Path
) -> None:
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


def test_two_profiles_that_fit_alike_must_be_told_apart(tmp_path: Path) -> None:
    text = builtin_profile_texts()["mes-consumption"]
    other = read_profile(text.replace('"mes-consumption"', '"mine"'), "mine")
    path = write_csv(tmp_path / "export.csv", CONSUMPTION, [GOOD])

    (refused,) = load(None, [path], builtin_profiles() | {"mine": other}).refused
    assert "mes-consumption and mine fit its header alike; say which with --profile" in refused.why

    (receipt,) = load(None, [path], {"mine": other}).receipts
    assert receipt.profile == "mine"


TYPOS = """\
name   = "Has Capitals"
title  = "With mistakes"
source = "ERP"

[file]
header = []

[cells]
number = "1.2.3"
zone   = "Europe/Atlantis"

[identity]
party = "=own"
lot   = { column = "Lot", rule = "sap_beta" }

[[fact]]
kind      = "consumption"
operation = "Order"
quantty   = "Quantity"

[[fact]]
kind = "eating"

[[describe]]
noun  = "supplier"
name  = "Supplier Name"

[colums]
Lot = ["Batch"]
"""


def test_every_mistake_of_a_profile_is_told_with_its_line_and_the_valid_names(
    settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    with pytest.raises(ProfileInvalid) as refused:
        read_profile(TYPOS, "mine.toml")

    def at(line: str) -> str:
        return f"line {TYPOS.splitlines().index(line) + 1}: "

    told = "\n".join(refused.value.problems)
    expected = [
        (at('name   = "Has Capitals"'), "name: "),
        (at("header = []"), "header"),
        (at('number = "1.2.3"'), "shows no number format"),
        (at('zone   = "Europe/Atlantis"'), "is no time zone"),
        (at('lot   = { column = "Lot", rule = "sap_beta" }'), 'no rule "sap_beta"; there is: sap_alpha'),
        (at("[[fact]]"), 'no kind of fact "eating"; there is: receipt, consumption'),
        (at("[[describe]]"), 'describing a supplier needs its "id"'),
        (at("[colums]"), "this word is not known here"),
    ]
    for line, words in expected:
        assert [each for each in refused.value.problems if words in each], (words, told)
    for line, words in expected[:5] + expected[6:]:
        (problem,) = [each for each in refused.value.problems if words in each]
        assert problem.startswith(line), (problem, line)
    assert 'a consumption has no "quantty"; it has:' in told
    assert "quantity" in told

    path = tmp_path / "mine.toml"
    path.write_text(TYPOS, encoding="utf-8")
    result = run(settings_of("embedded"), "load", tmp_path, "--profile", path)
    assert result.returncode == 4
    assert "quantty" in result.stderr


def test_a_profile_that_is_no_toml_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match="line 2"):
        read_profile('name = "a"\ntitle = \nsource = "A"', "mine.toml")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(tmp_path / "mine.toml")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(tmp_path)
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(binary(tmp_path / "binary.toml"))
    with pytest.raises(ProfileInvalid, match=r"needs \[identity\]"):
        read_profile(
            'name = "a"\ntitle = "a"\nsource = "A"\n[file]\nheader = ["Lot"]\n'
            '[[fact]]\nkind = "consumption"\noperation = "Lot"\n',
            "mine.toml",
        )


def test_a_reversal_is_read_from_the_issues_and_a_return_stays_a_link(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [
        issue("MI-3", movement="reversal", reverses=("MI-1", "1")),
        issue("MI-1", quantity="40"),
        issue("MI-2", movement="return", quantity="5"),
        issue("MI-4", quantity="35", lot="L-2"),
    ]
    path = write_csv(tmp_path / "issues.csv", ISSUES, rows)

    (receipt,) = load(database, [path]).receipts

    receipt.check()
    assert (receipt.rows_voiding, receipt.rows_new) == (1, 3)
    facts = query(
        engine,
        "MATCH ()-[r]->(:Operation) RETURN type(r) AS type, r.quantity AS kilos, r.role AS role",
    )
    assert {(row["type"], row["kilos"], row["role"]) for row in facts} == {
        ("VOIDED_CONSUMED", 40.0, None),
        ("CONSUMED", 5.0, "return"),
        ("CONSUMED", 35.0, None),
    }
