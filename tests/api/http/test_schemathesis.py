"""Anything that the schema allows, and much that it does not: no fault, no answer that the schema
does not tell, nothing that goes on for ever. On either engine, against the running service."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode

from api.http.app import create_app
from genealogy.settings import Settings
from tests.api.http.served import KEY, Served

_EXAMPLES = 4
_SECONDS = 30  # of one answer
_CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
_OPERATIONS = sorted(
    f"{method.upper()} {path}"
    for path, methods in create_app(Settings()).openapi()["paths"].items()
    for method in methods
    if path.startswith("/v1/")
)


@pytest.fixture(scope="module")
def schema(serving_plant: Served) -> schemathesis.BaseSchema:
    """The schema as the service tells it."""
    return schemathesis.openapi.from_url(f"{serving_plant.url}/openapi.json")


@pytest.mark.parametrize("name", _OPERATIONS)
def test_no_fault_and_no_answer_beside_the_schema(
    schema: schemathesis.BaseSchema, name: str
) -> None:
    method, path = name.split()
    operation = schema[path][method]

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[*hypothesis.HealthCheck],
        )
        def asked(case: schemathesis.Case) -> None:
            case.call_and_validate(
                headers={"Authorization": f"Bearer {KEY}"}, timeout=_SECONDS, checks=_CHECKS
            )

        asked()
