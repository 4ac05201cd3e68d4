"""The tables of answers: all that the JSON tells, and what docs/exports.md says of them."""

from __future__ import annotations

import re
from typing import Any

from exports.amounts import amounts_text, in_columns
from exports.columns import Kind
from exports.tables import Answer, tables, tables_with_columns
from tests.shell import ROOT

DOCUMENT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (`[^|]+) \| ([a-z][^|]*) \| ([^|]+) \|$", re.MULTILINE)
NAME = re.compile(r"`([a-z_]+)`")

Answers = dict[str, Answer]


def as_in_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the JSON with what CSV makes of quantities by unit and of lists."""
    told = {name: value for name, value in row.items() if name not in ("amounts", "details")}
    told |= in_columns(row["amounts"]) if "amounts" in row else {}
    return {
        name: amounts_text(value)
        if isinstance(value, dict)
        else ", ".join(value)
        if isinstance(value, list)
        else value
        for name, value in told.items()
    }


def test_every_list_of_rows_in_the_json_is_a_table(answers: Answers) -> None:
    told_otherwise = {
        "scopes",
        "parts",
        "quantities",
        "in_process",
        "suspects",
        "possible",
        "leads",
    }
    compared = 0
    for answer in answers.values():
        for name, rows in answer.to_dict().items():
            if isinstance(rows, list) and name in tables(answer).keys() - told_otherwise:
                assert tables(answer)[name] == [as_in_json(row) for row in rows], name
                compared += len(rows)
    assert compared > 300


def test_the_verdict_is_there_in_full(answers: Answers) -> None:
    told, found = answers["recall"].to_dict(), tables(answers["recall"])
    verdict = told["verdict"]

    assert found["gaps"] == [as_in_json(gap) for gap in verdict["gaps"]] != []
    assert [
        (row["kind"], row["subject"], row["by"], row["at"], row["made_at"], row["document"])
        for row in found["violations"]
    ] == [
        (row["kind"], row["subject"], row["by"], row["at"], row["made_at"], row["document"])
        for row in verdict["violations"]
    ]
    assert [
        [
            (row["file"], row["row"])
            for row in found["evidence"]
            if (row["violation"], row["states"]) == (number, states)
        ]
        for number in range(1, len(verdict["violations"]) + 1)
        for states in ("too early", "what it came before")
    ] == [
        [(each["file"], each["row"]) for each in row[name]]
        for row in verdict["violations"]
        for name in ("evidence", "against")
    ]
    assert found["evidence"] != []
    loops = [
        [row["batch_id"] for row in found["loops"] if row["loop"] == number]
        for number in range(1, len(verdict["loops"]) + 1)
    ]
    assert loops == verdict["loops"] != []
    assert {row["type"]: row["count"] for row in found["leaves"]} == verdict["leaves"] != {}


def test_quantities_are_there_as_numbers_too(answers: Answers) -> None:
    told, found = answers["recall"].to_dict(), tables(answers["recall"])

    assert {
        what: {row["unit"]: row["quantity"] for row in found["totals"] if row["what"] == what}
        for what in told["totals"]
    } == told["totals"]
    assert {(row["customer_id"], row["unit"]): row["quantity"] for row in found["shipped"]} == {
        (row["customer_id"], unit): quantity
        for row in told["customers"]
        for unit, quantity in row["shipped"].items()
    }
    amounts = [
        {"noun": noun, "id": row[f"{noun}_id"], **amount}
        for noun, rows in (("batch", told["batches"]), ("customer", told["customers"]))
        for row in rows
        for amount in row["amounts"]
    ]
    assert found["amounts"] == amounts != []
    assert [row["found_customers"] for row in found["quantities"]] == [
        row["found"]["customers"] for row in told["quantities"]
    ]


def test_the_parts_of_a_comparison_are_there_with_all_batches(answers: Answers) -> None:
    told, found = answers["compare"].to_dict(), tables(answers["compare"])

    for part in told["parts"]:
        for name in ("batch", "customer"):
            ids = [
                row[f"{name}_id"]
                for row in found["part_customers" if name == "customer" else "part_batches"]
                if row["part"] == part["part"]
            ]
            assert ids == part["customers" if name == "customer" else "batches"]
    assert found["part_batches"] != [] != found["part_customers"]


def test_both_verdicts_of_siblings_are_there(answers: Answers) -> None:
    told, found = answers["siblings"].to_dict(), tables(answers["siblings"])

    for trace in ("backward", "forward"):
        gaps = [row for row in found["gaps"] if row["trace"] == trace]
        assert gaps == [
            {"trace": trace} | as_in_json(gap) for gap in told["verdict"][trace]["gaps"]
        ]
    numbers = [row["violation"] for row in found["violations"]]
    assert numbers == list(range(1, len(numbers) + 1)) != []


def test_cells_are_of_the_kind_that_their_column_holds(answers: Answers) -> None:
    types: dict[Kind, tuple[type, ...]] = {
        Kind.TEXT: (str,),
        Kind.AMOUNTS: (str,),
        Kind.TIME: (str,),
        Kind.FLAG: (bool,),
        Kind.COUNT: (int,),
        Kind.NUMBER: (int, float),
    }
    for answer in answers.values():
        for name, table in tables_with_columns(answer).items():
            for row in table.rows:
                assert list(row) == list(table.columns), name
                for column, kind in table.columns.items():
                    cell = row[column]
                    assert cell is None or isinstance(cell, types[kind]), (name, column, cell)
                    assert kind is Kind.FLAG or not isinstance(cell, bool), (name, column)


def documented() -> dict[tuple[str, str], list[str]]:
    """The columns of each table of each answer as the document lists them."""
    text = DOCUMENT.partition("## Tables")[2].partition("## Columns")[0]
    return {
        (answer, table): NAME.findall(columns)
        for names, of, columns in ROW.findall(text)
        for table in NAME.findall(names)
        for answer in re.sub(" `--[a-z-]+`", "", of).split(", ")
    }


def test_every_table_is_documented_with_its_columns(answers: Answers) -> None:
    found = {
        (answer, name): list(table.columns)
        for answer, each in answers.items()
        for name, table in tables_with_columns(each).items()
    }

    assert found == documented()


def test_every_column_is_documented_with_what_it_holds(answers: Answers) -> None:
    kinds: dict[str, set[str]] = {}
    for answer in answers.values():
        for table in tables_with_columns(answer).values():
            for column, kind in table.columns.items():
                kinds.setdefault(column, set()).add(kind)
    text = DOCUMENT.partition("## Columns")[2]
    told = {name.strip("`"): {*holds.split(" or ")} for name, holds, _ in ROW.findall(text)}
    told |= {name: {"yes or no"} for name, holds in told.items() if holds == {"yes", "no"}}

    assert told == kinds
