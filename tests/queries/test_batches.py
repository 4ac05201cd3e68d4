"""From what a person types to one batch: exact where it is asked for, generous where searched."""

from __future__ import annotations

import pytest

from genealogy.engine.database import Database
from genealogy.errors import AmbiguousBatch, UnknownBatch
from genealogy.facts import Consumption, Description, Fact, Production, Shipment
from genealogy.identity import BatchName, joined
from genealogy.nouns import Noun
from loaders.undo import undo
from queries.batches import resolve, search
from queries.recall import recall
from queries.trace import trace
from queries.why import why
from tests.plants import state

LOTS = (
    BatchName("own", "5001", "YOG-0041"),
    BatchName("own", "5001", "YOG-0042"),
    BatchName("own", "5002", "yog-0043"),
    BatchName("own", "5002", "2026-YOG-1"),
    BatchName("own", "1001", "00012"),
    BatchName("own", "1001", "12"),
    BatchName("own", "1001", "1.2"),
    BatchName("own", "1001", "L1a"),
    BatchName("own", "1001", "L1A"),
    BatchName("own", "1001", "L1 "),
    BatchName("own", "1001", "caf\u00e9"),
    BatchName("own", "1001", "cafe\u0301"),
    BatchName("own", "1001", "twice"),
    BatchName("S-7", "1001", "twice"),
    BatchName("own", "9001", serial="SN-8"),
    BatchName("own", "9001", "lot and serial"),
    BatchName("own", "9001", serial="lot and serial"),
    BatchName("own", "原料-7", "批次二〇二六"),
    BatchName("own", "1001", "24/117"),
    BatchName("own", "1001", "24/118"),
)
ODD = (
    *("a/b", "%", "50%", "%2F", "#1", "#", "a#b", " ", " lead", "in  side", "'", '"', "''"),
    *('O\'Neil "x"', "\\", "\\'", "`", "$id", "{x}", "a,b;c", "-->", "//", "/", "😀", "👩‍🔬/7"),
    *("批次/甲#1", "٣", "ß", "Ⅳ", "tab\tin", "line\nbreak", "L*", "L?", "L_", "[a-z]", "null", "0"),
)


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    used = [
        Consumption(key=f"T|{each.batch_id}", source=each.batch_id, target="op") for each in LOTS
    ]
    names = {"own/5001": "Natural Yoghurt", "own/5002": "草莓酸奶125克", "own/1001": "Rohmilch ÄÖÜ"}
    told = [
        Description(noun=Noun.MATERIAL, id=id_, properties={"name": name})
        for id_, name in names.items()
    ]
    state(shared_graph, [*used, *told])
    return shared_graph


@pytest.fixture(scope="module")
def odd_plant(shared_graph: Database) -> Database:
    facts: list[Fact] = []
    for number, text in enumerate(ODD):
        batch, operation = odd_batch(text), joined("own", text)
        facts += [
            Consumption(key=f"O|in|{number}|{text}", source=batch, target=operation),
            Production(key=f"O|out|{number}|{text}", source=operation, target=odd_product(text)),
            Shipment(key=f"O|ship|{number}|{text}", source=odd_product(text), target=text),
        ]
    state(shared_graph, facts, 'a "load"/of #odd names %')
    return shared_graph


@pytest.mark.parametrize("name", LOTS, ids=lambda each: each.batch_id)
def test_a_whole_id_is_taken_as_it_is(plant: Database, name: BatchName) -> None:
    assert resolve(plant, [name.batch_id]) == (name.batch_id,)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("00012", "own/1001/00012"),
        ("12", "own/1001/12"),
        ("1.2", "own/1001/1.2"),
        ("L1a", "own/1001/L1a"),
        ("L1A", "own/1001/L1A"),
        ("L1 ", "own/1001/L1 "),
        ("caf\u00e9", "own/1001/caf\u00e9"),
        ("cafe\u0301", "own/1001/cafe\u0301"),
        ("SN-8", "own/9001/#SN-8"),
        ("批次二〇二六", "own/原料-7/批次二〇二六"),
        ("24/117", "own/1001/24%2F117"),
    ],
)
def test_a_bare_number_is_matched_character_by_character(
    plant: Database, asked: str, meant: str
) -> None:
    assert resolve(plant, [asked]) == (meant,)


