"""Documents of EPCIS as files: their shapes, and damage of every sort."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import Fact, Shipment
from loaders.formats import formats, read_document
from loaders.formats.epcis import json_ld, xml
from loaders.part import Record, Rejection, Skipped
from tests.loaders.formats.epcis_samples import (
    CHEESE,
    DAIRY,
    MILK,
    PALLET,
    SHOP,
    WHEEL,
    event,
    lots,
    seen,
    to,
)
from tests.loaders.formats.json_mutations import (
    check_readable,
    edges,
    mutated,
    statements,
    written,
)

SHIPPED = seen(
    bizStep="shipping", quantityList=lots(CHEESE), epcList=[WHEEL], destinationList=to(SHOP)
)
MADE = event(
    "TransformationEvent",
    eventID="urn:e:2",
    inputQuantityList=lots(MILK),
    outputQuantityList=lots(CHEESE),
    bizLocation={"id": DAIRY},
    ilmd={"cbvmda:itemExpirationDate": "2026-09-30"},
    transformationID="urn:t:1",
)
PACKED = event(
    "AggregationEvent",
    eventID="urn:e:3",
    action="ADD",
    parentID=PALLET,
    childEPCs=[WHEEL],
    sensorElementList=[
        {
            "sensorMetadata": {"time": "2026-03-01T10:00:00Z"},
            "sensorReport": [{"type": "Temperature", "value": 4, "uom": "CEL"}],
        }
    ],
    errorDeclaration={"declarationTime": "2026-03-02T08:00:00Z", "reason": "incorrect_data"},
)
EVENTS = [SHIPPED, MADE, PACKED]
HEADER = {
    "epcisMasterData": {
        "vocabularyList": [
            {
                "type": "urn:epcglobal:epcis:vtype:Location",
                "vocabularyElementList": [
                    {
                        "id": SHOP,
                        "attributes": [
                            {"id": "urn:epcglobal:cbv:mda#name", "attribute": "Corner shop"}
                        ],
                    }
                ],
            }
        ]
    }
}
DOCUMENT = {
    "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-03-03T00:00:00Z",
    "epcisHeader": HEADER,
    "epcisBody": {"eventList": EVENTS},
}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2">
 <EPCISHeader><extension><EPCISMasterData><VocabularyList>
  <Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
   <VocabularyElement id="urn:epc:id:sgln:0614141.07346.0">
    <attribute id="urn:epcglobal:cbv:mda#name">Corner shop</attribute>
   </VocabularyElement>
  </VocabularyElementList></Vocabulary>
 </VocabularyList></EPCISMasterData></extension></EPCISHeader>
 <EPCISBody><EventList>
  <ObjectEvent>
   <action>OBSERVE</action>
   <eventTime>2026-03-01T12:00:00+01:00</eventTime>
   <baseExtension><eventID>urn:e:1</eventID></baseExtension>
   <epcList><epc>urn:epc:id:sgtin:4012345.033333.7</epc></epcList>
   <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>
   <own:note xmlns:own="urn:own"><epcList><epc>urn:x:1</epc></epcList></own:note>
   <extension>
    <quantityList><quantityElement>
     <epcClass>urn:epc:class:lgtin:4012345.022222.cheese-1</epcClass>
     <quantity>1.0E1</quantity><uom>KGM</uom>
    </quantityElement></quantityList>
    <destinationList>
     <destination type="urn:epcglobal:cbv:sdt:location">
      urn:epc:id:sgln:0614141.07346.0
     </destination>
    </destinationList>
   </extension>
  </ObjectEvent>
  <extension><TransformationEvent>
   <eventTime>2026-03-01T12:00:00+01:00</eventTime>
   <baseExtension><eventID>urn:e:2</eventID></baseExtension>
   <inputQuantityList><quantityElement>
    <epcClass>urn:epc:class:lgtin:4012345.011111.milk-1</epcClass>
    <quantity>10</quantity><uom>KGM</uom>
   </quantityElement></inputQuantityList>
   <outputQuantityList><quantityElement>
    <epcClass>urn:epc:class:lgtin:4012345.022222.cheese-1</epcClass>
    <quantity>10</quantity><uom>KGM</uom>
   </quantityElement></outputQuantityList>
   <transformationID>urn:t:1</transformationID>
   <bizLocation><id>urn:epc:id:sgln:4012345.00001.0</id></bizLocation>
   <ilmd xmlns:mda="urn:epcglobal:cbv:mda">
    <mda:itemExpirationDate>2026-09-30</mda:itemExpirationDate>
   </ilmd>
  </TransformationEvent></extension>
  <AggregationEvent>
   <eventTime>2026-03-01T12:00:00+01:00</eventTime>
   <eventID>urn:e:3</eventID>
   <errorDeclaration>
    <declarationTime>2026-03-02T08:00:00Z</declarationTime>
    <reason>urn:epcglobal:cbv:er:incorrect_data</reason>
   </errorDeclaration>
   <parentID>urn:epc:id:sscc:4012345.0000000333</parentID>
   <childEPCs><epc>urn:epc:id:sgtin:4012345.033333.7</epc></childEPCs>
   <action>ADD</action>
   <sensorElementList><sensorElement>
    <sensorMetadata time="2026-03-01T10:00:00Z"/>
    <sensorReport type="gs1:Temperature" value="4.0" uom="CEL"/>
   </sensorElement></sensorElementList>
  </AggregationEvent>
 </EventList></EPCISBody>
</epcis:EPCISDocument>
"""


