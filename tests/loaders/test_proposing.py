"""Proposed profiles: what names and cells decide, and what they leave to people."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from genealogy.errors import ProfileInvalid
from genealogy.facts import Fact
from loaders.checking import check_sample
from loaders.finding import table_part
from loaders.part import Rejection
from loaders.profile import Profile, builtin_profiles, read_profile
from loaders.proposing import propose
from loaders.reading import read_tables
from loaders.shelf import Shelf
from tests.loaders.exports import write_csv
from tests.loaders.samples import FOLDER, sample
from tests.loaders.workbooks import write_xlsx

BUILTIN = builtin_profiles()
SAMPLES = sorted(path.stem for path in FOLDER.iterdir())
SAME_FACTS = {
    *("kingdee-completion-receipts", "kingdee-material-issues", "kingdee-purchase-receipts"),
    *("kingdee-sales-issues", "mes-batch-records", "qms-holds", "qms-inspection-results"),
    *("wms-moves", "yonyou-u8c-material-issues", "yonyou-u8c-production-receipts"),
    *("yonyou-u8c-purchase-receipts", "yonyou-u8c-sales-issues"),
}
"""Samples of which the proposal states exactly the facts that the built-in profile states."""

NO_ROW_REJECTED = (SAME_FACTS - {"yonyou-u8c-purchase-receipts"}) | {
    "mes-process-parameters",  # the order is the operation, since some rows name no step
    "oracle-lot-genealogy",  # the operation has another name
}
"""Samples of which the proposal maps every row. The purchase receipts have a row without a lot."""

FACT_UNDECIDED = {
    *("erpnext-stock-ledger", "erpnext-stock-ledger-entries", "odoo-stock-move-lines"),
    "wms-handling-units",
}
"""Samples whose movements only several columns together decide: people have to say."""


def answered(name: str) -> str:
    """The proposal for a sample, its numbers, dates and zone decided as its people would."""
    cells = BUILTIN[name].cells
    text = propose(sample(name), source="plant").toml
    for word, answer in (
        ("number", cells.number),
        ("date", cells.date),
        ("zone", cells.zone or "Asia/Shanghai"),
    ):
        text = re.sub(rf'^{word} *= "TODO.*$', f'{word} = "{answer}"', text, flags=re.MULTILINE)
    return text


def facts_of(profile: Profile, path: Path) -> set[tuple[object, ...]]:
    """The facts of a file but for their keys, which name the profile's own source."""
    found = set()
    for record in table_part(read_tables(path)[0], profile).records():
        for each in record.outcome if isinstance(record.outcome, tuple) else ():
            if isinstance(each, Fact):
                ends = ("" if end == each.key else end for end in (each.source, each.target))
                found.add((type(each), *ends, each.quantity, each.unit, each.occurred_at))
    return found


def proposed(path: Path) -> dict[str, object]:
    return tomllib.loads(propose(path, source="plant").toml)


def questions(path: Path) -> str:
    return "\n".join(propose(path, source="plant").open_questions)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_proposal_is_a_profile_but_for_what_is_still_to_be_decided(name: str) -> None:
    proposal = propose(sample(name), source="plant")

    tomllib.loads(proposal.toml)
    for question in proposal.open_questions:
        assert re.match(r"line \d+: .*is still to be decided: ", question), question
    assert proposal.fitting == name


def test_for_how_many_samples_a_proposal_maps_every_row_and_states_the_right_facts() -> None:
    unread, whole, same = set(), set(), set()
    for name in SAMPLES:
        try:
            profile = read_profile(answered(name), name)
        except ProfileInvalid:
            unread.add(name)
            continue
        (checked,) = check_sample(profile, sample(name), 0)
        if not checked.rejected:
            whole.add(name)
        if facts_of(profile, sample(name)) == facts_of(BUILTIN[name], sample(name)):
            same.add(name)

    assert unread == FACT_UNDECIDED
    assert whole == NO_ROW_REJECTED
    assert same == SAME_FACTS
    assert (len(SAMPLES), len(whole), len(same)) == (23, 13, 12)


def test_movements_that_are_not_understood_are_rejected_and_never_read_wrongly() -> None:
    profile = read_profile(answered("oracle-material-transactions"), "oracle")
    outcomes = [
        record.outcome
        for record in table_part(
            read_tables(sample("oracle-material-transactions"))[0], profile
        ).records()
    ]

    assert all(isinstance(each, tuple | Rejection) for each in outcomes)
    assert any(isinstance(each, Rejection) and "PO Receipt" in each.text for each in outcomes)
    right = facts_of(
        BUILTIN["oracle-material-transactions"], sample("oracle-material-transactions")
    )
    assert facts_of(profile, sample("oracle-material-transactions")) <= right


