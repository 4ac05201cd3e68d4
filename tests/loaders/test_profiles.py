"""Profiles: which rows state what, and mistakes in them, each told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, ProfileInvalid
from genealogy.facts import Description, Fact
from genealogy.nouns import Noun
from genealogy.settings import Settings
from loaders.formats.gs1 import identify
from loaders.loading import load
from loaders.mapping import Mapper
from loaders.part import Outcome, Rejection, Skipped
from loaders.profile import builtin_profile_texts, builtin_profiles, read_profile, read_profile_file
from tests.conftest import query
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, ISSUES, NOON, issue, write_csv

GOOD = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)


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
date   = "TODO: %d/%m/%Y or %m/%d/%Y"

[identity]
party = "=own"
lot   = { column = "Lot", rule = "sap_beta" }

[[fact]]
kind      = "consumption"
operation = "Order"
quantty   = "Quantity"

[[fact]]
kind = "eating"

[[fact]]
kind = "TODO: consumption or production"

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
        (
            at('date   = "TODO: %d/%m/%Y or %m/%d/%Y"'),
            "cells.date: is still to be decided: %d/%m/%Y or %m/%d/%Y",
        ),
        (
            at('kind = "TODO: consumption or production"'),
            "kind: is still to be decided: consumption or production",
        ),
        (
            at('lot   = { column = "Lot", rule = "sap_beta" }'),
            'no rule "sap_beta"; there is: sap_alpha',
        ),
        (at("[[fact]]"), 'no kind of fact "eating"; there is: receipt, consumption'),
        (at("[[describe]]"), 'describing a supplier needs its "id"'),
        (at("[colums]"), "this word is not known here"),
    ]
    for _, words in expected:
        assert [each for each in refused.value.problems if words in each], (words, told)
    for line, words in [each for each in expected if "eating" not in each[1]]:
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
    not_text = tmp_path / "binary.toml"
    not_text.write_bytes(b"\xff\x00")
    with pytest.raises(FileRefused, match="the profile cannot be read"):
        read_profile_file(not_text)
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


def test_candidates_are_refused_where_a_fact_cannot_be_possible() -> None:
    text = builtin_profile_texts()["erp-receipts"].replace(
        'lot = "Supplier Lot" }\nsupplier',
        'lot = { column = "Supplier Lot", split = ";", probability = ":" } }\nsupplier',
    )

    with pytest.raises(ProfileInvalid, match="cannot be stated of candidates"):
        read_profile(text, "candidates")


WORDS = """\
name   = "words"
title  = "What the conditions and readings of a profile can say"
source = "LIMS"

[file]
header = ["No", "Lot", "Qty"]

[cells]
number = "1.234,5-"
date   = "%d.%m.%Y"
zone   = "Europe/Berlin"
empty  = { "New Lot" = ["0000", "-"] }

[identity]
party = "=own"
item  = "Item"
lot   = "Lot"

[document]
key = ["No"]

[[skip]]
absent = ["No"]
reason = "a line of totals"

[[fact]]
kind     = "disposal"
absent   = ["Test"]
negative = ["Qty"]
disposal = "=loss"
quantity = { column = "Qty", sign = "drop" }
unit     = "=kg"
occurred = { column = "Entered", date = "%Y%m%d%H%M", zone = "UTC" }

[[fact]]
kind         = "stock_count"
absent       = ["Test"]
not_negative = ["Qty"]
location     = "=store"
quantity     = "Qty"
unit         = "=kg"
occurred     = "Posted"

[[fact]]
kind      = "consumption"
differ    = ["Lot", "New Lot"]
operation = ["=own", "No"]

[[fact]]
kind           = "measurement"
present        = ["Test"]
characteristic = "Test"
quantity       = { column = "Qty", number = "1234.5" }
low            = "Low"

