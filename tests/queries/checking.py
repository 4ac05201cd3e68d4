"""What one check finds, and facts as particular records state them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from genealogy.engine.database import Database
from genealogy.facts import WORDS, Description, EquipmentUse, Fact, OperatorAssignment
from genealogy.identity import fact_key
from genealogy.nouns import Noun
from genealogy.settings import Settings
from queries.check import check
from tests.plants import own
from tests.queries.flows import amount, operation


def found(database: Database, name: str, **settings: Any) -> dict[str, str]:
    """The findings of one check: the last part of each subject, and why."""
    (result,) = check(database, [name], settings=Settings(**settings)).results
    told = {each.subject.split("/")[-1]: each.why for each in result.findings}
    assert len(told) == len(result.findings)
    return told


def silent(database: Database, name: str, **settings: Any) -> bool:
    """Whether a check finds nothing."""
    return found(database, name, **settings) == {}


def batch(lot: str, **properties: str) -> Description:
    """A described batch of the plant itself."""
    return Description(noun=Noun.BATCH, id=own(lot), properties=dict(properties))


def in_document(fact: Fact, document: str, line: int = 1, source: str = "ERP") -> Fact:
    """The fact as a line of a document states it."""
    subject = fact.target if fact.EDGE.target is Noun.BATCH else fact.source
    key = fact_key(source, WORDS[type(fact)], (document, str(line)), subject)
    return replace(fact, key=key, document=f"{document}/{line}")


def run(name: str, started: datetime, ended: datetime, **properties: str) -> Description:
    """An operation with its times."""
    return operation(
        name,
        started_at=started.isoformat().replace("+00:00", "Z"),
        ended_at=ended.isoformat().replace("+00:00", "Z"),
        **properties,
    )


def manned(name: str) -> Iterable[Fact]:
    """The equipment and the operator of an operation."""
    yield amount(EquipmentUse, name, "kettle", None, None)
    yield amount(OperatorAssignment, name, "Kim", None, None)