def test_movements_of_batches_in_a_table_without_lots_are_left_to_people(tmp_path: Path) -> None:
    rows = [("D-1", "hold", "H-1"), ("D-2", "release", "H-1")]
    path = write_csv(tmp_path / "a.csv", ("Document", "Action", "Hold No"), rows)

    assert "which fact a row states" in questions(path)


CONSUMED = ("Work Order Nr", "Part Number", "Batch Number", "Qty used (kg)", "UoM", "Consumed On")


def consumed(path: Path, *dates: str, quantity: str = "2.5") -> Path:
    rows = [("WO-1", "P-1", f"L-{date}", quantity, "kg", date) for date in dates]
    return write_csv(path / "used.csv", CONSUMED, rows)


def test_the_order_of_day_and_month_is_never_guessed(tmp_path: Path) -> None:
    both = consumed(tmp_path, "03/04/2026", "05/05/2026")
    assert "date: is still to be decided: %d/%m/%Y or %m/%d/%Y" in questions(both)

    hidden = consumed(tmp_path, "05.05.2026")
    assert "date: is still to be decided: %d.%m.%Y or %m.%d.%Y" in questions(hidden)

    american = consumed(tmp_path, "03/04/2026", "05/13/2026")
    assert proposed(american)["cells"]["date"] == "%m/%d/%Y"  # type: ignore[index]


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["2026-10-02", "2026-10-02T24:00:00"], "iso"),
        (["01-OCT-2026 08:00:00", "12-Feb-2026 23:59:59"], "%d-%b-%Y %H:%M:%S"),
        (["2026/1/2 8:05", "2026/1/2 8:05:30"], "iso"),
        (["2026年10月2日"], "iso"),
        (["2026.1.2 8:05"], "%Y.%m.%d %H:%M"),
        (["13.04.26 2:30 PM"], "%d.%m.%y %I:%M %p"),
    ],
)
def test_a_date_that_can_be_read_in_one_way_only_is_guessed(
    cells: list[str], written: str, tmp_path: Path
) -> None:
    assert proposed(consumed(tmp_path, *cells))["cells"]["date"] == written  # type: ignore[index]


def test_dates_that_no_pattern_reads_are_left_to_people(tmp_path: Path) -> None:
    assert "a pattern such as" in questions(
        write_csv(
            tmp_path / "a.csv",
            ("Order", "Item", "Lot", "Consumed At"),
            [("O", "I", "L", "2026-10-02"), ("O", "I", "L", "week 40, 2026")],
        )
    )


@pytest.mark.parametrize(
    ("quantities", "number"),
    [
        (["900.00", "4.5"], "1234.5"),
        (["1,000.50", "3"], "1,234.5"),
        (["1.500,000", "12,5"], "1.234,5"),
        (["1 500,25"], "1 234,5"),
        (["12,5-", "1.000,5"], "1.234,5-"),
        (["7", "8"], "1234.5"),
        (["1,152"], "TODO: 1234,5 or 1,234.5 or 1.234,5 or 1 234,5"),
    ],
)
def test_the_cells_tell_how_numbers_are_written(
    quantities: list[str], number: str, tmp_path: Path
) -> None:
    rows = [("O", "I", f"L-{at}", each) for at, each in enumerate(quantities)]
    path = write_csv(tmp_path / "a.csv", ("Order", "Item", "Lot", "Issued Quantity"), rows)

    assert proposed(path)["cells"]["number"] == number  # type: ignore[index]


def test_a_column_that_is_written_unlike_the_others_has_its_own_pattern(tmp_path: Path) -> None:
    header = ("Order", "Item", "Lot", "Consumed At", "Expiry Date")
    rows = [("O", "I", "L", "03/04/2026", "2027-01-31")]
    asked = questions(write_csv(tmp_path / "a.csv", header, rows))
    assert "consumption" not in asked
    assert "occurred.date: is still to be decided: %d/%m/%Y or %m/%d/%Y" in asked

    rows.append(("O", "I", "M", "30/04/2026", "31.01.2027"))
    decided = write_csv(tmp_path / "a.csv", header, [(*rows[0][:4], "31.01.2027"), rows[1]])
    (described,) = (
        each
        for each in tomllib.loads(propose(decided, source="plant").toml)["describe"]
        if each["noun"] == "batch"
    )
    assert described["expires"] == {"column": "Expiry Date", "date": "%d.%m.%Y"}


