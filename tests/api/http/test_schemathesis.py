"""Anything that the schema allows, and much that it does not: no fault, no answer that the schema
does not tell, nothing that goes on for ever. On either engine, against the running service."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from hypothesis import settings
from schemathesis import checks

from tests.api.http.served import KEY, Served

_EXAMPLES = 12
_SECONDS = 30
_CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.ignored_auth,
]


@pytest.fixture(scope="module")
def schema_of_plant(serving_plant: Served) -> schemathesis.BaseSchema:
    """The schema as the service tells it."""
    return schemathesis.openapi.from_url(
        f"{serving_plant.url}/openapi.json", headers={"Authorization": f"Bearer {KEY}"}
    )


schema = schemathesis.pytest.from_fixture("schema_of_plant")


@schema.exclude(path_regex="^/(metrics|health)").parametrize()
@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[*hypothesis.HealthCheck],
)
def test_no_fault_and_no_answer_beside_the_schema(case: schemathesis.Case) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {KEY}"}, timeout=_SECONDS, checks=_CHECKS
    )
