"""The schema of the API: worth reading, and it changes only with a line in the changelog."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import httpx
from openapi_spec_validator import OpenAPIV31SpecValidator

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


def test_it_is_valid() -> None:
    OpenAPIV31SpecValidator(json.loads(json.dumps(schema()))).validate()


def test_every_field_says_what_it_means_and_no_word_is_the_framework_s() -> None:
    told: dict[str, Any] = json.loads(json.dumps(schema()))
    schemas = told["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, of in schemas.items()
        for field, its in of.get("properties", {}).items()
        if not its.get("description") and not described(its, schemas)
    ]
    text = json.dumps(told)

    assert silent == []
    assert [name for name, of in schemas.items() if not of.get("description")] == []
    for word in ("Successful Response", "Validation Error", "Additional Response", "ValidationErr"):
        assert word not in text
    assert not re.search(r'"description": "(OK|Created|Accepted|No Content)"', text)


def described(field: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether the schema that a field refers to says what it is."""
    name = field.get("$ref", "").rpartition("/")[2]
    return bool(name and schemas[name].get("description"))


def test_errors_are_told_to_callers_and_not_to_who_reads_the_code() -> None:
    """No route's description is a docstring of an error, which tells of arguments and the log."""
    text = " ".join(
        str(answer["description"])
        for methods in schema()["paths"].values()
        for told in methods.values()
        for status, answer in told["responses"].items()  # type: ignore[attr-defined]
        if status >= "400"
    )

    assert "for the log" not in text
    assert "`untimed`" not in text
    assert "`key-refused`: no key, or none that is valid" in text


def test_only_what_is_whole_is_called_whole() -> None:
    for path, methods in schema()["paths"].items():
        for method, told in methods.items():
            (ok, *_) = (
                answer
                for status, answer in told["responses"].items()  # type: ignore[attr-defined]
                if status < "300"
            )
            paged = {"after", "most"} <= {each["name"] for each in told.get("parameters", ())}  # type: ignore[attr-defined]
            assert ("page" in ok["description"]) == paged, f"{method} {path}"
            assert not (paged and "nothing of it is cut" in ok["description"]), f"{method} {path}"


def test_names_of_operations_are_short_and_each_is_there_once() -> None:
    names = [
        str(told["operationId"]) for methods in schema()["paths"].values()
        for told in methods.values()
    ]  # fmt: skip

    assert len({*names}) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)?", name)] == []
    assert {"recall", "trace", "why", "compare", "load", "list_jobs", "hold"} <= {*names}


def test_the_server_is_the_one_that_was_asked() -> None:
    assert [each["url"] for each in schema()["servers"]] == ["/"]  # type: ignore[index]


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
            assert {"401", "403", "406", "422", "429", "500", "503", "504"} <= {*errors}, path
            for status, answer in errors.items():
                assert "application/problem+json" in answer["content"], f"{method} {path} {status}"
                assert answer["description"]


def test_it_names_no_other_host() -> None:
    text = json.dumps(schema())

    assert "http://" not in text.replace("http://127.0.0.1", "")
    assert "cdn" not in text
