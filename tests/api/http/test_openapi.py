"""The schema of the API: worth reading, and it changes only with a line in the changelog."""

from __future__ import annotations

import json
from hashlib import sha256

import httpx

from api.http.app import create_app
from genealogy.settings import Settings
from tests.shell import ROOT, Shell


def schema() -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """The schema of this version."""
    return create_app(Settings()).openapi()


def test_a_change_of_the_schema_has_a_line_in_the_changelog() -> None:
    found = sha256(json.dumps(schema(), sort_keys=True).encode()).hexdigest()[:12]
    newest = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]

    assert f"(schema {found})" in newest, (
        f"The schema of the API has changed. Tell users what changed in CHANGELOG.md, and write"
        f" (schema {found}) there in place of the one before."
    )


def test_it_is_what_the_command_prints_and_the_service_serves(
    demo: Shell, client: httpx.Client
) -> None:
    assert json.loads(demo.out("openapi")) == client.get("/openapi.json").json() == schema()


def test_every_route_says_what_it_does_and_every_parameter_what_it_means() -> None:
    for path, methods in schema()["paths"].items():
        for method, told in methods.items():
            assert len(str(told["description"]).split()) >= 3, f"{method} {path}"
            for parameter in told.get("parameters", ()):  # type: ignore[attr-defined]
                assert parameter.get("description"), f"{method} {path}: {parameter['name']}"


def test_every_error_of_a_route_is_a_problem_and_named() -> None:
    for path, methods in schema()["paths"].items():
        if not path.startswith("/v1/"):
            continue
        for method, told in methods.items():
            errors = {
                status: answer
                for status, answer in told["responses"].items()  # type: ignore[attr-defined]
                if status >= "400"
            }
            assert {"401", "403", "422", "429", "500", "503", "504"} <= {*errors}, path
            for status, answer in errors.items():
                assert "application/problem+json" in answer["content"], f"{method} {path} {status}"
                assert answer["description"]


def test_it_names_no_other_host() -> None:
    text = json.dumps(schema())

    assert "http://" not in text.replace("http://127.0.0.1", "")
    assert "cdn" not in text
