"""Problems: how every error is told (RFC 9457, `application/problem+json`)."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ConfigDict, Field

from api.exits import CODES
from api.http.schemas.base import Schema, sometimes
from genealogy.errors import GenealogyError


def code_of(error: type[GenealogyError]) -> str:
    """The name of an error for programs: `UnknownBatch` is `unknown-batch`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", error.__name__).lower()


def with_problem(openapi: dict[str, Any]) -> dict[str, Any]:
    """The document with the schema that every error refers to."""
    told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    openapi["components"]["schemas"] |= told.pop("$defs", {}) | {"Problem": told}
    return openapi


class Wrong(Schema):
    """A part of a request that could not be understood."""

    where: str = Field(description="Where it stands: `query.most`, `body.scopes.0.name`.")
    why: str = Field(description="What is wrong with it, for people.")


class Problem(Schema):
    """Why there is no answer, and what to do next. (RFC 9457)"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not found",
                    "status": 404,
                    "detail": 'No batch "WM-412". Nearest: own/3101/WM-0412 (White mass), '
                    "own/3101/WM-0429 (White mass), own/3101/WM-0428 (White mass).\n"
                    "Lot numbers are matched exactly; `GET /v1/batches?text=TEXT` searches.",
                    "instance": "/v1/recalls",
                    "code": "unknown-batch",
                    "candidates": ["own/3101/WM-0412", "own/3101/WM-0429", "own/3101/WM-0428"],
                }
            ]
        }
    )

    type: str = Field(
        description="What kind of problem it is, as a URI reference; `about:blank` where the "
        "status says all of it."
    )
    title: str = Field(description="The kind of problem in a few words, the same every time.")
    status: int = Field(ge=400, le=599, description="The HTTP status, as in the first line.")
    detail: str = Field(description="What went wrong here and what to do next, for people.")
    instance: str = Field(description="What was asked for when it happened: a URI reference.")
    code: str = Field(
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="The name of the error for programs: it stays while the wording may change.",
        json_schema_extra={"examples": [code_of(error) for error in CODES]},
    )
    candidates: list[str] = sometimes(
        "Ids of the batches that can be meant: all of them where a number is ambiguous, the "
        "nearest where it is unknown. Only of such errors."
    )
    wrong: list[Wrong] = sometimes(
        "Each part that could not be understood. Only of `not-understood`, status 422."
    )
    hints: list[str] = sometimes(
        "What else may help, a sentence each, such as the nearest known word of a selection. "
        "Only where there is any."
    )