def test_a_zone_is_asked_for_where_the_times_state_none(tmp_path: Path) -> None:
    assert "zone: is still to be decided" in questions(consumed(tmp_path, "2026-10-02 08:00"))
    assert questions(consumed(tmp_path, "2026-10-02T08:00+08:00")) == ""
    mixed = consumed(tmp_path, "2026-10-02T08:00+08:00", "2026-10-02T08:00")
    assert "zone: is still to be decided" in questions(mixed)


def test_names_of_other_words_are_understood_by_their_words_and_cells(tmp_path: Path) -> None:
    path = consumed(tmp_path, "2026-10-02T08:00Z")
    toml = propose(path, source="plant").toml

    assert '#   "Batch Number": lot (likely: its name has batch)' in toml
    assert '#   "Consumed On": time (likely: its cells are dates)' in toml
    profile = read_profile(toml, "used")
    assert {each[1:4] for each in facts_of(profile, path)} == {
        ("own/P-1/L-2026-10-02T08:00Z", "own/WO-1", Decimal("2.5"))
    }


def test_whether_rows_of_an_order_went_in_or_came_out_is_never_guessed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("Order", "Item", "Lot"), [("O", "I", "L")])

    assert "kind: is still to be decided: consumption or production" in questions(path)
    for kind in ("consumption", "production"):
        text = propose(path, source="plant").toml.replace("TODO: consumption or production", kind)
        (checked,) = check_sample(read_profile(text, "a"), path, 1)
        assert checked.counts[kind] == 1


def test_a_column_that_is_not_understood_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("Lot", "Shoe size", "Lot No"), [("L", "43", "M")])
    toml = propose(path, source="plant").toml

    assert '"Shoe size": not understood' in toml
    assert '"Lot No": not understood; looks like "Lot"' in toml
    assert "which fact a row states" in questions(path)


def test_lots_without_a_column_for_the_item_are_pending(tmp_path: Path) -> None:
    header = ("Job", "Input Batch", "Output Batch")
    path = write_csv(tmp_path / "log.csv", header, [("J", "A", "C"), ("J", "B", "C")])
    profile = read_profile(propose(path, source="plant").toml, "log")

    assert {each[1:3] for each in facts_of(profile, path)} == {
        ("own/?/A", "own/J"),
        ("own/?/B", "own/J"),
        ("own/J", "own/?/C"),
    }
    (checked,) = check_sample(profile, path, 10)
    produced = [each for each in checked.stated if each.states == "production"]
    assert {each.document for each in produced} == {"J"}, "one fact, on the row of each input"


def test_a_unit_that_only_its_serial_names_is_pending(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "log.csv", ("Serial Number", "Customer"), [("S-1", "C-1")])
    profile = read_profile(propose(path, source="plant").toml, "log")

    assert {each[1:3] for each in facts_of(profile, path)} == {("own/?/#S-1", "C-1")}


def test_an_output_that_rows_state_in_parts_stays_several_facts(tmp_path: Path) -> None:
    header = ("Job", "Input Batch", "Output Batch", "Output Quantity")
    path = write_csv(tmp_path / "log.csv", header, [("J", "A", "C", "5"), ("J", "B", "C", "7")])
    profile = read_profile(propose(path, source="plant").toml, "log")
    keys = {
        each.key
        for record in table_part(read_tables(path)[0], profile).records()
        for each in (record.outcome if isinstance(record.outcome, tuple) else ())
        if isinstance(each, Fact) and "|production|" in each.key
    }

    assert len(keys) == 2


def test_a_document_that_does_not_tell_the_rows_apart_is_no_key(tmp_path: Path) -> None:
    header = ("Document", "Order", "Item", "Lot", "Issued Quantity")
    apart = [("D-1", "O", "I", "L", "1"), ("D-2", "O", "I", "L", "1")]
    alike = [("D-1", "O", "I", "L", "1"), ("D-1", "O", "I", "L", "1")]

    assert proposed(write_csv(tmp_path / "a.csv", header, apart))["document"] == {
        "key": ["Document"]
    }
    assert "document" not in proposed(write_csv(tmp_path / "a.csv", header, alike))


def test_names_that_toml_and_profiles_could_mistake_are_written_out(tmp_path: Path) -> None:
    header = ('Lot "new"\nof #2', "=Item", "Order", "Issued Quantity", "")
    path = write_csv(tmp_path / "a.csv", header, [("L", "I", "O", "5", "x")])
    profile = read_profile(propose(path, source="plant").toml, "a")

    assert {each[1:3] for each in facts_of(profile, path)} == {("own/I/L", "own/O")}


