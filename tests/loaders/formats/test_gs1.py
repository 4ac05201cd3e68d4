"""Identifiers: one thing has one id, however it is written, and two things never share one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genealogy.identity import parse_batch_id
from loaders.cells import CellRejected
from loaders.formats.gs1 import (
    ElementString,
    Kind,
    identify,
    label_date,
    place_id,
    read_element_string,
)

SAME = {
    "gs1/04012345123456/998877": (
        "urn:epc:class:lgtin:4012345.012345.998877",
        "https://id.gs1.org/01/04012345123456/10/998877",
        "http://shop.example/some/way/01/04012345123456/10/998877?17=270131",
        "(01)04012345123456(10)998877",
        "0104012345123456\x1d10998877",
    ),
    "gs1/04012345123456/#00012": (
        "urn:epc:id:sgtin:4012345.012345.00012",
        "https://id.gs1.org/01/04012345123456/21/00012",
        "https://id.gs1.org/01/04012345123456/10/L1/21/00012",
        "(01)04012345123456(21)00012",
    ),
    "gs1/04012345123456/a%2Fb": (
        "urn:epc:class:lgtin:4012345.012345.a%2Fb",
        "https://id.gs1.org/01/04012345123456/10/a%2Fb",
    ),
    "gs1/04012345123456/1.2": (
        "urn:epc:class:lgtin:4012345.012345.1.2",
        "https://id.gs1.org/01/04012345123456/10/1.2",
    ),
    "gs1-upui/04012345123456/#AB12": (
        "urn:epc:id:upui:4012345.012345.AB12",
        "https://id.gs1.org/01/04012345123456/235/AB12",
    ),
    "gs1-itip/040123451234560102/#999": (
        "urn:epc:id:itip:4012345.012345.01.02.999",
        "https://id.gs1.org/8006/040123451234560102/21/999",
    ),
    "gs1-cpi/4012345ABC/#123": (
        "urn:epc:id:cpi:4012345.ABC.123",
        "https://id.gs1.org/8010/4012345ABC/8011/123",
    ),
    "040123450000003338": (
        "urn:epc:id:sscc:4012345.0000000333",
        "https://id.gs1.org/00/040123450000003338",
        "(00)040123450000003338",
    ),
    "8003/0401234566666387": (
        "urn:epc:id:grai:4012345.66666.87",
        "https://id.gs1.org/8003/0401234566666387",
    ),
    "8004/4012345A.b": (
        "urn:epc:id:giai:4012345.A.b",
        "https://id.gs1.org/8004/4012345A.b",
    ),
    "0614141073467": (
        "urn:epc:id:sgln:0614141.07346.0",
        "urn:epc:id:pgln:0614141.07346",
        "https://id.gs1.org/414/0614141073467",
        "https://id.gs1.org/417/0614141073467",
    ),
    "0614141073467/1234": (
        "urn:epc:id:sgln:0614141.07346.1234",
        "https://id.gs1.org/414/0614141073467/254/1234",
    ),
    "253/401234555555498": (
        "urn:epc:id:gdti:4012345.55555.98",
        "https://id.gs1.org/253/401234555555498",
    ),
    "402/40123459999876541": (
        "urn:epc:id:gsin:4012345.999987654",
        "https://id.gs1.org/402/40123459999876541",
    ),
    "gs1/04054739999148": (
        "urn:epc:idpat:sgtin:4054739.099914.*",
        "https://id.gs1.org/01/04054739999148",
    ),
}


@pytest.mark.parametrize("expected", SAME)
def test_one_thing_has_one_id_however_it_is_written(expected: str) -> None:
    assert {identify(text).id for text in SAME[expected]} == {expected}
    assert len({identify(text) for text in SAME[expected]}) == 1


def test_the_ids_of_all_these_things_differ() -> None:
    assert len({identify(texts[0]) for texts in SAME.values()}) == len(SAME)


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:idpat:sgtin:4012345.066666.*",
        "urn:epc:idpat:sgtin:08600031303.00",
        "urn:epc:idpat:grai:4012345.66666.*",
        "urn:epc:idpat:sgtin:*.*.*",
        "https://id.gs1.org/01/04012345666663",
        "https://id.gs1.org/01/04012345666660",
        "https://id.gs1.org/8003/04012345666663",
        "urn:gdst:example.org:product:class:mill.1u",
    ],
)
def test_a_class_without_a_lot_is_no_batch(text: str) -> None:
    assert identify(text).kind is Kind.CLASS


def test_a_private_id_is_taken_apart_where_its_scheme_says_how() -> None:
    lot = identify("urn:gdst:example.org:product:lot:class:mill.1u.feed.7-A")
    serial = identify("urn:gdst:example.org:product:serial:obj:mill.1u.feed.7-A")

    assert lot.id == "urn:gdst:example.org/mill.1u/feed.7-A"
    assert serial.id == "urn:gdst:example.org/mill.1u/#feed.7-A"
    assert identify("urn:gdst:example.org:product:class:mill.1u").id == lot.material_id
    assert identify("urn:gdst:example.org:lpn:obj:mill.9").kind is Kind.CONTAINER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("urn:epc:id:sscc:08600031303.0004", Kind.CONTAINER),  # 15 digits
        ("urn:epc:id:sgln:1.2.0", Kind.PLACE),
        ("urn:epc:class:lgtin:4012345.1.L1", Kind.BATCH),
        ("urn:epc:id:sgtin:4012345.012345", Kind.BATCH),
        ("https://id.gs1.org/01/04012345123457/10/L1", Kind.BATCH),  # wrong check digit
        ("https://example.com/a/01/2", Kind.BATCH),
        ("https://[", Kind.BATCH),
        ("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", Kind.BATCH),
        ("just a text", Kind.BATCH),
    ],
)
def test_what_cannot_be_taken_apart_is_known_by_its_whole_text(text: str, kind: Kind) -> None:
    thing = identify(text)

    assert thing.kind is kind
    assert thing.container_id == text
    assert parse_batch_id(thing.batch_id).serial == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "urn:" + ":product:class:x" * 60_000 + "\n",
        "urn:" + ":product:class:x" * 400 + "\n",
        "(01)04012345123456" + "(10)L" * 100_000,
        "]C1" + "1012345\x1d" * 100_000,
        "https://id.example.org/01/04012345123456/10/L" + "/21/1" * 100_000,
    ],
)
def test_a_text_longer_than_any_barcode_is_looked_at_once(text: str) -> None:
    assert parse_batch_id(identify(text).batch_id).serial == text
    if "\x1d" in text or "(10)" in text:
        with pytest.raises(CellRejected):
            read_element_string(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_foreign_texts_never_share_an_id(one: str, other: str) -> None:
    assert (identify(f"x:{one}").id == identify(f"x:{other}").id) == (one == other)


@given(st.text(alphabet="0123456789ABCabc.%/", min_size=1, max_size=24))
def test_two_lots_of_an_item_never_share_an_id(lot: str) -> None:
    other = lot.swapcase() if lot.swapcase() != lot else f"0{lot}"
    scheme = "urn:gdst:example.org:product:lot:class:mill.1u."

    assert identify(scheme + lot).id != identify(scheme + other).id


@given(st.text() | st.from_regex(r"urn:epc:(id|class|idpat):[a-z]{4,5}:[0-9.*A%]{0,30}"))
def test_any_text_is_read_without_an_error(text: str) -> None:
    thing = identify(text or "x")

    assert thing.id
    assert place_id(text or "x")
    try:
        assert read_element_string(text) != ElementString()
    except CellRejected as error:
        assert str(error)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "(01)04012345123456(10)998877(21)55",
            ElementString("04012345123456", "998877", "55", ""),
        ),
        (" (01) 04012345123456 (10) 00012 ", ElementString("04012345123456", "00012")),
        ("]C10104012345123456109988\x1d2155", ElementString("04012345123456", "9988", "55")),
        ("0104012345123456109988<GS>2155", ElementString("04012345123456", "9988", "55")),
        ("(00)040123450000003338", ElementString(sscc="040123450000003338")),
        (
            "(00)040123450000003338(02)04012345123456(37)12(10)L1",
            ElementString("04012345123456", "L1", "", "040123450000003338"),
        ),
        ("https://id.gs1.org/01/04012345123456/10/L1", ElementString("04012345123456", "L1")),
        ("urn:epc:class:lgtin:4012345.012345.L1", ElementString("04012345123456", "L1")),
        ("(10)L1a", ElementString(lot="L1a")),
    ],
)
def test_a_cell_tells_item_lot_serial_and_sscc(cell: str, expected: ElementString) -> None:
    assert read_element_string(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("(01)04012345123457", "wrong check digit in (01)"),
        ("(00)040123450000003339", "wrong check digit in (00)"),
        ("(10)A(10)B", "states (10) twice"),
        ("(10)A B", "no GS1 element string"),
        ("hello", "no GS1 element string"),
        ("", "no GS1 element string"),
        ("(37)12", "names no item"),
        ("https://example.com/", "names no item"),
    ],
)
def test_a_cell_that_is_no_element_string_is_rejected(cell: str, reason: str) -> None:
    with pytest.raises(CellRejected) as rejected:
        read_element_string(cell)

    assert reason in str(rejected.value)


@pytest.mark.parametrize(
    ("years", "century"),
    [(0, 0), (1, 0), (50, 0), (51, -100), (-1, 0), (-49, 0), (-50, 100)],
)
def test_a_year_of_two_digits_is_within_49_years_before_and_50_after_this_one(
    years: int, century: int
) -> None:
    meant = datetime.now(tz=UTC).year + years

    assert label_date(f"(17){meant % 100:02}0615", "expires") == f"{meant + century}-06-15"


@pytest.mark.parametrize(
    ("cell", "name", "told"),
    [
        ("(01)04012345123456(11)261002(15)270131", "made", "2026-10-02"),
        ("(01)04012345123456(11)261002(15)270131", "best_before", "2027-01-31"),
        ("(01)04012345123456(11)261002(15)270131", "expires", ""),
        ("(17)261100", "expires", "2026-11-30"),
        ("17261100", "expires", "2026-11-30"),
        ("urn:epc:class:lgtin:4012345.012345.L1", "expires", ""),
        ("10L1<GS>17261100", "expires", "2026-11-30"),
        ("10L1<GS>", "expires", ""),
        # no labels: they stay what they are
        ("100131", "expires", "100131"),
        ("10.01.31", "expires", "10.01.31"),
        ("2026-10-02", "made", "2026-10-02"),
        ("(17)261301", "expires", "(17)261301"),
        ("", "made", ""),
    ],
)
def test_a_label_tells_its_dates_and_other_text_stays_as_it_is(
    cell: str, name: str, told: str
) -> None:
    assert label_date(cell, name) == told


@given(
    st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from(["%d%m%Y", "%m%d%Y", "%Y%m%d"])
)
@settings(max_examples=60)
def test_a_plain_date_is_never_taken_for_a_label(day: date, pattern: str) -> None:
    text = day.strftime(pattern)

    for name in ("made", "best_before", "expires"):
        assert label_date(text, name) == text


@given(st.text(max_size=20) | st.text("()0123456789", max_size=24))
@settings(max_examples=60)
def test_any_text_is_a_date_or_nothing_or_itself(text: str) -> None:
    told = label_date(text, "expires")

    assert told in ("", text) or date.fromisoformat(told)
