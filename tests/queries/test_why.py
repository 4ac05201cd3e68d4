"""Why a batch is in scope: the shortest chain, each link with the file and row that state it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx
import pandas
import pytest

import demo
from genealogy.engine.database import Database
from genealogy.errors import AmbiguousBatch, NoPath, UnknownBatch, WrongUsage
from loaders.loading import load
from queries.trace import trace
from queries.why import Why, why
from tests.plants import consumed, own, produced, rework_loop, state

EXPORTS = Path(demo.__file__).parent / "exports"
CULTURE, WHITE_MASS = "S-201/1201/CUL-2231", "own/3101/WM-0412"


@pytest.fixture(scope="module")
def plant(shared_graph: Database) -> Database:
    load(shared_graph, [EXPORTS])
    return shared_graph


def test_the_chain_leads_from_the_origin_to_the_batch(plant: Database) -> None:
    answer = why(plant, WHITE_MASS, CULTURE)

    assert chain(answer) == [
        CULTURE,
        "own/GR-26-0018/1",
        "own/1201/CT-0003",
        "own/PO-00076",
        WHITE_MASS,
    ]


def test_every_link_names_a_row_of_an_export_that_states_it(plant: Database) -> None:
    answer = why(plant, WHITE_MASS, CULTURE)

    facts = [(hop, fact) for hop in answer.hops for fact in hop["facts"]]
    assert len(facts) >= len(answer.hops) > 0
    for hop, fact in facts:
        assert fact["evidence"]
        for stated in fact["evidence"]:
            cells = row_of(EXPORTS / stated["file"], stated["sheet"], stated["row"])
            batch, operation = sorted(
                (hop["source"], hop["target"]), key=lambda each: each.count("/") != 2
            )
            assert batch.split("/")[-1] in cells
            assert operation.removeprefix("own/").split("/")[0] in cells
            assert fact["quantity"] in [as_number(cell) for cell in cells]
            assert fact["document"].split("/")[0] in cells
            assert stated["source"] in ("ERP", "MES")


def test_it_is_of_the_fingerprint_that_a_trace_is_of(plant: Database) -> None:
    assert why(plant, WHITE_MASS, CULTURE).fingerprint == trace(plant, [CULTURE]).fingerprint


def test_every_batch_of_the_recall_has_a_chain_as_long_as_the_shortest(plant: Database) -> None:
    scope = trace(plant, [CULTURE])
    distances = breadth_first(scope.links, CULTURE)

    for row in scope.batches[::9]:
        answer = why(plant, row["batch_id"], CULTURE)
        assert len(answer.hops) == distances[row["batch_id"]]
        assert answer.certain


def test_the_origin_itself_needs_no_link(plant: Database) -> None:
    answer = why(plant, CULTURE, "CUL-2231")

    assert (answer.hops, answer.certain, answer.origin) == ([], True, answer.batch)


def test_a_batch_beside_the_scope_has_no_chain(plant: Database) -> None:
    with pytest.raises(NoPath) as refusal:
        why(plant, "YOG-0002", CULTURE)

    assert "own/5002/YOG-0002" in str(refusal.value)
    assert CULTURE in str(refusal.value)


def test_a_chain_does_not_run_against_the_material(plant: Database) -> None:
    with pytest.raises(NoPath, match="The other way round there is one") as refusal:
        why(plant, CULTURE, WHITE_MASS)
    assert "`genealogy why own/" in str(refusal.value)


def test_other_words_for_which_links_are_refused(plant: Database) -> None:
    with pytest.raises(WrongUsage, match='"all" is none of these'):
        why(plant, WHITE_MASS, CULTURE, "all")  # type: ignore[arg-type]


def test_names_are_resolved_as_in_a_trace(plant: Database) -> None:
    with pytest.raises(UnknownBatch):
        why(plant, "WM-O412", CULTURE)
    with pytest.raises(AmbiguousBatch):
        why(plant, WHITE_MASS, "1")


@pytest.fixture(scope="module")
def small(shared_graph: Database) -> Database:
    """A short way that is only possible and a long one that is certain; a loop."""
    maybe = Decimal("0.5")
    state(
        shared_graph,
        [
            *(consumed("egg", "short", probability=maybe), produced("short", "cake")),
            *(consumed("egg", "beat"), produced("beat", "foam")),
            *(consumed("foam", "bake"), produced("bake", "cake")),
            *(consumed("cake", "ice", probability=maybe), produced("ice", "tart")),
        ],
        "small",
    )
    rework_loop(shared_graph)
    return shared_graph


def test_a_longer_certain_chain_goes_before_a_shorter_possible_one(small: Database) -> None:
    answer = why(small, own("cake"), own("egg"))

    assert answer.certain
    assert chain(answer) == [own("egg"), "beat", own("foam"), "bake", own("cake")]
    assert {hop["type"] for hop in answer.hops} == {"CONSUMED", "PRODUCED"}


def test_where_only_possible_links_lead_there_the_answer_says_so(small: Database) -> None:
    answer = why(small, own("tart"), own("egg"))

    assert not answer.certain
    assert chain(answer) == [own("egg"), "short", own("cake"), "ice", own("tart")]
    assert [hop["type"] for hop in answer.hops] == [
        *("POSSIBLY_CONSUMED", "PRODUCED"),
        *("POSSIBLY_CONSUMED", "PRODUCED"),
    ]


def test_in_a_loop_the_chain_is_the_short_way_round(small: Database) -> None:
    assert chain(why(small, own("rest-1"), own("mix-1"))) == [
        *(own("mix-1"), "cook-1", own("rest-1")),
    ]
    assert chain(why(small, own("mix-1"), own("rest-1"))) == [
        *(own("rest-1"), "reuse-1", own("mix-1")),
    ]


def test_all_links_into_a_batch_are_those_of_the_scope_with_their_rows(plant: Database) -> None:
    scope = trace(plant, [CULTURE])
    inner = {row["batch_id"] for row in scope.batches}

    answer = why(plant, WHITE_MASS, CULTURE, "into")

    makers = {link["source"] for link in scope.links if link["target"] == WHITE_MASS}
    assert pairs(answer) == {
        (link["source"], link["target"])
        for link in scope.links
        if link["target"] == WHITE_MASS or (link["target"] in makers and link["source"] in inner)
    }
    assert all(fact["evidence"] for hop in answer.hops for fact in hop["facts"])


def test_all_links_between_two_batches_are_those_on_any_way(plant: Database) -> None:
    scope = trace(plant, [CULTURE])
    ways = networkx.DiGraph((link["source"], link["target"]) for link in scope.links)
    for row in scope.batches[::17]:
        end = row["batch_id"]
        leading = networkx.ancestors(ways, end) | {end}

        answer = why(plant, end, CULTURE, "between")

        assert pairs(answer) == {edge for edge in ways.edges if set(edge) <= leading}
        assert len(answer.hops) == len(pairs(answer))
        assert all(fact["evidence"] for hop in answer.hops for fact in hop["facts"])


def test_all_links_hold_the_possible_ones_and_loops_once_each(small: Database) -> None:
    assert {hop["type"] for hop in why(small, own("cake"), own("egg"), "into").hops} == {
        "CONSUMED", "POSSIBLY_CONSUMED", "PRODUCED",
    }  # fmt: skip
    assert len(why(small, own("cake"), own("egg"), "between").hops) == 6
    assert pairs(why(small, own("rest-1"), own("mix-1"), "between")) == {
        (own("mix-1"), "cook-1"), ("cook-1", own("rest-1")),
        (own("rest-1"), "reuse-1"), ("reuse-1", own("mix-1")),
    }  # fmt: skip


def pairs(answer: Why) -> set[tuple[str, str]]:
    return {(hop["source"], hop["target"]) for hop in answer.hops}


def chain(answer: Why) -> list[str]:
    """The ids along the chain, each hop beginning where the one before ends."""
    for before, after in zip(answer.hops, answer.hops[1:], strict=False):
        assert before["target"] == after["source"]
    return [answer.hops[0]["source"], *(hop["target"] for hop in answer.hops)]


def breadth_first(links: list[dict[str, Any]], start: str) -> dict[str, int]:
    ahead: dict[str, list[str]] = {}
    for link in links:
        ahead.setdefault(link["source"], []).append(link["target"])
    distances, waiting = {start: 0}, [start]
    for node in waiting:
        for head in ahead.get(node, ()):
            if head not in distances:
                distances[head] = distances[node] + 1
                waiting.append(head)
    return distances


def row_of(path: Path, sheet: str | None, number: int) -> list[str]:
    """The cells of a row as one who opens the file sees it; the header is row 1."""
    if sheet is not None:
        frame = pandas.read_excel(path, sheet_name=sheet, header=None, dtype=str, engine="calamine")
        return [str(cell) for cell in frame.iloc[number - 1]]
    encoding = "gb18030" if path.name == "mes_consumption.csv" else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))[number - 1]


def as_number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