[[describe]]
noun    = "batch"
alone   = true
expires = "Expiry"
"""
COLUMNS = ("No", "Item", "Lot", "New Lot", "Qty", "Entered", "Posted", "Test", "Low", "Expiry")


def mapped(**cells: str) -> Outcome:
    """What one row of these cells states, by the profile above."""
    row = {"No": "7", "Item": "milk", "Lot": "L-1"} | {
        name.replace("_", " "): text for name, text in cells.items()
    }
    return Mapper(read_profile(WORDS, "words"), COLUMNS).map_row([row.get(c, "") for c in COLUMNS])


def only_fact(**cells: str) -> Fact:
    outcome = mapped(**cells)
    assert isinstance(outcome, tuple), outcome
    (fact,) = (each for each in outcome if isinstance(each, Fact))
    return fact


def test_the_sign_of_a_number_decides_what_a_row_states() -> None:
    loss = only_fact(Qty="1.234,5-", Entered="202610011430")
    count = only_fact(Qty="0", Posted="01.10.2026")

    assert (loss.type, str(loss.quantity)) == ("DISPOSED", "1234.5")
    assert (count.type, str(count.quantity)) == ("COUNTED", "0")


def test_a_cell_can_be_written_unlike_the_others() -> None:
    loss = only_fact(Qty="1-", Entered="202610011430")
    count = only_fact(Qty="1", Posted="01.10.2026")
    test = only_fact(Qty="-18.5", Test="core temperature", Low="25,5-")

    assert str(loss.occurred_at) == "2026-10-01 14:30:00+00:00"
    assert str(count.occurred_at) == "2026-09-30 22:00:00+00:00"
    assert (str(test.quantity), str(getattr(test, "low", None))) == ("-18.5", "-25.5")


def test_only_what_is_measured_may_be_below_zero() -> None:
    text = WORDS.replace('not_negative = ["Qty"]', "")
    row = ["7", "milk", "L-1", "", "1-", "", "01.10.2026", "", "", ""]
    text = text.replace('negative = ["Qty"]\ndisposal', 'present = ["Entered"]\ndisposal')

    rejected = Mapper(read_profile(text, "words"), COLUMNS).map_row(row)

    assert rejected == Rejection("Qty", "1-", "a quantity cannot be negative here")


def test_cells_that_differ_and_texts_that_mean_an_empty_cell() -> None:
    renamed = mapped(New_Lot="L-2", Qty="1", Posted="01.10.2026")
    same = mapped(New_Lot="L-1", Qty="1", Posted="01.10.2026")
    initial = mapped(New_Lot="0000", Qty="1", Posted="01.10.2026")

    kinds = [
        [type(each).__name__ for each in outcome if isinstance(each, Fact)]
        for outcome in (renamed, same, initial)
        if isinstance(outcome, tuple)
    ]
    assert kinds == [["StockCount", "Consumption"], ["StockCount"], ["StockCount"]]


def test_a_row_may_describe_alone_where_the_profile_says_so() -> None:
    (described,) = mapped(Expiry="31.12.2026")  # type: ignore[misc]

    assert described.properties == {"expires_on": "2026-12-31"}  # type: ignore[union-attr]
    silent = WORDS.replace("alone   = true\n", "")
    rejected = Mapper(read_profile(silent, "words"), COLUMNS).map_row(["7", "milk", "L-1"])
    assert isinstance(rejected, Rejection)
    assert "no part of the profile is about such a row: Test=''" in rejected.reason


def test_a_number_that_decides_and_is_none_rejects_the_row() -> None:
    assert mapped(Qty="many") == Rejection("Qty", "many", "is not a number")


def test_totals_and_a_repeated_header_are_left_out_and_counted() -> None:
    mapper = Mapper(read_profile(WORDS, "words"), COLUMNS)
    for header in (COLUMNS, [f" {name} " for name in COLUMNS]):
        assert mapper.map_row(header) == Skipped("the header, repeated")
    assert mapped(No="", Lot="", Qty="12,5") == Skipped("a line of totals")


def test_a_lot_whose_item_is_not_named_is_pending() -> None:
    assert only_fact(Item="", Qty="1-", Entered="202610011430").source == "own/?/L-1"


@pytest.mark.parametrize("date", ["TT.MM.JJJJ", "%Q", "", "%d.%m.%Y %"])
def test_a_date_that_is_no_pattern_is_a_mistake_of_the_profile(date: str) -> None:
    text = WORDS.replace('date   = "%d.%m.%Y"', f'date   = "{date}"')
    with pytest.raises(ProfileInvalid, match=r"line 10: cells.date: .* is no pattern of a date"):
        read_profile(text, "words")


PENDING = WORDS.replace('item  = "Item"\n', "item_unknown = true\n")


def test_a_file_without_items_can_say_so_and_its_lots_are_pending() -> None:
    row = ["7", "milk", "L-1", "", "1-", "202610011430"]

    def named(text: str) -> str:
        outcome = Mapper(read_profile(text, "words"), COLUMNS).map_row(row)
        assert isinstance(outcome, tuple)
        (fact,) = (each for each in outcome if isinstance(each, Fact))
        return fact.source

    assert named(PENDING) == "own/?/L-1"
    assert named(WORDS.replace('item  = "Item"\n', "")) == "own//L-1", "it names its lot alone"


def test_an_unknown_item_excludes_an_item_and_needs_a_lot_or_serial() -> None:
    both = PENDING.replace("item_unknown", 'item = "Item"\nitem_unknown')
    with pytest.raises(ProfileInvalid, match='excludes "item"'):
        read_profile(both, "words")
    with pytest.raises(ProfileInvalid, match="a batch needs a lot or a serial"):
        read_profile(PENDING.replace('lot   = "Lot"\n', ""), "words")


SCANS = """\
name   = "scans"
title  = "Scanned labels"
source = "MES"

