"""Catena-X: what was built into what, of own samples and of the reference service's answers."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import Consumption, Description, Production, Receipt, Shipment
from loaders.formats import formats
from loaders.formats.catenax import FORMAT, read
from tests.loaders.formats.json_mutations import (
    check_readable,
    edges,
    facts,
    mutated,
    rejections,
    skipped,
    statements,
    told,
    written,
)

CONTAINER = "https://catenax.io/schema/TestDataContainer/1.0.0"
SAMM = "urn:samm:io.catenax."
Relation = tuple[str, str, Decimal, str]


def bom(parent: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {
        "catenaXId": parent,
        "bpnl": "BPNL-MAKER",
        f"{SAMM}single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt": [
            {"catenaXId": parent, "childItems": list(children)}
        ],
    }


def usage(child: str, *parents: dict[str, Any], customers: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "catenaXId": child,
        "bpnl": "BPNL-SUB",
        f"{SAMM}single_level_usage_as_built:3.0.0#SingleLevelUsageAsBuilt": [
            {"catenaXId": child, "parentItems": list(parents), "customers": list(customers)}
        ],
    }


def item(part: str, **more: object) -> dict[str, Any]:
    return {
        "catenaXId": part,
        "quantity": {"value": 2.5, "unit": "unit:kilogram"},
        "createdOn": "2026-02-03T14:48:54.709Z",
        "lastModifiedOn": "2026-02-03T14:48:54.709Z",
        **more,
    }


SERIAL_PART = {
    "catenaXId": "urn:uuid:wheel",
    "bpnl": "BPNL-SUB",
    f"{SAMM}serial_part:3.0.0#SerialPart": [
        {
            "catenaXId": "urn:uuid:wheel",
            "localIdentifiers": [
                {"key": "manufacturerId", "value": "BPNL-WHEELS"},
                {"key": "partInstanceId", "value": "SN-00012"},
            ],
            "manufacturingInformation": {"date": "2026-02-01T08:00:00Z", "country": "DEU"},
            "partTypeInformation": {
                "manufacturerPartId": "W-1",
                "nameAtManufacturer": "Wheel",
                "classification": "component",
            },
        }
    ],
}
PLANNED = {
    "catenaXId": "urn:uuid:car",
    f"{SAMM}single_level_bom_as_planned:3.0.0#SingleLevelBomAsPlanned": [
        {"catenaXId": "urn:uuid:car", "childItems": [item("urn:uuid:wheel")]}
    ],
}
SAMPLE: dict[str, Any] = {
    CONTAINER: [
        bom("urn:uuid:car", item("urn:uuid:wheel", businessPartner="BPNL-WHEELS")),
        SERIAL_PART,
        PLANNED,
        usage("urn:uuid:wheel", item("urn:uuid:car")),
    ]
}


def container(path: Path, *entries: dict[str, Any]) -> Path:
    return written(path, {CONTAINER: list(entries)})


def test_the_assembly_of_the_parent_consumed_the_child_and_made_the_parent(tmp_path: Path) -> None:
    records = list(read(container(tmp_path / "a.json", bom("urn:uuid:car", item("urn:uuid:w")))))

    assembly = "catenax/assembly/urn:uuid:car"
    assert edges(records, Consumption) == {("catenax//#urn:uuid:w", assembly)}
    assert edges(records, Production) == {(assembly, "catenax//#urn:uuid:car")}
    (used,) = [each for each in facts(records) if isinstance(each, Consumption)]
    assert (used.quantity, used.unit) == (Decimal("2.5"), "kg")


def test_a_relation_told_from_both_sides_is_one_fact(tmp_path: Path) -> None:
    parent = list(read(container(tmp_path / "a.json", bom("car", item("wheel")))))
    child = list(read(container(tmp_path / "b.json", usage("wheel", item("car")))))

    assert told(parent) == told(child)
    assert len({each.key for each in facts(parent)}) == 2


def test_a_part_is_described_and_its_maker_supplied_it(tmp_path: Path) -> None:
    records = list(read(container(tmp_path / "a.json", SERIAL_PART)))

    assert edges(records, Receipt) == {("BPNL-WHEELS", "catenax//#urn:uuid:wheel")}
    (described,) = [each for each in statements(records) if isinstance(each, Description)]
    assert described.properties == {
        "name": "Wheel, W-1, SN-00012",
        "kind": "component",
        "made_at": "2026-02-01T08:00:00Z",
    }


def test_a_date_of_making_without_a_zone_is_left_out_and_a_wrong_one_is_rejected(
    tmp_path: Path,
) -> None:
    def with_date(date: str) -> dict[str, Any]:
        changed = json.loads(json.dumps(SERIAL_PART))
        changed[f"{SAMM}serial_part:3.0.0#SerialPart"][0]["manufacturingInformation"]["date"] = date
        return dict(changed)

    records = list(read(container(tmp_path / "a.json", with_date("2026-02-01T08:00:00"))))
    (described,) = [each for each in statements(records) if isinstance(each, Description)]
    assert "made_at" not in described.properties

    (why,) = rejections(read(container(tmp_path / "b.json", with_date("soon"))))
    assert (why.column, why.text) == ("date", "soon")


@pytest.mark.parametrize(
    "entry",
    [
        bom("car", item("wheel", hasAlternatives=True)),
        usage("wheel", item("car", isOnlyPotentialParent=True)),
    ],
)
def test_what_may_have_been_built_in_is_possible(tmp_path: Path, entry: dict[str, Any]) -> None:
    found = facts(read(container(tmp_path / "a.json", entry)))

    assert [each.certain for each in found] == [False, True]


def test_what_was_planned_is_left_out_with_its_name(tmp_path: Path) -> None:
    records = list(read(container(tmp_path / "a.json", PLANNED)))

    assert statements(records) == []
    assert skipped(records) == ["SingleLevelBomAsPlanned: what was to be built, not what was"]


def test_a_customer_of_a_part_is_a_shipment_unless_it_is_the_maker_itself(tmp_path: Path) -> None:
    entry = usage("wheel", customers=("BPNL-OEM", "BPNL-SUB"))
    records = list(read(container(tmp_path / "a.json", entry)))

    assert edges(records, Shipment) == {("catenax//#wheel", "BPNL-OEM")}
    assert skipped(records) == ["no items are listed", "the maker's own use"]


def test_a_child_that_stands_twice_in_a_list_is_rejected_and_the_others_are_kept(
    tmp_path: Path,
) -> None:
    entry = bom("car", item("wheel"), item("wheel"), item("door"), item(""), {"catenaXId": 5.5})
    records = list(read(container(tmp_path / "a.json", entry)))

    assert len(edges(records, Consumption)) == 2
    assert [each.column for each in rejections(records)] == ["catenaXId"] * 3


def test_the_order_of_objects_plays_no_part(tmp_path: Path) -> None:
    there = list(read(container(tmp_path / "a.json", *SAMPLE[CONTAINER])))
    back = list(read(container(tmp_path / "b.json", *reversed(SAMPLE[CONTAINER]))))

    assert told(there) == told(back)
    assert len(there) == len(back)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"' + CONTAINER, "it is no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "is no object"),
        ('{"a": 1, "a": 2}', "twice"),
    ],
)
def test_a_damaged_document_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileRefused, match=said):
        list(read(path))


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_values_never_break_the_reading(tmp_path: Path, data: st.DataObject) -> None:
    check_readable(FORMAT, written(tmp_path / "a.json", mutated(data, SAMPLE)))


def relations(path: Path) -> set[Relation]:
    """The relations as built that the reader finds, as the reference service writes them."""
    found = facts(read(path))
    made = {each.source: each.target for each in found if isinstance(each, Production)}
    return {
        (made[each.target], each.source, each.quantity, each.unit or "")
        for each in found
        if isinstance(each, Consumption) and each.quantity is not None
    }


def expected(path: Path) -> set[Relation]:
    """The relations of the reference service."""
    units = {"unit:piece": "pcs", "unit:litre": "L", "unit:kilogram": "kg"}
    answer = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        (
            f"catenax//#{each['catenaXId']}",
            f"catenax//#{each['linkedItem']['childCatenaXId']}",
            each["linkedItem"]["quantity"]["quantityNumber"],
            units[each["linkedItem"]["quantity"]["measurementUnit"]["lexicalValue"]],
        )
        for each in answer["relationships"]
    }


@pytest.mark.parametrize(
    ("given_file", "answer", "count"),
    [
        (
            "input/CX_Testdata_529_compatibility_SingleLevelBomAsBuilt.json",
            "expected/529-single-level-bom-as-built-expected-relationships.json",
            3,
        ),
        (
            "input/CX_Testdata_529_compatibility_SingleLevelUsageAsBuilt.json",
            "expected/529-single-level-usage-as-built-expected-relationships.json",
            2,
        ),
        (
            "expected/TRI-704-expected-submodels.json",
            "expected/TRI-704-expected-relationships.json",
            4,
        ),
        (
            "expected/TRI-1070-expected-submodels.json",
            "expected/TRI-1070-expected-relationships.json",
            44,
        ),
    ],
)
def test_the_relations_are_those_of_the_reference_service(
    shared_data: Path, given_file: str, answer: str, count: int
) -> None:
    folder = shared_data / "catenax"

    assert relations(folder / given_file) == expected(folder / answer)
    assert len(expected(folder / answer)) == count


@pytest.mark.parametrize("name", ["TRI-704", "TRI-1070", "TRI-1598"])
def test_the_answers_of_the_service_can_be_loaded_themselves(shared_data: Path, name: str) -> None:
    path = shared_data / "catenax" / "expected" / f"{name}-expected-relationships.json"

    assert relations(path) == expected(path)


def test_plans_of_real_files_state_nothing(shared_data: Path) -> None:
    for path in sorted((shared_data / "catenax" / "input").glob("*AsPlanned.json")):
        assert statements(read(path)) == []


def test_a_whole_container_is_read_without_a_rejection(shared_data: Path) -> None:
    path = shared_data / "catenax" / "input" / "smallTestdata.json"
    records = list(read(path))
    entries = json.loads(path.read_text(encoding="utf-8"))[CONTAINER]
    listed = {
        (part["catenaXId"], child["childCatenaXId"])
        for entry in entries
        for aspect, parts in entry.items()
        if aspect.endswith("#AssemblyPartRelationship")
        for part in parts
        for child in part.get("childParts", ())
    }

    assert rejections(records) == []
    assert len(edges(records, Consumption)) == len(listed) == 283
    assert FORMAT.recognises(path.read_bytes()[:65536])


def test_the_format_is_one_of_those_that_are_known() -> None:
    assert FORMAT in formats()
    assert FORMAT.recognises(json.dumps(SAMPLE).encode())
    assert not FORMAT.recognises(b'[{"model": "stock.stockitem"}]')