@pytest.mark.parametrize(
    "asked", ["0012", "012", "012 ", "l1a", "L1", "yog-0041", "cafe", "YOG-004", ""]
)
def test_a_number_that_is_only_like_one_is_unknown(plant: Database, asked: str) -> None:
    with pytest.raises(UnknownBatch):
        resolve(plant, [asked])


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("yog-0041", "own/5001/YOG-0041 (Natural Yoghurt)"),
        ("YOG-0014", "own/5001/YOG-0041 (Natural Yoghurt)"),
        ("own/5001/YOG-0014", "own/5001/YOG-0041 (Natural Yoghurt)"),
        ("5001/YOG-0014", "own/5001/YOG-0041 (Natural Yoghurt)"),
        ("24/171", "own/1001/24%2F117 (Rohmilch ÄÖÜ)"),
        ("SN-9", "own/9001/#SN-8 (no name)"),
    ],
)
def test_an_unknown_number_is_answered_with_near_ones(
    plant: Database, asked: str, near: str
) -> None:
    with pytest.raises(UnknownBatch) as refusal:
        resolve(plant, [asked])

    assert near in refusal.value.candidates
    assert near in str(refusal.value)


def test_a_number_that_nothing_resembles_has_no_near_ones(plant: Database) -> None:
    with pytest.raises(UnknownBatch) as refusal:
        resolve(plant, ["?"])

    assert refusal.value.candidates == []


@pytest.mark.parametrize(
    ("asked", "candidates"),
    [
        ("twice", ["S-7/1001/twice", "own/1001/twice"]),
        ("lot and serial", ["own/9001/#lot and serial", "own/9001/lot and serial"]),
    ],
)
def test_a_number_of_several_batches_is_refused_with_all_of_them(
    plant: Database, asked: str, candidates: list[str]
) -> None:
    with pytest.raises(AmbiguousBatch) as refusal:
        trace(plant, [asked])

    assert refusal.value.candidates == candidates


def test_several_names_of_one_batch_are_one_origin(plant: Database) -> None:
    asked = ["YOG-0042", "YOG-0041", "own/5001/YOG-0041", "YOG-0041"]

    assert resolve(plant, asked) == ("own/5001/YOG-0041", "own/5001/YOG-0042")


@pytest.mark.parametrize("text", ["YOG-00", "yog-00", "Yog-00"])
def test_a_search_finds_what_begins_so_in_any_letter_case(plant: Database, text: str) -> None:
    assert found(plant, text) == ["own/5001/YOG-0041", "own/5001/YOG-0042", "own/5002/yog-0043"]


@pytest.mark.parametrize(
    ("text", "batches"),
    [
        ("-YOG-1", ["own/5002/2026-YOG-1"]),  # in the middle of a number
        ("natural", ["own/5001/YOG-0041", "own/5001/YOG-0042"]),  # the material's name
        ("草莓", ["own/5002/2026-YOG-1", "own/5002/yog-0043"]),
        ("原料", ["own/原料-7/批次二〇二六"]),  # the item
        ("次二〇", ["own/原料-7/批次二〇二六"]),
        ("批次", ["own/原料-7/批次二〇二六"]),
        ("S-7/", ["S-7/1001/twice"]),  # the whole id
        ("n-8", ["own/9001/#SN-8"]),
        ("24/11", ["own/1001/24%2F117", "own/1001/24%2F118"]),
        ("no such thing", []),
        ("y.g", []),  # a search is for text, not for a pattern
        ("yog*", []),
        ("yog%", []),
        ("5001", ["own/5001/YOG-0041", "own/5001/YOG-0042"]),
    ],
)
def test_a_search_finds_numbers_items_and_names(
    plant: Database, text: str, batches: list[str]
) -> None:
    assert found(plant, text) == batches


def test_a_search_finds_names_with_umlauts_in_any_letter_case(plant: Database) -> None:
    assert "own/1001/24%2F117" in found(plant, "äöü")
    assert found(plant, "äöü") == found(plant, "ÄÖÜ")


def test_a_search_gives_as_many_as_asked_for_in_the_order_of_ids(plant: Database) -> None:
    assert [hit.batch_id for hit in search(plant, "yog", 2)] == found(plant, "yog")[:2]


# Batch codes


