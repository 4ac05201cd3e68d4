"""Upstream: all that can be a suspect of what went wrong with some batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from genealogy.engine.statement import Reader, Statement, statement
from genealogy.graph import Link, Movement, Operation
from genealogy.identity import parse_batch_id
from genealogy.root_cause.suspects import Care, Run, Value
from genealogy.walk import BATCH, OPERATION
from queries.columns import INTO_BATCHES
from queries.in_columns import in_columns
from queries.outcomes import TestColumns, tests_of


@dataclass(frozen=True, slots=True)
class RunColumns:
    """What operations ran on or were run by, as parallel columns."""

    operation_ids: list[str]
    others: list[str]
    names: list[str]
    began: list[str]
    ended: list[str]


@dataclass(frozen=True, slots=True)
class CareColumns:
    """When equipment was cleaned or serviced, as parallel columns; '' where that is not stated."""

    equipment_ids: list[str]
    operation_ids: list[str]
    began: list[str]
    ended: list[str]


@dataclass(frozen=True, slots=True)
class NameColumns:
    """Names of batches, as parallel columns."""

    batch_ids: list[str]
    names: list[str]


EQUIPMENT = statement("root_cause/equipment_of_operations", RunColumns)
CARE = statement("root_cause/care_of_equipment", CareColumns)
OPERATORS = statement("root_cause/operators_of_operations", RunColumns)
NAMES = statement("root_cause/names_of_batches", NameColumns)
OF_OPERATIONS = statement("root_cause/measurements_of_operations", TestColumns)


def supplies_of(database: Reader, batch_ids: Collection[str]) -> list[Movement]:
    """What suppliers delivered of these batches, certain deliveries alone."""
    return [
        each
        for columns in in_columns(database, INTO_BATCHES, "batch_ids", batch_ids)
        for each in columns.movements()
        if each.type == "SUPPLIED" and each.certain
    ]


def runs_of(
    database: Reader, query: Statement[RunColumns], operation_ids: Collection[str]
) -> tuple[list[Run], dict[str, str]]:
    """What the operations ran on, or who ran them, and what these are called."""
    runs: list[Run] = []
    names: dict[str, str] = {}
    for columns in in_columns(database, query, "operation_ids", operation_ids):
        for operation_id, other, name, began, ended in zip(
            columns.operation_ids,
            columns.others,
            columns.names,
            columns.began,
            columns.ended,
            strict=True,
        ):
            runs.append(Run(operation_id, other, began or None, ended or None))
            names[other] = name
    return runs, names


def names_of(database: Reader, batch_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What these batches are called, by kind and id."""
    return {
        (BATCH, batch_id): name
        for columns in in_columns(database, NAMES, "batch_ids", batch_ids)
        for batch_id, name in zip(columns.batch_ids, columns.names, strict=True)
    }


def care_of(database: Reader, equipment_ids: Collection[str]) -> list[Care]:
    """When these pieces of equipment were cleaned or serviced, as far as it is stated."""
    return [
        Care(operation_id, equipment_id, ended or began)
        for columns in in_columns(database, CARE, "equipment_ids", equipment_ids)
        for equipment_id, operation_id, began, ended in zip(
            columns.equipment_ids,
            columns.operation_ids,
            columns.began,
            columns.ended,
            strict=True,
        )
        if ended or began
    ]


def values_of(
    database: Reader, batch_ids: Collection[str], operations: dict[str, Operation],
    links: Iterable[Link],
) -> list[Value]:  # fmt: skip
    """What was measured of these batches and operations."""
    steps = {each: described.recipe or "" for each, described in operations.items()}
    made = ((link.operation_id, link.batch_id) for link in links if not link.consumed)
    for operation_id, batch_id in sorted(made):
        if not steps.get(operation_id):
            steps[operation_id] = _material(batch_id)
    found = [
        Value(BATCH, id_, _material(id_), test)
        for id_, test in tests_of(database, batch_ids)
        if test.characteristic
    ]
    for columns in in_columns(database, OF_OPERATIONS, "operation_ids", operations):
        found += [
            Value(OPERATION, id_, steps.get(id_, ""), test)
            for id_, test in columns.inspections()
            if test.characteristic
        ]
    return found


def _material(batch_id: str) -> str:
    return parse_batch_id(batch_id).item or ""
