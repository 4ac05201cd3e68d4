"""Every error: a row in the table of codes, a sentence for people, no secret in it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.exits import CODES, exit_code, http_status
from api.main import was_interrupted
from genealogy import errors
from genealogy.errors import GenealogyError
from tests.shell import ROOT

COMMAND = re.compile(r"genealogy [a-z]+\b(?! of)")

SUBJECTS: dict[str, Any] = {
    "file": "b.gz",
    "key_id": "1a2b3c4d",
    "characteristic": "pH",
    "names": ["pH value", "fat"],
    "units": {"": 2, "°C": 12},
    "batches": ["own/1/L-1", "own/1/L-2"],
    "hold": "H-1",
    "others": {"own/1/L-2": ["H-2"]},
    "heads": Path("audit-heads.jsonl"),
    "signed": 12,
    "last": 0,
    "event_id": "load.finished:run-1",
    "investigation_id": "INV-0001",
    "at": "2026-10-05T15:00:00Z",
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

COMMAND_LINE_ALONE = (errors.DataFolderRefused, errors.AnswerRefused, errors.NothingToLoad)
"""What only those meet who name files and folders."""


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


@pytest.mark.parametrize("kind", [*classes()], ids=lambda kind: kind.__name__)
def test_over_http_an_error_names_no_command_and_no_folder(kind: type[GenealogyError]) -> None:
    error = made(kind)

    assert not COMMAND.search(error.over_http())
    if kind not in COMMAND_LINE_ALONE:
        assert "--" not in error.over_http()
        assert not re.search(r"\bfolder/|of folder\b", error.over_http())
    assert error.over_http().splitlines()[-1].endswith((".", ")")) or "\n  " in error.over_http()


def test_an_error_with_very_many_candidates_leaves_them_to_the_problem_over_http() -> None:
    error = errors.AmbiguousBatch("L-1", [f"own/{number}/L-1" for number in range(30)])

    assert str(error).endswith("and 10 more; all of them: `genealogy batches L-1 --most 30`")
    assert error.over_http().endswith("and 10 more; all of them: `candidates`")


def test_every_sentence_with_a_command_is_worded_for_http_too() -> None:
    """Whatever room raises it: a command stands within what each door words for itself."""
    alone = set()
    for room in ("genealogy", "queries", "loaders", "api/http"):
        for file in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            worded = {
                id(each)
                for call in ast.walk(tree)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "Next"
                for each in ast.walk(call)
            }
            raised = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
            alone |= {
                f"{file.relative_to(ROOT)}: {each.value}"
                for node in raised
                for each in ast.walk(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
                and COMMAND.search(each.value) and id(each) not in worded
            }  # fmt: skip

    assert alone == set()


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
