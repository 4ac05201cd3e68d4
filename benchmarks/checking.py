"""Whether an answer is the known one: every batch, link and shipment, no more and no less."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from math import isclose
from typing import Any

from benchmarks.contenders import Contender, Walked
from benchmarks.known import Known
from benchmarks.questions import Chain, Question

_CLOSE = 1e-6


class WrongAnswer(Exception):
    """An answer is not the known one; the text tells the difference."""


def walk_is_right(contender: Contender, known: Known, found: Walked) -> None:
    """The batches and links of a walk, each link once."""
    _same("batches", found.batches, known.batches)
    _same("links", contender.told(found.links), known.links)
    _once("links", found.links, known.links)


def answer_is_right(known: Known, text: dict[str, Any]) -> None:
    """The batches, links and shipments of a whole answer; and the plant has no gap."""
    batches = [row["batch_id"] for row in text["batches"]]
    _same("batches", set(batches), known.batches)
    _once("batches", batches, known.batches)
    links = {
        (row["source"], row["target"], True, row["quantity"])
        if row["type"] == "CONSUMED"
        else (row["target"], row["source"], False, row["quantity"])
        for row in text["links"]
    }
    _same("links", links, known.links)
    _once("links", text["links"], known.links)
    shipments = {
        (row["batch_id"], row["customer_id"], row["quantity"]) for row in text["shipments"]
    }
    _same("shipments", shipments, known.shipments)
    verdict = text["verdict"]
    if verdict["gaps"] or verdict["violations"]:
        raise WrongAnswer(f"a gap or violation: {[*verdict['gaps'], *verdict['violations']][0]}")


def quantities_are_right(question: Question, text: dict[str, Any]) -> None:
    """The answer, and how much of the origin is in each batch, between its bounds."""
    answer_is_right(question.known, text)
    assert question.mixed is not None
    for row in text["batches"]:
        (amount,) = row["amounts"]
        known = question.mixed[row["batch_id"]]
        if not isclose(amount["mixing"], known, rel_tol=_CLOSE):
            raise WrongAnswer(f"{row['batch_id']} holds {amount['mixing']} and not {known}")
        if not amount["low"] * (1 - _CLOSE) <= known <= amount["high"] * (1 + _CLOSE):
            raise WrongAnswer(f"{row['batch_id']}: {known} is not within {amount}")


def chain_is_right(why: Chain, nodes: list[str]) -> None:
    """A chain from origin to batch, of the fewest links, each of which is one of the scope."""
    ends = {(a, b) if used else (b, a) for a, b, used, _ in why.known.links}
    if (nodes[0], nodes[-1]) != (why.origin, why.batch) or not ends.issuperset(pairwise(nodes)):
        raise WrongAnswer(f"no chain from {why.origin} to {why.batch}: {nodes}")
    if len(nodes) - 1 != why.length:
        raise WrongAnswer(f"a chain of {len(nodes) - 1} links, where {why.length} do")


def _same(word: str, found: Collection[Any], known: Collection[Any]) -> None:
    if found != known:
        more, fewer = set(found) - set(known), set(known) - set(found)
        example = min(more or fewer)
        raise WrongAnswer(f"{word}: {len(more):,} too many, {len(fewer):,} missing, as {example}")


def _once(word: str, found: Collection[Any], known: Collection[Any]) -> None:
    if len(found) != len(known):
        raise WrongAnswer(f"{word}: {len(found):,} where {len(known):,} are right")
