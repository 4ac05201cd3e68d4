"""Facts as relationships of the graph: looked up at their anchors, made, moved, changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Transaction
from genealogy.engine.statement import Statement, statement
from genealogy.facts import (
    FACTS,
    Cleaning,
    Consumption,
    EquipmentUse,
    Fact,
    Maintenance,
    Measurement,
    Nesting,
    OperatorAssignment,
    Packing,
    Unnesting,
    Unpacking,
)
from loaders.chunk import Plan
from loaders.gathering import KnownFact, Properties


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Relationships that exist, as parallel columns."""

    types: list[str]
    sources: list[str]
    targets: list[str]
    properties: list[Properties]

    def facts(self) -> Iterator[KnownFact]:
        """Each of them."""
        for each in zip(self.types, self.sources, self.targets, self.properties, strict=True):
            yield KnownFact(*each)


ANCHOR_NOUNS = {kind.EDGE.place: kind.EDGE.anchor_noun for kind in FACTS.values()}
"""Of which noun the nodes are at which each place is."""
PLACES = sorted(ANCHOR_NOUNS)
KNOWN_FACTS = {place: statement(f"load/known/facts_{place}", KnownFacts) for place in PLACES}
CHANGED_FACTS = {place: statement(f"load/changed/facts_{place}") for place in PLACES}
REMOVED_FACTS = {place: statement(f"load/removed/facts_{place}") for place in PLACES}
NEW_FACTS = {kind: statement(f"load/facts/{word}") for word, kind in FACTS.items()}
PACKINGS = statement("load/known/packings_of_batch", KnownFacts)
NESTINGS = statement("load/known/nestings_of_container", KnownFacts)
CARE = statement("load/known/care_of_equipment", KnownFacts)
FAR_ENDS: dict[type[Fact], Statement[KnownFacts]] = {
    Consumption: statement("load/known/consumptions_of_batch", KnownFacts),
    Packing: PACKINGS,
    Unpacking: PACKINGS,
    Nesting: NESTINGS,
    Unnesting: NESTINGS,
    Measurement: statement("load/known/measurements_of_batch", KnownFacts),
    EquipmentUse: statement("load/known/uses_of_equipment", KnownFacts),
    Cleaning: CARE,
    Maintenance: CARE,
    OperatorAssignment: statement("load/known/assignments_of_operator", KnownFacts),
}
"""Facts whose anchor is not part of their key, so that a correction can move them."""


def facts_at(transaction: Transaction, anchors: dict[str, set[str]]) -> Iterator[KnownFact]:
    """Every relationship at these anchors, given by the place where each is one."""
    for place, ids in anchors.items():
        if not ids:
            continue
        yield from transaction.run(KNOWN_FACTS[place], anchors=sorted(ids))[0].facts()


def write_facts(transaction: Transaction, planned: Plan) -> None:
    """Takes away what changes its type, sets what changes its evidence, makes what is new."""
    for place, removed in _by_place((kind, known, {}) for kind, known in planned.removals):
        transaction.run(REMOVED_FACTS[place], anchors=_anchors_of(removed), moved=_map(removed))
    for place, changed in _by_place(planned.changes):
        transaction.run(CHANGED_FACTS[place], anchors=_anchors_of(changed), changes=_map(changed))
    for kind, creations in planned.creations.items():
        transaction.run(NEW_FACTS[kind], rows=creations)


_Change = tuple[type[Fact], KnownFact, Properties]


def _by_place(changes: Iterable[_Change]) -> Iterator[tuple[str, list[_Change]]]:
    places: dict[str, list[_Change]] = {}
    for change in changes:
        places.setdefault(change[0].EDGE.place, []).append(change)
    yield from places.items()


def _anchors_of(changes: list[_Change]) -> list[str]:
    return sorted(
        {
            known.source if kind.EDGE.anchor == "source" else known.target
            for kind, known, _ in changes
        }
    )


def _map(changes: list[_Change]) -> dict[str, Any]:
    return {f"{known.key}#{known.version}": properties for _, known, properties in changes}
