"""Traces as networks, in memory and as GraphML."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from exports.networks import to_networkx, write_graphml
from exports.tables import Answer
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from queries.recall import Recall
from queries.trace import Trace, trace
from tests.exports.answers import HOSTILE
from tests.plants import own, shipped, state
from tests.queries.flows import came


@pytest.fixture(scope="module")
def answer(answers: dict[str, Answer]) -> Trace:
    """A trace of the plant."""
    found = answers["trace"]
    assert isinstance(found, Trace)
    return found


def netted(network: nx.MultiDiGraph[str]) -> dict[tuple[str, ...], Decimal]:
    """The quantity of all facts of each link of material, returns taken off."""
    total: dict[tuple[str, ...], Decimal] = {}
    for source, target, told in network.edges(data=True):
        if told["type"].removeprefix("POSSIBLY_") in ("CONSUMED", "PRODUCED"):
            ends = (network.nodes[source]["id"], network.nodes[target]["id"])
            key = (told["type"], *ends, told["unit"])
            sign = -1 if told.get("role") == "return" else 1
            total[key] = total.get(key, Decimal(0)) + sign * Decimal(repr(told["quantity"]))
    return total


def facts(network: nx.MultiDiGraph[str], *types: str) -> list[tuple[Any, ...]]:
    """The edges of these types, as batch, far end, quantity, unit, time and certainty."""
    names = ("quantity", "unit", "occurred_at", "certain")
    return sorted(
        (
            *sorted((network.nodes[end]["id"] for end in ends), key=lambda id_: "own/" not in id_),
            *(str(told.get(name)) for name in names),
        )
        for *ends, told in network.edges(data=True)
        if told["type"] in types
    )


def rows(found: list[dict[str, Any]], other: str) -> list[tuple[Any, ...]]:
    """The same of rows of the answer."""
    names = ("batch_id", other)
    return sorted(
        (
            *(row[name] for name in names),
            *(str(row[name]) for name in ("quantity", "unit", "occurred_at", "certain")),
        )
        for row in found
    )


def test_nodes_are_those_of_the_answer(answer: Trace) -> None:
    network = to_networkx(answer)
    found = {
        noun: {told["id"] for _, told in network.nodes(data=True) if told["noun"] == noun}
        for noun in ("Batch", "Operation", "Customer", "Supplier")
    }

    assert found == {
        "Batch": {row["batch_id"] for row in answer.batches},
        "Operation": {row["operation_id"] for row in answer.operations},
        "Customer": {row["customer_id"] for row in answer.customers},
        "Supplier": {row["supplier_id"] for row in answer.suppliers},
    }
    for node, told in network.nodes(data=True):
        assert node == f"{told['noun']}:{told['id']}"
    for row in answer.batches:
        told = network.nodes[f"Batch:{row['batch_id']}"]
        for name in ("lot", "level", "certain", "origin", "quantity", "in_time"):
            assert told.get(name) == row[name]


def test_edges_are_those_of_the_answer(answer: Trace) -> None:
    network = to_networkx(answer)

    assert netted(network) == {
        (row["type"], row["source"], row["target"], row["unit"]): Decimal(repr(row["quantity"]))
        for row in answer.links
    }
    assert facts(network, "SHIPPED_TO") == rows(answer.shipments, "customer_id")
    assert facts(network, "SUPPLIED") == rows(answer.supplies, "supplier_id")
    recall = Recall(answer)
    assert facts(network, "RETURNED") == rows(recall.returns, "customer_id")
    assert facts(network, "DISPOSED") == rows(recall.disposals, "disposal_id")
    assert facts(network, "GAINED") == rows(recall.gains, "disposal_id")
    keys = [key for _, _, key in network.edges(keys=True)]
    assert sorted(keys) == list(range(len(keys)))
    assert all(told["fact_key"] for *_, told in network.edges(data=True))


def test_material_flows_along_the_arrows(answer: Trace) -> None:
    network = to_networkx(answer)
    ends = {
        (network.nodes[source]["noun"], told["type"], network.nodes[target]["noun"])
        for source, target, told in network.edges(data=True)
    }

    assert ends == {
        ("Supplier", "SUPPLIED", "Batch"),
        ("Batch", "CONSUMED", "Operation"),
        ("Operation", "PRODUCED", "Batch"),
        ("Batch", "SHIPPED_TO", "Customer"),
        ("Customer", "RETURNED", "Batch"),
        ("Batch", "DISPOSED", "Disposal"),
        ("Disposal", "GAINED", "Batch"),
        ("Batch", "COUNTED", "Location"),
    }
    reached = nx.descendants(network, f"Batch:{own('milk')}")
    assert {f"Batch:{own(lot)}" for lot in HOSTILE} <= reached


ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")


def read(text: str) -> str:
    """A text with its escapes read, as docs/exports.md tells them."""
    return ESCAPE.sub(lambda each: chr(int(each[1] or each[2], 16)), text)


def read_all(told: dict[str, Any]) -> dict[str, Any]:
    """Attributes with the escapes of their texts read."""
    return {name: read(value) if isinstance(value, str) else value for name, value in told.items()}


def test_graphml_read_back_is_the_same_network(answer: Trace, tmp_path: Path) -> None:
    file = tmp_path / "scope.graphml"
    write_graphml(answer, file)
    network = to_networkx(answer)
    back = nx.read_graphml(file, force_multigraph=True)

    assert {read(node): read_all(told) for node, told in back.nodes.items()} == dict(
        network.nodes.items()
    )
    assert [
        (read(source), read(target), key, read_all(told))
        for (source, target, key), told in back.edges.items()
    ] == [(*ends, told) for ends, told in network.edges.items()]
    for name, value in network.graph.items():
        assert back.graph[name] == value
    assert json.loads(back.graph["question"]) == answer.to_dict()["question"]
    assert back.graph["fingerprint"] == answer.fingerprint
    assert (back.graph["verdict"], back.graph["gaps"]) == ("incomplete", len(answer.verdict.gaps))


def test_graphml_is_xml_with_ids_that_are_unique_and_visible(answer: Trace, tmp_path: Path) -> None:
    file = tmp_path / "scope.graphml"
    write_graphml(answer, file)
    text = file.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)

    for tag in ("node", "edge", "key"):
        ids = [
            each.get("id") for each in root.iter(f"{{http://graphml.graphdrawing.org/xmlns}}{tag}")
        ]
        assert len(ids) == len(set(ids)) > 0
    assert r"esc\x1b[2Jape" in text
    assert r"esc\x5cx1b[2Jape" in text
    assert r"no\ufffecharacter" in text
    assert not set(text) & {"\x1b", "\u202e", "\ufffe", "\r"}
    assert "<b>bold" not in text


def test_the_same_answer_gives_the_same_bytes(answer: Trace, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_graphml(answer, tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_one_party_in_two_roles_is_two_nodes(embedded_database: Database) -> None:
    state(embedded_database, [came("milk"), shipped("milk", "farm", "4")])
    network = to_networkx(trace(embedded_database, [own("milk")], "both"))

    assert set(network) == {"Supplier:farm", f"Batch:{own('milk')}", "Customer:farm"}


def test_a_file_that_is_there_stays_as_it_is(answer: Trace, tmp_path: Path) -> None:
    (tmp_path / "scope.graphml").write_text("mine", encoding="utf-8")
    (tmp_path / "link.graphml").symlink_to(tmp_path / "elsewhere")

    for name in ("scope", "link"):
        with pytest.raises(WrongUsage, match="exists already"):
            write_graphml(answer, tmp_path / f"{name}.graphml")
    assert (tmp_path / "scope.graphml").read_text(encoding="utf-8") == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.graphml", "scope.graphml"]
