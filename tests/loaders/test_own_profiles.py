"""A plant's own profiles: they are chosen by the header too, and what they misname is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import InputRefused, ProfileDoesNotFit, WrongUsage
from genealogy.facts import Fact
from loaders.checking import check_sample
from loaders.finding import read_parts
from loaders.loading import load
from loaders.part import Rejection
from loaders.profile import Profile, builtin_profile_texts, read_profile, read_profile_file
from loaders.receipt import Receipt
from loaders.rejected import Profiles
from loaders.replay import replay
from loaders.shelf import Shelf
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.workbooks import write_xlsx

ROW = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
PACKINGS = ("托盘", "物料", "批号", "箱数", "时间")
PACKED = ("P-1", "3001", "C-1", "40", "2026/9/11 9:00")
PACKING = """
name   = "packing"
title  = "Plant 7: packing"
source = "WMS"

[file]
header = ["托盘", "物料", "批号", "箱数", "时间"]

[identity]
party = "=own"
item  = "物料"
lot   = "批号"

[[fact]]
kind      = "packing"
container = "托盘"
quantity  = "箱数"
unit      = "=箱"
occurred  = "时间"
"""
MES = builtin_profile_texts()["mes-consumption"]
LINE_3 = MES.replace('"mes-consumption"', '"line-3"').replace('"MES"', '"MES 3"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the plant's own profiles."""
    found = tmp_path / "profiles"
    found.mkdir()
    return found


def own(folder: Path, **texts: str) -> Shelf:
    """A shelf with these own profiles."""
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Shelf(folder, "Asia/Shanghai")


def receipts(shelf: Shelf, *paths: Path, named: Sequence[str] = ()) -> dict[str, Receipt]:
    """The receipts of a dry run by their files; nothing may be refused."""
    run = load(None, paths, shelf.named(named), shelf=shelf)
    assert run.refused == []
    return {each.file: each for each in run.receipts}


def exports(folder: Path) -> Path:
    """A mixed folder: a table of the MES, one that only the plant's profile knows, a document."""
    folder.mkdir()
    write_csv(folder / "mes.csv", CONSUMPTION, [ROW])
    write_csv(folder / "packed.csv", PACKINGS, [PACKED])
    line = {"kind": "hold", "key": ["H-1"], "hold": "H-1"}
    line |= {"batch": {"party": "own", "item": "3001", "lot": "C-1"}}
    (folder / "holds.jsonl").write_text(json.dumps(line), encoding="utf-8")
    return folder


# Which profile reads which file


def test_an_own_profile_reads_its_files_among_others(folder: Path, tmp_path: Path) -> None:
    found = receipts(own(folder, packing=PACKING), exports(tmp_path / "in"))

    assert {name: each.profile for name, each in found.items()} == {
        "mes.csv": "mes-consumption",
        "packed.csv": "packing",
        "holds.jsonl": "json-lines",
    }
    assert [each.rows_rejected for each in found.values()] == [0, 0, 0]


def test_an_own_profile_wins_over_a_built_in_one_that_fits_too(
    folder: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])

    assert receipts(own(folder, line=LINE_3), path)["mes.csv"].profile == "line-3"
    # also under the name of that one, as a copy often has it
    copy = own(folder, line=MES.replace('"MES"', '"MES 3"'))
    assert receipts(copy, path)["mes.csv"].source == "MES 3"


def test_two_own_profiles_that_fit_alike_are_told(folder: Path, tmp_path: Path) -> None:
    shelf = own(folder, a=LINE_3, b=LINE_3.replace("line-3", "line-4"))
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])

    (refused,) = load(None, [path], shelf=shelf).refused
    assert "line-3 and line-4 fit its header alike" in refused.why
    assert receipts(shelf, path, named=["line-4"])["mes.csv"].profile == "line-4"


def test_named_profiles_are_tried_before_others_for_what_lies_in_a_folder(
    folder: Path, tmp_path: Path
) -> None:
    shelf = own(folder, packing=PACKING)
    (tmp_path / "mine.toml").write_text(LINE_3, encoding="utf-8")
    found = receipts(shelf, exports(tmp_path / "in"), named=[str(tmp_path / "mine.toml")])

    assert {name: each.profile for name, each in found.items()} == {
        "mes.csv": "line-3",
        "packed.csv": "packing",
        "holds.jsonl": "json-lines",
    }


