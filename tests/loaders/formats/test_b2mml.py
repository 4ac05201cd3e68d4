"""B2MML and BatchML: own messages of several versions, and examples of others."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import (
    Consumption,
    Description,
    Disposal,
    EquipmentUse,
    OperatorAssignment,
    ProcessValue,
    Production,
    StockCount,
    Void,
)
from genealogy.nouns import Noun
from loaders.formats import formats
from loaders.formats.b2mml import FORMAT, read
from loaders.part import Record
from tests.loaders.formats.json_mutations import (
    check_readable,
    edges,
    facts,
    rejections,
    skipped,
    statements,
    told,
)

V0401 = "http://www.wbf.org/xml/B2MML-V0401"
V0600 = "http://www.mesa.org/xml/B2MML-V0600"


def actual(use: str, item: str, lot: str, quantity: str = "1.5", more: str = "") -> str:
    return f"""<MaterialActual>
      <MaterialDefinitionID>{item}</MaterialDefinitionID><MaterialLotID>{lot}</MaterialLotID>
      <MaterialUse>{use}</MaterialUse>
      <Quantity><QuantityString>{quantity}</QuantityString><DataType>decimal</DataType>
        <UnitOfMeasure>KG</UnitOfMeasure></Quantity>{more}</MaterialActual>"""


def segment(*inside: str, name: str = "Weighing") -> str:
    return f"""<SegmentResponse><ID>{name}</ID>
      <ActualStartTime>2026-05-01T06:00:00Z</ActualStartTime>
      <ActualEndTime>2026-05-01T07:00:00Z</ActualEndTime>{"".join(inside)}</SegmentResponse>"""


def response(*inside: str, number: str = "R-1", request: str = "MO-7") -> str:
    return f"""<ProductionResponse><ID>{number}</ID>
      <ProductionRequestID>{request}</ProductionRequestID>{"".join(inside)}</ProductionResponse>"""


def message(*responses: str, verb: str = "Sync", namespace: str = V0401) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
    <{verb}ProductionPerformance xmlns="{namespace}"><ApplicationArea>
      <CreationDateTime>2026-05-02T00:00:00.1234567Z</CreationDateTime></ApplicationArea>
    <DataArea><{verb}/><ProductionPerformance>{"".join(responses)}</ProductionPerformance></DataArea>
    </{verb}ProductionPerformance>"""


def records_of(path: Path, text: str) -> list[Record]:
    path.write_text(text, encoding="utf-8")
    return list(read(path))


EQUIPMENT = "<EquipmentActual><EquipmentID>SCALE-3</EquipmentID></EquipmentActual>"
PERSONNEL = "<PersonnelActual><PersonID>ann</PersonID></PersonnelActual>"
DATA = """<SegmentData><ID>Temperature</ID><Value><ValueString>-4.5</ValueString>
  <UnitOfMeasure>C</UnitOfMeasure></Value></SegmentData>"""
WHOLE = message(
    response(
        segment(PERSONNEL, EQUIPMENT, DATA, actual("Consumed", "SALT", "00012")),
        segment(
            actual("Produced", "SOAP", "S-1", "20"),
            actual("By-product Produced", "LYE", "L-1"),
            actual("Co-product Produced", "GLYCERINE", "G-1"),
            actual("Retained Sample", "SOAP", "S-1", "0.1"),
            actual("Returned Sample", "SOAP", "S-1", "0.1"),
            name="Filling",
        ),
    )
)


def test_material_flows_from_what_was_consumed_to_what_was_produced_across_the_segments(
    tmp_path: Path,
) -> None:
    records = records_of(tmp_path / "a.xml", WHOLE)

    assert edges(records, Consumption) == {("own/SALT/00012", "own/MO-7")}
    assert {
        (each.source, each.target, each.role)
        for each in facts(records)
        if isinstance(each, Production)
    } == {
        ("own/MO-7", "own/SOAP/S-1", "main"),
        ("own/MO-7", "own/LYE/L-1", "by-product"),
        ("own/MO-7", "own/GLYCERINE/G-1", "co-product"),
    }
    assert edges(records, Disposal) == {("own/SOAP/S-1", "sample")}
    assert skipped(records) == ["Returned Sample: a sample that was given back"]
    assert rejections(records) == []