def records(path: Path) -> list[Record]:
    part = read_document(path)
    assert part is not None
    return list(part.records())


def json_file(folder: Path, value: Any) -> Path:
    return written(folder / "events.json", value)


def xml_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "events.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_document(path)
    return str(refused.value)


def test_the_formats_are_known() -> None:
    assert {json_ld.FORMAT, xml.FORMAT} <= set(formats())


def test_xml_of_the_old_version_states_what_json_of_the_new_one_does(tmp_path: Path) -> None:
    old = [each.outcome for each in records(xml_file(tmp_path, XML))]
    new = [each.outcome for each in records(json_file(tmp_path, DOCUMENT))]

    assert old == new
    assert len(old) == 4
    assert all(isinstance(each, tuple) for each in old)


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "EPCISDocument", "epcisBody": {"eventList": EVENTS}},
        {"epcisBody": {"eventList": EVENTS}, "type": "EPCISDocument"},
        {
            "type": "EPCISQueryDocument",
            "epcisBody": {"queryResults": {"resultsBody": {"eventList": EVENTS}}},
        },
        EVENTS,
        [{"type": "EPCISDocument", "epcisBody": {"eventList": EVENTS}}],
    ],
)
def test_events_are_found_in_every_shape_of_document(tmp_path: Path, shape: Any) -> None:
    found = records(json_file(tmp_path, shape))

    assert [each.number for each in found] == [1, 2, 3]
    expected = [each.outcome for each in records(json_file(tmp_path, DOCUMENT))]
    assert [each.outcome for each in found] == expected[1:]


def test_a_single_event_is_a_document(tmp_path: Path) -> None:
    (found,) = records(json_file(tmp_path, SHIPPED))
    (in_body,) = records(
        json_file(tmp_path, {"type": "EPCISDocument", "epcisBody": {"event": SHIPPED}})
    )
    event_alone = XML[XML.index("<ObjectEvent>") : XML.index("</ObjectEvent>")] + "</ObjectEvent>"
    (in_xml,) = records(xml_file(tmp_path, event_alone))

    assert found.outcome == in_body.outcome == in_xml.outcome
    assert isinstance(found.outcome, tuple)


def test_a_single_event_with_a_field_like_the_ones_of_documents_is_kept(tmp_path: Path) -> None:
    found = records(json_file(tmp_path, SHIPPED | {"event": "fair"}))

    assert any(isinstance(each.outcome, tuple) for each in found)


def test_namespaces_may_stand_anywhere(tmp_path: Path) -> None:
    plain = [each.outcome for each in records(xml_file(tmp_path, XML))]
    body = XML[XML.index("<EPCISBody>") :]
    qualified = body.replace("<ObjectEvent>", '<ObjectEvent xmlns="urn:epcglobal:epcis:xsd:2">')
    other = XML.replace(body, qualified)

    assert [each.outcome for each in records(xml_file(tmp_path, other))] == plain