def test_several_profiles_can_be_named_and_each_reads_what_it_fits(
    folder: Path, tmp_path: Path
) -> None:
    shelf = own(folder, packing=PACKING, line=LINE_3)
    mes = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])
    packed = write_csv(tmp_path / "packed.csv", PACKINGS, [PACKED])
    found = receipts(shelf, mes, packed, named=["packing", "line-3"])

    assert {name: each.profile for name, each in found.items()} == {
        "mes.csv": "line-3",
        "packed.csv": "packing",
    }


def test_for_a_file_that_is_named_only_named_profiles_count(folder: Path, tmp_path: Path) -> None:
    shelf = own(folder, packing=PACKING)
    header = ["Lto" if name == "Lot" else name for name in CONSUMPTION]
    path = write_csv(tmp_path / "mes.csv", header, [ROW])
    named = shelf.named(["mes-consumption", "packing"])

    with pytest.raises(ProfileDoesNotFit) as refused:
        read_parts(path, named, shelf)
    told = str(refused.value)
    assert "the profile mes-consumption does not fit mes.csv: missing columns: Lot" in told
    assert "Lot (did you mean Lto?)" in told
    assert "genealogy profiles check mes-consumption mes.csv" in told


def test_a_file_of_a_hot_folder_is_not_named_by_anyone(folder: Path, tmp_path: Path) -> None:
    shelf = own(folder, packing=PACKING)
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])

    (receipt,) = load(None, [path], shelf.named(["packing"]), shelf=shelf, by_name=False).receipts
    assert receipt.profile == "mes-consumption"


def test_each_sheet_is_read_by_the_first_that_fits(folder: Path, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "book.xlsx",
        {"A": [CONSUMPTION, ROW], "B": [PACKINGS, PACKED], "C": [("x",), ("1",)]},
    )
    run = load(None, [path], shelf=own(folder, packing=PACKING))

    assert [(each.sheet, each.profile) for each in run.receipts] == [
        ("A", "mes-consumption"),
        ("B", "packing"),
    ]
    assert run.notes == ["book.xlsx: no profile knows the sheet 'C'"]


# Mistakes in own profiles


def test_a_mistake_is_told_with_file_and_line_and_keeps_tables_out_only(
    folder: Path, tmp_path: Path
) -> None:
    good = 'kind      = "consumption"'
    wrong = LINE_3.replace(good, 'kind = "eating"')
    shelf = own(folder, packing=PACKING, wrong=wrong)
    run = load(None, [exports(tmp_path / "in")], shelf=shelf)

    assert [each.file for each in run.receipts] == ["holds.jsonl"]
    assert [each.file for each in run.refused] == ["mes.csv", "packed.csv"]
    line = [each.startswith("[[fact]]") for each in wrong.splitlines()].index(True) + 1
    for refused in run.refused:
        assert "The profile wrong.toml has 1 mistake" in refused.why
        assert f'line {line}: fact 1: no kind of fact "eating"' in refused.why
    (part,), _ = read_parts(tmp_path / "in" / "packed.csv", shelf.named(["packing"]), shelf)
    assert part.profile == "packing"


def test_all_profiles_with_mistakes_are_told_at_once(folder: Path) -> None:
    shelf = own(folder, a="name = 1", b="[file]\nheader = ?", c=PACKING)

    with pytest.raises(InputRefused) as refused:
        assert shelf.own
    assert "a.toml" in str(refused.value)
    assert "line 1: name: " in str(refused.value)
    assert "b.toml" in str(refused.value)
    assert "at line 2" in str(refused.value)
    assert set(shelf.sound) == {"packing"}


def test_two_files_cannot_have_one_name(folder: Path) -> None:
    shelf = own(folder, a=PACKING, b=PACKING)

    with pytest.raises(InputRefused, match=r'line 2: name: a.toml has the name "packing" already'):
        assert shelf.own


def test_a_folder_that_is_away_is_told_and_no_other_profile_steps_in(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])

    (refused,) = load(None, [path], shelf=Shelf(tmp_path / "away")).refused
    assert "away, which is no folder" in refused.why