@pytest.fixture
def coded(database: Database) -> Database:
    """25 items of one batch code; one of another code, which is a part of a number; a code that
    is the number of another batch."""
    codes = {odd_batch(f"item {number:02}"): "C-1" for number in range(25)}
    codes |= {odd_batch("alone"): "C-2", odd_batch("other"): "N-7"}
    numbers = [odd_batch(text) for text in ("C-10", "C-22", "N-7")]
    used = [Consumption(key=f"T|{each}", source=each, target="op") for each in (*codes, *numbers)]
    told = [
        Description(noun=Noun.BATCH, id=id_, properties={"code": code})
        for id_, code in codes.items()
    ]
    state(database, [*used, *told])
    return database


def test_a_batch_code_of_one_batch_names_it_unless_it_is_a_number(coded: Database) -> None:
    assert resolve(coded, ["C-2"]) == (odd_batch("alone"),)
    assert resolve(coded, ["N-7"]) == (odd_batch("N-7"),)
    for like in ("c-2", "C-", "C-2 "):
        with pytest.raises(UnknownBatch):
            resolve(coded, [like])


def test_a_batch_code_of_many_is_refused_with_all_told_and_a_few_listed(coded: Database) -> None:
    with pytest.raises(AmbiguousBatch) as refusal:
        resolve(coded, ["C-1"])

    items = [odd_batch(f"item {number:02}") for number in range(25)]
    assert refusal.value.candidates == items
    lines = str(refusal.value).splitlines()
    assert lines[0] == '25 batches have the batch code "C-1". Ask for one by its id:'
    assert [line.strip() for line in lines[1:-1]] == items[:20]
    assert lines[-1] == "and 5 more; all of them: `genealogy batches C-1 --most 25`"
    assert [hit.batch_id for hit in search(coded, "C-1", 25)] == items  # what it promises


def test_a_search_finds_codes_beside_numbers_that_begin_so_and_parts_of_codes(
    coded: Database,
) -> None:
    assert found(coded, "C-2") == [odd_batch("alone"), odd_batch("C-22")]
    assert found(coded, "N-7") == [odd_batch("N-7"), odd_batch("other")]
    assert found(coded, "-2") == [odd_batch("C-22"), odd_batch("alone")]
    assert len(found(coded, "c-1")) == 1  # the number C-10; a whole code is asked for exactly


def test_a_batch_code_goes_with_the_load_that_stated_it(coded: Database) -> None:
    state(
        coded,
        [Description(noun=Noun.BATCH, id=odd_batch("alone"), properties={"code": "C-3"})],
        "wrong",
    )
    assert resolve(coded, ["C-3"]) == (odd_batch("alone"),)

    undo(coded, "wrong", reason="wrong", by="ann")

    assert resolve(coded, ["C-2"]) == (odd_batch("alone"),)
    with pytest.raises(UnknownBatch):
        resolve(coded, ["C-3"])


def test_a_hit_tells_its_parts_apart(plant: Database) -> None:
    (lot,), (serial,) = search(plant, "24/117"), search(plant, "sn-8")

    assert lot.to_dict() == {
        "batch_id": "own/1001/24%2F117",
        "party": "own",
        "item": "1001",
        "lot": "24/117",
        "serial": None,
        "name": "Rohmilch ÄÖÜ",
    }
    assert (serial.to_dict()["lot"], serial.to_dict()["serial"]) == (None, "SN-8")


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_an_odd_name_is_traced_like_any_other(odd_plant: Database, text: str) -> None:
    answer = recall(odd_plant, [odd_batch(text)])

    assert {row["batch_id"] for row in answer.trace.batches} == {odd_batch(text), odd_product(text)}
    assert [(row["party"], row["item"], row["lot"]) for row in answer.trace.batches] == [
        (text, text, text),
        ("own", text, text),
    ]
    assert {row["operation_id"] for row in answer.trace.operations} == {joined("own", text)}
    assert [row["customer_id"] for row in answer.customers] == [text]
    assert len(why(odd_plant, odd_product(text), odd_batch(text)).hops) == 2


def odd_batch(text: str) -> str:
    return BatchName(text, text, text).batch_id


def odd_product(text: str) -> str:
    return BatchName("own", text, text).batch_id


def found(database: Database, text: str) -> list[str]:
    return [hit.batch_id for hit in search(database, text)]