def test_a_prefix_of_the_context_writes_identifiers_in_full(tmp_path: Path) -> None:
    context = ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"c": "urn:epc:class:"}]
    short = SHIPPED | {"quantityList": lots("c:lgtin:4012345.022222.cheese-1")}
    body = {"eventList": [short]}
    first = {"@context": context, "type": "EPCISDocument", "epcisBody": body}
    inside = {"type": "EPCISDocument", "epcisBody": {"eventList": [short | {"@context": context}]}}
    late = {"type": "EPCISDocument", "epcisBody": body, "@context": context}
    expected = edges(records(json_file(tmp_path, [SHIPPED])), Shipment)

    assert edges(records(json_file(tmp_path, first)), Shipment) == expected
    assert edges(records(json_file(tmp_path, inside)), Shipment) == expected
    assert 'explains "c:" only after its events' in refusal(json_file(tmp_path, late))


def test_a_list_that_stands_twice_in_an_event_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    text = json.dumps(SHIPPED | {"epcList": []})
    path.write_text(text.replace('"epcList": []', f'"epcList": [], "epcList": ["{WHEEL}"]'))

    assert edges(records(path), Shipment) == edges(records(json_file(tmp_path, SHIPPED)), Shipment)


def test_an_event_of_an_extension_is_skipped_and_a_wrong_one_rejected(tmp_path: Path) -> None:
    foreign, wrong, text = records(
        json_file(
            tmp_path,
            {
                "type": "EPCISDocument",
                "epcisBody": {"eventList": [{"type": "x:Own"}, {"type": "QuantityEvent"}, "?"]},
            },
        )
    )

    assert isinstance(foreign.outcome, Skipped)
    assert isinstance(wrong.outcome, Rejection)
    assert wrong.cells == ('{"type":"QuantityEvent"}',)
    assert isinstance(text.outcome, Rejection)


def test_events_of_xml_that_are_unknown_are_skipped_or_rejected_too(tmp_path: Path) -> None:
    unknown = '<own:Event xmlns:own="urn:own"/><QuantityEvent/></EventList>'
    *_, foreign, wrong = records(xml_file(tmp_path, XML.replace("</EventList>", unknown)))

    assert isinstance(foreign.outcome, Skipped)
    assert isinstance(wrong.outcome, Rejection)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_changes_nothing(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(mark + json.dumps(DOCUMENT).encode())

    assert len(records(path)) == 4
    assert len(records(xml_file(tmp_path, mark + XML.encode()))) == 4


def test_xml_in_utf_16_is_read(tmp_path: Path) -> None:
    text = XML.replace("UTF-8", "UTF-16")

    assert len(records(xml_file(tmp_path, text.encode("utf-16")))) == 4


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.99])
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, part: float) -> None:
    text = json.dumps(DOCUMENT)
    path = tmp_path / "events.json"
    path.write_text(text[: int(len(text) * part)], encoding="utf-8")

    assert "no whole JSON document" in refusal(path)
    assert "no whole XML document" in refusal(xml_file(tmp_path, XML[: int(len(XML) * part)]))


@pytest.mark.parametrize("end", ["", "  }", "{}", "garbage"])
def test_what_follows_a_document_is_looked_at(tmp_path: Path, end: str) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps(DOCUMENT) + end, encoding="utf-8")

    if end:
        assert "no whole JSON document" in refusal(path)
    else:
        assert len(records(path)) == 4


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(json.dumps(DOCUMENT).encode().replace(b"Corner", b"Caf\xe9"))

    assert "no whole JSON document" in refusal(path)
    assert "XML" in refusal(xml_file(tmp_path, XML.encode().replace(b"Corner", b"Caf\xe9")))
    declared = XML.replace("UTF-8", "no-such-encoding")
    assert "XML" in refusal(xml_file(tmp_path, declared))


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/hostname">'


@pytest.mark.parametrize("definition", [BOMB, OUTSIDE])
def test_a_document_type_definition_is_refused(tmp_path: Path, definition: str) -> None:
    path = xml_file(tmp_path, XML.replace("?>\n", f"?>\n{definition}\n", 1))

    assert "document type definition" in refusal(path)


def test_a_deeply_nested_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    deep = json.dumps(DOCUMENT)[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    path.write_text(deep, encoding="utf-8")

    assert "nested more than" in refusal(path)
    nested = XML.replace("</ObjectEvent>", "<x>" * 50_000 + "</x>" * 50_000 + "</ObjectEvent>")
    assert "nested more than" in refusal(xml_file(tmp_path, nested))


def test_an_event_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps([SHIPPED | {"note": ["x" * 900_000] * 20}]), encoding="utf-8")
    assert "more than 16 MB" in refusal(path)
    path.unlink()

    huge = "x" * 18_000_000
    assert "more than 16 MB" in refusal(
        xml_file(tmp_path, XML.replace("<action>", f"<action>{huge}", 1))
    )


