"""Cross-references: items and parties of one system under their numbers in another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from genealogy.errors import ProfileInvalid
from genealogy.facts import Fact
from loaders.loading import load
from loaders.mapping import Mapper
from loaders.part import Outcome, Rejection
from loaders.profile import Profile, read_profile, read_profile_file
from tests.loaders.exports import write_csv
from tests.loaders.workbooks import write_xlsx

PROFILE = """\
name   = "receipts"
title  = "Receipts of a plant that numbers items in its own way"
source = "SAP"

[file]
header = ["Doc", "Material", "Batch", "Vendor"]

[cross_references.items]
file = "items.csv"
from = "SAP item"
to   = "Our item"

[cross_references.vendors]
file    = "vendors.csv"
from    = "SAP vendor"
to      = "Our supplier"
missing = "keep"

[identity]
party = "=own"
item  = { column = "Material", rule = "sap_alpha", reference = "items" }
lot   = "Batch"

[document]
key = ["Doc"]

[[fact]]
kind     = "receipt"
supplier = { column = "Vendor", reference = "vendors" }
"""
ITEMS = [("4711", "MILK"), ("4712", "SALT"), ("", "UNUSED"), ("4713", ""), ("4711", "MILK")]


def plant(
    folder: Path, text: str = PROFILE, items: Sequence[Sequence[object]] = tuple(ITEMS)
) -> Profile:
    """The profile in this folder, beside its cross-references."""
    write_csv(folder / "items.csv", ("SAP item", "Our item"), items)
    write_csv(folder / "vendors.csv", ("SAP vendor", "Our supplier"), [("300", "S-1")])
    (folder / "receipts.toml").write_text(text, encoding="utf-8")
    return read_profile_file(folder / "receipts.toml")


def mapped(profile: Profile, *row: str) -> Outcome:
    return Mapper(profile, profile.file.header).map_row(row)


def refused(folder: Path, text: str = PROFILE) -> str:
    (folder / "receipts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileInvalid) as error:
        read_profile_file(folder / "receipts.toml")
    return "\n".join(error.value.problems)


def line(text: str) -> int:
    return PROFILE.splitlines().index(text) + 1


ITEMS_FILE = line('file = "items.csv"')
VENDORS_FROM = line('from    = "SAP vendor"')


def test_items_and_parties_get_their_numbers_of_the_other_system(tmp_path: Path) -> None:
    outcome = mapped(plant(tmp_path), "D-1", "0004711", "L-1", "300")

    assert isinstance(outcome, tuple)
    (fact,) = (each for each in outcome if isinstance(each, Fact))
    assert (fact.source, fact.target) == ("S-1", "own/MILK/L-1")


def test_an_item_that_is_not_listed_rejects_the_row(tmp_path: Path) -> None:
    profile = plant(tmp_path)

    for item in ("9999", "4713"):
        assert mapped(profile, "D-1", item, "L-1", "300") == Rejection(
            "Material", item, 'is not in the column "SAP item" of items.csv'
        )


def test_a_text_that_is_not_listed_is_kept_where_the_profile_says_so(tmp_path: Path) -> None:
    outcome = mapped(plant(tmp_path), "D-1", "4711", "L-1", "0999")

    assert isinstance(outcome, tuple)
    assert isinstance(outcome[0], Fact)
    assert outcome[0].source == "0999"


def test_an_empty_cell_is_not_looked_up(tmp_path: Path) -> None:
    outcome = mapped(plant(tmp_path), "D-1", "", "L-1", "300")

    assert isinstance(outcome, tuple)
    assert isinstance(outcome[0], Fact)
    assert outcome[0].target == "own/?/L-1"


def test_a_workbook_can_be_a_cross_reference(tmp_path: Path) -> None:
    profile = plant(tmp_path)
    rows = [("SAP item", "Our item", "Remark"), (4711, "MILK", "numbers are texts"), (4712, 12, "")]
    write_xlsx(tmp_path / "items.xlsx", {"cover": [("a", "b"), ("1", "2")], "items": rows})
    profile = plant(tmp_path, PROFILE.replace("items.csv", "items.xlsx"))

    assert profile.translations["items"].texts == {"4711": "MILK", "4712": "12"}


def test_a_changed_cross_reference_is_another_load(tmp_path: Path) -> None:
    before = plant(tmp_path)
    again = plant(tmp_path)
    path = write_csv(tmp_path / "in.csv", before.file.header, [("D-1", "4711", "L-1", "300")])
    (first,) = load(None, [path], {"receipts": before}).receipts
    after = plant(tmp_path, items=[("4711", "CREAM")])
    (second,) = load(None, [path], {"receipts": after}).receipts

    assert before.digest == again.digest
    assert before.digest != after.digest
    assert first.load_id != second.load_id


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("4711", "MILK"), ("4711", "SALT")], '"4711" is "SALT" here, and "MILK" in row 2'),
        ([("4711", "A"), ("47", "B"), ("47", "C")], 'row 4: "47" is "C" here, and "B" in row 3'),
    ],
)
def test_a_text_with_two_meanings_refuses_the_profile(
    rows: list[tuple[str, str]], told: str, tmp_path: Path
) -> None:
    plant(tmp_path)
    write_csv(tmp_path / "items.csv", ("SAP item", "Our item"), rows)
    problem = refused(tmp_path)

    assert problem.startswith(f"line {ITEMS_FILE}: cross_references.items.file: ")
    assert "items.csv, row " in problem
    assert told in problem


def test_a_file_or_column_that_is_missing_is_told_with_the_line(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / "items.csv").unlink()
    wrong = PROFILE.replace('"SAP vendor"', '"SAP supplier"')
    problems = refused(tmp_path, wrong).splitlines()

    assert problems == [
        f"line {ITEMS_FILE}: cross_references.items.file: items.csv: there is no such file.",
        f"line {VENDORS_FROM}: cross_references.vendors.from: "
        'vendors.csv has no column "SAP supplier"; it has: SAP vendor, Our supplier',
    ]


def test_a_column_that_stands_twice_or_a_changed_number_is_refused(tmp_path: Path) -> None:
    plant(tmp_path)
    write_csv(tmp_path / "items.csv", ("SAP item", "Our item", "Our item"), [("1", "2", "3")])
    assert 'the column "Our item" stands twice' in refused(tmp_path)

    rows = [("SAP item", "Our item"), (12345678901234567, "MILK")]
    write_xlsx(tmp_path / "items.xlsx", {"items": rows})
    assert "more than 15 digits" in refused(tmp_path, PROFILE.replace("items.csv", "items.xlsx"))


def test_a_name_that_no_section_has_is_told_with_its_line(tmp_path: Path) -> None:
    plant(tmp_path)
    text = PROFILE.replace('reference = "items"', 'reference = "item"')
    at = line('item  = { column = "Material", rule = "sap_alpha", reference = "items" }')

    assert refused(tmp_path, text) == (
        f'line {at}: no cross-reference "item"; there is: items, vendors'
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('{ text = "a", reference = "items" }', 'it needs a "column"'),
        ('{ column = "Batch", reference = "items", split = "," }', 'it excludes "split"'),
    ],
)
def test_a_reference_is_of_one_whole_cell(value: str, told: str, tmp_path: Path) -> None:
    plant(tmp_path)

    assert told in refused(tmp_path, PROFILE.replace('lot   = "Batch"', f"lot   = {value}"))


def test_a_profile_that_is_no_file_has_no_folder_to_look_in() -> None:
    with pytest.raises(ProfileInvalid, match="only a profile that is a file"):
        read_profile(PROFILE, "posted")
