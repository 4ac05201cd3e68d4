"""Everything that others made, loaded into one graph: known answers, any order, moved house."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import AmbiguousBatch
from genealogy.settings import Settings
from loaders.backup import backup
from loaders.loading import load
from loaders.profile import read_profile
from loaders.receipt import Receipt
from loaders.restore import restore
from queries.batches import resolve, search
from queries.check import check
from queries.one_state import fingerprint
from queries.trace import trace
from tests.conftest import ENGINES, empty, graph_of, query
from tests.loaders.exports import write_csv

NO_INPUT = re.compile(r"TRUTH|truth/|wfinstances|test_mapping|expected/.*submodels|%20")
"""Answers, settings of other programs, and what the tests of traces read themselves."""


@dataclass(frozen=True)
class Loaded:
    """All of it in one graph, with the receipts by file."""

    settings: Settings
    database: Database
    files: list[Path]
    receipts: dict[str, list[Receipt]]


def load_all(database: Database, files: list[Path]) -> dict[str, list[Receipt]]:
    receipts = {}
    for path in files:
        run = load(database, [path])
        assert run.refused == [], path.name
        receipts[path.name] = run.receipts
    return receipts


@pytest.fixture(scope="module", params=ENGINES)
def loaded(
    request: pytest.FixtureRequest, settings_of: Callable[[str], Settings], shared_data: Path
) -> Iterator[Loaded]:
    endings = (".csv", ".xlsx", ".json", ".jsonld", ".xml")
    files = [
        path
        for path in sorted(shared_data.rglob("*"))
        if path.suffix.lower() in endings
        and not NO_INPUT.search(path.relative_to(shared_data).as_posix())
    ]
    assert len(files) > 130
    settings = settings_of(request.param)
    with open_database(settings) as database:
        empty(settings)
        yield Loaded(settings, database, files, load_all(database, files))


def test_every_row_and_event_is_accounted_for(loaded: Loaded) -> None:
    receipts = [each for its in loaded.receipts.values() for each in its]
    for each in receipts:
        each.check()
    rejected = {each.file: each.rows_rejected for each in receipts if each.rows_rejected}

    assert rejected == {"inventree_data.json": 97}  # a build consumed, and it is not said which


def test_what_a_customer_received_and_all_that_went_into_it(loaded: Loaded) -> None:
    """InvenTree, customer 32: 15 items delivered; 140 items, 4 builds and 6 suppliers in all."""
    rows = query(
        loaded.settings,
        "MATCH (b:Batch)-[:SHIPPED_TO]->(:Customer {customer_id: 'InvenTree/32'}) "
        "RETURN DISTINCT b.batch_id AS batch",
    )
    delivered = [str(row["batch"]) for row in rows]

    answer = trace(loaded.database, delivered, "backward")

    builds = {row["operation_id"] for row in answer.operations if row["kind"] == "make"}
    assert (len(delivered), len(answer.batches), len(builds)) == (15, 140, 4)
    assert len(answer.suppliers) == 6


def test_builds_without_allocations_are_gaps(loaded: Loaded) -> None:
    rows = query(
        loaded.settings,
        "MATCH (o:Operation)-[:PRODUCED]->(b:Batch) WHERE o.operation_id STARTS WITH "
        "'InvenTree/build/' RETURN collect(DISTINCT b.batch_id) AS batches",
    )
    made = rows[0]["batches"]
    assert isinstance(made, list)

    gaps = trace(loaded.database, made, "backward").verdict.gaps

    assert {
        gap.subject
        for gap in gaps
        if gap.kind == "operation without inputs" and "/build/" in gap.subject
    } == {f"InvenTree/build/{number}" for number in (6, 8, 9, 12, 15)}


def test_a_batch_code_that_many_items_share_lists_them_all(loaded: Loaded) -> None:
    hits = search(loaded.database, "2022-7-15", most=1_000)

    assert len({hit.batch_id for hit in hits}) == len(hits) == 278
    with pytest.raises(AmbiguousBatch, match="278 batches have the batch code") as refusal:
        resolve(loaded.database, ["2022-7-15"])
    assert refusal.value.candidates == [hit.batch_id for hit in hits]


def test_a_batch_code_that_one_item_has_names_it(loaded: Loaded) -> None:
    rows = query(
        loaded.settings,
        "MATCH (b:Batch) WHERE b.code IS NOT NULL RETURN b.code AS code, "
        "collect(b.batch_id) AS batches",
    )
    of_one = {str(row["code"]): row["batches"] for row in rows if len(row["batches"]) == 1}  # type: ignore[arg-type]

    assert of_one
    for code, batches in of_one.items():
        assert list(resolve(loaded.database, [code])) == batches


@pytest.mark.parametrize("word", ["bom", "usage"])
def test_as_built_relations_are_those_of_the_reference_service(
    loaded: Loaded, shared_data: Path, word: str
) -> None:
    path = shared_data / "catenax" / "expected"
    answer = json.loads(
        (path / f"529-single-level-{word}-as-built-expected-relationships.json").read_text(
            encoding="utf-8"
        )
    )
    expected = {
        (
            f"catenax//#{each['linkedItem']['childCatenaXId']}",
            f"catenax//#{each['catenaXId']}",
        )
        for each in answer["relationships"]
    }
    parents = sorted({parent for _, parent in expected})
    rows = query(
        loaded.settings,
        "MATCH (child:Batch)-[:CONSUMED]->(:Operation)-[:PRODUCED]->(parent:Batch) "
        "WHERE parent.batch_id IN $parents "
        "RETURN child.batch_id AS child, parent.batch_id AS parent",
        parents=parents,
    )

    assert {(row["child"], row["parent"]) for row in rows} >= expected


def test_an_event_that_was_withdrawn_is_history(
    database: Database, engine: Settings, tmp_path: Path
) -> None:
    event = {
        "type": "TransformationEvent",
        "eventID": "ni:///sha-256;made-once",
        "eventTime": "2026-10-02T10:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "inputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.012345.milk"}],
        "outputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.054321.cake"}],
    }
    error = {"declarationTime": "2026-10-03T10:00:00Z", "reason": "incorrect_data"}
    for name, body in (("event", event), ("withdrawn", event | {"errorDeclaration": error})):
        document = {"type": "EPCISDocument", "epcisBody": {"eventList": [body]}}
        (tmp_path / f"{name}.jsonld").write_text(json.dumps(document), encoding="utf-8")

    load(database, [tmp_path / "event.jsonld"])
    assert len(trace(database, ["milk"]).batches) == 2
    run = load(database, [tmp_path / "withdrawn.jsonld"])

    assert run.receipts[0].rows_voiding == 1
    assert len(trace(database, ["milk"]).batches) == 1
    (row,) = query(engine, "MATCH ()-[r:VOIDED_CONSUMED]->() RETURN r.void_reason AS reason")
    assert "incorrect_data" in str(row["reason"])


def test_loading_everything_again_in_reverse_changes_nothing(
    loaded: Loaded, tmp_path: Path
) -> None:
    before = fingerprint(loaded.database), graph_of(loaded.settings)

    again = load_all(loaded.database, loaded.files[::-1])

    assert not any(each.rows_new for its in again.values() for each in its)
    assert (fingerprint(loaded.database), graph_of(loaded.settings)) == before


@pytest.fixture
def other(loaded: Loaded, settings_of: Callable[[str], Settings]) -> Settings:
    """The engine that does not hold it."""
    return settings_of("neo4j" if loaded.settings.neo4j_uri is None else "embedded")


def test_it_moves_house_to_the_other_engine(
    loaded: Loaded, other: Settings, tmp_path: Path
) -> None:
    expected = fingerprint(loaded.database), graph_of(loaded.settings)
    backup(loaded.database, tmp_path / "all.gz")
    empty(other)

    with open_database(other) as database:
        restore(database, tmp_path / "all.gz")
        assert (fingerprint(database), graph_of(other)) == expected
        for batch in ("InvenTree/113/stock item 1", "catenax//#urn:uuid:x"):
            assert search(database, batch) == search(loaded.database, batch)
    empty(other)


CONTENTS = """
name = "gdst-contents"
title = "What is in a logistic unit"
source = "GDST"
file.header = ["Sscc", "Lot", "Quantity", "Uom"]
identity = { party = "=own", lot = "Lot" }
document.key = ["Sscc", "Lot"]

