"""Selecting batches: each selector, the window of time, several together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import NothingSelected, WrongUsage
from genealogy.facts import (
    Arrival,
    Description,
    EquipmentUse,
    OperatorAssignment,
    Production,
    Receipt,
    Shipment,
    Unnesting,
)
from genealogy.identity import batch_id
from genealogy.nouns import Noun
from genealogy.settings import Settings
from queries.recall import recall
from queries.selection import select_any, selected, selections
from queries.trace import trace
from tests.plants import own, state
from tests.queries.flows import amount, came, day, made, operation, sent, used
from tests.queries.test_containers import emptied, left, nested, packed, unpacked

UTC_SETTINGS = Settings()


def found(database: Database, *where: str) -> set[str]:
    """The lot numbers that are selected."""
    chosen = select_any(database, selections(where, UTC_SETTINGS))
    assert list(chosen.batch_ids) == sorted(set(chosen.batch_ids))
    return {each.split("/")[-1] for each in chosen.batch_ids}


def untimed(database: Database, where: str) -> set[str]:
    chosen = select_any(database, selections([where], UTC_SETTINGS))
    return {each.split("/")[-1] for each in chosen.untimed}


def nothing(database: Database, where: str) -> str:
    with pytest.raises(NothingSelected) as refused:
        found(database, where)
    return str(refused.value)


def run(name: str, begun: datetime | None, ended: datetime | None = None, **more: str) -> object:
    times = {"started_at": begun, "ended_at": ended}
    told = {key: at.isoformat().replace("+00:00", "Z") for key, at in times.items() if at}
    return operation(name, **told, **more)


# Suppliers and customers


def test_a_supplier_selects_what_it_delivered_in_the_window(database: Database) -> None:
    state(
        database,
        [
            came("early", at=day(1)),
            came("late", at=day(3)),
            amount(Receipt, "other", "foreign", at=day(2)),
            Description(noun=Noun.SUPPLIER, id="farm", properties={"name": "The Farm"}),
            used("early", "cook"),
            made("cook", "cheese"),
        ],
    )

    assert found(database, "supplier=farm") == {"early", "late"}
    assert found(database, 'supplier="The Farm"') == {"early", "late"}
    assert found(database, "supplier=farm from=2026-10-02") == {"late"}
    assert found(database, "supplier=farm to=2026-10-01") == {"early"}
    assert found(database, "supplier=farm from=2026-10-01T12:00 to=2026-10-01T12:00") == {"early"}
    assert "No batch is selected by 'supplier=Farm'" in nothing(database, "supplier=Farm")


def test_a_customer_selects_what_reached_it(database: Database) -> None:
    state(
        database,
        [
            sent("direct", "shop", at=day(1)),
            amount(Shipment, "possible", "shop", at=day(2), probability=Decimal("0.5")),
            amount(Arrival, "told-by-them", "shop", at=day(3)),
            packed("boxed", "BOX", 3),
            nested("BOX", "PALLET", 3),
            left("PALLET", "shop", 4),
            packed("later", "BOX", 5),
            sent("elsewhere", "kiosk", at=day(4)),
        ],
    )

    assert found(database, "customer=shop") == {"direct", "possible", "told-by-them", "boxed"}
    assert found(database, "customer=shop from=2026-10-03") == {"told-by-them", "boxed"}
    assert found(database, "customer=shop from=2026-10-04") == {"boxed"}


# Containers


def test_a_container_selects_what_was_packed_into_it_in_the_window(database: Database) -> None:
    facts = [
        packed("one", "BOX", 1),
        unpacked("one", "BOX", 2),
        packed("two", "BOX", 3),
        packed("other", "CRATE", 3),
        sent("named", "shop", at=day(4), container="BOX"),
        packed("someday", "BOX", None),
    ]
    state(database, facts)

    assert found(database, "container=BOX") == {"one", "two", "named", "someday"}
    assert found(database, "container=BOX from=2026-10-03 to=2026-10-03") == {"two"}
    assert untimed(database, "container=BOX from=2026-10-03 to=2026-10-03") == {"someday"}


def test_a_pallet_selects_what_was_in_its_cases_while_they_were_on_it(database: Database) -> None:
    state(
        database,
        [
            packed("before", "CASE", 1),
            unpacked("before", "CASE", 2),
            packed("on-it", "CASE", 3),
            nested("CASE", "PALLET", 4),
            packed("added", "CASE", 5),
            nested("CASE", "PALLET", 6, kind=Unnesting),
            emptied("CASE", 7),
            packed("after", "CASE", 8),
        ],
    )

    assert found(database, "container=PALLET") == {"on-it", "added"}
    assert found(database, "container=PALLET to=2026-10-04") == {"on-it"}
    assert found(database, "container=CASE") == {"before", "on-it", "added", "after"}


# Operations


def test_operations_are_selected_by_all_that_is_known_of_them(database: Database) -> None:
    facts: list[object] = []
    for number, (line, recipe, site) in enumerate(
        [("1", "A", "north"), ("2", "A", "north"), ("2", "B", "north"), ("2", "A", "south")]
    ):
        name = f"run-{number}"
        facts += [made(name, f"lot-{number}"), used("milk", name)]
        facts.append(operation(name, line=line, recipe=recipe, site=site, order=f"PO-{number}"))
    facts.append(amount(Production, "run-3", "maybe", probability=Decimal("0.5")))
    state(database, facts)

    assert found(database, "line=2") == {"lot-1", "lot-2", "lot-3", "maybe"}
    assert found(database, "line=2 recipe=A") == {"lot-1", "lot-3", "maybe"}
    assert found(database, "line=2 recipe=A site=north") == {"lot-1"}
    assert found(database, "order=PO-2", "operation=run-0") == {"lot-0", "lot-2"}
    assert "No batch" in nothing(database, "line=1 recipe=B")


def test_conditions_hold_of_one_operation_not_of_two_that_made_the_batch(
    database: Database,
) -> None:
    state(
        database,
        [
            *(made("a", "lot"), operation("a", line="1", recipe="A")),
            *(made("b", "lot"), operation("b", line="2", recipe="B")),
        ],
    )

    assert found(database, "line=1 recipe=A") == {"lot"}
    assert "No batch" in nothing(database, "line=1 recipe=B")


def test_an_operation_is_in_the_window_while_it_runs(database: Database) -> None:
    state(
        database,
        [
            *(made("night", "night", at=day(5, 8)), run("night", day(4, 22), day(5, 6), line="2")),
            *(made("early", "early", at=day(5, 15)), run("early", day(5, 6), day(5, 14), line="2")),
            *(made("late", "late", at=day(5, 23)), run("late", day(5, 14), day(5, 22), line="2")),
            *(made("long", "long"), run("long", day(1), day(9), line="2")),
        ],
    )

    assert found(database, "line=2 from=2026-10-05T06:00 to=2026-10-05T14:00") == {"early", "long"}
    assert found(database, "line=2 from=2026-10-05T13:59 to=2026-10-05T14:01") == {
        *("early", "late", "long")
    }


def test_where_an_operation_states_no_times_those_of_its_postings_tell(database: Database) -> None:
    state(
        database,
        [
            *(used("milk", "posted", at=day(2)), made("posted", "a", at=day(4))),
            operation("posted", line="2"),
            *(made("begun", "b", at=day(4)), run("begun", day(2), line="2")),
            *(made("unknown", "c"), operation("unknown", line="2")),
        ],
    )

    assert found(database, "line=2 from=2026-10-03 to=2026-10-03") == {"a", "b"}
    assert untimed(database, "line=2 from=2026-10-03 to=2026-10-03") == {"c"}
    assert found(database, "line=2") == {"a", "b", "c"}
    message = nothing(database, "line=2 from=2026-10-07")
    assert "1 would be, but nobody states their time" in message


def test_a_run_may_go_on_where_it_has_no_end_and_a_posting_has_no_time(
    database: Database,
) -> None:
    state(
        database,
        [
            *(used("milk", "begun", at=day(5, 6)), made("begun", "a")),
            *(run("begun", day(5, 6), line="2"), run("never-posted", day(5, 6), line="2")),
            *(made("never-posted", "b"), run("over", day(5, 6), day(5, 8), line="2")),
            *(made("over", "c"), used("milk", "undescribed", at=day(5, 6))),
            *(made("undescribed", "d"), operation("undescribed", line="2")),
        ],
    )
    later = "from=2026-10-05T10:00 to=2026-10-05T12:00"
    earlier = "from=2026-10-05T04:00 to=2026-10-05T05:00"

    assert "3 would be" in nothing(database, f"line=2 {later}")
    assert "1 would be" in nothing(database, f"line=2 {earlier}")
    as_it_ran = "from=2026-10-05T05:00 to=2026-10-05T07:00"
    assert found(database, f"line=2 {as_it_ran}") == {"a", "b", "c", "d"}
    assert untimed(database, f"line=2 {as_it_ran}") == set()
    assert found(database, "material=item from=2026-10-05T07:00") == {"c"}
    assert untimed(database, "material=item from=2026-10-05T07:00") == {"a", "b", "d", "milk"}


def test_equipment_and_operators_have_times_of_their_own(database: Database) -> None:
    def at(kind: Any, who: str, begun: int, ended: int) -> object:
        return amount(kind, "run", who, None, None, at=day(5, begun), ended_at=day(5, ended))

    state(
        database,
        [
            *(made("run", "lot"), run("run", day(5, 6), day(5, 22))),
            *(at(EquipmentUse, "kettle", 6, 10), at(EquipmentUse, "filler", 10, 22)),
            *(at(OperatorAssignment, "Kim", 6, 14), at(OperatorAssignment, "Ana", 14, 22)),
            Description(noun=Noun.OPERATOR, id="Kim", properties={"name": "Kim Lee"}),
        ],
    )
    early, late = "from=2026-10-05T07:00 to=2026-10-05T09:00", "from=2026-10-05T18:00"

    assert found(database, f"equipment=kettle {early}") == {"lot"}
    assert found(database, f'operator="Kim Lee" equipment=kettle {early}') == {"lot"}
    assert "No batch" in nothing(database, f"equipment=kettle {late}")
    assert "No batch" in nothing(database, f"equipment=kettle operator=Ana {early}")
    assert found(database, "equipment=kettle operator=Ana") == {"lot"}


# Materials and lots


def test_a_material_alone_selects_what_was_made_or_received_of_it(database: Database) -> None:
    item = Description(noun=Noun.MATERIAL, id="own/item", properties={"name": "Cheese"})
    undated = Description(
        noun=Noun.BATCH, id=own("described"), properties={"made_at": "2026-10-03T08:00:00Z"}
    )
    state(
        database,
        [
            *(item, undated, came("received", at=day(3)), made("a", "posted", at=day(3))),
            *(made("b", "run"), run("b", day(2), day(4)), made("c", "other-day", at=day(5))),
            amount(Production, "d", "sometime"),
        ],
    )

    everything = {"described", "received", "posted", "run", "other-day", "sometime"}
    assert found(database, "material=item") == everything
    assert found(database, "material=Cheese") == everything
    on_that_day = "material=own/item from=2026-10-03 to=2026-10-03"
    assert found(database, on_that_day) == {"described", "received", "posted", "run"}
    assert untimed(database, on_that_day) == {"sometime"}
    assert found(database, "lot=run") == {"run"}
    assert "No batch" in nothing(database, "lot=RUN")


def test_material_and_lot_narrow_what_else_is_selected(database: Database) -> None:
    other = batch_id("own", "whey", "lot")
    state(
        database,
        [
            *(made("run", "lot"), made("run", "rest"), operation("run", line="2")),
            Production(key="T|whey", source="run", target=other),
        ],
    )
    chosen = select_any(database, selections(["line=2 material=whey"], UTC_SETTINGS))

    assert chosen.batch_ids == (other,)
    assert found(database, "line=2 lot=lot material=item") == {"lot"}
    assert found(database, "lot=lot material=item") == {"lot"}
    assert "No batch" in nothing(database, "lot=rest material=whey")


# Together


def test_several_selections_are_alternatives_and_none_may_be_empty(database: Database) -> None:
    state(database, [came("a", at=day(1)), sent("b", "shop", at=day(2))])

    assert found(database, "supplier=farm", "customer=shop") == {"a", "b"}
    with pytest.raises(NothingSelected, match="supplier=fram"):
        found(database, "supplier=fram", "customer=shop")
    assert "No batch" in nothing(database, "supplier=farm customer=shop")


def test_a_trace_and_a_recall_begin_with_what_is_selected_and_named(database: Database) -> None:
    state(
        database,
        [
            *(came("milk", at=day(1)), used("milk", "cook"), made("cook", "cheese", at=day(2))),
            *(came("salt", at=day(5)), sent("cheese", "shop")),
        ],
    )
    answer = recall(database, [own("salt")], where=["supplier=farm to=2026-10-02"])

    assert answer.trace.origins == (own("milk"), own("salt"))
    assert answer.to_dict()["question"] == {
        "direction": "forward",
        "origins": [own("milk"), own("salt")],
        "named": [own("salt")],
        "where": ["supplier=farm to=2026-10-02T23:59:59.999999Z"],
        "untimed": [],
    }
    assert trace(database, [], "backward", where=["customer=shop"]).origins == (own("cheese"),)
    with pytest.raises(WrongUsage):
        trace(database, [], where=["shop"])


def test_times_without_a_zone_are_those_of_the_setting(database: Database) -> None:
    state(database, [came("milk", at=day(1, 20))])
    shanghai = Settings(zone="Asia/Shanghai")

    hits, _ = selected(database, ["supplier=farm from=2026-10-02 to=2026-10-02"], shanghai)
    assert [hit.batch_id for hit in hits] == [own("milk")]
    with pytest.raises(NothingSelected):
        selected(database, ["supplier=farm from=2026-10-02 to=2026-10-02"], UTC_SETTINGS)
