"""Finding: what is called by a text, begins with it, or contains it; and what selects it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from genealogy.facts import Description, Packing, Shipment
from genealogy.identity import BatchName, batch_id
from genealogy.nouns import Noun
from genealogy.selection import parse_selection
from genealogy.settings import Settings
from loaders.gathering import MappedRow
from loaders.loading import load
from loaders.writing import write_chunk
from queries.finding import KINDS, Finds, find
from queries.masking import MASK, masked
from queries.selection import selected
from tests.queries.flows import amount, made, operation, used

EXPORTS = Path(demo.__file__).parent / "exports"
HOSTILE = 'L-1" OR 1=1 //<script>alert(1)</script>'


def described(noun: Noun, id_: str, **properties: str | float) -> Description:
    return Description(noun=noun, id=id_, properties=dict(properties))


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Iterator[Database]:
    """The demo plant, and what it has not: codes, serials, odd ids, a second site."""
    load(shared_graph, [EXPORTS])
    serial = BatchName("own", "9009", serial="SN-77").batch_id
    odd = batch_id("own", "9009", HOSTILE)
    facts = [
        described(Noun.BATCH, serial, code="Charge-88", name="Rührwerk"),
        described(Noun.BATCH, odd, name="odd"),
        described(Noun.BATCH, batch_id("own", "9009", "批次-007"), name="豆腐"),
        described(Noun.CUSTOMER, 'C "9" 号', name="Laden 九"),
        operation("far-1", site="Kiel"),
        operation("near-1", site="Rum"),
        used("near-in", "near-1"),
        made("near-1", "near-out"),
        made("far-1", "far-out"),
        amount(Packing, "near-out", "BOX-near"),
        amount(Packing, "far-out", "BOX-far"),
        amount(Shipment, "near-out", "C-near", site="Rum"),
        amount(Shipment, "far-out", "C-far", site="Kiel"),
    ]
    rows = [MappedRow(number, (fact,)) for number, fact in enumerate(facts, 1)]
    write_chunk(shared_graph, rows, "more", lambda _: {"status": "done", "rows_rejected": 0})
    yield shared_graph


def ids(found: Finds) -> dict[str, list[str]]:
    """The ids that were found, by kind."""
    return {group.kind: [hit.id for hit in group.hits] for group in found.groups if group.hits}


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("YOG-0040", "batch", "own/5002/YOG-0040"),
        ("yog-0040", "batch", "own/5002/YOG-0040"),
        ("  yog-0040 ", "batch", "own/5002/YOG-0040"),
        ("own/5002/yog-0040", "batch", "own/5002/YOG-0040"),
        ("sn-7", "batch", "own/9009/#SN-77"),
        ("charge-8", "batch", "own/9009/#SN-77"),
        ("批次", "batch", "own/9009/批次-007"),
        (HOSTILE, "batch", "own/9009/" + HOSTILE.replace("/", "%2F")),
        ("yoghurt", "material", "S-201/1201"),
        ("3101", "material", "own/3101"),
        ("po-00021", "order", "PO-00021"),
        ("po-00021", "operation", "own/PO-00021"),
        ("OWN/PO-00021", "operation", "own/PO-00021"),
        ("kaufhof", "customer", "C-101"),
        ("c-101", "customer", "C-101"),
        ("华人", "customer", "C-302"),
        ('c "9"', "customer", 'C "9" 号'),
        ("geest", "supplier", "S-102"),
        ("fil-2", "equipment", "FIL-2"),
        ("3409999900000004", "container", "340999990000000402"),
        ("box-n", "container", "BOX-near"),
    ],
)
def test_each_kind_is_found_in_any_letter_case(
    plant: Database, text: str, kind: str, first: str
) -> None:
    assert ids(find(plant, text))[kind][0] == first


def test_what_is_found_selects_its_batches(plant: Database) -> None:
    for text in ("yoghurt", "po-00021", "kaufhof", 'c "9"', "s-101", "fil-2", "3409999900000004"):
        for group in find(plant, text, 3).groups:
            for hit in group.hits:
                if hit.kind == "batch":
                    assert hit.select == hit.id
                else:
                    (term,) = parse_selection(hit.select, UTC).terms
                    assert term == (hit.kind, hit.id)
    hits, _ = selected(plant, [find(plant, "kaufhof").groups[4].hits[0].select], Settings())
    assert hits == selected(plant, ["customer=C-101"], Settings())[0]


def test_there_is_a_group_for_each_kind_in_their_order(plant: Database) -> None:
    assert [group.kind for group in find(plant, "yog").groups] == [*KINDS]


def test_at_most_so_many_are_told_and_that_there_are_more(plant: Database) -> None:
    few, many = find(plant, "po-000", 3), find(plant, "po-000", 1000)

    assert [hit.id for hit in few.groups[2].hits] == ["PO-00001", "PO-00002", "PO-00003"]
    assert few.groups[2].more
    assert len(many.groups[2].hits) > 3
    assert not many.groups[2].more


def test_what_is_called_so_comes_before_what_only_begins_or_contains(plant: Database) -> None:
    near = [described(Noun.SUPPLIER, id_) for id_ in ("xab", "abx", "ab", "xabx")]
    rows = [MappedRow(number, (each,)) for number, each in enumerate(near, 1)]
    write_chunk(plant, rows, "order", lambda _: {"status": "done", "rows_rejected": 0})

    assert ids(find(plant, "AB"))["supplier"] == ["ab", "abx", "xab", "xabx"]


def test_a_part_is_looked_for_where_nothing_begins_with_the_text(plant: Database) -> None:
    inside, begins = find(plant, "0040"), find(plant, "yog-0040")

    assert "own/5002/YOG-0040" in ids(inside)["batch"]
    assert "own/PO-00040" in ids(inside)["operation"]
    assert (inside.anywhere, begins.anywhere) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["nothing so", "x" * 500, "\x00\x07\x1b[2J", "`)) DETACH DELETE (n) //", "$text", "%%", "*",
     "\\", "' OR ''='", "<b>", "\u202e", "🧀"],
)  # fmt: skip
def test_any_text_is_only_looked_for(plant: Database, text: str) -> None:
    found = find(plant, text)

    assert ids(found) == {}
    assert not any(group.more for group in found.groups)
    assert ids(find(plant, "YOG-0040"))["batch"] == ["own/5002/YOG-0040"]


def test_spaces_alone_are_nothing_to_look_for(plant: Database) -> None:
    with pytest.raises(WrongUsage):
        find(plant, " \t")


def test_a_masked_caller_finds_customers_by_id_alone(plant: Database) -> None:
    by_id, by_name = (find(masked(plant), text) for text in ("c-101", "kaufhof"))

    (hit,) = by_id.groups[4].hits
    assert (hit.id, hit.name, hit.select) == ("C-101", MASK, "customer=C-101")
    no_one = find(masked(plant), "kaufhov")
    assert [group.to_dict() for group in by_name.groups] == [
        group.to_dict() for group in no_one.groups
    ]
    assert by_name.anywhere == no_one.anywhere


def test_who_is_held_to_sites_finds_what_is_known_there(plant: Database) -> None:
    here = {
        kind: group
        for text in ("near", "c-near", "box-near", "far", "c-far", "box-far")
        for group in find(plant, text, sites=["Rum"]).groups
        if (kind := (text, group.kind)) and (group.hits or group.withheld)
    }

    found = {at: [hit.id for hit in group.hits] for at, group in here.items() if group.hits}
    assert found == {
        ("near", "batch"): [batch_id("own", "item", lot) for lot in ("near-in", "near-out")],
        ("near", "operation"): ["near-1"],
        ("c-near", "customer"): ["C-near"],
        ("box-near", "container"): ["BOX-near"],
        # "near" is in these ids, too
        ("near", "customer"): ["C-near"],
    }
    withheld = {at: group.withheld for at, group in here.items() if group.withheld}
    assert withheld == {
        ("far", "batch"): 1,
        ("far", "operation"): 1,
        ("far", "customer"): 1,
        ("c-far", "customer"): 1,
        ("box-far", "container"): 1,
    }


def test_materials_suppliers_and_equipment_are_of_all_sites(plant: Database) -> None:
    for text, kind in (("yoghurt", "material"), ("geest", "supplier"), ("fil-2", "equipment")):
        assert ids(find(plant, text, sites=["Rum"])).get(kind)


def test_orders_are_found_by_who_is_held_to_a_site_of_them(plant: Database) -> None:
    assert ids(find(plant, "po-00021", sites=["Husum"]))["order"] == ["PO-00021"]
    assert ids(find(plant, "po-00021", sites=["Rum"])) == {}
