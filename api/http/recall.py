"""`/v1/recalls`: the scope of a recall, and opening one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from api.http.asking import Asking, Asks
from api.http.callers import needs
from api.http.described import answers
from api.http.schemas import RecallAnswer
from api.http.trace import ScopeQuestion
from genealogy.engine.database import Database
from office.events import RECALL_OPENED, tell
from office.roles import Caller, Right
from queries.recall import Recall, recall

router = APIRouter(tags=["recall"])


class RecallOpened(ScopeQuestion):
    """The recall that is opened, and why."""

    reason: Annotated[
        str, Field(min_length=3, max_length=1_000, description="why, for the audit trail")
    ]


@router.get("/v1/recalls", **answers(Recall, RecallAnswer))
def recalls(question: Annotated[ScopeQuestion, Query()], asking: Asks) -> Response:
    """The scope of a recall: all batches, who received what, what is still in house."""
    return asking.answered(Recall, _ask(question, asking), question.model_dump())


@router.post("/v1/recalls", **answers(Recall, RecallAnswer))
def open_recall(
    question: RecallOpened,
    request: Request,
    caller: Annotated[Caller, Depends(needs(Right.RECALL))],
) -> Response:
    """Opens a recall: its scope now is the answer; that it was opened, by whom and why, is on
    record and told to the systems that want to know."""
    asking = Asking(request, caller)

    def tell_of(answer: Recall) -> None:
        with asking.service.office.one_at_a_time() as connection:
            tell(
                connection,
                RECALL_OPENED,
                {
                    "origins": [*answer.trace.origins],
                    "reason": question.reason,
                    "by": caller.id,
                    "verdict": answer.trace.verdict.status,
                    "batches": len(answer.trace.batches),
                    "customers": len(answer.customers),
                    "fingerprint": answer.trace.fingerprint,
                },
            )

    return asking.answered(
        Recall, _ask(question, asking), question.model_dump(), "recall", then=tell_of
    )


def _ask(question: ScopeQuestion, asking: Asking) -> Callable[[Database], Recall]:
    def ask(database: Database) -> Recall:
        question.check()
        return recall(
            database,
            question.batch,
            asking.settings,
            question.where,
            time_respecting=question.time_respecting,
            as_known_on=question.as_known_on,
            quantities=question.quantities,
        )

    return ask