@pytest.mark.parametrize(
    "begun", ['[{"type": "ObjectEvent", "x": ', '[{"type": "ObjectEvent", "x": "']
)
def test_a_number_or_text_without_end_is_refused_before_it_is_read(
    tmp_path: Path, begun: str
) -> None:
    path = tmp_path / "events.json"
    path.write_text(begun + "9" * 15_000_000, encoding="utf-8")

    assert "more than 1,000,000 letters" in refusal(path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "start", ["<?a?>", "<!---->", "<!DOCTYPE a [] >", "<!DOCTYPE a [", " ", "<?", "<!--", "] "]
)
def test_what_stands_before_the_root_is_looked_at_once(start: str) -> None:
    before = "<!DOCTYPE a [ " if start == "] " else ""
    assert not xml.recognises((before + start * (60_000 // len(start))).encode())


@pytest.mark.timeout(20)
def test_an_xml_quantity_of_many_digits_is_looked_at_once(tmp_path: Path) -> None:
    digits = f"<quantity>{'9' * 900_000}x</quantity>"
    text = re.sub("<quantity>[^<]*</quantity>", digits, XML, count=1)
    assert text != XML

    assert any(isinstance(each.outcome, Rejection) for each in records(xml_file(tmp_path, text)))


def test_the_text_that_is_kept_of_a_long_rejected_event_is_cut(tmp_path: Path) -> None:
    wrong = SHIPPED | {"eventTime": "noon", "note": ["x" * 900_000] * 10}
    (found,) = records(json_file(tmp_path, [wrong]))

    assert isinstance(found.outcome, Rejection)
    assert len(found.cells[0]) < 33_000
    assert found.cells[0].endswith("letters, cut here)")


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "1e99999999999999999999", "-5"])
def test_a_number_beyond_measure_rejects_its_event_or_the_file(tmp_path: Path, number: str) -> None:
    path = tmp_path / "events.json"
    text = json.dumps([SHIPPED]).replace('"quantity": "10"', f'"quantity": {number}')
    path.write_text(text, encoding="utf-8")
    try:
        (found,) = records(path)
    except FileRefused as refused:
        assert "no whole JSON document" in str(refused)
    else:
        assert isinstance(found.outcome, Rejection)
        assert found.outcome.column == "quantity"


def test_files_of_other_sorts_are_left_to_others() -> None:
    assert not json_ld.recognises(b'{"type": "SerialPart"}')
    assert not json_ld.recognises(b"Order;Lot\n")
    assert not xml.recognises(b"<BatchInformation/>")
    assert not xml.recognises(b'{"type": "EPCISDocument"}')
    assert not xml.recognises(b"<note>about <EPCISDocument/></note>")
    assert xml.recognises(b"<?xml version='1.0'?><!-- by hand -->\n<ObjectEvent>")


def test_facts_do_not_depend_on_the_order_of_fields_and_lists(tmp_path: Path) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(each) for key, each in reversed(value.items())}
        return [turned(each) for each in reversed(value)] if isinstance(value, list) else value

    def facts(value: Any) -> set[Fact]:
        found = statements(records(json_file(tmp_path, value)))
        return {each for each in found if isinstance(each, Fact)}

    assert facts(turned(DOCUMENT)) == facts(DOCUMENT)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_json_document_never_ends_in_an_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    check_readable(json_ld.FORMAT, json_file(tmp_path, mutated(data, DOCUMENT)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(XML) - 1), st.integers(0, 40), st.binary(max_size=12))
def test_a_damaged_xml_document_never_ends_in_an_error(
    tmp_path: Path, at: int, length: int, put: bytes
) -> None:
    text = XML.encode()
    check_readable(xml.FORMAT, xml_file(tmp_path, text[:at] + put + text[at + length :]))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3000), st.integers(0, 20), st.binary(max_size=12))
def test_damaged_json_text_never_ends_in_an_error(
    tmp_path: Path, at: int, length: int, put: bytes
) -> None:
    text = json.dumps(DOCUMENT).encode()
    path = tmp_path / "events.json"
    path.write_bytes(text[:at] + put + text[at + length :])
    check_readable(json_ld.FORMAT, path)