def test_an_actual_has_the_quantity_and_the_time_of_its_segment(tmp_path: Path) -> None:
    found = facts(records_of(tmp_path / "a.xml", WHOLE))

    (used,) = [each for each in found if isinstance(each, Consumption)]
    assert (used.quantity, used.unit) == (Decimal("1.5"), "kg")
    assert used.occurred_at == datetime(2026, 5, 1, 6, tzinfo=UTC)
    assert used.stated_at == datetime(2026, 5, 2, 0, 0, 0, 123456, tzinfo=UTC)
    assert {each.occurred_at for each in found if isinstance(each, Production)} == {
        datetime(2026, 5, 1, 7, tzinfo=UTC)
    }


def test_equipment_personnel_and_data_say_how_it_ran(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.xml", WHOLE)

    assert edges(records, EquipmentUse) == {("own/MO-7", "SCALE-3")}
    assert edges(records, OperatorAssignment) == {("own/MO-7", "ann")}
    (value,) = [each for each in facts(records) if isinstance(each, ProcessValue)]
    assert (value.characteristic, value.quantity, value.unit) == (
        "Temperature",
        Decimal("-4.5"),
        "C",
    )


@pytest.mark.parametrize("namespace", [V0401, V0600, "http://www.wbf.org/xml/b2mml-v02", "urn:x"])
def test_the_version_of_the_namespace_plays_no_part(tmp_path: Path, namespace: str) -> None:
    there = records_of(tmp_path / "a.xml", WHOLE)
    other = records_of(tmp_path / "b.xml", WHOLE.replace(V0401, namespace))

    assert told(there) == told(other)


def test_a_prefix_and_the_older_elements_of_material_read_alike(tmp_path: Path) -> None:
    old = actual("", "SALT", "00012").replace("MaterialActual>", "MaterialConsumedActual>")
    prefixed = re.sub(r"<(/?)(\w)", r"<\1b:\2", message(response(segment(old))))
    prefixed = prefixed.replace("xmlns=", "xmlns:b=")

    records = records_of(tmp_path / "a.xml", prefixed)

    assert edges(records, Consumption) == {("own/SALT/00012", "own/MO-7")}


def test_two_equal_actuals_are_two_facts_and_the_same_file_again_is_none(tmp_path: Path) -> None:
    twice = message(response(segment(*[actual("Consumed", "SALT", "1")] * 2)))

    first = facts(records_of(tmp_path / "a.xml", twice))
    again = facts(records_of(tmp_path / "b.xml", twice))

    assert len({each.key for each in first}) == 2
    assert {each.key for each in first} == {each.key for each in again}


def test_the_order_of_actuals_plays_no_part(tmp_path: Path) -> None:
    actuals = [actual("Consumed", "SALT", str(lot), str(lot % 3)) for lot in range(9)] * 2
    shuffled = list(actuals)
    random.Random(5).shuffle(shuffled)

    there = records_of(tmp_path / "a.xml", message(response(segment(*actuals))))
    back = records_of(tmp_path / "b.xml", message(response(segment(*shuffled))))

    assert told(there) == told(back)


def test_several_lots_of_one_actual_share_its_quantity_as_a_bound(tmp_path: Path) -> None:
    two = actual("Consumed", "SALT", "1</MaterialLotID><MaterialLotID>2")
    found = facts(records_of(tmp_path / "a.xml", message(response(segment(two)))))

    assert [(each.source, each.quantity, each.at_most) for each in found] == [
        ("own/SALT/1", None, Decimal("1.5")),
        ("own/SALT/2", None, Decimal("1.5")),
    ]


def test_a_lot_without_its_material_is_pending(tmp_path: Path) -> None:
    bare = actual("Consumed", "", "00012")
    records = records_of(tmp_path / "a.xml", message(response(segment(bare))))

    assert edges(records, Consumption) == {("own/?/00012", "own/MO-7")}


def test_materials_of_an_assembly_are_consumed_too(tmp_path: Path) -> None:
    part = actual("Consumed", "SCREW", "7").replace("MaterialActual>", "AssemblyActual>")
    whole = actual("Produced", "LID", "1", more=part)
    records = records_of(tmp_path / "a.xml", message(response(segment(whole))))

    assert edges(records, Consumption) == {("own/SCREW/7", "own/MO-7")}
    assert edges(records, Production) == {("own/MO-7", "own/LID/1")}


def test_a_cancelled_message_takes_back_the_same_facts(tmp_path: Path) -> None:
    stated = facts(records_of(tmp_path / "a.xml", WHOLE))
    cancelled = re.sub(r"(</?)Sync", r"\1Cancel", WHOLE)

    voids = statements(records_of(tmp_path / "b.xml", cancelled))

    assert {each.key for each in voids if isinstance(each, Void)} == {each.key for each in stated}
    assert all(isinstance(each, Void) for each in voids)


@pytest.mark.parametrize(
    ("inside", "column", "said"),
    [
        (actual("Eaten", "SALT", "1"), "MaterialUse", "is none of"),
        (actual("Consumed", "SALT", ""), "MaterialLotID", "names no lot"),
        (actual("Consumed", "SALT", "1", "many"), "QuantityString", "is not a number"),
        (actual("Consumed", "SALT", "1", "-1"), "QuantityString", "cannot be negative"),
        (actual("Consumed", "SALT", "1", "9" * 400), "QuantityString", "more digits"),
        ("<SegmentData><Value/></SegmentData>", "ID", "is missing in SegmentData"),
    ],
)
def test_an_actual_that_is_not_whole_is_rejected_and_the_others_are_loaded(
    tmp_path: Path, inside: str, column: str, said: str
) -> None:
    text = message(response(segment(inside, actual("Consumed", "SALT", "00012"))))
    records = records_of(tmp_path / "a.xml", text)

    (why,) = rejections(records)
    assert why.column == column
    assert said in why.reason
    assert edges(records, Consumption) == {("own/SALT/00012", "own/MO-7")}


def test_a_segment_with_a_wrong_time_is_rejected_with_all_that_stands_on_it(
    tmp_path: Path,
) -> None:
    text = WHOLE.replace("2026-05-01T06:00:00Z", "in the morning", 1)
    records = records_of(tmp_path / "a.xml", text)

    assert [each.column for each in rejections(records)] == ["ActualStartTime"]
    assert len(edges(records, Production)) == 3


def test_a_response_without_an_id_is_rejected(tmp_path: Path) -> None:
    text = message(response(segment(actual("Consumed", "SALT", "1")), number=""))
    records = records_of(tmp_path / "a.xml", text)

    assert [each.reason for each in rejections(records)] == [
        "is missing in ProductionResponse, and it is needed"
    ]
    assert facts(records) == []


LOTS = f"""<SyncMaterialInformation xmlns="{V0401}"><ApplicationArea>
  <CreationDateTime>2026-05-02T00:00:00Z</CreationDateTime></ApplicationArea><DataArea><Sync/>
  <MaterialInformation><ID>SALT</ID>
    <MaterialLot><ID>00012</ID><Status>Valid</Status><AssemblyLotID>A-1</AssemblyLotID>
      <MaterialLotProperty><ID>ExpiryDate</ID><Value>
        <ValueString>2027-01-08T00:00:00Z</ValueString></Value></MaterialLotProperty>
      <MaterialSubLot><ID>P-1</ID><Status>Held</Status><StorageLocation>BIN-4</StorageLocation>
        <Quantity><QuantityString>24.9</QuantityString><UnitOfMeasure>KG</UnitOfMeasure></Quantity>
      </MaterialSubLot></MaterialLot>
    <MaterialLot><ID>S-1</ID><MaterialDefinitionID>SOAP</MaterialDefinitionID>
      <Status>Valid</Status><StorageLocation>BIN-5</StorageLocation>
      <Quantity><QuantityString>5</QuantityString><UnitOfMeasure>KG</UnitOfMeasure></Quantity>
    </MaterialLot>
  </MaterialInformation></DataArea></SyncMaterialInformation>"""


def test_a_lot_is_described_and_its_sublots_are_on_hand(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.xml", LOTS)

    described = {
        each.id: each.properties
        for each in statements(records)
        if isinstance(each, Description) and each.noun is Noun.BATCH
    }
    assert described["own/SALT/00012"] == {"status": "Valid", "expires_on": "2027-01-08"}
    assert edges(records, StockCount) == {
        ("own/SALT/00012", "BIN-4"),
        ("own/SOAP/S-1", "BIN-5"),
    }


def test_a_lot_that_was_put_together_of_others_is_a_merge_of_pending_lots(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.xml", LOTS)

    ((part, merge),) = edges(records, Consumption)
    assert part == "own/?/A-1"
    assert edges(records, Production) == {(merge, "own/SALT/00012")}


def test_schedules_and_recipes_state_no_flow_and_are_told_by_name(tmp_path: Path) -> None:
    schedule = WHOLE.replace("ProductionResponse", "ProductionRequest").replace(
        "SegmentResponse", "SegmentRequirement"
    )
    records = records_of(tmp_path / "a.xml", schedule)

    assert statements(records) == []
    assert skipped(records) == ["ProductionRequest: states no material flow"]


def test_many_responses_are_read_without_keeping_them(tmp_path: Path) -> None:
    text = message(
        *(
            response(segment(actual("Consumed", "SALT", str(n))), number=f"R-{n}")
            for n in range(500)
        )
    )
    records = records_of(tmp_path / "a.xml", text)

    assert len(edges(records, Consumption)) == 500
    assert [record.number for record in records] == list(range(1, 1001))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE[: len(WHOLE) // 2], "no whole XML"),
        ("", "no whole XML"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]><a xmlns="{V0401}">&b;</a>', "declares a DTD"),
        (f'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a xmlns="{V0401}"/>', "declares a DTD"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "was not loaded"),
    ],
)
def test_a_damaged_or_dangerous_document_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileRefused, match=said):
        list(read(path))


def test_deep_nesting_is_read_to_its_end(tmp_path: Path) -> None:
    deep = 20_000
    text = message(response("<SegmentResponse>" * deep + "</SegmentResponse>" * deep))
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")

    assert len(list(read(path))) == 1


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_elements_never_break_the_reading(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([WHOLE, LOTS]))
    pieces = re.split(r"(<[^>]+>)", text)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        pieces[at] = data.draw(st.sampled_from(["", "<x/>", pieces[-at], "é", "-1", "&#0;", "&b;"]))
    path = tmp_path / "a.xml"
    path.write_text("".join(pieces), encoding="utf-8")

    check_readable(FORMAT, path)


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_elements_that_are_exchanged_or_left_out_never_break_the_reading(
    tmp_path: Path, data: st.DataObject
) -> None:
    """The document stays XML, so that what stands in it is read."""
    text = data.draw(st.sampled_from([WHOLE, LOTS]))
    values = re.findall(r">([^<\n]+)<", text)
    names = sorted(set(re.findall(r"</(\w+)>", text)))
    for _ in range(data.draw(st.integers(1, 3))):
        if data.draw(st.booleans()):
            new = data.draw(st.sampled_from(["", "é", "-1", "1e5", "NaN", "?", "a/b#c%", *values]))
            text = text.replace(f">{data.draw(st.sampled_from(values))}<", f">{new}<", 1)
        else:
            old, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
            text = re.sub(rf"(</?){old}\b", rf"\g<1>{other}", text)
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")

    check_readable(FORMAT, path)


def test_the_examples_of_others_load_as_far_as_they_carry_flow(shared_data: Path) -> None:
    def example(name: str) -> list[Record]:
        (path,) = (shared_data / "b2mml").rglob(name)
        assert FORMAT.recognises(path.read_bytes()[:65536])
        records = list(read(path))
        assert rejections(records) == []
        return records

    weighing = example("PES-*.xml")
    assert edges(weighing, Consumption) == {("own/CRBN0001/CRBN0001_LOT01", "own/53107")}
    assert [each.quantity for each in facts(weighing)] == [Decimal("0.41")]

    (lot,) = statements(example("LOT-*.xml"))
    assert isinstance(lot, Description)
    assert lot.id == "own/CRBN0001/CRBN0001_LOT01"
    assert lot.properties == {"status": "Valid", "expires_on": "2013-12-08"}

    (counted,) = statements(example("INV-*.xml"))
    assert isinstance(counted, StockCount)
    assert (counted.source, counted.quantity, counted.status) == (
        lot.id,
        Decimal("24.910"),
        "NotValid",
    )

    assert statements(example("PRO-*.xml")) == []
    assert statements(example("cough syrup pmw.xml")) == []

    batch = example("ProductionBatchRecord*.xml")
    assert edges(batch, Production) == {("own/BX10", "own/000399FG01/BX10")}
    assert edges(batch, OperatorAssignment) == {("own/BX10", "mkuehne")}


def test_the_format_is_one_of_those_that_are_known() -> None:
    assert FORMAT in formats()
    assert FORMAT.recognises(WHOLE.replace(V0401, "urn:x").encode())
    assert not FORMAT.recognises(b'<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1"/>')