[[fact]]
kind = "packing"
container = "Sscc"
quantity = "Quantity"
unit = "Uom"
"""
LINES = """
name = "gdst-shipment-lines"
title = "Lots shipped in a logistic unit"
source = "GDST"
file.header = ["Shipment", "Line Lot", "Line Sscc", "Line Quantity", "Line Uom"]
identity = { party = "=own", lot = "Line Lot" }
document.key = ["Shipment"]

[[fact]]
kind = "shipment"
customer = "=BuyDC"
container = "Line Sscc"
quantity = "Line Quantity"
unit = "Line Uom"
"""


def test_500_kg_in_a_unit_that_left_with_450_kg_come_out_of_the_check(
    database: Database, shared_data: Path, tmp_path: Path
) -> None:
    seed = (shared_data / "gdst_driver" / "seed.sql").read_text(encoding="cp1252")
    contents = values_of(seed, "src.LogisticUnitLot")
    shipped = [row for row in values_of(seed, "src.ShipmentLine") if row[3] != "NULL"]
    (unit,) = {row[2] for row in values_of(seed, "src.ShipmentLine")} - {"NULL"}
    assert ["@SSCC_1", "@Lot_CodFlt", "500.000", "KGM"] in contents
    write_csv(tmp_path / "contents.csv", ["Sscc", "Lot", "Quantity", "Uom"], contents)
    write_csv(
        tmp_path / "shipment_lines.csv",
        ["Shipment", "Line Lot", "Line Sscc", "Line Quantity", "Line Uom"],
        [[row[0], row[1], unit, row[3], row[4]] for row in shipped],
    )
    profiles = [read_profile(text, "test") for text in (CONTENTS, LINES)]

    run = load(database, [tmp_path], {each.name: each for each in profiles})

    assert (run.refused, run.rows_open) == ([], 0)
    found = {each.rule.name: each.findings for each in check(database).results}
    (finding,) = found["container-content-differs"]
    assert finding.subject == "@SSCC_1"
    assert "450" in finding.why
    assert "500" in finding.why


def values_of(seed: str, table: str) -> list[list[str]]:
    """The rows that the seed inserts into a table."""
    rows = []
    for block in re.findall(
        rf"INSERT INTO {re.escape(table)} \([^)]*\)\s+VALUES(.*?);", seed, re.S
    ):
        for row in re.findall(r"\(([^()]*)\)", block):
            rows.append([cell.strip().strip("'") for cell in row.split(",")])
    return rows