def test_a_profile_is_named_by_its_name_or_its_file(folder: Path) -> None:
    shelf = own(folder, packing=PACKING, wrong='name = "wrong"\n')

    assert shelf.named(["packing"])["packing"].name == "packing"
    assert shelf.named([str(folder / "packing.toml")]).popitem()[1].name == "packing"
    assert shelf.text("packing") == PACKING
    assert shelf.text("qms-holds") == builtin_profile_texts()["qms-holds"]
    with pytest.raises(InputRefused, match=r"wrong\.toml"):
        shelf.named(["wrong"])
    with pytest.raises(WrongUsage, match=r"there is: .*packing"):
        shelf.named(["no-such"])


# The zone of the site


def outcome(path: Path, shelf: Shelf) -> object:
    """What became of the only row."""
    (part,), _ = read_parts(path, shelf=shelf)
    (record,) = part.records()
    return record.outcome


@pytest.mark.parametrize("text", ["2026-09-11 09:00", "2026/9/11 9:00", "2026年9月11日 9:00:00"])
def test_a_time_without_a_zone_is_of_the_zone_of_the_site(text: str, tmp_path: Path) -> None:
    header = ("冻结单号", "操作", "物料编码", "批号", "原因", "处理时间")
    path = write_csv(tmp_path / "holds.csv", header, [("H-1", "冻结", "1", "L", "", text)])

    rejected = outcome(path, Shelf())
    assert isinstance(rejected, Rejection)
    assert (rejected.column, rejected.text) == ("处理时间", text)
    assert rejected.reason.startswith("has no time zone, and the profile states none")
    assert 'zone = "Asia/Shanghai"' in rejected.reason
    assert "GENEALOGY_ZONE" in rejected.reason
    (fact,) = outcome(path, Shelf(zone="Asia/Shanghai"))  # type: ignore[misc]
    assert isinstance(fact, Fact)
    assert str(fact.occurred_at) == "2026-09-11 01:00:00+00:00"


def test_the_zone_of_a_profile_goes_before_that_of_the_site(folder: Path, tmp_path: Path) -> None:
    text = PACKING.replace("[identity]", '[cells]\nzone = "Europe/Berlin"\n\n[identity]')
    path = write_csv(tmp_path / "packed.csv", PACKINGS, [PACKED])
    (fact,) = outcome(path, own(folder, packing=text))  # type: ignore[misc]

    assert str(fact.occurred_at) == "2026-09-11 07:00:00+00:00"


def test_another_zone_is_another_load(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])
    ids = {
        receipt.load_id
        for zone in (None, "Asia/Shanghai", "Europe/Berlin", "Asia/Shanghai")
        for receipt in load(None, [path], shelf=Shelf(zone=zone)).receipts
    }

    assert len(ids) == 3
    stated = read_profile(PACKING + '\n[cells]\nzone = "UTC"\n', "packing")
    assert stated.in_zone("Asia/Shanghai").digest == stated.digest


# Columns that a profile names and the file does not have


def profile(folder: Path, text: str) -> Profile:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return read_profile_file(path)


def test_a_misspelt_column_is_told_on_the_receipt_and_not_read(
    folder: Path, tmp_path: Path
) -> None:
    text = PACKING.replace('quantity  = "箱数"', 'quantity  = "Qyt"').replace("箱数", "Qty")
    header = ("托盘", "物料", "批号", "Qty", "时间")
    path = write_csv(tmp_path / "packed.csv", header, [PACKED])
    receipt = receipts(own(folder, packing=text), path)["packed.csv"]

    assert receipt.warnings[0] == (
        "the profile names columns that the file does not have: Qyt (did you mean Qty?)"
    )
    (checked,) = check_sample(profile(folder, text), path, 5)
    assert checked.fits
    assert "Qty" not in checked.read
    assert checked.unread == ["Qty"]
    assert [str(each) for each in checked.absent] == ["Qyt (did you mean Qty?)"]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('party = "=own"', 'party = "own"', 'own (did you mean "=own"?)'),
        ('lot   = "批号"', 'lot = "批次号"', "批次号 (did you mean 批号?)"),
        ('item  = "物料"', 'item = "物料号"', "物料号 (did you mean 物料?)"),
        ("[identity]", '[document]\nkey = ["托盘号"]\n\n[identity]', "托盘号"),
    ],
)
def test_a_file_without_the_columns_that_name_its_batches_is_refused(
    right: str, wrong: str, told: str, folder: Path, tmp_path: Path
) -> None:
    text = PACKING.replace(right, wrong)
    path = write_csv(tmp_path / "packed.csv", PACKINGS, [PACKED])

    (refused,) = load(None, [path], shelf=own(folder, packing=text)).refused
    assert "the profile packing names batches or documents by columns" in refused.why
    assert told in refused.why
    (checked,) = check_sample(profile(folder, text), path, 5)
    assert not checked.fits
    assert told in str(checked.missing[0])
    assert (checked.rows_read, checked.stated) == (0, [])


