"""`/v1/batches`: searching and selecting batches, one batch, and its history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from api.http import sites
from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.forms import Rows
from api.http.pages import Page, cut, following
from api.http.schemas import BatchesPage, HistoryAnswer
from exports.columns import table
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from queries.batches import Hit, batches_after, search
from queries.history import History, history
from queries.selection import selected
from queries.within_sites import (
    SearchedWithin,
    batches_after_within,
    check_sites,
    search_within,
)

router = APIRouter(tags=["batches"])
BatchId = Annotated[
    str, Path(max_length=1_000, description="batch id, or a lot number that is unique")
]


class SearchQuestion(Question, Page):
    """What batches are looked for: by a text, or selected."""

    text: Annotated[
        str | None,
        Field(min_length=1, max_length=200, description="a part of a lot number, item or name"),
    ] = None
    where: Annotated[
        list[Name], Field(max_length=100, description="selections, as of recalls")
    ] = []

    @property
    def is_of_all(self) -> bool:
        """Whether neither is given: then all batches are listed."""
        return self.text is None and not self.where


@router.get("/v1/batches", **answers(Rows, BatchesPage))
def batches(question: Annotated[SearchQuestion, Query()], asking: Asks) -> Response:
    """Batches whose number begins with a text, else those that contain it anywhere; or those that
    are selected; or without either all of them, in the order of their ids. A page at a time."""

    def ask(database: Database) -> Found:
        hits, withheld = _hits(database, question, asking)
        page = (following if question.is_of_all else cut)(hits, question, _id)
        rows = [hit.to_dict() for hit in page.rows]
        told = {"batches": rows, "next": page.next} | withheld
        return Found(told, table("batch_id party item lot serial name", rows))

    return asking.answered(Found, ask, question.model_dump(), searching=True)


def _hits(
    database: Database, question: SearchQuestion, asking: Asks
) -> tuple[list[Hit], dict[str, Any]]:
    """The batches, as many as are needed for the page; and what is kept from who is held to
    sites."""
    if question.text is not None and question.where:
        raise WrongUsage("Give a text to search for, or select batches by where=...; not both.")
    sites_, (begin, last) = asking.caller.sites, question.begin()
    if question.is_of_all:
        if sites_ is None:
            return batches_after(database, last or "", question.most + 1), {}
        return _told(batches_after_within(database, last or "", sites_, question.most + 1))
    if question.text is None:
        hits = [*selected(database, question.where, asking.settings)[0]]
        if sites_ is not None:
            check_sites(database, [hit.batch_id for hit in hits], sites_)
        return hits, {}
    if sites_ is None:
        return search(database, question.text, begin + question.most + 1), {}
    return _told(search_within(database, question.text, sites_, begin + question.most + 1))


def _told(found: SearchedWithin) -> tuple[list[Hit], dict[str, Any]]:
    return found.hits, {"withheld": found.withheld, "all_looked_at": found.all_looked_at}


def _id(hit: Hit) -> str:
    return hit.batch_id


class Found(Rows):
    """Batches that were found, none beyond the sites of the caller."""


@sites.parts_of.register
def _(_: Found) -> list[sites.Of]:
    return []  # held to sites as they are searched for


@router.get("/v1/batches/{batch_id:path}", **answers(History, HistoryAnswer))
def batch(batch_id: BatchId, question: Annotated[Question, Query()], asking: Asks) -> Response:
    """One batch: how it is described, and every fact that stands, with file and row."""
    return asking.answered(
        History,
        lambda database: history(database, batch_id, standing_only=True),
        question.model_dump() | {"batch": batch_id},
    )


@router.get("/v1/histories/{batch_id:path}", **answers(History, HistoryAnswer))
def batch_history(
    batch_id: BatchId, question: Annotated[Question, Query()], asking: Asks
) -> Response:
    """Every fact that was ever stated of a batch, also those that were reversed, replaced or
    taken back since: when, why, and by which rows."""
    return asking.answered(
        History,
        lambda database: history(database, batch_id),
        question.model_dump() | {"batch": batch_id},
    )
