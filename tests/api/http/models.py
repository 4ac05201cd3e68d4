"""The schemas of the answers, all of them, and an answer held against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from inspect import get_annotations
from typing import Any

from pydantic import BaseModel, RootModel

from api.http import schemas
from api.http.schemas.base import Schema

MODELS: dict[str, type[BaseModel]] = {
    name: model
    for name in schemas.__all__
    if isinstance(model := getattr(schemas, name), type) and issubclass(model, BaseModel)
}


def held(name: str, answer: Any) -> BaseModel:
    """The answer as its schema reads it, which has to be all of it and nothing else."""
    model = MODELS[name].model_validate(answer)
    assert model.model_dump(by_alias=True, exclude_unset=True) == answer
    return model


def filled(value: Any) -> Iterator[str]:
    """The fields that hold something, by the schema that tells of them first."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            inner = getattr(value, name)
            if inner is not None and inner not in ([], {}, ""):
                yield f"{owner(type(value), name)}.{name}"
            yield from filled(inner)
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from filled(each)


@cache
def owner(model: type[BaseModel], name: str) -> str:
    """The name of the schema, of a schema and those that it extends, that has a field first."""
    having = [each for each in model.__mro__ if name in get_annotations(each)]
    return having[-1].__name__


def fields_of(model: type[BaseModel]) -> Iterator[str]:
    return iter(() if issubclass(model, RootModel) else model.model_fields)


def all_models() -> list[type[BaseModel]]:
    """Every schema, also those that are parts of others."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Schema]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        found.append(model)
    return [*found, *(each for each in MODELS.values() if each not in found)]