@pytest.mark.parametrize(
    "optional",
    [
        ('party = "=own"', 'party = { column = "归属", default = "own" }'),
        ('item  = "物料"', 'item  = { column = "物料号", default = "" }'),
        ("[[fact]]", '[[fact]]\nkind = "receipt"\npresent = ["供方批号"]\nsupplier = "供方"\n'
         'batch = { party = "供方", item = "物料", lot = "供方批号" }\n\n[[fact]]'),
    ],
    ids=["a default", "an empty default", "a part of some rows"],
)  # fmt: skip
def test_a_column_that_is_marked_as_optional_may_be_missing(
    optional: tuple[str, str], folder: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "packed.csv", PACKINGS, [PACKED])
    receipt = receipts(own(folder, packing=PACKING.replace(*optional)), path)["packed.csv"]

    assert receipt.rows_new == 1
    assert len(receipt.warnings) >= 1


def test_a_built_in_profile_says_nothing_of_columns_that_it_can_do_without(tmp_path: Path) -> None:
    header = ("Hold No", "Action", "Item No", "Lot", "Reason", "Decided At")
    path = write_csv(tmp_path / "holds.csv", header, [("H-1", "hold", "1", "L", "", NOON)])

    (receipt,) = load(None, [path]).receipts
    assert receipt.warnings == []


# Rejections and replays


def test_a_rejection_names_the_column_as_the_file_has_it(tmp_path: Path) -> None:
    header = ("冻结单号", "操作", "物料编码", "批号", "原因", "处理时间")
    rows = [("H-1", "冻结", "1", "L", "", "bald"), ("H-2", "gone", "1", "L", "", NOON)]
    path = write_csv(tmp_path / "holds.csv", header, rows)
    (part,), _ = read_parts(path)

    outcomes = [record.outcome for record in part.records()]
    assert [each.column for each in outcomes if isinstance(each, Rejection)] == ["处理时间", "操作"]


def test_rejected_rows_are_replayed_by_an_own_profile_that_fits(
    embedded_database: Database, folder: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [(*ROW[:4], "1.000,5", *ROW[5:])])
    assert load(embedded_database, [path]).rows_open == 1
    shelf = own(folder, line=LINE_3 + '\n[cells]\nnumber = "1.234,5"\n')

    done = replay(embedded_database, None, shelf=shelf, by="me")

    assert (done.loads[0].rows_new, done.rows_left) == (1, 0)
    assert "mapped by the profile line-3 as it is now" in done.loads[0].notes[0]


def test_rejected_rows_wait_where_an_own_profile_has_a_mistake(
    embedded_database: Database, folder: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mes.csv", CONSUMPTION, [(*ROW[:4], "many", *ROW[5:])])
    load(embedded_database, [path])
    shelf = own(folder, line="name = 1")

    done = replay(embedded_database, None, shelf=shelf, by="me")

    assert done.rows_left == 1
    assert "line.toml" in done.loads[0].notes[0]


def test_the_profile_of_a_load_is_looked_for_among_named_own_and_built_in_ones(
    folder: Path,
) -> None:
    shelf = own(folder, line=LINE_3, packing=PACKING)
    named = {"x": shelf.own["line-3"].model_copy(update={"name": "named"})}

    assert found(Profiles(), "mes-consumption") == "mes-consumption"
    assert found(Profiles(None, shelf), "mes-consumption") == "line-3"
    assert found(Profiles(None, shelf), "gone") == "line-3"
    assert found(Profiles(named, shelf), "line-3") == "named"
    assert found(Profiles(None, shelf), "packing") == "packing"


def found(profiles: Profiles, name: str) -> str | None:
    chosen = profiles.now(name, CONSUMPTION)
    return chosen.name if chosen else None
