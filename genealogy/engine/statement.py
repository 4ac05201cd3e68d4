"""Statements: Cypher files bound to their parameters and to the rows that they return.

A file under `cypher/` opens with comment lines that say what it answers and, in a line
`// params: a, b`, what it takes. `statement("trace/forward_scope", Reached)` reads it and
compares: the declared parameters with the `$parameters` of the text, the columns of its last
RETURN with the fields of the row class. A disagreement is a StatementError at import, not a
surprise at night.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, Protocol, TypeVar, overload

from genealogy.errors import StatementError

Row = TypeVar("Row")

_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_DECLARED = re.compile(r"^// params:(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement(Generic[Row]):
    """A Cypher text with its name, its parameters, its columns and the class of its rows."""

    name: str
    text: str
    params: tuple[str, ...]
    columns: tuple[str, ...]
    row: type[Row]


class Reader(Protocol):
    """What answers reading statements: a graph, or a graph as it was."""

    def read(self, statement: Statement[Row], **params: Any) -> list[Row]:
        """The rows of the statement."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The row of a statement that returns none."""


_BOUND: dict[str, Statement[Any]] = {}


@overload
def statement(name: str) -> Statement[Nothing]: ...
@overload
def statement(name: str, row: type[Row]) -> Statement[Row]: ...
def statement(name: str, row: type[Any] = Nothing) -> Statement[Any]:
    """The statement of `cypher/<name>.cypher`, returning rows of the class `row`.

    Raises StatementError where the file is missing, or disagrees with what it declares or
    with the fields of `row`.
    """
    source = _read(name)
    declared = _declared_params(name, source)
    text = "\n".join(line for line in source.splitlines() if not line.startswith("//")).strip()
    used = set(_PARAMETER.findall(text))
    if used != set(declared):
        raise StatementError(f"{name}.cypher declares {sorted(declared)} and uses {sorted(used)}")
    if not is_dataclass(row):
        raise StatementError(f"{name}.cypher is bound to {row!r}, which is no dataclass")
    wanted = [field.name for field in fields(row)]
    found = returned_columns(text)
    if found != wanted:
        raise StatementError(f"{name}.cypher returns {found}, {row.__name__} has {wanted}")
    bound = Statement(name, text, declared, tuple(wanted), row)
    _BOUND[name] = bound
    return bound


def bound_statements() -> dict[str, Statement[Any]]:
    """Every statement that has been bound so far, by name."""
    return dict(_BOUND)


@cache
def _read(name: str) -> str:
    path = files("cypher").joinpath(f"{name}.cypher")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise StatementError(f"{name}.cypher cannot be read: {error}") from None


def _declared_params(name: str, source: str) -> tuple[str, ...]:
    match = _DECLARED.search(source)
    if match is None:
        raise StatementError(f"{name}.cypher has no line `// params:`")
    return tuple(part.strip() for part in match.group(1).split(",") if part.strip())


def returned_columns(text: str) -> list[str]:
    """The names of the columns of the last RETURN that stands outside of braces."""
    start = _last_top_level_return(text)
    if start is None:
        return []
    tail = re.split(r"\b(?:ORDER BY|SKIP|LIMIT)\b", text[start:])[0]
    tail = re.sub(r"^\s*DISTINCT\b", "", tail)
    return [_column_name(part) for part in _split_top_level(tail)]


def _last_top_level_return(text: str) -> int | None:
    depth, found = 0, None
    for match in re.finditer(r"[{}]|\bRETURN\b", text):
        if match.group() == "RETURN":
            found = match.end() if depth == 0 else found
        else:
            depth += 1 if match.group() == "{" else -1
    return found


def _split_top_level(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _column_name(part: str) -> str:
    return re.split(r"\s+AS\s+", part.strip())[-1].strip()
