"""Nodes that a load has made itself: how complete they are follows from its own facts.

Asking the database of each would take as long as a tenth of the load. Where anything else may
have a say (a fact was voided, lots are pending) a node counts as one of those to ask.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from genealogy.nouns import Noun
from loaders.chunk import Plan

_INTO_BATCH = frozenset({"SUPPLIED", "PRODUCED", "POSSIBLY_PRODUCED"})
_FROM_BATCH = frozenset(
    {"CONSUMED", "SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED", "PACKED_IN"}
    | {"POSSIBLY_CONSUMED", "POSSIBLY_SHIPPED_TO", "POSSIBLY_RECEIVED_BY"}
)
_INTO_OPERATION = frozenset({"CONSUMED", "POSSIBLY_CONSUMED"})
_FROM_OPERATION = frozenset({"PRODUCED", "POSSIBLY_PRODUCED"})
_INTO = {Noun.BATCH: _INTO_BATCH, Noun.OPERATION: _INTO_OPERATION}
_FROM = {Noun.BATCH: _FROM_BATCH, Noun.OPERATION: _FROM_OPERATION}
"""The flows that completeness is about, as in `cypher/load/completeness`."""

GAPS = {
    Noun.BATCH: ("no origin", "no whereabouts"),
    Noun.OPERATION: ("operation without inputs", "operation without outputs"),
}
"""The gap of a node that nothing leads to, and of one that nothing leads from."""


@dataclass(slots=True)
class Fresh:
    """The batches and operations that a load has made, and where its facts lead to and from."""

    made: dict[Noun, set[str]] = field(default_factory=lambda: {noun: set() for noun in GAPS})
    came: dict[Noun, set[str]] = field(default_factory=lambda: {noun: set() for noun in GAPS})
    went: dict[Noun, set[str]] = field(default_factory=lambda: {noun: set() for noun in GAPS})

    def note(self, planned: Plan) -> None:
        """Takes note of what a chunk has written."""
        for noun, made in self.made.items():
            made.update(planned.made.get(noun, ()))
        for kind, rows in planned.creations.items():
            for ends, noun, flows, end in (
                (self.went, kind.EDGE.source, _FROM, "source"),
                (self.came, kind.EDGE.target, _INTO, "target"),
            ):
                if noun in GAPS:
                    ends[noun].update(row[end] for row in rows if row["type"] in flows[noun])
        for row in planned.nodes.get(Noun.OPERATION, ()):
            if "started_at" in row["properties"]:  # it may be in process, which is no gap
                self.made[Noun.OPERATION].discard(row["id"])
        for kind, known in planned.removals:
            for noun, node_id in (
                (kind.EDGE.source, known.source),
                (kind.EDGE.target, known.target),
            ):
                if noun in GAPS:
                    self.made[noun].discard(node_id)
        if planned.pending_lots:
            for made in self.made.values():
                made.clear()

    def gaps(self) -> Counter[str]:
        """The gaps that stand at these nodes, by kind."""
        found: Counter[str] = Counter()
        for noun, (no_inflow, no_outflow) in GAPS.items():
            came, went = self.came[noun] & self.made[noun], self.went[noun] & self.made[noun]
            found[no_inflow] += len(went - came)
            found[no_outflow] += len(came - went)
        return found
