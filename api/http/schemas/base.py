"""What all schemas share: no field besides those that are told, times, amounts, examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Time = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$",
        json_schema_extra={"format": "date-time"},
    ),
]
"""A time in UTC, ISO 8601, with `Z`."""

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]
"""A date without a time."""

Count = Annotated[int, Field(ge=0)]
"""A number of things."""

ByUnit = dict[str, float]
"""Quantities by their unit; unlike units are never summed. Without a stated unit it is empty."""

Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]+$")]
"""Which facts an answer rests on."""

FINGERPRINT = (
    "Of the facts in the graph, in hexadecimal digits: equal fingerprints, equal facts. An answer "
    "as known on a past time has one of its own facts."
)

_NAMES = "x-examples"

CUT = "The example is an answer of the demo plant; its long lists are cut to their first rows."


class Schema(BaseModel):
    """The form of an answer or a part of one. What is not told here, no answer has."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Page(Schema):
    """A part of a long list, and where the next one begins."""

    next: str | None = Field(
        description="Cursor of the next page, to be given back as it is; null on the last page."
    )


def sometimes(description: str) -> Any:
    """A field that is not there at all, rather than null, where it was not asked for."""
    return Field(default_factory=_left_out, description=description)


def _left_out() -> None:
    """What a field holds that is not there."""


def examples_of(*names: str) -> Callable[[dict[str, Any]], None]:
    """Adds answers of the demo plant to a schema. They are read when the schema is asked for."""

    def add(schema: dict[str, Any]) -> None:
        schema["examples"] = [_example(name) for name in names]
        schema[_NAMES] = list(names)
        schema["description"] = f"{schema['description']}\n\n{CUT}"

    return add


def with_examples(openapi: dict[str, Any]) -> dict[str, Any]:
    """FastAPI's document with the examples as they are. It leaves what is null out of them, so
    that they would contradict their own schemas."""
    for schema in openapi.get("components", {}).get("schemas", {}).values():
        if names := schema.pop(_NAMES, None):
            schema["examples"] = [_example(name) for name in names]
    return openapi


def _example(name: str) -> Any:
    """An answer of the demo plant, short: a file of the folder `examples`. A test holds each
    against what the demo answers."""
    path = files("api.http.schemas").joinpath("examples", f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))
