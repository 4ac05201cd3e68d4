"""The words of the schemas: every field is told, and what can be null or missing says when."""

from __future__ import annotations

import ast
import json
from typing import get_args, get_type_hints

import pytest
from fastapi import FastAPI, Response
from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from api.exits import CODES
from api.http import schemas
from api.http.schemas.verdict import GapKind, LeafType, VerdictStatus, ViolationKind
from genealogy.verdict import Verdict
from queries.gaps import KINDS
from tests.api.http.examples import kept
from tests.api.http.models import MODELS, all_models, fields_of
from tests.shell import ROOT


def test_every_field_and_schema_says_what_it_is() -> None:
    silent = [
        f"{model.__name__}.{name}"
        for model in all_models()
        for name in fields_of(model)
        if len((model.model_fields[name].description or "").split()) < 4
    ]

    assert silent == []
    assert [model.__name__ for model in all_models() if not model.__doc__] == []


def test_what_can_be_null_says_when() -> None:
    """And a field that may be missing says so, for it is never null."""
    told = models_json_schema([(model, "validation") for model in MODELS.values()])[1]["$defs"]
    unsaid = set()
    for of, schema in told.items():
        for name, field in schema.get("properties", {}).items():
            text = field.get("description", "").lower()  # else it is that of its schema
            if {"type": "null"} in field.get("anyOf", []) and "null" not in text:
                unsaid.add(f"{of}.{name}")
            if name not in schema["required"] and "not there" not in text and "only" not in text:
                unsaid.add(f"{of}.{name}")

    assert unsaid == set()


def test_every_error_has_a_code_that_the_problem_lists() -> None:
    listed = schemas.Problem.model_json_schema()["properties"]["code"]["examples"]

    assert listed == [schemas.code_of(error) for error in CODES]
    assert len({*listed}) == len(CODES)
    for code in listed:
        schemas.Problem(
            type="about:blank", title="t", status=404, detail="d", instance="/", code=code
        )


def test_a_field_that_nobody_told_of_is_refused() -> None:
    answer = kept("why")
    answer["hops"][0]["facts"][0]["operator"] = "anna"

    with pytest.raises(ValidationError, match=r"operator\n.*Extra inputs"):
        schemas.WhyAnswer.model_validate(answer)


def test_a_field_that_may_be_missing_is_never_null() -> None:
    answer = kept("why")
    answer["question"]["as_known_on"] = None

    with pytest.raises(ValidationError, match="as_known_on"):
        schemas.WhyAnswer.model_validate(answer)


def test_closed_values_are_those_of_the_program() -> None:
    assert get_args(GapKind) == KINDS
    assert {*get_args(VerdictStatus)} == {*get_args(get_type_hints(Verdict)["status"])}
    assert {*get_args(ViolationKind)} == {
        text for text in _texts("genealogy/violations.py") if " before it" in f"{text} "
        and " was " in text and len(text.split()) < 8
    }  # fmt: skip
    assert {*get_args(LeafType)} < _texts("genealogy/verdict.py")


def _texts(file: str) -> set[str]:
    """Every text that a module writes."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_a_route_that_names_a_schema_shows_it_as_it_is() -> None:
    app = FastAPI()

    @app.get("/recall", responses={200: {"model": schemas.RecallAnswer}})
    def recall() -> Response:
        return Response()

    told = schemas.with_examples(app.openapi())["components"]["schemas"]["RecallAnswer"]

    assert "time_respecting" not in told["required"]  # nobody who does not ask for it gets it
    assert {"question", "verdict", "in_process"} <= {*told["required"]}
    wanted = [kept("recall"), kept("recall-with-quantities")]
    assert json.dumps(told["examples"]) == json.dumps(wanted)  # also in the order of its keys
    assert "x-examples" not in told
    assert told["additionalProperties"] is False
