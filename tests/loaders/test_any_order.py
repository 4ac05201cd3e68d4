"""The order of loading plays no part: files, rows, extracts, voids and corrections in any order."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.facts import Description, Fact, Packing, Production, Shipment, Statement, Void
from genealogy.nouns import Noun
from genealogy.settings import Settings
from loaders.gathering import MappedRow
from loaders.loading import load
from loaders.profile import read_profile
from loaders.reading import read_tables
from loaders.receipt import Run
from loaders.writing import write_chunk
from tests.conftest import empty, graph_of, query
from tests.loaders.commands import fingerprint, holds_equation, loads, running
from tests.loaders.exports import write_csv
from tests.plants import consumed, own

EXPORTS = sorted((Path(__file__).parents[2] / "demo" / "exports").iterdir())
Graph = tuple[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def in_order(settings_of: Callable[[str], Settings]) -> Graph:
    """The demo's graph, loaded as a person would."""
    settings = settings_of("embedded")
    empty(settings)
    with open_database(settings) as database:
        loaded(database, EXPORTS)
    return as_graph(settings)


def as_graph(settings: Settings) -> Graph:
    return fingerprint(settings), graph_of(settings)


def loaded(database: Database, paths: Iterable[Path]) -> Run:
    run = load(database, paths)
    assert not run.refused
    assert not run.rows_open
    return run


def rewritten(folder: Path, choose: Callable[[list[list[str]]], list[list[str]]]) -> list[Path]:
    """The demo's exports with other rows or another order of them, as CSV."""
    folder.mkdir()
    written = []
    for path in EXPORTS:
        (table,) = read_tables(path)
        rows = choose([row for _, row in table.rows()])
        encoding = "utf-8" if table.encoding == "spreadsheet" else table.encoding
        written.append(
            write_csv(folder / f"{path.stem}.csv", table.header, rows, encoding=encoding)
        )
    return written


def test_other_file_orders_shuffled_rows_and_twice(
    engine: Settings, database: Database, in_order: Graph, tmp_path: Path
) -> None:
    empty(engine)
    chance = random.Random(7)
    shuffled = rewritten(tmp_path / "rows", lambda rows: chance.sample(rows, len(rows)))
    chance.shuffle(shuffled)

    loaded(database, shuffled)
    assert as_graph(engine) == in_order

    again = loaded(database, EXPORTS[::-1])  # the same facts, from other files
    assert sum(receipt.facts_new + receipt.facts_voided for receipt in again.receipts) == 0
    assert as_graph(engine) == in_order


