"""The links of an answer that contradict time, each with the rows that state it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from genealogy.engine.statement import Reader
from genealogy.graph import Genealogy
from genealogy.violations import violations
from queries.columns import CONSUMPTIONS_BY_OPERATIONS
from queries.evidence import of_facts
from queries.in_columns import links_at


def violations_of(graph: Reader, genealogy: Genealogy, late: timedelta) -> list[dict[str, Any]]:
    """What contradicts time: `evidence` states the fact that came too early, `against` the one
    that it came before. Where nothing does, it costs no statement."""
    inputs_of = partial(links_at, graph, CONSUMPTIONS_BY_OPERATIONS)
    found = violations(genealogy, late, inputs_of)
    stated = of_facts(graph, [place for each in found for place in each.facts])
    rows = []
    for each in found:
        document, evidence = stated.get(each.facts[0][1], (None, []))
        against = stated.get(each.facts[1][1], (None, []))[1]
        told = each.to_dict()
        rows.append(
            told
            | {
                "document": told["document"] or document,
                "evidence": evidence,
                "against": against,
            }
        )
    return rows
