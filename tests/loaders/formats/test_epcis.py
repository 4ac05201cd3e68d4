"""What events of EPCIS mean: who made what of what, where it went, and what is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from genealogy.facts import (
    Arrival,
    Consumption,
    ContainerArrival,
    ContainerEmptying,
    ContainerShipment,
    Description,
    Disposal,
    Fact,
    Measurement,
    Nesting,
    Packing,
    ProcessValue,
    Production,
    Receipt,
    Return,
    Shipment,
    StockCount,
    Unnesting,
    Unpacking,
    Void,
)
from genealogy.nouns import Noun
from loaders.formats.epcis.event import read_event
from loaders.formats.epcis.meaning import outcome
from loaders.part import Skipped
from loaders.values import RowRejected
from tests.loaders.formats.epcis_samples import (
    CHEESE,
    CHEESE_ID,
    DAIRY,
    DAIRY_ID,
    MILK,
    MILK_ID,
    PALLET,
    PALLET_ID,
    SHOP,
    SHOP_ID,
    WHEEL,
    WHEEL_ID,
    edges,
    event,
    lots,
    seen,
    stated,
    to,
    why_skipped,
)

MAKING = event(
    "TransformationEvent",
    inputQuantityList=lots(MILK, quantity=100, unit="LTR"),
    outputQuantityList=lots(CHEESE),
    bizStep="commissioning",
    bizLocation={"id": DAIRY},
    ilmd={
        "cbvmda:lotNumber": "CHEESE-1",
        "cbvmda:itemExpirationDate": "2026-09-30",
        "cbvmda:productionDate": "2026-03-01",
        "example:colour": "yellow",
    },
    eventTimeZoneOffset="+01:00",
)
NOON = datetime(2026, 3, 1, 11, tzinfo=UTC)


def described(value: dict[str, Any], noun: Noun) -> dict[str, dict[str, str | float]]:
    return {
        each.id: each.properties
        for each in stated(value)
        if isinstance(each, Description) and each.noun is noun
    }


def test_a_transformation_is_an_operation_with_inputs_and_outputs() -> None:
    operation = "EPCIS/urn:e:1"

    assert edges(MAKING, Consumption) == {(MILK_ID, operation)}
    assert edges(MAKING, Production) == {(operation, CHEESE_ID)}
    assert {
        (type(each), each.quantity, each.unit, each.occurred_at)
        for each in stated(MAKING)
        if isinstance(each, Fact)
    } == {(Consumption, Decimal(100), "L", NOON), (Production, Decimal(10), "kg", NOON)}
    assert described(MAKING, Noun.OPERATION)[operation] == {
        "kind": "make",
        "step": "commissioning",
        "site": DAIRY_ID,
        "started_at": "2026-03-01T11:00:00Z",
        "ended_at": "2026-03-01T11:00:00Z",
    }


def test_ilmd_describes_the_outputs_only() -> None:
    assert described(MAKING, Noun.BATCH) == {
        CHEESE_ID: {
            "name": "CHEESE-1",
            "expires_on": "2026-09-30",
            "made_at": "2026-02-28T23:00:00Z",
        }
    }


def test_a_production_date_without_any_zone_is_left_out() -> None:
    described_without_zone = described(MAKING | {"eventTimeZoneOffset": None}, Noun.BATCH)

    assert "made_at" not in described_without_zone[CHEESE_ID]


def test_events_of_one_transformation_are_one_operation() -> None:
    first = MAKING | {"transformationID": "urn:t:1", "outputQuantityList": []}
    second = MAKING | {"transformationID": "urn:t:1", "inputQuantityList": [], "eventID": "urn:e:2"}

    (consumed,) = edges(first, Consumption)
    (produced,) = edges(second, Production)
    assert consumed[1] == produced[0] == "EPCIS/transformation/urn:t:1"


def test_a_lot_that_goes_in_twice_is_two_facts_whatever_their_order() -> None:
    twice = [*lots(MILK, quantity=25), *lots(MILK, quantity=25), *lots(MILK, quantity=30)]
    keys = [
        {
            each.key
            for each in stated(MAKING | {"inputQuantityList": order})
            if isinstance(each, Fact)
        }
        for order in (twice, twice[::-1])
    ]
    consumed = [
        each.quantity
        for each in stated(MAKING | {"inputQuantityList": twice})
        if isinstance(each, Consumption)
    ]

    assert sorted(filter(None, consumed)) == [25, 25, 30]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 4


def test_a_unit_that_is_named_by_its_urn_and_by_its_link_is_one() -> None:
    both = [WHEEL, "https://id.gs1.org/01/04012345333336/21/7"]

    assert (
        len(edges(seen(epcList=both, bizStep="shipping", destinationList=to(SHOP)), Shipment)) == 1
    )
    assert (
        len(stated(seen(epcList=both, bizStep="shipping", destinationList=to(SHOP)))) == 2
    )  # the unit, and what may be in it


def test_a_container_that_is_transformed_stays_visible_as_a_batch_without_origin() -> None:
    assert edges(MAKING | {"inputEPCList": [PALLET]}, Consumption) == {
        (MILK_ID, "EPCIS/urn:e:1"),
        (f"epc//#{PALLET_ID}", "EPCIS/urn:e:1"),
    }


def test_what_is_commissioned_begins_at_its_place() -> None:
    commissioned = seen(
        action="ADD", bizStep="commissioning", bizLocation={"id": DAIRY}, quantityList=lots(MILK)
    )

    assert edges(commissioned, Receipt) == {(DAIRY_ID, MILK_ID)}
    assert edges(commissioned, Production) == set()
    assert described(commissioned, Noun.BATCH) == {MILK_ID: {"made_at": "2026-03-01T11:00:00Z"}}


def test_what_is_commissioned_nowhere_is_only_described() -> None:
    commissioned = seen(action="ADD", quantityList=lots(MILK))

    assert [type(each) for each in stated(commissioned)] == [Description]


def test_a_shipment_goes_to_the_location_of_the_destination() -> None:
    shipped = seen(
        bizStep="urn:epcglobal:cbv:bizstep:shipping",
        quantityList=lots(CHEESE),
        bizLocation={"id": DAIRY},
        bizTransactionList=[
            {"type": "po", "bizTransaction": "urn:po:1"},
            {"type": "desadv", "bizTransaction": "urn:d:1"},
        ],
        destinationList=[
            {"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00777"},
            *to(SHOP),
        ],
    )

    (shipment,) = stated(shipped)
    assert isinstance(shipment, Shipment)
    assert (shipment.source, shipment.target, shipment.site) == (CHEESE_ID, SHOP_ID, DAIRY_ID)
    assert (shipment.quantity, shipment.unit, shipment.document) == (10, "kg", "urn:d:1")


@pytest.mark.parametrize("party", ["possessing_party", "owning_party", "urn:our:own:type"])
def test_a_shipment_goes_to_the_party_where_no_location_is_told(party: str) -> None:
    destination = [{"type": party, "destination": "urn:epc:id:pgln:0614141.07346"}]
    shipped = seen(bizStep="shipping", quantityList=lots(CHEESE), destinationList=destination)

    assert edges(shipped, Shipment) == {(CHEESE_ID, SHOP_ID)}


def test_a_step_of_ones_own_with_a_destination_is_a_shipment() -> None:
    own = seen(bizStep="urn:own:handover", quantityList=lots(CHEESE), destinationList=to(SHOP))

    assert edges(own, Shipment) == {(CHEESE_ID, SHOP_ID)}


def test_a_shipment_to_several_locations_reaches_each() -> None:
    shipped = seen(
        bizStep="shipping", quantityList=lots(CHEESE), destinationList=[*to(SHOP), *to(DAIRY)]
    )

    assert edges(shipped, Shipment) == {(CHEESE_ID, SHOP_ID), (CHEESE_ID, DAIRY_ID)}


def test_an_arrival_and_its_shipment_name_one_customer_and_one_document() -> None:
    common = {
        "quantityList": lots(CHEESE),
        "destinationList": to(SHOP),
        "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:d:1"}],
    }
    (shipment,) = stated(seen(bizStep="shipping", **common))
    (arrival,) = stated(seen(bizStep="receiving", eventID="urn:e:2", **common))

    assert isinstance(shipment, Shipment)
    assert isinstance(arrival, Arrival)
    assert (arrival.source, arrival.target) == (shipment.source, shipment.target)
    assert arrival.document == shipment.document == "urn:d:1"


def test_an_arrival_tells_the_supplier_without_counting_the_material_twice() -> None:
    received = seen(
        bizStep="receiving",
        quantityList=lots(CHEESE),
        bizLocation={"id": SHOP},
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00001"}],
    )
    (receipt,) = [each for each in stated(received) if isinstance(each, Receipt)]

    assert edges(received, Arrival) == {(CHEESE_ID, SHOP_ID)}
    assert (receipt.source, receipt.target, receipt.quantity) == (DAIRY_ID, CHEESE_ID, None)


def test_who_moves_his_own_goods_supplies_nothing() -> None:
    owner = "urn:epc:id:pgln:4012345.00001"
    received = seen(
        bizStep="receiving",
        quantityList=lots(CHEESE),
        bizLocation={"id": SHOP},
        sourceList=[{"type": "owning_party", "source": owner}],
        destinationList=[{"type": "owning_party", "destination": owner}],
    )

    assert edges(received, Receipt) == set()


def test_a_pallet_is_shipped_and_received_as_a_container() -> None:
    shipped = seen(bizStep="shipping", epcList=[PALLET], destinationList=to(SHOP))
    received = seen(bizStep="receiving", epcList=[PALLET], bizLocation={"id": SHOP})

    assert edges(shipped, ContainerShipment) == {(PALLET_ID, SHOP_ID)}
    assert edges(received, ContainerArrival) == {(PALLET_ID, SHOP_ID)}


def test_a_unit_with_a_serial_is_shipped_as_a_batch_and_as_what_may_hold_others() -> None:
    shipped = seen(bizStep="shipping", epcList=[WHEEL], destinationList=to(SHOP))

    assert edges(shipped, Shipment) == {(WHEEL_ID, SHOP_ID)}
    assert edges(shipped, ContainerShipment) == {(WHEEL_ID, SHOP_ID)}


def test_a_void_shipment_brings_the_goods_back() -> None:
    taken_back = seen(bizStep="void_shipping", quantityList=lots(CHEESE), destinationList=to(SHOP))

    assert edges(taken_back, Return) == {(SHOP_ID, CHEESE_ID)}


def test_a_transaction_event_ships_what_it_lists_and_its_parent() -> None:
    shipped = event(
        "TransactionEvent",
        action="ADD",
        bizStep="shipping",
        parentID=PALLET,
        quantityList=lots(CHEESE),
        destinationList=to(SHOP),
    )
    (shipment,) = [each for each in stated(shipped) if isinstance(each, Shipment)]

    assert shipment.container == PALLET_ID
    assert edges(shipped, ContainerShipment) == {(PALLET_ID, SHOP_ID)}
    assert edges(shipped, Receipt) == set()  # ADD is to the transaction; nothing begins here


@pytest.mark.parametrize("parent", [PALLET, "urn:epc:id:grai:4012345.66666.87", WHEEL, "urn:x:1"])
def test_the_parent_of_an_aggregation_is_a_container_whatever_its_scheme(parent: str) -> None:
    packed = event(
        "AggregationEvent",
        action="ADD",
        parentID=parent,
        childQuantityList=lots(CHEESE, quantity=5),
    )
    (packing,) = stated(packed)

    assert isinstance(packing, Packing)
    assert (packing.source, packing.quantity) == (CHEESE_ID, 5)
    assert packing.target in (PALLET_ID, "8003/0401234566666387", WHEEL_ID, "urn:x:1")


def test_cases_are_nested_and_taken_out_again() -> None:
    other = "urn:epc:id:sscc:4012345.0000000334"
    fields: dict[str, Any] = {"parentID": other, "childEPCs": [PALLET, WHEEL]}
    put_in = event("AggregationEvent", action="ADD", **fields)
    taken_out = event("AggregationEvent", action="DELETE", **fields)

    assert {source for source, _ in edges(put_in, Nesting)} == {PALLET_ID, WHEEL_ID}
    assert {source for source, _ in edges(put_in, Packing)} == {WHEEL_ID}
    assert edges(taken_out, Unnesting) == edges(put_in, Nesting)
    assert edges(taken_out, Unpacking) == edges(put_in, Packing)


def test_what_is_observed_in_a_container_is_inside_without_a_quantity() -> None:
    observed = event(
        "AggregationEvent", action="OBSERVE", parentID=PALLET, childQuantityList=lots(CHEESE)
    )
    (packing,) = stated(observed)

    assert isinstance(packing, Packing)
    assert (packing.target, packing.quantity) == (PALLET_ID, None)


def test_an_aggregation_without_a_parent_is_rejected() -> None:
    with pytest.raises(RowRejected) as rejected:
        stated(event("AggregationEvent", action="ADD", childEPCs=[WHEEL]))

    assert rejected.value.rejection.column == "parentID"


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({"bizLocation": {"id": DAIRY}, "readPoint": {"id": SHOP}}, DAIRY_ID),
        ({"readPoint": {"id": SHOP}}, SHOP_ID),
        ({}, "unknown"),
    ],
)
@pytest.mark.parametrize("children", [{}, {"childEPCs": [], "childQuantityList": []}])
def test_a_parent_without_children_is_emptied_where_the_event_is(
    where: dict[str, Any], place: str, children: dict[str, Any]
) -> None:
    (emptying,) = stated(
        event("AggregationEvent", action="DELETE", parentID=PALLET, **where, **children)
    )

    assert isinstance(emptying, ContainerEmptying)
    assert (emptying.source, emptying.target) == (place, PALLET_ID)
    assert (emptying.occurred_at, emptying.quantity) == (NOON, None)


def test_what_is_taken_out_without_its_lot_empties_nothing() -> None:
    some = [{"epcClass": "urn:epc:idpat:sgtin:4012345.012345.*", "quantity": "3"}]
    taken_out = event("AggregationEvent", action="DELETE", parentID=PALLET, childQuantityList=some)

    assert "no material flows" in why_skipped(taken_out)


@pytest.mark.parametrize("action", ["ADD", "OBSERVE"])
def test_only_a_parent_that_is_taken_apart_is_emptied(action: str) -> None:
    seen_whole = event("AggregationEvent", action=action, parentID=PALLET)

    assert "no material flows" in why_skipped(seen_whole)


def test_an_association_is_no_containment() -> None:
    associated = event(
        "AssociationEvent", action="ADD", parentID=PALLET, childQuantityList=lots(CHEESE)
    )

    assert "association" in why_skipped(associated)


def test_what_is_destroyed_is_a_loss_and_what_is_decommissioned_is_none() -> None:
    destroyed = seen(action="DELETE", bizStep="destroying", quantityList=lots(CHEESE))
    decommissioned = seen(action="DELETE", bizStep="decommissioning", quantityList=lots(CHEESE))

    assert edges(destroyed, Disposal) == {(CHEESE_ID, "scrap")}
    assert "no material flows" in why_skipped(decommissioned)


def test_what_is_counted_is_on_hand() -> None:
    counted = seen(bizStep="cycle_counting", quantityList=lots(CHEESE), bizLocation={"id": SHOP})

    assert edges(counted, StockCount) == {(CHEESE_ID, SHOP_ID)}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"bizStep": "inspecting", "destinationList": to(SHOP)}, "inspecting: no material flows"),
        ({"bizStep": "holding"}, "holding: no material flows"),
        ({"bizStep": "shipping"}, "does not tell to whom"),
        ({"bizStep": "receiving"}, "does not tell where"),
        (
            {"quantityList": lots("urn:epc:idpat:sgtin:4012345.011111.*"), "bizStep": "shipping"},
            "at most classes without a lot",
        ),
        (
            {"quantityList": [], "epcList": [PALLET], "bizStep": "destroying"},
            "what is in the container",
        ),
    ],
)
def test_an_event_without_a_flow_is_skipped_with_its_reason(
    fields: dict[str, Any], reason: str
) -> None:
    assert reason in why_skipped(seen(**{"quantityList": lots(CHEESE)} | fields))


FROZEN = [
    {
        "sensorMetadata": {"time": "2026-03-01T10:00:00Z"},
        "sensorReport": [
            {"type": "Temperature", "value": "-18.5", "minValue": "3", "uom": "CEL"},
            {"type": "gs1:Humidity", "stringValue": "damp", "exception": "ALARM_CONDITION"},
        ],
    }
]


def test_sensors_measure_batches_and_a_value_below_zero_is_told_as_text() -> None:
    value = seen(quantityList=lots(CHEESE), sensorElementList=FROZEN, bizStep="storing")
    measured = [each for each in stated(value) if isinstance(each, Measurement)]

    assert {
        (each.characteristic, each.quantity, each.text, each.unit, each.verdict)
        for each in measured
    } == {
        ("Temperature", None, "-18.5", "CEL", None),
        ("Temperature minimum", Decimal(3), None, "CEL", None),
        ("Humidity", None, "damp", None, "ALARM_CONDITION"),
    }
    assert {each.occurred_at for each in measured} == {datetime(2026, 3, 1, 10, tzinfo=UTC)}
    assert all(each.source == CHEESE_ID and each.target == each.key for each in measured)


def test_sensors_of_a_transformation_are_values_of_the_operation() -> None:
    measured = [
        each
        for each in stated(MAKING | {"sensorElementList": FROZEN})
        if isinstance(each, Measurement)
    ]

    assert {type(each) for each in measured} == {ProcessValue}
    assert {each.source for each in measured} == {"EPCIS/urn:e:1"}


def test_sensors_of_an_association_are_kept() -> None:
    associated = event(
        "AssociationEvent",
        action="ADD",
        parentID=PALLET,
        childQuantityList=lots(CHEESE),
        sensorElementList=FROZEN,
    )

    assert {type(each) for each in stated(associated)} == {Measurement}


DECLARED = {
    "declarationTime": "2026-03-02T08:00:00Z",
    "reason": "urn:epcglobal:cbv:er:incorrect_data",
    "correctiveEventIDs": ["urn:e:9"],
}


@pytest.mark.parametrize("event_id", ["urn:e:1", None])
@pytest.mark.parametrize(
    "original",
    [
        MAKING,
        seen(bizStep="shipping", epcList=[WHEEL, PALLET], destinationList=to(SHOP)),
        seen(action="ADD", quantityList=[*lots(MILK), *lots(MILK)], bizLocation={"id": DAIRY}),
        event("AggregationEvent", action="ADD", parentID=PALLET, childQuantityList=lots(CHEESE)),
        event("AggregationEvent", action="DELETE", parentID=PALLET, readPoint={"id": DAIRY}),
        seen(quantityList=lots(CHEESE), sensorElementList=FROZEN),
    ],
)
def test_an_error_declaration_voids_every_fact_of_its_event(
    original: dict[str, Any], event_id: str | None
) -> None:
    first = original | {"eventID": event_id}
    withdrawn = first | {"errorDeclaration": DECLARED, "recordTime": "2026-03-02T09:00:00Z"}
    voids = [each for each in stated(withdrawn) if isinstance(each, Void)]
    facts = [each for each in stated(first) if isinstance(each, Fact)]

    assert len(voids) == len(stated(withdrawn))
    assert {(each.key, each.kind, each.source, each.target) for each in voids} == {
        (each.key, type(each), each.source, each.target) for each in facts
    }
    assert {each.reason for each in voids} == {
        "declared in error: incorrect_data; corrected by urn:e:9"
    }


def test_an_event_without_an_id_is_known_by_what_it_says() -> None:
    first = MAKING | {"eventID": None}

    def keys(value: dict[str, Any]) -> set[str]:
        return {each.key for each in stated(value) if isinstance(each, Fact)}

    jumbled = dict(reversed(first.items()))
    assert keys(first) == keys(jumbled) == keys(first | {"recordTime": "2026-05-01T00:00:00Z"})
    assert keys(first) == keys(first | {"eventTime": "2026-03-01T11:00:00Z"})
    assert keys(first).isdisjoint(keys(first | {"eventTime": "2026-03-01T11:00:01Z"}))
    assert keys(first).isdisjoint(keys(first | {"inputQuantityList": lots(MILK, quantity=99)}))


def test_the_key_of_an_event_without_an_id_stays_the_same_in_later_versions() -> None:
    assert read_event(MAKING | {"eventID": None}).key == "~3d2c9e1d7752a60ffd3c0bc459a2db7b"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"type": "QuantityEvent"}, "type"),
        ({"eventTime": None}, "eventTime"),
        ({"eventTime": "2026-03-01T12:00:00"}, "eventTime"),
        ({"eventTime": "noon"}, "eventTime"),
        ({"action": None}, "action"),
        ({"action": "add"}, "action"),
        ({"epcList": "urn:epc:id:sgtin:4012345.033333.7"}, "epcList"),
        ({"epcList": [["urn:x"]]}, "epcList"),
        ({"epcList": [None]}, "epcList"),
        ({"quantityList": [{"quantity": "1"}]}, "epcClass"),
        ({"quantityList": lots(MILK, quantity=-1)}, "quantity"),
        ({"quantityList": lots(MILK, quantity="1e3")}, "quantity"),
        ({"quantityList": lots(MILK, quantity="12345678901234567890.5")}, "quantity"),
        ({"bizLocation": "urn:epc:id:sgln:4012345.00001.0"}, "bizLocation"),
        ({"ilmd": ["x"]}, "ilmd"),
        ({"ilmd": {"cbvmda:itemExpirationDate": "soon"}}, "itemExpirationDate"),
        ({"sensorElementList": [{"sensorReport": [3]}]}, "sensorReport"),
        ({"errorDeclaration": "yes"}, "errorDeclaration"),
        ({"destinationList": [{"type": "location"}]}, "destination"),
    ],
)
def test_a_field_that_cannot_be_understood_rejects_its_event(
    wrong: dict[str, Any], column: str
) -> None:
    good = seen(quantityList=lots(MILK), bizStep="shipping", destinationList=to(SHOP))
    with pytest.raises(RowRejected) as rejected:
        outcome(read_event(good | wrong))

    assert rejected.value.rejection.column == column
    assert rejected.value.rejection.reason


def test_extensions_are_ignored() -> None:
    extended = MAKING | {"example:any": {"deep": [1, {"x": None}]}, "unknown": 7}

    assert stated(extended) == stated(MAKING)


def test_an_event_that_is_skipped_is_no_statement() -> None:
    assert isinstance(outcome(read_event(seen(epcList=[]))), Skipped)