def test_zeros_in_place_of_a_date_are_no_date(tmp_path: Path) -> None:
    rows = [("I", "L", "00000000"), ("I", "M", "20261103")]
    path = write_csv(tmp_path / "a.csv", ("Material", "Batch", "Expiry Date"), rows)

    (checked,) = check_sample(read_profile(propose(path, source="plant").toml, "a"), path, 9)
    assert [(each.source, each.says) for each in checked.stated] == [
        ("own/I/M", "expires_on=2026-11-03")
    ]


def test_of_a_workbook_the_sheet_that_is_understood_best_is_taken(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "book.xlsx",
        {
            "notes": [("written", "by"), ("1", "me")],
            "used": [("Order", "Item", "Lot", "Consumed Quantity"), ("O", "I", "L", 2.5)],
        },
    )

    assert read_profile(propose(path, source="plant").toml, "book").file.header == (
        *("Order", "Item", "Lot", "Consumed Quantity"),
    )


def test_a_file_without_rows_or_known_names_still_gives_toml(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "采购.csv", ("a", "b"), [])

    assert proposed(path)["name"] == "new-profile"
    assert "which fact a row states" in questions(path)


def test_the_system_is_asked_for_and_never_taken_from_the_name_of_a_file(tmp_path: Path) -> None:
    path = consumed(tmp_path, "2026-10-02T12:00:00Z")

    toml = propose(path).toml
    with pytest.raises(ProfileInvalid, match=r"source: is still to be decided"):
        read_profile(toml, "mine")
    assert read_profile(propose(path, source="MES 7").toml, "mine").source == "MES 7"


def test_a_name_that_another_profile_has_gets_a_number(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    path = write_csv(tmp_path / "WMS发运.csv", ("Lot", "Qty"), [("L-1", "2")])
    for name in ("wms", "wms-2"):
        proposal = propose(path, source="WMS", shelf=Shelf(own))
        assert f'name   = "{name}"' in proposal.toml
        (own / f"{name}.toml").write_text(proposal.toml, encoding="utf-8")  # not even finished


CHINESE = ("工单号", "序号", "物料编码", "批号", "投料量", "计量", "投料时刻")


def test_a_chinese_log_is_understood_by_its_words_and_its_line_of_an_order(tmp_path: Path) -> None:
    rows = [("MO-1", str(at), "1001", "L-1", "2.5", "kg", "2026/9/11 9:00") for at in (1, 2)]
    found = proposed(write_csv(tmp_path / "a.csv", CHINESE, [*rows, ("MO-2", "1", *rows[0][2:])]))

    assert found["document"] == {"key": ["工单号", "序号"]}
    (fact,) = found["fact"]  # type: ignore[misc]
    assert (fact["quantity"], fact["unit"], fact["occurred"]) == ("投料量", "计量", "投料时刻")


def test_a_measure_is_a_unit_or_a_quantity_by_its_cells(tmp_path: Path) -> None:
    def meant(*cells: str) -> str:
        header = ("工单", "物料编码", "投料批号", "计量")
        rows = [("MO-1", "1001", f"L-{at}", cell) for at, cell in enumerate(cells)]
        toml = propose(write_csv(tmp_path / "a.csv", header, rows), source="MES").toml
        return str(re.search(r'"计量": (\w+)', toml)[1])  # type: ignore[index]

    assert meant("kg", "千克") == "unit"
    assert meant("12.5", "3") == "quantity"


def test_a_telephone_is_of_the_party_that_the_table_names(tmp_path: Path) -> None:
    for party, word in (("客户", "customer"), ("供应商", "supplier")):
        rows = [("FX-1", "1001", "L-1", "P-1", "40", "0512-1111")]
        header = ("发运单", "物料编码", "批号", party, "箱数", "电话")
        toml = propose(write_csv(tmp_path / "a.csv", header, rows), source="WMS").toml
        assert f'"电话": {word} contact' in toml
        assert '"发运单": document' in toml
        assert '"箱数": quantity' in toml
        assert 'contact = "电话"' in toml


def test_the_line_of_an_order_names_rows_where_their_document_does_not(tmp_path: Path) -> None:
    header = ("来源单据", *CHINESE)
    rows = [("", "MO-1", str(at), "1001", "L-1", "2.5", "kg", "2026/9/11 9:00") for at in (1, 2)]

    assert proposed(write_csv(tmp_path / "a.csv", header, rows))["document"] == {
        "key": ["工单号", "序号"]
    }
