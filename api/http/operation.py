"""`/v1/operations`: one operation, and every fact that stands of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.http.asking import Asks, Question
from api.http.described import answers
from api.http.schemas import OperationAnswer
from genealogy.engine.database import Database
from queries.operation import Ran, operation
from queries.within_sites import check_ran_at

router = APIRouter(tags=["batches"])
OperationId = Annotated[str, Path(max_length=1_000, description="id of the operation")]


@router.get("/v1/operations/{operation_id:path}", **answers(Ran, OperationAnswer))
def one_operation(
    operation_id: OperationId, question: Annotated[Question, Query()], asking: Asks
) -> Response:
    """One operation: how it is described, what it used and made, its equipment and operators, what
    was measured; every fact that stands, with file and row."""

    def ask(database: Database) -> Ran:
        found = operation(database, operation_id)
        if asking.caller.sites is not None:
            check_ran_at(found.operation["site"], asking.caller.sites)
        return found

    return asking.answered(Ran, ask, question.model_dump() | {"operation": operation_id})