[file]
header = ["Order", "Barcode"]

[identity]
party = "=gs1"
item  = { column = "Barcode", gs1 = "item" }
lot   = { column = "Barcode", gs1 = "lot" }

[[fact]]
kind      = "consumption"
operation = ["=own", "Order"]

[[fact]]
kind      = "packing"
present   = ["Pallet"]
container = { column = "Pallet", gs1 = "sscc" }
"""
LABEL = "(01)04012345123456(10)998877"


def scanned(label: str, pallet: str = "", text: str = SCANS) -> Outcome:
    header = ("Order", "Barcode", "Pallet")
    return Mapper(read_profile(text, "scans"), header).map_row(["PO-1", label, pallet])


@pytest.mark.parametrize(
    "label",
    [
        LABEL,
        "]C1010401234512345610998877",
        "https://id.example.org/01/04012345123456/10/998877",
        "urn:epc:class:lgtin:4012345.012345.998877",
    ],
)
def test_a_gs1_label_names_the_batch_that_epcis_names(label: str) -> None:
    outcome = scanned(label)

    assert isinstance(outcome, tuple), outcome
    assert isinstance(outcome[0], Fact)
    assert outcome[0].source == identify(label).batch_id == "gs1/04012345123456/998877"


def test_a_gs1_label_names_the_container_that_epcis_names() -> None:
    outcome = scanned(LABEL, "(00)340123450000000017")

    assert isinstance(outcome, tuple), outcome
    container = identify("urn:epc:id:sscc:4012345.3000000001").container_id
    assert [each.target for each in outcome if isinstance(each, Fact)] == ["own/PO-1", container]


def test_a_serial_of_a_gs1_label_is_the_unit_that_epcis_names() -> None:
    lot, serial = ('lot   = { column = "Barcode", gs1 = "lot" }',) * 2
    text = SCANS.replace(lot, serial.replace("lot  ", "serial").replace("lot", "serial"))
    outcome = scanned("(01)04012345123456(21)S1", text=text)

    assert isinstance(outcome, tuple), outcome
    assert isinstance(outcome[0], Fact)
    assert outcome[0].source == identify("urn:epc:id:sgtin:4012345.012345.S1").batch_id


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("L-998877", "is no GS1 element string"),
        ("10998877", "is no GS1 element string"),
        ("(01)04012345123457(10)998877", "has a wrong check digit in (01)"),
        ("https://example.org/about", "names no item, lot, serial or logistic unit of GS1"),
        ("(01)04012345123456(21)S1", "names no lot, and the lot or serial is needed"),
        ("", "is empty, and the lot or serial is needed"),
    ],
)
def test_a_cell_that_is_no_gs1_label_rejects_the_row_with_that_reason(label: str, why: str) -> None:
    assert scanned(label) == Rejection("Barcode", label, why)


def test_a_label_without_its_item_is_a_pending_lot() -> None:
    outcome = scanned("(10)998877")

    assert isinstance(outcome, tuple), outcome
    assert isinstance(outcome[0], Fact)
    assert outcome[0].source == "gs1/?/998877"


def test_a_gs1_word_is_of_one_whole_cell_and_known() -> None:
    for value, told in (
        ('{ text = "a", gs1 = "lot" }', 'it needs a "column"'),
        ('{ column = "Barcode", gs1 = "lot", split = ";" }', 'it excludes "split"'),
        ('{ column = "Barcode", gs1 = "colour" }', "'item', 'lot', 'serial' or 'sscc'"),
        ('{ column = "Barcode", gs1 = "lot", rule = "gs1_made" }', 'it excludes "gs1"'),
    ):
        text = SCANS.replace('{ column = "Barcode", gs1 = "lot" }', value)
        with pytest.raises(ProfileInvalid, match=told):
            read_profile(text, "scans")


DATED = (
    SCANS.replace("[[fact]]", '[cells]\ndate = "%d.%m.%Y"\nzone = "Europe/Berlin"\n\n[[fact]]', 1)
    + """
