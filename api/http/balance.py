"""`/v1/balances`: the mass balance of batches, of a recall, or of a material in a period."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api.balance import period
from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import BalanceAnswer
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from queries.balance import MassBalance, balance, balance_of_material

router = APIRouter(tags=["balance"])


class BalanceQuestion(Question):
    """What is to be balanced: batches, or a material."""

    batch: Annotated[list[Name], Field(max_length=10_000, description="batch ids or numbers")] = []
    recall: Annotated[bool, Field(description="of all that the batches went into, too")] = False
    material: Annotated[
        Name | None, Field(description="instead: all batches of it, by item, id or name")
    ] = None
    begin: Annotated[
        str | None, Field(max_length=40, description="with material: from this time on")
    ] = None
    end: Annotated[
        str | None,
        Field(max_length=40, description="with material: until then; a date to its end"),
    ] = None

    def check(self) -> None:
        """Raises WrongUsage for a mixture of the two."""
        if bool(self.batch) == (self.material is not None):
            raise WrongUsage("Name batches, or a material; not both.")
        if self.material is None and (self.begin is not None or self.end is not None):
            raise WrongUsage("begin and end go with material.")
        if self.material is not None and self.recall:
            raise WrongUsage("recall goes with batches, not with material.")


@router.get("/v1/balances", **answers(MassBalance, BalanceAnswer))
def balances(question: Annotated[BalanceQuestion, Query()], asking: Asks) -> Response:
    """What came in, what went out, what is left, and what nobody can explain."""

    def ask(database: Database) -> MassBalance:
        question.check()
        if question.material is None:
            return balance(database, question.batch, asking.settings, recalled=question.recall)
        window = period(question.begin, question.end, asking.settings.timezone)
        return balance_of_material(
            database, question.material, window.start, window.end, asking.settings
        )

    return asking.answered(MassBalance, ask, question.model_dump())
