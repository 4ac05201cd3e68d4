"""What an answer is of: for callers who are held to sites, to whom it is given whole or not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from genealogy.engine.database import Database
from genealogy.graph import Genealogy
from office.roles import Caller
from queries.balance import MassBalance
from queries.compare import Comparison
from queries.history import History
from queries.operation import Ran
from queries.recall import Recall
from queries.root_cause import RootCause
from queries.siblings import Siblings
from queries.trace import Trace
from queries.why import Why
from queries.within_sites import check_all_sites, check_sites

Of = Genealogy | Iterable[str]


def check(database: Database, caller: Caller, answer: object) -> None:
    """Raises NotAllowed where the answer touches more than the sites of the caller, or is of the
    whole graph: a part of it would read like the whole."""
    if caller.sites is None:
        return
    for each in parts_of(answer):
        check_sites(database, each, caller.sites)


@singledispatch
def parts_of(answer: Any) -> list[Of]:
    """The genealogies, or the batches, that an answer tells of; an answer that is not known here
    is one of the whole graph."""
    check_all_sites(())
    return []


@parts_of.register
def _(answer: Trace) -> list[Of]:
    return [answer.genealogy]


@parts_of.register
def _(answer: Recall) -> list[Of]:
    return [answer.trace.genealogy]


@parts_of.register
def _(answer: Siblings) -> list[Of]:
    return [answer.back.genealogy, answer.whole.trace.genealogy]


@parts_of.register
def _(answer: Comparison) -> list[Of]:
    return [each.batches for each in answer.scopes]


@parts_of.register
def _(answer: RootCause) -> list[Of]:
    return [answer.batches]


@parts_of.register
def _(answer: MassBalance) -> list[Of]:
    return [[each.batch_id for each in answer.accounts if each.batch_id]]


@parts_of.register
def _(answer: History) -> list[Of]:
    return [[answer.batch["batch_id"]]]


@parts_of.register
def _(answer: Ran) -> list[Of]:
    return [[each["batch_id"] for each in answer.batches]]


@parts_of.register
def _(answer: Why) -> list[Of]:
    ends = (hop["source"] if hop["type"].endswith("CONSUMED") else hop["target"]
            for hop in answer.hops)  # fmt: skip
    return [[answer.origin, answer.batch, *ends]]