[[describe]]
noun    = "batch"
made    = { column = "Barcode", rule = "gs1_made" }
expires = { column = "Barcode", rule = "gs1_expires" }
"""
)


@pytest.mark.parametrize(
    ("label", "made", "expires"),
    [
        (
            "(01)04012345123456(11)261002(17)270131(10)L1",
            "2026-10-01T22:00:00Z",
            "2027-01-31",
        ),
        ("(01)04012345123456(17)270200(10)L1", None, "2027-02-28"),
        ("(01)04012345123456(17)280200(10)L1", None, "2028-02-29"),
        ("]C10104012345123456112610021727013110L1", "2026-10-01T22:00:00Z", "2027-01-31"),
        ("https://id.example.org/01/04012345123456/10/L1?17=270131", None, "2027-01-31"),
        ("(01)04012345123456(10)L1", None, None),
        ("(01)04012345123456(15)270131(10)L1", None, None),
    ],
)
def test_the_dates_of_a_gs1_label_describe_its_batch(
    label: str, made: str | None, expires: str | None
) -> None:
    outcome = scanned(label, text=DATED)

    assert isinstance(outcome, tuple), outcome
    told = {
        name: value
        for each in outcome
        if isinstance(each, Description) and each.noun is Noun.BATCH
        for name, value in each.properties.items()
    }
    assert (told.get("made_at"), told.get("expires_on")) == (made, expires)


def test_a_best_before_date_is_an_expiry_where_the_profile_says_so() -> None:
    text = DATED.replace("gs1_expires", "gs1_best_before")
    outcome = scanned("(01)04012345123456(15)261200(10)L1", text=text)

    assert isinstance(outcome, tuple), outcome
    told = [each.properties for each in outcome if isinstance(each, Description)]
    assert told[0] == {"expires_on": "2026-12-31"}


def test_a_cell_that_is_no_label_is_read_as_the_date_that_it_is_or_rejected() -> None:
    text = DATED.replace('expires = { column = "Barcode"', 'expires = { column = "Pallet"').replace(
        SCANS[SCANS.index('[[fact]]\nkind      = "packing"') :], ""
    )

    def expiry(cell: str) -> object:
        outcome = scanned("(01)04012345123456(10)L1", cell, text)
        if isinstance(outcome, Rejection):
            return outcome
        assert isinstance(outcome, tuple), outcome
        return [each.properties for each in outcome if isinstance(each, Description)]

    assert expiry("31.01.2027") == [{"expires_on": "2027-01-31"}]
    assert expiry("(17)270131") == expiry("17270131") == [{"expires_on": "2027-01-31"}]
    assert expiry("(10)L1") == []
    for wrong in ("(17)271332", "100131", "soon"):
        assert expiry(wrong) == Rejection("Pallet", wrong, "is not a date like %d.%m.%Y")
