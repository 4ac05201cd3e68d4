"""The built-in profiles: each knows its own exports, and no other takes them for its own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from genealogy.facts import Fact
from loaders.finding import choose_profile, read_parts
from loaders.profile import Profile, builtin_profiles
from loaders.reading import Table
from loaders.values import profile_columns
from tests.loaders.exports import write_csv
from tests.loaders.samples import FOLDER, sample, told
from tests.loaders.workbooks import write_xlsx

PROFILES = builtin_profiles()
SAMPLES = sorted(path.stem for path in FOLDER.iterdir())
MB51 = (
    "Material",
    "Batch",
    "Movement type",
    "Material Document",
    "Material Doc.Item",
    "Material Doc. Year",
    "Posting Date",
    "Qty in Un. of Entry",
    "Unit of Entry",
    "Plant",
    "Order",
)


def choice(header: list[str]) -> str:
    """The name of the profile that a table with this header is read by."""
    chosen = choose_profile(Table(Path("a.csv"), None, header, "utf-8", 1), PROFILES)
    return chosen.name if chosen else ""


def in_other_words(profile: Profile, column: str) -> str:
    """The last other name of the column, its own where it has none."""
    return (column, *profile.columns.get(column, ()))[-1]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_of_a_profile_is_known_without_naming_it(name: str) -> None:
    (part,), unknown = read_parts(sample(name), None)
    assert (part.profile, unknown) == (name, [])


@pytest.mark.parametrize("name", PROFILES)
def test_no_other_profile_takes_the_header_of_a_profile_for_its_own(name: str) -> None:
    profile = PROFILES[name]
    needed, every = list(profile.file.header), profile_columns(profile)

    assert choice(needed) == name
    assert choice(every) == name
    assert choice([in_other_words(profile, column) for column in needed]) == name
    assert choice([in_other_words(profile, column) for column in every]) == name


def test_a_profile_of_a_real_system_has_a_sample() -> None:
    systems = ("sap", "oracle", "odoo", "erpnext", "yonyou", "kingdee")
    assert {name for name in PROFILES if name.startswith(systems)} <= set(SAMPLES)


def facts_of(name: str) -> dict[str, Fact]:
    (part,), _ = read_parts(sample(name), None)
    outcomes = [record.outcome for record in part.records()]
    stated = [each for outcome in outcomes if isinstance(outcome, tuple) for each in outcome]
    return {each.key: each for each in stated if isinstance(each, Fact)}


def test_one_posting_is_one_fact_in_the_list_and_in_the_table() -> None:
    of_list, of_table = facts_of("sap-mb51"), facts_of("sap-mseg")

    assert {key for key in of_list.keys() & of_table.keys() if "4900000011" in key} == {
        "SAP|consumption|2026|4900000011|1|own/1001/0000012345",
        "SAP|consumption|2026|4900000011|2|own/1002/K-2",
    }
    assert all(of_list[key].quantity == of_table[key].quantity for key in of_list if "11|1" in key)


def test_a_workbook_of_sap_needs_no_notation_of_numbers_and_dates(tmp_path: Path) -> None:
    rows = [
        MB51,
        (
            "2001",
            "0012",
            "261",
            "4900000001",
            1,
            2026,
            date(2026, 10, 2),
            -1234.5,
            "KG",
            "1000",
            42,
        ),
        (None, None, None, None, None, None, None, -1234.5, "KG", None, None),
    ]
    seen = told(write_xlsx(tmp_path / "mb51.xlsx", {"Sheet1": rows}))

    assert seen.profile == "sap-mb51"
    assert seen.facts == {
        "2026/4900000001/1": {"own/2001/0012 -CONSUMED-> own/42 1234.5 kg at 2026-10-01T16:00Z"}
    }
    assert (seen.skipped, seen.rejected) == ({3: "a line of totals"}, {})


def test_a_chinese_sap_writes_the_same(tmp_path: Path) -> None:
    header = (
        *("物料", "批次", "移动类型", "物料凭证", "物料凭证项目", "物料凭证年度", "过账日期"),
        *("以条目单位的数量", "条目单位", "工厂", "订单"),
    )
    row = ("2001", "M-1", "261", "49", "1", "2026", "02.10.2026", "1.000,5-", "KG", "1000", "0042")
    path = write_csv(tmp_path / "mb51.csv", header, [row], encoding="gb18030", delimiter="\t")

    assert told(path).facts == {
        "2026/49/1": {"own/2001/M-1 -CONSUMED-> own/42 1000.5 kg at 2026-10-01T16:00Z"}
    }


def test_a_workbook_of_kingdee_is_read_as_its_text_is(tmp_path: Path) -> None:
    header = (
        "单据编号",
        "业务日期",
        "分录行号",
        "生产工单编号",
        "物料编码",
        "批号",
        "实发数量",
        "库存单位",
    )
    rows = [
        header,
        ("SCLL-1", datetime(2026, 10, 2), 1, "GD-12", "1.01.001", "00012", 900.25, "千克"),
        ("SCLL-1", datetime(2026, 10, 2), 2, "GD-12", "1.01.002", 12345678901234567, 5, "千克"),
    ]
    seen = told(write_xlsx(tmp_path / "领料.xlsx", {"生产领料单": rows}))

    assert seen.profile == "kingdee-material-issues"
    assert seen.facts == {
        "SCLL-1/1": {"own/1.01.001/00012 -CONSUMED-> own/GD-12 900.25 kg at 2026-10-01T16:00Z"}
    }
    assert "more than 15 digits" in seen.rejected[3]


def test_a_movement_type_that_the_profile_does_not_know_is_never_left_out(tmp_path: Path) -> None:
    row = ("2001", "M-1", "999", "49", "1", "2026", "02.10.2026", "1-", "KG", "1000", "42")
    reversal = ("2001", "M-1", "552", "49", "2", "2026", "02.10.2026", "1", "KG", "1000", "42")
    seen = told(write_csv(tmp_path / "mb51.csv", MB51, [row, reversal]))

    assert seen.facts == {}
    assert seen.rejected[2].startswith("Movement type: is none of 101, 102, 122, ")
    assert "no part of the profile is about such a row" in seen.rejected[3]


def test_the_numbers_of_the_samples_are_exact() -> None:
    quantities = {each.quantity for each in facts_of("sap-mb51").values()}
    assert {Decimal("0.5"), Decimal("12.5"), Decimal(1500), Decimal(1200)} <= quantities
