"""`/v1/siblings`: batches at risk that share an ancestor with those of a recall."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.http.asking import Asks, OfBatches
from api.http.described import answers
from api.http.schemas import SiblingsAnswer
from genealogy.engine.database import Database
from queries.siblings import Siblings, siblings

router = APIRouter(tags=["siblings"])


@router.get("/v1/siblings", **answers(Siblings, SiblingsAnswer))
def all_siblings(question: Annotated[OfBatches, Query()], asking: Asks) -> Response:
    """Batches at risk: made from what these were made from, and not of their scope."""

    def ask(database: Database) -> Siblings:
        question.check()
        return siblings(database, question.batch, asking.settings, question.where)

    return asking.answered(Siblings, ask, question.model_dump())
