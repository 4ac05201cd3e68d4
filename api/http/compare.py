"""`/v1/comparisons`: several scopes side by side."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import Asks, Name, Question
from api.http.described import answers
from api.http.schemas import CompareAnswer
from genealogy.engine.database import Database
from genealogy.errors import WrongUsage
from queries.compare import Comparison, compare
from queries.scopes import Scope, Wanted, saved

router = APIRouter(tags=["compare"])


class ScopeWanted(BaseModel):
    """A scope: batches, selections, or an answer of a recall or a trace as it was given."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100, description="what it is called")]
    batches: Annotated[list[Name], Field(max_length=10_000, description="ids or numbers")] = []
    where: Annotated[list[Name], Field(max_length=100, description="selections")] = []
    answer: Annotated[
        dict[str, Any] | None, Field(description="instead: the JSON of an earlier answer")
    ] = None

    def asked(self) -> dict[str, Any]:
        """What was asked for; of an earlier answer by what it is known again."""
        told = self.model_dump(exclude={"answer"})
        if self.answer is not None:
            told["answer"] = sha256(repr(self.answer).encode(errors="replace")).hexdigest()
        return told

    def scope(self) -> Wanted | Scope:
        """The scope to compare. Raises WrongUsage for one that cannot be."""
        if self.answer is None:
            if not self.batches and not self.where:
                raise WrongUsage(f'The scope "{self.name}" has no batches, where or answer.')
            return Wanted(self.name, tuple(self.batches), tuple(self.where))
        if self.batches or self.where:
            raise WrongUsage(f'The scope "{self.name}" is an answer, or asked for; not both.')
        try:
            return saved(self.name, self.answer)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise WrongUsage(f'The answer of "{self.name}" is none: {error}.') from None


class CompareQuestion(BaseModel):
    """Two scopes or more."""

    model_config = ConfigDict(extra="forbid")
    scopes: Annotated[
        list[ScopeWanted], Field(min_length=2, max_length=10, description="what is compared")
    ]


@router.post("/v1/comparisons", **answers(Comparison, CompareAnswer))
def comparisons(
    body: CompareQuestion, question: Annotated[Question, Query()], asking: Asks
) -> Response:
    """Several scopes side by side: what they share, what only one has; of two, what the second
    changes against the first."""

    def ask(database: Database) -> Comparison:
        return compare(database, [each.scope() for each in body.scopes], asking.settings)

    scopes = [each.asked() for each in body.scopes]
    return asking.answered(Comparison, ask, question.model_dump() | {"scopes": scopes})