def test_nightly_extracts_that_overlap_are_one_whole(
    engine: Settings, database: Database, in_order: Graph, tmp_path: Path
) -> None:
    empty(engine)
    late = rewritten(tmp_path / "late", lambda rows: rows[-(len(rows) * 6 // 10) :])
    early = rewritten(tmp_path / "early", lambda rows: rows[: len(rows) * 6 // 10 + 1])

    loaded(database, late)
    overlap = loaded(database, early)

    assert as_graph(engine) == in_order
    assert sum(receipt.rows_known for receipt in overlap.receipts) > 0


def test_two_processes_at_once_load_the_same_folder(engine: Settings, in_order: Graph) -> None:
    empty(engine)
    with ExitStack() as stack:
        commands = [
            stack.enter_context(running(engine, "load", EXPORTS[0].parent)) for _ in range(2)
        ]
        ended = [(each.communicate(timeout=240), each.returncode) for each in commands]

    assert [code for _, code in ended] == [0, 0], ended
    assert as_graph(engine) == in_order
    assert {load["status"] for load in loads(engine)} == {"done"}
    assert all(holds_equation(load) for load in loads(engine))


AT = datetime(2026, 10, 5, 6, tzinfo=UTC)
times = some.sampled_from([None, AT, AT + timedelta(seconds=0.5), AT + timedelta(hours=1)])


@some.composite
def facts(draw: some.DrawFn) -> Fact:
    """A version of one of a few facts: other quantities, other ends, other times of change."""
    stated: list[Fact] = [
        replace(consumed("a", "op"), target=draw(some.sampled_from(["op", "op-2", "op-3"]))),
        replace(consumed("b", "op"), role=draw(some.sampled_from([None, "return"]))),
        Production(key="T|made", source=draw(some.sampled_from(["op", "op-2"])), target=own("c")),
        Shipment(key="T|sent", source=own("c"), target=draw(some.sampled_from(["C-1", "C-2"]))),
        Packing(key="T|packed", source=own("c"), target=draw(some.sampled_from(["P-1", "P-2"]))),
        replace(consumed("d", "op"), probability=draw(some.sampled_from(["0.5", "0.25"]))),
    ]
    fact = draw(some.sampled_from(stated))
    probability = Decimal(fact.probability) if fact.probability else None
    return replace(
        fact,
        probability=probability,
        quantity=draw(some.sampled_from([None, Decimal(1), Decimal("2.5")])),
        changed_at=draw(times),
        stated_at=draw(times),
    )


@some.composite
def voids(draw: some.DrawFn) -> Void:
    fact = draw(facts())
    reason = draw(some.sampled_from(["reversed", "withdrawn"]))
    return Void(
        key=fact.key, kind=type(fact), source=fact.source, target=fact.target, reason=reason
    )


@some.composite
def descriptions(draw: some.DrawFn) -> Description:
    noun, node, name = draw(
        some.sampled_from(
            [
                (Noun.BATCH, own("a"), "name"),
                (Noun.BATCH, own("a"), "made_at"),
                (Noun.OPERATION, "op", "started_at"),
                (Noun.MATERIAL, "own/item", "unit"),
            ]
        )
    )
    moments = ["2026-10-05T06:00:00Z", "2026-10-05T06:00:00.5Z", "2026-10-06T06:00:00Z"]
    value = draw(some.sampled_from(moments if name.endswith("_at") else ["kg", "g", "piece"]))
    return Description(
        noun=noun,
        id=node,
        properties={name: value},
        changed_at=draw(times),
        stated_at=draw(times),
    )


@some.composite
def plants(draw: some.DrawFn) -> tuple[list[Statement], list[Statement]]:
    """Some statements, and the same in another order with some of them twice."""
    stated: list[Statement] = draw(
        some.lists(facts() | facts() | descriptions() | voids(), min_size=2, max_size=10)
    )
    again = draw(some.lists(some.sampled_from(stated), max_size=3))
    return stated, draw(some.permutations([*stated, *again]))


def state_in_chunks(database: Database, stated: list[Statement], sizes: list[int]) -> None:
    waiting, number = list(stated), 0
    while waiting:
        size = sizes[number % len(sizes)]
        rows = [MappedRow(at, (each,)) for at, each in enumerate(waiting[:size], 1)]
        write_chunk(database, rows, f"load-{number}", lambda _: {"status": "done"})
        waiting, number = waiting[size:], number + 1


@pytest.mark.parametrize("name", ["embedded", "neo4j"])
def test_any_statements_in_any_order_and_chunks_make_the_same_graph(
    name: str, settings_of: Callable[[str], Settings]
) -> None:
    settings = settings_of(name)
    with open_database(settings) as database:

        @examples(
            max_examples=30 if name == "embedded" else 10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(plants(), some.lists(some.integers(1, 5), min_size=1, max_size=3))
        def same(plant: tuple[list[Statement], list[Statement]], sizes: list[int]) -> None:
            graphs = []
            for stated, chunks in ((plant[0], [100]), (plant[1], sizes)):
                query(settings, "MATCH (n) WHERE NOT n:SchemaVersion DETACH DELETE n")
                state_in_chunks(database, stated, chunks)
                graphs.append(as_graph(settings))
            assert graphs[0] == graphs[1]

        same()


def test_equal_rows_are_separate_facts_and_known_in_the_next_extract(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    """Two issues of 25 kg without a document line are two; the same two tomorrow are the same."""
    profile = read_profile(
        """
        name = "no-lines"
        title = "A list without document lines"
        source = "LIST"
        [file]
        header = ["Order", "Lot", "Kilos"]
        [identity]
        party = "=own"
        item = "=salt"
        lot = "Lot"
        [[fact]]
        kind = "consumption"
        operation = "Order"
        quantity = "Kilos"
        """,
        "no-lines",
    )
    header, row = ("Order", "Lot", "Kilos"), ("PO-1", "L-1", "25")
    monday = write_csv(tmp_path / "monday.csv", header, [row, row])
    tuesday = write_csv(tmp_path / "tuesday.csv", header, [row, ("PO-2", "L-1", "3"), row])
    chosen = {profile.name: profile}

    (first,) = load(database, [monday], chosen).receipts
    (second,) = load(database, [tuesday], chosen).receipts

    assert (first.rows_new, first.facts_new) == (2, 2)
    assert (second.rows_new, second.rows_known, second.facts_new) == (1, 2, 1)
    rows = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.quantity AS kilos")
    assert sorted(row["kilos"] for row in rows) == [3.0, 25.0, 25.0]  # type: ignore[type-var]


def test_a_dry_run_tells_all_and_writes_nothing(engine: Settings) -> None:
    run = load(None, EXPORTS)

    assert run.dry_run
    assert len(run.receipts) == len(EXPORTS)
    assert sum(receipt.facts_new for receipt in run.receipts) > 1_000
    for receipt in run.receipts:
        receipt.check()
    assert query(engine, "MATCH (n) WHERE NOT n:SchemaVersion RETURN n") == []


def test_a_file_with_the_columns_in_another_order_states_the_same(
    embedded_database: Database, settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    path = next(path for path in EXPORTS if path.name == "erp_issues.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [list(reversed(row)) for row in csv.reader(file)]
    turned = write_csv(tmp_path / "turned.csv", rows[0], rows[1:], delimiter=";")
    (first,) = loaded(embedded_database, [path]).receipts

    (second,) = loaded(embedded_database, [turned]).receipts

    assert first.facts_new > 0
    assert (second.facts_new, second.rows_known) == (0, first.rows_read)
