"""Documents that others wrote: none is rejected, and XML and JSON of one document are equal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from genealogy.facts import (
    Arrival,
    Consumption,
    ContainerArrival,
    ContainerEmptying,
    ContainerShipment,
    Description,
    Fact,
    Measurement,
    Packing,
    Production,
    Receipt,
    Shipment,
    Statement,
    Void,
)
from genealogy.nouns import Noun
from loaders.formats import read_document
from loaders.part import Outcome, Record, Rejection, Skipped

FOLDERS = ("epcis_ift", "epcis_openepcis", "gdst_driver")
ENDINGS = (".json", ".jsonld", ".xml")
NO_EVENTS = {"test_mapping.json"}  # a mapping of database columns
WITHOUT_TWIN = {
    "Documents/Namespace_document",  # these two are there as XML only
    "Events/Namespace_event",
    "Documents/TransformationEvent_with_errorDeclaration",  # its JSON has another name
}


def documents(shared_data: Path) -> list[Path]:
    return sorted(
        path
        for folder in FOLDERS
        for path in (shared_data / folder).rglob("*")
        if path.suffix in ENDINGS and path.name not in NO_EVENTS
    )


def read(path: Path) -> list[Record]:
    part = read_document(path)
    assert part is not None, path
    assert part.profile == ("epcis-xml" if path.suffix == ".xml" else "epcis-json")
    return list(part.records())


def outcomes(path: Path) -> list[Outcome]:
    return [record.outcome for record in read(path)]


def statements(records: Iterable[Record]) -> list[Statement]:
    return [
        each for record in records if isinstance(record.outcome, tuple) for each in record.outcome
    ]


def test_every_document_is_read_without_a_rejected_event(shared_data: Path) -> None:
    paths = documents(shared_data)
    rejected = {
        f"{path.name} {record.number}": record.outcome
        for path in paths
        for record in read(path)
        if isinstance(record.outcome, Rejection)
    }

    assert len(paths) >= 100
    assert rejected == {}


def test_every_record_is_numbered_in_order_and_kept_as_text(shared_data: Path) -> None:
    for path in documents(shared_data):
        records = read(path)
        assert [record.number for record in records] == list(range(1, len(records) + 1))
        assert all(len(record.cells) == 1 and record.cells[0][0] == "{" for record in records)


def test_xml_and_json_of_one_document_state_the_same(shared_data: Path) -> None:
    capture = shared_data / "epcis_openepcis" / "2.0" / "EPCIS"
    folder = capture / "XML" / "Capture"
    twins = {
        str(path.relative_to(folder).with_suffix("")): path
        for path in sorted(folder.rglob("*.xml"))
    }
    pairs = {
        name: (path, capture / "JSON" / "Capture" / f"{name}.json")
        for name, path in twins.items()
        if name not in WITHOUT_TWIN
    }
    unlike = [name for name, (xml, json) in pairs.items() if outcomes(xml) != outcomes(json)]

    assert len(pairs) >= 40
    assert unlike == []


def test_the_twin_with_another_name_states_the_same_too(shared_data: Path) -> None:
    capture = shared_data / "epcis_openepcis" / "2.0" / "EPCIS"
    xml = capture / "XML/Capture/Documents/TransformationEvent_with_errorDeclaration.xml"
    json = capture / "JSON/Capture/Documents/TransformationEvent_with_error_declaration.json"

    assert outcomes(xml) == outcomes(json)


def test_no_two_different_facts_of_a_document_share_a_key(shared_data: Path) -> None:
    for path in documents(shared_data):
        by_key: dict[str, set[Fact]] = {}
        for each in statements(read(path)):
            if isinstance(each, Fact):
                by_key.setdefault(each.key, set()).add(each)
        assert [key for key, facts in by_key.items() if len(facts) > 1] == [], path.name


@pytest.mark.parametrize("name", ["querydoc_example01.xml", "gdst_extensions_01.xml"])
def test_a_seafood_chain_is_told_from_the_catch_to_the_importer(
    shared_data: Path, name: str
) -> None:
    stated = statements(read(shared_data / "epcis_ift" / name))
    scheme = "urn:gdst:example.org"
    can = f"{scheme}/processor.2u/v1-0122-2022"
    mixed = f"{scheme}/processor.10u/commingle-01232022"
    tuna = f"{scheme}/fisherman01.tunau/v1-0122-2022"
    farmed = f"{scheme}/fishfarm.1u/farmed-tuna-01192022"
    feed = f"{scheme}/feedmill.1u/ff11252021"
    fry = f"{scheme}/hatchery.1u/tf12012021"
    pallet = "urn:epc:id:sscc:08600031303.0004"
    made = {each.source: each.target for each in stated if isinstance(each, Production)}
    links = {(each.source, made[each.target]) for each in stated if isinstance(each, Consumption)}

    assert links == {(feed, farmed), (fry, farmed), (farmed, mixed), (tuna, mixed), (mixed, can)}
    assert {each.target for each in stated if isinstance(each, Receipt)} == {feed, fry, tuna}
    assert {(each.source, each.target) for each in stated if isinstance(each, Packing)} == {
        (can, pallet)
    }
    assert [
        (each.source, each.target) for each in stated if isinstance(each, ContainerShipment)
    ] == [(pallet, f"{scheme}:party:importer.1u")]
    assert [each.source for each in stated if isinstance(each, ContainerArrival)] == [pallet]
    assert {each.source for each in stated if isinstance(each, Shipment)} == {farmed}
    assert {each.source for each in stated if isinstance(each, Arrival)} == {farmed, tuna}


def test_the_same_chain_as_json_and_as_xml_has_the_same_events(shared_data: Path) -> None:
    """`testdata001.json` is `gdst_extensions_01.xml`, written by another program."""
    json = outcomes(shared_data / "gdst_driver" / "testdata001.json")
    xml = outcomes(shared_data / "epcis_ift" / "gdst_extensions_01.xml")

    def known(found: list[Outcome]) -> set[object]:
        return {
            (type(each), each.key)
            for outcome in found
            if isinstance(outcome, tuple)
            for each in outcome
            if isinstance(each, Fact)
        }

    assert known(json) == known(xml)


def test_every_flow_that_is_left_out_has_its_reason(shared_data: Path) -> None:
    found = outcomes(shared_data / "epcis_ift" / "cap_tool_events.jsonld")

    assert sorted(each.reason for each in found if isinstance(each, Skipped)) == [
        "shipping: the event does not tell to whom",
        "urn:gdst:bizStep:landing: no material flows (OBSERVE)",
        "urn:gdst:bizStep:transshipment: no material flows (OBSERVE)",
    ]


def test_a_pallet_that_the_importer_takes_apart_is_emptied_there(shared_data: Path) -> None:
    stated = statements(read(shared_data / "epcis_ift" / "cap_tool_events.jsonld"))
    scheme = "urn:gdst:example.org:location:loc"

    assert {
        (each.source, each.target) for each in stated if isinstance(each, ContainerEmptying)
    } == {(f"{scheme}:importer.123", "urn:epc:id:sscc:08600031303.0003")}


def test_master_data_names_items_places_and_parties(shared_data: Path) -> None:
    stated = statements(read(shared_data / "epcis_ift" / "querydoc_example01.xml"))
    named = {
        (each.noun, each.id): each.properties for each in stated if isinstance(each, Description)
    }
    scheme = "urn:gdst:example.org"

    assert named[Noun.MATERIAL, f"{scheme}/processor.2u"] == {"name": "Can of Tuna"}
    assert named[Noun.CUSTOMER, f"{scheme}:location:loc:processor.plant1u"] == {
        "name": "Processing Plant",
        "address": "123 Main St., Apartment 2, Houston, TX, US",
    }
    assert named[Noun.SUPPLIER, f"{scheme}:party:fisherman01.1u"] == {"name": "Fisherman"}


def test_a_document_of_association_events_states_their_sensors_only(shared_data: Path) -> None:
    stated = [
        each
        for path in sorted((shared_data / "epcis_ift").glob("Association*"))
        for each in statements(read(path))
    ]

    assert {
        (each.characteristic, each.quantity) for each in stated if isinstance(each, Measurement)
    } == {
        ("AbsoluteHumidity minimum", Decimal("12.1")),
        ("AbsoluteHumidity maximum", Decimal("12.2")),
    }
    assert {type(each) for each in stated} == {Measurement}


def test_withdrawn_events_state_voids_and_nothing_else(shared_data: Path) -> None:
    capture = shared_data / "epcis_openepcis/2.0/EPCIS/JSON/Capture/Documents"
    for kind in ("Object", "Aggregation", "Transaction", "Transformation"):
        stated = statements(read(capture / f"{kind}Event_all_possible_fields.json"))
        assert stated
        assert {type(each) for each in stated} == {Void}
