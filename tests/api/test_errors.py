"""Every error: a row in the table of codes, a sentence for people, no secret in it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.exits import CODES, exit_code, http_status
from api.main import was_interrupted
from genealogy import errors
from genealogy.errors import GenealogyError

SUBJECTS: dict[str, Any] = {
    "file": "b.gz",
    "event_id": "load.finished:run-1",
    "asked": "L-4711",
    "nearest": ["own/1/L-4771"],
    "candidates": ["a/1/L-4711", "b/1/L-4711"],
    "what": "batch code",
    "noun": "run",
    "batch": "own/1/L-1",
    "origin": "own/1/L-2",
    "path": Path("folder/mb51.csv"),
    "folder": Path("folder"),
    "why": "it is empty.",
    "reason": "the signature does not fit",
    "right": "cypher",
    "roles": ["analyst", "admin"],
    "elsewhere": 3,
    "sites": 2,
    "unknown": 1,
    "closest": "erp-issues",
    "missing": ["Movement", "Lot"],
    "header": ["Mvt", "Order", "Lott"],
    "row": 4,
    "own": False,
    "endings": (".csv", ".xlsx"),
    "name": "mine.toml",
    "problems": ["line 6: file.headers: this word is not known here"],
    "forms": ["application/json", "text/csv"],
    "rate": "600/minute",
    "uri": "bolt://127.0.0.1:7687",
    "user": "neo4j",
    "found": 9,
    "known": 1,
    "statement": "trace/forward_scope",
    "seconds": 60.0,
    "tries": 5,
    "untimed": 3,
    "known_on": "2026-10-05T15:00:00Z",
    "first_load": "2026-10-05T16:00:00Z",
    "hints": ['There is no line "9". Nearest: "Line 2".'],
}
"""What errors are about, by the names of their parameters."""


def classes(root: type[GenealogyError] = GenealogyError) -> Iterator[type[GenealogyError]]:
    """Every class of error below the root."""
    for below in root.__subclasses__():
        yield below
        yield from classes(below)


def made(kind: type[GenealogyError]) -> GenealogyError:
    """An error of the class, about something ordinary."""
    if "__init__" not in vars(kind):
        return kind("A sentence of whoever raises it.")
    taken = inspect.signature(kind).parameters.values()
    positional = [each.name for each in taken if each.kind is not each.KEYWORD_ONLY]
    return kind(*(SUBJECTS[name] for name in positional))


@pytest.mark.parametrize("kind", [*classes()], ids=lambda kind: kind.__name__)
def test_every_error_has_its_codes(kind: type[GenealogyError]) -> None:
    assert kind in CODES
    error = made(kind)
    assert 0 < exit_code(error) < 128
    assert 400 <= http_status(error) < 600


@pytest.mark.parametrize("kind", [*classes()], ids=lambda kind: kind.__name__)
def test_every_error_is_told_in_a_sentence(kind: type[GenealogyError]) -> None:
    told = str(made(kind))
    first, *_ = told.splitlines()

    assert len(first.split()) >= 4
    assert told.endswith(".") or "\n  " in told
    assert "None" not in told


def test_what_breaks_while_ctrl_c_is_obeyed_is_no_fault() -> None:
    def closing() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise BufferError("closed in the middle of a message")

    with pytest.raises(BufferError) as told:
        closing()
    assert was_interrupted(told.value)
    assert not was_interrupted(BufferError("of another kind"))


def test_a_code_stands_in_the_table_for_no_other_class() -> None:
    assert set(CODES) == set(classes())


def test_an_error_says_what_an_error_above_it_says_to_a_program() -> None:
    for kind in classes():
        parent = kind.__mro__[1]
        if parent in CODES:
            assert CODES[kind][0] == CODES[parent][0]


def test_the_tree_at_the_top_of_the_module_names_every_class() -> None:
    tree = errors.__doc__ or ""

    for kind in classes():
        assert f"─ {kind.__name__} " in tree


def test_an_error_lists_what_would_be_right() -> None:
    told = str(errors.NoProfileFits(Path("mb51.csv"), "erp-issues", ["Movement"], ["Movment"]))

    assert 'Closest: erp-issues, which also needs "Movement" (found "Movment")' in told
    assert "genealogy profiles show erp-issues > my.toml" in told
